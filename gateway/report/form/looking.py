"""What is said about a form before it is sent: findings beside their fields, the two meters, the room left. Pure.

The same words for a page and for the live check, from the same rules that stand in front of sealing. Nothing is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.report import partial_dates as dates
from gateway.report.crime import CRIME
from gateway.report.fields import CRIME_BUDGET, IDENTITY_BUDGET
from gateway.report.fields import texts as texts_of
from gateway.report.filing import Filing
from gateway.report.form import words, written
from gateway.report.identity import IDENTITY
from gateway.report.rules import space_left
from gateway.report.screening import numbers
from gateway.report.screening.findings import Finding, Outcome
from gateway.report.screening.folding import fold
from gateway.report.screening.never import screen
from gateway.report.screening.risk_meters import Colour, Meter, meters

WHEN = ("crime.when.from", "crime.when.to")
PRECISION = "crime.when.precision"
_ON = re.compile(r"\b[Oo]n (?:the )?$")
RECORD_ROOM = 900  # bytes of leaf 11 kept free for what was warned of and why it stays


@dataclass(frozen=True, slots=True)
class Looked:
    """A form as screening sees it: findings, meters, bytes left. `filing` need not be one that can be sent."""

    filing: Filing
    found: list[Finding]
    gauges: list[dict[str, Any]]

    @property
    def blocked(self) -> bool:
        return any(finding.outcome is Outcome.BLOCK for finding in self.found)

    @property
    def warned(self) -> bool:
        return any(finding.outcome is Outcome.WARN for finding in self.found)

    @property
    def red(self) -> list[str]:
        """The names of the meters that are red."""
        return [gauge["name"] for gauge in self.gauges if gauge["colour"] == Colour.RED]

    @property
    def summary(self) -> str:
        """How much there is to look at, in a sentence."""
        if not self.found:
            return words.NOTHING_FOUND
        blocked = sum(finding.outcome is Outcome.BLOCK for finding in self.found)
        places = f"{len(self.found)} place{'s' if len(self.found) > 1 else ''}"
        return words.PLACES_FOUND.format(count=places, blocked=blocked or "none")

    def by_field(self) -> dict[str, list[dict[str, Any]]]:
        """What to show beside each question: the words found, why, what to write instead, and a press that does it."""
        halves = {"crime": self.filing.crime, "identity": self.filing.identity}
        shown: dict[str, list[dict[str, Any]]] = {}
        for finding in self.found:
            shown.setdefault(written.field_of(finding.field), []).append(
                {
                    "outcome": str(finding.outcome),
                    "blocks": finding.outcome is Outcome.BLOCK,
                    "quote": written.found_text(halves, finding.field)[finding.start : finding.end],
                    "why": finding.why,
                    "instead": finding.instead,
                    "offer": finding.offer if finding.outcome is Outcome.COARSEN else "",
                    "press": f"coarsen {finding.field} {finding.start} {finding.end}",
                }
            )
        return shown

    def room(self) -> dict[str, str]:
        """The room left on each side, in a sentence."""
        crime, identity = space_left(self.filing)
        return {
            "crime": _room(crime, CRIME_BUDGET),
            "identity": _room(identity - RECORD_ROOM, IDENTITY_BUDGET - RECORD_ROOM),
        }


def look(whole: Mapping[str, str], year_month: str) -> Looked:
    """What is to be said of a form that may be half written. `year_month`: this month, such as "2026-11"."""
    filing = written.draft(whole)
    both = meters(filing, year_month=year_month)
    found = [*screen(filing), *_exact_days(whole)]
    return Looked(filing, found, [_gauge("police", both.police), _gauge("suspect", both.suspect)])


def nowhere(whole: Mapping[str, str]) -> list[Finding]:
    """The numbers that are held nowhere, in either half: they stop even a form that is only kept."""
    filing = written.draft(whole)
    both = [*texts_of(CRIME, filing.crime, "crime"), *texts_of(IDENTITY, filing.identity, "identity")]
    found = [
        one.under(field) for field, text in both for one in numbers.find(fold(text), everywhere_only=True)
    ]
    return [one for one in found if one.outcome is Outcome.BLOCK]


def coarsened(whole: Mapping[str, str], about: Iterable[str]) -> dict[str, str]:
    """The form with one offer taken: `about` is field, start and end. Unchanged when there is no such offer."""
    field, start, end = (*about, "", "", "")[:3]
    if field in WHEN:
        months = {name: dates.to_month(whole[name].strip()) for name in WHEN if _is_day(whole.get(name, ""))}
        return dict(whole) | months | ({PRECISION: "month"} if months else {})
    filing = written.draft(whole)
    for one in screen(filing):
        if one.offer and (one.field, str(one.start), str(one.end)) == (field, start, end):
            text = written.found_text({"crime": filing.crime, "identity": filing.identity}, field)
            before = _ON.sub(_in, text[: one.start]) if one.code == "date.exact" else text[: one.start]
            return dict(whole) | {field: before + one.offer + text[one.end :]}
    return dict(whole)


def _in(on: re.Match[str]) -> str:
    """ "On 3 May" becomes "In May"."""
    return "In " if on.group().startswith("O") else "in "


def _exact_days(whole: Mapping[str, str]) -> list[Finding]:
    """An offer for each exact day in the fields of the date itself."""
    if whole.get(PRECISION) != "day":
        return []
    return [
        Finding(
            name, 0, len(whole[name]), "date.exact", Outcome.COARSEN, words.LESS_EXACT, words.SAY_MONTH, month
        )
        for name in WHEN
        if _is_day(whole.get(name, "")) and (month := dates.say(dates.to_month(whole[name].strip())))
    ]


def _is_day(text: str) -> bool:
    try:
        return dates.read(text.strip()).level == "day"
    except ValueError:
        return False


def _gauge(name: str, meter: Meter) -> dict[str, Any]:
    return {
        "name": name,
        "title": words.METER_TITLES[name],
        "colour": str(meter.colour),
        "words": words.COLOURS[meter.colour],
        "reasons": [reason.sentence for reason in meter.reasons],
    }


def _room(left: int, all_of_it: int) -> str:
    return words.ROOM.format(left=left, all=all_of_it) if left >= 0 else words.NO_ROOM.format(over=-left)

"""What is said about a form before it is sent: findings beside their fields, the two meters, the room left. Pure.

The same words for a page and for the live check, from the same rules that stand in front of sealing. Nothing is kept.

What is still needed before a report can be sent: a short list, never a measure of how far she is. Pure.

Which police: found from the council area, steered away from where the suspect works; and what is wrong, in words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.report import partial_dates, police_areas
from gateway.report.crime import CRIME
from gateway.report.fields import CRIME_BUDGET, IDENTITY_BUDGET
from gateway.report.fields import texts as texts_of
from gateway.report.filing import Filing
from gateway.report.form import texts, values
from gateway.report.identity import IDENTITY
from gateway.report.names import name_of
from gateway.report.police_areas import STEER, advice_on_force
from gateway.report.screening import numbers
from gateway.report.screening.findings import Finding, Outcome
from gateway.report.screening.normalize import fold
from gateway.report.screening.risk_meters import Colour, Meter, meters
from gateway.report.screening.screen import screen
from gateway.report.validate import Problem, space_left

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
            return texts.NOTHING_FOUND
        blocked = sum(finding.outcome is Outcome.BLOCK for finding in self.found)
        places = f"{len(self.found)} place{'s' if len(self.found) > 1 else ''}"
        return texts.PLACES_FOUND.format(count=places, blocked=blocked or "none")

    def by_field(self) -> dict[str, list[dict[str, Any]]]:
        """What to show beside each question: the words found, why, what to write instead, and a press that does it."""
        halves = {"crime": self.filing.crime, "identity": self.filing.identity}
        shown: dict[str, list[dict[str, Any]]] = {}
        for finding in self.found:
            shown.setdefault(values.field_of(finding.field), []).append(
                {
                    "outcome": str(finding.outcome),
                    "blocks": finding.outcome is Outcome.BLOCK,
                    "quote": values.found_text(halves, finding.field)[finding.start : finding.end],
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
    filing = values.draft(whole)
    both = meters(filing, year_month=year_month)
    found = [*screen(filing), *_exact_days(whole)]
    return Looked(filing, found, [_gauge("police", both.police), _gauge("suspect", both.suspect)])


def nowhere(whole: Mapping[str, str]) -> list[Finding]:
    """The numbers that are held nowhere, in either half: they stop even a form that is only kept."""
    filing = values.draft(whole)
    both = [*texts_of(CRIME, filing.crime, "crime"), *texts_of(IDENTITY, filing.identity, "identity")]
    found = [
        one.under(field) for field, text in both for one in numbers.find(fold(text), everywhere_only=True)
    ]
    return [one for one in found if one.outcome is Outcome.BLOCK]


def coarsened(whole: Mapping[str, str], about: Iterable[str]) -> dict[str, str]:
    """The form with one offer taken: `about` is field, start and end. Unchanged when there is no such offer."""
    field, start, end = (*about, "", "", "")[:3]
    if field in WHEN:
        months = {
            name: partial_dates.to_month(whole[name].strip()) for name in WHEN if _is_day(whole.get(name, ""))
        }
        return dict(whole) | months | ({PRECISION: "month"} if months else {})
    filing = values.draft(whole)
    for one in screen(filing):
        if one.offer and (one.field, str(one.start), str(one.end)) == (field, start, end):
            text = values.found_text({"crime": filing.crime, "identity": filing.identity}, field)
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
            name, 0, len(whole[name]), "date.exact", Outcome.COARSEN, texts.LESS_EXACT, texts.SAY_MONTH, month
        )
        for name in WHEN
        if _is_day(whole.get(name, ""))
        and (month := partial_dates.say(partial_dates.to_month(whole[name].strip())))
    ]


def _is_day(text: str) -> bool:
    try:
        return partial_dates.read(text.strip()).level == "day"
    except ValueError:
        return False


def _gauge(name: str, meter: Meter) -> dict[str, Any]:
    return {
        "name": name,
        "title": texts.METER_TITLES[name],
        "colour": str(meter.colour),
        "words": texts.COLOURS[meter.colour],
        "reasons": [reason.sentence for reason in meter.reasons],
    }


def _room(left: int, all_of_it: int) -> str:
    return texts.ROOM.format(left=left, all=all_of_it) if left >= 0 else texts.NO_ROOM.format(over=-left)


_PLAIN = {
    values.ADULT: "whether she is 18 or older",
    "crime.reporter_role": "who is telling it",
    values.WISH: "what she wants",
    "identity.advice": "whether she had advice",
}


def needed(whole: Mapping[str, str]) -> list[tuple[str, str]]:
    """(question, what it is about) of each that has no answer yet, in the order of the page."""
    missing = [(name, about) for name, about in _PLAIN.items() if not whole.get(name)]
    if not whole.get(values.FORCE) and police_areas.force_for(whole.get(values.AREA, "")) is None:
        missing.insert(
            1 if missing[:1] == [(values.ADULT, _PLAIN[values.ADULT])] else 0,
            (values.FORCE, "where, or which police"),
        )
    if not any(whole.get(name) for name in ("crime.acts_narrative", f"{values.TYPES}.0")):
        before = len([name for name, _ in missing if name != "identity.advice"])
        missing.insert(before, ("crime.acts_narrative", "what happened"))
    return missing


MOST_FOUND = 12  # council areas shown for a word


def with_force(whole: Mapping[str, str], forces: Collection[str]) -> dict[str, str]:
    """The form with the force that covers its area, if none was chosen, it can receive and nothing speaks against."""
    covers = police_areas.force_for(whole.get(values.AREA, ""))
    if (
        whole.get(values.FORCE)
        or covers is None
        or covers.org not in forces
        or must_confirm(values.draft(whole))
    ):
        return dict(whole)
    return dict(whole) | {values.FORCE: covers.org}


def found_areas(word: str) -> tuple[list[police_areas.Area], str]:
    """The council areas with this word in their name, at most `MOST_FOUND`; a sentence if there is none, or more."""
    found = police_areas.named_like(word)
    if not found:
        return [], texts.NO_SUCH_AREA
    return found[:MOST_FOUND], texts.MORE_AREAS if len(found) > MOST_FOUND else ""


def conflict(filing: Filing) -> str:
    """A sentence if the suspect works for the police or another authority, else ""."""
    return advice_on_force(filing.crime)


def must_confirm(filing: Filing) -> bool:
    """True if the suspect is a police officer: the choice of a force is then a person's, and confirmed."""
    return advice_on_force(filing.crime) == STEER


def elsewhere(whole: Mapping[str, str]) -> str:
    """A sentence if another force covers the chosen area."""
    covers = police_areas.force_for(whole.get(values.AREA, ""))
    chosen = whole.get(values.FORCE, "")
    if covers is None or covers.org == chosen:
        return ""
    return texts.ELSEWHERE.format(
        area=police_areas.name_of(whole[values.AREA]), covers=covers.name, chosen=name_of(chosen)
    )


def told(problems: Iterable[Problem], whole: Mapping[str, str], forces: Collection[str]) -> dict[str, str]:
    """What is wrong, by question of the form, and what to do there."""
    errors: dict[str, str] = {}
    for problem in problems:
        name, sentence = _told(problem)
        if name == values.FORCE:
            sentence = _no_force(whole, forces)
        errors.setdefault(name, sentence)
    if not forces:
        errors.setdefault(values.FORCE, texts.NO_FORCE)
    return errors


def _no_force(whole: Mapping[str, str], forces: Collection[str]) -> str:
    covers = police_areas.force_for(whole.get(values.AREA, ""))
    if must_confirm(values.draft(whole)):
        return conflict(values.draft(whole))
    if covers is not None and covers.org not in forces and not whole.get(values.FORCE):
        return texts.FORCE_AWAY.format(area=police_areas.name_of(whole[values.AREA]), covers=covers.name)
    return texts.EXPECTED[values.FORCE]


def _told(problem: Problem) -> tuple[str, str]:
    """The question that a problem belongs to, and what to do there."""
    if problem.field in values.LONGEST_OF:
        return values.LONGEST_OF[problem.field], texts.TOO_MUCH.format(expected=problem.expected)
    name = values.field_of(problem.field)
    label = values.LABELS.get(name, "The form")
    return name, texts.EXPECTED.get(name, f"{label}: {problem.expected}.")

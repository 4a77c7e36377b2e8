"""What the form says of a draft: findings beside their fields, meters, the room left, what is needed, what is wrong.

Pure, and the same words for a page, for the live check and for practice.

Rules
- What is still needed is a short list that ends, never a measure of how far she is.
- An error names a question of the form and says what to do there; it repeats nothing that was typed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from gateway.report import police_areas
from gateway.report.crime import CRIME_BUDGET
from gateway.report.form import texts, values
from gateway.report.form.draft import Draft
from gateway.report.names import name_of
from gateway.report.schema import LINE_ENDS, has_unwelcome
from gateway.report.screening.findings import Finding, Outcome
from gateway.report.screening.risk_meters import Meter
from gateway.report.validate import Problem, space_left
from keys.envelope.format import IDENTITY_BUDGET

RECORD_ROOM = 900  # bytes of leaf 11 kept free for what was warned of and why it stays
TOLD_FROM = 5  # room is told when a fifth of it is left
MOST_FOUND = 12  # council areas shown for a word
LOST = "\ufffd"  # what is left of bytes that were no UTF-8


def summary(draft: Draft) -> str:
    """How much there is to look at, in a sentence."""
    if not draft.findings:
        return texts.NOTHING_FOUND
    blocked = sum(finding.outcome is Outcome.BLOCK for finding in draft.findings)
    both = ((texts.TO_FIX, blocked), (texts.TO_CHECK, len(draft.findings) - blocked))
    return " ".join(words[count > 1].format(count=count) for words, count in both if count)


def by_field(draft: Draft) -> dict[str, list[dict[str, Any]]]:
    """What to show beside each question: the words found, why, what to write instead, and a press that does it."""
    shown: dict[str, list[dict[str, Any]]] = {}
    for finding in draft.findings:
        shown.setdefault(values.field_of(finding.field), []).append(
            {
                "outcome": str(finding.outcome),
                "blocks": finding.outcome is Outcome.BLOCK,
                "quote": values.text_at(draft.document, finding.field)[finding.start : finding.end],
                "why": finding.why,
                "instead": finding.instead,
                "offer": finding.offer if finding.outcome is Outcome.COARSEN else "",
                "press": f"coarsen {finding.field} {finding.start} {finding.end}",
            }
        )
    return shown


def gauges(draft: Draft) -> list[dict[str, Any]]:
    """The two meters as `_gauges.html` draws them."""
    return [_gauge("police", draft.meters.police, draft.less), _gauge("suspect", draft.meters.suspect, [])]


DEAREST = 2  # clues that come with a press to say less
_LESS = {  # what of a clue can be said less exactly: the code of the offer
    "exact_date": "date.exact", "call_that_day": "date.exact", "age": "age.exact", "premises": "place.named",
    "postcode_sector": "place.postcode", "job": "meter.job", "faith": "meter.faith", "car": "meter.car",
}  # fmt: skip


def _fits(meter: Meter) -> str:
    if meter.fits is None:
        return ""
    return texts.FITS_ONE if meter.fits == 1 else texts.FITS.format(fits=f"{meter.fits:,}")


def _gauge(name: str, meter: Meter, offers: Sequence[Finding]) -> dict[str, Any]:
    return {
        "name": name,
        "title": texts.METER_TITLES[name],
        "colour": str(meter.colour),
        "words": texts.COLOURS[meter.colour],
        "fits": _fits(meter) if meter.reasons else "",
        "reasons": [
            {"sentence": reason.sentence, "less": _say_less(reason.code, offers) if place < DEAREST else None}
            for place, reason in enumerate(meter.reasons)
        ],
    }


def _say_less(code: str, offers: Sequence[Finding]) -> dict[str, str] | None:
    """The press that says it less exactly, and what it puts there."""
    for one in offers:
        if one.code == _LESS.get(code):
            return {"press": f"coarsen {one.field} {one.start} {one.end}", "offer": one.offer}
    return None


def room(draft: Draft) -> dict[str, str]:
    """The room left on each side, in a sentence."""
    crime, identity = space_left(draft.written)
    return {
        "crime": _room(crime, CRIME_BUDGET),
        "identity": _room(identity - RECORD_ROOM, IDENTITY_BUDGET - RECORD_ROOM),
    }


def _room(left: int, all_of_it: int) -> str:
    """Said only where it begins to matter."""
    if left > all_of_it // TOLD_FROM:
        return ""
    return texts.ROOM.format(left=left) if left >= 0 else texts.NO_ROOM.format(over=-left)


_PLAIN = {
    values.ADULT: "whether she is 18 or older",
    "crime.reporter_role": "who is telling it",
    values.WISH: "what she wants",
    "identity.advice": "whether she had advice",
}


def needed(typed: Mapping[str, str]) -> list[tuple[str, str]]:
    """(question, what it is about) of each that has no answer yet, in the order of the page."""
    missing = [(name, about) for name, about in _PLAIN.items() if not typed.get(name)]
    if not typed.get(values.FORCE) and police_areas.force_for(typed.get(values.AREA, "")) is None:
        missing.insert(
            1 if missing[:1] == [(values.ADULT, _PLAIN[values.ADULT])] else 0, (values.FORCE, "where, or which police")
        )
    if not any(typed.get(name) for name in ("crime.acts_narrative", f"{values.TYPES}.0")):
        before = len([name for name, _ in missing if name != "identity.advice"])
        missing.insert(before, ("crime.acts_narrative", "what happened"))
    return missing


def found_areas(word: str) -> tuple[list[police_areas.Area], str]:
    """The council areas with this word in their name, at most `MOST_FOUND`, or those in which this postcode may lie;
    a sentence if there is none, if there are more, or if a postcode leaves a choice.
    """
    by_postcode = police_areas.of_postcode(word)
    if by_postcode is not None:
        return by_postcode, texts.NEARBY_AREAS if by_postcode else texts.NO_SUCH_POSTCODE
    found = police_areas.named_like(word)
    if not found:
        return [], texts.NO_SUCH_AREA
    return found[:MOST_FOUND], texts.MORE_AREAS if len(found) > MOST_FOUND else ""


def elsewhere(draft: Draft) -> str:
    """A sentence if another force covers the chosen area."""
    covers = police_areas.force_for(draft.typed.get(values.AREA, ""))
    chosen = draft.typed.get(values.FORCE, "")
    if covers is None or covers.org == chosen:
        return ""
    return texts.ELSEWHERE.format(
        area=police_areas.name_of(draft.typed[values.AREA]), covers=covers.name, chosen=name_of(chosen)
    )


def hidden(typed: Mapping[str, str]) -> dict[str, str]:
    """The questions whose answers hold signs that cannot be seen or were lost on the way, each with a sentence."""
    found = [name for name, text in typed.items() if LOST in text or has_unwelcome(LINE_ENDS.sub("\n", text))]
    return {values.FIELDS[name].question: texts.HIDDEN_SIGNS for name in found}


def nowhere(draft: Draft) -> dict[str, str]:
    """The questions whose answers hold a number that is kept nowhere, each with a sentence."""
    return {values.field_of(finding.field): texts.NUMBERS_NOWHERE for finding in draft.nowhere()}


def errors(draft: Draft, problems: Iterable[Problem], forces: Collection[str]) -> dict[str, str]:
    """What is wrong, by question of the form, and what to do there. `forces`: who can receive a report today."""
    told: dict[str, str] = {}
    for problem in problems:
        name, sentence = _told(problem)
        if name == values.FORCE:
            sentence = _no_force(draft, forces)
        told.setdefault(name, sentence)
    if not forces:
        told.setdefault(values.FORCE, texts.NO_FORCE)
    return told


def away(draft: Draft, forces: Collection[str]) -> str:
    """A sentence if the force of the chosen area cannot receive reports yet, and no other was chosen."""
    area = draft.typed.get(values.AREA, "")
    covers = police_areas.force_for(area)
    if covers is None or covers.org in forces or draft.typed.get(values.FORCE):
        return ""
    return texts.FORCE_AWAY.format(area=police_areas.name_of(area), covers=covers.name)


def goes_to(draft: Draft, forces: Collection[str]) -> str:
    """A sentence that names the force which the area leads to, while none was chosen by hand."""
    force = draft.with_force(forces).typed.get(values.FORCE, "")
    return "" if draft.typed.get(values.FORCE) or not force else texts.GOES_TO.format(force=name_of(force))


def _no_force(draft: Draft, forces: Collection[str]) -> str:
    if draft.must_confirm:
        return draft.conflict
    return away(draft, forces) or texts.EXPECTED[values.FORCE]


def _told(problem: Problem) -> tuple[str, str]:
    """The question that a problem belongs to, and what to do there."""
    if problem.field in values.LONGEST_OF:
        return values.LONGEST_OF[problem.field], texts.TOO_MUCH.format(expected=problem.expected)
    name = values.field_of(problem.field)
    label = values.LABELS.get(name, "The form")
    return name, texts.EXPECTED.get(name, f"{label}: {problem.expected}.")

"""Which police: found from the council area, steered away from where the suspect works; and what is wrong, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from gateway.report import areas
from gateway.report.filing import Filing
from gateway.report.form import words, written
from gateway.report.names import name_of
from gateway.report.routing import STEER, advice_on_force
from gateway.report.rules import Problem

MOST_FOUND = 12  # council areas shown for a word


def with_force(whole: Mapping[str, str], forces: Collection[str]) -> dict[str, str]:
    """The form with the force that covers its area, if none was chosen, it can receive and nothing speaks against."""
    covers = areas.force_for(whole.get(written.AREA, ""))
    if (
        whole.get(written.FORCE)
        or covers is None
        or covers.org not in forces
        or must_confirm(written.draft(whole))
    ):
        return dict(whole)
    return dict(whole) | {written.FORCE: covers.org}


def found_areas(word: str) -> tuple[list[areas.Area], str]:
    """The council areas with this word in their name, at most `MOST_FOUND`; a sentence if there is none, or more."""
    found = areas.named_like(word)
    if not found:
        return [], words.NO_SUCH_AREA
    return found[:MOST_FOUND], words.MORE_AREAS if len(found) > MOST_FOUND else ""


def conflict(filing: Filing) -> str:
    """A sentence if the suspect works for the police or another authority, else ""."""
    return advice_on_force(filing.crime)


def must_confirm(filing: Filing) -> bool:
    """True if the suspect is a police officer: the choice of a force is then a person's, and confirmed."""
    return advice_on_force(filing.crime) == STEER


def elsewhere(whole: Mapping[str, str]) -> str:
    """A sentence if another force covers the chosen area."""
    covers = areas.force_for(whole.get(written.AREA, ""))
    chosen = whole.get(written.FORCE, "")
    if covers is None or covers.org == chosen:
        return ""
    return words.ELSEWHERE.format(
        area=areas.name_of(whole[written.AREA]), covers=covers.name, chosen=name_of(chosen)
    )


def told(problems: Iterable[Problem], whole: Mapping[str, str], forces: Collection[str]) -> dict[str, str]:
    """What is wrong, by question of the form, and what to do there."""
    errors: dict[str, str] = {}
    for problem in problems:
        name, sentence = _told(problem)
        if name == written.FORCE:
            sentence = _no_force(whole, forces)
        errors.setdefault(name, sentence)
    if not forces:
        errors.setdefault(written.FORCE, words.NO_FORCE)
    return errors


def _no_force(whole: Mapping[str, str], forces: Collection[str]) -> str:
    covers = areas.force_for(whole.get(written.AREA, ""))
    if must_confirm(written.draft(whole)):
        return conflict(written.draft(whole))
    if covers is not None and covers.org not in forces and not whole.get(written.FORCE):
        return words.FORCE_AWAY.format(area=areas.name_of(whole[written.AREA]), covers=covers.name)
    return words.EXPECTED[written.FORCE]


def _told(problem: Problem) -> tuple[str, str]:
    """The question that a problem belongs to, and what to do there."""
    if problem.field in written.LONGEST_OF:
        return written.LONGEST_OF[problem.field], words.TOO_MUCH.format(expected=problem.expected)
    name = written.field_of(problem.field)
    label = written.LABELS.get(name, "The form")
    return name, words.EXPECTED.get(name, f"{label}: {problem.expected}.")

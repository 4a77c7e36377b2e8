"""What is late about a report, at an NGO's desk: since when, by whose word, and what to do then.

A clock stops when the police say something, when the report is finished, and when she pauses or stops. A status leaves
its desk at a random time of a day, so it is called late a day after its clock: it may be on its way. Nothing here
changes a report: a clock only asks a person to telephone.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.report.deadlines import (
    ASSESS,
    DECIDE,
    OPEN,
    OPEN_PRIORITY,
    POLICE_ANSWER,
    RIGHT_6,
    UPDATE,
    Clock,
)
from gateway.report.statuses import FINISHED, stage
from keys.desk.ngo.clocks import ends, is_over, london_today, spoken
from keys.desk.store.cases import Case, Message
from keys.parts import Part

_ON_ITS_WAY = 1  # days a status may need from the police desk to this one


@dataclass(frozen=True)
class Late:
    """One clock that is over. `since` is the day number it began on."""

    clock: Clock
    since: int

    @property
    def words(self) -> str:
        """What is late, due when, by whose word."""
        return f"{self.clock.late} It was due by {spoken(ends(self.clock, self.since))} ({self.clock.law})."


def of(case: Case, said: list[Message]) -> list[Late]:
    """Every clock of the police that is over for this report; `said` is all that was said about it, in order."""
    if case.recalled is not None or case.superseded_by or case.refile or case.withdrawn is not None:
        return []
    if case.police_opened is None and not _police_words(said):
        clock = OPEN_PRIORITY if case.priority else OPEN
        return [Late(clock, case.filed)] if is_over(clock, case.filed) else []
    found = [
        Late(POLICE_ANSWER, message.day)
        for message in said
        if message.out and message.kind == "question" and message.part == Part.TO_POLICE
        if message.dealt_with is None and is_over(POLICE_ANSWER, message.day)
    ]
    next_word = None if case.paused is not None else _next_word(case, said)
    if next_word is not None and (london_today() - ends(next_word.clock, next_word.since)).days > _ON_ITS_WAY:
        found.insert(0, next_word)
    return found


def _next_word(case: Case, said: list[Message]) -> Late | None:
    """The clock that runs towards the police's next word on how far they are; None when they are done."""
    codes = [message for message in _police_words(said) if message.kind == "status"]
    last = str(codes[-1].body["body"]["code"]) if codes else "opened"
    if last == "opened":
        since = codes[-1].day if codes else case.police_opened
        return None if since is None else Late(DECIDE, since)
    if stage(last) == FINISHED:
        return None
    if last == "assessing":
        return Late(ASSESS, codes[-1].day)
    return Late(UPDATE, max(message.day for message in _police_words(said)))


def _police_words(said: list[Message]) -> list[Message]:
    return [
        message
        for message in said
        if not message.out and message.part == Part.FROM_POLICE and message.kind != "opened_by"
    ]


def told_by(clock: Clock, since: int) -> str:
    """By when she is to be told, or that the day is over."""
    day = spoken(ends(clock, since))
    if is_over(clock, since):
        return f"OVERDUE: she was to hear it by {day} ({RIGHT_6})."
    return f"She is to hear it, with the reasons, by {day} ({RIGHT_6})."


def answer_by(clock: Clock, since: int) -> str:
    """Until when she may take her time, or what silence means once it is over."""
    if is_over(clock, since):
        return clock.late
    return f"She has until {spoken(ends(clock, since))}, and does not have to answer."

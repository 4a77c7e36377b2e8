"""Deadlines towards her and of the police: when each is over, in working days, and what is late about a report.

Bank holidays come from the `holidays` library, the substitute ones too: an arrest on Saturday 26 December 2026 is to
be told by Tuesday the 29th. Between desks only UTC days travel. Such a day counts as London's: what was written in
the first hour of a London summer's day belongs to the day before, so a deadline of it ends a day early and never late.

A deadline stops when the police say something, when the report is finished, and when she pauses or stops. A status
leaves its desk at a random time of a day, so it is called late a day after its deadline: it may be on its way. Nothing
here changes a report: a deadline only asks a person to telephone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from gateway.report.deadlines import ASSESS, DECIDE, OPEN, OPEN_PRIORITY, POLICE_ANSWER, RIGHT_6, UPDATE, Clock
from gateway.report.names import today
from gateway.report.statuses import FINISHED, stage
from keys.desk.store.records import CaseHead, Message
from keys.roles import Part

if TYPE_CHECKING:
    from holidays import HolidayBase

_EPOCH = date(1970, 1, 1)
_ON_ITS_WAY = 1  # days a status may need from the police desk to this one


def as_date(day: int) -> date:
    """A day number of the protocol as a date."""
    return _EPOCH + timedelta(days=day)


@cache
def ends(clock: Clock, since: int) -> date:
    """The last day on which `clock`, begun on the day number `since`, is not over."""
    began = as_date(since)
    if clock.days:
        return began + timedelta(days=clock.days)
    return _england_and_wales().get_nth_working_day(began, clock.working_days)


def is_over(clock: Clock, since: int) -> bool:
    """True from the day after the clock's last day on."""
    if (today() - as_date(since)).days <= max(clock.days, clock.working_days):
        return False  # so many working days are no fewer days: nobody needs to know the holidays
    return today() > ends(clock, since)


def spoken(day: date | int) -> str:
    """A day as people say it: Tue 29 December 2026."""
    day = as_date(day) if isinstance(day, int) else day
    return f"{day:%a} {day.day} {day:%B} {day.year}"


@cache
def _england_and_wales() -> HolidayBase:
    import holidays  # a quarter of a second to load: only a clock waits for it

    return holidays.country_holidays("GB", subdiv="ENG")


@dataclass(frozen=True)
class Overdue:
    """One clock that is over. `since` is the day number it began on."""

    clock: Clock
    since: int

    @property
    def words(self) -> str:
        """What is late, due when, by whose word."""
        return f"{self.clock.late} It was due by {spoken(ends(self.clock, self.since))} ({self.clock.law})."


def late(case: CaseHead, said: Sequence[Message]) -> list[Overdue]:
    """Every clock of the police that is over for this report; `said` is all that was said about it, in order."""
    stopped = case.recalled is not None or case.withdrawn is not None
    if stopped or case.superseded_by or case.refile or case.declined:
        return []
    if case.police_opened is None and not _police_words(said):
        clock = OPEN_PRIORITY if case.priority else OPEN
        return [Overdue(clock, case.filed)] if is_over(clock, case.filed) else []
    found = [
        Overdue(POLICE_ANSWER, message.day)
        for message in said
        if message.waits and message.out and message.part == Part.TO_POLICE and is_over(POLICE_ANSWER, message.day)
    ]
    next_word = None if case.paused is not None else _next_word(case, said)
    if next_word is not None and (today() - ends(next_word.clock, next_word.since)).days > _ON_ITS_WAY:
        found.insert(0, next_word)
    return found


def _next_word(case: CaseHead, said: Sequence[Message]) -> Overdue | None:
    """The clock that runs towards the police's next word on how far they are; None when they are done."""
    codes = [message for message in _police_words(said) if message.kind == "status"]
    last = str(codes[-1].body["body"]["code"]) if codes else "opened"
    if last == "opened":
        since = codes[-1].day if codes else case.police_opened
        return None if since is None else Overdue(DECIDE, since)
    if stage(last) == FINISHED:
        return None
    if last == "assessing":
        return Overdue(ASSESS, codes[-1].day)
    return Overdue(UPDATE, max(message.day for message in _police_words(said)))


def _police_words(said: Sequence[Message]) -> list[Message]:
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
    """That she may take her time; once it is long, what her silence means. Nobody sets her a day."""
    if is_over(clock, since):
        return clock.late
    return "She does not have to answer, and may take her time."

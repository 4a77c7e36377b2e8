"""When a clock is over: working days of England and Wales, in London's days.

Bank holidays come from the `holidays` library, the substitute ones too: an arrest on Saturday 26 December 2026 is to
be told by Tuesday the 29th. Between desks only UTC days travel. Such a day counts as London's: what was written in
the first hour of a London summer's day belongs to the day before, so a clock of it ends a day early and never late.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from gateway.report.deadlines import Clock
from gateway.report.names import LONDON
from keys.clock import now

if TYPE_CHECKING:
    from holidays import HolidayBase

_EPOCH = date(1970, 1, 1)


def london_today() -> date:
    """The day it is in London now."""
    return datetime.fromtimestamp(now(), LONDON).date()


def as_date(day: int) -> date:
    """A day number of the protocol as a date."""
    return _EPOCH + timedelta(days=day)


def ends(clock: Clock, since: int) -> date:
    """The last day on which `clock`, begun on the day number `since`, is not over."""
    began = as_date(since)
    if clock.days:
        return began + timedelta(days=clock.days)
    return _england_and_wales().get_nth_working_day(began, clock.working_days)


def is_over(clock: Clock, since: int) -> bool:
    """True from the day after the clock's last day on."""
    return london_today() > ends(clock, since)


def spoken(day: date | int) -> str:
    """A day as people say it: Tue 29 December 2026."""
    day = as_date(day) if isinstance(day, int) else day
    return f"{day:%a} {day.day} {day:%B} {day.year}"


@cache
def _england_and_wales() -> HolidayBase:
    import holidays  # a quarter of a second to load: only a clock waits for it

    return holidays.country_holidays("GB", subdiv="ENG")

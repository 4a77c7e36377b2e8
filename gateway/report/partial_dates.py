"""Partial dates: no finer than is known or safe to say.

Written `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, `YYYY-Wnn` (ISO week) or `YYYY-spring|summer|autumn|winter`; winter begins in
December of its year. Years 1900 to 2099. There is no time of day anywhere.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

FORM = re.compile(r"((?:19|20)[0-9]{2})(?:-([0-9]{2})(?:-([0-9]{2}))?|-W([0-9]{2})|-(spring|summer|autumn|winter))?")
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}  # first month
# From coarse to fine. A date may be as fine as its `precision` says, never finer.
FINENESS = {"year": 0, "season": 1, "month": 2, "week": 3, "day": 4}


@dataclass(frozen=True, slots=True)
class Partial:
    """A span of days that was written as a partial date: `level` is a key of FINENESS."""

    level: str
    first: date
    last: date


def read(text: str) -> Partial:
    """The span that `text` means. ValueError, without the text in it, if it is not a partial date that exists."""
    matched = FORM.fullmatch(text)
    if not matched:
        raise ValueError("not a partial date")
    year, month, day, week, season = matched.groups()
    try:
        if day:
            exact = date(int(year), int(month), int(day))
            return Partial("day", exact, exact)
        if month:
            return Partial("month", date(int(year), int(month), 1), _month_end(int(year), int(month)))
        if week:
            monday = date.fromisocalendar(int(year), int(week), 1)
            return Partial("week", monday, monday + timedelta(days=6))
        if season:
            start = date(int(year), SEASONS[season], 1)
            later = start + timedelta(days=75)  # always inside the season's third month
            return Partial("season", start, _month_end(later.year, later.month))
        return Partial("year", date(int(year), 1, 1), date(int(year), 12, 31))
    except ValueError:
        raise ValueError("not a date that exists") from None


_MONTHS = [f"{date(2000, month, 1):%B}".casefold() for month in range(1, 13)]
_NUMBERS = re.compile(r"(?:([0-9]{1,2})[/. -])?([0-9]{1,2})[/. -]([0-9]{4}|[0-9]{2})")
_NAMED = re.compile(r"(?:([0-9]{1,2})(?:st|nd|rd|th)? )?([a-z]{3,9})\.?,? ([0-9]{4})")
_RELATIVE = re.compile(r"(?:(this|last) )?(year|month|spring|summer|autumn|winter)(?: ([0-9]{4}))?")
_WEEK = re.compile(r"week of (.+)")


def from_words(text: str, month: str) -> str:
    """What a person in the UK writes, such as "5/10/2026", "October 2025" or "last autumn", as a partial date.

    `month`: this one, such as "2026-11". What is no date that is known here comes back as it is.
    """
    plain = " ".join(text.strip().casefold().replace(",", " ").split())
    if FORM.fullmatch(text.strip()):
        return text.strip()
    made = ""
    if week := _WEEK.fullmatch(plain):
        day = from_words(week[1], month)
        if len(day) == len("2026-10-05") and _exists(day):
            made = "{}-W{:02d}".format(*read(day).first.isocalendar())
    elif found := _NUMBERS.fullmatch(plain):
        day, number, year = found.groups()
        made = _numbered(day, number, year, month)
    elif found := _RELATIVE.fullmatch(plain):
        which, what, year = found.groups()
        made = _relative(which, what, year, month)
    elif (found := _NAMED.fullmatch(plain)) and (number := _month_named(found[2])):
        made = f"{found[3]}-{number:02d}" + (f"-{int(found[1]):02d}" if found[1] else "")
    return made if _exists(made) else text


def _numbered(day: str | None, number: str, year: str, month: str) -> str:
    """Day, month and year, or month and year; the year of an exact day may have two digits."""
    if len(year) == 2:
        if day is None:
            return ""
        year = f"20{year}" if f"20{year}" <= month[:4] else f"19{year}"  # never one that is still to come
    return f"{year}-{int(number):02d}" + (f"-{int(day):02d}" if day else "")


def _exists(text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def _month_named(name: str) -> int:
    """1 to 12; 0 for no month."""
    return next((at for at, whole in enumerate(_MONTHS, 1) if name in (whole, whole[:3])), 0)


def _relative(which: str | None, what: str, year: str | None, month: str) -> str:
    """ "last autumn", "this year", "autumn 2025"; "" for what means no time."""
    this_year, this_month = int(month[:4]), int(month[5:7])
    if what in SEASONS and year and not which:
        return f"{year}-{what}"
    if not which or year:
        return ""
    if what == "year":
        return str(this_year - (which == "last"))
    if what == "month":
        back = this_year * 12 + this_month - 1 - (which == "last")
        return f"{back // 12}-{back % 12 + 1:02d}"
    # The last season of this name that has begun; "last" is one that is over, "this" one that may still last.
    begun = this_year if SEASONS[what] <= this_month else this_year - 1
    is_now = (this_year * 12 + this_month) - (begun * 12 + SEASONS[what]) < 3
    return f"{begun - (which == 'last' and is_now)}-{what}"


def say(text: str) -> str:
    """A partial date in English words, such as "October 2026". An unreadable one comes back as it is."""
    try:
        span = read(text)
    except ValueError:
        return text
    if span.level == "day":
        return f"{span.first.day} {span.first:%B %Y}"
    if span.level == "week":
        return f"week of {span.first.day} {span.first:%B %Y}"
    if span.level == "month":
        return f"{span.first:%B %Y}"
    if span.level == "season":
        return f"{text[5:]} {text[:4]}"
    return text


def to_month(text: str) -> str:
    """The same date, no finer than its month: what the form offers in place of an exact day."""
    return f"{read(text).first:%Y-%m}"


def _month_end(year: int, month: int) -> date:
    return (date(year + month // 12, month % 12 + 1, 1)) - timedelta(days=1)

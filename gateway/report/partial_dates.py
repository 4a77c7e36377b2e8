"""Partial dates: no finer than is known or safe to say.

Written `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, `YYYY-Wnn` (ISO week) or `YYYY-spring|summer|autumn|winter`; winter begins in
December of its year. Years 1900 to 2099. There is no time of day anywhere.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

FORM = re.compile(
    r"((?:19|20)[0-9]{2})(?:-([0-9]{2})(?:-([0-9]{2}))?|-W([0-9]{2})|-(spring|summer|autumn|winter))?"
)
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

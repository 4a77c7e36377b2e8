"""The clock, as the protocol sees it: whole days since 1970-01-01 UTC.

Days shown to people and legal clocks are Europe/London; those belong to the pages. A demonstration may run with its
clock ahead (`AMPARO_DEMONSTRATION_DAYS_AHEAD`); folding any other deployment's directory refuses while that is set.
"""

import os
import time
from datetime import date, timedelta

DAY = 86_400
_AHEAD = "AMPARO_DEMONSTRATION_DAYS_AHEAD"
_EPOCH = date(1970, 1, 1)


def days_ahead() -> int:
    """How many days a demonstration's clock is moved forward; 0 when the setting is absent."""
    return int(os.environ.get(_AHEAD, "0") or "0")


def now() -> float:
    """Seconds since 1970 UTC."""
    return time.time() + days_ahead() * DAY


def today() -> int:
    """The UTC day of the local clock."""
    return int(now() // DAY)


def iso(day: int) -> str:
    """`YYYY-MM-DD` of a day number."""
    return (_EPOCH + timedelta(days=day)).isoformat()


def from_iso(text: str) -> int:
    """The day number of `YYYY-MM-DD`; ValueError for any other writing."""
    day = (date.fromisoformat(text) - _EPOCH).days
    if iso(day) != text:  # fromisoformat also reads 2026-W01-1 and 20260101
        raise ValueError("a day is written YYYY-MM-DD")
    return day

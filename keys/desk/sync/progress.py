"""How far a long round of receiving or sending has come, for the person who waits for it.

A round that is over soon says nothing. Counts only: no report, organisation or day is named.
"""

from __future__ import annotations

import time
from collections.abc import Callable

Told = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and how many there are; after each one."""
EVERY = 5.0  # seconds between two lines


def nobody(_what: str, _done: int, _of: int) -> None:
    """Nothing is said."""


class Aloud:
    """Says a line now and then, through `say`; it may be given wherever a `Told` is wanted."""

    def __init__(self, say: Callable[[str], None], every: float = EVERY) -> None:
        self._say, self._every = say, every
        self._quiet_until = 0.0

    def __call__(self, what: str, done: int, of: int) -> None:
        now = time.monotonic()
        if done <= 1 or not self._quiet_until:
            self._quiet_until = now + self._every
        elif now >= self._quiet_until:
            self._quiet_until = now + self._every
            self._say(f"{what}: {done} of {of} ...")

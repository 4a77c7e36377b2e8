"""Where the figures of a text are: the patterns for numbers, dates and ages need to look only there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_RUN = re.compile(r"[0-9](?:[ ._\-/\n]{0,3}[0-9])*")
_ANGLES = re.compile("<+")
WIDE = 72, 56  # signs around a run that a pattern may need: a word that tells what the number is; an IBAN
NARROW = 20, 26  # and where it is only the figures and what is glued to them, or a month


@dataclass(slots=True)
class Window:
    """A stretch of a folded text with figures in it; `longest` is the number of figures in its longest run."""

    start: int
    end: int
    longest: int


def windows(plain: str, around: tuple[int, int] = WIDE) -> list[Window]:
    """The stretches of `plain` around its figures, in order, merged where they meet."""
    before, after = around
    found: list[Window] = []
    for run in _RUN.finditer(plain):
        start, end = max(0, run.start() - before), min(len(plain), run.end() + after)
        longest = sum(map(str.isdigit, run.group()))
        if found and start <= found[-1].end:
            found[-1].end = end
            found[-1].longest = max(found[-1].longest, longest)
        else:
            found.append(Window(start, end, longest))
    return found


def angles(plain: str) -> list[Window]:
    """The stretches of `plain` around its angles (<), which the foot of a passport's page is filled with."""
    found: list[Window] = []
    for run in _ANGLES.finditer(plain) if "<" in plain else ():
        start, end = max(0, run.start() - 2), min(len(plain), run.end() + 4)
        if found and start <= found[-1].end:
            found[-1].end = end
        else:
            found.append(Window(start, end, 0))
    return found


def matches(pattern: re.Pattern[str], plain: str, where: Iterable[Window]) -> Iterator[re.Match[str]]:
    """The matches of `pattern` in those windows."""
    for window in where:
        yield from pattern.finditer(plain, window.start, window.end)

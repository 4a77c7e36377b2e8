"""Numbers and references that must never reach the police: the structured patterns, looked for in one text.

The patterns stand in `number_patterns`, what looks closer at a match in `number_checks`. They run on the folded text
(`folding`), so a full-width or lower-case number is the same number.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from gateway.screening.figures import Window, matches
from gateway.screening.findings import Finding
from gateway.screening.folding import Folded
from gateway.screening.number_patterns import PATTERNS, Pattern
from gateway.screening.pieces import Pieces

NEAR = 60  # characters between a word such as "passport" and its number
CUE = 40  # characters of the longest such word


def find(folded: Folded, pieces: Pieces | None = None, *, everywhere_only: bool = False) -> list[Finding]:
    """Every structured finding in one text; only those refused in the identity part too when `everywhere_only`.

    `pieces` are the text's, if they are known already.
    """
    pieces = pieces or Pieces(folded.plain)
    where = pieces.windows
    if not where and "<" not in folded.plain:
        return []
    most = max((window.longest for window in where), default=0)
    return [
        _finding(pattern, folded, match)
        for pattern in PATTERNS
        if pattern.digits <= most and (pattern.everywhere or not everywhere_only)
        if pattern.digits or "<" in folded.plain
        for match in _matches(pattern, folded, where if pattern.wide else pieces.narrow)
    ]


def _matches(pattern: Pattern, folded: Folded, where: list[Window]) -> Iterator[re.Match[str]]:
    enough = [window for window in where if window.longest >= pattern.digits]
    if pattern.digits and not enough:
        return
    starts: list[int] = []
    ends: list[int] = []
    if pattern.near is not None:
        done = 0
        for window in enough:
            for cue in pattern.near.finditer(
                folded.plain, max(done, window.start - NEAR - CUE), window.end + NEAR + CUE
            ):
                starts.append(cue.start())
                ends.append(cue.end())
                done = cue.end()
        if not starts:
            return
    found = (
        matches(pattern.shape, folded.plain, where, pattern.digits)
        if pattern.digits
        else pattern.shape.finditer(folded.plain)
    )
    for match in found:
        if pattern.near is not None:
            last = bisect_right(starts, match.end() + NEAR) - 1  # the last cue that begins early enough
            if last < 0 or ends[last] < match.start() - NEAR:
                continue
        if pattern.check is None or pattern.check(match, folded):
            yield match


def _finding(pattern: Pattern, folded: Folded, match: re.Match[str]) -> Finding:
    group = "number" if "number" in match.groupdict() else 0
    start, end = folded.span(match.start(group), match.end(group))
    return Finding("", start, end, pattern.code, pattern.outcome, pattern.why, pattern.instead)

"""Numbers and references that must never reach the police: the structured patterns, looked for in one text.

The patterns stand in `number_patterns`, what looks closer at a match in `number_checks`. They run on the folded text
(`folding`), so a full-width or lower-case number is the same number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gateway.report.screening.findings import Finding
from gateway.report.screening.normalize import Folded, Pieces, Window, angles, matches
from gateway.report.screening.number_patterns import PATTERNS, Pattern

NEAR = 60  # characters between a word such as "passport" and its number
CUE = 40  # characters of the longest such word


def find(folded: Folded, pieces: Pieces | None = None, *, everywhere_only: bool = False) -> list[Finding]:
    """Every structured finding in one text; only those refused in the identity part too when `everywhere_only`.

    `pieces` are the text's, if they are known already.
    """
    pieces = pieces or Pieces(folded.plain)
    found: list[Finding] = []
    most = max((window.longest for window in pieces.windows), default=0)
    enough: dict[tuple[bool, int], list[Window]] = {}  # the windows that each kind of pattern looks at
    for pattern in PATTERNS:
        if pattern.digits > most or (everywhere_only and not pattern.everywhere):
            continue
        key = pattern.wide, pattern.digits
        if key not in enough:
            enough[key] = _windows(pattern, folded.plain, pieces)
        found += [_finding(pattern, folded, match) for match in _matches(pattern, folded, enough[key])]
    return found


def _windows(pattern: Pattern, plain: str, pieces: Pieces) -> list[Window]:
    """Where a pattern is looked for: around runs of figures long enough, or around the angles of a passport's foot."""
    if not pattern.digits:
        return angles(plain)
    where = pieces.windows if pattern.wide else pieces.narrow
    return [window for window in where if window.longest >= pattern.digits]


def _matches(pattern: Pattern, folded: Folded, where: list[Window]) -> Iterator[re.Match[str]]:
    for match in matches(pattern.shape, folded.plain, where):
        if pattern.near is not None and not _is_near(pattern.near, folded.plain, *match.span()):
            continue
        if pattern.check is None or pattern.check(match, folded):
            yield match


def _is_near(cue: re.Pattern[str], plain: str, start: int, end: int) -> bool:
    """True if a word that tells what the number is begins or ends within NEAR characters of it."""
    around = cue.finditer(plain, max(0, start - NEAR - CUE), end + NEAR + CUE)
    return any(one.start() <= end + NEAR and one.end() >= start - NEAR for one in around)


def _finding(pattern: Pattern, folded: Folded, match: re.Match[str]) -> Finding:
    group = "number" if "number" in match.groupdict() else 0
    start, end = folded.span(match.start(group), match.end(group))
    return Finding("", start, end, pattern.code, pattern.outcome, pattern.why, pattern.instead)

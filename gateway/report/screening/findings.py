"""What screening says about a text: where, why, what to write instead. A finding never repeats the words it found.

Findings are shown to the person who typed the text and are kept nowhere: not stored, not logged.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from gateway.report import reason


class Outcome(StrEnum):
    """What follows from a finding."""

    BLOCK = "block"  # cannot be sent, by no one, through no door
    WARN = "warn"  # may be sent with a reason, which goes into the identity part only
    COARSEN = "coarsen"  # an offer to say it less exactly; she decides


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One place in one text. `start` and `end` count characters of the text as screened (NFC); `end` is exclusive.

    `offer`, where there is one, is what may stand in that place instead, ready to be put there with one press.
    """

    field: str
    start: int
    end: int
    code: str
    outcome: Outcome
    why: str
    instead: str
    offer: str = dataclasses.field(default="", repr=False)

    def under(self, name: str) -> Finding:
        """The same finding, of the field named."""
        return replace(self, field=name)


def blocked(findings: Iterable[Finding]) -> bool:
    """True if the text may not be sent at all."""
    return any(finding.outcome is Outcome.BLOCK for finding in findings)


def tells_status(findings: Iterable[Finding]) -> bool:
    """True if words of immigration status would go to the police: a second person at the NGO must agree."""
    return reason.tells_status(one.code for one in findings if one.outcome is Outcome.WARN)


def tidy(findings: Iterable[Finding]) -> list[Finding]:
    """In reading order, each place once: what lies inside a wider or earlier block of its kind is left out.

    A warning or an offer inside a blocked place is left out too: the block says enough.
    """
    kept: list[Finding] = []
    reached: dict[tuple[str, str], int] = {}  # how far blocks of a field and kind have reached, in order of start
    starts: dict[str, list[int]] = {}  # where the kept blocks of a field start, and how far all up to each reach
    ends: dict[str, list[int]] = {}
    for one in sorted(set(findings), key=lambda f: (f.field, f.outcome != Outcome.BLOCK, f.start, -f.end, f.code)):
        begun, done = starts.setdefault(one.field, []), ends.setdefault(one.field, [])
        if one.outcome is Outcome.BLOCK:
            kind = one.field, one.code.split(".")[0]
            if reached.get(kind, -1) >= one.end:
                continue
            reached[kind] = one.end
            begun.append(one.start)
            done.append(max(one.end, done[-1] if done else 0))
        else:
            place = bisect_right(begun, one.start)
            if place and done[place - 1] >= one.end:
                continue
        kept.append(one)
    return sorted(kept)

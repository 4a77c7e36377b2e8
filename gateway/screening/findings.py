"""What screening says about a text: where, why, what to write instead. A finding never repeats the words it found.

Findings are shown to the person who typed the text and are kept nowhere: not stored, not logged.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


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


def tidy(findings: Iterable[Finding]) -> list[Finding]:
    """In reading order, each place once a code, a weaker finding inside a blocked place left out."""
    found = sorted(set(findings))
    blocks = [(f.field, f.start, f.end) for f in found if f.outcome is Outcome.BLOCK]
    return [
        f
        for f in found
        if f.outcome is Outcome.BLOCK
        or not any(field == f.field and start <= f.start and f.end <= end for field, start, end in blocks)
    ]

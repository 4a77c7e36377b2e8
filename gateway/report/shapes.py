"""What one field of a report may hold, as plain data.

`fields` says with these shapes what a report is; the schema at the gateway's edge is made from them, and the sheet and
the screening walk them. A shape holds no code: who checks it, and how a mistake is told, is the edge's affair.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

# She chose not to say; nobody knows. Two different answers, accepted by every open choice.
WITHHELD = "withheld"
UNKNOWN = "unknown"
UNANSWERED = (WITHHELD, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Text:
    """Free words. `longest` counts characters after NFC; `longest_bytes` counts UTF-8 bytes where both are capped."""

    longest: int
    longest_bytes: int | None = None
    lines: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A text of one exact form, never free words: `form` is a whole-match pattern, `expected` says it to a person."""

    form: str
    expected: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One code out of `of` (code -> English). `open` choices also take `withheld` and `unknown`."""

    of: Mapping[str, str]
    open: bool = True

    def codes(self) -> tuple[str, ...]:
        """Every code that is accepted."""
        return (*self.of, *UNANSWERED) if self.open else tuple(self.of)


@dataclass(frozen=True, slots=True)
class Choices:
    """Up to `most` different codes out of `of`; `withheld` or `unknown` only alone."""

    of: Mapping[str, str]
    most: int


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false, nothing that looks like them."""


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from 0 to `most`."""

    most: int


@dataclass(frozen=True, slots=True)
class Only:
    """A constant of every report. It need not be sent; sent, it must be exactly this."""

    value: object


@dataclass(frozen=True, slots=True)
class PartialDate:
    """`YYYY`, `YYYY-MM`, `YYYY-MM-DD`, `YYYY-Wnn` or `YYYY-spring|summer|autumn|winter`: no finer than is known."""


@dataclass(frozen=True, slots=True)
class Day:
    """One calendar day, `YYYY-MM-DD`, without a time."""


@dataclass(frozen=True, slots=True)
class Group:
    """Named fields, all optional unless in `needs`. An unknown name is refused."""

    of: Mapping[str, Shape]
    needs: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Several:
    """A list of up to `most` of one shape."""

    of: Shape
    most: int


Shape: TypeAlias = (
    "Text | Code | Choice | Choices | Flag | Number | Only | PartialDate | Day | Group | Several"
)

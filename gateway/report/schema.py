"""What one field of a report may hold, as plain data.

`fields` says with these shapes what a report is; the schema at the gateway's edge is made from them, and the sheet and
the screening walk them. A shape holds no code: who checks it, and how a mistake is told, is the edge's affair.

One value against one shape: what is accepted, in its one form, and what is expected, in words. For every door.

The schema at the gateway's edge and the reading of a form at a desk both ask here, so that a report filed by either is
the same report.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from gateway.report import partial_dates

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


# NUL and other controls, lone surrogates, signs that turn the direction, two non-characters; signs that hide others or
# a message: tags, fillers, annotations, private use, joiners and variants in a row, marks piled on one letter.
UNWELCOME = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
    "\u115f\u1160\u180b-\u180f\u2061-\u2065\u206a-\u206f\u3164\ue000-\uf8ff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U0010ffff]"
    "|[\u034f\u200c\u200d\ufe00-\ufe0f]{3}"
    "|[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{5}"
)
# Signs that cannot be seen and come along with what is pasted: taken out, as blanks at the ends are.
UNSEEN = re.compile("[\xad\u200b\u2060\ufeff]")
LINE_ENDS = re.compile("\r\n?|\x85|\u2028|\u2029")
MOST_MARKS = 30
BLANK: tuple[object, ...] = ("", [], {})
"""What counts as left out."""


def expected(shape: Shape) -> str:
    """What a field of this shape takes, in words for the person who fills it in."""
    match shape:
        case Text(longest, None, lines):
            return f"{'text' if lines else 'one line of text'}, at most {longest} characters, no hidden signs"
        case Text(longest, longest_bytes, _):
            return f"text, at most {longest} characters and {longest_bytes} bytes, no hidden signs"
        case Code(_, words):
            return words
        case Choice():
            return "one of: " + ", ".join(shape.codes())
        case Choices(of, most):
            return f"1 to {most} different ones of: {', '.join(of)}; or withheld or unknown alone"
        case Flag():
            return "true or false"
        case Number(most):
            return f"a whole number from 0 to {most}"
        case Only(True):
            return "true"
        case Only():
            return "nothing: the gateway fills this in"
        case PartialDate():
            return "a date such as 2026, 2026-10, 2026-10-05, 2026-W41 or 2026-autumn"
        case Day():
            return "a day such as 2026-10-05"
        case Group(of, _):
            return "an object with only these fields: " + ", ".join(of)
        case Several(_, most):
            return f"a list of at most {most}"
    raise TypeError("not a shape")


def read_value(shape: Shape, value: Any) -> Any:
    """`value` in its one accepted form. TypeError or ValueError if there is none."""
    match shape:
        case Text():
            return _read_text(shape, value)
        case Flag():
            if value is True or value is False:
                return value
        case Number(most):
            if type(value) is int and 0 <= value <= most:
                return value
        case Only(constant):
            if type(value) is type(constant) and value == constant:
                return value
        case Choices(of, most):
            if not isinstance(value, list) or len(value) > most or len(set(value)) != len(value):
                raise ValueError
            if all(item in of for item in value) or (len(value) == 1 and value[0] in UNANSWERED):
                return value
        case Choice():
            if isinstance(value, str) and value in shape.codes():
                return value
        case Code(form, _):
            if re.fullmatch(form, value):
                return value
        case PartialDate() | Day():
            span = partial_dates.read(value)
            if isinstance(shape, PartialDate) or span.level == "day":
                return value
    raise ValueError


def is_composable(text: str) -> bool:
    """False for a flood of marks on one sign, of whatever script: putting 20,000 of them in order takes a second.

    Source: UAX #15, Stream-Safe Text Format: at most 30 in a row, far more than any language writes.
    """
    marks = 0
    for sign in () if text.isascii() else text:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks > MOST_MARKS:
            return False
    return True


def _read_text(shape: Text, value: object) -> str:
    if not isinstance(value, str) or len(value) > 4 * shape.longest:  # composing never shortens fourfold
        raise ValueError
    text = UNSEEN.sub("", LINE_ENDS.sub("\n", value).replace("\t", " "))
    if UNWELCOME.search(text) or not is_composable(text):
        raise ValueError
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > shape.longest or (not shape.lines and "\n" in text):
        raise ValueError
    if shape.longest_bytes is not None and len(text.encode()) > shape.longest_bytes:
        raise ValueError
    return text

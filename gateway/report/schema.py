"""What one field of a report may hold: marshmallow fields, each with what it takes said in words.

The tables of `gateway.report.crime` and `gateway.report.identity` are made of these; reading, the published schema, the
form, the screening and the printing walk them. A value has one accepted form: texts are composed (NFC), trimmed, with
plain line ends; an empty text, list or group counts as left out.

Whatever is wrong with a value, the message is `expected`. It never holds the value: marshmallow's ValidationError does,
so it is not to be logged or chained (`gateway.report.validate` turns it into a refusal).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, TypeAlias

from marshmallow import RAISE, Schema, ValidationError, fields, missing, validate

from gateway.report import partial_dates
from gateway.report.names import today

# She chose not to say; nobody knows. Two different answers, accepted by every open choice.
WITHHELD = "withheld"
UNKNOWN = "unknown"
UNANSWERED = (WITHHELD, UNKNOWN)

BLANK: tuple[object, ...] = ("", [], {})  # what counts as left out

# NUL and other controls, lone surrogates, signs that turn the direction, two non-characters; signs that hide others or
# a message: tags, fillers, annotations, private use.
_UNWELCOME = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
    "\u115f\u1160\u180b-\u180f\u2061-\u2065\u206a-\u206f\u3164\ue000-\uf8ff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U0010ffff]"
)
_PILED = re.compile(  # joiners and variants in a row, marks on one letter
    "[\u034f\u200c\u200d\ufe00-\ufe0f]{3}"
    "|[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{5}"
)
UNSEEN = re.compile("[\xad\u200b\u2060\ufeff]")  # invisible, and pasted along: taken out, as blanks at the ends are
LINE_ENDS = re.compile("\r\n?|\x85|\u2028|\u2029")
MOST_MARKS = 30  # combining marks in a row: UAX #15, Stream-Safe Text Format
SHORTEST_NUMBER = 7  # digits of a phone number, its country or area included; 999, 101 and short codes have fewer
_EMAIL = validate.Email()


class _Value(fields.Field):
    """A field that is no group and no list. `read` has its rule; TypeError or ValueError from it is a refusal."""

    def __init__(self, expected: str, described: Mapping[str, Any], *, required: bool = False):
        super().__init__(required=required)
        self._says(expected, described)

    def _says(self, expected: str, described: Mapping[str, Any]) -> None:
        """`expected` in every refusal and, with `described`, in the published schema."""
        self.expected = expected
        self.error_messages = _messages(expected)
        self.metadata = {**self.metadata, "description": expected, **described}

    def read(self, value: Any) -> Any:
        """`value` in its one accepted form."""
        raise NotImplementedError

    def takes(self, value: Any) -> bool:
        """True for a value that has an accepted form."""
        try:
            self.read(value)
        except (TypeError, ValueError):
            return False
        return True

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if value in BLANK and not self.required:
            return missing
        try:
            read = self.read(value)
        except (TypeError, ValueError):
            raise self.make_error("invalid") from None
        return missing if read == "" else read


class Text(_Value):
    """Free words. `longest` counts characters after NFC; `longest_bytes` counts UTF-8 bytes where both are capped."""

    __match_args__ = ("longest", "longest_bytes", "lines")

    def __init__(self, longest: int, longest_bytes: int | None = None, lines: bool = False):
        words = f"{'text' if lines else 'one line of text'}, at most {longest} characters, no hidden signs"
        if longest_bytes is not None:
            words = f"text, at most {longest} characters and {longest_bytes} bytes, no hidden signs"
        super().__init__(words, {"type": "string", "maxLength": longest})
        self.longest, self.longest_bytes, self.lines = longest, longest_bytes, lines

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or len(value) > 4 * self.longest:  # composing never shortens fourfold
            raise ValueError
        text = UNSEEN.sub("", LINE_ENDS.sub("\n", value).replace("\t", " "))
        if has_unwelcome(text) or not is_composable(text):
            raise ValueError
        text = unicodedata.normalize("NFC", text).strip()
        if len(text) > self.longest or (not self.lines and "\n" in text):
            raise ValueError
        if self.longest_bytes is not None and len(text.encode()) > self.longest_bytes:
            raise ValueError
        return text


class Email(Text):
    """One e-mail address, in the form that mail programs take."""

    def __init__(self, longest: int = 200):
        super().__init__(longest)
        self._says("one e-mail address such as name@example.org", {"format": "email"})

    def read(self, value: Any) -> str:
        text = super().read(value)
        try:
            return _EMAIL(text) if text else text
        except ValidationError:
            raise ValueError from None


class Phone(Text):
    """A number that somebody can be called on, with whatever is written beside it: no emergency or service number."""

    def __init__(self, longest: int):
        super().__init__(longest)
        self._says(f"a phone number of {SHORTEST_NUMBER} digits or more, never 999 or 101", {})

    def read(self, value: Any) -> str:
        text = super().read(value)
        if text and sum(map(str.isdecimal, text)) < SHORTEST_NUMBER:
            raise ValueError
        return text


class Code(_Value):
    """A text of one exact form, never free words: `form` is a whole-match pattern, `expected` says it to a person."""

    __match_args__ = ("form", "expected")

    def __init__(self, form: str, expected: str, *, required: bool = False):
        super().__init__(expected, {"type": "string", "pattern": f"^(?:{form})$"}, required=required)
        self.form = form

    def read(self, value: Any) -> str:
        if not re.fullmatch(self.form, value):
            raise ValueError
        return value


class Choice(_Value):
    """One code out of `of` (code -> English). `open` choices also take `withheld` and `unknown`."""

    __match_args__ = ("of", "open")

    def __init__(self, of: Mapping[str, str], *, open: bool = True, required: bool = False):
        self.of, self.open = of, open
        listed = list(self.codes())
        super().__init__("one of: " + ", ".join(listed), {"type": "string", "enum": listed}, required=required)

    def codes(self) -> tuple[str, ...]:
        """Every code that is accepted."""
        return (*self.of, *UNANSWERED) if self.open else tuple(self.of)

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or value not in self.codes():
            raise ValueError
        return value


class Choices(_Value):
    """Up to `most` different codes out of `of`; `withheld` or `unknown` only alone."""

    __match_args__ = ("of", "most")

    def __init__(self, of: Mapping[str, str], most: int = 0):
        self.of, self.most = of, most or len(of)
        listed = {"type": "string", "enum": [*of, *UNANSWERED]}
        super().__init__(
            f"1 to {self.most} different ones of: {', '.join(of)}; or withheld or unknown alone",
            {"type": "array", "items": listed, "maxItems": self.most, "uniqueItems": True},
        )

    def read(self, value: Any) -> list[str]:
        if not isinstance(value, list) or len(value) > self.most or len(set(value)) != len(value):
            raise ValueError
        if all(item in self.of for item in value) or (len(value) == 1 and value[0] in UNANSWERED):
            return value
        raise ValueError


class Flag(_Value):
    """True or false, nothing that looks like them."""

    def __init__(self) -> None:
        super().__init__("true or false", {"type": "boolean"})

    def read(self, value: Any) -> bool:
        if value is not True and value is not False:
            raise ValueError
        return value


class Number(_Value):
    """A whole number from 0 to `most`."""

    __match_args__ = ("most",)

    def __init__(self, most: int):
        super().__init__(f"a whole number from 0 to {most}", {"type": "integer", "minimum": 0, "maximum": most})
        self.most = most

    def read(self, value: Any) -> int:
        if type(value) is not int or not 0 <= value <= self.most:
            raise ValueError
        return value


class Only(_Value):
    """A constant of every report. It need not be sent; sent, it must be exactly this."""

    __match_args__ = ("value",)

    def __init__(self, value: object, *, required: bool = False):
        words = "true" if value is True else "nothing: the gateway fills this in"
        super().__init__(words, {"enum": [value]}, required=required)
        self.value = value

    def read(self, value: Any) -> Any:
        if type(value) is not type(self.value) or value != self.value:
            raise ValueError
        return value


class PartialDate(_Value):
    """A date no finer than is known or safe to say (`gateway.report.partial_dates`). `past`: it has begun by today."""

    def __init__(self, *, past: bool = False) -> None:
        words = "a date such as 2026, 2026-10, 2026-10-05, 2026-W41 or 2026-autumn"
        super().__init__(f"{words}, not in the future" if past else words, {"type": "string"})
        self.past = past

    def read(self, value: Any) -> str:
        span = partial_dates.read(value)
        if self.past and span.first > today():
            raise ValueError
        return value


class Day(_Value):
    """A day, written YYYY-MM-DD. `past`: not after today."""

    def __init__(self, *, past: bool = False) -> None:
        words = "a day such as 2026-10-05"
        super().__init__(f"{words}, not in the future" if past else words, {"type": "string"})
        self.past = past

    def read(self, value: Any) -> str:
        span = partial_dates.read(value)
        if span.level != "day" or (self.past and span.first > today()):
            raise ValueError
        return value


class GroupSchema(Schema):
    """Named fields; unknown names are refused."""

    class Meta:
        unknown = RAISE


class Group(fields.Nested):
    """Named fields; those with `required` must be there. Left out when nothing in it is answered.

    `called`: the name of the group in the published schema.
    """

    __match_args__ = ("of", "needs")

    def __init__(self, of: Mapping[str, Shape], called: str = "Group", *, required: bool = False):
        self.of = of
        self.expected = "an object with only these fields: " + ", ".join(of)
        super().__init__(
            GroupSchema.from_dict(dict(of), name=called), required=required, error_messages=_messages(self.expected)
        )

    @property
    def needs(self) -> frozenset[str]:
        """The names that must be there."""
        return frozenset(name for name, inner in self.of.items() if inner.required)

    def _deserialize(self, value: Any, attr: str | None, data: Any, partial: Any = None, **kwargs: Any) -> Any:
        """Looks at what is given and no further: of some hundred fields a report fills twenty."""
        if value in BLANK and not self.required:
            return missing
        if not isinstance(value, dict):
            raise self.make_error("invalid")
        read: dict[str, Any] = {}
        wrong: dict[str, Any] = {}
        for name, inner in self.of.items():
            if name in value or inner.required:
                try:
                    read[name] = inner.deserialize(value.get(name, missing))
                except ValidationError as error:
                    wrong[name] = error.messages
        wrong |= dict.fromkeys(value.keys() - self.of.keys(), self.expected)
        if wrong:
            raise ValidationError(wrong)
        read = {name: one for name, one in read.items() if one is not missing}
        return read if read or self.required else missing


class Several(fields.List):
    """A list of up to `most` of one shape; it looks at its length before an item, and leaves blank items out."""

    __match_args__ = ("of", "most")

    def __init__(self, of: Shape, most: int):
        self.of, self.most = of, most
        self.expected = f"a list of at most {most}"
        super().__init__(of, metadata={"maxItems": most}, error_messages=_messages(self.expected))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if value in BLANK:
            return missing
        if not isinstance(value, list) or len(value) > self.most:
            raise self.make_error("invalid")
        read = super()._deserialize(value, attr, data, **kwargs)
        return [item for item in read if item is not missing] or missing


Shape: TypeAlias = Text | Code | Choice | Choices | Flag | Number | Only | PartialDate | Day | Group | Several


def _messages(words: str) -> dict[str, Any]:
    """Whatever marshmallow finds wrong, it says `words`."""
    return dict.fromkeys(("required", "null", "invalid", "validator_failed", "type"), words)


def has_unwelcome(text: str) -> bool:
    """True for signs that cannot be seen, hide others or lie in a pile. `re` is fastest at one class of signs alone."""
    return bool(_UNWELCOME.search(text) or (not text.isascii() and _PILED.search(text)))


def is_composable(text: str) -> bool:
    """False for a flood of marks on one sign, of whatever script: putting 20,000 of them in order takes a second."""
    marks = 0
    for sign in () if text.isascii() else text:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks > MOST_MARKS:
            return False
    return True

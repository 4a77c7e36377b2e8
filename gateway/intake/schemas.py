"""JSON or form values -> Filing, by marshmallow schemas made from `gateway.report.fields`: the two cannot drift.

`read_filing` and `read_posted` are the doors; `PostedFilingSchema` is also what the OpenAPI document is made from. A
mistake becomes `NotAFiling`, which names each field and what is expected there and never holds what was submitted:
marshmallow's own ValidationError carries the whole input, so it never leaves this module and is never chained. The name
of an unknown field is a submitted value too, and is not repeated.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, missing, post_load

from gateway.report import dates, rules
from gateway.report.fields import CONSTANTS, CRIME, FORCE, IDENTITY
from gateway.report.filing import Filing
from gateway.report.rules import Problem
from gateway.report.shapes import (
    UNANSWERED,
    Choice,
    Choices,
    Code,
    Day,
    Flag,
    Group,
    Number,
    Only,
    PartialDate,
    Several,
    Shape,
    Text,
)

# NUL and other controls, lone surrogates, signs that change the direction of text, two non-characters.
UNWELCOME = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
LINE_ENDS = re.compile("\r\n?|\x85|\u2028|\u2029")
BLANK: tuple[object, ...] = ("", [], {})
SECRET = Code(r"[0-9a-f]{64}", "64 hex digits, drawn at random for this report")


class NotAFiling(Exception):
    """What was sent cannot be filed. `problems` says where and what is expected; nothing here holds what was sent."""

    def __init__(self, problems: list[Problem]):
        super().__init__("The report could not be read: some fields need another look.")
        self.problems = tuple(problems)


def read_filing(document: Any) -> Filing:
    """The filing that {force, crime, identity} means, with the constants of every crime part. NotAFiling otherwise."""
    return _FILING.load(document)


def read_posted(document: Any) -> tuple[bytes, Filing]:
    """The 32-byte filing secret and the filing of one POST /v1/reports. NotAFiling otherwise."""
    return _POSTED.load(document)


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


class _Shaped(fields.Field):
    """One field of a given shape. Whatever is wrong with a value, the message is what is expected."""

    def __init__(self, shape: Shape, **settings: Any):
        words = expected(shape)
        described = {"description": words, **_openapi(shape)}
        super().__init__(error_messages=_messages(words), metadata=described, **settings)
        self.shape = shape

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if value in BLANK and not self.required:
            return missing
        try:
            read = _read(self.shape, value)
        except (TypeError, ValueError):
            raise self.make_error("invalid") from None
        return missing if read == "" else read


def _messages(words: str) -> dict[str, Any]:
    """Whatever marshmallow finds wrong, it says `words`."""
    return dict.fromkeys(("required", "null", "invalid", "validator_failed", "type"), words)


def _read(shape: Shape, value: Any) -> Any:
    """`value` in its one accepted form. TypeError or ValueError, caught just above, if there is none."""
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
            span = dates.read(value)
            if isinstance(shape, PartialDate) or span.level == "day":
                return value
    raise ValueError


def _read_text(shape: Text, value: object) -> str:
    if not isinstance(value, str) or len(value) > 4 * shape.longest:  # composing never shortens fourfold
        raise ValueError
    text = LINE_ENDS.sub("\n", value).replace("\t", " ")
    if UNWELCOME.search(text):
        raise ValueError
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > shape.longest or (not shape.lines and "\n" in text):
        raise ValueError
    if shape.longest_bytes is not None and len(text.encode()) > shape.longest_bytes:
        raise ValueError
    return text


def _openapi(shape: Shape) -> dict[str, Any]:
    """The JSON Schema of a shape, for the published document."""
    match shape:
        case Text(longest, _, _):
            return {"type": "string", "maxLength": longest}
        case Code(form, _):
            return {"type": "string", "pattern": f"^(?:{form})$"}
        case Choice():
            return {"type": "string", "enum": list(shape.codes())}
        case Choices(of, most):
            listed = {"type": "string", "enum": [*of, *UNANSWERED]}
            return {"type": "array", "items": listed, "maxItems": most, "uniqueItems": True}
        case Flag():
            return {"type": "boolean"}
        case Number(most):
            return {"type": "integer", "minimum": 0, "maximum": most}
        case Only(constant):
            return {"enum": [constant]}
        case PartialDate() | Day():
            return {"type": "string"}
    return {}


class _GroupSchema(Schema):
    """A group of named fields; unknown ones are refused."""

    class Meta:
        unknown = RAISE


class _Inside(fields.Nested):
    """A group inside another; left out when nothing in it is answered."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Any, partial: Any = None, **kwargs: Any
    ) -> Any:
        if value not in BLANK or self.required:
            value = super()._deserialize(value, attr, data, partial=partial, **kwargs)
        return value if value not in BLANK or self.required else missing


class _AtMost(fields.List):
    """A list that looks at its length before it looks at an item, and leaves blank items out."""

    def __init__(self, inner: fields.Field, most: int, **settings: Any):
        super().__init__(inner, metadata={"maxItems": most}, **settings)
        self.most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if value in BLANK:
            return missing
        if not isinstance(value, list) or len(value) > self.most:
            raise self.make_error("invalid")
        read = super()._deserialize(value, attr, data, **kwargs)
        return [item for item in read if item is not missing] or missing


def _schema(group: Group, name: str) -> type[Schema]:
    made = {
        inner: _field(shape, f"{name}{inner.title().replace('_', '')}", required=inner in group.needs)
        for inner, shape in group.of.items()
    }
    return _GroupSchema.from_dict(made, name=name)


def _field(shape: Shape, name: str, *, required: bool = False) -> fields.Field:
    messages = _messages(expected(shape))
    if isinstance(shape, Group):
        return _Inside(_schema(shape, name), required=required, error_messages=messages)
    if isinstance(shape, Several):
        return _AtMost(_field(shape.of, name), shape.most, required=required, error_messages=messages)
    return _Shaped(shape, required=required)


class FilingSchema(_GroupSchema):
    """{force, crime, identity} -> Filing. Raises NotAFiling, never ValidationError."""

    force = _field(FORCE, "Force", required=True)
    crime = _field(CRIME, "Crime", required=True)
    identity = _field(IDENTITY, "Identity", required=True)

    @post_load
    def _meant(self, read: dict[str, Any], **kwargs: Any) -> Any:
        return self.meant(read)

    def meant(self, read: dict[str, Any]) -> Any:
        """What the valid fields stand for."""
        return _filing(read)

    def handle_error(self, error: ValidationError, data: Any, *, many: bool, **kwargs: Any) -> None:
        raise NotAFiling(_problems(error.messages, _TOP, ""))


class PostedFilingSchema(FilingSchema):
    """{filing_secret, force, crime, identity}, the body of POST /v1/reports -> (secret, Filing)."""

    filing_secret = _field(SECRET, "Secret", required=True)

    def meant(self, read: dict[str, Any]) -> Any:
        secret = bytes.fromhex(read.pop("filing_secret"))
        return secret, _filing(read)


def _filing(read: dict[str, Any]) -> Filing:
    filing = Filing(force=read["force"], crime={**read["crime"], **CONSTANTS}, identity=read["identity"])
    broken = rules.broken(filing)
    if broken:
        raise NotAFiling(broken)
    return filing


_TOP = Group({"filing_secret": SECRET, "force": FORCE, "crime": CRIME, "identity": IDENTITY})


def _problems(messages: Any, shape: Shape | None, path: str) -> list[Problem]:
    """marshmallow's tree of messages as a flat list; every word in it is ours, none the sender's."""
    if not isinstance(messages, Mapping):
        return [Problem(path or "report", expected(shape) if shape is not None else "another value")]
    found: list[Problem] = []
    for name, inner in messages.items():
        below = _inner(shape, name)
        if below is None:
            found += [Problem(path or "report", expected(shape) if shape is not None else "another value")]
        else:
            found += _problems(inner, below, f"{path}.{name}" if path else str(name))
    return list(dict.fromkeys(found))


def _inner(shape: Shape | None, name: object) -> Shape | None:
    if isinstance(shape, Group) and isinstance(name, str):
        return shape.of.get(name)
    if isinstance(shape, Several) and isinstance(name, int):
        return shape.of
    return None


_FILING = FilingSchema()
_POSTED = PostedFilingSchema()

"""JSON or form values -> Filing, by marshmallow schemas made from `gateway.report.fields`: the two cannot drift.

`read_filing` and `read_posted` are the doors; `PostedFilingSchema` is also what the OpenAPI document is made from. A
mistake becomes `NotAFiling`, which names each field and what is expected there and never holds what was submitted:
marshmallow's own ValidationError carries the whole input, so it never leaves this module and is never chained. The name
of an unknown field is a submitted value too, and is not repeated.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, missing, post_load

from gateway.report.crime import CRIME
from gateway.report.fields import FORCE
from gateway.report.filing import Filing
from gateway.report.identity import IDENTITY
from gateway.report.schema import (
    BLANK,
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
    expected,
    read_value,
)
from gateway.report.validate import NotAFiling, Problem, meant

SECRET = Code(r"[0-9a-f]{64}", "64 hex digits, drawn at random for this report")


def read_filing(document: Any) -> Filing:
    """The filing that {force, crime, identity} means, with the constants of every crime part. NotAFiling otherwise."""
    return _FILING.load(document)


def read_posted(document: Any) -> tuple[bytes, Filing]:
    """The 32-byte filing secret and the filing of one POST /v1/reports. NotAFiling otherwise."""
    return _POSTED.load(document)


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
            read = read_value(self.shape, value)
        except (TypeError, ValueError):
            raise self.make_error("invalid") from None
        return missing if read == "" else read


def _messages(words: str) -> dict[str, Any]:
    """Whatever marshmallow finds wrong, it says `words`."""
    return dict.fromkeys(("required", "null", "invalid", "validator_failed", "type"), words)


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
        return meant(read)

    def handle_error(self, error: ValidationError, data: Any, *, many: bool, **kwargs: Any) -> None:
        raise NotAFiling(_problems(error.messages, _TOP, ""))


class PostedFilingSchema(FilingSchema):
    """{filing_secret, force, crime, identity}, the body of POST /v1/reports -> (secret, Filing)."""

    filing_secret = _field(SECRET, "Secret", required=True)

    def meant(self, read: dict[str, Any]) -> Any:
        secret = bytes.fromhex(read.pop("filing_secret"))
        return secret, meant(read)


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

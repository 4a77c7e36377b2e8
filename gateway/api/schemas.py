"""What the desks' doors answer, as marshmallow schemas: the answers and the published document are made from these.

How the published document speaks of sealed bodies, signatures and the one refusal: shared by all doors.
"""

from typing import Any

from marshmallow import Schema, fields

from gateway.api.auth import SEALED
from keys.encoding import b64


class Hex(fields.Field):
    """Bytes written in hex."""

    def _serialize(self, value: bytes | None, attr, obj, **kwargs) -> str | None:
        return None if value is None else value.hex()


class Base64(fields.Field):
    """Bytes written in standard base64."""

    def _serialize(self, value: bytes | None, attr, obj, **kwargs) -> str | None:
        return None if value is None else b64(value)


class WaitingSchema(Schema):
    """An envelope that may be fetched."""

    id = Hex(required=True, metadata={"type": "string", "description": "32 hex digits: GET /v1/deliveries/<id>"})
    part = fields.Integer(required=True, metadata={"description": "1 crime, 2 identity, 3, 4, 5, 7, 9"})
    from_ = fields.String(
        required=True, attribute="from_org", data_key="from", metadata={"description": "'' for her own word"}
    )
    day = fields.Integer(required=True, metadata={"description": "UTC day number"})
    priority = fields.Boolean(required=True, metadata={"description": "the sender asks for it to be opened soon"})


class ReceiptSchema(Schema):
    """A receipt for what this organisation sent: verify it."""

    cid = Hex(required=True, metadata={"type": "string"})
    receipt = Base64(required=True, attribute="signed", metadata={"type": "string", "description": "138 bytes"})


class RefileSchema(Schema):
    """What this organisation sent, nobody has opened, and must be sent again."""

    cid = Hex(required=True, metadata={"type": "string"})
    part = fields.Integer(required=True)
    reason = fields.String(allow_none=True, required=True)


class PageSchema(Schema):
    """What there is for an organisation. Ask again with `after` = `next` until `next` is null."""

    deliveries = fields.List(fields.Nested(WaitingSchema), required=True)
    receipts = fields.List(fields.Nested(ReceiptSchema), required=True)
    recalls = fields.List(
        Base64(metadata={"type": "string"}),
        required=True,
        metadata={"description": "orders, 137 bytes each: verify them"},
    )
    refile = fields.List(fields.Nested(RefileSchema), required=True)
    next = fields.String(allow_none=True, required=True)


class HeldStopSchema(Schema):
    """A stop from outside the log."""

    note = Base64(required=True, metadata={"type": "string", "description": "the signed note, base64"})
    at = fields.Integer(required=True, metadata={"description": "seconds since 1970: T when it came (F6)"})


class DirectorySchema(Schema):
    """The directory as this gateway has it: fold it yourself."""

    leaves = fields.List(
        fields.String(), required=True, metadata={"description": "signed statements, base64, in order"}
    )
    checkpoints = fields.List(fields.String(), required=True)
    stops = fields.List(
        fields.Nested(HeldStopSchema),
        required=True,
        metadata={"description": "signed stops from outside the log, each with the witnessed time at which it came"},
    )


SIGNED = [
    {"in": "header", "name": name, "required": True, "schema": {"type": "string"}, "description": description}
    for name, description in (
        ("Content-Digest", "sha-256=:<base64>: of the body, also when it is empty (RFC 9530)"),
        ("Signature-Input", "RFC 9421, label sig1, tag amparo1-door; keyid is the hex key id of a door key"),
        ("Signature", "Ed25519"),
    )
]


PRIORITY = {"in": "query", "name": "priority", "schema": {"type": "string", "enum": ["routine", "priority"]}}


class RefusedSchema(Schema):
    """The one answer to whatever is not let in."""

    error = fields.String(required=True)


def sealed_body(*lengths: int, what: str) -> dict[str, Any]:
    """A request body of exact lengths."""
    size: dict[str, Any] = {"minLength": min(lengths), "maxLength": max(lengths)}
    return {
        "required": True,
        "description": what,
        "content": {SEALED: {"schema": {"type": "string", "format": "binary", **size}}},
    }


def sealed_answer(what: str) -> dict[str, Any]:
    """An answer of sealed bytes."""
    return {"description": what, "content": {SEALED: {"schema": {"type": "string", "format": "binary"}}}}

"""How the published document speaks of sealed bodies, signatures and the one refusal: shared by all doors."""

from typing import Any

from marshmallow import Schema, fields

from gateway.api.auth import SEALED

SIGNED = [
    {
        "in": "header",
        "name": name,
        "required": True,
        "schema": {"type": "string"},
        "description": description,
    }
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

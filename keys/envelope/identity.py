"""The identity part: twenty leaves, each with its own salt, so that one can later be shown and checked alone.

    "AMPI" u8 1  u16 clen  channel JSON  20 x ( salt[32]  u16 vlen  value )
    leaf_i   = H("amparo1/idfield", u8(i) || value_i, key=salt_i)
    idcommit = H("amparo1/idcommit", report_id || leaf_0 || ... || leaf_19)

A value is one leaf's canonical JSON (or empty), exact UTF-8 bytes. All twenty share one budget, so that the part
fits its envelope whatever is filled in. The meaning of an index is frozen for suite 1.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from keys.errors import Refused
from keys.hashing import H
from keys.strict import canonical, strict_json

LEAVES = (
    "name", "birth", "phone", "email", "address", "safe_contact", "language", "interpreter", "people", "children",
    "support", "record", "premises", "suspect", "history", "evidence_originals", "witness_contact",
    "safe_contact_for_police", "abroad", "spare",
)  # fmt: skip
NEVER_DISCLOSED = frozenset({10, 11})
"""`support` and `record` are the NGO's own: no consent can send them."""
BUDGET = 13312
"""Bytes that the twenty values share: all disclosable ones must fit one disclosure."""
CHANNEL_LIMIT = 1024
_MAGIC = b"AMPI\x01"


@dataclass(frozen=True, slots=True)
class Identity:
    """An opened identity part: its channel, and for each index the salt, value and leaf hash."""

    channel: dict[str, Any]
    salts: tuple[bytes, ...]
    values: tuple[bytes, ...]
    leaves: tuple[bytes, ...]


def encode_leaf(value: object) -> str:
    """The canonical JSON text of one leaf; empty for None."""
    return "" if value is None else canonical(value).decode()


def leaf_hash(index: int, value: bytes, salt: bytes) -> bytes:
    """32 bytes that stand for a value without telling it."""
    return H("amparo1/idfield", bytes([index]) + value, key=salt)


def idcommit(report_id: bytes, leaves: Sequence[bytes]) -> bytes:
    """32 bytes that bind all twenty leaves to one report."""
    return H("amparo1/idcommit", report_id + b"".join(leaves))


def build(channel: dict[str, Any], values: Sequence[bytes], salts: Sequence[bytes]) -> bytes:
    """The plaintext of an identity part. ValueError when it cannot fit: ask for shorter values first."""
    if len(values) != len(LEAVES) or len(salts) != len(LEAVES):
        raise ValueError("an identity part has twenty leaves")
    if sum(map(len, values)) > BUDGET:
        raise ValueError("the identity part is too long")
    head = canonical(channel)
    if len(head) > CHANNEL_LIMIT:
        raise ValueError("the channel is too long")
    pieces = [_MAGIC, struct.pack(">H", len(head)), head]
    for salt, value in zip(salts, values, strict=True):
        pieces += (salt, struct.pack(">H", len(value)), value)
    return b"".join(pieces)


def parse(raw: bytes) -> Identity:
    """The identity part in `raw`, every byte accounted for. Refused("R17-identity") for any other bytes."""
    try:
        if raw[:5] != _MAGIC:
            raise ValueError
        (clen,) = struct.unpack_from(">H", raw, 5)
        if clen > CHANNEL_LIMIT or len(raw) < 7 + clen:
            raise ValueError
        channel = strict_json(raw[7 : 7 + clen])
        at, salts, values = 7 + clen, [], []
        for _ in LEAVES:
            (vlen,) = struct.unpack_from(">H", raw, at + 32)
            value = raw[at + 34 : at + 34 + vlen]
            if len(value) != vlen:
                raise ValueError
            if value and canonical(strict_json(value, top=object)) != value:
                raise ValueError
            salts.append(raw[at : at + 32])
            values.append(value)
            at += 34 + vlen
        if at != len(raw) or sum(map(len, values)) > BUDGET:
            raise ValueError
    except (ValueError, struct.error):
        raise Refused("R17-identity") from None
    leaves = tuple(leaf_hash(i, v, s) for i, (v, s) in enumerate(zip(values, salts, strict=True)))
    return Identity(channel, tuple(salts), tuple(values), leaves)

"""A part, taken apart and checked for form. No cryptography here: what passes is well formed, not yet true.

    hdr0 = "AMP1" u8 suite=1 u8 part u8 flags=0 u8 nrec(1..4) cid[16] u32 dirsize dirhash[32] sender[16]        76 bytes
    hdr  = hdr0 || nrec x (kid[16] || stanza[80]) || nonce[24]        kids strictly ascending
    part = hdr || commit[32] || ct                                    148 + 96 x nrec + N bytes

There is one valid encoding: any other length, part, suite, flag or order is refused (ENVELOPE.md, checks G4 and R3).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise

from keys.errors import Refused
from keys.parts import MAX_STANZAS, READER, Part

MAGIC = b"AMP1"
SUITE = 1
HEAD = struct.Struct(">4sBBBB16sI32s16s")
STANZA = 80
SIGNATURE = 64
_KID, _NONCE, _COMMIT, _TAG = 16, 24, 32, 16
_FIXED = HEAD.size + _NONCE + _COMMIT + _TAG


def length(part: Part, nrec: int) -> int:
    """Bytes of a part with `nrec` stanzas."""
    return _FIXED + (_KID + STANZA) * nrec + READER[part].size


LENGTHS: dict[Part, tuple[int, ...]] = {
    part: (length(part, 1),)
    if part is Part.MAILBOX
    else tuple(length(part, nrec) for nrec in range(1, MAX_STANZAS + 1))
    for part in Part
}
"""The lengths a part may have, without the signature that singles carry behind it."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A well-formed part. `stanzas` are (kid, 80 sealed bytes); `hdr` is what `commit` and the AEAD bind."""

    part: Part
    cid: bytes
    dirsize: int
    dirhash: bytes
    sender: bytes
    stanzas: tuple[tuple[bytes, bytes], ...]
    nonce: bytes
    hdr: bytes
    commit: bytes
    ct: bytes
    raw: bytes

    @property
    def kids(self) -> tuple[bytes, ...]:
        """The key ids it is sealed to, ascending."""
        return tuple(kid for kid, _ in self.stanzas)


def head(part: Part, nrec: int, cid: bytes, dirsize: int, dirhash: bytes, sender: bytes) -> bytes:
    """hdr0, 76 bytes."""
    return HEAD.pack(MAGIC, SUITE, part, 0, nrec, cid, dirsize, dirhash, sender)


def parse(raw: bytes, expected: Part, code: str = "R3") -> Envelope:
    """The envelope in `raw`, which must be of the part expected. Refused(f"{code}-...") for any other bytes."""
    if len(raw) not in LENGTHS[expected]:
        raise Refused(f"{code}-length")
    magic, suite, part, flags, nrec, cid, dirsize, dirhash, sender = HEAD.unpack_from(raw)
    if magic != MAGIC:
        raise Refused(f"{code}-magic")
    if suite != SUITE:
        raise Refused(f"{code}-suite")
    if part != expected:
        raise Refused(f"{code}-part")
    if flags:
        raise Refused(f"{code}-flags")
    if not 1 <= nrec <= MAX_STANZAS or len(raw) != length(expected, nrec):
        raise Refused(f"{code}-nrec")
    at = HEAD.size
    stanzas = []
    for _ in range(nrec):
        stanzas.append((raw[at : at + _KID], raw[at + _KID : at + _KID + STANZA]))
        at += _KID + STANZA
    if any(left[0] >= right[0] for left, right in pairwise(stanzas)):
        raise Refused(f"{code}-kids")
    end = at + _NONCE
    return Envelope(
        expected, cid, dirsize, dirhash, sender, tuple(stanzas), raw[at:end], raw[:end],
        raw[end : end + _COMMIT], raw[end + _COMMIT :], raw,
    )  # fmt: skip


def split_single(raw: bytes, part: Part, code: str = "R1") -> tuple[bytes, bytes]:
    """(part bytes, 64-byte signature) of a single envelope, by exact length. Refused(f"{code}-length") otherwise."""
    if part is Part.MAILBOX or len(raw) - SIGNATURE not in LENGTHS[part]:
        raise Refused(f"{code}-length")
    return raw[:-SIGNATURE], raw[-SIGNATURE:]

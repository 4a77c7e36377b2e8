"""The manifest: what the sender signs, so that two parts are one report and neither can be exchanged.

    manifest = "AMPM" u8 suite=1 u8 nparts=2 report_id[16] u32 dirsize dirhash[32] sender[16] idcommit[32]
               ( u8 part=1  u32 length  digest[32] ) ( u8 part=2  u32 length  digest[32] )                 180 bytes
    signed   = manifest || Sig(intake, "amparo1/manifest", manifest)                                       244 bytes
    upload   = signed || crime part || identity part         delivery = signed || that recipient's part

A digest is `H("amparo1/part", part)`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from keys.envelope.envelope import LENGTHS, SIGNATURE
from keys.errors import Refused
from keys.hashing import H
from keys.parts import Part

_LAYOUT = struct.Struct(">4sBB16sI32s16s32sBI32sBI32s")
_MAGIC, _SUITE, _NPARTS = b"AMPM", 1, 2
SIGNED = _LAYOUT.size + SIGNATURE
"""Bytes of a signed manifest: 244."""
UPLOAD_LENGTHS = frozenset(
    SIGNED + crime + identity for crime in LENGTHS[Part.CRIME] for identity in LENGTHS[Part.IDENTITY]
)
DELIVERY_LENGTHS = frozenset(SIGNED + length for length in LENGTHS[Part.CRIME])
REFERENCE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def digest(part: bytes) -> bytes:
    """32 bytes that stand for a part in manifests, receipts and recalls."""
    return H("amparo1/part", part)


def reference(report_id: bytes) -> str:
    """A report's handle between desks: its 16-byte id as 26 Crockford symbols. Never on her page, never in a URL."""
    number = int.from_bytes(report_id)
    return "".join(REFERENCE_SIGNS[(number >> (5 * place)) & 31] for place in range(25, -1, -1))


def read_reference(text: str) -> bytes:
    """The 16-byte report id of a reference. ValueError when it is none."""
    plain = text.strip().upper().translate(str.maketrans("OIL", "011", " -"))
    if len(plain) != 26 or plain[0] not in "01234567":
        raise ValueError("a reference has 26 signs")
    number = 0
    for sign in plain:
        number = number * 32 + REFERENCE_SIGNS.index(sign)
    return number.to_bytes(16)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was signed. `raw` is the 180 signed bytes; nothing is ever serialised again."""

    report_id: bytes
    dirsize: int
    dirhash: bytes
    sender: bytes
    idcommit: bytes
    lengths: dict[Part, int]
    digests: dict[Part, bytes]
    raw: bytes
    signature: bytes


def build(
    report_id: bytes,
    dirsize: int,
    dirhash: bytes,
    sender: bytes,
    idcommit: bytes,
    crime: bytes,
    identity: bytes,
) -> bytes:
    """The 180 bytes to sign."""
    return _LAYOUT.pack(
        _MAGIC, _SUITE, _NPARTS, report_id, dirsize, dirhash, sender, idcommit,
        Part.CRIME, len(crime), digest(crime), Part.IDENTITY, len(identity), digest(identity),
    )  # fmt: skip


def parse_signed(raw: bytes, code: str = "R2") -> Manifest:
    """The manifest in 244 bytes; its signature is not verified here. Refused(f"{code}-...") for a wrong form."""
    if len(raw) != SIGNED:
        raise Refused(f"{code}-length")
    (
        magic,
        suite,
        nparts,
        report_id,
        dirsize,
        dirhash,
        sender,
        idcommit,
        first,
        flen,
        fdig,
        second,
        slen,
        sdig,
    ) = _LAYOUT.unpack_from(raw)
    if magic != _MAGIC:
        raise Refused(f"{code}-magic")
    if suite != _SUITE:
        raise Refused(f"{code}-suite")
    if nparts != _NPARTS:
        raise Refused(f"{code}-nparts")
    if (first, second) != (Part.CRIME, Part.IDENTITY):
        raise Refused(f"{code}-entries")
    if flen not in LENGTHS[Part.CRIME] or slen not in LENGTHS[Part.IDENTITY]:
        raise Refused(f"{code}-lengths")
    return Manifest(
        report_id, dirsize, dirhash, sender, idcommit,
        {Part.CRIME: flen, Part.IDENTITY: slen}, {Part.CRIME: fdig, Part.IDENTITY: sdig},
        raw[: _LAYOUT.size], raw[_LAYOUT.size :],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Upload:
    """A report as it reaches a gateway."""

    signed: bytes
    manifest: Manifest
    crime: bytes
    identity: bytes

    def delivery(self, part: Part) -> bytes:
        """What the part's reader is sent: the signed manifest and that part alone."""
        return self.signed + (self.crime if part is Part.CRIME else self.identity)


def split_upload(raw: bytes) -> Upload:
    """The pieces of an upload, by exact lengths. Refused("G2") or Refused("G3-...")."""
    if len(raw) not in UPLOAD_LENGTHS:
        raise Refused("G2")
    manifest = parse_signed(raw[:SIGNED], "G3")
    middle = SIGNED + manifest.lengths[Part.CRIME]
    if middle + manifest.lengths[Part.IDENTITY] != len(raw):
        raise Refused("G3-sum")
    return Upload(raw[:SIGNED], manifest, raw[SIGNED:middle], raw[middle:])

"""The binary formats of a part, a manifest and an identity part. No cryptography: what passes is well formed, not true.

    hdr0 = "AMP1" u8 suite=1 u8 part u8 flags=0 u8 nrec(1..4) cid[16] u32 dirsize dirhash[32] sender[16]        76 bytes
    hdr  = hdr0 || nrec x (kid[16] || stanza[80]) || nonce[24]        kids strictly ascending
    part = hdr || commit[32] || ct                                    148 + 96 x nrec + N bytes

There is one valid encoding: any other length, part, suite, flag or order is refused (ENVELOPE.md, checks G4 and R3).

The manifest: what the sender signs, so that two parts are one report and neither can be exchanged.

    manifest = "AMPM" u8 suite=1 u8 nparts=2 report_id[16] u32 dirsize dirhash[32] sender[16]
               idcommit[32] boxcommit[32]
               ( u8 part=1  u32 length  digest[32] ) ( u8 part=2  u32 length  digest[32] )                 212 bytes
    signed   = manifest || Sig(intake, "amparo1/manifest", manifest)                                       276 bytes
    upload   = signed || crime part || identity part         delivery = signed || that recipient's part

A digest is `H("amparo1/part", part)`. `boxcommit` binds the report to one mailbox and one consent key.

The identity part: twenty leaves, each with its own salt, so that one can later be shown and checked alone.

    "AMPI" u8 1  u16 clen  channel JSON  20 x ( salt[32]  u16 vlen  value )
    leaf_i   = H("amparo1/idfield", u8(i) || value_i, key=salt_i)
    idcommit = H("amparo1/idcommit", report_id || leaf_0 || ... || leaf_19)

A value is one leaf's canonical JSON (or empty), exact UTF-8 bytes. All twenty share one budget, so that the part
fits its envelope whatever is filled in. The meaning of an index is frozen for suite 1.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from keys.encoding import BASE32_VALUES, H, base32, canonical, from_base32, strict_json
from keys.errors import Refused
from keys.roles import MAX_STANZAS, READER, Part

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


# The lengths a part may have, without the signature that singles carry behind it.
LENGTHS: dict[Part, tuple[int, ...]] = {
    part: (length(part, 1),)
    if part is Part.MAILBOX
    else tuple(length(part, nrec) for nrec in range(1, MAX_STANZAS + 1))
    for part in Part
}


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


_LAYOUT = struct.Struct(">4sBB16sI32s16s32s32sBI32sBI32s")
_MAGIC, _SUITE, _NPARTS = b"AMPM", 1, 2
# Bytes of a signed manifest: 276.
SIGNED = _LAYOUT.size + SIGNATURE
UPLOAD_LENGTHS = frozenset(
    SIGNED + crime + identity for crime in LENGTHS[Part.CRIME] for identity in LENGTHS[Part.IDENTITY]
)
DELIVERY_LENGTHS = frozenset(SIGNED + length for length in LENGTHS[Part.CRIME])


def digest(part: bytes) -> bytes:
    """32 bytes that stand for a part in manifests, receipts and recalls."""
    return H("amparo1/part", part)


def reference(report_id: bytes) -> str:
    """A report's handle between desks: its 16-byte id as 26 Crockford symbols. Never on her page, never in a URL."""
    return base32(int.from_bytes(report_id), 26)


def read_reference(text: str) -> bytes:
    """The 16-byte report id of a reference. ValueError when it is none."""
    plain = from_base32(text)
    if len(plain) != 26 or plain[0] not in "01234567":
        raise ValueError("a reference has 26 signs")
    number = 0
    for sign in plain:
        number = number * 32 + BASE32_VALUES[sign]
    return number.to_bytes(16)


def boxcommit(report_id: bytes, mailbox: bytes, pk: bytes, vk: bytes) -> bytes:
    """32 bytes that bind a report to her mailbox (id and public key) and her consent key."""
    return H("amparo1/boxcommit", report_id + mailbox + pk + vk)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was signed. `raw` is the 212 signed bytes; nothing is ever serialised again."""

    report_id: bytes
    dirsize: int
    dirhash: bytes
    sender: bytes
    idcommit: bytes
    boxcommit: bytes
    lengths: dict[Part, int]
    digests: dict[Part, bytes]
    raw: bytes
    signature: bytes


def build_manifest(
    report_id: bytes,
    dirsize: int,
    dirhash: bytes,
    sender: bytes,
    idcommit: bytes,
    boxcommit: bytes,
    crime: bytes,
    identity: bytes,
) -> bytes:
    """The 212 bytes to sign."""
    return _LAYOUT.pack(
        _MAGIC, _SUITE, _NPARTS, report_id, dirsize, dirhash, sender, idcommit, boxcommit,
        Part.CRIME, len(crime), digest(crime), Part.IDENTITY, len(identity), digest(identity),
    )  # fmt: skip


def parse_signed(raw: bytes, code: str = "R2") -> Manifest:
    """The manifest in 276 bytes; its signature is not verified here. Refused(f"{code}-...") for a wrong form."""
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
        boxcommit,
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
        report_id, dirsize, dirhash, sender, idcommit, boxcommit,
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


LEAVES = (
    "name", "birth", "phone", "email", "address", "safe_contact", "language", "interpreter", "people", "children",
    "support", "record", "premises", "suspect", "history", "evidence_originals", "witness_contact",
    "safe_contact_for_police", "abroad", "spare",
)  # fmt: skip
# `support` and `record` are the NGO's own: no consent can send them.
NEVER_DISCLOSED = frozenset({10, 11})
# Bytes that the twenty values share: all disclosable ones must fit one disclosure.
IDENTITY_BUDGET = 13312
# Of what a report holds (`gateway.report`), said in its channel. When it is raised: gateway/report/REPORT.md.
SCHEMA_VERSION = "1.0.0"
CHANNEL_LIMIT = 1024
_IDENTITY_MAGIC = b"AMPI\x01"


@dataclass(frozen=True, slots=True)
class Identity:
    """An opened identity part: its channel, and for each index the salt, value and leaf hash."""

    channel: dict[str, Any]
    salts: tuple[bytes, ...]
    values: tuple[bytes, ...]
    leaves: tuple[bytes, ...]


def leaf_hash(index: int, value: bytes, salt: bytes) -> bytes:
    """32 bytes that stand for a value without telling it."""
    return H("amparo1/idfield", bytes([index]) + value, key=salt)


def idcommit(report_id: bytes, leaves: Sequence[bytes]) -> bytes:
    """32 bytes that bind all twenty leaves to one report."""
    return H("amparo1/idcommit", report_id + b"".join(leaves))


def build_identity(channel: dict[str, Any], values: Sequence[bytes], salts: Sequence[bytes]) -> bytes:
    """The plaintext of an identity part. ValueError when it cannot fit: ask for shorter values first."""
    if len(values) != len(LEAVES) or len(salts) != len(LEAVES):
        raise ValueError("an identity part has twenty leaves")
    if sum(map(len, values)) > IDENTITY_BUDGET:
        raise ValueError("the identity part is too long")
    head = canonical(channel)
    if len(head) > CHANNEL_LIMIT:
        raise ValueError("the channel is too long")
    pieces = [_IDENTITY_MAGIC, struct.pack(">H", len(head)), head]
    for salt, value in zip(salts, values, strict=True):
        pieces += (salt, struct.pack(">H", len(value)), value)
    return b"".join(pieces)


def parse_identity(raw: bytes) -> Identity:
    """The identity part in `raw`, every byte accounted for. Refused("R17-identity") for any other bytes."""
    try:
        if raw[:5] != _IDENTITY_MAGIC:
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
        if at != len(raw) or sum(map(len, values)) > IDENTITY_BUDGET:
            raise ValueError
    except (ValueError, struct.error):
        raise Refused("R17-identity") from None
    leaves = tuple(leaf_hash(i, v, s) for i, (v, s) in enumerate(zip(values, salts, strict=True)))
    return Identity(channel, tuple(salts), tuple(values), leaves)

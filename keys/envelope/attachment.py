"""An attachment: a file that a force is shown, sealed in numbered pieces of one size (part 10).

    "AMPF" u8 1  report_id[16]  file[16]  u32 index  u32 count  u32 day  u16 length of JSON  JSON  data

Piece 0 carries the JSON, which says what the file is; each piece at most `DATA` bytes of it, in order. The number of
pieces is one of `COUNTS`, the smallest that holds the file, so that it tells a size class and not a size. Every piece
is an envelope of its own, signed, and says inside which file it belongs to, its place and how many there are: none can
be left out, exchanged, repeated or taken from another file, and each can be admitted, resent and receipted alone, in
any order, which one long stream (libsodium's secretstream) could not.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from keys.encoding import canonical, strict_json, unb64
from keys.errors import Refused

DATA = 64_000  # bytes of the file in one piece
COUNTS = (1, 2, 4, 8, 16, 32, 64, 128, 264)
"""Pieces of a file, by class: 64 kB to 16 MiB."""
MOST_BYTES = 16 << 20  # of a file
TYPES = frozenset({"image/jpeg", "application/pdf", "audio/wav"})
_HEAD = struct.Struct(">4sB16s16sIIIH")
_MAGIC = b"AMPF"
_LONGEST_JSON = 1400  # bytes, so that DATA fits beside it into 65532
_MUST, _MAY = {"v", "type", "length", "sha256", "original_length", "original_sha256"}, {"text"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece, well-formed by itself. `about` is the JSON of piece 0, None of any other."""

    report_id: bytes
    file: bytes
    index: int
    count: int
    day: int
    about: dict[str, Any] | None
    data: bytes


def count_for(length: int) -> int:
    """How many pieces a file of so many bytes has. ValueError for an empty one, or one above `MOST_BYTES`."""
    if not 0 < length <= MOST_BYTES:
        raise ValueError("an attachment has 1 byte to 16 MiB")
    return next(count for count in COUNTS if length <= count * DATA)


def build(
    report_id: bytes, file: bytes, index: int, count: int, day: int, about: Mapping[str, Any] | None, data: bytes
) -> bytes:
    """The plaintext of one piece. ValueError when what it says of the file is too long."""
    words = b"" if about is None else canonical(dict(about))
    if len(words) > _LONGEST_JSON or len(data) > DATA:
        raise ValueError("what is said of the attachment is too long")
    head = _HEAD.pack(_MAGIC, 1, report_id, file, index, count, day, len(words))
    return head + words + data


def parse(raw: bytes) -> Piece:
    """The piece in `raw`, every byte accounted for. Refused("R17-attachment")."""
    try:
        magic, version, report_id, file, index, count, day, length = _HEAD.unpack_from(raw)
        words, data = raw[_HEAD.size : _HEAD.size + length], raw[_HEAD.size + length :]
        if (magic, version) != (_MAGIC, 1) or count not in COUNTS or index >= count or len(data) > DATA:
            raise ValueError
        if len(words) != length or length > _LONGEST_JSON or (index > 0 and length):
            raise ValueError
        about = None if index else _about(strict_json(words), count, len(data))
    except (struct.error, ValueError):
        raise Refused("R17-attachment") from None
    return Piece(report_id, file, index, count, day, about, data)


def _about(about: Any, count: int, here: int) -> dict[str, Any]:
    """What piece 0 says, with values of the right kind; ValueError otherwise."""
    if not isinstance(about, dict) or not _MUST <= about.keys() <= _MUST | _MAY or about["v"] != 1:
        raise ValueError
    if not all(isinstance(text, str) for text in (about["type"], about.get("text", ""))) or about["type"] not in TYPES:
        raise ValueError
    for name in ("v", "length", "original_length"):
        if type(about[name]) is not int or about[name] < 1:
            raise ValueError
    for name in ("sha256", "original_sha256"):
        unb64(about[name], 32)
    if count_for(about["length"]) != count or here != min(DATA, about["length"]):
        raise ValueError
    return about


def joined(about: Mapping[str, Any], data: Sequence[bytes]) -> bytes:
    """The file, out of the data of all its pieces in order. Refused("attachment") when it is not what piece 0 says."""
    whole = b"".join(data)
    if len(whole) != about["length"] or sha256(whole).digest() != unb64(about["sha256"], 32):
        raise Refused("attachment")
    return whole

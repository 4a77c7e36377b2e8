"""JSON as it stands inside sealed parts: UTF-8, no name twice, whole numbers only, one canonical way to write it.

*Canonical* means names sorted, no spaces, no ASCII escapes. `strict_json` refuses what RFC 8259 leaves open: names
that occur twice, fractions, numbers beyond 2^53 - 1, unpaired surrogates (also escaped), a byte order mark.
Source: RFC 8259; RFC 7493 (I-JSON). Binary values are standard base64 with padding (RFC 4648 section 4).

The one hash: BLAKE2b with a label, so that no value made for one use can serve another.

Every label is ASCII, begins with `amparo1/` and has one use; ENVELOPE.md lists them. The label is a prefix of the
message (libsodium.js cannot hash with BLAKE2b's own personalisation). Source: RFC 7693; keys of at most 64 bytes.
"""

from __future__ import annotations

import base64
import binascii
import json
from functools import cache
from hashlib import blake2b
from typing import Any

_LARGEST = (1 << 53) - 1
_DEEPEST = 32
_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical(value: object) -> bytes:
    """The one UTF-8 writing of a JSON value. ValueError for fractions, lone surrogates and what JSON cannot say."""
    _check(value, _DEEPEST)
    return _WRITER.encode(value).encode()


def strict_json(raw: bytes, *, top: type = dict) -> Any:
    """The value in `raw`, whose outermost is a `top` (`object` for any). ValueError for anything loose."""
    try:
        value = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_no_twins, parse_float=_refuse, parse_constant=_refuse
        )
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(value, top):
        raise ValueError("not the JSON that is expected here")
    _check(value, _DEEPEST)
    return value


def b64(raw: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(raw).decode("ascii")


def unb64(text: object, length: int) -> bytes:
    """The `length` bytes that `text` writes in base64, in the only writing there is. ValueError otherwise."""
    if not isinstance(text, str):
        raise ValueError("base64 is text")
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise ValueError("not base64") from None
    if len(raw) != length or b64(raw) != text:
        raise ValueError("not the base64 that is expected here")
    return raw


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a name stands twice")
    return value


def _refuse(_text: str) -> Any:
    raise ValueError("whole numbers only")


def _check(value: object, depth: int) -> None:
    if depth < 0:
        raise ValueError("nested too deep")
    if isinstance(value, str):
        value.encode("utf-8")  # raises UnicodeEncodeError, a ValueError, for a lone surrogate
    elif isinstance(value, dict):
        for name, inner in value.items():
            if not isinstance(name, str):
                raise ValueError("names are text")
            name.encode("utf-8")
            _check(inner, depth - 1)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            _check(inner, depth - 1)
    elif isinstance(value, float) or (isinstance(value, int) and abs(value) > _LARGEST):
        raise ValueError("whole numbers up to 2^53 - 1 only")


@cache
def _prefix(label: str) -> bytes:
    raw = label.encode("ascii")
    if not raw.startswith(b"amparo1/") or len(raw) > 255:
        raise ValueError("a label begins with amparo1/ and has at most 255 bytes")
    return bytes([len(raw)]) + raw


def H(label: str, msg: bytes = b"", key: bytes = b"", n: int = 32) -> bytes:
    """`n` bytes of BLAKE2b over `u8(len(label)) || label || msg`, keyed when `key` is not empty."""
    return blake2b(_prefix(label) + msg, digest_size=n, key=key).digest()

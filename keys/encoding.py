"""The encodings of the protocol, one of each: canonical JSON, base64, Crockford base32, and the labelled hash.

Canonical JSON: UTF-8, names sorted, no spaces, no ASCII escapes. `strict_json` refuses what RFC 8259 leaves open: names
that occur twice, fractions, numbers beyond 2^53 - 1, unpaired surrogates (also escaped), a byte order mark.
Base64: standard, with padding, in the only writing there is. Base32: 32 symbols without I, L, O and U; read O as 0, I
and L as 1. Hash: BLAKE2b over a label and the message, so that no value made for one use can serve another; labels are
ASCII, begin with `amparo1/`, and are a prefix of the message (libsodium.js has no BLAKE2b personalisation).
Sources: RFC 8259; RFC 7493 (I-JSON); RFC 4648 section 4; Crockford, "Base 32"; RFC 7693. Errors: ValueError.
"""

import binascii
import json
from functools import cache
from hashlib import blake2b
from typing import Any

BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [first + second for first in BASE32 for second in BASE32]  # a list of thousands writes thousands of references
BASE32_VALUES = {sign: number for number, sign in enumerate(BASE32)} | {"O": 0, "I": 1, "L": 1}
_TO_URL, _FROM_URL = str.maketrans("+/", "-_"), str.maketrans("-_", "+/")
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
    return binascii.b2a_base64(raw, newline=False).decode("ascii")


def unb64(text: object, length: int | None = None) -> bytes:
    """The bytes (`length` of them) that `text` writes in base64. ValueError for anything else or another writing."""
    if not isinstance(text, (str, bytes)):
        raise ValueError("base64 is text")
    written = text.encode("ascii") if isinstance(text, str) else text
    try:
        raw = binascii.a2b_base64(written, strict_mode=True)
    except binascii.Error:
        raise ValueError("not base64") from None
    if binascii.b2a_base64(raw, newline=False) != written or length not in (None, len(raw)):
        raise ValueError("not the base64 that is expected here")
    return raw


def b64url(raw: bytes) -> str:
    """The same in the alphabet for addresses and cookies (RFC 4648 section 5)."""
    return b64(raw).translate(_TO_URL)


def unb64url(text: str) -> bytes:
    """The bytes that `text` writes in it. ValueError for anything else or another writing."""
    if "+" in text or "/" in text:
        raise ValueError("not base64url")
    return unb64(text.translate(_FROM_URL))


def unhex(text: str, length: int) -> bytes:
    """The `length` bytes that `text` writes in hex. ValueError for anything else."""
    raw = bytes.fromhex(text)
    if len(raw) != length:
        raise ValueError("not the hex that is expected here")
    return raw


def base32(number: int, count: int) -> str:
    """`count` symbols of Crockford base32, an even number of them, most significant first."""
    return "".join(_PAIRS[(number >> (5 * place)) & 1023] for place in range(count - 2, -1, -2))


def from_base32(typed: str) -> str:
    """What was typed, as symbols of BASE32: any case, no spaces or hyphens, O as 0, I and L as 1. ValueError else."""
    try:
        return "".join(BASE32[BASE32_VALUES[sign]] for sign in typed.upper() if not sign.isspace() and sign != "-")
    except KeyError:
        raise ValueError("a sign that base32 does not have") from None


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

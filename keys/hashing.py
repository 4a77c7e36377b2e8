"""The one hash: BLAKE2b with a label, so that no value made for one use can serve another.

Every label is ASCII, begins with `amparo1/` and has one use; ENVELOPE.md lists them. The label is a prefix of the
message (libsodium.js cannot hash with BLAKE2b's own personalisation). Source: RFC 7693; keys of at most 64 bytes.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b


@cache
def _prefix(label: str) -> bytes:
    raw = label.encode("ascii")
    if not raw.startswith(b"amparo1/") or len(raw) > 255:
        raise ValueError("a label begins with amparo1/ and has at most 255 bytes")
    return bytes([len(raw)]) + raw


def H(label: str, msg: bytes = b"", key: bytes = b"", n: int = 32) -> bytes:
    """`n` bytes of BLAKE2b over `u8(len(label)) || label || msg`, keyed when `key` is not empty."""
    return blake2b(_prefix(label) + msg, digest_size=n, key=key).digest()

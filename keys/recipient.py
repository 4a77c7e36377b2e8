"""A public key that knows whose it is. Only the directory makes one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from keys.hashing import H
from keys.parts import Role


def kid(role: int, pk: bytes) -> bytes:
    """The 16-byte key id of a 32-byte public key in a role: `H("amparo1/kid", u8(role) || pk)`."""
    if len(pk) != 32:
        raise ValueError("a public key has 32 bytes")
    return H("amparo1/kid", bytes([role]) + pk, n=16)


@dataclass(frozen=True)
class Recipient:
    """Organisation, role and 32-byte public key, as a directory statement lists them."""

    org: str
    role: Role
    pk: bytes

    @cached_property
    def kid(self) -> bytes:
        return kid(self.role, self.pk)


def fingerprint(pk: bytes) -> str:
    """Eight groups of four hex digits of SHA-256(pk), to be read aloud at a ceremony and compared."""
    digest = sha256(pk).hexdigest()[:32]
    return " ".join(digest[i : i + 4] for i in range(0, 32, 4))

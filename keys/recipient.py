"""A public key that knows whose it is. Only the directory makes one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from keys.hashing import H
from keys.parts import Role

_CONSONANTS, _VOWELS = "bdfghjklmnprstvz", "aiou"


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
    """Eight made-up words, such as "lusab babad gutih", for the first 128 bits of SHA-256(pk): to be read aloud.

    Sixteen bits a word, spoken alike in most languages. Source: Wilkerson, "A Proposal for Proquints", arXiv:0901.4016.
    """
    digest = sha256(pk).digest()
    return " ".join(_word(int.from_bytes(digest[at : at + 2])) for at in range(0, 16, 2))


def _word(number: int) -> str:
    places = (
        (12, 4),
        (10, 2),
        (6, 4),
        (4, 2),
        (0, 4),
    )  # (shift, bits): consonant, vowel, consonant, vowel, consonant
    return "".join(
        (_CONSONANTS if bits == 4 else _VOWELS)[number >> shift & (1 << bits) - 1] for shift, bits in places
    )

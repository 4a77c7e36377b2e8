"""Roles of keys and parts of envelopes: the one table of who may read and sign what.

A *role* is what a directory key may do; a *part* is what an envelope carries. One byte each, fixed for ever
(ENVELOPE.md, "Keys and roles"). Byte 6 is a token's own box key and never stands in the directory; 8 is taken.

A public key that knows whose it is. Only the directory makes one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cached_property
from hashlib import sha256

from keys.encoding import H


class Kind(StrEnum):
    """What an organisation in the directory is. There is no fourth kind."""

    POLICE = "police"
    NGO = "ngo"
    GATEWAY = "gateway"


class Role(IntEnum):
    """What a key in the directory may do. 1 to 5 are X25519 and open; 0x10 to 0x13 are Ed25519 and sign."""

    CRIME = 1
    IDENTITY = 2
    DISCLOSE = 3
    CASE = 4
    DESK = 5
    INTAKE = 0x10
    POLICE_REPLY = 0x11
    NGO_CASE = 0x12
    DOOR = 0x13

    @property
    def label(self) -> str:
        """The role's name in directory statements and key files, e.g. `police-reply`."""
        return self.name.lower().replace("_", "-")

    @property
    def signs(self) -> bool:
        """True for Ed25519 roles, False for X25519 roles."""
        return self >= Role.INTAKE

    @classmethod
    def from_label(cls, label: str) -> Role:
        """The role of a name; ValueError when there is none."""
        for role in cls:
            if role.label == label:
                return role
        raise ValueError("no such role")


KIND_ROLES: dict[Kind, frozenset[Role]] = {
    Kind.POLICE: frozenset({Role.CRIME, Role.DISCLOSE, Role.DESK, Role.POLICE_REPLY, Role.DOOR}),
    Kind.NGO: frozenset({Role.IDENTITY, Role.CASE, Role.INTAKE, Role.NGO_CASE, Role.DOOR}),
    Kind.GATEWAY: frozenset({Role.INTAKE}),
}

MAILBOX_KEY = 6  # the role byte of a token's box key in `kid`; never in the directory


class Part(IntEnum):
    """What an envelope carries: its one kind of reader follows from it."""

    CRIME = 1
    IDENTITY = 2
    DISCLOSE = 3
    FROM_POLICE = 4
    TO_POLICE = 5
    MAILBOX = 6
    VICTIM = 7
    HELD = 9
    ATTACHMENT = 10


@dataclass(frozen=True, slots=True)
class Reader:
    """Who opens a part, who may sign it, and how long it is.

    `role` is None for the mailbox, which the token's own key opens. `size` is N, the padded length in bytes of what
    is sealed: four bytes of length, the text, zeros. `signers` is empty where the signature is inside (mailbox) or
    made by the token (victim).
    """

    kind: Kind | None
    role: Role | None
    size: int
    signers: frozenset[Role]


_INTAKE = frozenset({Role.INTAKE})
_NGO_CASE = frozenset({Role.NGO_CASE})

READER: dict[Part, Reader] = {
    Part.CRIME: Reader(Kind.POLICE, Role.CRIME, 16384, _INTAKE),
    Part.IDENTITY: Reader(Kind.NGO, Role.IDENTITY, 16384, _INTAKE),
    Part.DISCLOSE: Reader(Kind.POLICE, Role.DISCLOSE, 16384, _NGO_CASE),
    Part.FROM_POLICE: Reader(Kind.NGO, Role.CASE, 4096, frozenset({Role.POLICE_REPLY})),
    Part.TO_POLICE: Reader(Kind.POLICE, Role.DESK, 4096, _NGO_CASE),
    Part.MAILBOX: Reader(None, None, 2048, frozenset()),
    Part.VICTIM: Reader(Kind.NGO, Role.CASE, 2048, frozenset()),
    Part.HELD: Reader(Kind.NGO, Role.IDENTITY, 65536, _INTAKE),
    Part.ATTACHMENT: Reader(Kind.POLICE, Role.DISCLOSE, 65536, _NGO_CASE),
}

# At most this many keys a role and organisation, and so stanzas a part.
MAX_STANZAS = 4


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
    places = ((12, 4), (10, 2), (6, 4), (4, 2), (0, 4))  # (shift, bits): consonant, vowel, consonant, vowel, consonant
    return "".join((_CONSONANTS if bits == 4 else _VOWELS)[number >> shift & (1 << bits) - 1] for shift, bits in places)

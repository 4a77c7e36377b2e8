"""Signed notes: text that people can read, with Ed25519 signatures under it.

    amparo-dir/v1 stop
    log 3q2+7w...=
    leaf kR1s...=
    reason laptop stolen
                                    <- one empty line
    — coalition-3 9sT1Zw4h...       <- U+2014, a space, the signer's name, a space, b64(key id[4] || signature[64])

What is signed is the text with its last line feed, nothing else. The text is printable ASCII, single spaces, no
empty line, and begins with a letter, so it is never mistaken for a tagged signature (first byte below 0x20) or for
an HTTP signature base. There is one way to write a note: what re-encodes differently is refused.
Source: C2SP signed-note (this is a strict subset of it); `keys/DIRECTORY.md`. Errors: BadNote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import nacl.bindings as sodium
import nacl.exceptions
from nacl.signing import SigningKey

from keys.encoding import b64, unb64
from keys.errors import AmparoError

# Bytes of the longest note: a root with five root keys and eighty organisations fits.
MAX_NOTE = 4096

ED25519 = 0x01
SIGNATURE = 64  # bytes
COSIGNATURE = 0x04

# What a key may be called: printable ASCII without space or plus (C2SP forbids both).
NAME = re.compile(r"[!-*,-~]{1,64}")

_TEXT = re.compile(rb"(?=[A-Za-z])(?:[!-~]+(?: [!-~]+)*\n)+")
_LINE = re.compile(rb"\xe2\x80\x94 ([!-*,-~]{1,64}) ([A-Za-z0-9+/]+={0,2})")


class BadNote(AmparoError, ValueError):
    """Bytes that are no note of ours, or a note with a signature that is not what it says. The text says why."""


def key_id(name: str, pk: bytes, algorithm: int = ED25519) -> bytes:
    """The 4 bytes that say which key of a name signed: `SHA-256(name || 0x0A || algorithm || pk)[:4]`."""
    return sha256(name.encode("ascii") + b"\n" + bytes([algorithm]) + pk).digest()[:4]


@dataclass(frozen=True)
class NoteKey:
    """A name and a 32-byte Ed25519 public key: a signer as a root statement lists him."""

    name: str
    pk: bytes

    @cached_property
    def id(self) -> bytes:
        return key_id(self.name, self.pk)


@dataclass(frozen=True)
class NoteSigner:
    """A name and the 32 secret bytes of an Ed25519 key: signs notes, and nothing that is not text."""

    name: str
    seed: bytes

    def __repr__(self) -> str:
        return f"NoteSigner({self.name})"

    @cached_property
    def _key(self) -> SigningKey:
        return SigningKey(self.seed)

    @cached_property
    def key(self) -> NoteKey:
        return NoteKey(self.name, bytes(self._key.verify_key))

    def signature(self, text: str) -> Signature:
        """This key's signature over a note's text."""
        return Signature(self.name, self.key.id, self._key.sign(text.encode("ascii")).signature)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who it says it is from, the 4-byte key id, and 64 bytes (or more, of a cosignature)."""

    name: str
    key_id: bytes
    sig: bytes

    @property
    def line(self) -> str:
        return f"— {self.name} {b64(self.key_id + self.sig)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A parsed note, its signatures not verified: a `Keyring` says who signed."""

    text: str
    signatures: tuple[Signature, ...]

    @property
    def raw(self) -> bytes:
        """The one writing of this note."""
        return (self.text + "\n" + "".join(each.line for each in self.signatures)).encode()

    def signed_also(self, *signers: NoteSigner) -> Note:
        """This note with further signatures under it. BadNote if one of them has signed it already."""
        there = {(each.name, each.key_id) for each in self.signatures}
        more = []
        for signer in signers:
            if (signer.name, signer.key.id) in there:
                raise BadNote(f"{signer.name} has signed this already.")
            there.add((signer.name, signer.key.id))
            more.append(signer.signature(self.text))
        return parse(Note(self.text, (*self.signatures, *more)).raw)


def checked_text(text: str) -> bytes:
    """The bytes of a note's text. BadNote unless it is lines of printable ASCII with single spaces."""
    raw = text.encode("ascii", errors="replace")
    if not text.isascii() or not _TEXT.fullmatch(raw):
        raise BadNote("A statement is written in printable ASCII, words apart by single spaces. Write it so.")
    return raw


def parse(raw: bytes, *, limit: int = MAX_NOTE) -> Note:
    """The note that `raw` is, byte for byte. BadNote for anything else. No signature is verified here."""
    if len(raw) > limit:
        raise BadNote("longer than a note may be")
    text, blank, below = raw.partition(b"\n\n")
    if not blank or not _TEXT.fullmatch(text + b"\n"):
        raise BadNote("the text is not lines of printable ASCII with single spaces, followed by an empty line")
    return Note((text + b"\n").decode("ascii"), signature_lines(below))


def signature_lines(raw: bytes) -> tuple[Signature, ...]:
    """One or more signature lines, each ended by a line feed, parsed. BadNote for anything else."""
    if not raw.endswith(b"\n"):
        raise BadNote("no signature line, or the last one is cut short")
    signatures = tuple(_signature(line) for line in raw[:-1].split(b"\n"))
    if len({(each.name, each.key_id) for each in signatures}) != len(signatures):
        raise BadNote("one key signed twice")
    return signatures


def _signature(line: bytes) -> Signature:
    found = _LINE.fullmatch(line)
    if found is None:
        raise BadNote("a signature line is not a dash, a name and base64")
    try:
        both = unb64(found[2])
    except ValueError:
        raise BadNote("a signature is not standard base64") from None
    if len(both) <= 4:
        raise BadNote("a signature is cut short")
    return Signature(found[1].decode("ascii"), both[:4], both[4:])


def sign_note(text: str, *signers: NoteSigner) -> bytes:
    """The bytes of a note: `text` (lines, each ended by a line feed) signed by each of `signers`. BadNote if unfit."""
    return Note(text, ()).signed_also(*signers).raw


class Keyring:
    """The keys whose names we know. Says who signed a note."""

    def __init__(self, *groups: Iterable[NoteKey]) -> None:
        self._by_name: dict[str, dict[bytes, set[bytes]]] = {}
        for group in groups:
            for key in group:
                self._by_name.setdefault(key.name, {}).setdefault(key.id, set()).add(key.pk)

    def signers(self, note: Note) -> frozenset[bytes]:
        """The distinct public keys of ours that signed `note`; strangers' lines are passed over.

        BadNote when a line under a name we know is not by a key of that name: someone claims to be who he is not.
        """
        found: set[bytes] = set()
        message = note.text.encode("ascii")
        for each in note.signatures:
            keys = self._by_name.get(each.name)
            if keys is None:
                continue
            proved = {pk for pk in keys.get(each.key_id, ()) if verifies(pk, message, each.sig)}
            if not proved:
                raise BadNote(f"the signature under the name {each.name} is not by a key of that name")
            found |= proved
        return frozenset(found)


def verifies(pk: bytes, message: bytes, sig: bytes) -> bool:
    """True iff `sig` is 64 bytes, and this key's Ed25519 signature over `message`."""
    try:
        return len(sig) == SIGNATURE and sodium.crypto_sign_open(sig + message, pk) == message
    except (nacl.exceptions.CryptoError, ValueError, TypeError):
        return False


def merged(notes: Sequence[Note]) -> Note:
    """One note with the signatures of all, when all carry the same text; how co-signed copies come together."""
    first, *rest = notes
    lines = {(each.name, each.key_id): each for each in first.signatures}
    for note in rest:
        if note.text != first.text:
            raise BadNote("These are not the same statement: nothing was joined.")
        for each in note.signatures:
            lines.setdefault((each.name, each.key_id), each)
    return parse(Note(first.text, tuple(lines.values())).raw)

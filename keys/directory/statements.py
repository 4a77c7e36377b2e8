"""What a leaf of the directory can say, and its one writing.

    amparo-dir/v1 add
    log GfDl...=                               the leaf hash of statement 0; `self` in statement 0
    org northshire-police
    role crime
    alg x25519
    key 2026-01-05 2026-01-12 mHc0...=         1 to 13 lines: from, until, public key
    purpose safe reporting of crime

Every class writes itself with `.text`; `keys.directory.statements.read` reads it back. Whether a statement may stand
(thresholds, kinds, dates, floors) is `keys.directory.fold`'s to say. Source: `keys/DIRECTORY.md`.

The one way a statement is written: reads its text back, strictly.

A line missing, out of order, or written in another way is refused, and so `read(text).text == text` for every text
that is read. Nothing but the form is judged here. Source: `keys/DIRECTORY.md`. Errors: BadStatement.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from keys import clock
from keys.directory.notes import NAME, NoteKey, b64, unb64

FORMAT = "amparo-dir/v1"


@dataclass(frozen=True, slots=True)
class DatedKey:
    """A public key and the UTC days it serves: `since` <= day < `until`."""

    since: int
    until: int
    pk: bytes


@dataclass(frozen=True)
class Statement:
    """What every statement has. `log` is the leaf hash of statement 0, or None in statement 0 itself."""

    type: ClassVar[str]
    log: bytes | None

    @property
    def text(self) -> str:
        """The one writing of this statement, each line ended by a line feed."""
        log = "self" if self.log is None else b64(self.log)
        return "".join(f"{line}\n" for line in (f"{FORMAT} {self.type}", f"log {log}", *self.lines()))

    def lines(self) -> list[str]:
        raise NotImplementedError


@dataclass(frozen=True)
class Root(Statement):
    """Who may sign what, which organisations there are at the start, and the limits everybody keeps to."""

    type = "root"
    deployment: str
    version: int
    root_threshold: int
    root: tuple[NoteKey, ...]
    sign_threshold: int
    sign: tuple[NoteKey, ...]
    veto: tuple[NoteKey, ...]
    log_key: NoteKey
    witness_threshold: int
    witnesses: tuple[NoteKey, ...]
    orgs: tuple[tuple[str, str], ...]
    deny: tuple[str, ...]
    activation_days: int
    max_key_days: int
    max_keys_per_role: int

    @property
    def keys(self) -> tuple[NoteKey, ...]:
        """Every key this root lists, the log's and the witnesses' too."""
        return (*self.root, *self.sign, *self.veto, self.log_key, *self.witnesses)

    def lines(self) -> list[str]:
        def keys(word: str, group: tuple[NoteKey, ...]) -> list[str]:
            return [f"{word} {key.name} {b64(key.pk)}" for key in group]

        return [
            f"deployment {self.deployment}",
            f"version {self.version}",
            f"root-threshold {self.root_threshold}",
            *keys("root", self.root),
            f"sign-threshold {self.sign_threshold}",
            *keys("sign", self.sign),
            *keys("veto", self.veto),
            *keys("log-key", (self.log_key,)),
            f"witness-threshold {self.witness_threshold}",
            *keys("witness", self.witnesses),
            *(f"org {org} {kind}" for org, kind in self.orgs),
            *(f"deny {word}" for word in self.deny),
            f"activation-days {self.activation_days}",
            f"max-key-days {self.max_key_days}",
            f"max-keys-per-role {self.max_keys_per_role}",
        ]


@dataclass(frozen=True)
class Add(Statement):
    """These keys of this organisation may do this, from their first day until their last."""

    type = "add"
    org: str
    role: str
    alg: str
    keys: tuple[DatedKey, ...]
    purpose: str

    def lines(self) -> list[str]:
        keys = (f"key {clock.iso(k.since)} {clock.iso(k.until)} {b64(k.pk)}" for k in self.keys)
        return [
            f"org {self.org}",
            f"role {self.role}",
            f"alg {self.alg}",
            *keys,
            f"purpose {self.purpose}",
        ]


@dataclass(frozen=True)
class Org(Statement):
    """There is an organisation of this kind."""

    type = "org"
    org: str
    kind: str

    def lines(self) -> list[str]:
        return [f"org {self.org} {self.kind}"]


@dataclass(frozen=True)
class Release(Statement):
    """This version of this program, with this SHA-256, may be run."""

    type = "release"
    name: str
    version: str
    sha256: str

    def lines(self) -> list[str]:
        return [f"name {self.name}", f"version {self.version}", f"sha256 {self.sha256}"]


@dataclass(frozen=True)
class Endpoint(Statement):
    """Deliveries to this organisation may travel to this address."""

    type = "endpoint"
    org: str
    url: str

    def lines(self) -> list[str]:
        return [f"org {self.org}", f"url {self.url}"]


@dataclass(frozen=True)
class Stop(Statement):
    """The statement with this leaf hash no longer counts."""

    type = "stop"
    leaf: bytes
    reason: str

    def lines(self) -> list[str]:
        return [f"leaf {b64(self.leaf)}", f"reason {self.reason}"]


@dataclass(frozen=True)
class Notice(Statement):
    """Something everybody should be able to read."""

    type = "notice"
    words: str

    def lines(self) -> list[str]:
        return [f"text {self.words}"]


@dataclass(frozen=True)
class Unknown(Statement):
    """A statement of a type or version that this program does not know."""

    type = "unknown"
    version: int
    name: str
    body: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A stop from outside the log. `at`: the witnessed time of its holder's view when it came, seconds since 1970."""

    raw: bytes
    at: int


MAX_KEYS = 13
"""Key lines of one `add`: a quarter of weekly keys."""

_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
_ID = re.compile(r"(?=.{2,48}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
_WORD = re.compile(r"[!-~]+")
_HEX = re.compile(r"[0-9a-f]{64}")
_FIRST = re.compile(r"amparo-dir/v([1-9][0-9]{0,3}) ([a-z][a-z-]{0,31})\n")


class BadStatement(ValueError):
    """Text that is no statement. Says which line was expected."""


class _Lines:
    """The lines of a statement, taken one after the other by their first word."""

    def __init__(self, text: str) -> None:
        self._left = text.removesuffix("\n").split("\n")

    def one(self, word: str) -> str:
        """What follows `word` on the next line."""
        if not self._left or not self._left[0].startswith(f"{word} "):
            raise BadStatement(f"a line '{word} ...' is missing or out of place")
        return self._left.pop(0)[len(word) + 1 :]

    def all(self, word: str) -> list[str]:
        """What follows `word` on each of the next lines that begin with it."""
        found = []
        while self._left and self._left[0].startswith(f"{word} "):
            found.append(self.one(word))
        return found

    def rest(self) -> tuple[str, ...]:
        left, self._left = tuple(self._left), []
        return left

    def end(self) -> None:
        if self._left:
            raise BadStatement("there are lines after the last one")


def read(text: str) -> Statement:
    """The statement that a note's text is. BadStatement if its form is wrong; nothing else is judged here."""
    first = _FIRST.match(text)
    if first is None or not text.endswith("\n"):
        raise BadStatement(f"the first line is not '{FORMAT} <type>'")
    lines = _Lines(text)
    lines.one(f"amparo-dir/v{first[1]}")
    written = lines.one("log")
    log = None if written == "self" else _hash(written)
    reader = _READERS.get(first[2]) if first[1] == "1" else None
    if reader is None:
        return Unknown(log, int(first[1]), first[2], lines.rest())
    statement = reader(log, lines)
    lines.end()
    return statement


def _matching(pattern: re.Pattern[str], text: str, what: str) -> str:
    if not pattern.fullmatch(text):
        raise BadStatement(f"'{text[:60]}' is not {what}")
    return text


def _number(text: str) -> int:
    return int(_matching(_NUMBER, text, "a whole number"))


def _id(text: str) -> str:
    return _matching(_ID, text, "a name of small letters, digits and single hyphens")


def _hash(text: str) -> bytes:
    try:
        raw = unb64(text)
    except ValueError:
        raise BadStatement("not standard base64") from None
    if len(raw) != 32:
        raise BadStatement("not 32 bytes")
    return raw


def _fields(text: str, count: int) -> list[str]:
    found = text.split(" ")
    if len(found) != count:
        raise BadStatement(f"{count} words were expected in '{text[:60]}'")
    return found


def _note_key(text: str) -> NoteKey:
    name, pk = _fields(text, 2)
    return NoteKey(_matching(NAME, name, "a key's name"), _hash(pk))


def _note_keys(texts: list[str]) -> tuple[NoteKey, ...]:
    return tuple(_note_key(text) for text in texts)


def _day(text: str) -> int:
    try:
        day = clock.from_iso(text)
    except ValueError:
        day = -1
    if day < 0:
        raise BadStatement(f"'{text[:20]}' is not a day written YYYY-MM-DD")
    return day


def _dated_key(text: str) -> DatedKey:
    since, until, pk = _fields(text, 3)
    return DatedKey(_day(since), _day(until), _hash(pk))


def _org_kind(text: str) -> tuple[str, str]:
    org, kind = _fields(text, 2)
    return _id(org), kind


def _root(log: bytes | None, lines: _Lines) -> Root:
    return Root(
        log=log,
        deployment=_id(lines.one("deployment")),
        version=_number(lines.one("version")),
        root_threshold=_number(lines.one("root-threshold")),
        root=_note_keys(lines.all("root")),
        sign_threshold=_number(lines.one("sign-threshold")),
        sign=_note_keys(lines.all("sign")),
        veto=_note_keys(lines.all("veto")),
        log_key=_note_key(lines.one("log-key")),
        witness_threshold=_number(lines.one("witness-threshold")),
        witnesses=_note_keys(lines.all("witness")),
        orgs=tuple(_org_kind(each) for each in lines.all("org")),
        deny=tuple(_denied(each) for each in lines.all("deny")),
        activation_days=_number(lines.one("activation-days")),
        max_key_days=_number(lines.one("max-key-days")),
        max_keys_per_role=_number(lines.one("max-keys-per-role")),
    )


def _denied(text: str) -> str:
    if text != text.lower():
        raise BadStatement("a denied substring is written in small letters")
    return text


def _add(log: bytes | None, lines: _Lines) -> Add:
    org, role, alg = _id(lines.one("org")), lines.one("role"), lines.one("alg")
    keys = tuple(_dated_key(each) for each in lines.all("key"))
    if not 1 <= len(keys) <= MAX_KEYS:
        raise BadStatement(f"1 to {MAX_KEYS} key lines were expected")
    return Add(log, org, role, alg, keys, lines.one("purpose"))


def _release(log: bytes | None, lines: _Lines) -> Release:
    name = _matching(_WORD, lines.one("name"), "one word")
    version = _matching(_WORD, lines.one("version"), "one word")
    return Release(log, name, version, _matching(_HEX, lines.one("sha256"), "64 hex digits"))


def _endpoint(log: bytes | None, lines: _Lines) -> Endpoint:
    return Endpoint(log, _id(lines.one("org")), _matching(_WORD, lines.one("url"), "one word"))


_READERS: dict[str, Callable[[bytes | None, _Lines], Statement]] = {
    "root": _root,
    "add": _add,
    "org": lambda log, lines: Org(log, *_org_kind(lines.one("org"))),
    "release": _release,
    "endpoint": _endpoint,
    "stop": lambda log, lines: Stop(log, _hash(lines.one("leaf")), lines.one("reason")),
    "notice": lambda log, lines: Notice(log, lines.one("text")),
}

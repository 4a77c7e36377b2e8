"""What a leaf of the directory can say, and its one writing.

    amparo-dir/v1 add
    log GfDl...=                               the leaf hash of statement 0; `self` in statement 0
    org northshire-police
    role crime
    alg x25519
    key 2026-01-05 2026-01-12 mHc0...=         1 to 13 lines: from, until, public key
    purpose safe reporting of crime

Every class writes itself with `.text`; `keys.directory.grammar.read` reads it back. Whether a statement may stand (thresholds,
kinds, dates, floors) is `keys.directory.directory`'s to say. Source: `keys/DIRECTORY.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from keys import clock as days
from keys.directory.notes import NoteKey, b64

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
        keys = (f"key {days.iso(k.since)} {days.iso(k.until)} {b64(k.pk)}" for k in self.keys)
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

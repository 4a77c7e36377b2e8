"""The keys and statements that a ceremony makes, as functions: in memory, or as one locked file a key.

`write_org(folder, keys, passphrase)` makes `crime-2026-01-05.key` and so on. For a demonstration and for tests pass
`limits=keys.keyfiles.LOWEST`, else each file costs 256 MiB and half a second. `View.served_until(org, role, today)` is
the day from which on to draw the next. A whole small deployment in memory: `deploy/demonstration/coalition.py`.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from keys import clock
from keys.directory.notes import NoteKey
from keys.directory.rules import DEMONSTRATION
from keys.directory.statements import Add, DatedKey, Root
from keys.keyfiles import MODERATE
from keys.private.keyfile import Opener, write_opener
from keys.roles import Role
from keys.signing import Signer, write_signer

WEEK = 7
# Weeks of keys that one ceremony lists: 91 days, and no key may serve longer than 92.
QUARTER = 13

# Substrings no organisation's id and no purpose may contain, in every root made here. Later roots may only add.
DENY = ("border force", "border-force", "home office", "home-office", "homeoffice", "immigration", "ukvi", "visas")

PURPOSE = "safe reporting of crime"


@dataclass(frozen=True)
class DatedPrivateKey:
    """An organisation's private key and the UTC days it serves: `since` <= day < `until`."""

    key: Opener | Signer
    since: int
    until: int

    @property
    def filename(self) -> str:
        return f"{self.key.role.label}-{clock.iso(self.since)}.key"


def draw_role(org: str, role: Role, first: int, *, weeks: int = QUARTER) -> list[DatedPrivateKey]:
    """New keys for one role from UTC day `first`: one a week to open with, or one for all the weeks to sign with."""
    if role.signs:
        return [DatedPrivateKey(Signer(org, role, secrets.token_bytes(32)), first, first + weeks * WEEK)]
    starts = range(first, first + weeks * WEEK, WEEK)
    return [DatedPrivateKey(Opener(org, role, secrets.token_bytes(32)), day, day + WEEK) for day in starts]


def write_org(
    folder: Path, keys: Iterable[DatedPrivateKey], passphrase: bytes, *, limits: tuple[int, int] = MODERATE
) -> list[Path]:
    """One locked key file for each key in `folder` (made if need be, for its owner only); their paths."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    paths = []
    for each in keys:
        path = folder / each.filename
        if isinstance(each.key, Signer):
            write_signer(path, each.key, passphrase, limits=limits)
        else:
            write_opener(path, each.key, passphrase, limits=limits)
        paths.append(path)
    return paths


def add_statement(log: bytes, keys: Sequence[DatedPrivateKey], *, purpose: str = PURPOSE) -> Add:
    """The statement that lists `keys`, all of one organisation and role, in order of their days. Unsigned."""
    if len({(each.key.org, each.key.role) for each in keys}) != 1:
        raise ValueError("one statement lists the keys of one organisation in one role")
    role = keys[0].key.role
    listed = tuple(DatedKey(each.since, each.until, each.key.pk) for each in keys)
    return Add(log, keys[0].key.org, role.label, "ed25519" if role.signs else "x25519", listed, purpose)


def most_of(keys: Sequence[NoteKey]) -> int:
    """More than half of them, and at least 2 of several: below it two quorums need not have anybody in common."""
    return max(len(keys) // 2 + 1, min(2, len(keys)))


def root_statement(
    *,
    root: Sequence[NoteKey],
    sign: Sequence[NoteKey],
    veto: Sequence[NoteKey],
    log_key: NoteKey,
    witnesses: Sequence[NoteKey],
    orgs: Mapping[str, str],
    deployment: str = DEMONSTRATION,
    deny: Sequence[str] = DENY,
    root_threshold: int | None = None,
) -> Root:
    """A first root with the usual limits: 2 sign keys to add, keys of at most 92 days, 4 a role. Unsigned.

    The thresholds of root keys (unless given) and of witnesses are more than half of them.
    """
    return Root(
        log=None,
        deployment=deployment,
        version=1,
        root_threshold=root_threshold or most_of(root),
        root=tuple(root),
        sign_threshold=2,
        sign=tuple(sign),
        veto=tuple(veto),
        log_key=log_key,
        witness_threshold=most_of(witnesses),
        witnesses=tuple(witnesses),
        orgs=tuple((org, str(kind)) for org, kind in orgs.items()),
        deny=tuple(deny),
        activation_days=0 if deployment == DEMONSTRATION else 3,
        max_key_days=92,
        max_keys_per_role=4,
    )

"""What a running gateway holds: its settings, its database, its view of the directory, its one signing key.

Made once, before gunicorn forks: the key file is opened with its passphrase then (Argon2id, 256 MiB for a moment).
Nothing here has connected to anything yet, so every process makes its own connections.
"""

import contextlib
import os
import threading
from dataclasses import dataclass

from sqlalchemy import Engine

from gateway.config import Settings
from gateway.errors import BadSetting
from gateway.limits import CHECKPOINTS_OF_A_HANDOVER, STOPS_A_KEY, WRITES_TO_A_BOX
from gateway.one_time import OneTime
from gateway.quotas import Quotas, persistence
from gateway.store.engine import open_store, turn
from gateway.store.group_commit import Together
from gateway.wake_workers import Nudge
from keys import clock
from keys.directory.checkpoint import BadCheckpoint, Checkpoint, read_checkpoint, witnessed
from keys.directory.files import (
    Handed,
    append_leaves,
    append_stop,
    checkpoints_of,
    read_checkpoints,
    read_handed,
    read_leaves,
    read_seen,
    read_stops,
    seen_of,
    write_seen,
)
from keys.directory.fold import Folding, fold
from keys.directory.notes import MAX_NOTE, BadNote, Keyring, parse
from keys.directory.statements import BadStatement, Held, Stop, read
from keys.directory.view import View
from keys.errors import AmparoError, DirectoryRefused
from keys.roles import Kind, Role
from keys.signing import Signer, read_signer

DEMONSTRATION = "demonstration"
REFOLD = (
    60  # seconds after which a view is made again in which some witness was ahead of this computer's clock
)


@dataclass(frozen=True, slots=True)
class Caller:
    """An organisation whose door key signed this request. `nonce` is hashed; `until` is when it may be forgotten."""

    org: str
    kind: Kind
    kid: bytes
    nonce: bytes
    until: int


class Host:
    """Handed to every journey. Holds no plaintext and outlives no request with one."""

    def __init__(self, settings: Settings, signer: Signer) -> None:
        self.settings = settings
        self.signer = signer
        self.engine: Engine = open_store(settings.database_url)
        self.together = Together(self.engine)
        self.nudge = Nudge(settings.redis_url)
        self.quotas = Quotas(settings.redis_url, settings.pepper)
        self.one_time = OneTime(self.quotas)
        self._files = tuple(
            os.fspath(file)
            for file in (settings.directory, checkpoints_of(settings.directory), settings.stops)
        )
        self._lock = threading.Lock()
        self._folding = Folding(settings.genesis, read_seen(seen_of(settings.directory), settings.genesis))
        self._folded = 0.0
        self._view: View | None = None
        self._sizes: tuple[int, ...] = ()
        self._kept: tuple[tuple[int, ...], tuple[list[bytes], list[bytes], list[Held]]] | None = None
        self.refiled: View | None = None  # the view for which `handover.refile_stopped` has run
        self._refuse_unfit(self.view())

    @property
    def pepper(self) -> bytes:
        return self.settings.pepper

    def today(self) -> int:
        """The UTC day."""
        return clock.today()

    def view(self) -> View:
        """The directory as it is now: folded again whenever one of its files has changed."""
        sizes = self._sizes_now()
        if self._view is not None and sizes == self._sizes and not self._view.ahead:
            return self._view
        with self._lock:
            now = clock.now()
            if self._view is None or sizes != self._sizes or abs(now - self._folded) > REFOLD:
                seen = self._folding.seen
                try:
                    self._view = self._folding.view(*self.shown(), now=now)
                except DirectoryRefused:  # a file is away or damaged: what was verified stays, and ages
                    if self._view is None:
                        raise
                    return self._view
                self._sizes, self._folded = sizes, now
                if self._folding.seen and self._folding.seen != seen:
                    self._remember(self._folding.seen)
            return self._view

    def _remember(self, seen: tuple[int, bytes]) -> None:
        with contextlib.suppress(OSError):  # a folder not to be written to: then this process alone remembers
            write_seen(seen_of(self.settings.directory), self.settings.genesis, seen)

    def shown(self) -> tuple[list[bytes], list[bytes], list[Held]]:
        """Statements, checkpoints and stops as they are on disk, at one moment; read again when one file has grown."""
        sizes = self._sizes_now()
        if (kept := self._kept) and kept[0] == sizes:
            return kept[1]
        with self._turn():
            sizes = self._sizes_now()
            read = self.leaves(), self.checkpoints(), self.stops()
        self._kept = sizes, read
        return read

    def leaves(self) -> list[bytes]:
        """Every statement of the directory, in order."""
        return read_leaves(self.settings.directory)

    def checkpoints(self) -> list[bytes]:
        """Every checkpoint of the directory that is kept here."""
        return read_checkpoints(checkpoints_of(self.settings.directory))

    def stops(self) -> list[Held]:
        """The stop notes that came in at the door."""
        return read_stops(self.settings.stops)

    def hold_stop(self, raw: bytes) -> bool:
        """True if the stop is a current key's; it is then on disk and in force in every process here."""
        view = self.view()
        new = _stop_of(raw, view)
        if new is None:
            return False
        while True:
            before = self.shown()[2]
            held = [stop for each in before if (stop := _stop_of(each.raw, view)) is not None]
            fresh = new[1] - {signer for leaf, signers in held if leaf == new[0] for signer in signers}
            if not fresh:
                return True
            if all(sum(signer in signers for _, signers in held) >= STOPS_A_KEY for signer in fresh):
                return False
            with self._turn():
                if self.stops() == before:  # else another came meanwhile: look at it first
                    append_stop(self.settings.stops, Held(raw, view.witnessed_at or 0))
                    return True

    def take_log(self, raw: bytes) -> bool:
        """True if this continues the directory here and its checkpoint is witnessed; what is new of it is then on disk.

        A checkpoint is new if none of its size and time is here: a stranger's signature under one makes no other. All
        verifying, here as in `hold_stop`, is done before the turn: a stop never waits for a stranger's hand-over.
        """
        try:
            handed = read_handed(raw, CHECKPOINTS_OF_A_HANDOVER)
        except ValueError:
            return False
        while True:
            before = self.shown()
            verified = self._verified(handed, before)
            if verified is None or verified == ([], []):
                return verified is not None
            with self._turn():
                if (self.leaves(), self.checkpoints()) != before[:2]:
                    continue  # somebody else's was taken meanwhile: verify against what is here now
                new, heads = verified
                append_leaves(self.settings.directory, new)  # first: until covered they are only announced
                append_leaves(checkpoints_of(self.settings.directory), heads)
                return True

    def _verified(
        self, handed: Handed, here: tuple[list[bytes], list[bytes], list[Held]]
    ) -> tuple[list[bytes], list[bytes]] | None:
        """The leaves and checkpoints that are new here; two empty lists if all is known; None for what is refused."""
        leaves, checkpoints, stops = here
        view, known = self.view(), set(checkpoints)
        new = _continued(leaves, handed)
        try:
            heads = [read_checkpoint(each) for each in dict.fromkeys(handed.checkpoints)]
        except BadCheckpoint:
            return None
        newest = heads[-1].head
        if new is None or newest.size != handed.start + len(handed.leaves):
            return None
        fresh = [head for head in heads if head.raw not in known and not _is_taken(head, view)]
        if not fresh:
            return ([], []) if new == [] and (newest.size, newest.root) == (view.size, view.root) else None
        if _witnessed_at(fresh[0], view) is None:  # a stranger's hand-over costs us no folding
            return None
        raws = [head.raw for head in fresh]
        folded = fold([*leaves, *new], self.settings.genesis, checkpoints=[*checkpoints, *raws], stops=stops)
        if (folded.size, folded.root) != (newest.size, newest.root):
            return None
        more: dict[tuple[int, int], bytes] = {}
        for head in fresh:
            at = _witnessed_at(head, view, folded)
            if at is None:
                return None
            more.setdefault((head.head.size, at), head.raw)
        return new, list(more.values())

    def _sizes_now(self) -> tuple[int, ...]:
        return tuple(_size(file) for file in self._files)

    def _turn(self) -> contextlib.AbstractContextManager[None]:
        """Nobody else, in any process, changes the directory's files in here."""
        return turn(f"{self.settings.stops}-queue")

    def _refuse_unfit(self, view: View) -> None:
        """The start ends here if this directory, this key and this address do not go together."""
        if view.deployment == DEMONSTRATION and not self.settings.loopback:
            raise BadSetting(
                "The directory is a demonstration's. AMPARO_PUBLIC_URL must be on this machine, or AMPARO_DIRECTORY "
                "and AMPARO_GENESIS must be a real one's."
            )
        if kept := persistence(self.settings.redis_url):
            raise BadSetting(
                f"The broker at AMPARO_REDIS_URL writes its memory to a disk ({kept}), and with it who filed when. Set "
                'save "" and appendonly no there, and remove what it has written.'
            )
        if view.deployment != DEMONSTRATION and self.settings.writes_to_a_box != WRITES_TO_A_BOX:
            raise BadSetting("AMPARO_DEMONSTRATION_WRITES_TO_A_BOX is for a demonstration only. Unset it.")
        if view.org_kind(self.settings.gateway_org) is not Kind.GATEWAY:
            raise BadSetting(
                "AMPARO_GATEWAY_ORG names no gateway of the directory. Set it to one that is listed."
            )
        listed = view.listed(self.signer.kid)
        if listed is None or listed.org != self.settings.gateway_org or self.signer.role is not Role.INTAKE:
            raise BadSetting(
                "AMPARO_INTAKE_KEY is not a key the directory lists for this gateway. Add it first."
            )


def open_host(settings: Settings, *, weak_keys: bool = False) -> Host:
    """The host of these settings. `weak_keys` admits the key files of tests. BadSetting with a sentence otherwise."""
    try:
        signer = read_signer(settings.intake_key, settings.intake_passphrase, weak=weak_keys)
        return Host(settings, signer)
    except BadSetting:
        raise
    except AmparoError as reason:
        raise BadSetting(str(reason)) from None


def _stop_of(raw: bytes, view: View) -> tuple[bytes, frozenset[bytes]] | None:
    """(leaf, public keys that signed) of a stop by a current key of the newest root; None for anything else."""
    try:
        note = parse(raw, limit=MAX_NOTE)
        statement = read(note.text)
        signed = Keyring(view.law.root, view.law.sign, view.law.veto).signers(note)
    except (BadNote, BadStatement):
        return None
    if not isinstance(statement, Stop) or statement.log != view.genesis or not signed:
        return None
    return statement.leaf, signed


def _continued(leaves: list[bytes], handed: Handed) -> list[bytes] | None:
    """The handed leaves that are new here; None when they do not continue these."""
    known = leaves[handed.start :]
    if handed.start > len(leaves) or list(handed.leaves[: len(known)]) != known:
        return None
    return list(handed.leaves[len(known) :])


def _is_taken(checkpoint: Checkpoint, view: View) -> bool:
    """True if the view has a checkpoint of this size and time: this one says nothing more."""
    size, root = checkpoint.head.size, checkpoint.head.root
    return root == view.root_at(size) and _witnessed_at(checkpoint, view) in view.times_of(size)


def _witnessed_at(checkpoint: Checkpoint, *views: View) -> int | None:
    """T of a checkpoint that log and enough witnesses signed by the root in force before or after it; else None."""
    for law in (view.law for view in views):
        try:
            keys = law.log_key, law.witnesses, law.witness_threshold
            return witnessed(checkpoint, *keys, now=clock.now()).last
        except BadCheckpoint:
            continue
    return None


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return 0

"""The directory at one gateway: read from its files, grown by whoever brings what is signed, the same at every gateway.

What came in here is on disk and in force in every process of this host before its bringer is answered, and stands in
the database from then on. Every other gateway of the service looks there (`exchange`) and judges it anew, as if a
stranger had brought it: nothing of what the database says is believed. Whatever was taken while the database was away
is given to it later.
"""

import contextlib
import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from gateway.limits import CHECKPOINTS_OF_A_HANDOVER, STOPS_A_KEY
from gateway.store import directory as shared
from gateway.store.directory import CHECKPOINT, LEAF, STOP, Line
from gateway.store.engine import reading, turn, writing
from keys import clock
from keys.directory.checkpoint import BadCheckpoint, Checkpoint, read_checkpoint, witnessed
from keys.directory.files import (
    HandedLog,
    append_leaves,
    append_stop,
    checkpoints_of,
    read_checkpoints,
    read_handed,
    read_leaves,
    read_seen,
    read_stops,
    seen_of,
    stops_of,
    write_seen,
)
from keys.directory.fold import Folding, fold
from keys.directory.register import ring_of, stop_by
from keys.directory.statements import OutsideStop
from keys.directory.view import View
from keys.errors import DirectoryRefused

log = logging.getLogger(__name__)

REFOLD = 60  # seconds after which a view is made again in which some witness was ahead of this computer's clock
EXCHANGE = 10.0  # seconds between two looks of a process at what other gateways took: a stop must hold within 60


class Directory:
    """One a process. Needs nothing but its files to answer; the database only carries between gateways."""

    def __init__(self, path: Path, genesis: bytes, engine: Engine) -> None:
        self._path = path
        self._checkpoints = checkpoints_of(path)
        self._stops = stops_of(path)
        self._genesis = genesis
        self._engine = engine
        self._files = tuple(os.fspath(file) for file in (path, self._checkpoints, self._stops))
        self._lock = threading.Lock()
        self._folding = Folding(genesis, read_seen(seen_of(path), genesis))
        self._folded = 0.0
        self._view: View | None = None
        self._sizes: tuple[int, ...] = ()
        self._kept: tuple[tuple[int, ...], tuple[list[bytes], list[bytes], list[OutsideStop]]] | None = None
        self._exchanging = threading.Lock()
        self._exchange_at = 0.0  # by time.monotonic
        self._exchanged: tuple[int, tuple[int, ...]] | None = None  # rows there and sizes here, when all was the same

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
            write_seen(seen_of(self._path), self._genesis, seen)

    def shown(self) -> tuple[list[bytes], list[bytes], list[OutsideStop]]:
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
        return read_leaves(self._path)

    def checkpoints(self) -> list[bytes]:
        """Every checkpoint of the directory that is kept here."""
        return read_checkpoints(self._checkpoints)

    def stops(self) -> list[OutsideStop]:
        """The stop notes that came in at the door."""
        return read_stops(self._stops)

    def hold_stop(self, raw: bytes) -> bool:
        """True if the stop is a current key's; it is then on disk and in force in every process here.

        Other gateways are told of it before this returns, or once the database is there again.
        """
        held = self._hold_stop(raw)
        if held:
            self.exchange(now=True)
        return held

    def _hold_stop(self, raw: bytes) -> bool:
        view = self.view()
        ring = ring_of(view.law)
        new = stop_by(raw, ring, view.genesis)
        if not new:
            return False
        while True:
            before = self.shown()[2]
            held = [stop_by(each.raw, ring, view.genesis) for each in before]
            fresh = new.difference(*held)
            if not fresh:
                return True
            kept = Counter(signer for stop in held for _, signer in stop)
            if all(kept[signer] >= STOPS_A_KEY for _, signer in fresh):
                return False
            with self._turn():
                if self.stops() == before:  # else another came meanwhile: look at it first
                    append_stop(self._stops, OutsideStop(raw, view.witnessed_at or 0))
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
        self.exchange(now=True)  # it may continue what another gateway has taken
        if not self._take(handed):
            return False
        self.exchange(now=True)
        return True

    def _take(self, handed: HandedLog) -> bool:
        while True:
            before = self.shown()
            verified = self._verified(handed, before)
            if verified is None or verified == ([], []):
                return verified is not None
            with self._turn():
                if (self.leaves(), self.checkpoints()) != before[:2]:
                    continue  # somebody else's was taken meanwhile: verify against what is here now
                new, heads = verified
                append_leaves(self._path, new)  # first: until covered they are only announced
                append_leaves(self._checkpoints, heads)
                return True

    def _verified(
        self, handed: HandedLog, here: tuple[list[bytes], list[bytes], list[OutsideStop]]
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
        folded = fold([*leaves, *new], self._genesis, checkpoints=[*checkpoints, *raws], stops=stops)
        if (folded.size, folded.root) != (newest.size, newest.root):
            return None
        more: dict[tuple[int, int], bytes] = {}
        for head in fresh:
            at = _witnessed_at(head, view, folded)
            if at is None:
                return None
            more.setdefault((head.head.size, at), head.raw)
        return new, list(more.values())

    def exchange(self, *, now: bool = False) -> bool:
        """True if something new came from another gateway: it is in force here. What they lack is there for them.

        Looks every EXCHANGE seconds, or `now`. Never raises: with the database away what is here stays, and ages.
        """
        if not now and time.monotonic() < self._exchange_at:
            return False
        if not self._exchanging.acquire(blocking=now):
            return False
        try:
            self._exchange_at = time.monotonic() + EXCHANGE
            return self._exchange()
        except (SQLAlchemyError, DirectoryRefused) as error:
            log.warning("the directory was not exchanged with other gateways (%s)", type(error).__name__)
            return False
        finally:
            self._exchanging.release()

    def _exchange(self) -> bool:
        with reading(self._engine) as connection:
            before = shared.count(connection), self._sizes_now()
            if before == self._exchanged:
                return False
            there = shared.lines(connection)
        self._take_lines(there)
        sizes = self._sizes_now()
        stops = {line.raw for line in there if line.kind == STOP}  # each gateway knows a time of its own for them
        missing = [line for line in set(self._lines()) - set(there) if line.raw not in stops]
        if missing:
            with writing(self._engine) as connection:
                shared.add(connection, missing)
        self._exchanged = len(there) + len(missing), sizes
        return sizes != before[1]

    def _lines(self) -> list[Line]:
        """What is here and counts: leaves that a checkpoint covers, checkpoints of this history, stops that hold."""
        (leaves, checkpoints, held), view = self.shown(), self.view()
        verified, hold = set(view.checkpoints), set(view.stops)
        heads = [(raw, read_checkpoint(raw).head) for raw in checkpoints if raw in verified]
        return [
            *(Line(LEAF, number, raw) for number, raw in enumerate(leaves[: view.size])),
            *(Line(CHECKPOINT, head.size, raw) for raw, head in heads if view.root_at(head.size) == head.root),
            *(Line(STOP, stop.at, stop.raw) for stop in held if stop.raw in hold),
        ]

    def _take_lines(self, there: Sequence[Line]) -> None:
        """What verifies of these is here. Leaves and checkpoints count together or not at all, each stop by itself."""
        ours = self._lines()
        news = set(there) - set(ours)
        if any(line.kind != STOP for line in news):
            both = sorted({line for line in (*there, *ours) if line.kind != STOP})
            leaves = [line.raw for line in both if line.kind == LEAF]
            handed = HandedLog(0, tuple(leaves), tuple(line.raw for line in both if line.kind == CHECKPOINT))
            if [line.place for line in both if line.kind == LEAF] != list(range(len(leaves))) or not self._take(handed):
                log.error("another gateway's directory does not continue the one here: compare them now")
        self._take_stops([OutsideStop(line.raw, line.place) for line in there if line.kind == STOP])

    def _take_stops(self, stops: Sequence[OutsideStop]) -> None:
        """Those that hold, by whatever root's keys, are here from now on."""
        leaves, checkpoints, held = self.shown()
        known = {stop.raw for stop in held}
        if not (new := [stop for stop in stops if stop.raw not in known]):
            return
        view = fold(leaves, self._genesis, checkpoints=checkpoints, stops=[*held, *new])
        with self._turn():
            hold = set(view.stops) - {stop.raw for stop in self.stops()}
            for stop in new:
                if stop.raw in hold:
                    append_stop(self._stops, OutsideStop(stop.raw, min(stop.at, view.witnessed_at or 0)))

    def _sizes_now(self) -> tuple[int, ...]:
        return tuple(_size(file) for file in self._files)

    def _turn(self) -> contextlib.AbstractContextManager[None]:
        """Nobody else, in any process, changes the directory's files in here."""
        return turn(f"{self._stops}-queue")


def _continued(leaves: list[bytes], handed: HandedLog) -> list[bytes] | None:
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

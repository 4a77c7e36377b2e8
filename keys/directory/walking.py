"""Walks through a log checkpoint by checkpoint, and knows of every leaf when it was witnessed.

The checkpoints are taken by size, then by time. Each is verified with the root in force after those before it (F4);
one that does not verify is passed over, which can only delay. Taking one does, in this order: the stops that it is the
first to cover hold; what has waited long enough by its time comes into force (F6); the other leaves that it is the
first to cover are judged by the root that is then in force (F5). `keys/DIRECTORY.md`, section 5.
"""

from __future__ import annotations

from collections.abc import Sequence

from keys.directory import log
from keys.directory.checkpoint import Ahead, BadCheckpoint, Checkpoint, Witnessed, read_checkpoint, witnessed
from keys.directory.register import Apart, Register, taken_apart
from keys.directory.rules import Ignored
from keys.directory.statements import Held, Root

MAX_LEAVES = 10_000


class OutOfOrder(Exception):
    """A checkpoint belongs between those taken already: the walk must begin again."""


class Walk:
    """Everything known after the newest checkpoint that verifies; before any, leaf 0 alone."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.leaves: list[bytes] = []
        self.hashes: list[bytes] = []
        self.tree = log.Tree()
        self.covered = 0
        self.first_seen: list[int] = []  # W of each covered leaf; never falls from one leaf to the next
        self.times: dict[int, tuple[int, ...]] = {}  # size -> T of the verified checkpoints of that size
        self.newest: tuple[int, int] | None = None  # (size, T)
        self.passed_over: dict[bytes, str] = {}  # checkpoints that do not verify -> the first rule they break
        self.ahead = False  # True when a cosignature did not count yet because it is from the future
        self.taken: dict[
            bytes, tuple[int, Witnessed]
        ] = {}  # the checkpoints that verified, as they were taken
        self._held: list[Held] = []
        self._now = 0.0

    def goes_on(
        self, leaves: Sequence[bytes], checkpoints: Sequence[bytes], held: Sequence[Held], now: float
    ) -> bool:
        """True if these only add to the end of what was walked, and the walk has gone on; else begin again."""
        known, stops = len(self.leaves), len(self._held)
        kept = (
            not self.ahead
            and now >= self._now
            and list(leaves[:known]) == self.leaves
            and list(held[:stops]) == self._held
            and (self.taken.keys() | self.passed_over.keys()).issubset(checkpoints)
        )
        if not kept or (self.newest and any(stop.at < self.newest[1] for stop in held[stops:])):
            return False
        try:
            self.advance(leaves, checkpoints, held, now)
        except OutOfOrder:
            return False
        return True

    def advance(
        self, leaves: Sequence[bytes], checkpoints: Sequence[bytes], held: Sequence[Held], now: float
    ) -> None:
        """Every checkpoint that verifies has been taken, in order; others are passed over. OutOfOrder: begin again."""
        new = list(leaves[len(self.leaves) :])
        hashes = [log.leaf_hash(leaf) for leaf in new]
        self.leaves += new
        self.hashes += hashes
        self.tree.extend(hashes)
        self._held, self._now = list(held), now
        by_size: dict[int, dict[bytes, Checkpoint]] = {}
        for raw in checkpoints:
            if raw in self.taken:
                continue
            try:
                checkpoint = read_checkpoint(raw)
            except BadCheckpoint as why:
                self.passed_over[raw] = str(why)
                continue
            size = checkpoint.head.size
            if self.newest is None or size >= self.newest[0]:
                by_size.setdefault(size, {})[raw] = checkpoint
            elif raw not in self.passed_over:
                raise OutOfOrder
        for size in sorted(by_size):
            self._take_all(by_size[size], now)

    def _take_all(self, group: dict[bytes, Checkpoint], now: float) -> None:
        """The checkpoints of one size are taken by time, each by the root in force after the one before it."""
        while group:
            law, verified = self.register.law, []
            for raw, checkpoint in group.items():
                try:
                    verified.append((self._verified(checkpoint, law, now), raw))
                except BadCheckpoint as why:
                    self.passed_over[raw] = str(why)
                    self.ahead |= isinstance(why, Ahead)
            for times, raw in sorted(verified, key=lambda each: (each[0].last, each[1])):
                size = group.pop(raw).head.size
                self._take(size, times)
                self.passed_over.pop(raw, None)
                self.taken[raw] = size, times
                if self.register.law is not law:
                    break  # the others are verified anew, by the root that is in force now
            else:
                return

    def _verified(self, checkpoint: Checkpoint, law: Root, now: float) -> Witnessed:
        times = witnessed(checkpoint, law.log_key, law.witnesses, law.witness_threshold, now=now)
        size = checkpoint.head.size
        if size > len(self.leaves):
            raise BadCheckpoint("F4-beyond: the checkpoint covers statements that are not here")
        if size == 0 or self.tree.roots[size - 1] != checkpoint.head.root:
            raise BadCheckpoint("F4-root: the checkpoint is of another history than these statements")
        self.ahead |= times.ahead
        return times

    def _take(self, size: int, times: Witnessed) -> None:
        if self.newest is not None and (size, times.last) < self.newest:
            raise OutOfOrder
        new = [(leaf, self.apart(leaf)) for leaf in range(max(self.covered, 1), size)]
        stops = {leaf for leaf, apart in new if self.register.stop_first(apart)}
        self._see(size, times.first)
        self.newest, self.covered = (size, times.last), size
        self.times[size] = (*self.times.get(size, ()), times.last)
        self._enact()
        for leaf, apart in new:
            if leaf not in stops:
                self.judge(self.register, leaf, apart)
                self._enact()

    def _see(self, size: int, first: int) -> None:
        """F5: W of each leaf is the earliest `first` of a checkpoint that covers it."""
        for leaf in range(len(self.first_seen) - 1, -1, -1):
            if self.first_seen[leaf] <= first:
                break
            self.first_seen[leaf] = first
        self.first_seen += [first] * (size - len(self.first_seen))

    def _enact(self) -> None:
        if self.register.pending:
            self.register.enact(lambda each: self.due(each.leaf, each.delay), self._vetoes_outside)

    def due(self, leaf: int, delay: int) -> bool:
        """F6: True if a covered leaf that must wait `delay` seconds has done so by the newest checkpoint's time."""
        return self.newest is not None and (not delay or self.first_seen[leaf] + delay <= self.newest[1])

    def _vetoes_outside(self, at: bytes) -> frozenset[bytes]:
        """Who stopped the leaf of hash `at` outside the log, before the newest checkpoint was known."""
        assert self.newest is not None
        found: frozenset[bytes] = frozenset()
        for stop in self._held:
            try:
                said, signers = self.register.held_stop(stop.raw)
            except Ignored:
                continue
            if said.leaf == at and stop.at < self.newest[1]:
                found |= signers
        return found

    def apart(self, leaf: int) -> Apart:
        """The note and statement of a leaf, or why there is none."""
        try:
            if leaf >= MAX_LEAVES:
                raise Ignored(f"F1-leaves: a directory has at most {MAX_LEAVES} leaves")
            return taken_apart(self.leaves[leaf], self.register.genesis)
        except Ignored as why:
            return why

    def judge(self, register: Register, leaf: int, apart: Apart) -> None:
        """`register` (this walk's, or a copy that looks ahead) has judged the leaf."""
        register.judge(leaf, self.hashes[leaf], apart)


def verifies(raw: bytes, law: Root, now: float) -> bool:
    """True if log and enough witnesses of `law` signed this checkpoint, whatever history it is of."""
    try:
        checkpoint = read_checkpoint(raw)
        witnessed(checkpoint, law.log_key, law.witnesses, law.witness_threshold, now=now)
    except BadCheckpoint:
        return False
    return True

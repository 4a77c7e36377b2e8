"""The signed directory, replayed: a pure fold over the leaves of an append-only log and its checkpoints.

Adding is slow and needs several people; stopping is instant and needs one (`keys/DIRECTORY.md`, section 5):

    view = fold(leaves, genesis, checkpoints=checkpoints, stops=stops)   # of what is at hand; nothing of it is trusted
    view.ignored, view.passed_over, view.ignored_stops                   # what broke a rule, and which
    view.acceptable(clock.now())                                         # CannotSeal: stale, forked, too new (F11)
    view.recipients(org, Role.CRIME, clock.today())                      # the only way to a key to seal to

    folding = Folding(genesis)               # the same views, but only what was added is judged anew
    folding.view(leaves, checkpoints, stops)

A checkpoint that does not verify is passed over (F4), which can only delay. To take one that does is, in order: the
stops that it is the first to cover hold; what has waited long enough by its time comes into force (F6); the other
leaves that it is the first to cover are judged by the root in force (F5). Leaves beyond the newest checkpoint are
announced: their stops hold at once, nothing else of them counts.

It never fails because of what it is given: what breaks a rule is ignored and reported. Only a wrong beginning raises
DirectoryRefused (F1). F1 to F3 and F7 to F10 are in `keys.directory.register`, F11 and F12 in `keys.directory.view`.
"""

from collections.abc import Sequence
from pathlib import Path

from keys import clock
from keys.directory import merkle
from keys.directory.checkpoint import Ahead, BadCheckpoint, Checkpoint, Witnessed, read_checkpoint, witnessed
from keys.directory.files import checkpoints_of, read_checkpoints, read_leaves, read_stops, stops_of
from keys.directory.register import Parsed, Register, first_root, parse_leaf
from keys.directory.rules import Ignored
from keys.directory.statements import Endpoint, OutsideStop, Release, Root
from keys.directory.view import View
from keys.errors import CannotSeal, DirectoryRefused

MAX_LEAVES = 10_000


class OutOfOrder(Exception):
    """A checkpoint belongs between those taken already: replay from the beginning."""


class Replay:
    """Everything known after the newest checkpoint that verifies; before any, leaf 0 alone."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.leaves: list[bytes] = []
        self.hashes: list[bytes] = []
        self.tree = merkle.Tree()
        self.covered = 0
        self.first_seen: list[int] = []  # W of each covered leaf; never falls from one leaf to the next
        self.times: dict[int, tuple[int, ...]] = {}  # size -> T of the verified checkpoints of that size
        self.newest: tuple[int, int] | None = None  # (size, T)
        self.passed_over: dict[bytes, str] = {}  # checkpoints that do not verify -> the first rule they break
        self.ahead = False  # True when a cosignature did not count yet because it is from the future
        self.taken: dict[bytes, tuple[int, Witnessed]] = {}  # the checkpoints that verified, as they were taken
        self._held: list[OutsideStop] = []
        self._now = 0.0
        self._goes_on = False  # True once the first replay is done

    def goes_on(
        self, leaves: Sequence[bytes], checkpoints: Sequence[bytes], held: Sequence[OutsideStop], now: float
    ) -> bool:
        """True if these only add to the end of what was replayed, and are replayed too; else begin again."""
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
        self, leaves: Sequence[bytes], checkpoints: Sequence[bytes], held: Sequence[OutsideStop], now: float
    ) -> None:
        """Every checkpoint that verifies has been taken, in order; others are passed over. OutOfOrder: begin again."""
        new = list(leaves[len(self.leaves) :])
        hashes = [merkle.leaf_hash(leaf) for leaf in new]
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
        self._goes_on = True

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
        if self.newest is not None and (size, times.last) < self.newest:
            if self._goes_on and not self.passed_over.get(checkpoint.raw, "").startswith("F5-order:"):
                raise OutOfOrder
            raise BadCheckpoint("F5-order: by this root it is older than a checkpoint of its size that was taken")
        self.ahead |= times.ahead
        return times

    def _take(self, size: int, times: Witnessed) -> None:
        new = [(leaf, self.parsed(leaf)) for leaf in range(max(self.covered, 1), size)]
        stops = {leaf for leaf, parsed in new if self.register.stop_first(parsed)}
        self._see(size, times.first)
        self.newest, self.covered = (size, times.last), size
        self.times[size] = (*self.times.get(size, ()), times.last)
        self._enact()
        for leaf, parsed in new:
            if leaf not in stops:
                self.register.judge(leaf, self.hashes[leaf], parsed)
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

    def parsed(self, leaf: int) -> Parsed:
        """The note and statement of a leaf, or why there is none."""
        try:
            if leaf >= MAX_LEAVES:
                raise Ignored(f"F1-leaves: a directory has at most {MAX_LEAVES} leaves")
            return parse_leaf(self.leaves[leaf], self.register.genesis)
        except Ignored as why:
            return why


def verifies(raw: bytes, law: Root, now: float) -> bool:
    """True if log and enough witnesses of `law` signed this checkpoint, whatever history it is of."""
    try:
        checkpoint = read_checkpoint(raw)
        witnessed(checkpoint, law.log_key, law.witnesses, law.witness_threshold, now=now)
    except BadCheckpoint:
        return False
    return True


def fold(
    leaves: Sequence[bytes],
    pinned: bytes,
    *,
    checkpoints: Sequence[bytes] = (),
    stops: Sequence[bytes | OutsideStop] = (),
    now: float | None = None,
    seen: tuple[int, bytes] | None = None,
) -> View:
    """The view of `leaves`, which must begin with the statement whose leaf hash is `pinned` (32 bytes).

    `checkpoints`: all that are held, in any order. `stops`: signed stops from outside the log; a bare one came just
    now. `now`: seconds since 1970 UTC, else the clock's. `seen`: (size, root) that this reader has accepted before.
    DirectoryRefused when leaf 0 is not the pinned root, is not signed by its own keys or is below a floor, or when
    the clock was moved ahead and this is no demonstration.
    """
    return Folding(pinned, seen).view(leaves, checkpoints, stops, now=now)


def fold_files(directory: Path, pinned: bytes, *more: bytes) -> View:
    """The view of a directory file with what lies beside it, and of `more` leaves, which no checkpoint covers yet."""
    leaves, checkpoints = [*read_leaves(directory), *more], read_checkpoints(checkpoints_of(directory))
    return fold(leaves, pinned, checkpoints=checkpoints, stops=read_stops(stops_of(directory)))


class Folding:
    """A fold that goes on where it stopped: what was judged is not judged again when leaves and checkpoints are added.

    The view is the one that `fold` would give, whatever was asked before. Not for two threads at once.
    """

    def __init__(self, pinned: bytes, seen: tuple[int, bytes] | None = None) -> None:
        self._pinned = pinned
        self.seen = seen  # the largest (size, root) that was acceptable
        self._replay: Replay | None = None

    def view(
        self,
        leaves: Sequence[bytes],
        checkpoints: Sequence[bytes] = (),
        stops: Sequence[bytes | OutsideStop] = (),
        *,
        now: float | None = None,
    ) -> View:
        """The view of these leaves, checkpoints and stops (see `fold`)."""
        at = clock.now() if now is None else now
        held = [stop for stop in stops if isinstance(stop, OutsideStop)]
        replay = self._replay
        if replay is None or not replay.goes_on(leaves, checkpoints, held, at):
            replay = Replay(_beginning(leaves, self._pinned))
            replay.advance(leaves, checkpoints, held, at)
        self._replay = replay
        view = _view(replay, [stop.raw if isinstance(stop, OutsideStop) else stop for stop in stops], at, self.seen)
        if self.seen is None or self.seen[0] < view.size:
            try:
                view.acceptable(at)
                self.seen = view.size, view.root
            except CannotSeal:
                pass  # what may not be used is not remembered either
        return view


def _view(replay: Replay, stops: Sequence[bytes], now: float, seen: tuple[int, bytes] | None) -> View:
    """What was replayed, with what is announced beyond it and what stops from outside hold."""
    said, size = replay.register.copied(), max(replay.covered, 1)
    for leaf in range(size, len(replay.leaves)):
        said.judge(leaf, replay.hashes[leaf], replay.parsed(leaf))
    ignored_stops = []
    for index, raw in enumerate(stops):
        try:
            said.hold(raw)
        except Ignored as why:
            ignored_stops.append((index, str(why)))
    others = [(each, delay, leaf) for at, (leaf, delay, each) in said.others.items() if at not in said.named]
    counting = [each for each, delay, leaf in others if leaf < size and replay.due(leaf, delay)]
    return View(
        deployment=said.law.deployment,
        deployment_id=said.genesis[:16],
        genesis=said.genesis,
        size=size,
        root=replay.tree.roots[size - 1],
        law=said.law,
        ignored=tuple(sorted(said.ignored, key=lambda each: each[0])),
        ignored_stops=tuple(ignored_stops),
        passed_over=tuple(replay.passed_over.values()),
        checkpoints=(*_kept(replay), *_forks(replay, now)),
        stops=tuple(said.held),
        releases=tuple(each for each in counting if isinstance(each, Release)),
        endpoints=tuple(each for each in counting if isinstance(each, Endpoint)),
        notices=tuple(replay.register.notices),
        pending=tuple(said.pending),
        witnessed_at=replay.newest[1] if replay.newest else None,
        leaf_hashes=tuple(replay.hashes),
        _roots=tuple(replay.tree.roots[:size]),
        _first_seen=tuple(replay.first_seen),
        _times=replay.times.copy(),
        _kinds=said.kinds,
        _listed=said.listed,
        _by_role=said.shelves,
        _stopped=frozenset(said.stopped_keys),
        _trouble=_trouble(replay, now, seen, size),
    )


def _trouble(replay: Replay, now: float, seen: tuple[int, bytes] | None, size: int) -> frozenset[str]:
    """Which of the reasons of F3 and F11 hold whatever the hour."""
    found = set()
    if replay.register.too_new:
        found.add("F3-too-new")
    if any(why.startswith("F4-beyond:") for why in replay.passed_over.values()):
        found.add("F11-beyond")
    if _forks(replay, now):
        found.add("F11-fork")
    if replay.ahead:
        found.add("ahead")
    if seen is not None and (seen[0] > size or replay.tree.roots[seen[0] - 1] != seen[1]):
        found.add("F11-prefix")
    return frozenset(found)


def _kept(replay: Replay) -> list[bytes]:
    """One checkpoint of each size and times, the shortest: a stranger's signature under it makes no other to keep."""
    shortest: dict[tuple[int, int, int], bytes] = {}
    for raw, (size, times) in replay.taken.items():
        key = size, times.first, times.last
        shortest[key] = min(raw, shortest.get(key, raw), key=_by_length)
    return list(shortest.values())


def _by_length(raw: bytes) -> tuple[int, bytes]:
    return len(raw), raw


def _forks(replay: Replay, now: float) -> list[bytes]:
    """One checkpoint of each other history that log and witnesses of the root in force have signed: evidence."""
    other = sorted((raw for raw, why in replay.passed_over.items() if why.startswith("F4-root:")), key=_by_length)
    found: dict[bytes, bytes] = {}
    for raw in other:
        history = raw.partition(b"\n\n")[0]
        if history not in found and verifies(raw, replay.register.law, now):
            found[history] = raw
    return list(found.values())


def _beginning(leaves: Sequence[bytes], pinned: bytes) -> Register:
    if not leaves or merkle.leaf_hash(leaves[0]) != pinned:
        raise DirectoryRefused(
            "This directory does not begin with the pinned root. "
            "Check the pinned value, or ask the deployment for the right directory."
        )
    return Register(pinned, first_root(leaves[0]))

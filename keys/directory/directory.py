"""The signed directory: who may be sealed to. A pure fold over the leaves of an append-only log and its checkpoints.

Adding is slow and needs several; stopping is instant and needs one. `fold` takes the leaves as they stand in the log,
the checkpoints that log and witnesses signed, and the stops that came by other ways, and gives a `View` of as many
leaves as the newest checkpoint covers. Leaves beyond it are announced: their stops hold at once, nothing else of them
counts. It never fails because of what it is given: a leaf, checkpoint or stop that breaks a rule is passed over and
reported. Only a wrong beginning raises DirectoryRefused (F1).

Rules (`keys/DIRECTORY.md`): F1 the beginning, F4 which checkpoints verify, F5 when a leaf was witnessed,
F6 when it counts. F2, F3, F7 to F10 are `keys.directory.register`'s, F11 and F12 `keys.directory.view`'s.
"""

from __future__ import annotations

from collections.abc import Sequence

from keys import clock as days
from keys.directory import log
from keys.directory.register import Register, ring_of, signed_by, taken_apart
from keys.directory.rules import DEMONSTRATION, Ignored, floors
from keys.directory.statements import Endpoint, Held, Release, Root
from keys.directory.view import View
from keys.directory.walking import Walk, verifies
from keys.errors import CannotSeal, DirectoryRefused


def fold(
    leaves: Sequence[bytes],
    pinned: bytes,
    *,
    checkpoints: Sequence[bytes] = (),
    stops: Sequence[bytes | Held] = (),
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


class Folding:
    """A fold that goes on where it stopped: what was judged is not judged again when leaves and checkpoints are added.

    The view is the one that `fold` would give, whatever was asked before. Not for two threads at once.
    """

    def __init__(self, pinned: bytes, seen: tuple[int, bytes] | None = None) -> None:
        self._pinned = pinned
        self.seen = seen  # the largest (size, root) that was acceptable
        self._walk: Walk | None = None

    def view(
        self,
        leaves: Sequence[bytes],
        checkpoints: Sequence[bytes] = (),
        stops: Sequence[bytes | Held] = (),
        *,
        now: float | None = None,
    ) -> View:
        """The view of these leaves, checkpoints and stops (see `fold`)."""
        at = days.now() if now is None else now
        held = [stop for stop in stops if isinstance(stop, Held)]
        walk = self._walk
        if walk is None or not walk.goes_on(leaves, checkpoints, held, at):
            walk = Walk(_beginning(leaves, self._pinned))
            walk.advance(leaves, checkpoints, held, at)
        self._walk = walk
        view = _view(walk, [stop.raw if isinstance(stop, Held) else stop for stop in stops], at, self.seen)
        if self.seen is None or self.seen[0] < view.size:
            try:
                view.acceptable(at)
                self.seen = view.size, view.root
            except CannotSeal:
                pass  # what may not be used is not remembered either
        return view


def _view(walk: Walk, stops: Sequence[bytes], now: float, seen: tuple[int, bytes] | None) -> View:
    """What was walked through, with what is announced beyond it and what stops from outside hold."""
    said, size = walk.register.copied(), max(walk.covered, 1)
    for leaf in range(size, len(walk.leaves)):
        walk.judge(said, leaf, walk.apart(leaf))
    ignored_stops = []
    for index, raw in enumerate(stops):
        try:
            said.hold(raw)
        except Ignored as why:
            ignored_stops.append((index, str(why)))
    others = [(each, delay, leaf) for at, (leaf, delay, each) in said.others.items() if at not in said.named]
    counting = [each for each, delay, leaf in others if leaf < size and walk.due(leaf, delay)]
    return View(
        deployment=said.law.deployment,
        deployment_id=said.genesis[:16],
        genesis=said.genesis,
        size=size,
        root=walk.tree.roots[size - 1],
        law=said.law,
        ignored=tuple(sorted(said.ignored, key=lambda each: each[0])),
        ignored_stops=tuple(ignored_stops),
        passed_over=tuple(walk.passed_over.values()),
        checkpoints=(*_kept(walk), *_forks(walk, now)),
        stops=tuple(said.held),
        releases=tuple(each for each in counting if isinstance(each, Release)),
        endpoints=tuple(each for each in counting if isinstance(each, Endpoint)),
        notices=tuple(walk.register.notices),
        pending=tuple(said.pending),
        witnessed_at=walk.newest[1] if walk.newest else None,
        leaf_hashes=tuple(walk.hashes),
        _roots=tuple(walk.tree.roots[:size]),
        _first_seen=tuple(walk.first_seen),
        _times=walk.times.copy(),
        _kinds=said.kinds,
        _listed=said.listed,
        _by_role=said.shelves,
        _stopped=frozenset(said.stopped_keys),
        _trouble=_trouble(walk, now, seen, size),
    )


def _trouble(walk: Walk, now: float, seen: tuple[int, bytes] | None, size: int) -> frozenset[str]:
    """Which of the reasons of F3 and F11 hold whatever the hour."""
    found = set()
    if walk.register.too_new:
        found.add("F3-too-new")
    if any(why.startswith("F4-beyond:") for why in walk.passed_over.values()):
        found.add("F11-beyond")
    if _forks(walk, now):
        found.add("F11-fork")
    if walk.ahead:
        found.add("ahead")
    if seen is not None and (seen[0] > size or walk.tree.roots[seen[0] - 1] != seen[1]):
        found.add("F11-prefix")
    return frozenset(found)


def _kept(walk: Walk) -> list[bytes]:
    """One checkpoint of each size and times, the shortest: a stranger's signature under it makes no other to keep."""
    shortest: dict[tuple[int, int, int], bytes] = {}
    for raw, (size, times) in walk.taken.items():
        key = size, times.first, times.last
        shortest[key] = min(raw, shortest.get(key, raw), key=_by_length)
    return list(shortest.values())


def _by_length(raw: bytes) -> tuple[int, bytes]:
    return len(raw), raw


def _forks(walk: Walk, now: float) -> list[bytes]:
    """One checkpoint of each other history that log and witnesses of the root in force have signed: evidence."""
    other = sorted(
        (raw for raw, why in walk.passed_over.items() if why.startswith("F4-root:")), key=_by_length
    )
    found: dict[bytes, bytes] = {}
    for raw in other:
        history = raw.partition(b"\n\n")[0]
        if history not in found and verifies(raw, walk.register.law, now):
            found[history] = raw
    return list(found.values())


def _beginning(leaves: Sequence[bytes], pinned: bytes) -> Register:
    if not leaves or log.leaf_hash(leaves[0]) != pinned:
        raise DirectoryRefused(
            "This directory does not begin with the pinned root. "
            "Check the pinned value, or ask the deployment for the right directory."
        )
    return Register(pinned, _first_root(leaves[0]))


def _first_root(raw: bytes) -> Root:
    """Statement 0, which stands on its own signatures. DirectoryRefused when it cannot."""
    try:
        note, root = taken_apart(raw, None)
        if not isinstance(root, Root) or root.version != 1:
            raise Ignored("F1-root: the first statement is not a root of version 1")
        signers = signed_by(ring_of(root), note)
        if len(signers & {key.pk for key in root.root}) < root.root_threshold:
            raise Ignored("F1-signatures: the first root is not signed to its own threshold")
        floors(root)
    except Ignored as why:
        raise DirectoryRefused(f"The first statement of this directory cannot stand. {why}.") from None
    if days.days_ahead() and root.deployment != DEMONSTRATION:
        raise DirectoryRefused(
            "The clock was moved with AMPARO_DEMONSTRATION_DAYS_AHEAD, which only a demonstration may do. Unset it."
        )
    return root

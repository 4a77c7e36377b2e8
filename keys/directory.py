"""The signed directory: who may be sealed to. A pure fold over the leaves of an append-only log.

Adding is slow and needs several; stopping is instant and needs one. `fold` takes the leaves as they stand in the log,
judges each by the root statement in force, and gives a `View`. It never fails because of a leaf: one that breaks a
rule is ignored and reported, and lists nothing. Only a wrong beginning raises DirectoryRefused.

Rules (PROTOCOL 11.2, `keys/DIRECTORY.md`): F1 the beginning, F2 form and signatures, F3 what we do not know, F7 roots,
F8 organisations, F9 keys, F10 stops. Checkpoints, witnesses and delay (F4-F6) and freshness (F11) are not here yet:
what is accepted is in force at once at its place in the log. They join at `_Fold.take` (judge by the root in force
when a leaf was witnessed, let it count when its delay is over) and at `View.acceptable`.
"""

from __future__ import annotations

from collections.abc import Sequence

from keys import days, log
from keys.errors import DirectoryRefused
from keys.grammar import BadStatement, read
from keys.kept import append_leaf, read_leaves
from keys.notes import BadNote, Keyring, Note, parse
from keys.parts import KIND_ROLES, Kind
from keys.recipient import kid
from keys.rules import (
    DEMONSTRATION,
    Ignored,
    check_dates,
    ed25519_fit,
    floors,
    kind_of,
    role_of,
    x25519_fit,
)
from keys.statements import Add, Endpoint, Notice, Org, Release, Root, Statement, Stop, Unknown
from keys.view import Listed, View

__all__ = ["DirectoryRefused", "Listed", "View", "append_leaf", "fold", "read_leaves"]

MAX_LEAVES = 10_000
MAX_LEAF = 4096


def fold(
    leaves: Sequence[bytes],
    pinned: bytes,
    *,
    checkpoints: Sequence[bytes] = (),
    stops: Sequence[bytes] = (),
) -> View:
    """The view after `leaves`, which must begin with the statement whose leaf hash is `pinned` (32 bytes).

    `checkpoints` are the log's, in any order; they are not judged yet.
    `stops` are signed stops from outside the log, held since they came; they are judged by every root there has been,
    so that a stop outlives the key that made it. DirectoryRefused when leaf 0 is not the pinned root, is not signed
    by its own keys or is below a floor, or when the clock was moved ahead (D22) and this is no demonstration.
    """
    so_far = _Fold(leaves, pinned)
    for index in range(1, len(leaves)):
        so_far.take(index, leaves[index])
    for index, raw in enumerate(stops):
        so_far.hold(index, raw)
    return so_far.view()


class _Fold:
    """Everything known after some leaves."""

    def __init__(self, leaves: Sequence[bytes], pinned: bytes) -> None:
        self.hashes = tuple(log.leaf_hash(leaf) for leaf in leaves)
        if not leaves or self.hashes[0] != pinned:
            raise DirectoryRefused(
                "This directory does not begin with the pinned root. "
                "Check the pinned value, or ask the deployment for the right directory."
            )
        self.genesis = pinned
        self.law = _first_root(leaves[0])
        self.rings = [_ring(self.law)]
        self.kinds: dict[str, Kind] = {}
        self.listed: dict[bytes, Listed] = {}
        self.taken = {key.pk for key in self.law.keys}
        self.adds: dict[bytes, Add] = {}
        self.named: dict[bytes, set[bytes]] = {}  # leaf hash -> the keys that signed a stop of it
        self.in_force: set[bytes] = {pinned}
        self.stopped_keys: set[bytes] = set()
        self.others: dict[bytes, Release | Endpoint] = {}
        self.notices: list[Notice] = []
        self.held: list[bytes] = []
        self.too_new = False
        self.ignored: list[tuple[int, str]] = []
        self.ignored_stops: list[tuple[int, str]] = []
        self._admit_orgs(0, self.law)

    def take(self, index: int, raw: bytes) -> None:
        """Leaf `index` counts from here on, or is ignored and reported."""
        try:
            if index >= MAX_LEAVES:
                raise Ignored(f"F1-leaves: a directory has at most {MAX_LEAVES} leaves")
            note, statement = _taken_apart(raw, self.genesis)
            self._judge(index, note, statement)
        except Ignored as why:
            self.ignored.append((index, str(why)))

    def hold(self, index: int, raw: bytes) -> None:
        """A stop from outside the log holds from here on, or is ignored and reported."""
        try:
            note, statement = _taken_apart(raw, self.genesis)
            if not isinstance(statement, Stop):
                raise Ignored("F10-outside: only a stop counts outside the log")
            if not any(_signed_by(ring, note) for ring in self.rings):
                raise Ignored("F10-signature: no root, sign or veto key of this deployment signed the stop")
            self._stop_keys(statement.leaf)
            self.named.setdefault(statement.leaf, set())
            self.held.append(raw)
        except Ignored as why:
            self.ignored_stops.append((index, str(why)))

    def _judge(self, index: int, note: Note, statement: Statement) -> None:
        at = self.hashes[index]
        if isinstance(statement, Root):
            self._root(index, note, statement)
            return
        if isinstance(statement, Add):
            self.adds[at] = statement  # before any signature: a stop of an unsigned add bars its keys too
        signers = _signers(self.rings[-1], note)
        match statement:
            case Unknown():
                if self._signs(signers) < self.law.sign_threshold:
                    raise Ignored("F3-unknown: of a type or version this program does not know")
                self.too_new = True
            case Add():
                try:
                    self._add(index, statement, signers)
                finally:
                    if at in self.named:
                        self._stop_keys(at)
            case Org():
                self._org(index, statement, signers)
            case Release() | Endpoint():
                self._signed(signers)
                if isinstance(statement, Endpoint) and statement.org not in self.kinds:
                    raise Ignored(f"F8-unknown: there is no organisation {statement.org}")
                self.others[at] = statement
            case Stop():
                self._stop(statement, signers)
            case Notice():
                if not signers:
                    raise Ignored("F2-signatures: no current key signed the notice")
                self.notices.append(statement)

    def _signs(self, signers: frozenset[bytes]) -> int:
        return len(signers & {key.pk for key in self.law.sign})

    def _signed(self, signers: frozenset[bytes]) -> None:
        count = self._signs(signers)
        if count < self.law.sign_threshold:
            raise Ignored(f"F2-signatures: {count} of {self.law.sign_threshold} sign keys signed")

    def _root(self, index: int, note: Note, new: Root) -> None:
        old = self.law
        signers = _signers(_ring(old, new), note)
        if new.version != old.version + 1:
            raise Ignored(f"F7-version: version {new.version} does not follow {old.version}")
        if new.deployment != old.deployment:
            raise Ignored("F7-deployment: a deployment keeps its name")
        for root, code in ((old, "F7-threshold"), (new, "F7-own-threshold")):
            count = len(signers & {key.pk for key in root.root})
            if count < root.root_threshold:
                raise Ignored(
                    f"{code}: {count} of {root.root_threshold} root keys of version {root.version} signed"
                )
        if not set(old.deny) <= set(new.deny):
            raise Ignored("F7-deny: a denied substring was left out")
        floors(new)
        if len(self.named.get(self.hashes[index], set()) & {key.pk for key in old.veto}) >= 2:
            raise Ignored("F6-stopped: two veto keys stopped this root before it counted")
        self.law = new
        self.rings.append(_ring(new))
        self.taken |= {key.pk for key in new.keys}
        self.in_force.add(self.hashes[index])
        self._admit_orgs(index, new)

    def _admit_orgs(self, index: int, root: Root) -> None:
        for org, kind in root.orgs:
            try:
                self._admit(org, kind)
            except Ignored as why:
                self.ignored.append((index, str(why)))

    def _admit(self, org: str, kind: str) -> None:
        its = kind_of(kind)
        if self.kinds.get(org, its) != its:
            raise Ignored(f"F8-changed: {org} is of kind {self.kinds[org]} for ever")
        for word in self.law.deny:
            if word in org:
                raise Ignored(f"F8-denied: {org} contains the denied '{word}'")
        self.kinds[org] = its

    def _org(self, index: int, statement: Org, signers: frozenset[bytes]) -> None:
        count = len(signers & {key.pk for key in self.law.root})
        if count < self.law.root_threshold:
            raise Ignored(f"F2-signatures: {count} of {self.law.root_threshold} root keys signed")
        if len(self.named.get(self.hashes[index], set()) & {key.pk for key in self.law.veto}) >= 2:
            raise Ignored("F6-stopped: two veto keys stopped this organisation before it counted")
        self._admit(statement.org, statement.kind)
        self.in_force.add(self.hashes[index])

    def _add(self, index: int, add: Add, signers: frozenset[bytes]) -> None:
        self._signed(signers)
        kind = self.kinds.get(add.org)
        if kind is None:
            raise Ignored(f"F9-org: there is no organisation {add.org}")
        role = role_of(add.role)
        if role not in KIND_ROLES[kind]:
            raise Ignored(f"F9-role: the kind {kind} has no role {add.role[:40]}")
        if add.alg != ("ed25519" if role.signs else "x25519"):
            raise Ignored(f"F9-alg: {add.role} keys are not {add.alg[:40]}")
        for word in self.law.deny:
            if word in add.purpose.lower():
                raise Ignored(f"F9-denied: the purpose contains the denied '{word}'")
        check_dates(add.keys, self.law.max_key_days)
        fresh: set[bytes] = set()
        for key in add.keys:
            if key.pk in self.stopped_keys:
                raise Ignored("F10-barred: a key of a stopped statement may never be listed again")
            if key.pk in self.taken or key.pk in fresh:
                raise Ignored("F9-twice: a key is listed already")
            if not (ed25519_fit(key.pk) if role.signs else x25519_fit(key.pk)):
                raise Ignored("F9-key: a key is no sound public key")
            fresh.add(key.pk)
        self.taken |= fresh
        for key in add.keys:
            self.listed[kid(role, key.pk)] = Listed(add.org, role, key.pk, key.since, key.until, index)

    def _stop(self, stop: Stop, signers: frozenset[bytes]) -> None:
        if not signers:
            raise Ignored("F10-signature: no current root, sign or veto key signed the stop")
        if stop.leaf in self.in_force:
            raise Ignored("F10-in-force: a root or organisation in force is not stopped")
        self.named.setdefault(stop.leaf, set()).update(signers)
        self._stop_keys(stop.leaf)

    def _stop_keys(self, leaf: bytes) -> None:
        if leaf in self.adds:
            self.stopped_keys |= {key.pk for key in self.adds[leaf].keys}

    def view(self) -> View:
        roots = tuple(log.roots(self.hashes))
        others = [each for at, each in self.others.items() if at not in self.named]
        return View(
            deployment=self.law.deployment,
            deployment_id=self.genesis[:16],
            genesis=self.genesis,
            size=len(self.hashes),
            root=roots[-1],
            law=self.law,
            ignored=tuple(self.ignored),
            ignored_stops=tuple(self.ignored_stops),
            stops=tuple(self.held),
            releases=tuple(each for each in others if isinstance(each, Release)),
            endpoints=tuple(each for each in others if isinstance(each, Endpoint)),
            notices=tuple(self.notices),
            leaf_hashes=self.hashes,
            _roots=roots,
            _kinds=self.kinds,
            _listed=self.listed,
            _stopped=frozenset(its for its, key in self.listed.items() if key.pk in self.stopped_keys),
            _too_new=self.too_new,
        )


def _first_root(raw: bytes) -> Root:
    """Statement 0, which stands on its own signatures. DirectoryRefused when it cannot."""
    try:
        note, root = _taken_apart(raw, None)
        if not isinstance(root, Root) or root.version != 1:
            raise Ignored("F1-root: the first statement is not a root of version 1")
        signers = _signers(_ring(root), note)
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


def _taken_apart(raw: bytes, genesis: bytes | None) -> tuple[Note, Statement]:
    try:
        note = parse(raw, limit=MAX_LEAF)
        statement = read(note.text)
    except (BadNote, BadStatement) as why:
        raise Ignored(f"F2-form: {why}") from None
    if statement.log != genesis:
        raise Ignored("F2-log: the statement is for another log")
    return note, statement


def _ring(*roots: Root) -> Keyring:
    return Keyring(*(group for root in roots for group in (root.root, root.sign, root.veto)))


def _signers(ring: Keyring, note: Note) -> frozenset[bytes]:
    try:
        return ring.signers(note)
    except BadNote as why:
        raise Ignored(f"F2-signature: {why}") from None


def _signed_by(ring: Keyring, note: Note) -> frozenset[bytes]:
    try:
        return ring.signers(note)
    except BadNote:
        return frozenset()

"""The state of the directory after each statement: the root in force, organisations, keys, stops, what waits.

It knows neither log nor witnesses: `keys.directory.fold` hands it statements in order, and says when a root or an
organisation has waited long enough. Nothing handed in makes it fail; what breaks a rule is ignored and reported.
Rules (`keys/DIRECTORY.md`, section 5): F2 form and signatures, F3 unknown statements, F6 vetoes while waiting, F7
roots, F8 organisations, F9 keys, F10 stops.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy

from keys import clock
from keys.directory.notes import BadNote, Keyring, Note, parse
from keys.directory.rules import DEMONSTRATION, Ignored, check_dates, ed25519_fit, floors, kind_of, role_of, x25519_fit
from keys.directory.statements import (
    Add,
    BadStatement,
    Endpoint,
    Notice,
    Org,
    Release,
    Root,
    Statement,
    Stop,
    Unknown,
    read,
)
from keys.directory.view import Listed, Pending
from keys.errors import DirectoryRefused
from keys.roles import KIND_ROLES, Kind, kid

MAX_LEAF = 4096  # bytes
MOST_REMOVED = 2  # veto keys that a root signed by every root key may take away over their own veto

# A leaf, parsed; or why it cannot be.
Parsed = tuple[Note, Statement] | Ignored


class Register:
    """What the statements so far say. `judge` takes the next one; `enact` brings into force what has waited."""

    def __init__(self, genesis: bytes, first: Root) -> None:
        self.genesis = genesis
        self.law = first
        self.rings: tuple[Keyring, ...] = (ring_of(first),)
        self.kinds: dict[str, Kind] = {}
        self.listed: dict[bytes, Listed] = {}
        self.shelves: dict[tuple[str, int], tuple[Listed, ...]] = {}
        self.taken = {key.pk for key in first.keys}
        self.adds: dict[bytes, Add] = {}  # leaf hash -> every `add`, counted or not
        self.named: set[bytes] = set()  # leaf hashes that a valid stop names
        self.vetoes: dict[bytes, frozenset[bytes]] = {}  # leaf hash -> the veto keys that stopped it
        self.in_force = {genesis}
        self.stopped_keys: set[bytes] = set()
        self.others: dict[bytes, tuple[int, int, Release | Endpoint]] = {}  # leaf hash -> (leaf, delay, said)
        self.notices: list[Notice] = []
        self.pending: list[Pending] = []
        self.held: list[bytes] = []
        self.given: set[tuple[bytes, bytes]] = set()  # (leaf, signer) of each stop held
        self.too_new = False
        self.ignored: list[tuple[int, str]] = []
        self._admit_orgs(0, first)

    def copied(self) -> Register:
        """A register that says the same and may go its own way."""
        twin = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, (dict, set, list)):
                setattr(twin, name, value.copy())
        return twin

    @property
    def delay(self) -> int:
        """Seconds of witnessed time that a statement judged now must wait."""
        return self.law.activation_days * clock.DAY

    def judge(self, leaf: int, at: bytes, parsed: Parsed) -> None:
        """Leaf number `leaf`, of leaf hash `at`, counts (or waits) from here on, or is ignored and reported."""
        try:
            if isinstance(parsed, Ignored):
                raise parsed
            note, statement = parsed
            if isinstance(statement, Add):
                self.adds[at] = statement  # before any signature: a stop of an unsigned add bars its keys too
            ring = self.rings[-1] if not isinstance(statement, Root) else ring_of(self.law, statement)
            signers = signed_by(ring, note)
            match statement:
                case Unknown():
                    if self._signs(signers) < self.law.sign_threshold:
                        raise Ignored("F3-unknown: of a type or version this program does not know")
                    self.too_new = True
                case Root():
                    self._root(statement, signers)
                    removed = self._removed(statement, signers)
                    self.pending.append(Pending(leaf, at, statement, self.delay, removed))
                case Org():
                    self._org(statement, signers)
                    self.pending.append(Pending(leaf, at, statement, self.delay))
                case Add():
                    try:
                        self._add(leaf, statement, signers)
                    finally:
                        if at in self.named:
                            self._stop_keys(at)
                case Release() | Endpoint():
                    self._signed(signers)
                    if isinstance(statement, Endpoint) and statement.org not in self.kinds:
                        raise Ignored(f"F8-unknown: there is no organisation {statement.org}")
                    self.others[at] = (leaf, self.delay, statement)
                case Stop():
                    self._stop(statement, signers)
                case Notice():
                    if not signers:
                        raise Ignored("F2-signatures: no current key signed the notice")
                    self.notices.append(statement)
        except Ignored as why:
            self.ignored.append((leaf, str(why)))

    def _signs(self, signers: frozenset[bytes]) -> int:
        return len(signers & {key.pk for key in self.law.sign})

    def _signed(self, signers: frozenset[bytes]) -> None:
        count = self._signs(signers)
        if count < self.law.sign_threshold:
            raise Ignored(f"F2-signatures: {count} of {self.law.sign_threshold} sign keys signed")

    # --- what waits: roots and organisations

    def enact(self, due: Callable[[Pending], bool], held_vetoes: Callable[[bytes], frozenset[bytes]]) -> None:
        """Every root and organisation that is due is in force, in the order of the log, unless it was stopped.

        `held_vetoes(leaf hash)` are the keys of stops from outside the log that came while it waited.
        """
        for each in [waiting for waiting in self.pending if due(waiting)]:
            self.pending.remove(each)
            try:
                self._enact(each, held_vetoes(each.at))
            except Ignored as why:
                self.ignored.append((each.leaf, str(why)))

    def _enact(self, waited: Pending, outside: frozenset[bytes]) -> None:
        vetoes = self.vetoes.get(waited.at, frozenset()) | outside & {key.pk for key in self.law.veto}
        if len(vetoes - waited.removed) >= (1 if waited.removed else 2):
            who = "a veto key that it keeps" if waited.removed else "two veto keys"
            raise Ignored(f"F6-stopped: {who} stopped it while it waited")
        if isinstance(waited.statement, Org):
            self._admit(waited.statement.org, waited.statement.kind)
        else:
            self._follows(waited.statement)  # another root of this version may have come into force
            self.law = waited.statement
            self.rings = (*self.rings, ring_of(self.law))
            self.taken |= {key.pk for key in self.law.keys}
            self._admit_orgs(waited.leaf, self.law)
        self.in_force.add(waited.at)

    def _removed(self, new: Root, signers: frozenset[bytes]) -> frozenset[bytes]:
        """The veto keys that a root signed by every root key in force takes away, if they are at most two; else none.

        So two stolen veto keys cannot keep themselves for ever, and one honest one that stays can still say no.
        """
        gone = frozenset(key.pk for key in self.law.veto) - {key.pk for key in new.veto}
        unanimous = {key.pk for key in self.law.root} <= signers
        return gone if unanimous and len(gone) <= MOST_REMOVED else frozenset()

    def _follows(self, new: Root) -> None:
        if new.version != self.law.version + 1:
            raise Ignored(f"F7-version: version {new.version} does not follow {self.law.version}")

    def _root(self, new: Root, signers: frozenset[bytes]) -> None:
        old = self.law
        self._follows(new)
        if new.deployment != old.deployment:
            raise Ignored("F7-deployment: a deployment keeps its name")
        for root, code in ((old, "F7-threshold"), (new, "F7-own-threshold")):
            count = len(signers & {key.pk for key in root.root})
            if count < root.root_threshold:
                raise Ignored(f"{code}: {count} of {root.root_threshold} root keys of version {root.version} signed")
        if not set(old.deny) <= set(new.deny):
            raise Ignored("F7-deny: a denied substring was left out")
        floors(new)

    def _admit_orgs(self, leaf: int, root: Root) -> None:
        for org, kind in root.orgs:
            try:
                self._admit(org, kind)
            except Ignored as why:
                self.ignored.append((leaf, str(why)))

    def _admit(self, org: str, kind: str) -> None:
        self.kinds[org] = self._fit(org, kind)

    def _fit(self, org: str, kind: str) -> Kind:
        its = kind_of(kind)
        if self.kinds.get(org, its) != its:
            raise Ignored(f"F8-changed: {org} is of kind {self.kinds[org]} for ever")
        for word in self.law.deny:
            if word in org:
                raise Ignored(f"F8-denied: {org} contains the denied '{word}'")
        return its

    def _org(self, statement: Org, signers: frozenset[bytes]) -> None:
        count = len(signers & {key.pk for key in self.law.root})
        if count < self.law.root_threshold:
            raise Ignored(f"F2-signatures: {count} of {self.law.root_threshold} root keys signed")
        self._fit(statement.org, statement.kind)

    # --- keys

    def _add(self, leaf: int, add: Add, signers: frozenset[bytes]) -> None:
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
        new = tuple(Listed(add.org, role, key.pk, key.since, key.until, leaf, self.delay) for key in add.keys)
        self.shelves[add.org, role] = (*self.shelves.get((add.org, role), ()), *new)
        self.listed.update((kid(role, each.pk), each) for each in new)

    # --- stops

    def stop_first(self, parsed: Parsed) -> bool:
        """True if this is a stop that counts by the root in force now; it then holds, whatever comes into force."""
        if isinstance(parsed, Ignored) or not isinstance(parsed[1], Stop):
            return False
        try:
            self._stop(parsed[1], signed_by(self.rings[-1], parsed[0]))
        except Ignored:
            return False
        return True

    def _stop(self, stop: Stop, signers: frozenset[bytes]) -> None:
        if not signers:
            raise Ignored("F10-signature: no current root, sign or veto key signed the stop")
        if stop.leaf in self.in_force:
            raise Ignored("F10-in-force: a root or organisation in force is not stopped")
        veto = {key.pk for key in self.law.veto}
        self.vetoes[stop.leaf] = self.vetoes.get(stop.leaf, frozenset()) | signers & veto
        self._hold(stop.leaf)

    def hold(self, raw: bytes) -> None:
        """A stop from outside the log holds from here on. Ignored, with the reason, when it does not count.

        It is one of `held` if no other of this leaf by this key is: else a stop could be copied without end.
        """
        stop, signers = self.held_stop(raw)
        self._hold(stop.leaf)
        given = {(stop.leaf, signer) for signer in signers}
        if not given <= self.given:
            self.given |= given
            self.held.append(raw)

    def held_stop(self, raw: bytes) -> tuple[Stop, frozenset[bytes]]:
        """The stop in `raw` and who signed it, of every root there has been. Ignored when it does not count."""
        note, statement = parse_leaf(raw, self.genesis)
        if not isinstance(statement, Stop):
            raise Ignored("F10-outside: only a stop counts outside the log")
        signers: frozenset[bytes] = frozenset().union(*(_passing(ring, note) for ring in self.rings))
        if not signers:
            raise Ignored("F10-signature: no root, sign or veto key of this deployment signed the stop")
        return statement, signers

    def _hold(self, leaf: bytes) -> None:
        self.named.add(leaf)
        self._stop_keys(leaf)

    def _stop_keys(self, leaf: bytes) -> None:
        if leaf in self.adds:
            self.stopped_keys |= {key.pk for key in self.adds[leaf].keys}


def parse_leaf(raw: bytes, genesis: bytes | None) -> tuple[Note, Statement]:
    """The note and the statement in a leaf of this log. Ignored when it is none."""
    try:
        note = parse(raw, limit=MAX_LEAF)
        statement = read(note.text)
    except (BadNote, BadStatement) as why:
        raise Ignored(f"F2-form: {why}") from None
    if statement.log != genesis:
        raise Ignored("F2-log: the statement is for another log")
    return note, statement


def first_root(raw: bytes) -> Root:
    """Statement 0, which stands on its own signatures. DirectoryRefused when it cannot."""
    try:
        note, root = parse_leaf(raw, None)
        if not isinstance(root, Root) or root.version != 1:
            raise Ignored("F1-root: the first statement is not a root of version 1")
        signers = signed_by(ring_of(root), note)
        if len(signers & {key.pk for key in root.root}) < root.root_threshold:
            raise Ignored("F1-signatures: the first root is not signed to its own threshold")
        floors(root)
    except Ignored as why:
        raise DirectoryRefused(f"The first statement of this directory cannot stand. {why}.") from None
    if clock.days_ahead() and root.deployment != DEMONSTRATION:
        raise DirectoryRefused(
            "The clock was moved with AMPARO_DEMONSTRATION_DAYS_AHEAD, which only a demonstration may do. Unset it."
        )
    return root


def ring_of(*roots: Root) -> Keyring:
    """The root, sign and veto keys of these roots."""
    return Keyring(*(group for root in roots for group in (root.root, root.sign, root.veto)))


def stop_by(raw: bytes, ring: Keyring, genesis: bytes) -> set[tuple[bytes, bytes]]:
    """(leaf hash, public key) for each key of the ring that stopped this leaf with `raw`; none of anything else.

    Two notes with a pair in common are one stop, whatever else is written under them.
    """
    try:
        note = parse(raw)
        stop = read(note.text)
        if not isinstance(stop, Stop) or stop.log != genesis:
            return set()
        return {(stop.leaf, pk) for pk in ring.signers(note)}
    except (BadNote, BadStatement):
        return set()


def signed_by(ring: Keyring, note: Note) -> frozenset[bytes]:
    """The public keys of the ring that signed. Ignored when a known name signed falsely."""
    try:
        return ring.signers(note)
    except BadNote as why:
        raise Ignored(f"F2-signature: {why}") from None


def _passing(ring: Keyring, note: Note) -> frozenset[bytes]:
    try:
        return ring.signers(note)
    except BadNote:
        return frozenset()

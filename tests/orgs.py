"""The organisations of every test, their keys from fixed seeds, and the signed directory that lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256

from deploy.demonstration.coalition import Coalition
from keys import clock
from keys.ceremony.make_keys import DatedPrivateKey
from keys.directory import fold, merkle
from keys.directory.notes import NoteSigner, sign_note
from keys.directory.statements import Stop
from keys.directory.view import View
from keys.private.keyfile import Opener
from keys.roles import KIND_ROLES, Kind, Role
from keys.signing import Signer

NGO, OTHER_NGO, FORCE, OTHER_FORCE = "casa-aurora", "harbour-house", "northshire-police", "southmoor-police"
GATEWAY, OTHER_GATEWAY = "amparo-gateway", "second-gateway"
ORGS = {
    NGO: Kind.NGO,
    OTHER_NGO: Kind.NGO,
    FORCE: Kind.POLICE,
    OTHER_FORCE: Kind.POLICE,
    GATEWAY: Kind.GATEWAY,
    OTHER_GATEWAY: Kind.GATEWAY,
}

Key = Opener | Signer


def seed(words: str) -> bytes:
    """32 bytes that anybody can make again."""
    return sha256(f"amparo vectors: {words}".encode()).digest()


def _member(name: str) -> NoteSigner:
    return NoteSigner(name, seed(f"note {name}"))


def _members(name: str, count: int) -> tuple[NoteSigner, ...]:
    return tuple(_member(f"{name}-{n}") for n in range(1, count + 1))


COALITION = Coalition(
    root=_members("keeper", 3),
    sign=_members("sign", 3),
    veto=_members("veto", 3),
    log_key=_member("the-log"),
    witnesses=_members("witness", 2),
)


def name_of(org: str, role: Role, desk: int = 1) -> str:
    """What a key is called here: `casa-aurora/intake`, and `casa-aurora/intake/2` at the organisation's second desk."""
    return f"{org}/{role.label}" + (f"/{desk}" if desk > 1 else "")


@dataclass
class Orgs:
    """The private halves by name, and the directory's leaves."""

    leaves: list[bytes] = field(default_factory=list)
    keys: dict[str, Key] = field(default_factory=dict)
    coalition: Coalition = COALITION

    def __post_init__(self) -> None:
        root = replace(self.coalition.statement(ORGS), deny=("immigration", "home-office"))
        self.leaves.append(sign_note(root.text, *self.coalition.root))

    @property
    def genesis(self) -> bytes:
        return merkle.leaf_hash(self.leaves[0])

    def add(self, name: str, since: int, until: int) -> None:
        """The key `name` is listed from one day until another; the leaf is signed by two of the three who may."""
        org, label, *_ = name.split("/")
        role = Role.from_label(label)
        self.keys[name] = key = (Signer if role.signs else Opener)(org, role, seed(name))
        self.leaves += self.coalition.list_keys(self.genesis, [DatedPrivateKey(key, since, until)])

    def stop(self, leaf: int, reason: str = "lost") -> bytes:
        """A signed stop of one leaf, not yet in the log."""
        statement = Stop(self.genesis, merkle.leaf_hash(self.leaves[leaf]), reason)
        return sign_note(statement.text, self.coalition.sign[0])

    def publish(self, now: float | None = None) -> bytes:
        """The checkpoint of the leaves so far, cosigned as of `now`."""
        return self.coalition.publish(self.leaves, now)

    def view(self, stops: Iterable[bytes] = ()) -> View:
        return fold.fold(self.leaves, self.genesis, checkpoints=[self.publish()], stops=list(stops))

    def leaf_of(self, org: str, role: Role, desk: int = 1) -> int:
        listed = self.view().listed(self.keys[name_of(org, role, desk)].kid)
        assert listed is not None
        return listed.leaf

    def signer(self, org: str, role: Role | None = None, desk: int = 1) -> Signer:
        """By organisation, role and desk, or by its whole name."""
        key = self.keys[org if role is None else name_of(org, role, desk)]
        assert isinstance(key, Signer)
        return key

    def opener(self, org: str, role: Role | None = None, desk: int = 1) -> Opener:
        """By organisation, role and desk, or by its whole name."""
        key = self.keys[org if role is None else name_of(org, role, desk)]
        assert isinstance(key, Opener)
        return key

    def signers_of(self, org: str, desk: int | None = None) -> list[Signer]:
        """What an organisation signs with; at one of its desks, or at all."""
        return [key for key in self._held(org, desk) if isinstance(key, Signer)]

    def openers_of(self, org: str, desk: int | None = None) -> list[Opener]:
        """What an organisation opens with; at one of its desks, or at all."""
        return [key for key in self._held(org, desk) if isinstance(key, Opener)]

    def _held(self, org: str, desk: int | None) -> list[Key]:
        at = None if desk is None else {name_of(org, role, desk) for role in Role}
        return [key for name, key in self.keys.items() if key.org == org and (at is None or name in at)]

    def list_everybody(self, since: int, until: int, desks: Callable[[str, Role], int]) -> None:
        """Every organisation has a key for each of its desks in each role that its kind may have."""
        for org, kind in ORGS.items():
            for role in sorted(KIND_ROLES[kind]):
                for desk in range(1, desks(org, role) + 1):
                    self.add(name_of(org, role, desk), since, until)


def make_orgs(*, desks: int = 1, since: int | None = None, until: int | None = None) -> Orgs:
    """Every organisation with `desks` desks, whose keys serve from day `since` until `until`; else these 90 days."""
    first = clock.today() - 40 if since is None else since
    orgs = Orgs()
    orgs.list_everybody(first, first + 90 if until is None else until, lambda _org, _role: desks)
    return orgs

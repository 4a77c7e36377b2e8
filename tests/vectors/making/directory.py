"""The directory that every vector uses: organisations, keys good and bad, from fixed seeds.

Beside the keys that serve it lists what a reader must not take: keys of another time, stopped keys, keys of others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from keys import clock as days
from keys.directory import fold, merkle
from keys.directory.checkpoint import TreeHead, cosign, read_checkpoint, write_checkpoint
from keys.directory.notes import NoteSigner, sign_note
from keys.directory.statements import Add, DatedKey, Root, Stop
from keys.directory.view import View
from keys.encoding import b64
from keys.private.keyfile import Opener
from keys.roles import KIND_ROLES, Kind, Role
from keys.signing import Signer

TODAY = 20787
"""2026-11-30: the day on which every vector is read."""


LAST = TODAY + 70
"""The last day of which there is a checkpoint of the whole directory."""


def noon(day: int) -> int:
    """Seconds since 1970 at noon UTC of a day: when the checkpoints of the whole directory were witnessed."""
    return day * days.DAY + days.DAY // 2


def clock() -> float:
    """The time at which every vector is read: whatever its day, the whole of the log is known, and fresh."""
    return noon(LAST) + 60.0


ORGS = {
    "casa-aurora": Kind.NGO,
    "harbour-house": Kind.NGO,
    "northshire-police": Kind.POLICE,
    "southmoor-police": Kind.POLICE,
    "amparo-gateway": Kind.GATEWAY,
    "second-gateway": Kind.GATEWAY,
}
FOUR_DESKS = {"harbour-house", "southmoor-police"}
"""These hold four keys in every role that opens; the others one."""

Key = Opener | Signer


def seed(words: str) -> bytes:
    """32 bytes that anybody can make again."""
    return sha256(f"amparo vectors: {words}".encode()).digest()


def _keeper(name: str) -> NoteSigner:
    return NoteSigner(name, seed(f"note {name}"))


@dataclass
class World:
    """The private halves under names such as `casa-aurora/intake`, `southmoor-police/desk/3`, and the leaves."""

    leaves: list[bytes] = field(default_factory=list)
    checkpoints: list[bytes] = field(default_factory=list)
    keys: dict[str, Key] = field(default_factory=dict)
    too_new: bytes = b""
    too_new_checkpoint: bytes = b""

    @property
    def genesis(self) -> bytes:
        return merkle.leaf_hash(self.leaves[0])

    @cached_property
    def view(self) -> View:
        return fold.fold(self.leaves, self.genesis, checkpoints=self.checkpoints, now=clock())

    def signer(self, name: str) -> Signer:
        key = self.keys[name]
        assert isinstance(key, Signer)
        return key

    def opener(self, name: str) -> Opener:
        key = self.keys[name]
        assert isinstance(key, Opener)
        return key

    def openers(self, org: str, role: Role) -> list[Opener]:
        """The keys of that role that serve today and are not stopped."""
        kids = {each.kid for each in self.view.recipients(org, role, TODAY)}
        return [key for key in self.keys.values() if isinstance(key, Opener) and key.kid in kids]

    def add(self, name: str, since: int, until: int) -> None:
        """`name` is listed from one day until another; the leaf is signed by two of the three who may."""
        org, label, *_ = name.split("/")
        role = Role.from_label(label)
        self.keys[name] = key = (Signer if role.signs else Opener)(org, role, seed(name))
        alg = "ed25519" if role.signs else "x25519"
        listed = (DatedKey(since, until, key.pk),)
        statement = Add(self.genesis, org, label, alg, listed, "safe reporting of crime")
        self.leaves.append(sign_note(statement.text, *SIGNING[:2]))

    def checkpoint(self, leaves: list[bytes], at: int) -> bytes:
        """The checkpoint of these leaves, cosigned at `at` seconds since 1970."""
        root = merkle.root([merkle.leaf_hash(leaf) for leaf in leaves])
        raw = write_checkpoint(TreeHead(LOG.name, len(leaves), root), LOG)
        for witness in WITNESSES:
            raw = cosign(raw, witness, at)
        return raw

    def stop(self, name: str) -> None:
        """The last leaf, which lists `name`, is stopped."""
        statement = Stop(self.genesis, merkle.leaf_hash(self.leaves[-1]), f"{name} was lost")
        self.leaves.append(sign_note(statement.text, SIGNING[0]))


KEEPERS = [_keeper(f"keeper-{n}") for n in (1, 2, 3)]
SIGNING = [_keeper(f"sign-{n}") for n in (1, 2, 3)]
VETO = [_keeper(f"veto-{n}") for n in (1, 2, 3)]
LOG = _keeper("the-log")
WITNESSES = [_keeper(f"witness-{n}") for n in (1, 2)]


def _root() -> Root:
    keepers, signing, veto, witnesses = (
        tuple(each.key for each in group) for group in (KEEPERS, SIGNING, VETO, WITNESSES)
    )
    orgs = tuple((org, str(kind)) for org, kind in ORGS.items())
    denied = ("immigration", "home-office")
    return Root(
        None, "demonstration", 1, 2, keepers, 2, signing, veto, LOG.key, 2, witnesses, orgs, denied,
        0, 92, 4,
    )  # fmt: skip


def make_world() -> World:
    """The world of the vectors, always the same to the byte."""
    world = World([sign_note(_root().text, *KEEPERS)])
    since, until = TODAY - 60, TODAY + 30
    for org, kind in ORGS.items():
        for role in sorted(KIND_ROLES[kind]):
            world.add(f"{org}/{role.label}", since, until)
            if org in FOUR_DESKS and not role.signs:
                for desk in (2, 3, 4):
                    world.add(f"{org}/{role.label}/{desk}", since, until)
    for name in ("casa-aurora/intake", "casa-aurora/ngo-case", "northshire-police/police-reply"):
        world.add(f"{name}/ancient", TODAY - 100, TODAY - 40)
    for name in ("casa-aurora/case", "northshire-police/desk", "northshire-police/crime"):
        world.add(f"{name}/ancient", TODAY - 100, TODAY - 60)
    world.add("northshire-police/police-reply/tomorrow", TODAY + 1, TODAY + 31)
    for name in (
        "casa-aurora/intake",
        "casa-aurora/ngo-case",
        "casa-aurora/case",
        "northshire-police/police-reply",
        "northshire-police/crime",
    ):
        world.add(f"{name}/stopped", since, until)
        world.stop(name)
    unknown = f"amparo-dir/v2 add\nlog {b64(world.genesis)}\nwords of another time\n"
    world.too_new = sign_note(unknown, *SIGNING[:2])
    world.too_new_checkpoint = world.checkpoint([*world.leaves, world.too_new], noon(LAST))
    size = len(world.leaves)
    for early in (*range(1, size - 3), size - 2, size - 1):  # none of size - 3
        day = TODAY if early < size - 1 else TODAY - 9
        world.checkpoints.append(world.checkpoint(world.leaves[:early], noon(day) + early - size))
    for day in range(TODAY - 40, LAST + 1, 2):
        world.checkpoints.append(world.checkpoint(world.leaves, noon(day)))
    assert not world.view.ignored, world.view.ignored
    assert not world.view.passed_over, world.view.passed_over
    return world


def as_table(world: World) -> dict[str, Any]:
    """What `directory.json` holds: the leaves, and for readers without DIRECTORY.md the same as a table."""
    view = world.view
    table: list[dict[str, Any]] = []
    for name, key in world.keys.items():
        listed = view.listed(key.kid)
        assert listed is not None
        table.append(
            {
                "name": name, "org": key.org, "role": int(key.role), "pk": key.pk.hex(), "kid": key.kid.hex(),
                "from": listed.since, "until": listed.until, "leaf": listed.leaf, "stopped": view.stopped(key.kid),
                "secret": (key.seed if isinstance(key, Signer) else key.secret).hex(),
            }
        )  # fmt: skip
    return {
        "about": "Every key here is made from a public text: for tests only. `root` n is of the first n leaves.",
        "today": TODAY,
        "deployment_id": view.deployment_id.hex(),
        "genesis": view.genesis.hex(),
        "organisations": {org: str(kind) for org, kind in ORGS.items()},
        "keys": table,
        "leaves": [leaf.hex() for leaf in world.leaves],
        "checkpoints": [raw.hex() for raw in world.checkpoints],
        "witnessed": [{"size": head.size, "time": time} for head, time in _times(world)],
        "roots": [view.root_at(size).hex() for size in range(1, view.size + 1)],  # type: ignore[union-attr]
        "too_new_leaf": world.too_new.hex(),
        "too_new_checkpoint": world.too_new_checkpoint.hex(),
    }


def _times(world: World) -> list[tuple[TreeHead, int]]:
    """Every checkpoint's tree head and the one time at which all witnesses cosigned it."""
    found = []
    for raw in world.checkpoints:
        checkpoint = read_checkpoint(raw)
        (time,) = {int.from_bytes(line.sig[:8]) for line in checkpoint.note.signatures[1:]}
        found.append((checkpoint.head, time))
    return found

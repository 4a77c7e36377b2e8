"""The directory that every vector uses: organisations, keys good and bad, from fixed seeds.

Beside the keys that serve it lists what a reader must not take: keys of another time, stopped keys, keys of others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from keys import clock as days
from keys.directory import fold
from keys.directory.checkpoint import TreeHead, read_checkpoint
from keys.directory.notes import sign_note
from keys.directory.view import View
from keys.encoding import b64
from keys.private.keyfile import Opener
from keys.roles import Role
from keys.signing import Signer
from tests.orgs import ORGS, OTHER_FORCE, OTHER_NGO, Orgs

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


FOUR_DESKS = {OTHER_NGO, OTHER_FORCE}
"""These hold four keys in every role that opens; the others one."""


@dataclass
class Frozen(Orgs):
    """The organisations at the time of the vectors, with the checkpoints that their directory had by then."""

    checkpoints: list[bytes] = field(default_factory=list)
    too_new: bytes = b""
    too_new_checkpoint: bytes = b""

    @cached_property
    def read(self) -> View:
        """The whole directory, as every vector is read under it."""
        return fold.fold(self.leaves, self.genesis, checkpoints=self.checkpoints, now=clock())

    def openers(self, org: str, role: Role) -> list[Opener]:
        """The keys of that role that serve today and are not stopped."""
        kids = {each.kid for each in self.read.recipients(org, role, TODAY)}
        return [key for key in self.openers_of(org) if key.kid in kids]

    def add_stopped(self, name: str, since: int, until: int) -> None:
        """One more key of `name` is listed, and its leaf is stopped by the next."""
        self.add(f"{name}/stopped", since, until)
        self.leaves.append(self.stop(-1, f"{name} was lost"))


def _desks(org: str, role: Role) -> int:
    return 4 if org in FOUR_DESKS and not role.signs else 1


def frozen_orgs() -> Frozen:
    """The organisations of the vectors, always the same to the byte."""
    orgs = Frozen()
    since, until = TODAY - 60, TODAY + 30
    orgs.list_everybody(since, until, _desks)
    for name in ("casa-aurora/intake", "casa-aurora/ngo-case", "northshire-police/police-reply"):
        orgs.add(f"{name}/ancient", TODAY - 100, TODAY - 40)
    for name in ("casa-aurora/case", "northshire-police/desk", "northshire-police/crime"):
        orgs.add(f"{name}/ancient", TODAY - 100, TODAY - 60)
    orgs.add("northshire-police/police-reply/tomorrow", TODAY + 1, TODAY + 31)
    for name in (
        "casa-aurora/intake",
        "casa-aurora/ngo-case",
        "casa-aurora/case",
        "northshire-police/police-reply",
        "northshire-police/crime",
    ):
        orgs.add_stopped(name, since, until)
    unknown = f"amparo-dir/v2 add\nlog {b64(orgs.genesis)}\nwords of another time\n"
    orgs.too_new = sign_note(unknown, *orgs.coalition.sign[:2])
    orgs.too_new_checkpoint = orgs.coalition.publish([*orgs.leaves, orgs.too_new], noon(LAST))
    size = len(orgs.leaves)
    for early in (*range(1, size - 3), size - 2, size - 1):  # none of size - 3
        day = TODAY if early < size - 1 else TODAY - 9
        orgs.checkpoints.append(orgs.coalition.publish(orgs.leaves[:early], noon(day) + early - size))
    for day in range(TODAY - 40, LAST + 1, 2):
        orgs.checkpoints.append(orgs.publish(noon(day)))
    assert not orgs.read.ignored, orgs.read.ignored
    assert not orgs.read.passed_over, orgs.read.passed_over
    return orgs


def as_table(orgs: Frozen) -> dict[str, Any]:
    """What `directory.json` holds: the leaves, and for readers without DIRECTORY.md the same as a table."""
    view = orgs.read
    table: list[dict[str, Any]] = []
    for name, key in orgs.keys.items():
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
        "leaves": [leaf.hex() for leaf in orgs.leaves],
        "checkpoints": [raw.hex() for raw in orgs.checkpoints],
        "witnessed": [{"size": head.size, "time": time} for head, time in _times(orgs)],
        "roots": [view.root_at(size).hex() for size in range(1, view.size + 1)],  # type: ignore[union-attr]
        "too_new_leaf": orgs.too_new.hex(),
        "too_new_checkpoint": orgs.too_new_checkpoint.hex(),
    }


def _times(orgs: Frozen) -> list[tuple[TreeHead, int]]:
    """Every checkpoint's tree head and the one time at which all witnesses cosigned it."""
    found = []
    for raw in orgs.checkpoints:
        checkpoint = read_checkpoint(raw)
        (time,) = {int.from_bytes(line.sig[:8]) for line in checkpoint.note.signatures[1:]}
        found.append((checkpoint.head, time))
    return found

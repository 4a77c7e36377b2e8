"""A few organisations with keys from fixed seeds, and the signed directory that lists them: enough to test `keys`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from deploy.demonstration.coalition import Coalition
from keys import clock
from keys.directory import fold, merkle
from keys.directory.notes import NoteSigner, sign_note
from keys.directory.statements import Add, DatedKey, Stop
from keys.directory.view import View
from keys.private.keyfile import Opener
from keys.roles import KIND_ROLES, Kind, Role
from keys.signing import Signer

ORGS = {"casa-aurora": Kind.NGO, "harbour-house": Kind.NGO, "northshire-police": Kind.POLICE}
ORGS |= {"southmoor-police": Kind.POLICE, "amparo-gateway": Kind.GATEWAY}


def seed(words: str) -> bytes:
    return sha256(words.encode()).digest()


def _note_signer(name: str) -> NoteSigner:
    return NoteSigner(name, seed(f"note {name}"))


def _group(name: str, count: int) -> tuple[NoteSigner, ...]:
    return tuple(_note_signer(f"{name}-{n}") for n in range(1, count + 1))


@dataclass
class Orgs:
    """The private halves, by (organisation, role, desk number), and the directory's leaves."""

    leaves: list[bytes]
    coalition: Coalition
    openers: dict[tuple[str, Role, int], Opener]
    signers: dict[tuple[str, Role, int], Signer]

    @property
    def genesis(self) -> bytes:
        return merkle.leaf_hash(self.leaves[0])

    @property
    def note_signers(self) -> list[NoteSigner]:
        return list(self.coalition.sign)

    def publish(self, now: float | None = None) -> bytes:
        """The checkpoint of the leaves so far, cosigned as of `now`."""
        return self.coalition.publish(self.leaves, now)

    def view(self, stops: Iterable[bytes] = ()) -> View:
        return fold.fold(self.leaves, self.genesis, checkpoints=[self.publish()], stops=list(stops))

    def signer(self, org: str, role: Role, desk: int = 0) -> Signer:
        return self.signers[org, role, desk]

    def openers_of(self, org: str) -> list[Opener]:
        return [opener for (whose, _, _), opener in self.openers.items() if whose == org]

    def stop(self, leaf: int) -> bytes:
        """A signed stop of one leaf, not yet in the log."""
        text = Stop(self.genesis, merkle.leaf_hash(self.leaves[leaf]), "lost").text
        return sign_note(text, self.note_signers[0])

    def leaf_of(self, org: str, role: Role, desk: int = 0) -> int:
        key = self.signers.get((org, role, desk)) or self.openers[org, role, desk]
        listed = self.view().listed(key.kid)
        assert listed is not None
        return listed.leaf


def make_orgs(*, desks: int = 1, since: int | None = None, until: int | None = None) -> Orgs:
    """Every organisation of ORGS with `desks` keys in each role its kind may have, valid from `since` until `until`."""
    first = clock.today() - 40 if since is None else since
    last = first + 90 if until is None else until
    coalition = Coalition(
        root=_group("keeper", 3),
        sign=_group("sign", 3),
        veto=_group("veto", 3),
        log_key=_note_signer("demonstration-log"),
        witnesses=_group("witness", 2),
    )
    root = replace(coalition.statement(ORGS), deny=("immigration", "home-office"))
    orgs = Orgs([sign_note(root.text, *coalition.root)], coalition, {}, {})
    for org, kind in ORGS.items():
        for role in sorted(KIND_ROLES[kind]):
            for desk in range(desks):
                secret = seed(f"{org} {role.label} {desk}")
                key: Opener | Signer
                if role.signs:
                    key = orgs.signers[org, role, desk] = Signer(org, role, secret)
                else:
                    key = orgs.openers[org, role, desk] = Opener(org, role, secret)
                alg = "ed25519" if role.signs else "x25519"
                dated = (DatedKey(first, last, key.pk),)
                add = Add(orgs.genesis, org, role.label, alg, dated, "safe reporting")
                orgs.leaves.append(sign_note(add.text, *coalition.sign[:2]))
    return orgs

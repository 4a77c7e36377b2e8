"""A few organisations with keys from fixed seeds, and the signed directory that lists them: enough to test `keys`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from keys import days, directory, log
from keys.notes import NoteKey, NoteSigner, sign_note
from keys.parts import KIND_ROLES, Kind, Role
from keys.private.keyfile import Opener
from keys.signing import Signer
from keys.statements import Add, DatedKey, Root, Stop
from keys.view import View

ORGS = {"casa-aurora": Kind.NGO, "harbour-house": Kind.NGO, "northshire-police": Kind.POLICE}
ORGS |= {"southmoor-police": Kind.POLICE, "amparo-gateway": Kind.GATEWAY}


def seed(words: str) -> bytes:
    return sha256(words.encode()).digest()


def _note_signer(name: str) -> NoteSigner:
    return NoteSigner(name, seed(f"note {name}"))


@dataclass
class Orgs:
    """The private halves, by (organisation, role, desk number), and the directory's leaves."""

    leaves: list[bytes]
    openers: dict[tuple[str, Role, int], Opener]
    signers: dict[tuple[str, Role, int], Signer]
    note_signers: list[NoteSigner]

    @property
    def genesis(self) -> bytes:
        return log.leaf_hash(self.leaves[0])

    def view(self, stops: Iterable[bytes] = ()) -> View:
        return directory.fold(self.leaves, self.genesis, stops=list(stops))

    def signer(self, org: str, role: Role, desk: int = 0) -> Signer:
        return self.signers[org, role, desk]

    def openers_of(self, org: str) -> list[Opener]:
        return [opener for (whose, _, _), opener in self.openers.items() if whose == org]

    def stop(self, leaf: int) -> bytes:
        """A signed stop of one leaf, not yet in the log."""
        text = Stop(self.genesis, log.leaf_hash(self.leaves[leaf]), "lost").text
        return sign_note(text, self.note_signers[0])

    def leaf_of(self, org: str, role: Role, desk: int = 0) -> int:
        key = self.signers.get((org, role, desk)) or self.openers[org, role, desk]
        listed = self.view().listed(key.kid)
        assert listed is not None
        return listed.leaf


def make_orgs(*, desks: int = 1, since: int | None = None, until: int | None = None) -> Orgs:
    """Every organisation of ORGS with `desks` keys in each role its kind may have, valid from `since` until `until`."""
    first = days.today() - 40 if since is None else since
    last = first + 90 if until is None else until
    keepers = [_note_signer(name) for name in ("keeper-1", "keeper-2", "keeper-3")]
    signing = [_note_signer(name) for name in ("sign-1", "sign-2", "sign-3")]
    veto = [_note_signer(name) for name in ("veto-1", "veto-2", "veto-3")]
    witnesses = [_note_signer(name) for name in ("witness-1", "witness-2")]

    def public(group: list[NoteSigner]) -> tuple[NoteKey, ...]:
        return tuple(each.key for each in group)

    root = Root(
        None, "demonstration", 1, 2, public(keepers), 2, public(signing), public(veto),
        _note_signer("demonstration-log").key, 2, public(witnesses),
        tuple((org, str(kind)) for org, kind in ORGS.items()), ("immigration", "home-office"), 0, 92, 4,
    )  # fmt: skip
    orgs = Orgs([sign_note(root.text, *keepers)], {}, {}, signing)
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
                orgs.leaves.append(sign_note(add.text, *signing[:2]))
    return orgs

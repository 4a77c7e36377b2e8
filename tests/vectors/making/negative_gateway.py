"""Vectors of every kind of single at a gateway (G1 to G10): whose it may be, and whom it is sealed to."""

from __future__ import annotations

from typing import Any

from keys.roles import Part, Role
from tests.orgs import seed
from tests.vectors.making.directory import TODAY, Frozen
from tests.vectors.making.forging import lie, single

KINDS: dict[Part, tuple[str, str, Role, str]] = {
    Part.DISCLOSE: ("casa-aurora/ngo-case", "southmoor-police", Role.DISCLOSE, "northshire-police/police-reply"),
    Part.FROM_POLICE: ("northshire-police/police-reply", "harbour-house", Role.CASE, "casa-aurora/ngo-case"),
    Part.TO_POLICE: ("casa-aurora/ngo-case", "southmoor-police", Role.DESK, "northshire-police/police-reply"),
    Part.HELD: ("amparo-gateway/intake", "harbour-house", Role.IDENTITY, "casa-aurora/ngo-case"),
    Part.ATTACHMENT: ("casa-aurora/ngo-case", "southmoor-police", Role.DISCLOSE, "northshire-police/police-reply"),
}
"""Part -> who signs it, to whose four desks, in which role, and a key that may not sign it."""

ANOTHER: dict[Part, tuple[str, str]] = {
    Part.DISCLOSE: ("northshire-police/desk", "casa-aurora/case"),
    Part.FROM_POLICE: ("casa-aurora/identity", "northshire-police/desk"),
    Part.TO_POLICE: ("northshire-police/disclose", "casa-aurora/case"),
    Part.HELD: ("casa-aurora/case", "northshire-police/crime"),
    Part.ATTACHMENT: ("northshire-police/crime", "casa-aurora/identity"),
}
"""Part -> a key of the right kind of organisation in another role, and one of the other kind."""


def at_the_gateway(orgs: Frozen) -> list[dict[str, Any]]:
    vectors: list[dict[str, Any]] = []
    for part in KINDS:
        _of(part, orgs, vectors)
    return vectors


def _of(part: Part, orgs: Frozen, vectors: list[dict[str, Any]]) -> None:
    by, to, role, forbidden = KINDS[part]
    signer, other = orgs.signer(by), orgs.signer(forbidden)
    made = lie(orgs, part, b"{}", orgs.openers(to, role), signer)
    name, its = part.name.lower().replace("_", "-"), f"G10-{part.name.lower()}"

    def add(check: str | None, raw: bytes, how: str = "", then: str | None = None, **context: Any) -> None:
        which = f"{check or 'right'}-of-{name}{how}".replace("_", "-")
        told: dict[str, Any] = {"name": which, "do": "single", "check": check, "then": then, "part": int(part)}
        told |= {"org": signer.org, "directory": "now", "day": TODAY}
        vectors.append(told | context | {"raw": raw})

    right = single(made, signer)
    add(None, right, "-to-four")
    if part is not Part.HELD:
        wrong = "harbour-house" if signer.org.endswith("police") else "southmoor-police"
        add("G1-kind", right, then="G8-org", org=wrong)
        neighbour = "southmoor-police" if signer.org.endswith("police") else "harbour-house"
        add("G8-org", right, org=neighbour)
    add("G7-view", right, directory="too-new")
    add("G9", single(made, other))
    add("G9", single(made, signer, tag="amparo1/mail"), "-another-tag")
    add("G10-signer", right, "-later", its, day=TODAY + 31)
    add(None, right, "-until-tomorrow", day=TODAY + 30)
    for how, key in zip(("another-role", "another-kind"), ANOTHER[part], strict=True):
        add(its, single(made.but(keys=[orgs.opener(key).pk]), signer), f"-{how}", "*")
    if part not in (Part.FROM_POLICE, Part.TO_POLICE):
        return  # a byte of the header changes every byte behind it: long parts have the few that differ by part
    add("G4-magic", single(made.but(magic=b"AMP2"), signer))
    add("G4-suite", single(made.but(suite=2), signer))
    add("G4-flags", single(made.but(flags=1), signer))
    add("G4-nrec", single(made.but(nrec=3), signer), then="*")
    add("G7-dirhash", single(made.but(dirhash=seed("no root")), signer))
    add("G7-dirhash", single(made.but(dirsize=orgs.read.size + 1), signer), "-beyond", "G10-checkpoint")
    add("G8-role", single(made.but(sender=other.kid), other), then="*")
    add("G8-role", single(made.but(sender=bytes(16)), signer), "-by-nobody", "*")
    add(its, single(made.but(keys=made.keys[:3]), signer), "-short")
    for how, key in zip(("another-role", "another-kind"), ANOTHER[part], strict=True):
        mixed = [*made.keys[:3], orgs.opener(key).pk]
        add(its, single(made.but(keys=mixed), signer), f"-one-of-{how}", "*")
    for back, check in ((1, "G10-checkpoint"), (3, "G10-checkpoint"), (2, None)):
        under = made.but(dirsize=orgs.read.size - back, dirhash=orgs.read.root_at(orgs.read.size - back))
        add(check, single(under, signer), f"-under-{back}-fewer")

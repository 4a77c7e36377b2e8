"""Vectors of what a gateway must refuse: each fails by one check and is right in everything else.

`then` says what refuses it if that check were not made: None where nothing would (the check stands alone), the name of
a later check, or "*" where a reader without the check cannot go on sensibly.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keys.encoding import H
from keys.roles import Part, Role
from keys.signing import Signer
from tests.orgs import seed
from tests.vectors.making.directory import TODAY, Frozen
from tests.vectors.making.forging import Lie, changed, flip, lie, manifest, not_below_the_order, single
from tests.vectors.making.positive import report

_SIGNED, _CRIME = 276, 16628
_SEALED = 24 + 32 + 16384 + 16  # nonce, commit, ciphertext and tag
_SENDER, _DIRSIZE, _DIRHASH, _KID = 60, 24, 28, 76  # where these stand in a part


class Uploads:
    """Uploads of the report "one", changed and signed again."""

    def __init__(self, orgs: Frozen) -> None:
        self.orgs = orgs
        self.sealed, _told = report(orgs, "one")
        self.signer = orgs.signer("casa-aurora/intake")
        self.commits = self.sealed.signed[74:138]
        self.vectors: list[dict[str, Any]] = []

    def of(self, signer: Signer | None = None, **changes: Any) -> Lie:
        """What the manifest says of both parts."""
        return lie(self.orgs, Part.CRIME, b"", [], signer or self.signer, cid=self.sealed.report_id, **changes)

    def add(self, name: str, check: str | None, raw: bytes, then: str | None = None, **context: Any) -> None:
        told: dict[str, Any] = {"name": name, "do": "upload", "check": check, "then": then}
        told |= {"ngo": "casa-aurora", "gateway": None, "directory": "now", "day": TODAY}
        self.vectors.append(told | context | {"raw": raw})

    def signed(self, signer: Signer | None = None, crime: bytes = b"", identity: bytes = b"", **changes: Any) -> bytes:
        """An upload whose manifest is changed, over the parts given or the right ones."""
        by = signer or self.signer
        crime, identity = crime or self.sealed.crime, identity or self.sealed.identity
        made = manifest(crime, identity, of=self.of(by), signer=by, commits=self.commits, **changes)
        return made + crime + identity

    def edited(self, part: Part, at: int, new: bytes) -> bytes:
        """An upload one part of which has other bytes, with digest and signature made again."""
        crime, identity = self.sealed.crime, self.sealed.identity
        if part is Part.CRIME:
            return self.signed(crime=changed(crime, at, new))
        return self.signed(identity=changed(identity, at, new))

    def by(self, signer: Signer, **changes: Any) -> bytes:
        """The upload as if `signer` had made it: both parts name him as their sender."""
        crime = changed(self.sealed.crime, _SENDER, signer.kid)
        identity = changed(self.sealed.identity, _SENDER, signer.kid)
        return self.signed(signer, crime, identity, **changes)

    def under(self, dirsize: int, dirhash: bytes) -> bytes:
        """The upload as if sealed under another state of the directory."""
        state = dirsize.to_bytes(4) + dirhash
        crime = changed(self.sealed.crime, _DIRSIZE, state)
        identity = changed(self.sealed.identity, _DIRSIZE, state)
        return self.signed(None, crime, identity, dirsize=dirsize, dirhash=dirhash)

    def sealed_to(self, part: Part, keys: list[str]) -> bytes:
        """The upload with one part for these keys instead. What is sealed stays as it was: no gateway can tell."""
        to = [self.orgs.opener(key) for key in keys]
        made = lie(self.orgs, part, b"{}", to, self.signer, cid=self.sealed.report_id).raw()
        made = made[:-_SEALED] + (self.sealed.crime if part is Part.CRIME else self.sealed.identity)[-_SEALED:]
        return self.signed(crime=made) if part is Part.CRIME else self.signed(identity=made)


def uploads(orgs: Frozen) -> list[dict[str, Any]]:
    up = Uploads(orgs)
    raw, size = up.sealed.upload, orgs.read.size
    up.add("upload-right", None, raw)
    up.add("G2-short", "G2", raw[:-1], "G3-sum")
    up.add("G2-long", "G2", raw + b"\0", "G3-sum")
    up.add("G3-magic", "G3-magic", up.signed(magic=b"AMPN"))
    up.add("G3-suite", "G3-suite", up.signed(suite=2))
    up.add("G3-nparts", "G3-nparts", up.signed(nparts=3))
    up.add("G3-entries-swapped", "G3-entries", up.signed(first=2, second=1))
    up.add("G3-entries-twice", "G3-entries", up.signed(second=1))
    up.add("G3-lengths", "G3-lengths", up.signed(identity_length=_CRIME - 1), "G3-sum")
    up.add("G3-sum", "G3-sum", up.signed(crime_length=_CRIME + 96), "*")
    for name, at, new, then in (
        ("magic", 0, b"AMP2", None),
        ("suite", 4, b"\x02", None),
        ("part", 5, b"\x02", None),
        ("flags", 6, b"\x01", None),
        ("nrec-none", 7, b"\x00", "*"),
        ("nrec-two", 7, b"\x02", "*"),
        ("nrec-five", 7, b"\x05", "*"),
    ):
        up.add(f"G4-{name}", f"G4-{name.split('-')[0]}", up.edited(Part.CRIME, at, new), then)
    up.add("G5-cid", "G5-cid", up.edited(Part.CRIME, 8, seed("another report")[:16]))
    up.add("G5-sender", "G5-sender", up.edited(Part.IDENTITY, _SENDER, orgs.signer("harbour-house/intake").kid))
    up.add("G5-dirsize", "G5-dirsize", up.edited(Part.IDENTITY, _DIRSIZE, (size - 1).to_bytes(4)))
    up.add("G5-dirhash", "G5-dirhash", up.edited(Part.IDENTITY, _DIRHASH, seed("no root")))
    crime, identity = up.sealed.crime, up.sealed.identity
    up.add("G6-crime", "G6-crime", up.sealed.signed + flip(crime, 9000) + identity)
    up.add("G6-identity", "G6-identity", up.sealed.signed + crime + flip(identity, 9000))
    up.add("G7-view", "G7-view", raw, directory="too-new")
    up.add("G7-dirhash", "G7-dirhash", up.under(size, seed("no root")))
    up.add("G7-beyond", "G7-dirhash", up.under(size + 5, orgs.read.root), "G10-checkpoint")
    _signers(up, orgs)
    _recipients(up, orgs)
    return up.vectors


def _signers(up: Uploads, orgs: Frozen) -> None:
    raw = up.sealed.upload
    up.add("G8-ngo-case", "G8-role", up.by(orgs.signer("casa-aurora/ngo-case")))
    up.add("G8-police-reply", "G8-role", up.by(orgs.signer("northshire-police/police-reply")), "G8-org")
    up.add("G8-unlisted", "G8-role", up.by(Signer("casa-aurora", Role.INTAKE, seed("nobody"))), "*")
    up.add("G8-another-ngo", "G8-org", up.by(orgs.signer("harbour-house/intake")))
    up.add("G8-gateway-at-a-door", "G8-org", up.by(orgs.signer("amparo-gateway/intake")))
    up.add("G8-another-gateway", "G8-org", up.by(orgs.signer("second-gateway/intake")), gateway="amparo-gateway")
    up.add("G9-flipped", "G9", flip(raw, 230))
    lenient = not_below_the_order(raw[212:276])
    up.add("G9-s-plus-l", "G9", changed(raw, 212, lenient))
    edited = changed(raw, 74, seed("another idcommit"))
    up.add("G9-manifest-edited", "G9", edited)
    up.add("G9-boxcommit-edited", "G9", changed(raw, 106, seed("another boxcommit")))
    up.add("G10-signer-ancient", "G10-signer", up.by(orgs.signer("casa-aurora/intake/ancient")))
    up.add("G10-signer-stopped", "G10-signer-stopped", up.by(orgs.signer("casa-aurora/intake/stopped")))
    old = orgs.read.listed(orgs.signer("casa-aurora/intake").kid)
    assert old is not None
    root = orgs.read.root_at(old.leaf)
    assert root is not None
    up.add("G10-signer-listed-later", "G10-signer", up.under(old.leaf, root), "G10-crime")


def _recipients(up: Uploads, orgs: Frozen) -> None:
    four = [f"southmoor-police/crime{desk}" for desk in ("", "/2", "/3", "/4")]
    to = up.sealed_to
    up.add("right-another-force", None, to(Part.CRIME, four))
    up.add("G10-crime-short", "G10-crime", to(Part.CRIME, four[:3]))
    up.add("G10-crime-long", "G10-crime", to(Part.CRIME, ["northshire-police/crime", "southmoor-police/crime"]))
    up.add("G10-crime-desk-key", "G10-crime", to(Part.CRIME, ["northshire-police/desk"]), "*")
    up.add("G10-crime-to-ngo", "G10-crime", to(Part.CRIME, ["casa-aurora/identity"]), "*")
    desk, case = orgs.opener("northshire-police/desk").kid, orgs.opener("casa-aurora/case").kid
    up.add("G10-crime-desk-kid", "G10-crime", up.edited(Part.CRIME, _KID, desk))
    up.add("G10-crime-ngo-kid", "G10-crime", up.edited(Part.CRIME, _KID, orgs.opener("casa-aurora/identity").kid))
    up.add("G10-identity-case-kid", "G10-identity", up.edited(Part.IDENTITY, _KID, case))
    up.add("G10-crime-ancient", "G10-crime", to(Part.CRIME, ["northshire-police/crime/ancient"]))
    stopped = ["northshire-police/crime", "northshire-police/crime/stopped"]
    up.add("G10-stopped", "G10-stopped", to(Part.CRIME, stopped), "G10-crime")
    up.add("G10-identity-to-police", "G10-identity", to(Part.IDENTITY, ["northshire-police/desk"]), "*")
    up.add("G10-identity-case-key", "G10-identity", to(Part.IDENTITY, ["casa-aurora/case"]), "*")
    others = [f"harbour-house/identity{desk}" for desk in ("", "/2", "/3", "/4")]
    up.add("G10-ngo", "G10-ngo", to(Part.IDENTITY, others))
    hosted, _told = report(orgs, "hosted")
    up.add("upload-hosted-right", None, hosted.upload, gateway="amparo-gateway")
    up.add("G10-ngo-hosted", "G10-ngo", hosted.upload, ngo="harbour-house", gateway="amparo-gateway")
    for name, check, back in (
        ("right-under-an-earlier-checkpoint", None, 2),
        ("G10-checkpoint-of-another-time", "G10-checkpoint", 1),
        ("G10-checkpoint-none", "G10-checkpoint", 3),
    ):
        root = orgs.read.root_at(orgs.read.size - back)
        assert root is not None
        up.add(name, check, up.under(orgs.read.size - back, root))
    up.add("right-until-tomorrow", None, up.sealed.upload, day=TODAY + 30)
    up.add("G10-two-days-late", "G10-signer", up.sealed.upload, "G10-crime", day=TODAY + 31)


def singles(orgs: Frozen) -> list[dict[str, Any]]:
    vectors: list[dict[str, Any]] = []

    def add(name: str, check: str | None, raw: bytes, then: str | None = None, **context: Any) -> None:
        told: dict[str, Any] = {"name": name, "do": "single", "check": check, "then": then, "part": 4}
        told |= {"org": "northshire-police", "directory": "now", "day": TODAY}
        vectors.append(told | context | {"raw": raw})

    police, ngo = orgs.signer("northshire-police/police-reply"), orgs.signer("casa-aurora/ngo-case")
    case, desks = [orgs.opener("casa-aurora/case")], orgs.openers("southmoor-police", Role.DESK)
    reply = lie(orgs, Part.FROM_POLICE, b"{}", case, police)
    to_police = lie(orgs, Part.TO_POLICE, b"{}", desks, ngo)
    right = single(reply, police)
    to_four: dict[str, Any] = {"part": 5, "org": "casa-aurora"}
    add("from-police-right", None, right)
    add("to-police-right", None, single(to_police, ngo), **to_four)
    disclose = lie(orgs, Part.DISCLOSE, b"{}", orgs.openers("southmoor-police", Role.DISCLOSE), ngo)
    add("disclose-right", None, single(disclose, ngo), part=3, org="casa-aurora")
    gateway = orgs.signer("amparo-gateway/intake")
    held = lie(orgs, Part.HELD, b"{}", orgs.openers("casa-aurora", Role.IDENTITY), gateway)
    add("held-right", None, single(held, gateway), part=9, org="amparo-gateway")
    add("G1-kind", "G1-kind", single(to_police, ngo), "G8-org", part=5, org="northshire-police")
    add("G2-single", "G2-length", right + b"\0", "*")
    add("G2-single-of-another-part", "G2-length", single(disclose, ngo), "*")
    add("G4-single-part", "G4-part", single(reply.but(byte=5), police))
    add("G4-kids-backwards", "G4-kids", single(to_police.but(backwards=True), ngo), "G10-to_police", **to_four)
    twice = to_police.but(keys=[to_police.keys[0], *to_police.keys[:3]])
    add("G4-kids-twice", "G4-kids", single(twice, ngo), "G10-to_police", **to_four)
    add("G7-single", "G7-dirhash", single(reply.but(dirhash=seed("no root")), police))
    add("G8-single-role", "G8-role", single(to_police.but(sender=police.kid), police), "G8-org", **to_four)
    add("G8-single-org", "G8-org", right, org="southmoor-police")
    add("G8-intake-on-a-single", "G8-role", single(*_by(to_police, orgs.signer("casa-aurora/intake"))), **to_four)
    add(
        "G8-held-by-an-ngo",
        "G8-org",
        single(*_by(held, orgs.signer("casa-aurora/intake"))),
        part=9,
        org="amparo-gateway",
    )
    add("G9-another-tag", "G9", single(reply, police, tag="amparo1/mail"))
    add("G9-another-key", "G9", single(reply, orgs.signer("southmoor-police/police-reply")))
    add("G10-single-short", "G10-to_police", single(to_police.but(keys=to_police.keys[:3]), ngo), **to_four)
    stopped = [*case, orgs.opener("casa-aurora/case/stopped")]
    add(
        "G10-single-stopped",
        "G10-stopped",
        single(reply.but(keys=[key.pk for key in stopped]), police),
        "G10-from_police",
    )
    for name, check in (("stopped", "G10-signer-stopped"), ("ancient", "G10-signer")):
        signer = orgs.signer(f"northshire-police/police-reply/{name}")
        add(f"{check}-single", check, single(reply.but(sender=signer.kid), signer))
    piece = lie(orgs, Part.ATTACHMENT, b"a piece", orgs.openers("southmoor-police", Role.DISCLOSE), ngo)
    add("attachment-right", None, single(piece, ngo), part=10, org="casa-aurora")
    add(
        "G8-attachment-role",
        "G8-role",
        single(*_by(piece, orgs.signer("casa-aurora/intake"))),
        part=10,
        org="casa-aurora",
    )
    return vectors


def _by(made: Lie, signer: Signer) -> tuple[Lie, Signer]:
    return made.but(sender=signer.kid), signer


def boxes(orgs: Frozen) -> list[dict[str, Any]]:
    """Writes to a mailbox, and her own words."""
    vectors: list[dict[str, Any]] = []

    def add(name: str, check: str | None, raw: bytes, do: str, then: str | None = None) -> None:
        told = {"name": name, "do": do, "check": check, "then": then, "directory": "now", "day": TODAY}
        vectors.append(told | {"raw": raw})

    box = lie(orgs, Part.MAILBOX, b"{}", [orgs.opener("casa-aurora/case")], None, dirsize=0, dirhash=bytes(32))
    write = seed("mailbox id")
    add("mailbox-right", None, write + box.raw(), "mailbox")
    add("G2-mailbox", "G2", write + box.raw() + b"\0", "mailbox", "*")
    add("G4-mailbox-part", "G4-part", write + box.but(byte=7).raw(), "mailbox")
    add("G4-mailbox-nrec", "G4-nrec", write + changed(box.raw(), 7, b"\x02"), "mailbox")
    blank: dict[str, Callable[[], Lie]] = {
        "sender": lambda: box.but(sender=seed("kid")[:16]),
        "dirsize": lambda: box.but(dirsize=1),
        "dirhash": lambda: box.but(dirhash=orgs.read.root),
    }
    for name, made in blank.items():
        add(f"G4-blank-{name}", "G4-blank", write + made().raw(), "mailbox")
    word = lie(orgs, Part.VICTIM, write + b"{}", [orgs.opener("casa-aurora/case")], None)
    hers = Signer("", Role.NGO_CASE, H("amparo1/mbx-say", key=seed("her root")))
    add("victim-right", None, single(word, hers), "victim")
    add("G2-victim", "G2-length", single(word, hers) + b"\0", "victim", "*")
    add("G4-sender", "G4-sender", single(word.but(sender=hers.kid), hers), "victim")
    add("G7-victim", "G7-dirhash", single(word.but(dirhash=seed("no root")), hers), "victim")
    others = [key.pk for key in orgs.openers("harbour-house", Role.CASE)]
    add("victim-to-another-ngo", None, single(word.but(keys=others), hers), "victim")
    add("G10-victim-short", "G10-victim", single(word.but(keys=others[:2]), hers), "victim")
    add(
        "G10-victim-to-police",
        "G10-victim",
        single(word.but(keys=[orgs.opener("northshire-police/desk").pk]), hers),
        "victim",
        "*",
    )
    return vectors

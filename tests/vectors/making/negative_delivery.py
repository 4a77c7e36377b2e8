"""Vectors of deliveries that a desk must refuse, R1 to R19: each fails by one check. `then` as in `negative_admission`.

What the reader holds stands with each: its organisation, its keys by name, what it remembers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import nacl.bindings as sodium

from keys.encoding import b64, canonical, strict_json
from keys.envelope import format
from keys.envelope.format import digest
from keys.private.decryption import open_part
from keys.roles import Part
from keys.signing import Signer
from tests.orgs import seed
from tests.vectors.making.directory import TODAY, Frozen
from tests.vectors.making.forging import Lie, changed, flip, lie, manifest, not_below_the_order
from tests.vectors.making.positive import LEAVES, report

NO_MEMORY: dict[str, Any] = {"digests": [], "reports": [], "mailboxes": []}
Add = Callable[..., None]


class Deliveries:
    """Deliveries of the report "one" (or "hosted"), with either part made again."""

    def __init__(self, orgs: Frozen, name: str) -> None:
        self.orgs = orgs
        self.sealed, _told = report(orgs, name)
        self.signer = orgs.signer({"one": "casa-aurora/intake", "hosted": "amparo-gateway/intake"}[name])
        self.commits = self.sealed.signed[74:138]
        self.opener = {
            Part.CRIME: orgs.opener("northshire-police/crime"),
            Part.IDENTITY: orgs.opener("casa-aurora/identity"),
        }

    def inside(self, part: Part) -> bytes:
        """What the part says."""
        raw = self.sealed.crime if part is Part.CRIME else self.sealed.identity
        return open_part(format.parse(raw, part), self.opener[part])[0]

    def made(self, part: Part, text: bytes | None = None, **changes: Any) -> Lie:
        """The part, ready to be changed."""
        inside = self.inside(part) if text is None else text
        return lie(self.orgs, part, inside, [self.opener[part]], self.signer, cid=self.sealed.report_id, **changes)

    def delivery(
        self, part: Part, made: Lie, signer: Signer | None = None, of: Lie | None = None, **changes: Any
    ) -> bytes:
        """What the part's reader is sent. `of`: what the manifest says instead of what the part says."""
        raw = made.raw()
        crime, other = (raw, self.sealed.identity) if part is Part.CRIME else (self.sealed.crime, raw)
        return (
            manifest(crime, other, of=of or made, signer=signer or self.signer, commits=self.commits, **changes) + raw
        )

    def with_json(self, part: Part, change: Callable[[dict[str, Any]], None]) -> bytes:
        """The delivery whose JSON (of the identity part: its channel) is changed."""
        text = self.inside(part)
        if part is Part.CRIME:
            inside = strict_json(text)
            change(inside)
            return self.delivery(part, self.made(part, canonical(inside)))
        who = format.parse_identity(text)
        change(who.channel)
        return self.delivery(part, self.made(part, format.build_identity(who.channel, who.values, who.salts)))


def deliveries(orgs: Frozen) -> list[dict[str, Any]]:
    vectors: list[dict[str, Any]] = []

    def add(
        name: str, check: str | None, raw: bytes, then: str | None = None, part: Part = Part.CRIME, **context: Any
    ) -> None:
        crime = part is Part.CRIME
        told: dict[str, Any] = {"name": name, "do": "delivery", "check": check, "then": then, "part": int(part)}
        told |= {"org": "northshire-police" if crime else "casa-aurora", "directory": "now", "day": TODAY}
        told |= {"keys": ["northshire-police/crime" if crime else "casa-aurora/identity"], "memory": NO_MEMORY}
        vectors.append(told | context | {"raw": raw})

    one, hosted = Deliveries(orgs, "one"), Deliveries(orgs, "hosted")
    right = one.sealed.signed + one.sealed.crime
    add("crime-right", None, right)
    add("identity-right", None, one.sealed.signed + one.sealed.identity, part=Part.IDENTITY)
    add("crime-hosted-right", None, hosted.sealed.signed + hosted.sealed.crime)
    add("R1-short", "R1", right[:-1], "*")
    add("R1-upload", "R1", one.sealed.upload, "*")
    _manifests(add, one, right)
    _bound(add, one, orgs)
    add("R11-seen-before", "again", right, memory=_seen(Part.CRIME, one.sealed.report_id, digest(one.sealed.crime)))
    add("R11", "R11", right, memory=_seen(Part.CRIME, one.sealed.report_id, seed("another")))
    _crime_inside(add, one, hosted)
    _identity_inside(add, one, hosted)
    return vectors


def _seen(part: Part, cid: bytes, its: bytes) -> dict[str, Any]:
    return NO_MEMORY | {"digests": [{"part": int(part), "cid": cid.hex(), "digest": its.hex()}]}


def _manifests(add: Add, one: Deliveries, right: bytes) -> None:
    made = one.made(Part.CRIME)

    def with_manifest(**changes: Any) -> bytes:
        return one.delivery(Part.CRIME, made, **changes)

    add("R2-magic", "R2-magic", with_manifest(magic=b"AMPN"))
    add("R2-suite", "R2-suite", with_manifest(suite=2))
    add("R2-nparts", "R2-nparts", with_manifest(nparts=1))
    add("R2-entries", "R2-entries", with_manifest(first=2, second=1))
    add("R2-lengths", "R2-lengths", with_manifest(identity_length=1))
    add("R3-part-delivered", "R3-part", one.delivery(Part.CRIME, made.but(byte=2)))
    add("R4-length", "R4-length", with_manifest(crime_length=16628 + 96))
    add("R4-digest", "R4-digest", with_manifest(crime_digest=seed("no digest")))
    add("R8-flipped", "R8", flip(right, 230))
    add("R8-s-plus-l", "R8", changed(right, 212, not_below_the_order(right[212:276])))


def _bound(add: Add, one: Deliveries, orgs: Frozen) -> None:
    made, size = one.made(Part.CRIME), orgs.read.size
    other = orgs.signer("harbour-house/intake")
    cid = made.but(cid=seed("another report")[:16])
    add("R5-cid", "R5-cid", one.delivery(Part.CRIME, made, of=cid), "R17-boxcommit")
    add("R5-sender", "R5-sender", one.delivery(Part.CRIME, made, of=made.but(sender=other.kid)))
    add("R5-dirsize", "R5-dirsize", one.delivery(Part.CRIME, made, of=made.but(dirsize=size - 1)))
    add("R5-dirhash", "R5-dirhash", one.delivery(Part.CRIME, made, of=made.but(dirhash=seed("no root"))))
    forked = made.but(dirhash=seed("no root"))
    add("R6-fork-delivered", "R6-fork", one.delivery(Part.CRIME, forked))
    by = orgs.signer("casa-aurora/ngo-case")
    add("R7-ngo-case-on-a-manifest", "R7", one.delivery(Part.CRIME, made.but(sender=by.kid), by))
    police = orgs.signer("northshire-police/police-reply")
    add("R7-police-on-a-manifest", "R7", one.delivery(Part.CRIME, made.but(sender=police.kid), police))
    stopped = orgs.signer("casa-aurora/intake/stopped")
    add("R10-delivered", "R10", one.delivery(Part.CRIME, made.but(sender=stopped.kid), stopped))


def _crime_inside(add: Add, one: Deliveries, hosted: Deliveries) -> None:
    def text(change: Callable[[bytes], bytes], by: Deliveries = one) -> bytes:
        return by.delivery(Part.CRIME, by.made(Part.CRIME, change(by.inside(Part.CRIME))))

    def json(change: Callable[[dict[str, Any]], None], by: Deliveries = one) -> bytes:
        return by.with_json(Part.CRIME, change)

    def channel(**new: Any) -> Callable[[dict[str, Any]], None]:
        return lambda inside: inside["channel"].update(new)

    def right_with(**manifest: Any) -> bytes:
        return one.delivery(Part.CRIME, one.made(Part.CRIME), **manifest)

    mine = b'"v":1}'
    add("right-supersedes", None, json(lambda i: i.update(supersedes="3af08c4e5d4c3b2ad8a9488a6d3c5f1d")))
    add("right-spaces", None, text(lambda raw: b" \n" + raw.replace(mine, b'"v" : 1\t}')))
    for name, change in (
        ("twice", lambda raw: raw.replace(mine, b'"v":1,"v":1}')),
        ("fraction", lambda raw: raw.replace(mine, b'"v":1.0}')),
        ("large", lambda raw: raw.replace(mine, b'"v":9007199254740993}')),
        ("half-surrogate", lambda raw: raw.replace(b"pay.", b"\\ud83d")),
        ("not-utf8", lambda raw: raw.replace(b"pay.", b"\xff")),
        ("mark", lambda raw: b"\xef\xbb\xbf" + raw),
        ("behind", lambda raw: raw + b"{}"),
        ("deep", lambda raw: raw.replace(mine, b'"v":' + b"[" * 40 + b"]" * 40 + b"}")),
        ("nan", lambda raw: raw.replace(mine, b'"v":NaN}')),
    ):
        add(f"R17-json-{name}", "R17-json", text(change), "*")
    add("R17-keys-more", "R17-keys", json(lambda i: i.update(more=1)))
    add("R17-keys-fewer", "R17-keys", json(lambda i: i.pop("type")), "*")
    add("R17-type", "R17-type", json(lambda i: i.update(type="dummy")))
    add("R17-version", "R17-type", json(lambda i: i.update(v=True)))
    add("R17-supersedes", "R17-report", json(lambda i: i.update(supersedes="3AF0")))
    add("R17-channel-more", "R17-channel", json(channel(more=1)))
    add("R17-channel-text", "R17-channel", json(channel(terms=1)))
    zero = {"id": b64(bytes(32)), "pk": b64(bytes(32))}
    add("R17-channel-low-order", "R17-channel", json(channel(mailbox=zero)), "R17-boxcommit")
    top_bit = {"id": b64(bytes(32)), "pk": b64(bytes([9] * 31) + b"\x89")}
    add("R17-channel-top-bit", "R17-channel", json(channel(mailbox=top_bit)), "R17-boxcommit")
    add("R17-channel-vk", "R17-channel", json(channel(vk="AAAA")), "*")
    box = strict_json(one.inside(Part.CRIME))["channel"]["mailbox"]
    other = b64(sodium.crypto_scalarmult_base(seed("box of an intruder")))
    for name, new in (
        ("id", {"mailbox": box | {"id": b64(seed("mailbox of an intruder"))}}),
        ("pk", {"mailbox": box | {"pk": other}}),
        ("vk", {"vk": b64(seed("consent key of an intruder"))}),
    ):
        add(f"R17-boxcommit-{name}", "R17-boxcommit", json(channel(**new)))
    add("R17-boxcommit-manifest", "R17-boxcommit", right_with(boxcommit=seed("no boxcommit")))
    add("R17-channel-day", "R17-day", json(channel(day=TODAY - 36)))
    add("R17-channel-future", "R17-day", json(channel(day=TODAY + 2)))
    add("R17-ngo", "R17-ngo", json(channel(ngo="northshire-police"), hosted))
    add("R17-sender", "R17-sender", json(channel(ngo="harbour-house")))
    add("right-hosted-for-another", None, json(channel(ngo="harbour-house"), hosted))


def _identity_inside(add: Add, one: Deliveries, hosted: Deliveries) -> None:
    text = one.inside(Part.IDENTITY)
    who = format.parse_identity(text)

    def put(name: str, check: str | None, inside: bytes, then: str | None = "*", **changes: Any) -> None:
        made = one.made(Part.IDENTITY, inside)
        add(name, check, one.delivery(Part.IDENTITY, made, **changes), then, part=Part.IDENTITY)

    put("R17-identity-magic", "R17-identity", b"AMPJ" + text[4:])
    put("R17-identity-version", "R17-identity", changed(text, 4, b"\x02"))
    put("R17-identity-behind", "R17-identity", text + b"\0")
    put("R17-identity-short", "R17-identity", text[:-1])
    long_channel = canonical(who.channel | {"ngo": "n" * 700})
    rest = text[7 + int.from_bytes(text[5:7]) :]
    put("R17-identity-channel", "R17-identity", b"AMPI\x01" + len(long_channel).to_bytes(2) + long_channel + rest)
    odd = {"a\nb": '\x1f\x7f\u2028/"\\', "\uffff": -1, "\U00010000": 0}
    right = b'{"a\\nb":"\\u001f\x7f\xe2\x80\xa8/\\"\\\\","\xef\xbf\xbf":-1,"\xf0\x90\x80\x80":0}'
    assert canonical(odd) == right
    values = [right, *who.values[1:]]
    inside = format.build_identity(who.channel, values, who.salts)
    put("right-escapes", None, inside, None, idcommit=idcommit_of(one, values, who.salts))
    for name, value in (
        ("spaces", b'{"a": 1}'),
        ("order", b'{"b":1,"a":2}'),
        ("order-by-utf-16", b'{"\xf0\x90\x80\x80":0,"\xef\xbf\xbf":-1}'),
        ("escape", b'"\\u0041"'),
        ("escape-of-a-line", b'"\\u000a"'),
        ("escape-in-capitals", b'"\\u001F"'),
        ("escape-of-a-slash", b'"\\/"'),
        ("minus-zero", b"-0"),
    ):
        values = [value, *who.values[1:]]
        inside = format.build_identity(who.channel, values, who.salts)
        put(f"R17-identity-{name}", "R17-identity", inside, idcommit=idcommit_of(one, values, who.salts))
    add(
        "R18-identity",
        "R18",
        hosted.with_json(Part.IDENTITY, lambda channel: channel.update(ngo="harbour-house")),
        part=Part.IDENTITY,
    )
    put("R19", "R19", text, None, idcommit=seed("no idcommit"))
    for name, new in (("vk", {"vk": b64(seed("consent key of an intruder"))}), ("id", None)):
        changed_box = who.channel["mailbox"] | {"id": b64(seed("mailbox of an intruder"))}
        inside = format.build_identity(who.channel | (new or {"mailbox": changed_box}), who.values, who.salts)
        put(f"R17-boxcommit-identity-{name}", "R17-boxcommit", inside, None)
    other = [leaf.encode() for leaf in LEAVES]
    other[0] = b'"Noor"'
    put("R19-leaf", "R19", format.build_identity(who.channel, other, who.salts), None)


def idcommit_of(one: Deliveries, values: list[bytes], salts: tuple[bytes, ...]) -> bytes:
    hashes = [format.leaf_hash(i, v, s) for i, (v, s) in enumerate(zip(values, salts, strict=True))]
    return format.idcommit(one.sealed.report_id, hashes)

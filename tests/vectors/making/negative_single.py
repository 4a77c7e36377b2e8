"""Vectors of singles (parts 4, 5, 7, 9, 10) that a desk must refuse, each by one check (`then`: negative_admission)."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import nacl.bindings as sodium

from keys.encoding import H, b64, canonical
from keys.envelope import attachment, receipts
from keys.envelope.format import digest
from keys.roles import Part, Role
from keys.signing import Signer
from tests.orgs import seed
from tests.vectors.making.directory import TODAY, Frozen
from tests.vectors.making.disclosing import Telling
from tests.vectors.making.forging import Lie, changed, flip, lie, single

Add = Callable[..., None]

REPORT_ID = seed("a report")[:16].hex()
SAY = Signer("", Role.NGO_CASE, H("amparo1/mbx-say", key=seed("her root")))
MAILBOX = seed("mailbox id")
MEMORY = {
    "digests": [],
    "reports": [{"report_id": REPORT_ID, "ngo": "casa-aurora", "force": "northshire-police"}],
    "mailboxes": [{"id": MAILBOX.hex(), "say": SAY.pk.hex()}],
}


def message(kind: str, **more: Any) -> bytes:
    """A message between desks, canonical."""
    return canonical({"v": 1, "kind": kind, "report_id": REPORT_ID, "seq": 1, "day": TODAY} | more)


def singles(orgs: Frozen) -> list[dict[str, Any]]:
    vectors: list[dict[str, Any]] = []
    police, ngo = orgs.signer("northshire-police/police-reply"), orgs.signer("casa-aurora/ngo-case")

    def add(name: str, check: str | None, raw: bytes, then: str | None = None, **context: Any) -> None:
        told: dict[str, Any] = {"name": name, "do": "single", "check": check, "then": then, "part": 4}
        told |= {"org": "casa-aurora", "directory": "now", "day": TODAY, "keys": ["casa-aurora/case"]}
        vectors.append(told | {"memory": MEMORY} | context | {"raw": raw})

    answer = message("answer", about="q-1", text="We found the place. شكرا")
    reply = lie(orgs, Part.FROM_POLICE, answer, [orgs.opener("casa-aurora/case")], police)
    right = single(reply, police)
    add("from-police-right", None, right)
    _messages(add, reply, police)
    add("R1-single", "R1-length", right + b"\0", "*")
    for name, new in (
        ("magic", {"magic": b"AMP2"}),
        ("suite", {"suite": 2}),
        ("part", {"byte": 5}),
        ("flags", {"flags": 1}),
    ):
        add(f"R3-{name}", f"R3-{name}", single(reply.but(**new), police))
    add("R3-nrec-none", "R3-nrec", single(reply.but(nrec=0), police), "*")
    add("R3-nrec-five", "R3-nrec", single(reply.but(nrec=5), police), "*")
    add("R6-view", "R6-view", right, directory="too-new")
    add("R6-beyond", "R6-beyond", single(reply.but(dirsize=orgs.read.size + 1), police), "R6-fork")
    add("R6-fork", "R6-fork", single(reply.but(dirhash=seed("no root")), police))
    add("R7-ngo-case", "R7", single(reply.but(sender=ngo.kid), ngo), "R18")
    nobody = Signer("northshire-police", Role.POLICE_REPLY, seed("nobody"))
    add("R7-unlisted", "R7", single(reply.but(sender=nobody.kid), nobody), "*")
    add("R7-zero", "R7", single(reply.but(sender=bytes(16)), police), "*")
    add("R8", "R8", single(reply, orgs.signer("southmoor-police/police-reply")))
    add("R8-another-tag", "R8", single(reply, police, tag="amparo1/mail"))
    _times(add, orgs, reply)
    _sealed(add, orgs, reply, police, right)
    _parties(add, orgs, reply)
    _to_four_desks(add, orgs)
    _her_words(add, orgs)
    _held(add, orgs)
    _disclosures(add, orgs)
    _attachments(add, orgs)
    return vectors


def _messages(add: Add, reply: Lie, police: Signer) -> None:
    def put(name: str, check: str | None, text: bytes, then: str | None = None) -> None:
        add(name, check, single(reply.but(text=text), police), then)

    body = {"v": 1, "kind": "status", "seq": 1, "day": TODAY, "code": "opened", "line": [["opened", TODAY]]}
    put("status-right", None, message("status", body=body, reason="x", text="x"))
    put("answer-right", None, message("answer", about={"q": 1}, text="x"))
    put("opened-by-right", None, message("opened_by", officer="DC 12", action="export"))
    put("erased-right", None, message("erased", about=3))
    asked = ("id", "about", "sought", "why", "line_of_enquiry", "necessity", "how_dealt_with")
    put("question-right", None, message("question", **dict.fromkeys(asked, "x"), counselling=False))
    put("right-35-days", None, message("answer", about=1, text="x", day=TODAY - 35))
    put("R17-kind", "R17", message("withdrawn"), "*")
    put("R17-more", "R17", message("answer", about="x", text="x", more="x"))
    put("R17-fewer", "R17", message("answer", about="x"))
    put("R17-value", "R17", message("answer", about="x", text=1))
    put("R17-seq", "R17", message("answer", about="x", text="x", seq=0))
    put("R17-copy", "R17", message("status", body=body | {"line": ["opened"]}))
    put("R17-copy-of-another", "R17", message("status", body=body | {"seq": 2}))
    put("R17-twice", "R17", message("answer", about="x", text="x")[:-1] + b',"seq":1}', "*")
    put("R17-day", "R17-day", message("answer", about="x", text="x", day=TODAY - 36))
    put("R17-future", "R17-day", message("answer", about="x", text="x", day=TODAY + 2))
    put("R17-report", "R17-report", message("answer", about="x", text="x", report_id=REPORT_ID.upper()))
    put("declined-right", None, message("declined", to="southmoor-police"))
    put("R17-declined", "R17", message("declined", text="not ours"))


def _times(add: Add, orgs: Frozen, reply: Lie) -> None:
    police = orgs.signer("northshire-police/police-reply")
    late = message("answer", about=1, text="x", day=TODAY + 29)
    add("right-last-day", None, single(reply.but(text=late), police), day=TODAY + 64)
    for name, check in (("ancient", "R9-signer"), ("stopped", "R10")):
        signer = orgs.signer(f"northshire-police/police-reply/{name}")
        add(f"{check}-{name}", check, single(reply.but(sender=signer.kid), signer))
    early = orgs.read.listed(police.kid)
    assert early is not None
    root = orgs.read.root_at(early.leaf)
    before = reply.but(dirsize=early.leaf, dirhash=root)
    add("R9-signer-listed-later", "R9-signer", single(before, police))
    for name, check, back, day in (
        ("right-under-a-checkpoint-of-nine-days-ago", None, 1, TODAY),
        ("R9-checkpoint-of-another-time", "R9-checkpoint", 1, TODAY + 29),
        ("R9-checkpoint-none", "R9-checkpoint", 3, TODAY),
    ):
        size = orgs.read.size - back
        under = reply.but(dirsize=size, dirhash=orgs.read.root_at(size))
        add(name, check, single(under, police), day=day)


def _sealed(add: Add, orgs: Frozen, reply: Lie, police: Signer, right: bytes) -> None:
    add("R11-single", "R11", right, memory=MEMORY | _digests(reply, seed("another")))
    add("R11-single-again", "again", right, memory=MEMORY | _digests(reply, digest(reply.raw())))
    stopped = orgs.opener("casa-aurora/case/stopped")
    both = single(reply.but(keys=[*reply.keys, stopped.pk]), police)
    add("right-also-to-a-stopped-key", None, both)
    add("R12", "R12", both, "*", keys=[])
    add("R13", "R13", single(reply.but(junk=reply.keys[0]), police), "*")
    add("R14", "R14", single(reply.but(wrong_commit=True), police))
    raw = flip(reply.raw(), 3000)
    add("R15", "R15", raw + police.sign("amparo1/single", raw), "*")
    full = message("answer", about="x", text="x").ljust(4092)
    add("R16-length", "R16", single(reply.but(padded=(4093).to_bytes(4) + full), police))
    text = message("answer", about="x", text="x")
    add(
        "R16-padding",
        "R16",
        single(reply.but(padded=(len(text).to_bytes(4) + text).ljust(4095, b"\0") + b"\1"), police),
    )


def _digests(made: Lie, its: bytes) -> dict[str, Any]:
    return {"digests": [{"part": int(made.part), "cid": made.cid.hex(), "digest": its.hex()}]}


def _parties(add: Add, orgs: Frozen, reply: Lie) -> None:
    other = orgs.signer("southmoor-police/police-reply")
    add("R18-another-force", "R18", single(reply.but(sender=other.kid), other))
    police = orgs.signer("northshire-police/police-reply")
    text = message("answer", about="x", text="x", report_id=seed("unknown")[:16].hex())
    add("R18-unknown-report", "R18", single(reply.but(text=text), police))


def _to_four_desks(add: Add, orgs: Frozen) -> None:
    ngo, desks = orgs.signer("casa-aurora/ngo-case"), orgs.openers("southmoor-police", Role.DESK)
    made = lie(orgs, Part.TO_POLICE, message("paused"), desks, ngo)
    memory = MEMORY | {"reports": [{"report_id": REPORT_ID, "ngo": "casa-aurora", "force": None}]}
    third = "southmoor-police/desk/3"
    at: dict[str, Any] = {"part": 5, "org": "southmoor-police", "keys": [third], "memory": memory}
    add("to-police-right", None, single(made, ngo), **at)
    fit = sodium.crypto_scalarmult_base(seed("box"))
    kinds: dict[str, dict[str, Any]] = {
        "confirm": {"note": "x"},
        "answer": {"about": "x", "outcome": "provided"},
        "question": {"id": "x", "text": "x"},
        "correction": {"digest": "x", "text": "x"},
        "withdrawn": {"text": "x"},
        "erasure_ask": {"about": 3},
        "mailbox_moved": {"mailbox": {"id": b64(MAILBOX), "pk": b64(fit)}},
    }
    for kind, more in kinds.items():
        add(f"to-police-{kind}-right", None, single(made.but(text=message(kind, **more)), ngo), **at)
    _as_they_are(add, made, ngo, at)
    low = message("mailbox_moved", mailbox={"id": b64(MAILBOX), "pk": b64(bytes(32))})
    add("R17-mailbox-low-order", "R17", single(made.but(text=low), ngo), **at)
    worse = message("mailbox_moved", mailbox={"id": b64(MAILBOX), "pk": "AA=="})
    add("R17-mailbox", "R17", single(made.but(text=worse), ngo), **at)
    add("R3-kids-backwards", "R3-kids", single(made.but(backwards=True), ngo), **at)
    keys = [key.pk for key in desks]
    mine = orgs.opener(third).pk
    others = [pk for pk in keys if pk != mine]
    add("R3-kids-twice", "R3-kids", single(made.but(keys=[*keys[:3], keys[0]]), ngo), "*", **at)
    add("R9-missing", "R9-missing", single(made.but(keys=[mine, *others[:2]]), ngo), **at)
    stranger = orgs.opener("northshire-police/desk").pk
    add("R9-stranger", "R9-stranger", single(made.but(keys=[mine, *others[:2], stranger]), ngo), **at)
    again = orgs.signer("harbour-house/ngo-case")
    add("R18-another-ngo", "R18", single(made.but(sender=again.kid), again), **at)
    old = lie(orgs, Part.TO_POLICE, message("paused"), [orgs.opener("northshire-police/desk/ancient")], ngo)
    at |= {"org": "northshire-police", "keys": ["northshire-police/desk/ancient"]}
    add("R9-sealed-60-days-ago", "R9-stranger", single(old, ngo), **at)


def _as_they_are(add: Add, made: Lie, ngo: Signer, at: dict[str, Any]) -> None:
    """A confirm note and a correction as an NGO's desk sends them; R17 asks only for text."""
    report_id = bytes.fromhex(REPORT_ID)
    note = receipts.confirm(report_id, seed("signed"), TODAY, ngo)
    whole = message("confirm", note=b64(note))
    add("to-police-confirm-a-whole-note-right", None, single(made.but(text=whole), ngo), **at)
    whole = message("correction", digest=b64(seed("crime part")), text="It was the front door.")
    add("to-police-correction-a-whole-digest-right", None, single(made.but(text=whole), ngo), **at)


def _her_words(add: Add, orgs: Frozen) -> None:
    text = canonical({"v": 1, "kind": "note", "day": TODAY, "text": "I am safe"})
    made = lie(orgs, Part.VICTIM, MAILBOX + text, [orgs.opener("casa-aurora/case")], None)
    at: dict[str, Any] = {"part": 7}
    add("victim-right", None, single(made, SAY), **at)
    add("R7-sender", "R7-sender", single(made.but(sender=SAY.kid), SAY), **at)
    add("R8-say", "R8-say", single(made, Signer("", Role.NGO_CASE, seed("somebody"))), **at)
    add("R9-day-36", "R9-stranger", single(made, SAY), "R17-day", day=TODAY + 65, **at)
    add("R18-mailbox", "R18", single(made.but(text=seed("another box") + text), SAY), "*", **at)
    add("R17-victim-kind", "R17", single(made.but(text=MAILBOX + text.replace(b"note", b"safe")), SAY), "*", **at)


def _held(add: Add, orgs: Frozen) -> None:
    gateway = orgs.signer("amparo-gateway/intake")
    form = canonical({"v": 1, "kind": "held", "ngo": "casa-aurora", "day": TODAY, "form": {}})
    made = lie(orgs, Part.HELD, form, [orgs.opener("casa-aurora/identity")], gateway)
    at: dict[str, Any] = {"part": 9, "keys": ["casa-aurora/identity"]}
    add("held-right", None, single(made, gateway), **at)
    other = orgs.signer("casa-aurora/intake")
    add("R7-held-by-an-ngo", "R7", single(made.but(sender=other.kid), other), **at)
    elsewhere = form.replace(b"casa-aurora", b"harbour-house")
    add("R18-held", "R18", single(made.but(text=elsewhere), gateway), **at)


def _disclosures(add: Add, orgs: Frozen) -> None:
    """Part 3 through its envelope; what the note inside must hold is in negative_disclosure."""
    tell = Telling(orgs)
    text = tell.raw(tell.consent(), tell.victim, tell.ngo)
    ngo, again = orgs.signer("casa-aurora/ngo-case"), orgs.signer("harbour-house/ngo-case")
    made = lie(orgs, Part.DISCLOSE, text, [orgs.opener("northshire-police/disclose")], ngo)
    report = {"report_id": tell.sealed.report_id.hex(), "ngo": "casa-aurora", "force": None}
    at: dict[str, Any] = {"part": 3, "org": "northshire-police", "keys": ["northshire-police/disclose"]}
    at |= {"memory": MEMORY | {"reports": [report]}}
    add("disclosure-right", None, single(made, ngo), **at)
    add("disclosure-R17", "R17-disclosure", single(made.but(text=text + b"\0"), ngo), "*", **at)
    old = tell.raw(tell.consent(), tell.victim, tell.ngo, day=TODAY - 36)
    add("disclosure-R17-day", "R17-day", single(made.but(text=old), ngo), **at)
    add("disclosure-R18", "R18", single(made.but(sender=again.kid), again), **at)
    add("disclosure-R18-unknown", "R18", single(made, ngo), **(at | {"memory": MEMORY}))
    crime = made.but(keys=[orgs.opener("northshire-police/crime").pk])
    add("disclosure-R9-crime-key", "R9-stranger", single(crime, ngo), "R12", **at)


def _attachments(add: Add, orgs: Frozen) -> None:
    """Part 10: one piece of a file, and what a piece may not say."""
    ngo, again = orgs.signer("casa-aurora/ngo-case"), orgs.signer("harbour-house/ngo-case")
    data, file = b"a picture", seed("a file")[:16]
    about: dict[str, Any] = {
        "v": 1, "type": "image/jpeg", "length": len(data), "sha256": b64(sha256(data).digest()),
        "original_length": 4711, "original_sha256": b64(seed("original")), "text": "The door",
    }  # fmt: skip

    def text(index: int = 0, count: int = 1, day: int = TODAY, more: Any = about, data: bytes = data) -> bytes:
        return attachment.build(bytes.fromhex(REPORT_ID), file, index, count, day, more, data)

    made = lie(orgs, Part.ATTACHMENT, text(), [orgs.opener("northshire-police/disclose")], ngo)
    at: dict[str, Any] = {"part": 10, "org": "northshire-police", "keys": ["northshire-police/disclose"]}
    at |= {"memory": MEMORY | {"reports": [{"report_id": REPORT_ID, "ngo": "casa-aurora", "force": None}]}}
    add("attachment-right", None, single(made, ngo), **at)
    add("attachment-later-piece-right", None, single(made.but(text=text(1, 2, more=None)), ngo), **at)
    for name, wrong in (
        ("magic", b"AMPG" + text()[4:]),
        ("version", changed(text(), 4, b"\2")),
        ("index", text(1, 1, more=None)),
        ("count", text(0, 3)),
        ("class", text(0, 2)),
        ("json-behind", text(1, 2)),
        ("no-json", text(more=None)),
        ("type", text(more=about | {"type": "text/html"})),
        ("name", text(more=about | {"name": "IMG_1.jpg"})),
        ("length", text(more=about | {"length": 10})),
        ("sha256", text(more=about | {"sha256": "x"})),
        ("short", text()[:40]),
    ):
        add(f"R17-attachment-{name}", "R17-attachment", single(made.but(text=wrong), ngo), "*", **at)
    old = text(day=TODAY - 36)
    add("attachment-R17-day", "R17-day", single(made.but(text=old), ngo), **at)
    add("attachment-R18", "R18", single(made.but(sender=again.kid), again), **at)

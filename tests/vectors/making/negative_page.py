"""Vectors of her page: slots it must skip (P5 to P7), and which status it may show at which hour (P8)."""

from __future__ import annotations

from typing import Any

import nacl.bindings as sodium

from gateway.report import statuses
from keys import token
from keys.encoding import H, canonical
from keys.envelope import sealing
from keys.envelope.format import head
from keys.roles import MAILBOX_KEY, Part, kid
from keys.signing import Signer
from keys.token import Mailbox
from tests.orgs import seed
from tests.vectors.making.directory import TODAY, Frozen
from tests.vectors.making.forging import Lie, changed, flip

VALUE = int.from_bytes(seed("her token")) >> 146
CID = seed("mail")[:16]


class Box:
    """Her mailbox, and messages that are put into it."""

    def __init__(self, orgs: Frozen) -> None:
        secret = H("amparo1/mbx-box", key=token.root_of(VALUE, orgs.read.deployment_id))
        self.pk = sodium.crypto_scalarmult_base(secret)
        self.kid = kid(MAILBOX_KEY, self.pk)

    def inside(self, body: bytes, signer: Signer, *, cid: bytes = CID, its: bytes | None = None) -> bytes:
        """The plaintext: who signs, the signature, the body."""
        signed = signer.sign("amparo1/mail", cid + (its or self.kid) + body)
        return signer.kid + signed + body

    def lie(self, text: bytes) -> Lie:
        """The part that says it, ready to be changed."""
        return Lie(Part.MAILBOX, text, [self.pk], bytes(16), CID, 0, bytes(32))


def body(**more: Any) -> bytes:
    """A status, canonical, or something else where `more` says so."""
    right = {"v": 1, "kind": "status", "seq": 1, "day": TODAY, "code": "opened", "line": [["opened", TODAY]]}
    return canonical({name: value for name, value in (right | more).items() if value is not None})


NOTE: dict[str, Any] = {"code": None, "line": None, "kind": "note", "text": "Call us on Tuesday. شكرا"}


def slots(orgs: Frozen) -> list[dict[str, Any]]:
    vectors: list[dict[str, Any]] = []
    box, police = Box(orgs), orgs.signer("northshire-police/police-reply")
    ngo = orgs.signer("casa-aurora/ngo-case")

    def add(name: str, check: str | None, raw: bytes, then: str | None = None, slot: int = 0) -> None:
        told = {"name": name, "check": check, "then": then, "slot": slot, "value": f"{VALUE:028x}", "day": TODAY}
        vectors.append(told | {"raw": raw})

    def says(text: bytes, signer: Signer = police) -> bytes:
        return box.lie(box.inside(text, signer)).raw()

    made = box.lie(box.inside(body(), police))
    right = made.raw()
    add("status-right", None, right)
    about = {"code": None, "line": None, "about": {"org": "northshire-police", "seq": 1}}
    for kind, more in (
        ("note", NOTE),
        ("question", NOTE | {"about": 2}),
        ("notice", NOTE),
        ("safe", about),
        ("not_yet", about),
    ):
        add(f"{kind}-right", None, says(body(**(more | {"kind": kind})), ngo), slot=7)
    moved = body(code="wrong_force_moved", to="southmoor-police")
    add("status-to-right", None, says(moved, ngo), slot=4)
    add("P7-status-to", "P7", says(body(code="wrong_force_moved", to=1), ngo), slot=4)
    add("P5-length", "P5-length", right + b"\0", "*")
    _headers(add, box, made, right)
    add("R13-page", "R13", made.but(junk=box.pk).raw(), "*")
    add("R14-page", "R14", made.but(wrong_commit=True).raw())
    add("R15-page", "R15", flip(right, 1000), "*")
    full = box.inside(body().ljust(1964), police)
    add("R16-page", "R16", made.but(padded=(2045).to_bytes(4) + full).raw())
    add(
        "R16-page-padding",
        "R16",
        made.but(padded=(len(made.text).to_bytes(4) + made.text).ljust(2047, b"\0") + b"\1").raw(),
    )
    _signers(add, box, orgs, says, right)
    _bodies(add, says, ngo)
    return vectors


def _headers(add: Any, box: Box, made: Lie, right: bytes) -> None:
    for name, new in (
        ("magic", {"magic": b"AMP2"}),
        ("suite", {"suite": 2}),
        ("part", {"byte": 4}),
        ("flags", {"flags": 1}),
    ):
        add(f"P5-{name}", f"P5-{name}", made.but(**new).raw())
    add("P5-nrec", "P5-nrec", changed(right, 7, b"\x02"), "*")
    add("P5-blank-sender", "P5-blank", made.but(sender=seed("kid")[:16]).raw())
    add("P5-blank-dirsize", "P5-blank", made.but(dirsize=1).raw())
    add("P5-blank-dirhash", "P5-blank", made.but(dirhash=seed("no root")).raw())
    add("P5-kid", "P5-kid", changed(right, 76, seed("another kid")[:16]), "R12")
    other = sodium.crypto_scalarmult_base(seed("another box"))
    add("P5-another-box", "P5-kid", made.but(keys=[other]).raw(), "R12")


def _signers(add: Any, box: Box, orgs: Frozen, says: Any, right: bytes) -> None:
    ngo, police = orgs.signer("casa-aurora/ngo-case"), orgs.signer("northshire-police/police-reply")
    add("P6-police-in-an-ngo-slot", "P6-sender", right, slot=4)
    add("P6-ngo-in-a-police-slot", "P6-sender", says(body(), ngo))
    add("P6-unlisted", "P6-sender", says(body(), Signer("x", police.role, seed("nobody"))), "*")
    add("P6-intake", "P6-sender", says(body(), orgs.signer("casa-aurora/intake")))
    add("P6-stopped", "P6-stopped", says(body(), orgs.signer("northshire-police/police-reply/stopped")))
    add("P6-another-cid", "P6-signature", box.lie(box.inside(body(), police, cid=seed("x")[:16])).raw())
    add("P6-another-box", "P6-signature", box.lie(box.inside(body(), police, its=seed("x")[:16])).raw())
    text = box.inside(body(), police)
    add("P6-another-body", "P6-signature", box.lie(text.replace(b"opened", b"closed")).raw())
    add("P6-no-body", "P6-signature", box.lie(text[:70]).raw(), "*")
    add("P6-day-before", "P6-day", says(body(), orgs.signer("northshire-police/police-reply/tomorrow")))
    add("P6-day-after", "P6-day", says(body(), orgs.signer("northshire-police/police-reply/ancient")))
    old = body(day=TODAY - 41)
    add("right-old-key-old-day", None, says(old, orgs.signer("northshire-police/police-reply/ancient")))
    add("P6-until", "P6-day", says(body(day=TODAY - 40), orgs.signer("northshire-police/police-reply/ancient")))
    add("right-tomorrow", None, says(body(day=TODAY + 1)))
    add("P6-future", "P6-day", says(body(day=TODAY + 2)))


def _bodies(add: Any, says: Any, ngo: Signer) -> None:
    add("P7-json", "P7", says(b"[]"), "*")
    add("P7-twice", "P7", says(body()[:-1] + b',"seq":1}'), "*")
    add("P7-kind", "P7", says(body(kind="opened_by")), "*")
    add("P7-more", "P7", says(body(more=1)))
    add("P7-fewer", "P7", says(body(code=None)))
    add("P7-seq", "P7", says(body(seq=0)))
    add("P7-version", "P7", says(body(v=2)))
    add("P7-line", "P7", says(body(line=["opened"])))
    add("P7-line-day", "P7", says(body(line=[["opened", "today"]])))
    add("P7-about", "P7", says(body(kind="safe", code=None, line=None, about={"org": "x"}), ngo), slot=5)
    about = {"leaves": ["premises"], "day": TODAY}
    for name, check, wrong in (
        ("notice-code-right", None, {}),
        ("P7-notice-alone", "P7", {"about": None}),
        ("P7-notice-no-leaf", "P7", {"about": about | {"leaves": []}}),
        ("P7-notice-leaf", "P7", {"about": about | {"leaves": [12]}}),
        ("P7-notice-day", "P7", {"about": about | {"day": -1}}),
        ("P7-notice-more", "P7", {"about": about | {"value": "14 Elm Road"}}),
    ):
        fixed = NOTE | {"kind": "notice", "code": "released", "about": about} | wrong
        add(name, check, says(body(**fixed), ngo), slot=5)
    add("P7-note-code", "P7", says(body(**(NOTE | {"code": "released", "about": about})), ngo), slot=5)
    add("P7-police-note", "P7-kind", says(body(**NOTE)))


def shown(_world: Frozen) -> dict[str, Any]:
    """P8: messages that passed, the hour at which she looks, and the status that she may see."""
    hour, vectors = TODAY * 24 + 10, []

    def status(code: str, seq: int, day: int = TODAY, cid: int = 1, **more: Any) -> dict[str, Any]:
        told = {"v": 1, "kind": "status", "seq": seq, "day": day, "code": code, "line": [[code, day]]}
        return {
            "org": "northshire-police",
            "kind_of_org": "police",
            "cid": bytes([cid] * 16).hex(),
            "body": told | more,
        }

    def word(kind: str, seq: int, org: str = "northshire-police", by: str = "ngo") -> dict[str, Any]:
        about = {"v": 1, "kind": kind, "seq": 1, "day": TODAY, "about": {"org": org, "seq": seq}}
        return {"org": "casa-aurora", "kind_of_org": by, "cid": bytes([9] * 16).hex(), "body": about}

    def add(name: str, expected: str | None, at: int, *messages: dict[str, Any]) -> None:
        vectors.append({"name": name, "hour": at, "messages": list(messages), "status": expected})

    opened, arrested = status("opened", 1, TODAY - 3), status("arrested", 2, show_after=hour + 5)
    add("P8-nothing", None, hour)
    add("P8-newest-day", "investigating", hour, status("investigating", 1, TODAY), status("opened", 2, TODAY - 1))
    add("P8-newest-seq", "investigating", hour, status("opened", 1), status("investigating", 2))
    add("P8-newest-cid", "investigating", hour, status("investigating", 1, cid=3), status("opened", 1, cid=2))
    late_word = status("delivered", 3) | {"org": "casa-aurora", "kind_of_org": "ngo"}
    add("P8-delivered-late", "opened", hour, opened, late_word)
    add("P8-delivered-alone", "delivered", hour, late_word)
    moved = status("wrong_force_moved", 9, to="southmoor-police") | {"org": "casa-aurora", "kind_of_org": "ngo"}
    add("P8-moved", "wrong_force_moved", hour, late_word, moved)
    add("P8-moved-and-opened", "opened", hour, moved, opened)
    add("P8-moved-by-police", "opened", hour, opened, status("wrong_force_moved", 9))
    add("P8-hidden", "opened", hour + 4, opened, arrested)
    add("P8-due", "arrested", hour + 5, opened, arrested)
    add("P8-hidden-alone", None, hour, arrested)
    add("P8-unknown-is-dangerous", "opened", hour, opened, status("of_another_version", 2))
    missing = status("nfa", 2)
    limit = (TODAY + 2) * 24
    add("P8-missing", "opened", limit - 1, opened, missing)
    add("P8-missing-due", "nfa", limit, opened, missing)
    late = status("charged", 2, show_after=limit + 100)
    add("P8-too-late", "opened", limit - 1, opened, late)
    add("P8-too-late-due", "charged", limit, opened, late)
    add("P8-safe", "arrested", hour, opened, arrested, word("safe", 2))
    add("P8-safe-of-another", "opened", hour, opened, arrested, word("safe", 1))
    add("P8-safe-of-another-org", "opened", hour, opened, arrested, word("safe", 2, org="southmoor-police"))
    add("P8-not-yet", "opened", hour + 5 + 71, opened, arrested, word("not_yet", 2))
    add("P8-not-yet-due", "arrested", hour + 5 + 72, opened, arrested, word("not_yet", 2))
    again = word("not_yet", 2) | {"cid": bytes([8] * 16).hex()}
    add("P8-not-yet-once", "arrested", hour + 5 + 72, opened, arrested, word("not_yet", 2), again)
    return {"known": sorted(statuses.STATUSES), "vectors": vectors}


def mailbox(orgs: Frozen) -> dict[str, Any]:
    """One message and one of her words, with everything between."""
    box, made = Box(orgs), seed("one mail")
    root = token.root_of(VALUE, orgs.read.deployment_id)
    keys = token.mint(VALUE, orgs.read.deployment_id, bytes(32))
    police = orgs.signer("northshire-police/police-reply")
    told = {"v": 1, "kind": "status", "seq": 1, "day": TODAY, "code": "opened", "line": [["opened", TODAY]]}
    raw = sealing.seal_mailbox(told, Mailbox(keys.id, keys.pk), signer=police, seed=made)
    say = Signer("", police.role, H("amparo1/mbx-say", key=root))
    cid = H("amparo1/d-cid", bytes([7]), key=made, n=16)
    words = canonical({"v": 1, "kind": "note", "day": TODAY, "text": "I am safe"})
    case = orgs.opener("casa-aurora/case")
    hdr0 = head(Part.VICTIM, 1, cid, orgs.read.size, orgs.read.root, bytes(16))
    part = sealing.seal_to_keys(made, Part.VICTIM, keys.id + words, hdr0, ((case.kid, case.pk),))
    return {
        "value": f"{VALUE:028x}", "seed": made.hex(), "mailbox_id": keys.id.hex(), "pk": keys.pk.hex(),
        "kid": box.kid.hex(),
        "body": canonical(told).decode(), "signer": "northshire-police/police-reply", "part6": raw.hex(),
        "words": words.decode(), "to": "casa-aurora/case", "say": say.pk.hex(),
        "part7": (part + say.sign("amparo1/single", part)).hex(),
    }  # fmt: skip

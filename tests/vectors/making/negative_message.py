"""Vectors of what singles say (sections 9, 11, 14): kinds, names and values of parts 3, 4, 5, 7, 9 and 10."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import nacl.bindings as sodium

from keys.encoding import b64, canonical
from keys.roles import Part, Role
from keys.signing import Signer
from tests.orgs import seed
from tests.vectors.making.directory import TODAY, Frozen
from tests.vectors.making.forging import lie, single
from tests.vectors.making.negative_single import MAILBOX, MEMORY, REPORT_ID, SAY, message

Put = Callable[..., None]


def messages(orgs: Frozen) -> list[dict[str, Any]]:
    vectors: list[dict[str, Any]] = []

    def speaker(part: Part, to: str, role: Role, signer: Signer | None, **at: Any) -> Put:
        """Makes a vector of a text that this signer says in this part to this organisation's keys of a role."""
        keys = orgs.openers(to, role)
        made = lie(orgs, part, b"", keys, None if part is Part.VICTIM else signer)
        here: dict[str, Any] = {"do": "single", "part": int(part), "org": to, "directory": "now", "day": TODAY}
        here |= {"keys": [f"{to}/{role.label}"], "memory": MEMORY} | at

        def put(name: str, check: str | None, text: bytes, then: str | None = None, **context: Any) -> None:
            raw = single(made.but(text=text), signer)
            vectors.append({"name": name, "check": check, "then": then} | here | context | {"raw": raw})

        return put

    police, ngo = orgs.signer("northshire-police/police-reply"), orgs.signer("casa-aurora/ngo-case")
    gateway = orgs.signer("amparo-gateway/intake")
    force: dict[str, Any] = {
        "memory": MEMORY | {"reports": [{"report_id": REPORT_ID, "ngo": "casa-aurora", "force": None}]}
    }
    _from_police(speaker(Part.FROM_POLICE, "casa-aurora", Role.CASE, police))
    _to_police(speaker(Part.TO_POLICE, "northshire-police", Role.DESK, ngo, **force))
    _her_words(speaker(Part.VICTIM, "casa-aurora", Role.CASE, SAY))
    _held(speaker(Part.HELD, "casa-aurora", Role.IDENTITY, gateway))
    _pieces(speaker(Part.ATTACHMENT, "northshire-police", Role.DISCLOSE, ngo, **force))
    return vectors


def _values(put: Put, name: str, right: Callable[..., bytes], wrong: dict[str, Any], then: str | None = None) -> None:
    """One vector for each wrong value; `name` may hold further dots in how it is wrong."""
    for which, value in wrong.items():
        key = which.split(" ", 1)[0]
        put(f"R17-{name}-{which.replace(' ', '-').replace('_', '-')}", "R17", right(**{key: value}), then)


def _from_police(put: Put) -> None:
    def answer(**new: Any) -> bytes:
        right = {"v": 1, "kind": "answer", "report_id": REPORT_ID, "seq": 1, "day": TODAY, "about": "x", "text": "x"}
        return canonical(right | new)

    step: dict[str, Any] = {"v": 1, "kind": "status", "seq": 1, "day": TODAY, "code": "opened"}

    def status(**new: Any) -> bytes:
        return message("status", body=step | {"line": [["opened", TODAY]]} | new)

    _values(put, "answer", answer, {
        "v true": True, "v 2": 2, "v text": "1", "day -1": -1, "day true": True, "seq true": True, "seq -1": -1,
        "seq text": "1", "about null": None, "about list": [], "about true": True, "report_id number": 1,
        "kind list": ["answer"], "kind null": None,
    }, "*")  # fmt: skip
    put("R17-answer-a-list", "R17", b"[" + answer() + b"]", "*")
    put("R17-answer-empty", "R17", b"", "*")
    for how, wrong in (("short", REPORT_ID[:-1]), ("long", REPORT_ID + "0"), ("empty", "")):
        put(f"R17-report-{how}", "R17-report", answer(report_id=wrong), "*")
    put("right-day-tomorrow", None, answer(day=TODAY + 1))
    put("right-largest-seq", None, answer(seq=(1 << 53) - 1))
    put("R17-seq-above", "R17", answer(seq=1).replace(b'"seq":1', b'"seq":9007199254740992'), "*")
    _values(put, "copy", status, {
        "kind note": "note", "v 2": 2, "v true": True, "seq 0": 0, "seq true": True, "day text": "x", "day -1": -1,
        "code number": 1, "more": 1, "report_id": REPORT_ID, "show_after text": "x", "show_after true": True,
        "to number": 1,
        "line text": "opened", "line object": {"opened": TODAY}, "line of-texts": ["op"],
        "line of-one": [["opened"]], "line of-three": [["opened", TODAY, 1]], "line day-text": [["opened", "x"]],
        "line day-true": [["opened", True]], "line day-minus": [["opened", -1]], "line code-number": [[1, TODAY]],
        "line object-within": [{"0": "opened", "1": TODAY}], "line second-wrong": [["sent", TODAY], ["opened"]],
    }, "*")  # fmt: skip
    note = {"v": 1, "kind": "note", "seq": 1, "day": TODAY, "text": "x"}
    put("R17-copy-that-is-a-note", "R17", message("status", body=note), "*")
    put("R17-copy-without-line", "R17", message("status", body=step), "*")
    put("R17-copy-text", "R17", message("status", body="opened"), "*")
    put("copy-empty-line-right", None, status(line=[]))
    put("copy-moved-right", None, status(code="wrong_force_moved", to="southmoor-police"))
    put("copy-show-after-right", None, status(code="arrested", show_after=TODAY * 24))
    asked = ("id", "about", "sought", "why", "line_of_enquiry", "necessity", "how_dealt_with")
    right = dict.fromkeys(asked, "x")
    for wrong in (1, "yes", None):
        put(f"R17-question-counselling-{wrong}", "R17", message("question", **right, counselling=wrong), "*")
    put("R17-declined-number", "R17", message("declined", to=1), "*")
    put("declined-text-right", None, message("declined", to="southmoor-police", text="It happened there."))
    for kind in ("transfer_ask", "transfer_ok", "paused", "note", "constructor"):
        put(f"R17-kind-{kind.replace('_', '-')}", "R17", message(kind), "*")
    about = {"reports": [{"report_id": REPORT_ID, "ngo": "harbour-house", "force": "southmoor-police"}]}
    put("R18-report-of-another-force", "R18", answer(), memory=MEMORY | about)
    nobody = {"reports": [{"report_id": REPORT_ID, "ngo": "casa-aurora", "force": None}]}
    put("R18-report-of-no-force", "R18", answer(), memory=MEMORY | nobody)
    put("R12-another-role", "R12", answer(), "*", keys=["casa-aurora/identity"])


def _to_police(put: Put) -> None:
    right = {"id": b64(MAILBOX), "pk": b64(sodium.crypto_scalarmult_base(seed("box")))}

    def moved(**new: Any) -> bytes:
        return message("mailbox_moved", mailbox=right | new)

    put("R17-mailbox-more", "R17", moved(more=1))
    put("R17-mailbox-text", "R17", message("mailbox_moved", mailbox="x"), "*")
    put("R17-mailbox-id-number", "R17", moved(id=1), "*")
    put("R17-mailbox-id-short", "R17", moved(id=b64(MAILBOX[:31])))
    put("R17-mailbox-id-loose", "R17", moved(id=right["id"][:-2] + chr(ord(right["id"][-2]) + 1) + "="))
    put("R17-mailbox-top-bit", "R17", moved(pk=b64(bytes([9] * 31) + b"\x89")))
    put("R17-mailbox-not-below-p", "R17", moved(pk=b64(((1 << 255) - 19 + 9).to_bytes(32, "little"))))
    for kind in ("status", "erased", "declined", "opened_by"):
        put(f"R17-kind-{kind.replace('_', '-')}-to-police", "R17", message(kind), "*")
    about = {"reports": [{"report_id": REPORT_ID, "ngo": "harbour-house", "force": None}]}
    put("R18-report-of-another-ngo", "R18", message("paused"), memory=MEMORY | about)


def _her_words(put: Put) -> None:
    def words(box: bytes = MAILBOX, **new: Any) -> bytes:
        return box + canonical({"v": 1, "kind": "note", "day": TODAY, "text": "x"} | new)

    _values(put, "victim", words, {
        "v 2": 2, "v true": True, "kind status": "status", "day text": "x", "day -1": -1, "day true": True,
        "text number": 1, "about null": None, "seq": 1, "report_id": REPORT_ID, "more": 1,
    }, "*")  # fmt: skip
    put("victim-answer-right", None, words(kind="answer", about={"q": 1}))
    put("R17-victim-day", "R17-day", words(day=TODAY - 36))
    put("R17-victim-future", "R17-day", words(day=TODAY + 2))
    put("R17-victim-short", "R17", MAILBOX[:31], "*")
    put("R17-victim-empty", "R17", b"", "*")
    put("R17-victim-no-mailbox", "R17", words(box=b""), "*")
    put("R17-victim-twice", "R17", words()[:-1] + b',"v":1}', "*")
    full = canonical({"v": 1, "kind": "note", "day": TODAY, "text": ""})
    put("victim-full-right", None, words(text="x" * (2012 - len(full))))


def _held(put: Put) -> None:
    def held(**new: Any) -> bytes:
        return canonical({"v": 1, "kind": "held", "ngo": "casa-aurora", "day": TODAY, "form": {}} | new)

    _values(put, "held", held, {
        "v 2": 2, "v true": True, "kind note": "note", "ngo number": 1, "day text": "x", "day -1": -1, "day true": True,
        "form list": [], "form text": "x", "form null": None, "seq": 1, "report_id": REPORT_ID, "more": 1,
    }, "*")  # fmt: skip
    put("R17-held-no-form", "R17", canonical({"v": 1, "kind": "held", "ngo": "casa-aurora", "day": TODAY}), "*")
    put("R17-held-day", "R17-day", held(day=TODAY - 36))
    put("R17-held-future", "R17-day", held(day=TODAY + 2))
    put("right-held-35-days", None, held(day=TODAY - 35))
    put("R17-held-twice", "R17", held()[:-1] + b',"v":1}', "*")
    put("R12-held", "R12", held(), "*", keys=["casa-aurora/case"])


def _pieces(put: Put) -> None:
    """Part 10 once more: bounds, and values that break a careless reader."""
    data = b"a picture"
    right: dict[str, Any] = {
        "v": 1, "type": "image/jpeg", "length": len(data), "sha256": b64(sha256(data).digest()),
        "original_length": 4711, "original_sha256": b64(seed("original")),
    }  # fmt: skip

    def piece(about: bytes, data: bytes = data, index: int = 0, count: int = 1, told: int | None = None) -> bytes:
        head = b"AMPF\x01" + bytes.fromhex(REPORT_ID) + seed("a file")[:16]
        head += b"".join(n.to_bytes(4) for n in (index, count, TODAY))
        return head + (len(about) if told is None else told).to_bytes(2) + about + data

    def said(data: bytes = data, count: int = 1, **new: Any) -> bytes:
        return piece(canonical(right | new), data, count=count)

    for name, new in {
        "v-2": {"v": 2}, "v-true": {"v": True}, "type-list": {"type": ["image/jpeg"]}, "type-object": {"type": {}},
        "type-null": {"type": None}, "length-0": {"length": 0}, "length-true": {"length": True},
        "length-text": {"length": "9"}, "length-minus": {"length": -9}, "original-length-0": {"original_length": 0},
        "original-length-true": {"original_length": True}, "original-length-text": {"original_length": "9"},
        "original-sha256": {"original_sha256": b64(bytes(31))}, "sha256-number": {"sha256": 1},
        "text-number": {"text": 1}, "sha256-hex": {"sha256": sha256(data).hexdigest()},
    }.items():  # fmt: skip
        put(f"R17-attachment-{name}", "R17-attachment", said(**new), "*")
    for name in right:
        about = canonical({key: value for key, value in right.items() if key != name})
        put(f"R17-attachment-no-{name.replace('_', '-')}", "R17-attachment", piece(about), "*")
    put("R17-attachment-a-list", "R17-attachment", piece(b"[]"), "*")
    put("R17-attachment-twice", "R17-attachment", piece(canonical(right)[:-1] + b',"v":1}'), "*")
    put("R17-attachment-long-json", "R17-attachment", piece(canonical(right).ljust(1401)), "*")
    put("attachment-longest-json-right", None, piece(canonical(right).ljust(1400)))
    put("R17-attachment-json-cut", "R17-attachment", piece(canonical(right), b"", told=1400), "*")
    much = b"\xab" * 64001
    put("R17-attachment-much-data", "R17-attachment", piece(b"", much, 1, 2), "*")
    put("attachment-most-data-right", None, piece(b"", much[:-1], 1, 2))
    put("attachment-no-data-right", None, piece(b"", b"", 263, 264))
    put("attachment-first-of-two-right", None, said(much[:-1], count=2, length=64001))
    put("R17-attachment-count-of-no-class", "R17-attachment", piece(b"", b"x", 1, 3), "*")
    put("R17-attachment-too-long", "R17-attachment", said(much[:-1], count=264, length=(16 << 20) + 1), "*")
    put("attachment-longest-right", None, said(much[:-1], count=264, length=16 << 20))

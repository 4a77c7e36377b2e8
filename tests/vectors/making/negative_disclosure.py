"""Vectors of disclosures (part 3, once open) that a force's desk must refuse, each by one check: C1 to C10."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from keys.directory.notes import NoteSigner, sign_note
from keys.envelope.consent import Consent
from tests.orgs import seed
from tests.vectors.making.directory import TODAY, Frozen
from tests.vectors.making.disclosing import Telling
from tests.vectors.making.forging import changed
from tests.vectors.making.negative_note import notes

Add = Callable[..., None]


def disclosures(orgs: Frozen) -> list[dict[str, Any]]:
    vectors: list[dict[str, Any]] = []
    tell = Telling(orgs)
    report = {
        "ngo": "casa-aurora", "confirmed": True, "filed": TODAY, "idcommit": tell.idcommit.hex(),
        "vk": tell.victim.key.pk.hex(), "highest": 0,
    }  # fmt: skip

    def add(name: str, check: str | None, raw: bytes, then: str | None = None, **context: Any) -> None:
        told: dict[str, Any] = {"name": name, "check": check, "then": then, "org": "northshire-police"}
        told |= {"sender_org": "casa-aurora", "directory": "now", "day": TODAY, "report": report}
        changes = context.pop("report", {})
        told |= context | {"report": None if changes is None else report | changes}
        vectors.append(told | {"raw": raw})

    right = tell.raw(tell.consent(), tell.victim, tell.ngo)
    add("consent-held-right", None, right)
    _report(add, tell, right)
    _note(add, tell)
    _leaves(add, tell)
    _times(add, tell, right)
    _signatures(add, tell)
    _lost(add, tell)
    _taken_back(add, tell)
    _layout(add, tell, right)
    notes(add, tell)
    return vectors


def _report(add: Add, tell: Telling, right: bytes) -> None:
    add("C1-held", "C1-held", right, "*", report=None)
    add("C1-confirmed", "C1-confirmed", right, report={"confirmed": False})
    another = tell.raw(tell.consent(), tell.victim, tell.ngo, report_id=seed("another")[:16].hex())
    add("C1-report", "C1-report", another)
    add("C4-envelope", "C4-envelope", right, sender_org="harbour-house")
    add("C5-manifest", "C5-manifest", right, report={"idcommit": seed("another").hex()})
    add("C7-replayed", "C7", right, report={"highest": 1})
    add("C7-old", "C7", right, report={"highest": 9})
    add("C7-inside", "C7-inside", tell.raw(tell.consent(), tell.victim, tell.ngo, seq=2))


def _note(add: Add, tell: Telling) -> None:
    def put(name: str, check: str | None, words: Consent, *signers: NoteSigner) -> None:
        add(name, check, tell.raw(words, *(signers or (tell.victim, tell.ngo))))

    put("C2", "C2", tell.consent(log=seed("another directory")))
    put("C3-another-force", "C3", tell.consent(to="southmoor-police"))
    put("C4-note", "C4-note", tell.consent(), tell.victim, tell.other_ngo)
    put("C6-descending", "C6-ascending", tell.consent(fields=(2, 0)))
    put("C6-later-descending", "C6-ascending", tell.consent(later=(13, 12)))
    put("C6-twice", "C6-ascending", tell.consent(later=(12, 12)))
    put("C6-both", "C6-both", tell.consent(later=(2,)))
    put("C6-leaf-10", "C6-never", tell.consent(fields=(0, 10)))
    put("C6-leaf-11", "C6-never", tell.consent(fields=(11,)))
    put("C6-leaf-11-later", "C6-never", tell.consent(later=(11,)))
    put("C6-leaf-20-later", "C6-index", tell.consent(later=(20,)))
    put("right-only-later", None, tell.consent(fields=()))
    put("right-only-as-filed", None, tell.consent(later=()))
    put("right-everything", None, tell.consent(fields=(*range(10), *range(12, 20)), later=()))


def _leaves(add: Add, tell: Telling) -> None:
    def put(name: str, check: str, **lies: Any) -> None:
        add(name, check, tell.raw(tell.consent(), tell.victim, tell.ngo, **lies))

    name, phone = tell.opening(0), tell.opening(2)
    put("C5-value", "C5-recomputed", openings=[name, replace(phone, value=b'"+44 7700 900124"')])
    put("C5-salt", "C5-recomputed", openings=[name, replace(phone, salt=seed("another"))])
    others = tell.others((0, 2))
    put("C5-leaf", "C5-recomputed", others=[*others[:-1], seed("another")])
    put("C5-order", "C5-recomputed", others=[others[1], others[0], *others[2:]])
    put("C6-one-too-few", "C6-fields", shown=(0,))
    put("C6-one-too-many", "C6-fields", shown=(0, 2, 5))
    put("C6-another", "C6-fields", shown=(0, 5))
    put("C6-no-later", "C6-later", later=None)
    put("C6-another-later", "C6-later", later=[{"i": 13, "value": "x"}])
    put("C6-more-later", "C6-later", later=[{"i": 12, "value": "x"}, {"i": 13, "value": "x"}])


def _times(add: Add, tell: Telling, right: bytes) -> None:
    add("C8-filed", "C8-filed", right, report={"filed": TODAY + 1})
    add("C8-last-day-right", None, right, day=TODAY + 9)
    add("C8-over", "C8-over", right, day=TODAY + 10)
    longest = tell.raw(tell.consent(until=TODAY + 92), tell.victim, tell.ngo)
    add("C8-longest-right", None, longest)
    add("C8-long", "C8-long", tell.raw(tell.consent(until=TODAY + 93), tell.victim, tell.ngo))


def _signatures(add: Add, tell: Telling) -> None:
    def put(name: str, check: str, *signers: NoteSigner, then: str | None = None, **context: Any) -> None:
        add(name, check, tell.raw(tell.consent(), *signers), then, **context)

    put("C9-ngo-alone", "C9-lines", tell.ngo, then="*")
    put("C9-victim-alone", "C9-lines", tell.victim, then="*")
    put("C9-a-third", "C9-lines", tell.victim, tell.ngo, NoteSigner("friend", seed("friend")))
    put("C9-another-token", "C9-victim", NoteSigner("victim", seed("another token")), tell.ngo)
    put("C9-ngo-as-victim", "C9-victim", NoteSigner("victim", tell.ngo.seed), tell.ngo)
    put("C9-token-of-another-report", "C9-victim", tell.victim, tell.ngo, report={"vk": seed("vk").hex()})
    put("C9-ancient", "C9-ngo", tell.victim, tell.case("casa-aurora/ngo-case/ancient"))
    put("C9-stopped", "C9-ngo", tell.victim, tell.case("casa-aurora/ngo-case/stopped"))
    put("C9-intake", "C9-ngo", tell.victim, tell.case("casa-aurora/intake"))
    put("C9-victim-as-ngo", "C9-ngo", tell.victim, NoteSigner("casa-aurora/case", tell.victim.seed))
    text, other = tell.consent().text, tell.consent(until=TODAY + 11).text
    moved = sign_note(other, tell.victim, tell.ngo).replace(other.encode(), text.encode())
    add("C9-of-another-text", "C9-victim", tell.raw(tell.consent(), note=moved), "C9-ngo")


def _lost(add: Add, tell: Telling) -> None:
    words, week = tell.consent(lost=True), {"day": TODAY + 7}

    def put(name: str, check: str | None, *signers: NoteSigner, then: str | None = None, **context: Any) -> None:
        add(name, check, tell.raw(words, *signers), then, **(week | context))

    put("consent-lost-right", None, tell.ngo, tell.other_ngo)
    put("consent-lost-right-turned", None, tell.other_ngo, tell.ngo)
    put("C10-alone", "C10-lines", tell.ngo, then="C10-same")
    put("C10-with-a-victim", "C10-lines", tell.victim, tell.ngo, then="C10-signature")
    stopped = tell.case("casa-aurora/ngo-case/stopped")
    put("C10-one-ngo-twice", "C10-same", tell.ngo, stopped, then="C10-signature")
    elsewhere = {"report": {"ngo": "third-house"}, "sender_org": "third-house"}
    put("C10-not-its-ngo", "C10-ngo", tell.ngo, tell.other_ngo, **elsewhere)
    put("C10-in-anothers-name", "C10-signature", tell.ngo, tell.case("casa-aurora/ngo-case", "harbour-house"))
    put("C10-police", "C10-signature", tell.ngo, tell.case("northshire-police/police-reply"))
    put("C10-gateway", "C10-signature", tell.ngo, tell.case("amparo-gateway/intake"))
    put("C10-days", "C10-days", tell.ngo, tell.other_ngo, day=TODAY + 6)
    held = tell.raw(tell.consent(), tell.ngo, tell.other_ngo)
    add("C4-two-ngos-but-held", "C4-note", held, "C9-lines", day=TODAY + 7)


def _taken_back(add: Add, tell: Telling) -> None:
    words = tell.withdrawal()

    def put(name: str, check: str | None, *signers: NoteSigner, **context: Any) -> None:
        add(name, check, tell.raw(words, *(signers or (tell.ngo,))), **context)

    put("withdrawal-by-her-right", None, tell.victim)
    put("withdrawal-by-her-ngo-right", None, tell.ngo)
    put("withdrawal-by-both-right", None, tell.victim, tell.ngo)
    put("C1-withdrawal", "C1-confirmed", report={"confirmed": False})
    add("C2-withdrawal", "C2", tell.raw(tell.withdrawal(log=seed("another")), tell.ngo))
    add("C3-withdrawal", "C3", tell.raw(tell.withdrawal(to="southmoor-police"), tell.ngo))
    put("C4-withdrawal", "C4-note", tell.victim, tell.other_ngo)
    add("C6-withdrawal", "C6-fields", tell.raw(words, tell.ngo, shown=(0,)))
    add("C6-withdrawal-later", "C6-later", tell.raw(words, tell.ngo, later=[{"i": 12, "value": "x"}]))
    put("C7-withdrawal", "C7", report={"highest": 2})
    put("C9-withdrawal-stopped", "C9-withdrawal", tell.case("casa-aurora/ngo-case/stopped"))
    put("C9-withdrawal-stranger", "C9-withdrawal", NoteSigner("victim", seed("another token")))


def _layout(add: Add, tell: Telling, right: bytes) -> None:
    def put(name: str, raw: bytes) -> None:
        add(f"R17-{name}", "R17-disclosure", raw, "*")

    put("magic", changed(right, 3, b"d"))
    put("version", changed(right, 4, b"\2"))
    put("a-byte-too-many", right + b"\0")
    put("cut-short", right[:-1])
    put("empty", b"")
    at = 7 + int.from_bytes(right[5:7])
    put("21-openings", changed(right, at, b"\x15"))
    put("index-20", changed(right, at + 1, b"\x14"))
    loose = [tell.opening(0), replace(tell.opening(2), value=b' "+44 7700 900123"')]
    words, signers = tell.consent(), (tell.victim, tell.ngo)
    put("value-not-canonical", tell.raw(words, *signers, openings=loose))
    for name, lie in (
        ("v", {"v": 2}), ("v-true", {"v": True}), ("no-day", {"day": None}), ("seq-text", {"seq": "1"}),
        ("report-upper", {"report_id": tell.sealed.report_id.hex().upper()}), ("words", {"words": 1}),
        ("more", {"immigration": "no"}), ("later-empty", {"later": []}), ("later-keys", {"later": [{"i": 12}]}),
        ("later-index", {"later": [{"i": "12", "value": "x"}]}),
    ):  # fmt: skip
        put(name, tell.raw(words, *signers, **lie))
    text = words.text
    for name, wrong in (
        ("order", text.replace("seq 1\ntoken held\n", "token held\nseq 1\n")),
        ("version", text.replace("/v1", "/v2")),
        ("line", text + "immigration no\n"),
        ("seq-zero", text.replace("seq 1", "seq 0")),
        ("zero-in-front", text.replace("fields 0,2", "fields 00,2")),
        ("no-such-day", text.replace("2026-12-10", "2026-02-30")),
        ("day-in-words", text.replace("2026-12-10", "2026-W50-4")),
        ("token", text.replace("token held", "token found")),
        ("empty-list", text.replace("later 12", "later 12,")),
        ("base64", text.replace("=\nto", "\nto")),
        ("upper", text.replace(words.report_id.hex(), words.report_id.hex().upper())),
    ):
        assert wrong != text, name
        add(f"R17-note-{name}", "R17-note", tell.raw(words, note=sign_note(wrong, tell.victim, tell.ngo)), "*")
    note = sign_note(text, tell.victim, tell.ngo)
    add("R17-note-twice", "R17-note", tell.raw(words, note=note + note.splitlines(True)[-1]), "*")
    many = [NoteSigner(f"friend-{n}", seed(f"friend {n}")) for n in range(6)]
    add("R17-note-long", "R17-note", tell.raw(words, tell.victim, tell.ngo, *many), "*")

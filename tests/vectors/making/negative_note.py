"""Vectors of disclosures once more: lines beside those that count (C9, C10), and every other writing (R17)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keys.directory.notes import NoteSigner, Signature, sign_note
from keys.encoding import canonical
from tests.orgs import seed
from tests.vectors.making.directory import TODAY
from tests.vectors.making.disclosing import Telling

Add = Callable[..., None]


def notes(add: Add, tell: Telling) -> None:
    _lines(add, tell)
    _inside(add, tell)
    _layout(add, tell)
    _writing(add, tell)
    _bounds(add, tell)


def _lines(add: Add, tell: Telling) -> None:
    lost, friend = tell.consent(lost=True), NoteSigner("friend", seed("friend"))

    def put(name: str, check: str | None, *signers: NoteSigner, then: str | None = None) -> None:
        add(name, check, tell.raw(lost, *signers), then, day=TODAY + 7)

    put("C10-a-friend-beside-two", "C10-lines", tell.ngo, tell.other_ngo, friend, then="C10-same")
    put("C10-her-line-beside-two", "C10-lines", tell.ngo, tell.other_ngo, tell.victim, then="C10-same")
    old = tell.case("casa-aurora/ngo-case/ancient")
    put("C10-a-third-case-line", "C10-lines", tell.ngo, tell.other_ngo, old, then="C10-signature")
    put("C10-a-friend-and-its-ngo", "C10-lines", tell.ngo, friend, then="C10-signature")
    held = tell.consent()
    add("C9-a-second-case-line", "C9-lines", tell.raw(held, tell.victim, tell.ngo, old))
    twice = tell.raw(held, tell.victim, NoteSigner("victim", seed("another token")), tell.ngo)
    add("C9-a-second-line-of-hers", "C9-lines", twice)
    add("C9-friends-alone", "C9-lines", tell.raw(held, friend, NoteSigner("aunt", seed("aunt"))), "*")
    back = tell.withdrawal()
    add("C9-withdrawal-friend", "C9-withdrawal", tell.raw(back, friend))
    add("withdrawal-right-beside-a-friend", None, tell.raw(back, friend, tell.ngo))
    add("C9-withdrawal-in-its-name", "C9-withdrawal", tell.raw(back, NoteSigner("casa-aurora/case", tell.victim.seed)))


def _inside(add: Add, tell: Telling) -> None:
    words, signers = tell.consent(), (tell.victim, tell.ngo)
    for name, lie in {
        "day-text": {"day": "x"}, "day-true": {"day": True}, "seq-true": {"seq": True},
        "report-number": {"report_id": 1},
        "report-short": {"report_id": "0" * 31}, "v-text": {"v": "1"}, "no-v": {"v": None}, "no-seq": {"seq": None},
        "no-report": {"report_id": None}, "later-object": {"later": {"i": 12, "value": "x"}},
        "later-text": {"later": "12"},
        "later-of-lists": {"later": [[12, "x"]]}, "later-i-true": {"later": [{"i": True, "value": "x"}]},
        "later-more": {"later": [{"i": 12, "value": "x", "more": 1}]}, "words-list": {"words": []},
    }.items():  # fmt: skip
        add(f"R17-{name}", "R17-disclosure", tell.raw(words, *signers, **lie), "*")
    any_value = [{"i": 12, "value": None}]
    add("right-later-null", None, tell.raw(words, *signers, later=any_value))
    add("right-without-words", None, tell.raw(words, *signers, words=None))
    right = canonical(tell.inside(words))
    for name, text in (
        ("json-twice", right[:-1] + b',"v":1}'),
        ("json-a-list", b"[" + right + b"]"),
        ("json-empty", b""),
        ("json-fraction", right.replace(b'"v":1', b'"v":1.0')),
    ):
        add(f"R17-{name}", "R17-disclosure", _with_json(tell, text), "*")
    add("right-json-spaced", None, _with_json(tell, b" \n" + right + b"\t"))


def _with_json(tell: Telling, text: bytes) -> bytes:
    """The right disclosure with another JSON behind."""
    right = tell.raw(tell.consent(), tell.victim, tell.ngo)
    end = len(right) - len(canonical(tell.inside(tell.consent()))) - 2
    return right[:end] + len(text).to_bytes(2) + text


def _layout(add: Add, tell: Telling) -> None:
    words = tell.consent()
    room = 16380 - len(tell.raw(words, tell.victim, tell.ngo, words=""))
    full = tell.raw(words, tell.victim, tell.ngo, words="x" * room)
    add("right-full", None, full)
    longer = canonical(tell.inside(words, words="x" * (room + 1)))
    add("R17-over-16380-bytes", "R17-disclosure", _with_json(tell, longer), "*")
    note = sign_note(words.text, tell.victim, tell.ngo)
    add("R17-note-cut-by-its-length", "R17-disclosure", b"AMPD\x01" + len(note).to_bytes(2) + note[:-5], "*")
    add("R17-no-openings-count", "R17-disclosure", b"AMPD\x01" + len(note).to_bytes(2) + note, "*")


def _writing(add: Add, tell: Telling) -> None:
    words = tell.consent()
    text = words.text
    for name, old, new in (
        ("seq-of-ten-digits", "seq 1\n", "seq 1000000000\n"),
        ("seq-with-zero", "seq 1\n", "seq 01\n"),
        ("index-of-three-digits", "fields 0,2", "fields 0,200"),
        ("twenty-one-indices", "fields 0,2", "fields " + ",".join(map(str, [0] * 21))),
        ("list-with-space", "fields 0,2", "fields 0, 2"),
        ("list-empty", "later 12", "later "),
        ("no-until", "until 2026-12-10\n", ""),
        ("to-with-plus", "to northshire-police", "to northshire+police"),
        ("to-of-65-signs", "to northshire-police", "to " + "n" * 65),
        ("token-in-capitals", "token held", "token Held"),
        ("log-loose", "=\nreport", "\nreport"),
        ("idcommit-hex", text.split("idcommit ")[1].split("\n")[0], tell.idcommit.hex()),
        ("report-short", words.report_id.hex(), words.report_id.hex()[:-1]),
    ):
        assert text.count(old) == 1, name
        wrong = _signed(text.replace(old, new), tell.victim, tell.ngo)
        add(f"R17-note-{name}", "R17-note", tell.raw(words, note=wrong), "*")
    good = sign_note(text, tell.victim, tell.ngo)
    for name, wrong in (
        ("carriage-returns", good.replace(b"\n", b"\r\n")),
        ("without-last-line-feed", good[:-1]),
        ("no-lines", text.encode() + b"\n"),
        ("a-line-that-is-none", good + b"hello\n"),
        ("empty", b""),
        ("mark", b"\xef\xbb\xbf" + good),
    ):
        add(f"R17-note-{name}", "R17-note", tell.raw(words, note=wrong), "*")
    back = tell.withdrawal()
    more = back.text.replace("seq", "fields 0\nseq")
    add("R17-note-withdrawal-with-fields", "R17-note", tell.raw(back, note=_signed(more, tell.ngo)), "*")
    short = good + f"\u2014 friend {'AAAAAA=='}\n".encode()
    add("R17-note-key-id-alone", "R17-note", tell.raw(words, note=short), "*")


def _bounds(add: Add, tell: Telling) -> None:
    """Of lists and of who signs, where another check does not come first."""
    words = tell.consent()
    many = tell.raw(words, tell.victim, tell.ngo, openings=[tell.opening(0)] * 21, others=[])
    add("R17-21-openings-whole", "R17-disclosure", many, "*")
    add("R17-later-number", "R17-disclosure", tell.raw(words, tell.victim, tell.ngo, later=5), "*")
    add("R17-later-true", "R17-disclosure", tell.raw(words, tell.victim, tell.ngo, later=True), "*")
    back = tell.withdrawal(lost=True)
    add("C4-withdrawal-lost-with-another-ngo", "C4-note", tell.raw(back, tell.ngo, tell.other_ngo))
    add("withdrawal-lost-right", None, tell.raw(back, tell.ngo))


def _signed(text: str, *by: NoteSigner) -> bytes:
    """A note of any text."""
    lines: list[Any] = [Signature(each.name, each.key.id, each._key.sign(text.encode()).signature).line for each in by]
    return (text + "\n" + "".join(lines)).encode()

"""Whatever bytes come as a note or a disclosure: they are read exactly, or refused by the one error."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.clock import today
from keys.directory.notes import NoteSigner, sign_note
from keys.envelope import consent, disclosure
from keys.envelope.consent import Consent, HeldReport, Withdrawal, case_signer
from keys.envelope.format import idcommit, leaf_hash
from keys.errors import Refused
from keys.roles import Role
from tests.keys import running
from tests.orgs import make_orgs

RIGHT = bytes.fromhex(running.load("consent")["vectors"][0]["inside"])
NOTE = bytes.fromhex(running.load("consent")["vectors"][0]["note"])
VECTOR = running.load("negative_disclosure")["vectors"][0]
INDICES = st.sets(st.integers(0, 19), max_size=20).map(lambda found: tuple(sorted(found)))


@given(st.binary(max_size=2000))
def test_any_bytes_are_refused_by_the_one_error(raw: bytes) -> None:
    for read in (consent.read_note, disclosure.parse):
        for each in (raw, RIGHT[:7] + raw, b"AMPD\x01" + raw):
            with pytest.raises(Refused):
                read(each)  # type: ignore[operator]


@given(st.integers(0, len(RIGHT) - 1), st.integers(0, 7))
def test_no_bit_of_a_disclosure_can_be_changed_but_in_her_words(at: int, bit: int) -> None:
    raw = RIGHT[:at] + bytes([RIGHT[at] ^ 1 << bit]) + RIGHT[at + 1 :]
    if running.disclose(VECTOR, raw) is None:
        before, after = disclosure.parse(RIGHT), disclosure.parse(raw)
        assert (after.words, after.openings, after.others) == (before.words, before.openings, before.others)
        assert at >= len(RIGHT) - 300  # the JSON at the end: the envelope's signature covers it, the note does not


@given(st.integers(0, len(NOTE) - 1), st.integers(1, 255))
def test_a_changed_note_has_another_text_or_signature_or_is_none(at: int, change: int) -> None:
    raw = NOTE[:at] + bytes([NOTE[at] ^ change]) + NOTE[at + 1 :]
    with suppress(Refused):
        words, note = consent.read_note(raw)
        assert note.raw == raw
        assert words.text == note.text


@given(INDICES, INDICES, st.integers(0, 40000), st.integers(1, 999_999_999), st.booleans())
def test_a_consent_is_read_back_as_it_was_written(
    fields: tuple[int, ...], later: tuple[int, ...], until: int, seq: int, lost: bool
) -> None:
    for words in (
        Consent(bytes(32), bytes(16), bytes(32), "a-force", fields, later, until, seq, lost),
        Withdrawal(bytes(32), bytes(16), "a-force", seq, lost),
    ):
        raw = sign_note(words.text, NoteSigner("victim", bytes(32)), NoteSigner("an-ngo/case", bytes(32)))
        found, note = consent.read_note(raw)
        assert (found, note.raw) == (words, raw)


def test_two_keys_of_one_ngo_are_one_ngo() -> None:
    """C10 with a second desk of the same NGO, whose key is as good as the first's."""
    orgs = make_orgs(desks=2)
    view, salts = orgs.view(), [bytes([i]) * 32 for i in range(20)]
    leaves = [leaf_hash(i, b"", salt) for i, salt in enumerate(salts)]
    report = HeldReport("casa-aurora", True, 20000, idcommit(bytes(16), leaves), bytes(32), 0)
    words = Consent(orgs.genesis, bytes(16), report.idcommit, "northshire-police", (), (12,), today() + 5, 1, True)
    inside: dict[str, Any] = {"v": 1, "report_id": bytes(16).hex(), "seq": 1, "day": today()}
    inside["later"] = [{"i": 12, "value": "x"}]

    def outcome(*keys: tuple[str, int]) -> str | None:
        signers = [case_signer(orgs.signer(org, Role.NGO_CASE, desk)) for org, desk in keys]
        raw = disclosure.build(sign_note(words.text, *signers), [], leaves, inside)
        try:
            disclosure.accept(
                disclosure.parse(raw), report=report, sender_org="casa-aurora", view=view, org="northshire-police",
                day=today(),
            )  # fmt: skip
        except Refused as refused:
            return refused.check
        return None

    assert outcome(("casa-aurora", 1), ("casa-aurora", 2)) == "C10-same"
    assert outcome(("casa-aurora", 2), ("harbour-house", 2)) is None

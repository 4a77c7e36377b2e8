"""The never-list in front of every seal: which texts of a filing are read, and for what."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.report.crime import CRIME
from gateway.report.identity import IDENTITY
from gateway.report.screening.findings import Outcome, blocked
from gateway.report.screening.screen import patterns, screen, screen_text
from gateway.report.validate import read_filing
from tests.gateway.report.making import marina, planted, with_crime


def codes(document: Any) -> set[tuple[str, str, Outcome]]:
    return {(f.field, f.code, f.outcome) for f in screen(read_filing(document))}


def test_an_ordinary_report_passes() -> None:
    assert screen(read_filing(marina())) == []


def test_her_name_phone_and_mail_are_blocked_in_the_narrative() -> None:
    document = with_crime(
        acts_narrative="He shouted Marina. He rang 07700900123 and wrote to marina.souza@example.org."
    )
    found = codes(document)
    field = "crime.acts_narrative"
    assert {(field, "own.name", Outcome.BLOCK), (field, "own.phone", Outcome.BLOCK)} <= found
    assert (field, "own.email", Outcome.BLOCK) in found
    assert blocked(screen(read_filing(document)))


def test_a_pasted_letter_with_numbers_and_her_name_in_cyrillic_is_blocked() -> None:
    text = "BRP ZU1234567, UAN 1212-0001-2345-6789; lives LS7 3QX; Марина told me"
    found = {code for _, code, outcome in codes(with_crime(acts_narrative=text)) if outcome is Outcome.BLOCK}
    assert {"number.residence_permit", "number.application_or_card", "own.name", "script.other"} <= found


def test_the_identity_half_may_hold_her_values_but_no_document_or_bank_number() -> None:
    document = marina()
    document["identity"]["safe_contact"]["note"] = "her BRP is ZU1234567, call 07700 900123, LS7 3QX"
    assert codes(document) == {("identity.safe_contact.note", "number.residence_permit", Outcome.BLOCK)}


def test_the_suspects_phone_and_the_place_of_the_crime_are_not_hers() -> None:
    document = with_crime(acts_narrative="He called from 07700 900999. It was in flat 2.")
    assert codes(document) == set()


def test_a_finding_names_what_to_write_instead_and_repeats_nothing() -> None:
    for finding in screen(read_filing(with_crime(acts_narrative="Marina had BRP ZU1234567 at LS7 3QX"))):
        assert finding.why
        assert finding.instead
        assert "Marina" not in repr(finding)
        assert "ZU1234567" not in repr(finding)


NUMBER = "GWF012345678"
PLANTED = [("crime", *each) for each in planted(CRIME, "crime", NUMBER)]
PLANTED += [("identity", *each) for each in planted(IDENTITY, "identity", NUMBER)]


@pytest.mark.parametrize(("half", "path", "value"), PLANTED, ids=[path for _, path, _ in PLANTED])
def test_every_free_text_of_a_report_is_read(half: str, path: str, value: dict[str, Any]) -> None:
    document = marina()
    document[half] = document[half] | value
    assert [finding.field for finding in screen(read_filing(document)) if blocked([finding])] == [path]


def test_answers_are_screened_by_name_of_the_text() -> None:
    found = screen_text({"answer": "Marina said yes", "words": "nothing here"}, ["Marina Souza"])
    assert [(f.field, f.code) for f in found] == [("answer", "own.name")]


def test_a_desk_without_her_values_still_finds_numbers() -> None:
    assert [f.code for f in patterns("Marina, UAN 1212-0001-2345-6789")] == ["number.application_or_card"]


@given(st.text(max_size=200))
def test_screening_never_fails_and_points_into_the_text(text: str) -> None:
    for finding in screen_text({"t": text}, ["Marina Souza", "07700 900123", "Юлия"]):
        assert 0 <= finding.start < finding.end <= len(text)


ADVERSARIAL = [
    "m" * 6000,
    "ma" * 3000,
    "marin" * 1200,
    "m " * 3000,
    "M-a-r-i-n-" * 600,
    "0 " * 3000,
    "m4" * 3000,
    "@" * 6000,
    "*m" * 3000,
    "а" * 6000,
    "marina " * 850,
    "oh seven double " * 400,
    "7 1 oh " * 900,
    "Ma-" * 2000,
    "M.S." * 1500,
    "sch" * 2000,
    "ay ey " * 1000,
    "14a " * 1500,
    "m for m " * 900,
    "m as in a, " * 600,
    "mike alfa romeo " * 400,
    "two hundred and " * 400,
    "marinanana marinonana " * 300,
    "< <<" * 1500,
    "1234567 passport " * 400,
    "n.r.p.f. " * 700,
    "her ethnic " * 600,
    "\u0301" * 6000,
    "\U000e0041" * 6000,
]


@pytest.mark.parametrize("text", ADVERSARIAL)
def test_no_text_makes_the_search_for_her_values_run_away(text: str) -> None:
    own = [f"Marina{'na' * n} Souza{n}" for n in range(20)] + [f"07700 9001{n:02}" for n in range(20)]
    screen_text({"t": text * 10}, own)

"""What is written into a field is taken as people write it, and refused where it hides, is too long or cannot be."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import Any

import pytest

from gateway.report.names import today
from gateway.report.validate import read_filing
from tests.gateway.report.making import marina, with_crime
from tests.gateway.report.refusing import fields_refused, problems


@pytest.mark.parametrize(
    "hidden", ["\x00", "\x07", "\x1b[2J", "\ud800", "\u202e", "\u2066", "\u200f", "\u061c", "\ufffe", "\x9b"]
)
def test_signs_that_hide_or_turn_text_are_refused_in_every_text(hidden: str) -> None:
    assert fields_refused(with_crime(acts_narrative=f"he hit {hidden} her")) == {"crime.acts_narrative"}
    document = marina()
    document["identity"]["name"]["preferred"] = f"Mar{hidden}ina"
    assert fields_refused(document) == {"identity.name.preferred"}


def test_texts_are_composed_trimmed_and_have_plain_line_ends() -> None:
    decomposed = unicodedata.normalize("NFD", "Zoë met Åsa")
    filing = read_filing(with_crime(acts_narrative=f"  {decomposed}\r\nthen\rleft\u2028soon\tafter \n"))
    assert filing.crime["acts_narrative"] == "Zoë met Åsa\nthen\nleft\nsoon after"


def test_a_narrative_is_capped_by_characters_and_by_bytes() -> None:
    assert read_filing(with_crime(acts_narrative="a" * 6000))
    assert read_filing(with_crime(acts_narrative="é" * 4500))
    for too_long in ("a" * 6001, "é" * 4501, "\u1e69" * 3001):
        assert fields_refused(with_crime(acts_narrative=too_long)) == {"crime.acts_narrative"}
    assert fields_refused(with_crime(acts_narrative="a" * 10_000_000)) == {"crime.acts_narrative"}


def test_a_text_of_one_line_is_one_line() -> None:
    document = marina()
    document["identity"]["name"]["preferred"] = "Marina\nSouza"
    assert fields_refused(document) == {"identity.name.preferred"}


def test_the_identity_half_shares_one_budget_of_bytes() -> None:
    document = marina()
    document["identity"]["safe_contact"]["note"] = "é" * 1500
    document["identity"]["suspect"]["note"] = "\N{GRINNING FACE}" * 1500
    document["identity"]["premises"]["note"] = "\N{GRINNING FACE}" * 1500
    assert fields_refused(document) == {"identity"}


def test_blank_fields_count_as_left_out() -> None:
    document = marina()
    document["crime"]["when"] = {"precision": "", "from": "", "to": ""}
    document["identity"]["name"] = {"preferred": "  ", "aliases": ["", " "]}
    document["identity"]["phone"] = {"numbers": []}
    filing = read_filing(document)
    assert "when" not in filing.crime
    assert {"name", "phone"}.isdisjoint(filing.identity)


@pytest.mark.parametrize(
    ("when", "field"),
    [
        ({"precision": "month", "from": "2026-10-05"}, "crime.when.from"),
        ({"precision": "year", "to": "2026-10"}, "crime.when.to"),
        ({"precision": "season", "from": "2026-W03"}, "crime.when.from"),
        ({"precision": "month", "from": "2026-10", "to": "2026-09"}, "crime.when.to"),
        ({"from": "2026-02-30"}, "crime.when.from"),
        ({"from": "2025-W53"}, "crime.when.from"),
        ({"from": "5 October 2026"}, "crime.when.from"),
        ({"from": "2026-10-05T21:40"}, "crime.when.from"),
        ({"from": 2026}, "crime.when.from"),
        ({"still_happening": "yes"}, "crime.when.still_happening"),
    ],
)
def test_a_date_is_a_partial_date_no_finer_than_chosen(when: dict[str, Any], field: str) -> None:
    assert fields_refused(with_crime(when=when)) == {field}


@pytest.mark.parametrize(
    ("where", "field"),
    [
        ({"area_code": "E08000035"}, "crime.where.area_level"),
        ({"area_level": "withheld", "area_code": "E08000035"}, "crime.where.area_level"),
        ({"area_level": "force", "area_code": "E08000035"}, "crime.where.area_code"),
        ({"area_level": "local_authority", "area_code": "LS7 3"}, "crime.where.area_code"),
        ({"area_level": "postcode_sector", "area_code": "LS7 3QX"}, "crime.where.area_code"),
        ({"area_level": "local_authority", "area_code": "Leeds"}, "crime.where.area_code"),
    ],
)
def test_an_area_is_a_code_of_the_level_chosen(where: dict[str, str], field: str) -> None:
    assert fields_refused(with_crime(where=where)) == {field}


def with_identity(**changes: Any) -> dict[str, Any]:
    """Marina's report with groups of the identity half changed."""
    document = marina()
    document["identity"] |= changes
    return document


def days_from_now(days: int) -> str:
    return str(today() + timedelta(days=days))


@pytest.mark.parametrize(
    ("document", "field"),
    [
        (with_crime(when={"from": "2099"}), "crime.when.from"),
        (with_crime(when={"from": "2025", "to": "2098-spring"}), "crime.when.to"),
        (with_crime(when={"from": days_from_now(2)}), "crime.when.from"),
        (with_identity(birth={"dob": days_from_now(2)}), "identity.birth.dob"),
        (with_identity(suspect={"dob": "2098-01-31"}), "identity.suspect.dob"),
        (with_identity(record={"account_day": "2098-01-31"}), "identity.record.account_day"),
        (with_identity(record={"consent": {"day": "2098-01-31"}}), "identity.record.consent.day"),
    ],
)
def test_what_has_happened_lies_not_in_the_future(document: dict[str, Any], field: str) -> None:
    (problem,) = problems(document)
    assert problem.field == field
    assert "not in the future" in problem.expected


def test_today_and_what_will_be_are_taken() -> None:
    crime = {"when": {"from": days_from_now(0)[:4], "to": days_from_now(0)}}
    assert read_filing(with_crime(**crime, evidence=[{"perishes_by": "2098"}]))
    assert read_filing(with_identity(record={"consent": {"review_on": "2098-01-31"}}))


@pytest.mark.parametrize("address", ["marina", "marina@", "@example.org", "marina souza@example.org", "a@b c.org"])
def test_an_email_address_that_is_none_is_refused(address: str) -> None:
    for document, field in (
        (with_identity(email={"addresses": [address]}), "identity.email.addresses.0"),
        (with_identity(support={"adviser": {"safe_email": address}}), "identity.support.adviser.safe_email"),
        (
            with_identity(safe_contact={"channels": [{"type": "email", "value": address}]}),
            "identity.safe_contact.channels.0.value",
        ),
    ):
        (problem,) = problems(document)
        assert problem == (field, "one e-mail address such as name@example.org")


@pytest.mark.parametrize("number", ["999", "101", "112", "+44 999", "none", "9 9 9"])
def test_an_emergency_number_is_not_her_phone(number: str) -> None:
    (problem,) = problems(with_identity(phone={"numbers": [number]}))
    assert problem == ("identity.phone.numbers.0", "a phone number of 7 digits or more, never 999 or 101")


def test_an_emergency_number_is_no_way_to_reach_her() -> None:
    channels = [{"type": "call", "value": "07700 900124"}, {"type": "text", "value": "999"}]
    assert fields_refused(with_identity(safe_contact={"channels": channels})) == {
        "identity.safe_contact.channels.1.value"
    }


def test_numbers_addresses_and_names_of_accounts_as_people_write_them_are_taken() -> None:
    ways = [
        {"type": "signal", "value": "marina.42"},
        {"type": "whatsapp", "value": "+55 (11) 91234-5678"},
        {"type": "email", "value": "marina+safe@mail.example.org"},
        {"type": "in_person", "value": "12"},
        {"type": "call", "times": "after six"},
    ]
    numbers = ["07700 900123 (only Tuesdays)", "+380 44 123 4567", "٠٧٧٠٠٩٠٠١٢٣"]
    filing = read_filing(with_identity(safe_contact={"channels": ways}, phone={"numbers": numbers}))
    assert filing.identity["safe_contact"] == {"channels": ways}
    assert filing.identity["phone"] == {"numbers": numbers}

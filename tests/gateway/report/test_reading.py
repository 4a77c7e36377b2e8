"""What the doors accept as a filing, and how they say no."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.report.crime import CONSTANTS, CRIME
from gateway.report.filing import Filing
from gateway.report.identity import IDENTITY
from gateway.report.names import today
from gateway.report.validate import NotAFiling, Problem, read_filing, read_posted
from tests.gateway.report.making import documents, marina, with_crime

CANARY = "quixotic-zebra-4711"


def problems(document: Any) -> tuple[Problem, ...]:
    with pytest.raises(NotAFiling) as caught:
        read_filing(document)
    return caught.value.problems


def fields_refused(document: Any) -> set[str]:
    return {problem.field for problem in problems(document)}


def document_of(filing: Filing) -> dict[str, Any]:
    return {"force": filing.force, "crime": filing.crime, "identity": filing.identity}


def test_an_ordinary_report_is_read_as_it_was_written_with_the_constants_of_every_report_added() -> None:
    filing = read_filing(marina())
    assert filing.crime == marina()["crime"] | CONSTANTS
    assert filing.identity == marina()["identity"]


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(documents())
def test_whatever_the_shapes_allow_is_accepted_and_reading_it_again_changes_nothing(document: Any) -> None:
    once = read_filing(document)
    assert read_filing(document_of(once)) == once


def test_a_posted_report_carries_the_secret_beside_the_filing() -> None:
    secret, filing = read_posted(marina() | {"filing_secret": "ab" * 32})
    assert secret == b"\xab" * 32
    assert filing == read_filing(marina())


@pytest.mark.parametrize("secret", ["", "ab" * 31, "AB" * 32, "zz" * 32, 7, None])
def test_a_secret_that_is_not_64_hex_digits_is_refused(secret: Any) -> None:
    with pytest.raises(NotAFiling) as caught:
        read_posted(marina() | {"filing_secret": secret})
    assert {problem.field for problem in caught.value.problems} == {"filing_secret"}


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ((), "report"),
        (("crime",), "crime"),
        (("crime", "when"), "crime.when"),
        (("crime", "where"), "crime.where"),
        (("identity",), "identity"),
        (("identity", "name"), "identity.name"),
        (("identity", "safe_contact", "channels", 0), "identity.safe_contact.channels.0"),
    ],
)
@pytest.mark.parametrize("value", ["x", "", None, []])
def test_an_unknown_name_is_refused_wherever_it_stands_and_never_repeated(
    path: tuple[Any, ...], field: str, value: Any
) -> None:
    document = marina()
    group = document
    for step in path:
        group = group[step]
    group[f"nationality {CANARY}"] = value
    assert fields_refused(document) == {field}
    assert CANARY not in str(problems(document))


@pytest.mark.parametrize("name", ["nationality", "immigration_status", "visa", "language", "channel", "attachments"])
def test_the_crime_half_has_no_field_for_what_police_must_not_learn(name: str) -> None:
    assert name not in CRIME.of
    assert fields_refused(with_crime(**{name: "x"})) == {"crime"}


@pytest.mark.parametrize("field", ["reporter_role", "adult_confirmed", "wish"])
def test_what_routing_needs_must_be_there(field: str) -> None:
    document = marina()
    del document["crime"][field]
    assert fields_refused(document) == {f"crime.{field}"}


@pytest.mark.parametrize("part", ["force", "crime", "identity"])
def test_both_halves_and_a_force_must_be_there(part: str) -> None:
    document = marina()
    del document[part]
    assert fields_refused(document) == {part}


def test_a_record_of_advice_must_be_there() -> None:
    document = marina()
    del document["identity"]["advice"]
    assert fields_refused(document) == {"identity.advice"}


@pytest.mark.parametrize("types", [None, [], ["unknown"], ["withheld"]])
def test_a_report_says_something_in_words_or_by_a_crime_type(types: Any) -> None:
    document = with_crime(acts_narrative=" \n ")
    del document["crime"]["crime_types"]
    assert fields_refused(document if types is None else with_crime(acts_narrative="", crime_types=types)) == {
        "crime.acts_narrative"
    }
    assert read_filing(with_crime(acts_narrative="")).crime["crime_types"]
    assert read_filing(with_crime(crime_types=[])).crime["acts_narrative"]


@pytest.mark.parametrize("adult", [False, 1, "true", "yes", None, "withheld"])
def test_nobody_under_eighteen_has_a_crime_part(adult: Any) -> None:
    assert fields_refused(with_crime(adult_confirmed=adult)) == {"crime.adult_confirmed"}


@pytest.mark.parametrize("wish", ["keep", "hold", "full_report", "withheld", "unknown", 3, None])
def test_only_the_three_wishes_reach_the_police(wish: Any) -> None:
    assert fields_refused(with_crime(wish=wish)) == {"crime.wish"}


def test_withheld_and_unknown_are_different_answers_to_every_open_question() -> None:
    for answer in ("withheld", "unknown"):
        when = {"precision": answer, "frequency": answer}
        filing = read_filing(with_crime(when=when, reporter_role=answer, crime_types=[answer]))
        assert filing.crime["when"] == when
        assert filing.crime["crime_types"] == [answer]


@pytest.mark.parametrize(
    "types",
    [
        ["domestic.physical", "domestic.physical"],
        ["domestic.physical", "withheld"],
        ["domestic.physical", "sexual.rape", "violence.threats", "other"],
        ["immigration.offence"],
        [["domestic.physical"]],
        "domestic.physical",
        [None],
    ],
)
def test_crime_types_are_up_to_three_different_ones_of_the_list(types: Any) -> None:
    assert fields_refused(with_crime(crime_types=types)) == {"crime.crime_types"}


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


@pytest.mark.parametrize("document", [None, [], "x", 3, {}, {"crime": [], "identity": 1, "force": {}}])
def test_something_else_altogether_is_refused_in_the_same_way(document: Any) -> None:
    assert problems(document)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.just(CANARY) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.just(CANARY)
            | st.sampled_from(
                [
                    "force",
                    "crime",
                    "identity",
                    "when",
                    "where",
                    "wish",
                    "crime_types",
                    "name",
                    "phone",
                    "numbers",
                    "advice",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JUNK)
def test_no_junk_gets_another_answer_than_not_a_filing_and_none_is_repeated(junk: Any) -> None:
    with pytest.raises(NotAFiling) as caught:
        read_filing(junk)
    error = caught.value
    assert error.problems
    assert CANARY not in f"{error} {error.problems} {error.args} {error.__cause__} {error.__context__}"


def test_a_refusal_holds_nothing_of_the_report_and_chains_no_error_that_does() -> None:
    document = with_crime(acts_narrative=f"{CANARY}\x00", wish=CANARY)
    document["identity"]["phone"] = {"numbers": [{CANARY: CANARY}]}
    with pytest.raises(NotAFiling) as caught:
        read_filing(document)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert CANARY not in repr(vars(caught.value))


def test_a_filing_does_not_show_itself() -> None:
    assert "Marina" not in repr(read_filing(marina()))
    assert "Marina" not in f"{read_filing(marina())}"


def test_every_field_of_the_identity_half_is_a_leaf_or_goes_into_the_record() -> None:
    from gateway.report.identity import IN_RECORD
    from keys.envelope.format import LEAVES

    assert set(IDENTITY.of) <= set(LEAVES) | IN_RECORD

"""What the doors accept as a filing, and how they say no to anything else without repeating a word of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.report.crime import CONSTANTS, CRIME
from gateway.report.filing import Filing
from gateway.report.identity import IDENTITY
from gateway.report.validate import NotAFiling, read_filing, read_posted
from tests.gateway.report.making import documents, marina, with_crime
from tests.gateway.report.refusing import fields_refused, problems

CANARY = "quixotic-zebra-4711"


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

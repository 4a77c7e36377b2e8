"""The published schema of what is sealed takes every report that can be filed, and says no to what no report holds."""

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given

from gateway.report.validate import NotAFiling, read_filing
from keys.encoding import strict_json
from keys.envelope.format import LEAVES
from keys.vocabulary import VOCABULARY
from tests.gateway.report.making import documents, marina
from tests.keys.running import load

SCHEMA = load("report_schema")
REPORT = jsonschema_rs.validator_for(SCHEMA["report"])
LEAF = {name: jsonschema_rs.validator_for(SCHEMA["leaves"][name]) for name in LEAVES}


def check(document: dict[str, Any]) -> None:
    filing = read_filing(document)
    REPORT.validate(filing.crime)
    for name, value in zip(LEAVES, filing.leaves(), strict=True):
        if value:
            LEAF[name].validate(strict_json(f'{{"leaf":{value}}}'.encode())["leaf"])


def test_an_ordinary_report_is_what_the_schema_says() -> None:
    check(marina())


@given(documents())
def test_whatever_can_be_filed_is_what_the_schema_says(document: dict[str, Any]) -> None:
    try:
        check(document)
    except NotAFiling:
        return  # what the tables alone cannot say, such as two dates in the wrong order


@pytest.mark.parametrize(
    "changes", [{"nationality": "x"}, {"wish": "keep"}, {"handling": []}, {"adult_confirmed": False}]
)
def test_the_schema_refuses_what_no_report_holds(changes: dict[str, Any]) -> None:
    crime = read_filing(marina()).crime | changes
    assert not REPORT.is_valid(crime)


def test_every_code_that_travels_has_a_meaning_and_the_fixed_four_are_the_vocabulary_s() -> None:
    for row in VOCABULARY["statuses"]:
        assert {"code", "set_by", "step", "desk", "short", "then"} <= row.keys()
        assert row["step"] in VOCABULARY["steps"]
        assert set(row["then"]) <= VOCABULARY["then"].keys()
    assert SCHEMA["report"]["properties"]["handling"]["const"] == list(VOCABULARY["handling"])
    assert VOCABULARY["things"].keys() < set(LEAVES)

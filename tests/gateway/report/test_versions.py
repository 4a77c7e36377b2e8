"""How a field is added: an older desk still shows a newer report, and the schema cannot drift from the shapes."""

from __future__ import annotations

import json

import pytest
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from gateway.report import codes
from gateway.report.crime import CRIME
from gateway.report.identity import IDENTITY
from gateway.report.police_areas import advice_on_force
from gateway.report.printing.text import page_text
from gateway.report.schema import Choice, Choices, Group, Several, Shape
from gateway.report.screening import lexicon
from gateway.report.screening.normalize import fold
from gateway.report.validate import PostedFilingSchema
from tests.gateway.report.making import marina

# What a report of this first number may hold, frozen: a name leaves this list only with a new first number.
FIRST_CRIME = {
    "reporter_role",
    "adult_confirmed",
    "wish",
    "crime_types",
    "when",
    "where",
    "acts_narrative",
    "triggers",
    "enhanced_rights",
    "handling",
}
FIRST_IDENTITY = {"name", "phone", "safe_contact", "language", "advice", "suspect", "premises"}


def shapes(shape: Shape, path: str) -> list[tuple[str, Shape]]:
    found = [(path, shape)]
    if isinstance(shape, Group):
        found += [each for name, inner in shape.of.items() for each in shapes(inner, f"{path}.{name}")]
    elif isinstance(shape, Several):
        found += shapes(shape.of, f"{path}.*")
    return found


ALL = [*shapes(CRIME, "crime"), *shapes(IDENTITY, "identity")]


def test_no_field_of_the_first_version_is_gone_and_none_became_compulsory() -> None:
    assert set(CRIME.of) >= FIRST_CRIME
    assert set(IDENTITY.of) >= FIRST_IDENTITY
    assert CRIME.needs == {"reporter_role", "adult_confirmed", "wish"}
    assert IDENTITY.needs == {"advice"}
    assert all(not shape.needs for path, shape in ALL if isinstance(shape, Group) and "." in path)


def test_an_older_desk_still_shows_a_newer_report() -> None:
    report = marina()["crime"] | {"drones": [{"colour": "red"}], "when": {"precision": "fortnight", "moon": "full"}}
    page = page_text(report, "REF", "", "Casa Aurora")
    for words in ("fortnight", "[when.moon (", "full", "[drones.1.colour (", "red"):
        assert words in page


def test_the_published_document_is_made_from_the_shapes() -> None:
    spec = APISpec(title="t", version="1", openapi_version="3.1.0", plugins=[MarshmallowPlugin()])
    spec.components.schema("Posted", schema=PostedFilingSchema)
    document = json.dumps(spec.to_dict())
    for path, shape in ALL:
        assert json.dumps(path.split(".")[-1])[1:-1] in document or path.endswith("*")
        if isinstance(shape, Choice | Choices):
            assert json.dumps(next(iter(shape.of))) in document


@pytest.mark.parametrize(("path", "shape"), ALL, ids=[path for path, _ in ALL])
def test_every_field_says_in_words_what_it_takes(path: str, shape: Shape) -> None:
    assert shape.expected


def test_no_choice_that_police_see_tells_of_status_or_origin() -> None:
    for name, listed in vars(codes).items():
        if name.isupper() and isinstance(listed, dict) and name not in NEVER_SEEN_BY_POLICE:
            for code, words in listed.items():
                found = {finding.code for finding in lexicon.find(fold(f"{words}"))}
                assert found <= ALLOWED.get(code, set()), (name, code)


# VOCABULARY is what some of these lists are read from, with texts that are no choices.
NEVER_SEEN_BY_POLICE = {"VOCABULARY", "SUPPORT_NEEDS", "CONSENT_POINTS", "GIVEN_BY", "MODES", "TOKEN_MODES", "BASES"}

# Words of the crime lists that the lexicon knows: the faith setting, and the one line that forbids the purpose.
ALLOWED = {"not_for_immigration_purposes": {"immigration.status"}, "religion": {"faith"}}


def test_a_report_against_police_is_steered_away_from_that_force() -> None:
    assert "police officer" in advice_on_force({"crime_types": ["authority.police_officer"]})
    assert "police officer" in advice_on_force({"suspects": [{"relationship": "police_officer"}]})
    assert "authority" in advice_on_force({"crime_types": ["authority.other_official"]})
    assert advice_on_force({"crime_types": ["domestic.physical"], "suspects": [{"relationship": "partner"}]}) == ""

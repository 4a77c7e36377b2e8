"""From the names of the HTML form to the document of a filing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.report.crime import CRIME
from gateway.report.form import values
from gateway.report.form.draft import Draft
from gateway.report.identity import IDENTITY
from gateway.report.schema import Group, Shape, Text
from gateway.report.validate import NotAFiling, read_filing
from tests.gateway.web.filling import WRITTEN

TYPED = st.dictionaries(st.sampled_from(list(values.FIELDS)), st.text(max_size=40))


def at(shape: Shape, path: str) -> bool:
    """True if the path leads to a field of the shape."""
    for step in path.split("."):
        if isinstance(shape, Group):
            if step not in shape.of:
                return False
            shape = shape.of[step]
        elif step.isdigit():
            shape = getattr(shape, "of", shape)
    return True


def test_every_field_of_the_form_is_a_field_of_a_report():
    halves = Group({"crime": CRIME, "identity": IDENTITY})
    for name in values.LABELS:
        assert name in ("force", "priority") or at(halves, name), name


def test_a_filled_form_is_a_filing():
    filing = read_filing(values.document(values.values(WRITTEN)))
    assert filing.crime["crime_types"] == ["domestic.physical", "domestic.strangulation"]  # the empty one is no gap
    assert filing.crime["where"] == {"area_code": "E08000035", "area_level": "local_authority"}
    assert filing.crime["when"] == {"precision": "month", "from": "2026-10", "still_happening": False}
    assert filing.crime["acts_narrative"] == "He came back and broke the door.\nShe left by the window."
    assert filing.identity["name"] == {"preferred": "Marina Sokolova", "aliases": ["Masha", "Marinka"]}
    assert filing.identity["language"] == {"languages": [{"tag": "pt-BR"}]}


@given(TYPED)
def test_whatever_is_typed_is_a_filing_or_is_told_by_fields_of_the_form(typed: dict[str, str]):
    try:
        read_filing(values.document(values.values(typed)))
    except NotAFiling as refused:
        fields = {values.field_of(problem.field) for problem in refused.problems}
        assert fields <= {*values.LABELS, "crime", "identity"}


@given(TYPED)
def test_carrying_a_form_twice_changes_nothing(typed: dict[str, str]):
    once = values.values(typed)
    assert values.values(once) == once


def test_no_answer_about_age_is_not_a_no():
    assert Draft.of({}, "2026-11").is_adult is None
    assert Draft.of({values.ADULT: "yes"}, "2026-11").is_adult is True
    for answer in ("no", "unsure", "maybe"):
        assert Draft.of({values.ADULT: answer}, "2026-11").is_adult is False


def test_a_flood_of_marks_of_any_script_is_refused_before_it_is_put_in_order():
    flood = "\u05b0\u064b" * 2_000  # points of Hebrew and Arabic: no block that is refused by itself
    assert values.plain(flood) == flood
    with pytest.raises(ValueError, match=r"^$"):
        Text(6000).read(flood)
    pointed = "\u05d1\u05bc\u05b0\u0591"
    assert Text(6000).read(pointed) == unicodedata.normalize("NFC", pointed)

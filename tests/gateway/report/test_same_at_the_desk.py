"""A desk reads a form without the gateway's schema library, and takes and refuses exactly what the gateway does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.report.validate import NotAFiling, read
from gateway.report_schema import read_filing
from tests.gateway.report.making import documents, marina, with_crime

JUNK = st.sampled_from(
    [None, "", [], {}, True, 0, 7, -1, 1.5, "x", "withheld", "a\x00b", "\u202ea", "\ud800", " ", "2026-02-30",
     "b" * 7000, ["x"], [[]], [{}], [None], ["withheld", "unknown"], {"x": 1}, {"": ""}, [{"role": "main", "x": 2}],
     {"note": ["x"]}, [""], ["", "domestic.physical"], {"precision": "day", "from": "2026", "to": "2025"}]
)  # fmt: skip


@st.composite
def spoilt(draw: st.DrawFn) -> Any:
    """A valid filing with one or two places changed, added or taken away."""
    document = draw(documents())
    for _ in range(draw(st.integers(1, 2))):
        place: Any = document
        while isinstance(place, dict) and place:
            name = draw(st.sampled_from(sorted(place)))
            if not isinstance(place[name], dict) or draw(st.booleans()):
                break
            place = place[name]
        if not isinstance(place, dict) or not place:
            continue
        act = draw(st.sampled_from(["change", "take", "add"]))
        if act == "take":
            place.pop(name)
        else:
            place[name if act == "change" else draw(st.sampled_from(["nationality", "when", ""]))] = draw(
                JUNK
            )
    return document


def outcome(door: Any, document: Any) -> Any:
    try:
        filing = door(document)
    except NotAFiling as refusal:
        return {problem.field for problem in refusal.problems}
    return filing.force, filing.crime, filing.identity


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(spoilt())
def test_both_take_the_same_and_refuse_the_same_fields(document: Any) -> None:
    assert outcome(read, document) == outcome(read_filing, document)


@pytest.mark.parametrize("document", [None, [], "x", {}, {"force": 1}, {"crime": {}}, {"a": 1}, 7])
def test_what_is_no_report_at_all_is_refused_by_both(document: Any) -> None:
    assert outcome(read, document) == outcome(read_filing, document)


def test_the_sentence_is_the_same_too_and_repeats_nothing_that_was_given() -> None:
    document = with_crime(wish="plimsollbar", acts_narrative="")
    said = []
    for door in (read, read_filing):
        with pytest.raises(NotAFiling) as refusal:
            door(document)
        said.append(sorted(refusal.value.problems))
    assert said[0] == said[1]
    assert "plimsollbar" not in str(said)
    assert read(marina()).crime == read_filing(marina()).crime

"""A field is added in one place: its row. Schema, form and printing follow."""

from __future__ import annotations

import pytest

from gateway.report import crime, identity
from gateway.report.fields import Field, group
from gateway.report.form import police_questions
from gateway.report.form.questions import Repeat, Section, laid_out
from gateway.report.printing.blocks import EVENT, INFORMATION, SUSPECT, labels
from gateway.report.schema import Choice, Group, Only, Several, Text

MOON = Field("crime.when.moon", Choice({"full": "full"}), "Which moon?", label="Moon")
SHOES = Field("crime.suspects.*.shoes", Text(80), "Shoes", label="Shoes")
ROWS = (*police_questions.ROUTE, *crime.ROWS, MOON, SHOES)


def test_a_row_is_a_field_of_the_group_that_its_path_names() -> None:
    half = group(ROWS, "crime")
    when, suspects = half.of["when"], half.of["suspects"]
    assert isinstance(when, Group)
    assert isinstance(suspects, Several)
    assert isinstance(suspects.of, Group)
    assert when.of["moon"] is MOON.shape
    assert suspects.of.of["shoes"] is SHOES.shape


def test_a_row_is_asked_for_in_the_section_of_its_group_after_what_stands_there() -> None:
    sections = {section.name: section for section in laid_out(ROWS, police_questions.SECTIONS)}
    assert sections["when"].questions[-1].path == "crime.when.moon"
    (suspects,) = sections["suspects"].questions
    assert isinstance(suspects, Repeat)
    assert suspects.asks[-1].name == "shoes"


def test_a_row_is_printed_under_the_entity_of_its_group_with_the_words_of_its_codes() -> None:
    printed = {label.path: label for label in labels(ROWS)}
    assert (printed["when.moon"].entity, printed["when.moon"].codes) == (EVENT, {"full": "full"})
    assert printed["suspects.*.shoes"].entity == SUSPECT
    odd = labels([*ROWS, Field("crime.drones", Text(80), "Drones", label="Drones")])
    assert (odd[-1].path, odd[-1].entity) == ("drones", INFORMATION)


def test_a_question_without_a_section_stops_the_program() -> None:
    with pytest.raises(ValueError, match=r"crime\.drones"):
        laid_out([Field("crime.drones", Text(80), "Drones")], [Section("when", "When", "crime.when")])


def test_every_row_is_asked_for_printed_or_written_by_the_program_and_no_path_stands_twice() -> None:
    for rows in (crime.ROWS, identity.ROWS):
        paths = [row.path for row in rows]
        assert len(paths) == len(set(paths))
    for row in crime.ROWS:
        assert not isinstance(row, Field) or row.label or isinstance(row.shape, Only), row.path

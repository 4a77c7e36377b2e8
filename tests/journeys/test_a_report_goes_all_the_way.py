"""Filed, carried, opened by the right desk, receipted, answered, read by token."""

from __future__ import annotations

import pytest

from keys.desk import look
from keys.desk.case_view.listing import case_list
from keys.desk.messages import correspondence, status_line
from keys.desk.ngo import care
from keys.desk.police import information_request
from keys.desk.police.information_request import Question
from keys.desk.sync import fetch
from tests.world import World

QUESTION = Question(
    sort="clarify_fact",
    sought="Whether the kettle stands in the kitchen or elsewhere",
    why="To understand the room in which it happened",
    line_of_enquiry="What the neighbours may have heard",
    necessity="Nobody else can tell",
    how_dealt_with="Kept with the report and read by the unit alone",
)


def test_the_police_desk_reads_what_happened_and_not_who_she_is(world: World) -> None:
    filed = world.file()
    world.carry()
    fetch.receive(world.police)
    shown = look.show(world.police, filed.reference)
    assert "whistled twice" in shown
    for hers in ("Marina", "Quellwasser", "900123", "receita", "pt-BR", "Grimsdyke", "Quarndon"):
        assert hers not in shown


def test_the_ngo_desk_reads_who_she_is_and_not_what_she_told(world: World) -> None:
    filed = world.file()
    world.carry()
    fetch.receive(world.ngo)
    shown = look.show(world.ngo, filed.reference)
    assert "Marina Quellwasser" in shown
    assert "Grimsdyke" in shown
    assert "kettle" not in shown


def test_a_receipt_that_the_ngo_checks_itself_says_that_the_report_was_opened(world: World) -> None:
    filed = world.file()
    world.round(world.police, world.ngo)
    look.show(world.police, filed.reference)
    world.round(world.police, world.ngo)
    case = world.ngo.cases.find(filed.reference)
    assert case.opened is not None or "opened" in str(case_list(world.ngo))


def test_she_reads_where_things_stand_in_plain_words(world: World) -> None:
    filed = world.file()
    assert "No messages yet" in world.page(filed.symbols)
    world.round(world.police, world.ngo)
    look.show(world.police, filed.reference)
    status_line.status(world.police, filed.reference, "investigating")
    world.round(world.police, world.ngo)
    for code in (filed.symbols, filed.digits, filed.symbols.lower()):
        assert "Police are investigating." in world.page(code)


def test_a_question_of_the_police_goes_to_the_ngo_and_its_answer_back(world: World) -> None:
    filed = world.file()
    world.round(world.police, world.ngo)
    look.show(world.ngo, filed.reference)
    care.confirm(world.ngo, filed.reference)
    world.round(world.ngo, world.police)
    look.show(world.police, filed.reference)
    information_request.ask(world.police, filed.reference, QUESTION)
    world.round(world.police, world.ngo)
    assert "kettle" in look.show(world.ngo, filed.reference)
    correspondence.answer(world.ngo, filed.reference, "It stands beside the window.", outcome="provided")
    world.round(world.ngo, world.police)
    assert "beside the window" in look.show(world.police, filed.reference)
    assert "window" not in world.page(filed.symbols)


@pytest.mark.parametrize("same", ["secret", "words"])
def test_a_double_tap_is_one_report_and_the_same_token(world: World, same: str) -> None:
    secret = bytes(range(32))
    first, again = world.file(secret=secret), world.file(secret=secret)
    assert (first.reference, first.symbols) == (again.reference, again.symbols)
    world.carry()
    fetch.receive(world.police)
    assert len(case_list(world.police)) == 1

"""What waits to leave can be held back: afterwards the desk is as if it had never been said."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from keys.desk import look, tasks, waiting
from keys.desk.case_view.words import STATES
from keys.desk.desk import Desk
from keys.desk.errors import DeskError
from keys.desk.messages import correspondence, status_line
from keys.desk.ngo import care
from keys.desk.police import information_request
from keys.desk.sync import fetch
from keys.desk.sync.send import send
from tests.keys.desk.test_story import QUESTION
from tests.world import World


def _row(desk: Desk, what: str) -> waiting.Waiting:
    (found,) = [row for row in waiting.listed(desk) if row.what == what]
    return found


def _state(desk: Desk, reference: str) -> object:
    """All that a report says at a desk; numbers of messages are used once and never again."""
    case = desk.cases.find(reference)
    said = [(each.kind, each.day, each.body, each.dealt_with) for each in desk.cases.said(case.report_id)]
    return {**asdict(case), "said_to_her": 0, "said_to_desk": 0}, said


def test_a_status_goes_back_with_both_its_copies(world: World) -> None:
    filed = world.file_and_open()
    before = _state(world.police, filed.reference)
    status_line.status(world.police, filed.reference, "recorded_crime")
    row = _row(world.police, "Status: Recorded as a crime")
    assert "her page" in row.to
    assert "Casa Aurora" in row.to
    assert waiting.hold_back(world.police, row.id) == row.what
    assert _state(world.police, filed.reference) == before
    world.round(world.police, world.ngo)
    assert "recorded_crime" not in str(_state(world.ngo, filed.reference))
    assert "recorded_crime" not in str([each.body for each in world.messages(filed.symbols)])


def test_of_two_statuses_the_newest_goes_first(world: World) -> None:
    filed = world.file_and_open()
    status_line.status(world.police, filed.reference, "assessing")
    status_line.status(world.police, filed.reference, "investigating")
    older = _row(world.police, f"Status: {STATES['assessing']}")
    with pytest.raises(DeskError, match="Hold that one back first"):
        waiting.hold_back(world.police, older.id)
    waiting.hold_back(world.police, _row(world.police, f"Status: {STATES['investigating']}").id)
    waiting.hold_back(world.police, older.id)
    assert [code for code, _ in world.police.cases.find(filed.reference).line] == ["sent", "delivered", "opened"]


def test_a_status_of_which_one_copy_left_stays(world: World) -> None:
    filed = world.file_and_open()
    status_line.status(world.police, filed.reference, "arrested")
    send(world.police, at_once_only=True)  # the NGO must call her: its copy leaves at once
    row = _row(world.police, f"Status: {STATES['arrested']}")
    assert "may have left" in row.why_not
    with pytest.raises(DeskError, match="may have left"):
        waiting.hold_back(world.police, row.id)
    assert world.police.cases.find(filed.reference).line[-1][0] == "arrested"


def test_that_it_was_opened_is_told(world: World) -> None:
    world.file()
    fetch.receive(world.police)

    look.show(world.police, world.police.cases.all()[0].reference)
    rows = waiting.listed(world.police)
    assert rows
    assert all(row.why_not for row in rows)
    for row in rows:
        with pytest.raises(DeskError):
            waiting.hold_back(world.police, row.id)


def test_a_sealed_item_may_have_left(world: World) -> None:
    filed = world.file_and_open()
    item = care.note(world.ngo, filed.reference, "Call me.")
    item.sealed = "00"
    world.ngo.outbox.put(item)
    with pytest.raises(DeskError, match="may have left"):
        waiting.hold_back(world.ngo, item.id)
    with pytest.raises(DeskError, match="has left"):
        waiting.hold_back(world.ngo, "0" * 32)


def test_words_to_her_a_question_and_a_correction_go_back(world: World) -> None:
    filed = world.file_and_open()
    before = _state(world.ngo, filed.reference)
    items = [
        care.note(world.ngo, filed.reference, "Call me."),
        correspondence.question(world.ngo, filed.reference, "Has the officer read the log?"),
        care.correct(world.ngo, filed.reference, "It was the back door."),
    ]
    for item in items:
        waiting.hold_back(world.ngo, item.id)
    assert _state(world.ngo, filed.reference) == before


def test_an_answer_of_the_police_leaves_the_question_open_again(world: World) -> None:
    filed = world.file_and_open()
    correspondence.question(world.ngo, filed.reference, "Has the officer read the log?")
    world.round(world.ngo, world.police)
    before = _state(world.police, filed.reference)
    item = correspondence.answer(world.police, filed.reference, "Yes.")
    waiting.hold_back(world.police, item.id)
    assert _state(world.police, filed.reference) == before
    assert correspondence.open_questions(world.police, world.police.cases.find(filed.reference))


def test_a_word_that_she_is_safe_calls_for_her_again(world: World) -> None:
    filed = world.file_and_open()
    status_line.status(world.police, filed.reference, "arrested")
    world.round(world.police, world.ngo)
    for act in (care.safe, care.not_yet):
        before = _state(world.ngo, filed.reference)
        waiting.hold_back(world.ngo, act(world.ngo, filed.reference).id)
        assert _state(world.ngo, filed.reference) == before
        assert "Call her" in tasks.needs(world.ngo)[0].what


def test_what_changed_more_than_words_stays(world: World) -> None:
    filed = world.file_and_open()
    care.pause(world.ngo, filed.reference)
    care.new_token(world.ngo, filed.reference)
    for row in waiting.listed(world.ngo):
        with pytest.raises(DeskError, match="Not held back"):
            waiting.hold_back(world.ngo, row.id)
    assert world.ngo.cases.find(filed.reference).paused is not None


def test_a_question_that_is_held_back_may_leave_her_page_saying_so(world: World) -> None:
    filed = world.file_and_open()
    item = information_request.ask(world.police, filed.reference, QUESTION)
    status_line.status(world.police, filed.reference, "question_for_you")
    waiting.hold_back(world.police, item.id)
    assert "hold that back too" in waiting.after(world.police.cases.find(filed.reference))

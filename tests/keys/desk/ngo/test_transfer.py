"""Several desks of one NGO: each gets what comes in, one answers, and a case goes from one to another whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from keys.desk import look, tasks
from keys.desk.desk import Desk
from keys.desk.errors import DeskError
from keys.desk.messages import correspondence, status_line
from keys.desk.ngo import care, disclosure, transfer
from keys.desk.ngo.drafts import HeldForms
from keys.desk.police import information_request
from keys.desk.sync import fetch
from keys.desk.sync.send import send
from keys.errors import BadKeyFile
from tests.keys.desk.conftest import Run
from tests.keys.desk.ngo.releasing import asked
from tests.keys.desk.ngo.test_held import keep
from tests.keys.desk.test_story import QUESTION
from tests.orgs import FORCE, NGO
from tests.world import NAME, World


@pytest.fixture
def second(world: World) -> Desk:
    """The laptop of a colleague."""
    return world.desk(NGO, "second")


def test_both_desks_get_what_comes_in_and_only_one_knows_what_it_said_itself(world: World, second: Desk) -> None:
    filed = world.file_and_open()
    assert fetch.receive(second).refused == []
    assert NAME in look.show(second, filed.reference)
    assert world.ngo.cases.find(filed.reference).confirmed is not None
    assert second.cases.find(filed.reference).confirmed is None  # why a case is handed over, and not just fetched twice


def test_a_case_goes_over_whole_and_the_other_desk_goes_on(world: World, second: Desk) -> None:
    filed = world.file_and_open()
    information_request.ask(world.police, filed.reference, QUESTION)
    world.she_writes(filed.digits, "He came again on Friday.")
    world.round(world.police, world.ngo)
    care.correct(world.ngo, filed.reference, "It was a Wednesday.")
    given = transfer.hand_over(world.ngo, [filed.reference], to="Dalva's laptop")
    assert given.waiting == 1
    (case,) = transfer.take_over(second, given.text, given.word)
    assert case.confirmed is not None
    page = look.show(second, filed.reference)
    for words in (NAME, QUESTION.sought, "He came again on Friday.", "It was a Wednesday."):
        assert words in page
    second.directory.refresh()
    correspondence.answer(second, filed.reference, outcome="not_held")
    send(world.ngo, now=True)
    world.round(second, world.police)
    shown = look.show(world.police, filed.reference)
    assert "It was a Wednesday." in shown
    assert "Answered: The organisation does not have it" in shown
    numbers = [
        message.seq for message in world.police.cases.said(case.report_id) if message.org == NGO and not message.out
    ]
    assert len(numbers) == len(set(numbers)) == 3


def test_the_desk_that_gave_it_away_holds_it_to_read_and_does_nothing_more(world: World, second: Desk) -> None:
    filed = world.file_and_open()
    given = transfer.hand_over(world.ngo, [filed.reference], to="Dalva's laptop")
    assert NAME in look.show(world.ngo, filed.reference)
    acts: list[Any] = [
        lambda ref: correspondence.question(world.ngo, ref, "Is anybody there?"),
        lambda ref: care.note(world.ngo, ref, "Call us."),
        lambda ref: care.withdraw(world.ngo, ref),
        lambda ref: care.recall(world.ngo, ref),
        lambda ref: care.new_token(world.ngo, ref),
        lambda ref: disclosure.unrelease(world.ngo, ref),
        lambda ref: transfer.hand_over(world.ngo, [ref], to="another"),
    ]
    for act in acts:
        with pytest.raises(DeskError, match=r"Dalva's laptop answers|Another desk answers"):
            act(filed.reference)
    assert not [
        need for need in tasks.needs(world.ngo) if need.reference == world.ngo.cases.find(filed.reference).short
    ]
    transfer.take_over(second, given.text, given.word)
    back = transfer.hand_over(second, [filed.reference], to="the office")
    (case,) = transfer.take_over(world.ngo, back.text, back.word)
    assert case.elsewhere == ""
    care.pause(world.ngo, filed.reference)


def test_dangerous_news_is_shown_at_every_desk(world: World, second: Desk) -> None:
    filed = world.file_and_open()
    fetch.receive(second)
    transfer.leave_to(second, filed.reference, "the office")
    status_line.status(world.police, filed.reference, "arrested")
    world.round(world.police, world.ngo)
    fetch.receive(second)
    assert [need.kind for need in tasks.needs(second)] == ["dangerous"]


def test_taken_twice_or_there_before_it_is_joined(world: World, second: Desk) -> None:
    filed = world.file_and_open()
    fetch.receive(second)
    given = transfer.hand_over(world.ngo, [filed.reference], to="second")
    transfer.take_over(second, given.text, given.word)
    before = [message.key for message in second.cases.said(second.cases.find(filed.reference).report_id)]
    transfer.take_over(second, given.text, given.word)
    assert [message.key for message in second.cases.said(second.cases.find(filed.reference).report_id)] == before
    assert second.cases.find(filed.reference).confirmed is not None


def test_the_same_number_for_two_things_loses_neither(world: World, second: Desk) -> None:
    filed = world.file_and_open()
    fetch.receive(second)
    care.confirm(second, filed.reference)
    correspondence.question(world.ngo, filed.reference, "From one desk?")
    correspondence.question(second, filed.reference, "From the other desk?")
    given = transfer.hand_over(world.ngo, [filed.reference], to="second")
    transfer.take_over(second, given.text, given.word)
    page = look.show(second, filed.reference)
    assert "From one desk?" in page
    assert "From the other desk?" in page
    send(world.ngo, now=True)
    world.round(second, world.police)
    shown = look.show(world.police, filed.reference)
    assert "From one desk?" in shown
    assert "From the other desk?" in shown


def test_two_desks_release_one_after_the_other_and_the_police_accept_both(world: World, second: Desk) -> None:
    identity = {
        "name": {"preferred": NAME},
        "premises": {"address": "14 Elm Road"},
        "suspect": {"name": "R. Aldertone"},
        "advice": "taken",
    }
    filed = world.file(identity=identity)
    for desk in (world.police, world.ngo, second):
        fetch.receive(desk)
    for desk in (world.ngo, second):
        care.confirm(desk, filed.reference)
    world.round(world.ngo, second, world.police)
    world.days_later()  # her mailbox takes two messages a day of one organisation, and each desk wrote one
    disclosure.release(world.ngo, filed.reference, asked("premises"), filed.symbols)
    world.round(world.ngo, world.police)
    world.days_later()
    disclosure.release(second, filed.reference, asked("suspect"), filed.symbols)
    world.round(second, world.police)
    shown = look.show(world.police, filed.reference)
    assert "14 Elm Road" in shown
    assert "R. Aldertone" in shown


def test_who_takes_over_without_a_word_of_the_other_uses_none_of_its_numbers(world: World, second: Desk) -> None:
    filed = world.file_and_open()
    given = transfer.hand_over(world.ngo, [filed.reference], to="second")
    (theirs,) = transfer.take_over(second, given.text, given.word)
    last = theirs.said_to_desk
    for number in range(5):
        correspondence.question(second, filed.reference, f"Question {number}?")
    transfer.answer_again(world.ngo, filed.reference)
    correspondence.question(world.ngo, filed.reference, "Is anybody there?")
    assert world.ngo.cases.find(filed.reference).said_to_desk > last + 5


def test_a_form_dealt_with_at_one_desk_is_no_longer_kept_at_the_other(world: World, second: Desk) -> None:
    filed = world.file_and_open()
    keep(world)
    fetch.receive(second)
    assert HeldForms(second.cases).all()
    HeldForms(world.ngo.cases).delete(HeldForms(world.ngo.cases).all()[0].name)
    given = transfer.hand_over(world.ngo, [filed.reference], to="second")
    transfer.take_over(second, given.text, given.word)
    assert HeldForms(second.cases).all() == []


def test_the_file_says_nothing_and_opens_for_its_word_and_its_organisation_alone(world: World, second: Desk) -> None:
    filed = world.file_and_open()
    given = transfer.hand_over(world.ngo, [filed.reference], to="second")
    assert NAME not in given.text
    assert given.word not in given.text
    assert filed.reference not in given.text
    with pytest.raises(BadKeyFile):
        transfer.take_over(second, given.text, "2345-2345-2345-2345-2345")
    with pytest.raises(DeskError, match="not from a desk of harbour-house"):
        transfer.take_over(world.desk("harbour-house"), given.text, given.word)
    with pytest.raises(DeskError, match="an NGO's desk"):
        transfer.take_over(world.desk(FORCE), given.text, given.word)
    assert second.cases.all() == []
    transfer.take_over(second, given.text, given.word.lower().replace("-", " "))
    assert len(second.cases.all()) == 1


def test_the_commands_hand_over_everything_and_say_the_word_once(
    world: World, second: Desk, run: Run, tmp_path: Path
) -> None:
    filed = world.file_and_open()
    target = tmp_path / "cases"
    gave = run(NGO, "handover", "give", "--all", "--name", "Dalva's laptop", "--to", str(target))
    assert gave.exit_code == 0, gave.output + gave.stderr
    (word,) = [line.strip() for line in gave.output.splitlines() if line.startswith("  ")]
    took = run(f"{NGO}second", "handover", "take", str(target), given=word + "\n")
    assert took.exit_code == 0, took.output + took.stderr
    assert "This desk answers for it." in took.output
    refused = run(NGO, "pause", filed.reference)
    assert refused.exit_code == 1
    assert "Dalva's laptop answers for this report" in refused.stderr
    back = run(NGO, "handover", "back", filed.reference, "--yes")
    assert back.exit_code == 0, back.output + back.stderr

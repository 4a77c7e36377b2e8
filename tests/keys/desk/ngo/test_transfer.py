"""Several desks of one NGO: each gets what comes in, one answers, and a case goes from one to another whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from keys.desk.desk import Desk
from keys.desk.errors import DeskError
from keys.errors import BadKeyFile
from tests.gateway.running import FORCE, NGO
from tests.keys.desk.cli.test_cli import Run, run
from tests.keys.desk.ngo.test_disclosure import asked
from tests.keys.desk.ngo.test_held import keep
from tests.keys.desk.test_story import QUESTION
from tests.keys.desk.world import NAME, World, opened_everywhere, round_trip

__all__ = ["run"]


@pytest.fixture
def second(world: World) -> Desk:
    """The laptop of a colleague."""
    return world.desk(NGO, "second")


def test_both_desks_get_what_comes_in_and_only_one_knows_what_it_said_itself(
    world: World, second: Desk
) -> None:
    filed = opened_everywhere(world)
    assert second.receive().refused == []
    assert NAME in second.show(filed["reference"])
    assert world.ngo.find(filed["reference"]).confirmed is not None
    assert (
        second.find(filed["reference"]).confirmed is None
    )  # why a case is handed over, and not just fetched twice


def test_a_case_goes_over_whole_and_the_other_desk_goes_on(world: World, second: Desk) -> None:
    filed = opened_everywhere(world)
    world.police.ask(filed["reference"], QUESTION)
    world.she_writes(filed["digits"], "He came again on Friday.")
    round_trip(world, world.police, world.ngo)
    world.ngo.correct(filed["reference"], "It was a Wednesday.")
    given = world.ngo.hand_over([filed["reference"]], to="Dalva's laptop")
    assert given.waiting == 1
    (case,) = second.take_over(given.text, given.word)
    assert case.confirmed is not None
    page = second.show(filed["reference"])
    for words in (NAME, QUESTION.sought, "He came again on Friday.", "It was a Wednesday."):
        assert words in page
    second.refresh()
    second.answer(filed["reference"], outcome="not_held")
    world.ngo.send(now=True)
    round_trip(world, second, world.police)
    shown = world.police.show(filed["reference"])
    assert "It was a Wednesday." in shown
    assert "Answered: The organisation does not have it" in shown
    numbers = [
        message.seq
        for message in world.police.cases.said(case.report_id)
        if message.org == NGO and not message.out
    ]
    assert len(numbers) == len(set(numbers)) == 3


def test_the_desk_that_gave_it_away_holds_it_to_read_and_does_nothing_more(
    world: World, second: Desk
) -> None:
    filed = opened_everywhere(world)
    given = world.ngo.hand_over([filed["reference"]], to="Dalva's laptop")
    assert NAME in world.ngo.show(filed["reference"])
    acts: list[Any] = [
        lambda ref: world.ngo.question(ref, "Is anybody there?"),
        lambda ref: world.ngo.note(ref, "Call us."),
        lambda ref: world.ngo.withdraw(ref),
        lambda ref: world.ngo.recall(ref),
        lambda ref: world.ngo.new_token(ref),
        lambda ref: world.ngo.consents.unrelease(ref),
        lambda ref: world.ngo.hand_over([ref], to="another"),
    ]
    for act in acts:
        with pytest.raises(DeskError, match=r"Dalva's laptop answers|Another desk answers"):
            act(filed["reference"])
    assert not [
        need for need in world.ngo.today() if need.reference == world.ngo.find(filed["reference"]).short
    ]
    second.take_over(given.text, given.word)
    back = second.hand_over([filed["reference"]], to="the office")
    (case,) = world.ngo.take_over(back.text, back.word)
    assert case.elsewhere == ""
    world.ngo.pause(filed["reference"])


def test_dangerous_news_is_shown_at_every_desk(world: World, second: Desk) -> None:
    filed = opened_everywhere(world)
    second.receive()
    second.leave_to(filed["reference"], "the office")
    world.police.status(filed["reference"], "arrested")
    round_trip(world, world.police, world.ngo)
    second.receive()
    assert [need.kind for need in second.today()] == ["dangerous"]


def test_taken_twice_or_there_before_it_is_joined(world: World, second: Desk) -> None:
    filed = opened_everywhere(world)
    second.receive()
    given = world.ngo.hand_over([filed["reference"]], to="second")
    second.take_over(given.text, given.word)
    before = [message.key for message in second.cases.said(second.find(filed["reference"]).report_id)]
    second.take_over(given.text, given.word)
    assert [message.key for message in second.cases.said(second.find(filed["reference"]).report_id)] == before
    assert second.find(filed["reference"]).confirmed is not None


def test_the_same_number_for_two_things_loses_neither(world: World, second: Desk) -> None:
    filed = opened_everywhere(world)
    second.receive()
    second.confirm(filed["reference"])
    world.ngo.question(filed["reference"], "From one desk?")
    second.question(filed["reference"], "From the other desk?")
    given = world.ngo.hand_over([filed["reference"]], to="second")
    second.take_over(given.text, given.word)
    page = second.show(filed["reference"])
    assert "From one desk?" in page
    assert "From the other desk?" in page
    world.ngo.send(now=True)
    round_trip(world, second, world.police)
    shown = world.police.show(filed["reference"])
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
        desk.receive()
    for desk in (world.ngo, second):
        desk.confirm(filed["reference"])
    round_trip(world, world.ngo, second, world.police)
    world.sleep()  # her mailbox takes two messages a day of one organisation, and each desk wrote one
    world.ngo.consents.release(filed["reference"], asked("premises"), filed["symbols"])
    round_trip(world, world.ngo, world.police)
    world.sleep()
    second.consents.release(filed["reference"], asked("suspect"), filed["symbols"])
    round_trip(world, second, world.police)
    shown = world.police.show(filed["reference"])
    assert "14 Elm Road" in shown
    assert "R. Aldertone" in shown


def test_who_takes_over_without_a_word_of_the_other_uses_none_of_its_numbers(
    world: World, second: Desk
) -> None:
    filed = opened_everywhere(world)
    given = world.ngo.hand_over([filed["reference"]], to="second")
    (theirs,) = second.take_over(given.text, given.word)
    last = theirs.said_to_desk
    for number in range(5):
        second.question(filed["reference"], f"Question {number}?")
    world.ngo.answer_again(filed["reference"])
    world.ngo.question(filed["reference"], "Is anybody there?")
    assert world.ngo.find(filed["reference"]).said_to_desk > last + 5


def test_a_form_dealt_with_at_one_desk_is_no_longer_kept_at_the_other(world: World, second: Desk) -> None:
    filed = opened_everywhere(world)
    keep(world)
    second.receive()
    assert second.holding.all()
    world.ngo.holding.delete(world.ngo.holding.all()[0].name)
    given = world.ngo.hand_over([filed["reference"]], to="second")
    second.take_over(given.text, given.word)
    assert second.holding.all() == []


def test_the_file_says_nothing_and_opens_for_its_word_and_its_organisation_alone(
    world: World, second: Desk
) -> None:
    filed = opened_everywhere(world)
    given = world.ngo.hand_over([filed["reference"]], to="second")
    assert NAME not in given.text
    assert given.word not in given.text
    assert filed["reference"] not in given.text
    with pytest.raises(BadKeyFile):
        second.take_over(given.text, "2345-2345-2345-2345-2345")
    with pytest.raises(DeskError, match="not from a desk of harbour-house"):
        world.desk("harbour-house").take_over(given.text, given.word)
    with pytest.raises(DeskError, match="an NGO's desk"):
        world.desk(FORCE).take_over(given.text, given.word)
    assert second.cases.all() == []
    second.take_over(given.text, given.word.lower().replace("-", " "))
    assert len(second.cases.all()) == 1


def test_the_commands_hand_over_everything_and_say_the_word_once(
    world: World, second: Desk, run: Run, tmp_path: Path
) -> None:
    filed = opened_everywhere(world)
    target = tmp_path / "cases"
    gave = run(NGO, "handover", "give", "--all", "--name", "Dalva's laptop", "--to", str(target))
    assert gave.exit_code == 0, gave.output + gave.stderr
    (word,) = [line.strip() for line in gave.output.splitlines() if line.startswith("  ")]
    took = run(f"{NGO}second", "handover", "take", str(target), given=word + "\n")
    assert took.exit_code == 0, took.output + took.stderr
    assert "This desk answers for it." in took.output
    refused = run(NGO, "pause", filed["reference"])
    assert refused.exit_code == 1
    assert "Dalva's laptop answers for this report" in refused.stderr
    back = run(NGO, "handover", "back", filed["reference"], "--yes")
    assert back.exit_code == 0, back.output + back.stderr

"""What an NGO's desk does for her: dangerous news first by voice, words both ways, a new token, recall, stopping."""

from __future__ import annotations

import time

import pytest

from keys.desk import look, tasks
from keys.desk.case_view.listing import case_list
from keys.desk.errors import DeskError
from keys.desk.messages import status_line
from keys.desk.ngo import care
from keys.desk.police import information_request
from keys.desk.sync import fetch
from keys.desk.sync.send import send
from tests.keys.desk.test_story import QUESTION
from tests.orgs import FORCE
from tests.world import NARRATIVE, World


def test_a_dangerous_status_waits_for_her_and_calls_the_ngo(world: World) -> None:
    filed = world.file_and_open()
    status_line.status(world.police, filed.reference, "arrested")
    waiting = {item.sort.value: item for item in world.police.outbox.waiting()}
    assert waiting["envelope"].timed is False
    assert waiting["mail"].timed is True
    world.round(world.police, world.ngo)
    first = tasks.needs(world.ngo)[0]
    assert "Call her before her page tells her" in first.what
    (hers,) = [each for each in world.messages(filed.symbols) if each.body.get("code") == "arrested"]
    assert 23 * 3600 < hers.body["show_after"] * 3600 - time.time() <= 25 * 3600
    care.safe(world.ngo, filed.reference)
    world.days_later()
    send(world.ngo, now=True)
    (word,) = [each for each in world.messages(filed.symbols) if each.body["kind"] == "safe"]
    assert word.body["about"] == {"org": FORCE, "seq": hers.body["seq"]}
    assert not [need for need in tasks.needs(world.ngo) if "Call her" in need.what]


def test_her_page_is_asked_to_wait_once_only(world: World) -> None:
    filed = world.file_and_open()
    status_line.status(world.police, filed.reference, "charged")
    world.round(world.police, world.ngo)
    item = care.not_yet(world.ngo, filed.reference)
    shows = next(each for each in world.ngo.cases.said(item.report_id) if each.kind == "status" and not each.out)
    latest = max(
        each.body["body"].get("show_after", 0)
        for each in world.ngo.cases.said(shows.report_id)
        if each.kind == "status" and not each.out
    )
    assert item.due <= latest * 3600 - 3600
    with pytest.raises(DeskError, match="once"):
        care.not_yet(world.ngo, filed.reference)


def test_no_other_line_names_a_dangerous_status_before_its_hour(world: World) -> None:
    filed = world.file_and_open()
    status_line.status(world.police, filed.reference, "arrested")
    status_line.status(world.police, filed.reference, "investigating")
    world.round(world.police, world.ngo)
    care.pause(world.ngo, filed.reference)
    world.round(world.ngo, world.police)
    for message in world.messages(filed.symbols):
        if message.body.get("code") != "arrested":
            assert "arrested" not in str(message.body)


def test_she_writes_and_her_caseworker_reads_and_writes_back(world: World) -> None:
    filed = world.file_and_open()
    world.she_writes(filed.digits, "He came again on Friday.")
    assert len(fetch.receive(world.ngo).new) == 1
    assert "She wrote to you." in [need.what for need in tasks.needs(world.ngo)]
    assert "He came again on Friday." in look.show(world.ngo, filed.reference)
    assert "She wrote to you." not in [need.what for need in tasks.needs(world.ngo)]
    world.days_later()
    care.note(world.ngo, filed.reference, "We read it. Call us on Tuesday.")
    send(world.ngo, now=True)
    assert "We read it. Call us on Tuesday." in [each.body.get("text") for each in world.messages(filed.symbols)]
    fetch.receive(world.police)
    assert "Friday" not in look.show(world.police, filed.reference)


def test_a_new_token_moves_her_mailbox_and_empties_the_old_one(world: World) -> None:
    filed = world.file_and_open()
    fresh = care.new_token(world.ngo, filed.reference)
    order = sorted(world.ngo.outbox.waiting(), key=lambda item: item.due)
    assert [item.sort.value for item in order] == ["envelope", "mail", "wipe"]
    assert all(item.timed for item in order)
    world.round(world.ngo, world.police)
    assert world.messages(filed.symbols) == []
    assert [each.body["code"] for each in world.messages(fresh.symbols)] == ["opened"]
    assert world.messages(fresh.digits) == world.messages(fresh.symbols)
    status_line.status(world.police, filed.reference, "investigating")
    world.round(world.police, world.ngo)
    assert "investigating" in [each.body["code"] for each in world.messages(fresh.symbols)]
    undivided = fresh.symbols.replace("-", ""), fresh.digits.replace(" ", "")
    assert world.at_rest(fresh.symbols, fresh.digits, *undivided) == []


def test_an_old_paper_that_was_seen_is_emptied_at_once_and_once_more_at_the_end(world: World) -> None:
    filed = world.file_and_open()
    assert world.messages(filed.symbols)
    care.new_token(world.ngo, filed.reference, empty_now=True)
    order = sorted(world.ngo.outbox.waiting(), key=lambda item: item.due)
    assert [item.sort.value for item in order] == ["wipe", "envelope", "mail", "wipe"]
    send(world.ngo)
    assert world.messages(filed.symbols) == []
    assert [item.sort.value for item in world.ngo.outbox.waiting()].count("wipe") == 1


def test_words_from_a_replaced_token_are_marked(world: World) -> None:
    filed = world.file_and_open()
    care.new_token(world.ngo, filed.reference)
    world.she_writes(filed.symbols, "It is me.")
    fetch.receive(world.ngo)
    page = look.show(world.ngo, filed.reference)
    assert "It is me." in page
    assert "Written with a code that was replaced" in page


def test_a_recall_before_it_was_fetched_destroys_it(world: World) -> None:
    filed = world.file()
    fetch.receive(world.ngo)
    care.recall(world.ngo, filed.reference)
    assert send(world.ngo).troubles == []
    assert fetch.receive(world.police).new == []
    assert case_list(world.police) == []


def test_a_recall_of_what_was_fetched_but_not_opened_deletes_it_unseen_and_says_so(world: World) -> None:
    filed = world.file()
    fetch.receive(world.police)
    fetch.receive(world.ngo)
    care.recall(world.ngo, filed.reference)
    send(world.ngo)
    assert fetch.receive(world.police).words == 1
    with pytest.raises(DeskError, match="recalled"):
        look.show(world.police, filed.reference)
    with pytest.raises(DeskError, match="recalled"):
        look.export(world.police, filed.reference, "json")
    assert world.police.cases.find(filed.reference).report is None
    fetch.receive(world.ngo)
    assert world.ngo.cases.find(filed.reference).recalled is not None
    assert case_list(world.ngo)[0]["state"] == "recalled"


def test_a_recall_after_the_police_looked_is_too_late_and_the_desk_says_so(world: World) -> None:
    filed = world.file()
    fetch.receive(world.police)
    look.show(world.police, filed.reference)
    fetch.receive(world.ngo)
    care.recall(world.ngo, filed.reference)
    send(world.police)
    (trouble,) = send(world.ngo).troubles
    assert trouble.startswith("Too late")
    fetch.receive(world.ngo)
    with pytest.raises(DeskError, match="Too late"):
        care.recall(world.ngo, filed.reference)
    assert NARRATIVE in look.show(world.police, filed.reference)


def test_the_police_are_told_that_she_pauses_withdraws_and_corrects(world: World) -> None:
    filed = world.file_and_open()
    care.correct(world.ngo, filed.reference, "It was a Wednesday.")
    care.pause(world.ngo, filed.reference)
    care.withdraw(world.ngo, filed.reference)
    world.days_later()
    world.round(world.ngo, world.police)
    page = look.show(world.police, filed.reference)
    assert "It was a Wednesday." in page
    assert NARRATIVE in page
    assert "She asked to pause on" in page
    assert "She withdrew on" in page
    (last,) = [each.body for each in world.messages(filed.symbols) if each.body.get("code") == "withdrawn"]
    assert [code for code, _ in last["line"]][-2:] == ["paused_by_victim", "withdrawn"]


def test_a_question_is_over_for_everybody_when_it_is_answered(world: World) -> None:
    filed = world.file_and_open()
    ref = filed.reference
    status_line.status(world.police, ref, "investigating")
    information_request.ask(world.police, ref, QUESTION)
    status_line.status(world.police, ref, "question_for_you")
    world.round(world.police, world.ngo)
    assert [row["state"] for row in case_list(world.ngo)] == ["question_for_you"]
    world.days_later(1)
    for desk in (world.police, world.ngo):
        desk.directory.refresh()
    care.answer(world.ngo, ref, outcome="refused_by_victim")
    world.round(world.ngo, world.police)
    assert [row["state"] for row in case_list(world.ngo)] == ["investigating"]
    assert [row["state"] for row in case_list(world.police)] == ["investigating"]
    newest = max(world.messages(filed.symbols), key=lambda each: (each.body["day"], each.body["seq"]))
    assert newest.body["code"] == "investigating"

"""What a caseworker does at the page of her desk, on a real desk world: each act beside what asks for it."""

from __future__ import annotations

import re

import pytest

from keys.desk import look, tasks
from keys.desk.messages import status_line
from keys.desk.ngo import care
from keys.desk.police import information_request
from keys.desk.sync import fetch
from keys.desk.web.app import MOST_BYTES
from tests.keys.desk.test_story import QUESTION
from tests.keys.desk.web.desk_page import DeskPage
from tests.keys.desk.web.her_identity import her_identity
from tests.orgs import NGO
from tests.world import NAME, PHONE, World


def test_a_new_report_is_confirmed_after_looking_and_not_before(world: World, ngo_page: DeskPage) -> None:
    filed = world.file(identity=her_identity())
    fetch.receive(world.ngo)
    assert "The police do not know yet that it is yours." in ngo_page.read("/today")
    where = ngo_page.path("caring.confirm", filed.reference)
    looked = ngo_page.read(where)
    assert NAME in looked
    assert "only that your organisation sent the report, not what it says" in looked
    assert "Confirmed." in ngo_page.press(where)
    assert world.ngo.cases.find(filed.reference).confirmed is not None


def test_a_dangerous_status_leads_to_the_rule_and_then_to_what_came_of_the_call(
    world: World, ngo_page: DeskPage
) -> None:
    filed = world.file_and_open()
    status_line.status(world.police, filed.reference, "bailed", text="Not within 100 metres of the flat")
    world.round(world.police, world.ngo)
    today = ngo_page.read("/today")
    assert today.index("Her safety") < today.index("Call her: read this first")
    assert "100 metres" not in today
    where = ngo_page.path("caring.safe", filed.reference)
    page = ngo_page.read(where)
    assert "Not within 100 metres of the flat" in page
    assert "would it tell somebody who sees her phone where she is" in page
    assert "72 hours more" in ngo_page.press(ngo_page.path("caring.not-yet", filed.reference), {})
    assert "asked to wait already" in ngo_page.read(where)
    assert "Her page may show it" in ngo_page.press(where, {})
    assert "Her safety" not in ngo_page.read("/today")


def test_a_question_is_read_to_her_and_a_refusal_sends_no_words(world: World, ngo_page: DeskPage) -> None:
    filed = world.file_and_open()
    information_request.ask(world.police, filed.reference, QUESTION)
    world.round(world.police, world.ngo)
    where = ngo_page.path("caring.answer", filed.reference)
    page = ngo_page.read(where)
    assert "You do not have to answer." in page
    for asked in (QUESTION.sought, QUESTION.why, QUESTION.how_dealt_with):
        assert asked in page
    assert "Choose how it went." in ngo_page.press(where, {"text": "x"})
    ngo_page.press(where, {"outcome": "refused_by_victim", "text": "she is afraid of him"})
    world.round(world.ngo, world.police)
    shown = look.show(world.police, filed.reference)
    assert "Answered: She does not want to answer" in shown
    assert "afraid" not in shown
    assert "No question waits" in ngo_page.read(where)


def test_an_answer_with_her_own_words_comes_back_with_everything_typed(world: World, ngo_page: DeskPage) -> None:
    filed = world.file_and_open()
    information_request.ask(world.police, filed.reference, QUESTION)
    world.round(world.police, world.ngo)
    where = ngo_page.path("caring.answer", filed.reference)
    page = ngo_page.post(where, {"outcome": "provided", "text": f"Ask for {NAME}."})
    assert page.status == 409
    assert "Nothing was sent" in page.text
    assert f"Ask for {NAME}." in page.html
    assert [need for need in tasks.needs(world.ngo) if need.kind == "question"]


def test_the_very_word_that_stops_an_answer_is_marked(world: World, ngo_page: DeskPage) -> None:
    filed = world.file_and_open()
    information_request.ask(world.police, filed.reference, QUESTION)
    world.round(world.police, world.ngo)
    where = ngo_page.path("caring.answer", filed.reference)
    form = {"outcome": "provided", "text": f"It was {PHONE}, she says."}
    html = ngo_page.post(where, form).html
    assert f"<mark>{PHONE}</mark>" in html
    assert "signs" not in html
    assert "Remove the marked words" in html


@pytest.mark.parametrize("act", ["note", "question", "correct", "pause", "withdraw", "recall"])
def test_every_act_says_what_it_does_before_the_press(world: World, ngo_page: DeskPage, act: str) -> None:
    filed = world.file()
    fetch.receive(world.ngo)
    care.confirm(world.ngo, filed.reference)
    where = ngo_page.path(f"caring.{act}", filed.reference)
    assert "Not now" in ngo_page.read(where)
    after = ngo_page.press(where, {"text": "It was a Wednesday."})
    assert f"Report {filed.reference[:8]}" in after


def test_a_recall_promises_what_it_can_still_do(world: World, ngo_page: DeskPage) -> None:
    filed = world.file()
    fetch.receive(world.ngo)
    where = ngo_page.path("caring.recall", filed.reference)
    assert "destroyed for certain" in ngo_page.read(where)
    fetch.receive(world.police)
    fetch.receive(world.ngo)
    promise = ngo_page.read(where)
    assert "while it is unopened, an honest desk deletes it unseen and says so" in promise
    assert "for certain" not in promise
    look.show(world.police, filed.reference)
    world.round(world.police, world.ngo)
    late = ngo_page.read(where)
    assert "Too late" in late
    assert "Call it back" not in late


def test_a_new_code_is_shown_once_and_a_page_loaded_again_makes_no_second(world: World, ngo_page: DeskPage) -> None:
    filed = world.file_and_open()
    where = ngo_page.path("token.ask", filed.reference)
    press = re.findall(r'name="press" value="([^"]+)"', ngo_page.get(where).html)[0]
    first = ngo_page.press(where, {"press": press})
    assert re.search(r"[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4}", first)
    waiting = len(world.ngo.outbox.waiting())
    assert "That code was made already" in ngo_page.press(where, {"press": press})
    assert len(world.ngo.outbox.waiting()) == waiting


def test_where_a_new_code_is_typed_is_said_beside_it(world: World, ngo_page: DeskPage) -> None:
    filed = world.file_and_open()
    where = ngo_page.path("token.ask", filed.reference)
    press = re.search(r'name="press" value="([^"]+)"', ngo_page.get(where).html)
    assert press
    told = ngo_page.press(where, {"press": press[1]})
    assert f"by mouth: {world.ngo.settings.gateway.split('//')[1].rstrip('/')}." in told


def test_an_emergency_is_written_down_afterwards_and_told_later(ngo_page: DeskPage) -> None:
    form = {
        "basis": "threat_to_life", "to": "999", "asked": "no_time", "what": "He was at the door.",
        "why": "She screamed.", "decided_by": "D.", "day": "2026-11-01",
    }  # fmt: skip
    assert "What was told?" in ngo_page.press("/emergencies", form | {"what": ""})
    listed = ngo_page.press("/emergencies", form)
    assert "She has not been told yet." in listed
    ident = re.findall(r'name="id" value="(\w+)"', ngo_page.get("/emergencies").html)[0]
    assert "She was told of it on" in ngo_page.press("/emergencies/told", {"id": ident})


def test_cases_are_handed_over_with_a_word_that_is_shown_once(world: World, ngo_page: DeskPage) -> None:
    filed = world.file_and_open()
    form = {f"ref.{filed.reference}": "yes", "name": "Dalva's laptop", "who": "there"}
    given = ngo_page.press("/handover", form)
    (word,) = re.findall(r"\w{4}-\w{4}-\w{4}-\w{4}-\w{4}", given)
    raw = ngo_page.post("/handover/file").answer.content
    assert NAME.encode() not in raw
    assert "fetched already" in ngo_page.press("/handover/file")
    report = ngo_page.read(ngo_page.path("hers.shown", filed.reference))
    assert "Dalva's laptop answers for this report." in report
    assert "She has changed her mind" not in report
    world.desk(NGO, "second")
    other = DeskPage(world.desk_folder(f"{NGO}second"), world.gateway.app)
    carried = {"file": ("cases.locked", raw)}
    assert other.post("/handover/take", {"word": word[:-1]}, files=carried).status == 409
    taken = other.press("/handover/take", {"word": word.lower()}, files=carried)
    assert "1 taken; this desk answers for 1 of them" in taken
    other.close()
    back = ngo_page.path("handover.back", filed.reference)
    assert "This desk answers for it." in ngo_page.press(back)


def test_a_file_may_be_long_where_a_file_is_taken_and_nowhere_else(ngo_page: DeskPage) -> None:
    long = "x" * (MOST_BYTES + 1)
    taken = ngo_page.post("/handover/take", {"word": "w"}, files={"file": ("cases.locked", long)})
    assert taken.status == 409
    assert ngo_page.post("/reports", {"sought": long}).status == 413

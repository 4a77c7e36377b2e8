"""What a caseworker does at the page of her desk, on a real desk world: each act beside what asks for it."""

from __future__ import annotations

import re

import pytest

from tests.keys.desk.test_story import QUESTION
from tests.keys.desk.web.browsing import DeskPage, words
from tests.keys.desk.world import NAME, PHONE, World, opened_everywhere, round_trip


def _identity(**more: object) -> dict[str, object]:
    return {
        "name": {"preferred": NAME},
        "phone": {"numbers": [PHONE]},
        "safe_contact": {
            "never_do": ["Never leave a message"],
            "channels": [
                {
                    "type": "call",
                    "value": "07700 900456",
                    "times": "Tuesdays 10 to 12",
                    "code_word_ok": "receita",
                }
            ],
        },
        "premises": {"address": "14 Elm Road"},
        "advice": "taken",
        **more,
    }


def test_an_empty_desk_says_what_to_do(ngo_page: DeskPage) -> None:
    text = ngo_page.browser.read("/")
    assert "Nothing waits for you." in text
    assert "Write a report at this desk" in text


def test_a_new_report_is_confirmed_after_looking_and_not_before(world: World, ngo_page: DeskPage) -> None:
    filed = world.file(identity=_identity())
    world.ngo.receive()
    assert "The police do not know yet that it is yours." in ngo_page.browser.read("/today")
    where = ngo_page.path("caring.confirm", filed["reference"])
    looked = ngo_page.browser.read(where)
    assert NAME in looked
    assert "You do not vouch that the website sealed its words unchanged" in looked
    assert "Confirmed." in ngo_page.browser.press(where)
    assert world.ngo.find(filed["reference"]).confirmed is not None


def test_the_rule_stands_before_any_number_and_numbers_are_folded(world: World, ngo_page: DeskPage) -> None:
    filed = world.file(identity=_identity())
    world.ngo.receive()
    html = ngo_page.browser.get(ngo_page.path("hers.shown", filed["reference"])).get_data(as_text=True)
    rule, fold = html.index("Never leave a message"), html.index("<details")
    for number in (PHONE, "07700 900456"):
        assert rule < fold < html.index(number)
    assert html.index("receita") < html.index("07700 900456")
    assert "Tuesdays 10 to 12" in html[:fold]
    assert 'href="tel:0' not in html


def test_nothing_of_a_report_stands_in_an_address_or_a_title(world: World, ngo_page: DeskPage) -> None:
    filed = world.file(identity=_identity())
    world.ngo.receive()
    answer = ngo_page.browser.post("/reports", {"sought": "Quillabamba"})
    assert filed["reference"][:8] in words(answer)
    for page in (answer, ngo_page.browser.get(ngo_page.path("hers.shown", filed["reference"]))):
        html = page.get_data(as_text=True)
        links = re.findall(r'(?:href|action)="([^"]*)"', html) + re.findall(r"<title>(.*?)</title>", html)
        assert not [link for link in links if "Quillabamba" in link or filed["reference"][:8] in link]


def test_the_search_looks_in_the_vault_and_finds_without_marks(world: World, ngo_page: DeskPage) -> None:
    world.file(identity=_identity())
    world.ngo.receive()
    assert NAME not in ngo_page.browser.read("/reports")
    assert NAME in ngo_page.browser.press("/reports", {"sought": "zvézdana"})
    assert "Nothing was found." in ngo_page.browser.press("/reports", {"sought": "nobody of that name"})


def test_a_dangerous_status_leads_to_the_rule_and_then_to_what_came_of_the_call(
    world: World, ngo_page: DeskPage
) -> None:
    filed = opened_everywhere(world)
    world.police.status(filed["reference"], "bailed", text="Not within 100 metres of the flat")
    round_trip(world, world.police, world.ngo)
    today = ngo_page.browser.read("/today")
    assert today.index("Her safety") < today.index("Call her: read this first")
    assert "100 metres" not in today
    where = ngo_page.path("caring.call", filed["reference"])
    page = ngo_page.browser.read(where)
    assert "Not within 100 metres of the flat" in page
    assert "would it tell somebody who sees her phone where she is" in page
    assert "72 hours more" in ngo_page.browser.press(where, {"came": "not-yet"})
    assert "asked to wait already" in ngo_page.browser.read(where)
    assert "Her page may show it" in ngo_page.browser.press(where, {"came": "safe"})
    assert "Her safety" not in ngo_page.browser.read("/today")


def test_a_question_is_read_to_her_and_a_refusal_sends_no_words(world: World, ngo_page: DeskPage) -> None:
    filed = opened_everywhere(world)
    world.police.ask(filed["reference"], QUESTION)
    round_trip(world, world.police, world.ngo)
    where = ngo_page.path("caring.answer", filed["reference"])
    page = ngo_page.browser.read(where)
    assert "You do not have to answer." in page
    for asked in (QUESTION.sought, QUESTION.why, QUESTION.how_dealt_with):
        assert asked in page
    assert "Choose how it went." in ngo_page.browser.press(where, {"text": "x"})
    ngo_page.browser.press(where, {"outcome": "refused_by_victim", "text": "she is afraid of him"})
    round_trip(world, world.ngo, world.police)
    shown = world.police.show(filed["reference"])
    assert "refused_by_victim" in shown
    assert "afraid" not in shown
    assert "No question waits" in ngo_page.browser.read(where)


def test_an_answer_with_her_own_words_comes_back_with_everything_typed(
    world: World, ngo_page: DeskPage
) -> None:
    filed = opened_everywhere(world)
    world.police.ask(filed["reference"], QUESTION)
    round_trip(world, world.police, world.ngo)
    where = ngo_page.path("caring.answer", filed["reference"])
    html = ngo_page.browser.post(where, {"outcome": "provided", "text": f"Ask for {NAME}."})
    assert html.status_code == 409
    assert "Nothing was sent" in words(html)
    assert f"Ask for {NAME}." in words(html)
    assert [need for need in world.ngo.today() if need.kind == "question"]


@pytest.mark.parametrize("act", ["note", "ask", "correct", "pause", "withdraw", "recall"])
def test_every_act_says_what_it_does_before_the_press(world: World, ngo_page: DeskPage, act: str) -> None:
    filed = world.file()
    world.ngo.receive()
    world.ngo.confirm(filed["reference"])
    where = ngo_page.path("caring.act", filed["reference"], act=act)
    assert "Not now" in ngo_page.browser.read(where)
    after = ngo_page.browser.press(where, {"text": "It was a Wednesday."})
    assert f"Report {filed['reference'][:8]}" in after


def test_a_recall_promises_what_it_can_still_do(world: World, ngo_page: DeskPage) -> None:
    filed = world.file()
    world.ngo.receive()
    where = ngo_page.path("caring.act", filed["reference"], act="recall")
    assert "destroyed for certain" in ngo_page.browser.read(where)
    world.police.receive()
    world.ngo.receive()
    promise = ngo_page.browser.read(where)
    assert "an honest desk that has not opened it deletes it unseen" in promise
    assert "for certain" not in promise
    world.police.show(filed["reference"])
    round_trip(world, world.police, world.ngo)
    assert "Too late" in ngo_page.browser.read(where)


def test_a_new_code_is_shown_once_and_a_page_loaded_again_makes_no_second(
    world: World, ngo_page: DeskPage
) -> None:
    filed = opened_everywhere(world)
    where = ngo_page.path("token.ask", filed["reference"])
    press = re.findall(r'name="press" value="([^"]+)"', ngo_page.browser.get(where).get_data(as_text=True))[0]
    first = ngo_page.browser.press(where, {"press": press})
    assert re.search(r"[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4}", first)
    waiting = len(world.ngo.outbox.waiting())
    assert "That code was made already" in ngo_page.browser.press(where, {"press": press})
    assert len(world.ngo.outbox.waiting()) == waiting


def test_an_emergency_is_written_down_afterwards_and_told_later(ngo_page: DeskPage) -> None:
    form = {
        "basis": "threat_to_life", "to": "999", "asked": "no_time", "what": "He was at the door.",
        "why": "She screamed.", "decided_by": "D.", "day": "2026-11-01",
    }  # fmt: skip
    assert "What was told?" in ngo_page.browser.press("/emergencies", form | {"what": ""})
    listed = ngo_page.browser.press("/emergencies", form)
    assert "She has not been told yet." in listed
    ident = re.findall(
        r'name="id" value="(\w+)"', ngo_page.browser.get("/emergencies").get_data(as_text=True)
    )[0]
    assert "She was told of it on" in ngo_page.browser.press("/emergencies/told", {"id": ident})


def test_the_police_side_never_stands_beside_hers(world: World, ngo_page: DeskPage) -> None:
    filed = world.file(identity=_identity())
    world.ngo.receive()
    ours = ngo_page.browser.read(ngo_page.path("hers.shown", filed["reference"]))
    theirs = ngo_page.browser.read(ngo_page.path("hers.police_side", filed["reference"]))
    assert "plimsollbar" not in ours
    assert "Nobody here can show it." in theirs
    assert NAME not in theirs

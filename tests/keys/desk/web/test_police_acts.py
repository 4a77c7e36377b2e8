"""What an officer says and asks through the local page: read before it leaves, kept when it may not leave."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest

from gateway.report.statuses import NFA_REASONS, POLICE, STATUSES, codes_of, sentence
from keys.clock import iso, today
from keys.desk import look
from keys.desk.case_view.words import REASONS, STATES
from keys.desk.police.information_request import LABELS, NEEDED, SORTS, Question
from keys.desk.sync import fetch
from keys.desk.web.police import base
from tests.keys.desk.web.desk_page import DeskPage
from tests.world import PASSPHRASE, World

VIR = {
    "sort": "third_party_material",
    "sought": "The work rota of March.",
    "why": "The report says the organisation holds it.",
    "line_of_enquiry": "Whether he was at work that night.",
    "necessity": "Nothing else shows his shifts; the firm has closed.",
    "how_dealt_with": "Kept in the case file, seen by the officer in the case.",
    "notice": "given",
}


def status_path(page: DeskPage, reference: str) -> str:
    return page.path("status.choose", reference)


def test_every_status_reason_and_sort_has_words_and_a_button() -> None:
    pressed = [press.code for _, status_buttons in base.status_buttons() for press in status_buttons]
    after = {press.code for states, _ in base.LIKELY for state in states for press in base.likely(state)}
    assert after <= set(pressed)
    assert sorted(pressed) == sorted(set(codes_of(POLICE)) - {"opened"})
    assert set(STATUSES) <= set(STATES)
    assert set(REASONS) == set(NFA_REASONS)
    assert set(LABELS) == {each.name for each in fields(Question)} - {"sort", "counselling"} | {"about"}


def test_what_she_will_read_is_shown_before_a_status_leaves(world: World, police_page: DeskPage) -> None:
    reference = str(world.file_and_open().reference)
    path = status_path(police_page, reference)
    before = police_page.session.desk.outbox.waiting()
    page = police_page.press(path + "/read", {"code": "recorded_crime"})
    assert sentence("recorded_crime") in page
    assert police_page.session.desk.outbox.waiting() == before
    told = police_page.press(path, {"code": "recorded_crime", "text": "Crime number 13/4."})
    assert "Recorded as a crime: noted." in told
    world.round(world.police, world.ngo)
    assert "Crime number 13/4." in look.show(world.ngo, reference)


def test_a_reason_not_to_tell_her_is_sent_only_where_she_is_not_told(world: World, police_page: DeskPage) -> None:
    reference = str(world.file_and_open().reference)
    where = police_page.path("asking.blank", reference)
    assert "No camera covers the street" in police_page.read(where)
    typed = {**VIR, "notice_why": "He reads her letters.", "step": "read"}
    assert "He reads her letters." not in police_page.press(where, typed).split("Send the question")[0]
    assert "He reads her letters." in police_page.press(where, {**typed, "notice": "delayed"})


def test_an_arrest_waits_for_a_second_look_and_says_whose_safety_comes_first(
    world: World, police_page: DeskPage
) -> None:
    reference = str(world.file_and_open().reference)
    path = status_path(police_page, reference)
    page = police_page.press(path + "/read", {"code": "arrested"})
    assert "The suspect may know first." in page
    unsure = police_page.post(path, {"code": "arrested", "text": "At six this morning."})
    assert unsure.status == 422
    assert "At six this morning." in unsure.html
    told = police_page.press(path, {"code": "arrested", "text": "At six.", "sure": "yes"})
    assert "her page waits 24 hours" in told


def test_no_further_action_needs_a_reason_and_warns_of_the_wrong_ones(world: World, police_page: DeskPage) -> None:
    reference = str(world.file_and_open().reference)
    path = status_path(police_page, reference)
    page = police_page.press(path + "/read", {"code": "nfa"})
    assert "Never because she has not given her name." in page
    assert police_page.post(path, {"code": "nfa", "sure": "yes"}).status == 422
    told = police_page.press(path, {"code": "nfa", "sure": "yes", "reason": "duplicate"})
    assert "No further action: noted." in told


def test_a_status_that_is_not_the_police_s_cannot_be_sent(world: World, police_page: DeskPage) -> None:
    reference = str(world.file_and_open().reference)
    for code in ("delivered", "opened", "nonsense", ""):
        assert police_page.post(status_path(police_page, reference), {"code": code}).status == 404


def test_a_request_is_read_once_more_and_then_reaches_the_organisation(world: World, police_page: DeskPage) -> None:
    reference = str(world.file_and_open().reference)
    path = police_page.path("asking.blank", reference)
    hoped = date.fromisoformat(iso(today() + 20))
    asked = VIR | {"told": "yes", "due": f"{hoped.day}/{hoped.month}/{hoped.year}"}
    read = police_page.press(path, asked | {"step": "read"})
    assert f"{hoped.day} {hoped:%B %Y}" in read
    assert "Line of enquiry it serves Whether he was at work that night." in read
    assert "Police ask your worker for papers about you." in read
    sent = police_page.press(path, asked | {"step": "send"})
    assert "She does not have to answer" in sent
    police_page.sync.round()
    world.carry()
    fetch.receive(world.ngo)
    assert "The work rota of March." in look.show(world.ngo, reference)


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("sought", "What is her full name?", "who she or her worker is"),
        ("why", "We need to know her nationality.", "her nationality, ethnicity or religion"),
        ("necessity", "To see if her visa has run out.", "her immigration status or papers"),
        ("line_of_enquiry", "", "Say which line of enquiry it serves."),
        ("due", "31/12/2020", "a day that is to come"),
        ("due", "soon", "a day that is to come"),
    ],
)
def test_what_a_request_may_not_ask_or_lacks_is_said_at_the_field_and_nothing_is_lost(
    lone_report: tuple[DeskPage, str], field: str, text: str, said: str
) -> None:
    page, reference = lone_report
    answer = page.post(page.path("asking.blank", reference), VIR | {field: text, "step": "send"})
    html = answer.html
    assert answer.status == 422
    assert f'id="{field}-error"' in html
    assert said in html.split(f'id="{field}-error">')[1].split("</p>")[0]
    assert f'<a href="#{field}">' in html  # and above the form, with a way to it
    for name in set(NEEDED) - {field}:
        assert VIR[name] in html
    cases = page.session.desk.cases
    everything = [each for case in cases.all() for each in cases.said(case.report_id)]
    assert not [each for each in everything if each.kind == "question"]


def test_counselling_notes_are_presumed_off_limits(lone_report: tuple[DeskPage, str]) -> None:
    page, reference = lone_report
    path = page.path("asking.blank", reference)
    answer = page.post(path, VIR | {"counselling": "yes", "step": "send"})
    assert answer.status == 422
    assert "Counselling notes are presumed not needed." in answer.html
    argued = VIR | {"counselling": "yes", "substantial_value": "They name him.", "presumption_rebutted": "No other."}
    assert "It asks for counselling notes" in page.press(path, argued | {"step": "read"})


def test_every_sort_of_question_is_offered(lone_report: tuple[DeskPage, str]) -> None:
    page, reference = lone_report
    html = page.get(page.path("asking.blank", reference)).html
    for sort in SORTS:
        assert f'value="{sort}"' in html


def test_a_question_on_an_unconfirmed_report_stays_with_its_words(world: World, police_page: DeskPage) -> None:
    reference = world.file().reference
    police_page.sync.fetch()
    police_page.post(police_page.path("report.view", reference) + "/open")
    answer = police_page.post(police_page.path("asking.blank", reference), VIR | {"step": "send"})
    assert answer.status == 422
    assert "has not confirmed" in answer.html
    assert VIR["sought"] in answer.html


def test_a_request_typed_while_the_desk_locked_itself_is_not_lost(world: World, police_page: DeskPage) -> None:
    reference = str(world.file_and_open().reference)
    path = police_page.path("asking.blank", reference)
    police_page.session.lock()
    asked = police_page.post(path, VIR | {"step": "read"}).html
    assert VIR["line_of_enquiry"] in asked
    again = police_page.post(path, VIR | {"step": "read", "passphrase": PASSPHRASE.decode()})
    html = again.html
    assert "Check before sending" in html
    assert VIR["line_of_enquiry"] in html
    assert PASSPHRASE.decode() not in html


def test_everything_leaves_at_a_press_in_a_demonstration_and_never_elsewhere(
    world: World, police_page: DeskPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = str(world.file_and_open().reference)
    police_page.press(status_path(police_page, reference), {"code": "recorded_crime"})
    waiting = len(police_page.session.desk.outbox.waiting())
    assert waiting
    assert "Send all now" in police_page.read("/")
    desk = police_page.session.desk
    with monkeypatch.context() as elsewhere:
        real = replace(desk.settings, demonstration=False)
        elsewhere.setattr(police_page.session, "_desk", replace(desk, settings=real))
        elsewhere.setattr(police_page.session, "settings", real)
        assert "for a demonstration only" in police_page.post("/send-now").text
        assert "Send all now" not in police_page.read("/")
    assert len(desk.outbox.waiting()) == waiting
    assert "Everything has left." in police_page.press("/send-now")
    assert not desk.outbox.waiting()

"""What a caseworker does at the page of her desk, on a real desk world: each act beside what asks for it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from deploy.demonstration.browser import Page
from gateway.filing import Filed
from gateway.report.codes import CONSENT_POINTS
from keys.clock import iso, today
from keys.desk import look, tasks
from keys.desk.messages import status_line
from keys.desk.ngo import care, releases
from keys.desk.police import information_request
from keys.desk.sync import fetch
from keys.desk.web.app import MOST_BYTES
from tests.keys.desk.test_story import QUESTION
from tests.keys.desk.web.desk_page import DeskPage
from tests.orgs import NGO
from tests.world import NAME, PHONE, World


def _identity(**more: object) -> dict[str, object]:
    return {
        "name": {"preferred": NAME},
        "phone": {"numbers": [PHONE]},
        "safe_contact": {
            "never_do": ["Never leave a message"],
            "channels": [
                {"type": "call", "value": "07700 900456", "times": "Tuesdays 10 to 12", "code_word_ok": "receita"}
            ],
        },
        "premises": {"address": "14 Elm Road"},
        "advice": "taken",
        **more,
    }


def test_an_empty_desk_says_what_to_do(ngo_page: DeskPage) -> None:
    text = ngo_page.read("/")
    assert "Nothing waits for you." in text
    assert "Write a report at this desk" in text


def test_a_new_report_is_confirmed_after_looking_and_not_before(world: World, ngo_page: DeskPage) -> None:
    filed = world.file(identity=_identity())
    fetch.receive(world.ngo)
    assert "The police do not know yet that it is yours." in ngo_page.read("/today")
    where = ngo_page.path("caring.confirm", filed.reference)
    looked = ngo_page.read(where)
    assert NAME in looked
    assert "only that your organisation sent the report, not what it says" in looked
    assert "Confirmed." in ngo_page.press(where)
    assert world.ngo.cases.find(filed.reference).confirmed is not None


def test_the_rule_stands_before_any_number_and_numbers_are_folded(world: World, ngo_page: DeskPage) -> None:
    filed = world.file(identity=_identity())
    fetch.receive(world.ngo)
    html = ngo_page.get(ngo_page.path("hers.shown", filed.reference)).html
    rule, fold = html.index("Never leave a message"), html.index("<details")
    for number in (PHONE, "07700 900456"):
        assert rule < fold < html.index(number)
    assert html.index("receita") < html.index("07700 900456")
    assert "Tuesdays 10 to 12" in html[:fold]
    assert 'href="tel:0' not in html


def test_nothing_of_a_report_stands_in_an_address_or_a_title(world: World, ngo_page: DeskPage) -> None:
    filed = world.file(identity=_identity())
    fetch.receive(world.ngo)
    answer = ngo_page.post("/reports", {"sought": "Quellwasser"})
    assert filed.reference[:8] in answer.text
    for page in (answer, ngo_page.get(ngo_page.path("hers.shown", filed.reference))):
        html = page.html
        links = re.findall(r'(?:href|action)="([^"]*)"', html) + re.findall(r"<title>(.*?)</title>", html)
        assert not [link for link in links if "Quellwasser" in link or filed.reference[:8] in link]


def test_the_search_looks_in_the_vault_and_finds_without_marks(world: World, ngo_page: DeskPage) -> None:
    world.file(identity=_identity())
    fetch.receive(world.ngo)
    assert NAME not in ngo_page.read("/reports")
    assert NAME in ngo_page.press("/reports", {"sought": "quéllwasser"})
    assert "Nothing was found." in ngo_page.press("/reports", {"sought": "nobody of that name"})
    here = ngo_page.press("/reports", {"stage": "sent"})
    assert "1 report found" in here
    assert NAME not in here
    assert "Nothing was found." in ngo_page.press("/reports", {"stage": "finished"})
    assert "1 report" in ngo_page.press("/reports", {"stage": "no such stage"})


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


def test_the_police_side_never_stands_beside_hers(world: World, ngo_page: DeskPage) -> None:
    filed = world.file(identity=_identity())
    fetch.receive(world.ngo)
    ours = ngo_page.read(ngo_page.path("hers.shown", filed.reference))
    theirs = ngo_page.read(ngo_page.path("hers.police_side", filed.reference))
    assert "whistled twice" not in ours
    assert "Nobody here can show it." in theirs
    assert NAME not in theirs


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


def _release(filed: Filed, **changes: str) -> dict[str, str]:
    form = {"fields.premises": "yes", "until": iso(today() + 20), "language": "pt-BR", "mode": "read"}
    form |= {"given_by": "signed", "advice": "taken", "token": filed.symbols, "how": "share"}
    form |= {f"points.{name}": "yes" for name in CONSENT_POINTS}
    return {name: text for name, text in (form | changes).items() if text}


def test_one_thing_is_shown_because_she_says_so_and_taken_back(world: World, ngo_page: DeskPage) -> None:
    filed = world.file(identity=_identity())
    fetch.receive(world.police)
    fetch.receive(world.ngo)
    care.confirm(world.ngo, filed.reference)
    world.round(world.ngo, world.police)
    where = ngo_page.path("release.ask", filed.reference)
    asked = ngo_page.read(where)
    assert "14 Elm Road" in asked
    assert "not asked; refused by design" in asked
    unexplained = ngo_page.post(where, _release(filed, **{"points.may_stop": ""}))
    html = unexplained.html
    assert "Tick what you explained." in html
    assert filed.symbols not in html
    checked = ngo_page.post(where, _release(filed, how="", token="")).html
    assert "Check before sharing" in checked
    assert "14 Elm Road" in checked
    assert "Nothing has been shared yet." in checked
    assert [each.about for each in world.ngo.outbox.waiting()] == ["receipt: opened"]
    assert "Type her code." in ngo_page.press(where, _release(filed, token=""))
    assert "not the token" in ngo_page.press(
        where, _release(filed, token="0216 7081 0469 6557 9102 2808 4604 2597 2829")
    )
    assert "Shared with the police until" in ngo_page.press(where, _release(filed))
    world.round(world.ngo, world.police)
    assert "14 Elm Road" in look.show(world.police, filed.reference)
    assert world.at_rest(filed.symbols) == []
    back = ngo_page.path("caring.unrelease", filed.reference)
    assert "Taken back." in ngo_page.press(back)
    world.round(world.ngo, world.police)
    assert "14 Elm Road" not in look.show(world.police, filed.reference)


def test_what_was_explained_before_is_not_ticked_again_but_asked_of_her(world: World, ngo_page: DeskPage) -> None:
    consent = {"points_explained": list(CONSENT_POINTS)[:-1], "language": "pt-BR", "mode": "read", "day": "2026-01-05"}
    filed = world.file(identity=_identity(record={"consent": consent}))
    fetch.receive(world.police)
    fetch.receive(world.ngo)
    care.confirm(world.ngo, filed.reference)
    world.round(world.ngo, world.police)
    where = ngo_page.path("release.ask", filed.reference)
    asked = ngo_page.read(where)
    assert "11 points were explained to her on 5 January 2026." in asked
    assert "Explain these too, and tick each one she has understood" in asked
    last = list(CONSENT_POINTS)[-1]
    none = {f"points.{name}": "" for name in CONSENT_POINTS}
    assert "Tick what you explained." in ngo_page.post(where, _release(filed, **none)).html
    one = none | {f"points.{last}": "yes"}
    assert "Ask whether she remembers" in ngo_page.post(where, _release(filed, **one)).html
    assert "Shared with the police until" in ngo_page.press(where, _release(filed, remembers="yes", **one))
    case = world.ngo.cases.find(filed.reference)
    (row,) = releases.of(world.ngo, case)
    assert row.records[0]["points_explained"] == list(CONSENT_POINTS)
    assert row.records[0]["explained_on"] == "2026-01-05"
    again = ngo_page.read(where)
    assert "12 points were explained to her on 5 January 2026." in again
    assert "Explain these too" not in again
    # one tick is enough from now on; without it nothing leaves
    assert "Ask whether she remembers" in ngo_page.post(where, _release(filed, **none)).html


def test_with_a_lost_code_a_second_organisation_signs_what_it_heard_itself(world: World, ngo_page: DeskPage) -> None:
    filed = world.file(identity=_identity())
    fetch.receive(world.police)
    fetch.receive(world.ngo)
    care.confirm(world.ngo, filed.reference)
    world.round(world.ngo, world.police)
    where = ngo_page.path("release.ask", filed.reference)
    lost = _release(filed, token="", how="lost")
    assert "within 7 days of filing" in ngo_page.press(where, lost)
    world.days_later(8)
    world.ngo.directory.refresh()
    ngo_page.session.look_again()
    lost = _release(filed, token="", how="lost", until=iso(today() + 20))
    note = _textarea(ngo_page.post(where, lost))
    world.desk("harbour-house").directory.refresh()
    other = DeskPage(world.desk_folder("harbour-house"), world.gateway.app)
    assert "told you herself" in other.press("/second-signature", {"note": note})
    signed = _textarea(other.post("/second-signature", {"note": note, "heard": "yes"}))
    other.close()
    cosigned = ngo_page.path("release.cosigned", filed.reference)
    assert "signed by both organisations" in ngo_page.press(cosigned, {"note": signed})
    world.round(world.ngo, world.police)
    assert "14 Elm Road" in look.show(world.police, filed.reference)


def _textarea(page: Page) -> str:
    found = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page.html, flags=re.S)
    return unescape(found[0].replace("\n", "\r\n"))


def test_a_file_may_be_long_where_a_file_is_taken_and_nowhere_else(ngo_page: DeskPage) -> None:
    long = "x" * (MOST_BYTES + 1)
    taken = ngo_page.post("/handover/take", {"word": "w"}, files={"file": ("cases.locked", long)})
    assert taken.status == 409
    assert ngo_page.post("/reports", {"sought": long}).status == 413


def test_a_lost_lock_gives_back_what_was_typed_and_never_her_code(world: World, ngo_page: DeskPage) -> None:
    filed = world.file_and_open()
    ngo_page.session.lock()
    where = ngo_page.path("release.ask", filed.reference)
    locked = ngo_page.post(where, _release(filed, words="She is sure.")).html
    assert "She is sure." in locked
    assert filed.symbols not in locked


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


def test_what_she_can_stop_stands_side_by_side(world: World, ngo_page: DeskPage) -> None:
    filed = world.file(identity=_identity())
    fetch.receive(world.ngo)
    where = ngo_page.path("hers.changed", filed.reference)
    assert "Cancel the report" in ngo_page.read(where)
    fetch.receive(world.police)
    look.show(world.police, filed.reference)
    world.round(world.police, world.ngo)
    after = ngo_page.read(where)
    assert "Stop for now" in after
    assert "Stop for good" in after
    assert "cannot be cancelled any more: the police opened it" in after


def test_999_stands_on_every_page_of_an_ngos_open_desk(world: World, ngo_page: DeskPage) -> None:
    filed = world.file_and_open()
    report = [ngo_page.path(one, filed.reference) for one in ("hers.shown", "notebook.listed", "caring.note")]
    for path in ("/today", "/reports", "/drafts", "/this-desk", "/waiting", *report):
        assert 'href="tel:999"' in ngo_page.get(path).html, path


def test_where_a_new_code_is_typed_is_said_beside_it(world: World, ngo_page: DeskPage) -> None:
    filed = world.file_and_open()
    where = ngo_page.path("token.ask", filed.reference)
    press = re.search(r'name="press" value="([^"]+)"', ngo_page.get(where).html)
    assert press
    told = ngo_page.press(where, {"press": press[1]})
    assert f"by mouth: {world.ngo.settings.gateway.split('//')[1].rstrip('/')}." in told


def test_what_tells_who_she_is_stays_folded_until_it_is_chosen(world: World, ngo_page: DeskPage) -> None:
    filed = world.file(identity=_identity(language={"languages": [{"tag": "pt-BR"}]}))
    fetch.receive(world.ngo)
    where = ngo_page.path("release.ask", filed.reference)
    assert "<details><summary>Something else of hers" in ngo_page.get(where).html
    chosen = ngo_page.post(where, _release(filed, **{"points.may_stop": "", "fields.language": "yes"})).html
    assert "<details open><summary>Something else of hers" in chosen

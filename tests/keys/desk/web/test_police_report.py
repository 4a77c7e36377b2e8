"""An officer's way through the local page: inbox, opening, the report, files, margin, answers."""

from __future__ import annotations

import io
import json
import re
import threading

import httpx
import pytest
from pypdf import PdfReader

from gateway.report.triage import SOON
from keys import clock
from keys.desk import look
from keys.desk.case_view.progress import sender_line
from keys.desk.desk import Desk
from keys.desk.messages import correspondence
from keys.desk.ngo import care
from keys.desk.police.redaction import MARK
from keys.desk.sync import fetch
from keys.desk.web import home
from keys.desk.web.sync import keep_alarms
from keys.envelope.format import reference as reference_of
from keys.envelope.sealing import seal_report
from keys.roles import Role
from tests.gateway.writing import as_json, posted
from tests.keys.desk.web.desk_page import DeskPage
from tests.orgs import FORCE, NGO
from tests.world import NAME, NARRATIVE, PASSPHRASE, PHONE, World


def filed(world: World, page: DeskPage, **changes: object) -> str:
    """A report that waits in the inbox of the page; its reference."""
    reference = world.file(**changes).reference
    assert page.sync.fetch().refused == []
    return reference


def left(world: World, page: DeskPage) -> None:
    """What may leave the page's desk at once has left, and the NGO has it."""
    page.sync.round()
    world.carry()
    fetch.receive(world.ngo)


def test_an_empty_inbox_says_what_to_do(police_page: DeskPage) -> None:
    page = police_page.read("/")
    assert "No report is here yet" in page
    assert "Fetch now" in page


def test_fetching_brings_a_report_into_the_inbox(world: World, police_page: DeskPage) -> None:
    reference = str(world.file().reference)
    page = police_page.press("/fetch")
    assert "1 new message." in page
    assert reference[:8] in page
    assert "New, nobody has opened it" in page
    assert re.search(r"Last fetched: today, between \d\d:00 and \d\d:00\.", page)


def test_nothing_of_a_report_stands_in_an_address(world: World, police_page: DeskPage) -> None:
    reference = filed(world, police_page)
    html = police_page.get("/inbox").html
    assert f"/report/{reference}" not in html
    assert reference not in police_page.path("report.view", reference)


def test_a_report_is_covered_until_somebody_opens_it(world: World, police_page: DeskPage) -> None:
    reference = filed(world, police_page)
    path = police_page.path("report.view", reference)
    assert NARRATIVE not in police_page.read(path)
    assert police_page.session.desk.cases.find(reference).opened is None
    opened = police_page.press(path + "/open")
    assert NARRATIVE in opened
    left(world, police_page)
    assert "kestrel" in look.show(world.ngo, reference)


def test_the_page_has_the_exact_line_on_the_sender_and_never_who_she_is(world: World, police_page: DeskPage) -> None:
    reference = filed(world, police_page)
    path = police_page.path("report.view", reference)
    page = police_page.press(path + "/open")
    assert sender_line(police_page.session.desk.cases.find(reference)) in page
    assert "Not confirmed by the NGO." in page
    assert "OFFICIAL-SENSITIVE" in page
    assert f"IDENTITY WITHHELD - contact ref {reference}" in page
    assert "a new account is needed to proceed" in page
    for hers in (NAME, PHONE, "Tuesdays, Tuesday ten to twelve"):
        assert hers not in page


def test_a_confirmed_report_says_so_and_can_be_asked_about(world: World, police_page: DeskPage) -> None:
    reference = str(world.file_and_open().reference)
    page = police_page.read(police_page.path("report.view", reference))
    assert "it does not say that the gateway sealed its words unchanged." in page
    assert "Ask a question" in page


def test_every_file_is_a_download_that_the_organisation_is_told_of(world: World, police_page: DeskPage) -> None:
    reference = str(world.file_and_open().reference)
    path = police_page.path("report.view", reference)
    files = {form: police_page.post(f"{path}/export/{form}") for form in ("pdf", "csv", "json", "text", "evidence")}
    for form, answer in files.items():
        assert answer.status == 200, form
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=third-party-report-")
    for form in ("csv", "json", "text", "evidence"):
        assert NAME not in files[form].html
    text = "".join(each.extract_text() for each in PdfReader(io.BytesIO(files["pdf"].answer.content)).pages)
    assert "kestrel" in text
    assert json.loads(files["evidence"].answer.content)["reference"] == reference
    world.round(world.police, world.ngo)
    assert "Exported as PDF by kestrel" in look.show(world.ngo, reference)


def test_an_unopened_report_gives_no_file(world: World, police_page: DeskPage) -> None:
    path = police_page.path("report.view", filed(world, police_page))
    assert police_page.post(f"{path}/export/text").status == 404


def test_a_correction_stands_beside_the_original_and_a_withdrawal_in_front(world: World, police_page: DeskPage) -> None:
    reference = str(world.file_and_open().reference)
    care.correct(world.ngo, reference, "It was three men, not two.")
    care.withdraw(world.ngo, reference)
    world.round(world.ngo, world.police)
    page = police_page.read(police_page.path("report.view", reference))
    assert "It was three men, not two." in page
    assert NARRATIVE in page
    assert page.index("She withdrew on") < page.index("Handling")
    assert "She withdrew" in police_page.read("/inbox/all/every")


def test_a_question_of_the_organisation_is_answered_on_the_page(world: World, police_page: DeskPage) -> None:
    reference = str(world.file_and_open().reference)
    correspondence.question(world.ngo, reference, "Which unit has it now?")
    world.round(world.ngo, world.police)
    path = police_page.path("report.view", reference)
    page = police_page.get(path).html
    about = page.split('name="about" value="')[1].split('"')[0]
    answered = police_page.press(path + "/answer", {"about": about, "answer": "The rape unit."})
    assert "Answered." in answered
    left(world, police_page)
    assert "The rape unit." in look.show(world.ngo, reference)


def test_our_own_number_stays_at_this_desk(world: World, police_page: DeskPage) -> None:
    reference = str(world.file_and_open().reference)
    path = police_page.path("report.view", reference)
    noted = police_page.press(path + "/margin", {"number": "13260412345", "note": "see quokka"})
    assert "13260412345" in police_page.get(path).html
    assert "at this desk alone" in noted
    assert "13260412345" in police_page.read("/inbox/all/every")
    for form in ("csv", "json", "text", "evidence"):
        raw = police_page.post(f"{path}/export/{form}").answer.content
        assert b"13260412345" not in raw
        assert b"quokka" not in raw


def test_the_inbox_is_sorted_by_the_unit_that_the_report_asks_for_or_its_crimes_propose(
    world: World, police_page: DeskPage
) -> None:
    crime = posted()["crime"]
    hate = filed(world, police_page, crime=crime | {"force_role": "hate"})
    home = filed(world, police_page, crime=crime | {"crime_types": ["domestic.strangulation"]})
    plain = filed(world, police_page, crime=crime | {"crime_types": ["property.theft"]})
    for unit, mine in (("hate", hate), ("domestic_abuse", home), ("general", plain)):
        shown = police_page.read(f"/inbox/{unit}/every")
        assert [ref for ref in (hate, home, plain) if ref[:8] in shown] == [mine], unit
    assert police_page.get("/inbox/nonsense/every").status == 404


def test_soon_and_risk_are_first_in_the_inbox_on_the_cover_on_the_report_and_in_every_file(
    world: World, police_page: DeskPage
) -> None:
    crime = posted()["crime"]
    plain = filed(world, police_page, crime=crime)
    grave = filed(world, police_page, crime=crime | {"risk": {"flags": ["strangulation", "weapon"]}})
    document = as_json(posted())
    answer = world.gateway.signed("POST", "/v1/reports?priority=priority", document, content_type="application/json")
    soon = str(answer.get_json()["reference"])
    world.carry()
    police_page.sync.fetch()
    inbox = police_page.read("/inbox")
    places = [inbox.index(ref[:8]) for ref in (soon, grave, plain)]
    assert places == sorted(places)
    row = inbox[: inbox.index(grave[:8])]
    assert row.endswith("Strangulation; weapon ")
    assert "Risk: strangulation; weapon." in police_page.read(police_page.path("report.view", grave))
    path = police_page.path("report.view", soon)
    cover = police_page.read(path)
    assert SOON in cover
    assert cover.index(SOON) < cover.index("Received")
    report = police_page.press(path + "/open")
    assert report.index(SOON) < report.index("Contact only through")
    for form in ("text", "csv", "json", "pdf"):
        raw = police_page.post(f"{path}/export/{form}").answer.content
        text = raw.decode("utf-8-sig") if form != "pdf" else PdfReader(io.BytesIO(raw)).pages[0].extract_text()
        assert SOON in " ".join(text.split()), form


def test_reports_are_found_by_number_risk_status_officer_and_what_waits_for_an_answer(
    world: World, police_page: DeskPage
) -> None:
    crime = posted()["crime"]
    one = filed(world, police_page, crime=crime | {"risk": {"flags": ["stalking"]}})
    two = filed(world, police_page, crime=crime)
    path = police_page.path("report.view", two)
    police_page.press(path + "/open")
    police_page.press(path + "/margin", {"number": "13/26 0412345", "note": ""})
    police_page.press(path + "/assign", {"officer": "kestrel"})
    police_page.press(path + "/status", {"code": "investigating"})
    form = police_page.get("/inbox").html.split('id="find-show"')[1].split("</select>")[0]
    assert "selected" not in form  # what was read long ago is found too
    for chosen, expected in (
        ({}, {one, two}),
        ({"sought": one[:8].lower()}, {one}),
        ({"sought": "13/260412"}, {two}),
        ({"sought": "no such"}, set()),
        ({"danger": "risk"}, {one}),
        ({"danger": "soon"}, set()),
        ({"state": "new"}, {one}),
        ({"state": "Investigated"}, {two}),
        ({"officer": "kestrel"}, {two}),
        ({"officer": "nobody"}, {one}),
        ({"show": "unanswered"}, {one}),
        ({"unit": "domestic_abuse", "state": "Investigated", "officer": "kestrel"}, {two}),
        ({"unit": "hate"}, set()),
    ):
        shown = police_page.press("/inbox", chosen)
        assert {ref for ref in (one, two) if ref[:8] in shown} == expected, chosen
    assert police_page.post(path + "/assign", {"officer": "nobody we know"}).status == 404


def test_what_the_patterns_found_is_behind_a_mark_and_the_page_asks_for_it(world: World, police_page: DeskPage) -> None:
    sealed = seal_report(
        {"reporter_role": "witness", "acts_narrative": "He kept her papers, number AB123456C, in a drawer."},
        [""] * 20,
        force=FORCE,
        ngo=NGO,
        view=world.orgs.view(),
        signer=world.orgs.signer(NGO, Role.INTAKE),
        day=clock.today(),
    )
    world.upload(sealed)
    police_page.sync.fetch()
    path = police_page.path("report.view", reference_of(sealed.report_id))
    page = police_page.press(path + "/open")
    assert "Something is withheld" in page
    assert f"number {MARK}, in a drawer" in page
    assert "AB123456C" not in page
    assert "Signed by Casa Aurora" in page
    asked = police_page.press(path + "/withheld")
    assert "The organisation has been asked." in asked
    assert "AB123456C" not in asked


def test_an_alarm_stands_on_every_page_over_a_lock_until_somebody_has_read_it(lone_page: DeskPage) -> None:
    keep_alarms(lone_page.session.desk, ["Call the coalition now.", "Call the coalition now."])
    lone_page.session.lock()
    lone_page.session.unlock(PASSPHRASE)
    for path in ("/card", "/this-desk"):
        assert lone_page.read(path).count("Call the coalition now.") == 1
    assert "Call the coalition now." not in lone_page.press("/alarms")


def test_a_key_that_no_desk_made_is_an_alarm_on_the_page(world: World, police_page: DeskPage) -> None:
    for path in (police_page.folder / "keys").glob("crime-*.key"):
        path.unlink()
    police_page.sync.fetch()
    assert "the directory lists a key for you that is not at this desk" in police_page.read("/inbox")


def test_no_line_is_said_on_the_page_and_nothing_is_lost(world: World, police_page: DeskPage) -> None:
    reference = world.file_and_open().reference
    police_page.sync._opening = lambda: Desk.open(police_page.folder, PASSPHRASE, transport=_no_line())
    told = police_page.press(police_page.path("status.choose", reference), {"code": "arrested", "sure": "yes"})
    police_page.sync.round()
    assert "noted" in told
    assert "could not be reached" in police_page.read("/inbox")
    waiting = [item.about for item in police_page.session.desk.outbox.waiting()]
    assert sum("arrested" in about for about in waiting) == 2


def test_a_slow_fetch_gives_the_page_back_and_goes_on(
    world: World, police_page: DeskPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = str(world.file().reference)
    monkeypatch.setattr(home, "PATIENCE", 0.0)
    go_on, real = threading.Event(), police_page.sync._opening

    def slow() -> Desk:
        assert go_on.wait(30)
        return real()

    police_page.sync._opening = slow
    police_page.sync.start()
    assert "It is still fetching" in police_page.press("/fetch")
    go_on.set()
    police_page.sync._came.wait(30)
    assert reference[:8] in police_page.read("/inbox")


def test_the_line_keeps_away_from_the_hour_in_which_something_timed_left(police_page: DeskPage) -> None:
    police_page.session.desk.outbox.mark("timed")
    police_page.sync.round()
    assert police_page.session.desk.outbox.hour_of("fetch") == -1
    assert "Nothing was fetched yet." in police_page.read("/inbox")


def _no_line() -> httpx.MockTransport:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nothing listens", request=request)

    return httpx.MockTransport(refuse)


def test_a_fault_shows_no_word_of_what_it_was_about(police_page: DeskPage, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(_desk: object) -> None:
        raise RuntimeError("a word of a report: whistled twice")

    monkeypatch.setattr("keys.desk.web.police.inbox.case_list", fault)
    answer = police_page.get("/inbox")
    assert answer.status == 500
    assert "A fault in the program" in answer.text
    assert "whistled twice" not in answer.html

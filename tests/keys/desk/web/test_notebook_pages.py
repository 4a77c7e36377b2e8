"""A caseworker's own notes at the page of her desk, and a report on paper."""

from __future__ import annotations

from keys.clock import iso, today
from keys.desk.ngo import notebook, transfer
from tests.keys.desk.web.desk_page import DeskPage
from tests.world import World


def test_a_note_is_kept_and_stands_folded_on_the_report(world: World, ngo_page: DeskPage) -> None:
    filed = world.file_and_open()
    where = ngo_page.path("notebook.listed", filed.reference)
    assert "What you write stands here" in ngo_page.read(where)
    assert "Kept, at this desk alone." in ngo_page.press(where, {"text": "Her sister drives"})
    html = ngo_page.get(ngo_page.path("hers.shown", filed.reference)).html
    assert html.index("<h3>Your own notes</h3>") < html.index("Her sister drives")
    assert html[: html.index("Her sister drives")].count("<details") > html[: html.index("Her sister drives")].count(
        "</details>"
    )


def test_a_day_stands_in_today_and_leads_to_the_note(world: World, ngo_page: DeskPage) -> None:
    filed = world.file_and_open()
    where = ngo_page.path("notebook.listed", filed.reference)
    ngo_page.press(where, {"text": "Zephyrquartz", "again": iso(today())})
    listed = ngo_page.get("/today")
    assert "You wanted to look at this report again" in listed.text
    assert "Zephyrquartz" not in listed.text
    assert where in listed.html
    (note,) = notebook.of(world.ngo, world.ngo.cases.find(filed.reference))
    done = ngo_page.path("notebook.looked_again", filed.reference, ident=note.id)
    assert "Today says no more of it." in ngo_page.press(done)
    assert "look at this report again" not in ngo_page.read("/today")
    removed = ngo_page.press(ngo_page.path("notebook.remove", filed.reference, ident=note.id))
    assert "Backups made before still hold it." in removed
    assert "Zephyrquartz" not in ngo_page.read(where)


def test_what_cannot_be_kept_comes_back_beside_its_field(world: World, ngo_page: DeskPage) -> None:
    filed = world.file_and_open()
    where = ngo_page.path("notebook.listed", filed.reference)
    answer = ngo_page.post(where, {"text": "Her sister drives", "again": "soon"})
    assert answer.status == 409
    assert 'href="#again"' in answer.html
    assert "Her sister drives" in answer.html
    assert "Nothing was sent" not in answer.text
    assert 'href="#text"' in ngo_page.post(where, {"text": ""}).html


def test_where_another_desk_answers_the_notes_are_to_read(world: World, ngo_page: DeskPage) -> None:
    filed = world.file_and_open()
    where = ngo_page.path("notebook.listed", filed.reference)
    ngo_page.press(where, {"text": "Her sister drives"})
    transfer.leave_to(world.ngo, filed.reference, "Dalva's laptop")
    page = ngo_page.get(where)
    assert "Her sister drives" in page.text
    assert "Keep the note" not in page.text
    assert "Remove" not in page.text


def test_a_report_can_be_printed_and_says_whose_the_paper_is(world: World, ngo_page: DeskPage) -> None:
    filed = world.file_and_open()
    html = ngo_page.get(ngo_page.path("hers.shown", filed.reference)).html
    assert "data-prints hidden" in html  # a browser without script prints with its own command
    assert "Printed at the desk of" in html
    assert "details:not([open])" in ngo_page.read("/own/ngo.css")  # what is folded stays off the paper

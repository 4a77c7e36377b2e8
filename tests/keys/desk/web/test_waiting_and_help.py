"""What waits to be sent is listed with a way to hold it back; what an officer asks before relying on a report."""

from __future__ import annotations

import re

from keys.desk import look
from keys.desk.messages import status_line
from keys.desk.ngo import care
from keys.desk.sync import fetch
from tests.keys.desk.web.desk_page import DeskPage
from tests.orgs import NGO
from tests.world import World


def test_a_status_is_held_back_at_the_page(world: World, police_page: DeskPage) -> None:
    filed = world.file_and_open()
    status_line.status(world.police, filed.reference, "recorded_crime")
    assert "waiting to be sent" in police_page.read("/inbox")
    listed = police_page.get("/waiting").html
    item = re.search(r"Status: Recorded as a crime</th>.*?name=\"item\" value=\"(\w+)\"", listed, re.DOTALL)
    assert item is not None
    assert "Held back, and never sent: Status: Recorded as a crime." in police_page.press("/waiting", {"item": item[1]})
    assert "Recorded as a crime" not in police_page.read("/waiting")
    assert "it cannot be held back" in police_page.post("/waiting", {"item": item[1]}).html


def test_words_for_her_are_held_back_at_the_ngos_page(world: World, ngo_page: DeskPage) -> None:
    filed = world.file_and_open()
    item = care.note(world.ngo, filed.reference, "Call me.")
    assert "Wrote on her page" in ngo_page.read("/waiting")
    assert "Held back" in ngo_page.press("/waiting", {"item": item.id})


def test_an_officer_asks_for_a_confirmation_at_the_page(world: World, police_page: DeskPage) -> None:
    filed = world.file()
    fetch.receive(world.police)
    look.show(world.police, filed.reference)
    where = police_page.path("report.view", filed.reference)
    assert "Ask them to confirm" in police_page.read(where)
    told = police_page.press(police_page.path("report.ask_to_confirm", filed.reference))
    assert "Asked to confirm on" in told
    assert "Ask them to confirm" not in told


def test_the_number_of_an_organisation_stands_on_its_reports_and_stays_here(
    world: World, police_page: DeskPage
) -> None:
    filed = world.file_and_open()
    page = police_page.read("/about-these-reports")
    assert "sections 44A to 44E" in page
    assert "Noted at this desk" in police_page.press("/about-these-reports", {"org": NGO, "telephone": "0113 496 0000"})
    assert "0113 496 0000" in police_page.read(police_page.path("report.view", filed.reference))
    assert b"0113 496 0000" not in look.export(world.police, filed.reference, "text")
    long = police_page.post("/about-these-reports", {"org": NGO, "telephone": "1" * 61})
    assert long.status == 422
    assert "at most 60 fit" in long.html
    assert police_page.post("/about-these-reports", {"org": "nobody", "telephone": "1"}).status == 404
    assert "Noted" in police_page.press("/about-these-reports", {"org": NGO, "telephone": ""})
    assert "0113 496 0000" not in police_page.read("/about-these-reports")

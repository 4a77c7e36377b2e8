"""Story A5: "Ligaya", a live-in worker in Kensington, and the question what Immigration Enforcement would read.

The demonstration has no Metropolitan Police, so her report goes to a force that it has. What is asked for here does
not depend on the force: a red meter, a page that leads to no door, and a place that stays locked until she opens it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from deploy.demonstration.deployment import FORCE, NGO
from tests.pages import people
from tests.pages.conftest import PHONE
from tests.pages.stack import Stack

TOLD = (
    "She works in a house. Her employer, an ambassador, keeps her documents. She sleeps on the floor and is paid 40 "
    "pounds a week. He says “you will never leave this house”."
)
LESS = TOLD.replace(", an ambassador,", "").replace("He says “you will never leave this house”", "She may not go out")
LIGAYA = {
    "crime.adult_confirmed": "yes",
    "crime.where.area_code": "E09000020",
    "force": FORCE,
    "crime.where.place_type": "employers_home",
    "crime.reporter_role": "victim",
    "crime.wish": "intelligence_only",
    "crime.crime_types.0": "slavery.domestic_servitude",
    "crime.acts_narrative": TOLD,
    "crime.when.still_happening": "yes",
    "identity.name.preferred": "Ligaya",
    "identity.advice": "taken",
    "identity.premises.address": "21 Larkspur Gardens",
    "identity.premises.postcode": "W8 4PX",
    "identity.premises.who_lives_there": "The employer and two children",
    "identity.suspect.employer": "The embassy",
}
LEADS_TO_A_DOOR = r"Ligaya|Larkspur|W8 ?4|4PX|embassy|ambassador|Filipin|Philippin|[Nn]ationalit|[Vv]isa|passport"


def test_what_the_police_read_leads_to_no_door_until_she_opens_it(
    amparo: Stack, dalva: Page, someone: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    # The worker writes the employer's rare post and his very words where the police would read it. The meter is red.
    dalva.goto(f"{amparo.url}/caseworker/report/whole")
    people.write(dalva, LIGAYA)
    people.press(dalva, "review")
    expect(dalva.locator(".gauge.red").first).to_contain_text("Few people have this work")

    # She reads the page as if Immigration Enforcement did, goes back and leaves both out.
    people.press(dalva, "change")
    people.answer(dalva, "crime.acts_narrative", LESS)
    people.press(dalva, "review")
    expect(dalva.get_by_role("heading", name="What the police will read")).to_be_visible()
    seen = dalva.locator("pre.sheet").inner_text()
    assert not re.search(LEADS_TO_A_DOOR, seen)
    assert "documents" in seen

    # She hears the warning if it is red still; then it is sent, as information only.
    for tick in dalva.locator('main input[type="checkbox"]:visible').all():
        tick.check()
    filed = people.send(dalva)

    # The police keep it as intelligence, without an address, and she can read that.
    amparo.desk(FORCE, "receive")
    read = amparo.desk(FORCE, "show", filed.short)
    assert not re.search(LEADS_TO_A_DOOR, read)
    assert "information only" in read
    assert "52" in read  # the duty to notify, Modern Slavery Act 2015
    amparo.desk(FORCE, "status", filed.short, "logged_intelligence", "--now")
    amparo.carried()
    amparo.desk(NGO, "receive")
    assert "Larkspur" in amparo.desk(NGO, "show", filed.short)
    amparo.desk(NGO, "confirm", filed.short)
    hers = someone(**PHONE).new_page()
    people.look(hers, amparo.url, filed.token)
    expect(hers.locator("main")).to_contain_text("Police keep it as information.")

    # Weeks later, after advice, she releases the place, and nothing else. The police can plan.
    paper = tmp_path / "token"
    paper.touch(mode=0o600)
    paper.write_text(filed.token)
    amparo.desk(
        NGO, "release", filed.short, "premises", "--until", "2027-02-01", "--points", "1-12", "--language", "tl",
        "--mode", "interpreter", "--given-by", "spoken_witnessed", "--advice", "taken",
        "--token-file", str(paper), "--now",
    )  # fmt: skip
    amparo.carried()
    amparo.desk(FORCE, "receive")
    opened = amparo.desk(FORCE, "show", filed.short)
    assert "Larkspur" in opened
    assert "Ligaya" not in opened
    amparo.carried()
    amparo.desk(NGO, "receive")
    assert re.search(r"The place.*opened", amparo.desk(NGO, "show", filed.short), re.DOTALL)

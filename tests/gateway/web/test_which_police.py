"""Which police? Nobody knows a force from a street: a word of the council's name finds it; a conflict steers away."""

from __future__ import annotations

import pytest

from deploy.demonstration.browser import Browser, Page
from gateway.report import police_areas


def found(work: Browser, word: str, press: str = "area", at: str = "practice") -> Page:
    page = work.get(f"/caseworker/{at}/whole")
    return work.send(page, "filing_secret", press, **{"area.find": word, "crime.acts_narrative": "He hit her."})


@pytest.mark.parametrize(
    ("word", "area", "force"),
    [
        ("Leeds", "Leeds", "west-yorkshire-police"),
        ("bristol", "Bristol", "avon-and-somerset-police"),
        ("kensington", "Kensington and Chelsea", "metropolitan-police"),
        ("Cornwall", "Cornwall", "devon-and-cornwall-police"),
        ("cardiff", "Cardiff", "south-wales-police"),
        ("hull", "Kingston upon Hull", "humberside-police"),
    ],
)
def test_a_word_that_caseworkers_know_finds_area_and_police(work: Browser, word: str, area: str, force: str):
    fields = found(work, word).form("filing_secret").fields
    assert police_areas.name_of(fields["crime.where.area_code"]).startswith(area)
    assert fields["force"] == force
    assert fields["crime.acts_narrative"] == "He hit her."


def test_several_are_offered_to_press(work: Browser):
    page = found(work, "newcastle")
    buttons = [value for _, value in page.form("step").buttons if value.startswith("area E")]
    assert len(buttons) == 2
    pressed = work.send(page, "filing_secret", buttons[0]).form("filing_secret").fields
    assert pressed["crime.where.area_code"] == buttons[0].split()[1]
    assert pressed["force"] in police_areas.forces()


@pytest.mark.parametrize("word", ["Glasgow", "Belfast", "nowhere at all", "xy"])
def test_what_is_not_in_the_list_says_what_to_do(work: Browser, word: str):
    page = found(work, word)
    assert "For Scotland or Northern Ireland choose the police below" in page.text
    assert not page.form("filing_secret").fields.get("crime.where.area_code")


def test_the_word_is_never_part_of_a_report(work: Browser):
    page = found(work, "14 Elm Road, Leeds")
    assert "No council area" in page.text
    changed = work.send(page, "filing_secret", "later")
    assert "Elm Road" not in changed.html


def test_a_police_officer_who_is_suspected_is_never_sent_to_his_own_force_by_itself(work: Browser):
    page = work.get("/caseworker/report/whole")
    about = {"area.find": "Leeds", "crime.suspects.0.relationship": "police_officer"}
    page = work.send(page, "filing_secret", "area", **about)
    assert not page.form("filing_secret").fields.get("force")
    assert "Do not send this to the force he or she works for" in page.text

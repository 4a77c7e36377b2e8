"""Acceptance stories of the domain, at the hosted page and the two desks: invented people, real seals."""

from __future__ import annotations

import json

import pytest

from gateway.report.codes import CONSENT_POINTS
from keys.clock import iso, today
from keys.desk import look
from keys.desk.case_view.listing import case_list
from keys.desk.errors import DeskError
from keys.desk.messages import status_line
from keys.desk.ngo import care, disclosure, emergencies
from keys.desk.ngo.consent_record import Explanation
from keys.desk.ngo.disclosure import ReleaseRequest
from keys.desk.ngo.drafts import HeldForms
from keys.desk.sync import fetch
from keys.desk.sync.send import send
from keys.errors import AmparoError
from keys.roles import Part
from tests.gateway.filing.test_filing_api import file as call
from tests.gateway.filing.test_filing_api import posted
from tests.gateway.web.conftest import cheap  # noqa: F401  a fixture
from tests.journeys.caseworker import MARINA, POLICE, SUSPECT, Caseworker, meter, reference, symbols
from tests.orgs import FORCE
from tests.world import World

HERS = ("Marina", "Quillfeather", "pt-BR", "Portug", "Brazil", "Harehills", "900188", "receita", "Grimsdyke", "dalva")
FORMS = ("text", "pdf", "csv", "json")


@pytest.fixture
def dalva(world: World) -> Caseworker:
    return Caseworker(world)


def test_a1_an_ordinary_domestic_report(world: World, dalva: Caseworker) -> None:
    looked = dalva.write(**MARINA)
    assert meter(looked, POLICE) == "green"  # thousands fit what is told
    assert meter(looked, SUSPECT) == "amber"
    assert "Words to check" not in looked.text
    sent = dalva.send(looked)
    world.carry()
    fetch.receive(world.police)
    crime = world.police.cases.find(reference(sent)).report
    assert crime is not None
    assert crime["crime_types"] == ["domestic.physical", "domestic.strangulation", "domestic.coercive_control"]
    assert crime["where"] == {
        "area_level": "local_authority", "area_code": "E08000035", "place_type": "shared_home"
    }  # fmt: skip
    assert crime["risk"] == {"flags": ["strangulation"]}
    for form in FORMS:
        exported = look.export(world.police, reference(sent), form)
        for word in HERS:
            assert word.encode() not in exported, (form, word)
    world.round(world.police, world.ngo)
    shown = look.show(world.ngo, reference(sent))
    for word in ("Marina Quillfeather", "900188", "receita", "Grimsdyke"):
        assert word in shown
    status_line.status(world.police, reference(sent), "investigating")
    world.round(world.police, world.ngo)
    assert "Police are investigating." in world.page(symbols(sent))
    assert world.at_rest("Quillfeather", "900188", "receita", "Harehills", "radio ended its song") == []


PASTED = (
    "Entered 2021 on spouse visa, BRP ZU1234567, UAN 1212-0001-2345-6789, he says he'll call the Home Office; "
    "lives 14 Elm Rd LS7 3QX; Марина told me"
)


def test_a2_immigration_text_leaks_in_and_is_stopped(world: World, dalva: Caseworker) -> None:
    her = {
        "crime.wish": "investigate_without_me",
        "identity.name.preferred": "Marina Quillfeather",
        "identity.address.lines": "14 Elm Road",
        "identity.address.postcode": "LS7 3QX",
    }
    page = dalva.write(**her, **{"crime.acts_narrative": PASTED})
    blocked = page.html.split('class="finding block"')[1:]
    for word in ("ZU1234567", "1212-0001-2345-6789", "14 Elm", "Elm Rd", "LS7 3QX", "Марина"):
        assert any(f"<mark>{word}" in note or word in note.split("</mark>")[0] for note in blocked), word
    warned = page.html.split('class="finding warn"')[1:]
    for word in ("visa", "Home Office"):
        assert any(word in note.split("</mark>")[0] for note in warned), word
    assert "threatened to report her to the authorities" in page.text
    for door in ("send", "review", "keep"):  # no way past
        fields = page.form("filing_secret").fields
        forced = dalva.browser.post(
            "/caseworker/report", fields | {"step": door, "keep_reason": "please", "told.her": "yes"}
        )
        assert "Send to" not in forced.text
        assert dalva.stored() == []
    document = posted()
    document["crime"]["acts_narrative"] = PASTED
    document["identity"] |= {"name": {"preferred": "Marina Quillfeather"}, "record": {"warned_reason": "please"}}
    assert call(world.gateway, document).status_code == 422
    for half in ("crime", "identity"):
        crafted = posted()
        crafted[half]["nationality"] = "wanderlustian"
        refused = call(world.gateway, crafted)
        assert refused.status_code == 422
        assert b"wanderlustian" not in refused.data
        assert b"nationality" not in refused.data
    assert dalva.stored() == []
    fixed = "He threatened to report her to the authorities."
    looked = dalva.change(page, **{"crime.acts_narrative": fixed})
    sent = dalva.send(looked)
    world.carry()
    fetch.receive(world.police)
    assert fixed in look.show(world.police, reference(sent))


def test_a3_an_emergency_while_drafting(world: World, dalva: Caseworker) -> None:
    page = dalva.browser.get("/caseworker/report/whole")
    before = page.html.split("<main", 1)[0]
    assert 'href="tel:999"' in before  # one tap, and the telephone does the rest
    assert ">55<" in before
    stranger = world.gateway.browser().get("/now")
    assert stranger.status == 200  # no login
    assert "Set-Cookie" not in stranger.headers
    assert dalva.stored() == []  # nothing was posted, so nothing is anywhere
    assert world.gateway.nudged == 0
    draft = {"crime.wish": "keep", "crime.acts_narrative": "He stood at the door with a kitchen knife, the blue one."}
    asked = dalva.write(**draft)
    assert "call 999" in asked.text
    assert dalva.stored() == []  # not without her press
    kept = dalva.browser.send(asked, "filing_secret", "keep")
    assert "Nothing has been sent to the police." in kept.text
    assert [row.part for row in world.gateway.rows("deliveries")] == [Part.HELD]
    world.carry()
    fetch.receive(world.ngo)
    (held,) = HeldForms(world.ngo.cases).all()
    assert held.document["crime"]["acts_narrative"] == draft["crime.acts_narrative"]
    fetch.receive(world.police)
    assert case_list(world.police) == []
    told = emergencies.record(  # afterwards, at the desk: what she told the operator without waiting for a yes
        world.ngo.vault, basis="threat_to_life", to="999", what="the address", asked_victim="no_time",
        why="he was at the door", decided_by="Dalva", second_person="", day=iso(today()), told_victim="", about="",
    )  # fmt: skip
    assert emergencies.told_her(world.ngo.vault, told.id, iso(today() + 1)).told_victim == iso(today() + 1)
    assert world.at_rest("kitchen knife") == []


def test_a5_domestic_servitude_and_the_home_office_test(world: World, dalva: Caseworker) -> None:
    told = {
        "crime.wish": "intelligence_only",
        "crime.crime_types.0": "slavery.domestic_servitude",
        "crime.where.area_code": "E09000020",
        "crime.where.place_type": "employers_home",
        "crime.suspects.0.relationship": "employer",
        "crime.methods.control.documents_taken": "yes",
        "crime.acts_narrative": (
            "She lives in and works all week for a diplomat. She sleeps on the floor and is paid 40 pounds a week. "
            "He said “you will never see the outside of this house”."
        ),
        "identity.name.preferred": "Ligaya Plumtree",
        "identity.suspect.employer": "The Embassy of Ruritania",
        "identity.premises.address": "9 Quarndon Parade",
        "identity.premises.postcode": "W8 4PT",
    }
    looked = dalva.write(**told)
    assert meter(looked, POLICE) == "red"
    assert "A warning to read with her." in looked.text
    seen = looked.html.split('id="as-if"')[1].split("</section>")[0]
    assert "Modern Slavery Act 2015 s52" in seen
    for door in ("Ligaya", "Plumtree", "Ruritania", "Quarndon", "W8", "Embassy"):
        assert door not in seen, door
    less = dalva.change(
        dalva.browser.send(looked, "filing_secret", "change"),
        **{"crime.acts_narrative": "She lives in, works all week, sleeps on the floor and is paid 40 pounds a week."},
    )
    assert meter(less, POLICE) != "red"
    sent = dalva.send(less)
    world.round(world.police, world.ngo)
    look.show(world.police, reference(sent))
    status_line.status(world.police, reference(sent), "logged_intelligence")
    world.round(world.police, world.ngo)
    assert "Police keep it as information." in world.page(symbols(sent))
    assert "9 Quarndon Parade" in look.show(world.ngo, reference(sent))
    pole = json.loads(look.export(world.police, reference(sent), "json"))
    assert "Quarndon" not in json.dumps(pole)
    care.confirm(world.ngo, reference(sent))
    world.round(world.ngo, world.police)
    explained = Explanation(tuple(CONSENT_POINTS), "tl", "interpreter", "spoken_witnessed", "taken", "interpreter 4")
    asked = ReleaseRequest(("premises",), {}, world.gateway.host.today() + 30, "Come in plain clothes.", explained)
    disclosure.release(world.ngo, reference(sent), asked, symbols(sent))  # later, with advice taken
    world.round(world.ngo, world.police)
    planned = look.show(world.police, reference(sent))
    assert "9 Quarndon Parade" in planned
    assert "Ruritania" not in planned  # one thing, and nothing else
    world.round(world.police, world.ngo)
    receipt = next(line for line in look.show(world.ngo, reference(sent)).split("\n") if line.startswith("Released to"))
    assert "opened" in receipt


def test_a10_recalled_before_anybody_looked(world: World, dalva: Caseworker) -> None:
    sent = dalva.send(dalva.write(**MARINA))
    world.carry()
    fetch.receive(world.ngo)
    care.recall(world.ngo, reference(sent))
    send(world.ngo, now=True)
    assert "Called back" in dalva.browser.get("/caseworker/").text
    assert [row for row in world.gateway.rows("envelopes") if row.org == FORCE] == []  # the ciphertext is destroyed
    fetch.receive(world.police)
    assert "radio ended its song" not in str(case_list(world.police))
    with pytest.raises(AmparoError):
        look.show(world.police, reference(sent))


def test_a10_opened_then_withdrawn_and_corrected(world: World, dalva: Caseworker) -> None:
    sent = dalva.send(dalva.write(**MARINA | {"crime.acts_narrative": "Two men came and broke the door."}))
    world.round(world.police, world.ngo)
    look.show(world.ngo, reference(sent))
    care.confirm(world.ngo, reference(sent))
    world.round(world.ngo, world.police)
    look.show(world.police, reference(sent))
    world.round(world.police, world.ngo)
    assert "Opened" in dalva.browser.get("/caseworker/").text
    with pytest.raises(DeskError):
        care.recall(world.ngo, reference(sent))
    care.correct(world.ngo, reference(sent), "Three men came, not two.")
    world.round(world.ngo, world.police)
    both = look.show(world.police, reference(sent))
    assert "Three men came" in both
    assert "Two men came" in both  # the old words are kept
    care.withdraw(world.ngo, reference(sent), "No further contact, please.")
    world.round(world.ngo, world.police)
    after = look.show(world.police, reference(sent))
    assert "No further contact, please." in after
    assert "Two men came" in after  # what was read remains
    world.days_later(1)  # an organisation writes to her page twice a day
    world.round(world.ngo, world.police)
    assert "You asked to stop." in world.page(symbols(sent))

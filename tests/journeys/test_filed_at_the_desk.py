"""A report sealed at the NGO's own desk goes all the way, and a form kept at the page is finished there."""

from __future__ import annotations

import copy
from typing import Any

from gateway.answering import keep_for_later
from gateway.report.names import name_of
from gateway.report.validate import read_filing
from keys.desk import look
from keys.desk.evidence.verify import prove
from keys.desk.messages import status_line
from keys.desk.ngo import filing
from keys.desk.ngo.drafts import HeldForms
from keys.desk.ngo.filing import FiledHere
from keys.desk.ngo.form_file import filing_of
from keys.desk.sync import fetch
from tests.orgs import NGO
from tests.world import STORY, World


def filed(world: World, document: dict[str, Any] = STORY, **choices: Any) -> FiledHere:
    fetch.receive(world.ngo)
    here = filing.file(world.ngo, read_filing(document), **choices)
    world.round(world.ngo, world.police)
    return here


def test_from_the_desk_to_the_police_and_back_to_her_page(world: World) -> None:
    here = filed(world)
    shown = look.show(world.police, here.reference)
    assert "whistled twice" in shown
    assert f"Signed by {name_of(NGO)}" in shown
    assert "Quellwasser" not in shown
    status_line.status(world.police, here.reference, "investigating")
    world.round(world.police, world.ngo)
    assert "investigating" in world.page(here.symbols)
    assert "Marina Quellwasser" in look.show(world.ngo, here.reference)


def test_the_police_prove_it_years_later_as_the_ngos_own_words(world: World) -> None:
    here = filed(world)
    raw = look.export(world.police, here.reference, "evidence")
    world.days_later(1200)
    proof = prove(raw, world.orgs.genesis)
    assert f"The words are {NGO}'s: its own key signed them." in proof.proved


def test_a_form_kept_at_the_page_is_finished_and_filed_at_the_desk(world: World) -> None:
    unfinished = copy.deepcopy(STORY)
    del unfinished["crime"]["wish"]
    keep_for_later(unfinished | {"id": "a1" * 32, "priority": ""}, ngo=NGO, host=world.gateway.host)
    world.carry()
    fetch.receive(world.ngo)
    (kept,) = HeldForms(world.ngo.cases).all()
    kept.document["crime"]["wish"] = "intelligence_only"
    here = filing.file(world.ngo, filing_of(kept.document))
    HeldForms(world.ngo.cases).delete(kept.cid)
    world.round(world.ngo, world.police)
    assert "whistled twice" in look.show(world.police, here.reference)
    assert HeldForms(world.ngo.cases).all() == []


def test_a_new_account_takes_the_place_of_the_old_one_and_one_token_leads_to_both(world: World) -> None:
    first = filed(world)
    changed = copy.deepcopy(STORY)
    changed["crime"]["acts_narrative"] = "He hit her most weeks, and the kettle whistled three times."
    second = filed(world, changed, supersedes=first.reference)
    assert second.symbols == ""
    shown = look.show(world.police, second.reference)
    assert "three times" in shown
    assert f"It replaces report {first.short}." in shown
    world.days_later(1)  # an organisation writes to one mailbox twice a day
    status_line.status(world.police, second.reference, "investigating")
    world.round(world.police, world.ngo)
    assert "investigating" in world.page(first.symbols)

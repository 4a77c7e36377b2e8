"""Evidence proves what she let the police see, as sealed and as she allowed it, and nothing that she took back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.filing import Filed
from keys import clock
from keys.desk import look
from keys.desk.errors import DeskError
from keys.desk.evidence.bundle import render
from keys.desk.evidence.verify import prove
from keys.desk.ngo import care, disclosure
from keys.desk.sync import fetch
from keys.roles import Role
from tests.keys.desk.evidence.making import evidence_of, stop
from tests.keys.desk.ngo.releasing import asked
from tests.orgs import FORCE, NGO
from tests.world import World

LOCKED: dict[str, Any] = {
    "name": {"preferred": "Ligaya Quellwasser"},
    "advice": "later",
    "premises": {"address": "14 Quarndon Parade", "postcode": "W8 4PT"},
}


def released_evidence(world: World, **wanted: Any) -> tuple[Filed, bytes]:
    """A confirmed report of which the premises were released, and its evidence at the force."""
    filed = world.file(identity=LOCKED)
    fetch.receive(world.police)
    fetch.receive(world.ngo)
    look.show(world.police, filed.reference)
    care.confirm(world.ngo, filed.reference)
    world.round(world.ngo, world.police)
    disclosure.release(world.ngo, filed.reference, asked("premises", **wanted), filed.symbols)
    world.round(world.ngo, world.police)
    look.show(world.police, filed.reference)
    return filed, look.export(world.police, filed.reference, "evidence")


def number_of_note(raw: bytes) -> int:
    """The number in the one note of an evidence file."""
    (given,) = json.loads(raw)["disclosures"]
    lines = dict(line.split(" ", 1) for line in given["text"]["note"].splitlines() if " " in line)
    return int(lines["seq"])


def test_what_she_released_is_proved_years_later_to_be_as_sealed_and_allowed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, raw = released_evidence(world, later={"suspect": "He goes by Torvald now"}, words="Come in plain clothes.")
    made = clock.today()
    monkeypatch.setattr(clock, "now", lambda: (made + 3000) * 86400)
    said = "\n".join(prove(raw, world.orgs.genesis).proved)
    assert f"Note {number_of_note(raw)}: she and {NGO} signed that {FORCE} may be shown this until" in said
    assert "it shows, sign for sign: premises" in said
    assert "not as sealed at filing: suspect" in said
    (given,) = json.loads(raw)["disclosures"]
    assert given["text"]["opened"][0]["value"] == LOCKED["premises"]
    assert "Quellwasser" not in raw.decode()
    assert len(given["receipts"]) == 2


@pytest.mark.parametrize("place", ["note", "opened", "later", "words", "dated"])
def test_a_changed_disclosure_proves_nothing(world: World, place: str) -> None:
    _, raw = released_evidence(world, words="Come in plain clothes.")
    document = json.loads(raw)
    text = document["disclosures"][0]["text"]
    text[place] = text[place] + text[place] if place != "later" else [{"leaf": "suspect", "value": "x"}]
    with pytest.raises(DeskError, match="REFUSED"):
        prove(render(document), world.orgs.genesis)


def test_a_disclosure_played_twice_or_beside_another_report_proves_nothing(world: World) -> None:
    _, raw = released_evidence(world)
    document = json.loads(raw)
    twice = document | {"disclosures": document["disclosures"] * 2}
    with pytest.raises(DeskError, match="C7"):
        prove(render(twice), world.orgs.genesis)
    other = json.loads(evidence_of(world)) | {"disclosures": document["disclosures"]}
    with pytest.raises(DeskError, match="REFUSED"):
        prove(render(other), world.orgs.genesis)
    unconfirmed = document | {"messages": []}
    with pytest.raises(DeskError, match="C1-confirmed"):
        prove(render(unconfirmed), world.orgs.genesis)


def test_a_disclosure_stays_proved_when_the_key_that_signed_it_is_stopped_and_that_is_said(world: World) -> None:
    _, raw = released_evidence(world)
    document = stop(world, json.loads(raw), NGO, Role.NGO_CASE)
    proof = prove(render(document), world.orgs.genesis)
    number = number_of_note(raw)
    assert f"Note {number}: she and {NGO} signed" in "\n".join(proof.proved)
    assert f"That a key which signed note {number} was still safe" in "\n".join(proof.not_proved)


def test_a_taking_back_of_another_report_proves_nothing_here(world: World) -> None:
    filed, _ = released_evidence(world)
    disclosure.unrelease(world.ngo, filed.reference)
    world.round(world.ngo, world.police)
    taken_back = json.loads(look.export(world.police, filed.reference, "evidence"))["disclosures"]
    assert taken_back
    other = json.loads(evidence_of(world)) | {"disclosures": taken_back}
    with pytest.raises(DeskError, match="C1-report"):
        prove(render(other), world.orgs.genesis)


def test_what_she_took_back_is_in_no_new_evidence_and_the_taking_back_is(world: World) -> None:
    filed, before = released_evidence(world)
    disclosure.unrelease(world.ngo, filed.reference)
    world.round(world.ngo, world.police)
    after = look.export(world.police, filed.reference, "evidence")
    assert LOCKED["premises"]["address"] in before.decode()
    assert LOCKED["premises"]["address"] not in after.decode()
    said = "\n".join(prove(after, world.orgs.genesis).proved)
    assert f"was taken back (note {number_of_note(after)})" in said
    assert number_of_note(after) > number_of_note(before)


def test_evidence_of_an_ngo_holds_no_disclosure(world: World) -> None:
    filed, _ = released_evidence(world)
    raw = look.export(world.ngo, filed.reference, "evidence")
    assert json.loads(raw)["disclosures"] == []
    assert prove(raw, world.orgs.genesis).proved

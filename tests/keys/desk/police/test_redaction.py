"""What a report should not have held: out of sight at the police until the NGO has answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from keys import clock
from keys.desk import look
from keys.desk.case_view.listing import case_list
from keys.desk.desk import Desk
from keys.desk.errors import DeskError
from keys.desk.messages import correspondence
from keys.desk.ngo import care
from keys.desk.police import information_request
from keys.desk.police.redaction import MARK, findings
from keys.desk.sync import fetch
from keys.envelope.format import reference
from keys.envelope.sealing import seal_report
from keys.roles import Role
from tests.keys.desk.test_story import QUESTION
from tests.orgs import FORCE, NGO
from tests.world import World

ACTS: dict[str, Callable[[Desk, str, str], object]] = {
    "question": correspondence.question,
    "correction": care.correct,
    "withdrawn": care.withdraw,
    "paused": care.pause,
}
NINO = "AB123456C"
WORDS = f"He kept her papers, number {NINO}, in the drawer."


@pytest.fixture
def ref(world: World) -> str:
    """A report that an NGO's desk sealed without looking: the gateway could not read it."""
    sealed = seal_report(
        {"reporter_role": "witness", "acts_narrative": WORDS, "new_field": {"deep": [f"again {NINO}"]}},
        [""] * 20,
        force=FORCE,
        ngo=NGO,
        view=world.orgs.view(),
        signer=world.orgs.signer(NGO, Role.INTAKE),
        day=clock.today(),
    )
    world.upload(sealed)
    fetch.receive(world.police)
    fetch.receive(world.ngo)
    return reference(sealed.report_id)


def test_lists_pages_and_exports_show_a_mark_in_its_stead(world: World, ref: str) -> None:
    assert case_list(world.police)[0]["withheld"] == 2
    shown = look.show(world.police, ref)
    assert NINO not in shown
    assert f"He kept her papers, number {MARK}, in the drawer." in shown.replace("\n  ", " ")
    assert f"amparo-desk ask {ref[:8]} --withheld" in shown
    for form in ("text", "csv", "json"):
        assert NINO not in look.export(world.police, ref, form).decode()


def test_it_is_opened_when_the_ngo_says_so(world: World, ref: str) -> None:
    look.show(world.police, ref)
    asked = information_request.ask_withheld(world.police, ref)
    assert NINO not in str(asked.words)
    assert "The organisation has been asked." in look.show(world.police, ref)
    world.round(world.police, world.ngo)
    assert "acts_narrative, signs 28 to 36" in look.show(world.ngo, ref)
    assert "asks for what the police may not ask" not in look.show(world.ngo, ref)
    correspondence.answer(world.ngo, ref, outcome="provided")
    world.round(world.ngo, world.police)
    assert NINO in look.show(world.police, ref)
    assert case_list(world.police)[0]["withheld"] == 0


@pytest.mark.parametrize("outcome", ["refused_by_ngo", "refused_by_victim", "part"])
def test_it_stays_out_of_sight_when_the_ngo_says_no(world: World, ref: str, outcome: str) -> None:
    look.show(world.police, ref)
    information_request.ask_withheld(world.police, ref)
    world.round(world.police, world.ngo)
    correspondence.answer(world.ngo, ref, outcome=outcome)
    world.round(world.ngo, world.police)
    assert NINO not in look.show(world.police, ref)
    assert NINO not in look.export(world.police, ref, "json").decode()


def test_an_ordinary_report_withholds_nothing(world: World) -> None:
    filed = world.file()
    fetch.receive(world.police)
    assert MARK not in look.show(world.police, filed.reference)
    with pytest.raises(DeskError, match="has not confirmed"):
        information_request.ask_withheld(world.police, filed.reference)


def test_an_area_code_or_a_choice_is_no_finding() -> None:
    report = {"where": {"area_code": "E08000035", "area_level": "local_authority"}, "crime_types": ["sexual.rape"]}
    assert findings(report) == []


@pytest.mark.parametrize("kind", ["correction", "answer", "question", "withdrawn", "paused"])
def test_words_that_an_ngos_desk_sealed_unscreened_show_a_mark_at_the_police(
    world: World, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in (correspondence, care):
        monkeypatch.setattr(room, "screened", lambda *_whatever, **_more: "")
    filed = world.file_and_open()
    text = f"The number is {NINO}, he says."
    if kind == "answer":
        information_request.ask(world.police, filed.reference, QUESTION)
        world.round(world.police, world.ngo)
        correspondence.answer(world.ngo, filed.reference, text, outcome="provided")
    else:
        ACTS[kind](world.ngo, filed.reference, text)
    world.round(world.ngo, world.police)
    page = look.show(world.police, filed.reference)
    assert NINO not in page
    assert MARK in page
    for form in ("text", "pdf", "csv", "json", "evidence"):
        raw = look.export(world.police, filed.reference, form)
        assert NINO.encode() not in raw, form

"""Story A10 as both desks live it: recall, withdrawal, correction, and what each can and cannot undo."""

from __future__ import annotations

import json

import pytest

from gateway.report.names import day_in_london
from keys.clock import today
from keys.desk import look
from keys.desk.case_view.listing import case_list
from keys.desk.errors import DeskError
from keys.desk.ngo import care
from keys.desk.sync import fetch
from keys.encoding import b64, canonical
from keys.envelope.sealing import seal_single
from keys.roles import Part, Role
from tests.keys.desk.conftest import Run
from tests.orgs import FORCE, NGO
from tests.world import NARRATIVE, World


def test_sent_on_monday_recalled_on_tuesday_the_ciphertext_is_destroyed(world: World, run: Run) -> None:
    filed = world.file()
    fetch.receive(world.ngo)
    world.days_later()
    said = run(NGO, "recall", filed.reference[:8])
    assert "If no police desk has received it, it is destroyed for certain." in said.output
    rows = world.gateway.rows("envelopes")
    assert [row for row in rows if row.org == FORCE and row.body is not None] == []
    assert fetch.receive(world.police).new == []
    assert case_list(world.police) == []
    with pytest.raises(DeskError, match="on its way already"):
        care.recall(world.ngo, filed.reference)


def test_received_and_unseen_the_force_sees_recalled_and_no_content(world: World, run: Run) -> None:
    filed = world.file()
    run(FORCE, "receive")
    run(NGO, "receive")
    run(NGO, "receive")  # the report came with the first; the police's receipt is read with the next
    said = run(NGO, "recall", filed.reference[:8])
    assert "an honest desk deletes it unseen and says so" in said.output
    run(FORCE, "receive")
    assert json.loads(run(FORCE, "list", "--json").output)[0]["state"] == "recalled"
    for command in (("show",), ("export", "--csv"), ("export", "--evidence")):
        refused = run(FORCE, command[0], filed.reference, *command[1:])
        assert refused.exit_code == 1
        assert "recalled by the NGO and deleted here unseen" in refused.stderr
    assert world.at_rest("whistled twice") == []
    kept = world.police.cases.kept(Part.CRIME, world.police.cases.find(filed.reference).report_id)
    assert kept is not None
    assert (kept.raw, kept.inside, kept.cek) == ("", {}, "")
    run(NGO, "receive")
    assert json.loads(run(NGO, "list", "--json").output)[0]["state"] == "recalled"


def test_opened_on_wednesday_withdrawn_on_thursday_what_was_read_remains(world: World, run: Run) -> None:
    filed = world.file_and_open()
    world.days_later()
    with pytest.raises(DeskError, match="Too late to recall: the police have opened it"):
        care.recall(world.ngo, filed.reference)
    said = run(NGO, "withdraw", filed.reference[:8], "--text", "She moves on.")
    assert "What they have opened cannot be un-read." in said.output
    world.round(world.ngo, world.police)
    page = look.show(world.police, filed.reference)
    assert f"She withdrew on {day_in_london(today())}: no further contact. The information remains" in page
    assert "She moves on." in page
    assert NARRATIVE in page
    codes = [message.body.get("code") for message in world.messages(filed.symbols)]
    assert "withdrawn" in codes


def test_a_correction_stands_beside_the_original_and_the_receipts_bind_both(world: World) -> None:
    filed = world.file_and_open()
    care.correct(world.ngo, filed.reference, "Two men, not three.")
    world.round(world.ngo, world.police)
    page = look.show(world.police, filed.reference)
    assert page.index("Corrected since") < page.index("Two men, not three.") < page.index(NARRATIVE)
    case = world.police.cases.find(filed.reference)
    (correction,) = (each for each in world.police.cases.said(case.report_id) if each.kind == "correction")
    assert correction.body["digest"] == b64(bytes.fromhex(case.crime_digest))
    kept = world.police.cases.kept(Part.TO_POLICE, correction.cid)
    assert kept is not None
    world.round(world.police, world.ngo)
    told = world.ngo.vault.get("sent", correction.cid)
    assert told["digest"] == kept.digest  # which covers the text and the digest of the original
    assert set(told["receipts"]) == {"1", "2"}


def test_a_correction_of_other_words_than_those_sealed_is_refused(world: World) -> None:
    filed = world.file_and_open()
    case = world.ngo.cases.find(filed.reference)
    words = {
        "v": 1, "kind": "correction", "day": today(), "report_id": case.report_id, "seq": 9,
        "digest": b64(bytes(32)), "text": "Nothing happened.",
    }  # fmt: skip
    view = world.orgs.view()
    signer = world.ngo.keyring.signer(Role.NGO_CASE, view, today())
    raw = seal_single(Part.TO_POLICE, canonical(words), FORCE, view=view, signer=signer, day=today())
    assert world.gateway.signed("POST", "/v1/envelopes", raw).status_code == 204
    world.carry()
    assert [check for _, check in fetch.receive(world.police).refused] == ["correction"]
    assert "Nothing happened." not in look.show(world.police, filed.reference)

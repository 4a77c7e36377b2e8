"""A report sealed at the NGO's own desk: the gateway gets sealed bytes, the police a signed report, she a token."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.report.filing import RECORD, Filing, identity_of
from gateway.report.names import name_of
from gateway.report.reason import Reason
from gateway.report.validate import read_filing
from keys.desk import look, tasks
from keys.desk.case_view.listing import case_list
from keys.desk.desk import Desk
from keys.desk.errors import DeskError, Withheld
from keys.desk.messages import status_line
from keys.desk.ngo import care
from keys.desk.ngo import form_file as forms
from keys.desk.ngo.filing import FiledHere, file
from keys.desk.store.outbox import ItemType
from keys.desk.sync import fetch
from keys.desk.sync.send import send
from tests.keys.desk.conftest import Run, next_command
from tests.orgs import FORCE, NGO
from tests.world import NAME, NARRATIVE, PASSPHRASE, PHONE, World

FORM: dict[str, Any] = {
    "force": FORCE,
    "crime": {
        "reporter_role": "victim",
        "adult_confirmed": True,
        "wish": "contact_through_ngo",
        "crime_types": ["domestic.physical"],
        "acts_narrative": NARRATIVE,
    },
    "identity": {
        "name": {"preferred": NAME},
        "phone": {"numbers": [PHONE]},
        "language": {"languages": [{"tag": "pt-BR"}]},
        "advice": "taken",
    },
}


def form(**crime: Any) -> Filing:
    document = copy.deepcopy(FORM)
    document["crime"] |= crime
    return read_filing(document)


def filed_at_desk(world: World, filing: Filing | None = None, **choices: Any) -> FiledHere:
    """Filed at the NGO's desk, and taken by the gateway."""
    fetch.receive(world.ngo)
    filed = file(world.ngo, filing or form(), **choices)
    assert not send(world.ngo, at_once_only=True).troubles
    world.carry()
    return filed


def uploads(desk: Desk) -> list[Any]:
    return [item for item in desk.outbox.waiting() if item.sort is ItemType.UPLOAD]


def test_the_police_read_it_as_signed_by_the_ngo_and_nobody_needs_to_confirm(world: World) -> None:
    filed = filed_at_desk(world)
    assert fetch.receive(world.police).refused == []
    page = look.show(world.police, filed.reference)
    assert NARRATIVE in page
    assert f"Signed by {name_of(NGO)}" in page
    assert world.ngo.cases.find(filed.short).is_confirmed
    assert not [need for need in tasks.needs(world.ngo) if "confirm" in need.do]
    with pytest.raises(DeskError, match="as yours already"):
        care.confirm(world.ngo, filed.short)


def test_her_token_works_and_lies_nowhere(world: World) -> None:
    filed = filed_at_desk(world)
    world.round(world.ngo, world.police)
    assert {message.body.get("code") for message in world.messages(filed.symbols)} >= {"sent"}
    assert world.messages(filed.digits)
    assert world.at_rest(filed.symbols, filed.digits, filed.symbols.replace("-", "")) == []
    assert filed.symbols not in repr(filed)


def test_the_desk_keeps_its_own_copy_and_answers_about_it_like_about_one_received(world: World) -> None:
    filed = filed_at_desk(world)
    shown = look.show(world.ngo, filed.short)
    assert NARRATIVE in shown
    assert NAME in shown
    assert "WHAT THE POLICE GET" in shown
    fetch.receive(world.police)
    look.show(world.police, filed.reference)
    status_line.status(world.police, filed.reference, "investigating")
    world.round(world.police, world.ngo)
    case = world.ngo.cases.find(filed.short)
    assert case.police_received is not None
    assert case.police_opened is not None
    assert "investigating" in look.show(world.ngo, filed.short)
    with pytest.raises(Withheld):
        care.correct(world.ngo, filed.short, f"Her name is {NAME}.")


def test_its_own_identity_part_comes_back_and_changes_nothing(world: World) -> None:
    filed = filed_at_desk(world)
    before = world.ngo.cases.find(filed.short)
    done = fetch.receive(world.ngo)
    assert any("filed at this desk" in sentence for sentence in done.new)
    after = world.ngo.cases.find(filed.short)
    assert (after.report, after.leaves, after.line) == (before.report, before.leaves, before.line)
    assert len([message for message in world.ngo.cases.said(after.report_id) if message.kind == "status"]) == 1


def test_another_desk_of_the_ngo_gets_it_like_any_report(world: World) -> None:
    filed = filed_at_desk(world)
    other = world.desk(NGO, "second")
    assert fetch.receive(other).refused == []
    assert NAME in look.show(other, filed.reference)


def test_the_gateway_never_has_a_word_of_it(world: World) -> None:
    filed_at_desk(world)
    desks = world.desk_folder(NGO).parent
    outside = [path for path in world.folder.rglob("*") if desks not in path.parents]
    database = b"".join(path.read_bytes() for path in outside if path.is_file())
    assert b"SQLite format 3" in database
    for word in (NAME, "whistled twice", PHONE):
        assert word.encode() not in database


def test_what_may_not_reach_the_police_stops_it_and_no_reason_helps(world: World) -> None:
    for words in (f"{NAME} was hit.", "Her NHS number is 943 476 5919.", "Марина said so."):
        with pytest.raises(Withheld) as refusal:
            filed_at_desk(world, form(acts_narrative=words), reason=Reason("it must stay", "Rosa"), sure=True)
        assert "crime.acts_narrative, signs" in str(refusal.value)
        assert words.split()[0] not in str(refusal.value)
    assert case_list(world.ngo) == []
    assert world.ngo.outbox.waiting() == []


def test_what_is_warned_of_needs_a_reason_that_only_the_ngo_reads(world: World) -> None:
    words = "He shouted that he would have her deported, and broke the door."
    with pytest.raises(Withheld, match="--reason"):
        filed_at_desk(world, form(acts_narrative=words))
    with pytest.raises(Withheld, match="--agreed"):
        filed_at_desk(world, form(acts_narrative=words), reason=Reason("x"))
    assert case_list(world.ngo) == []
    filed = filed_at_desk(world, form(acts_narrative=words), reason=Reason("it is the threat he made", "Rosa Example"))
    leaves = world.ngo.cases.find(filed.short).leaves
    assert leaves is not None
    record = json.loads(leaves[RECORD])
    assert record["warned_reason"] == "it is the threat he made"
    assert record["status_agreed_by"] == "Rosa Example"
    assert any(each.startswith("crime.acts_narrative: ") for each in record["warned"])
    fetch.receive(world.police)
    assert "it is the threat" not in look.show(world.police, filed.reference)


def test_the_same_form_twice_is_one_report(world: World) -> None:
    filed = filed_at_desk(world)
    with pytest.raises(DeskError, match=filed.reference):
        file(world.ngo, form())
    assert len(case_list(world.ngo)) == 1
    assert filed_at_desk(world, form(acts_narrative="He came again.")).reference != filed.reference


def test_an_officer_as_suspect_steers_away_from_his_force_before_anything_is_sealed(world: World) -> None:
    filing = form(suspects=[{"role": "main", "relationship": "police_officer"}])
    with pytest.raises(DeskError, match="--sure"):
        filed_at_desk(world, filing)
    filed = filed_at_desk(world, filing, sure=True)
    leaves = world.ngo.cases.find(filed.short).leaves
    assert leaves is not None
    assert "against advice" in json.dumps(identity_of(leaves)["record"])


def test_a_force_the_directory_does_not_list_is_refused(world: World) -> None:
    document = FORM | {"force": "immigration-enforcement"}
    with pytest.raises(DeskError, match="lists no force of that name"):
        filed_at_desk(world, read_filing(document))
    with pytest.raises(DeskError, match="is for an NGO's desk"):
        file(world.police, form())


def test_a_new_account_replaces_the_old_one_and_her_token_stays(world: World) -> None:
    first = filed_at_desk(world)
    fetch.receive(world.police)
    look.show(world.police, first.reference)
    world.round(world.police, world.ngo)
    second = filed_at_desk(world, form(acts_narrative="It was two men."), supersedes=first.short)
    assert second.symbols == second.digits == ""
    old, new = world.ngo.cases.find(first.short), world.ngo.cases.find(second.short)
    assert (old.mailbox, old.vk) == (new.mailbox, new.vk)
    fetch.receive(world.police)
    assert f"It replaces report {first.short}." in look.show(world.police, second.reference)
    assert f"REPLACED by a newer account of hers: report {second.short}." in look.show(world.police, first.reference)
    assert NARRATIVE in look.show(world.police, first.reference)
    world.days_later()  # a mailbox takes two writes a day from one organisation
    status_line.status(world.police, second.reference, "investigating")
    world.round(world.police, world.ngo)
    newest = max(
        (each for each in world.messages(first.symbols) if each.body["kind"] == "status"),
        key=lambda each: (each.body["day"], each.body["seq"]),
    )
    assert newest.body["code"] == "investigating"
    with pytest.raises(DeskError, match="recalled or replaced already"):
        file(world.ngo, form(acts_narrative="It was three men."), supersedes=first.short)


def test_without_a_line_it_waits_and_leaves_later(world: World) -> None:
    fetch.receive(world.ngo)
    away = Desk.open(world.desk_folder(NGO), PASSPHRASE, transport=httpx.MockTransport(_no_line))
    filed = file(away, form())
    assert filed.symbols
    assert len(uploads(away)) == 1
    away.close()
    world.days_later()
    assert not send(world.ngo, at_once_only=True).troubles
    world.carry()
    assert uploads(world.ngo) == []
    assert fetch.receive(world.police).new != []


def test_what_could_not_leave_in_time_is_filed_again_with_her_token(world: World) -> None:
    fetch.receive(world.ngo)
    filed = file(world.ngo, form())
    world.days_later(2)
    fetch.receive(world.ngo)
    assert uploads(world.ngo) == []
    assert any("File it again" in need.what for need in tasks.needs(world.ngo))
    again = filed_at_desk(world)
    assert again.symbols == ""
    assert not [need for need in tasks.needs(world.ngo) if "File it again" in need.what]
    world.round(world.ngo, world.police)
    assert world.messages(filed.symbols)


def test_a_recall_before_it_left_keeps_it_here_for_good(world: World) -> None:
    fetch.receive(world.ngo)
    filed = file(world.ngo, form())
    assert care.recall(world.ngo, filed.short) is None
    send(world.ngo, at_once_only=True)
    world.carry()
    assert fetch.receive(world.police).new == []
    assert case_list(world.ngo)[0]["state"] == "recalled"


# --- the command line


def _no_line(_: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no line")


def test_an_empty_form_filled_in_is_filed_with_one_command(world: World, run: Run, tmp_path: Path) -> None:
    blank = json.loads(run(NGO, "file", "--template").output)
    assert blank["crime"]["acts_narrative"] == ""
    assert "warned" not in blank["identity"]["record"]
    blank["crime"] |= FORM["crime"]
    blank["identity"] |= FORM["identity"]
    path = tmp_path / "form.json"
    path.write_text(json.dumps(blank, ensure_ascii=False))
    run(NGO, "receive")
    done = run(NGO, "file", str(path), "--force", FORCE)
    assert done.exit_code == 0, done.output + done.stderr
    assert "Her token. Write it down now" in done.output
    assert "delete it" in done.output
    assert "Sent: report" in done.output
    assert NARRATIVE in run(NGO, *next_command(done)).output
    again = run(NGO, "file", str(path), "--force", FORCE)
    assert again.exit_code == 1
    assert "This very form was filed on" in again.stderr


def test_a_form_that_is_none_is_told_field_by_field_and_never_by_its_words(
    world: World, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "form.json"
    path.write_text(json.dumps({"crime": FORM["crime"] | {"nationality": "whistled twice"}, "identity": {}}))
    refused = run(NGO, "file", str(path), "--force", FORCE)
    assert refused.exit_code == 1
    assert "identity.advice" in refused.stderr
    assert "an object with only these fields" in refused.stderr
    assert "nationality" not in refused.stderr
    assert "whistled twice" not in refused.stderr
    for rubbish in (b"\xff", b"[]", b'{"a":1,"a":2}', b"{"):
        path.write_bytes(rubbish)
        assert "is not a form" in run(NGO, "file", str(path), "--force", FORCE).stderr


def test_every_field_of_the_template_is_explained() -> None:
    explained = {path.replace("[]", "") for path, _ in forms.fields()}

    def paths(value: Any, path: str) -> set[str]:
        if isinstance(value, dict):
            return {each for name, inner in value.items() for each in paths(inner, f"{path}.{name}")}
        if isinstance(value, list) and value:
            return paths(value[0], path)
        return {path.lstrip(".")}

    assert paths(forms.template(), "") == explained


def test_where_her_worker_tells_her_nobody_is_shown_a_token_and_the_mailbox_is_made(world: World) -> None:
    document = copy.deepcopy(FORM)
    document["identity"]["record"] = {"token_mode": "worker_only"}
    filed = filed_at_desk(world, read_filing(document))
    assert filed.by_worker
    assert (filed.symbols, filed.digits) == ("", "")
    fetch.receive(world.police)
    assert world.police.cases.find(filed.reference).mailbox == world.ngo.cases.find(filed.reference).mailbox

"""What comes beside reports (messages, receipts, recalls, the directory) is believed where its signer may say it."""

from __future__ import annotations

import dataclasses
import secrets
from pathlib import Path

import pytest
from sqlalchemy import update

from gateway.store.engine import writing
from gateway.store.tables import deliveries
from keys import clock
from keys.desk import look, tasks
from keys.desk.ngo import care
from keys.desk.sync import directory, fetch
from keys.encoding import b64, canonical
from keys.envelope.receipts import Action, recall, receipt
from keys.envelope.sealing import seal_single
from keys.errors import DirectoryRefused
from keys.roles import Part, Role
from keys.signing import Signer
from tests.keys.desk.sync.carrying import fold_in
from tests.orgs import FORCE, NGO, OTHER_FORCE, OTHER_NGO
from tests.world import World


def test_a_message_of_a_force_that_is_no_party_is_refused(world: World, tmp_path: Path) -> None:
    filed = world.file()
    fetch.receive(world.ngo)
    case = world.ngo.cases.find(filed.reference)
    words = {
        "v": 1,
        "kind": "answer",
        "report_id": case.report_id,
        "seq": 1,
        "day": clock.today(),
        "about": "x",
        "text": "y",
    }
    raw = seal_single(
        Part.FROM_POLICE,
        canonical(words),
        NGO,
        view=world.orgs.view(),
        signer=world.orgs.signer(OTHER_FORCE, Role.POLICE_REPLY),
        day=clock.today(),
    )
    done = fetch.receive_from(world.ngo, fold_in(world, tmp_path, raw))
    assert [check for _, check in done.refused] == ["R18"]
    assert world.ngo.cases.said(case.report_id)[-1].out


def test_a_confirmation_by_another_ngo_or_for_another_report_is_refused(world: World, tmp_path: Path) -> None:
    filed, other = world.file(), world.file()
    fetch.receive(world.police)
    fetch.receive(world.ngo)
    care.confirm(world.ngo, filed.reference)
    (item,) = [item for item in world.ngo.outbox.waiting() if item.words.get("kind") == "confirm"]
    wrong = dict(item.words, report_id=world.ngo.cases.find(other.reference).report_id)
    broken = dict(item.words, note=b64(bytes(137)))
    for number, words in enumerate((wrong, broken)):
        signer = world.orgs.signer(NGO, Role.NGO_CASE)
        raw = seal_single(
            Part.TO_POLICE, canonical(words), FORCE, view=world.orgs.view(), signer=signer, day=clock.today()
        )
        done = fetch.receive_from(world.police, fold_in(world, tmp_path, raw, str(number)))
        assert done.refused[-1][1] == "confirm"
    assert all("Not confirmed" in look.show(world.police, each.reference) for each in (filed, other))


def test_a_question_on_an_unconfirmed_report_is_not_taken(world: World, tmp_path: Path) -> None:
    filed = world.file()
    fetch.receive(world.ngo)
    words = {
        "v": 1, "kind": "question", "report_id": world.ngo.cases.find(filed.reference).report_id, "seq": 1,
        "day": clock.today(), "id": "a", "about": "meeting", "sought": "x", "why": "x", "line_of_enquiry": "x",
        "necessity": "x", "how_dealt_with": "x", "counselling": False,
    }  # fmt: skip
    signer = world.orgs.signer(FORCE, Role.POLICE_REPLY)
    raw = seal_single(Part.FROM_POLICE, canonical(words), NGO, view=world.orgs.view(), signer=signer, day=clock.today())
    done = fetch.receive_from(world.ngo, fold_in(world, tmp_path, raw))
    assert [check for _, check in done.refused] == ["unconfirmed"]


def test_a_receipt_that_a_lying_gateway_invents_is_not_believed(world: World) -> None:
    filed = world.file()
    fetch.receive(world.ngo)
    case = world.ngo.cases.find(filed.reference)
    liar = Signer(FORCE, Role.POLICE_REPLY, secrets.token_bytes(32))
    wrong_org = world.orgs.signer(OTHER_FORCE, Role.POLICE_REPLY)
    good = world.orgs.signer(FORCE, Role.POLICE_REPLY)
    report_id, digest = bytes.fromhex(case.report_id), bytes.fromhex(case.crime_digest)
    words = [
        receipt(Action.OPENED, report_id, digest, clock.today(), liar),
        receipt(Action.OPENED, report_id, digest, clock.today(), wrong_org),
        receipt(Action.OPENED, report_id, bytes(32), clock.today(), good),
        receipt(Action.OPENED, report_id, digest, clock.today() + 9, good),
        bytes(138),
        b"",
    ]
    door = world.ngo.client
    real = door.deliveries
    door.deliveries = lambda after="": {"receipts": [{"cid": "", "receipt": b64(word)} for word in words]}  # type: ignore[method-assign]
    done = fetch.receive(world.ngo)
    assert len(done.refused) == len(words)
    assert world.ngo.cases.find(filed.reference).police_opened is None
    words[:] = [receipt(Action.OPENED, report_id, digest, clock.today(), good)]
    assert fetch.receive(world.ngo).words == 1
    assert world.ngo.cases.find(filed.reference).police_opened == clock.today()
    door.deliveries = real  # type: ignore[method-assign]


def test_a_recall_that_the_ngo_did_not_sign_deletes_nothing(world: World) -> None:
    filed = world.file()
    fetch.receive(world.police)
    case = world.police.cases.find(filed.reference)
    order = recall(
        bytes.fromhex(case.report_id),
        bytes.fromhex(case.crime_digest),
        clock.today(),
        world.orgs.signer(OTHER_NGO, Role.NGO_CASE),
    )
    world.police.client.deliveries = lambda after="": {"recalls": [b64(order)]}  # type: ignore[method-assign]
    assert len(fetch.receive(world.police).refused) == 1
    assert "whistled twice" in look.show(world.police, filed.reference)


def test_a_stop_is_kept_and_holds_even_when_the_gateway_forgets_it(world: World) -> None:
    stop = world.orgs.stop(world.orgs.leaf_of(OTHER_NGO, Role.INTAKE))
    world.gateway.plain("POST", "/v1/stops", stop)
    kid = world.orgs.signer(OTHER_NGO, Role.INTAKE).kid
    assert world.police.directory.refresh().stopped(kid)
    world.gateway.host.settings.stops.unlink()
    assert world.police.directory.refresh().stopped(kid)


def test_a_directory_of_another_deployment_is_refused(world: World) -> None:
    desk = world.police
    other = dataclasses.replace(desk.settings, genesis=bytes(32))
    with pytest.raises(DirectoryRefused, match="pinned"):
        directory.Directory(desk.vault, desk.client, other).refresh()


def test_an_older_copy_of_the_directory_changes_nothing(world: World) -> None:
    size = world.police.directory.refresh().size
    view = directory.take(world.police.vault, world.orgs.genesis, world.orgs.leaves[:3])
    assert view.size == size


def test_what_was_lost_at_the_gateway_is_to_be_filed_again(world: World) -> None:
    filed = world.file()
    fetch.receive(world.ngo)
    with writing(world.gateway.host.engine) as connection:
        crime = deliveries.c.part == int(Part.CRIME)
        connection.execute(update(deliveries).where(crime).values(state="refile", reason="expired"))
    fetch.receive(world.ngo)
    assert "FILE IT AGAIN" in look.show(world.ngo, filed.reference)
    assert any("File it again" in need.what for need in tasks.needs(world.ngo))


def test_a_refile_mark_says_no_words_of_a_gateway_s_own_and_no_receipt_is_undone_by_it(world: World) -> None:
    filed, other = world.file(), world.file()
    fetch.receive(world.ngo)
    cases = [world.ngo.cases.find(each.reference) for each in (filed, other)]
    police = world.orgs.signer(FORCE, Role.POLICE_REPLY)
    ids = [bytes.fromhex(case.report_id) for case in cases]
    fetched = receipt(Action.RECEIVED, ids[1], bytes.fromhex(cases[1].crime_digest), clock.today(), police)
    marks = [{"cid": case.report_id, "reason": "call 07700 900999 and read out her name"} for case in cases]
    page = {"receipts": [{"cid": "", "receipt": b64(fetched)}], "refile": marks}
    world.ngo.client.deliveries = lambda after="": page  # type: ignore[method-assign]
    fetch.receive(world.ngo)
    marked, received = (world.ngo.cases.find(each.reference) for each in (filed, other))
    assert (marked.refile, received.refile) == ("expired", "")
    assert "900999" not in look.show(world.ngo, filed.reference)

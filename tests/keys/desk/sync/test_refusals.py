"""What a desk does not accept: one sentence each time, nothing shown, nothing kept, no receipt."""

from __future__ import annotations

import dataclasses
import secrets
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from gateway.store.engine import migrate, writing
from gateway.store.tables import deliveries
from keys import clock
from keys.desk import health_check, look, tasks
from keys.desk.case_view.listing import case_list
from keys.desk.desk import Desk
from keys.desk.errors import DeskError
from keys.desk.ngo import care
from keys.desk.sync import directory, fetch
from keys.desk.sync.fetch import part_of
from keys.desk.sync.send import send
from keys.encoding import b64, canonical
from keys.envelope.format import reference
from keys.envelope.receipts import Action, recall, receipt
from keys.envelope.sealing import seal_single
from keys.errors import BadKeyFile, CannotSeal, DirectoryRefused
from keys.private.opening import Opened
from keys.roles import Part, Role
from keys.signing import Signer
from tests.gateway.running import Gateway, settings_in
from tests.gateway.writing import sealed_report
from tests.orgs import FORCE, NGO, OTHER_FORCE, OTHER_NGO, make_orgs
from tests.world import World


def fold_in(world: World, tmp_path: Path, raw: bytes, name: str = "one") -> Path:
    folder = tmp_path / "share"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.amparo").write_bytes(raw)
    return folder


def bytes_of(world: World, org: str, part: Part) -> bytes:
    """What the gateway would hand to an organisation."""
    door = world.gateway.door(org)
    (row,) = [row for row in door.deliveries()["deliveries"] if row["part"] == part]
    return door.delivery(row["id"])


def nothing_happened(desk: Desk) -> bool:
    return case_list(desk) == [] and desk.outbox.waiting() == [] and desk.vault.all("envelope") == []


@pytest.fixture
def delivery(world: World) -> bytes:
    world.file()
    world.police.directory.refresh()
    return bytes_of(world, FORCE, Part.CRIME)


@pytest.mark.parametrize("at", [0, 4, 5, 30, 100, 200, 275, 276, 280, 320, 400, 500, 600, 10_000, -1])
def test_altered_bytes_are_refused_wherever_they_were_altered(
    world: World, delivery: bytes, tmp_path: Path, at: int
) -> None:
    place = at % len(delivery)
    altered = delivery[:place] + bytes([delivery[place] ^ 1]) + delivery[place + 1 :]
    done = fetch.receive_from(world.police, fold_in(world, tmp_path, altered))
    assert len(done.refused) == 1
    assert done.new == []
    assert nothing_happened(world.police)


@pytest.mark.parametrize("length", [0, 1, 243, 16_871, 16_873, 40_000])
def test_bytes_of_another_length_are_refused(world: World, delivery: bytes, tmp_path: Path, length: int) -> None:
    raw = (delivery * 3)[:length]
    done = fetch.receive_from(world.police, fold_in(world, tmp_path, raw))
    assert len(done.refused) == 1
    assert nothing_happened(world.police)


def test_a_report_for_another_force_is_refused(world: World, delivery: bytes, tmp_path: Path) -> None:
    other = world.desk(OTHER_FORCE)
    other.directory.refresh()
    done = fetch.receive_from(other, fold_in(world, tmp_path, delivery))
    assert [check for _, check in done.refused] == ["R9-stranger"]
    assert nothing_happened(other)


def test_the_identity_part_does_not_open_at_the_police(world: World, tmp_path: Path) -> None:
    world.file()
    world.police.directory.refresh()
    raw = bytes_of(world, NGO, Part.IDENTITY)
    done = fetch.receive_from(world.police, fold_in(world, tmp_path, raw))
    assert [check for _, check in done.refused] == ["R1"]
    assert nothing_happened(world.police)


def test_a_desk_without_the_right_key_raises_an_alarm_and_gives_no_receipt(
    world: World, delivery: bytes, tmp_path: Path
) -> None:
    for path in (world.desk_folder(FORCE) / "keys").glob("crime-*.key"):
        path.unlink()
    done = fetch.receive_from(world.police, fold_in(world, tmp_path, delivery))
    assert [check for _, check in done.refused] == ["R12"]
    assert "must be filed again" in done.alarms[0]
    assert nothing_happened(world.police)


def test_a_key_file_that_holds_another_key_than_its_head_says_is_refused(
    world: World, delivery: bytes, tmp_path: Path
) -> None:
    (path,) = (world.desk_folder(FORCE) / "keys").glob("crime-*.key")
    (other,) = (world.desk_folder(FORCE) / "keys").glob("disclose-*.key")
    text = path.read_text().split("\n")
    text[2] = other.read_text().split("\n")[2]
    path.write_text("\n".join(text))
    with pytest.raises(BadKeyFile):
        fetch.receive_from(world.police, fold_in(world, tmp_path, delivery))
    assert nothing_happened(world.police)


def test_an_unknown_sender_is_refused(world: World, tmp_path: Path) -> None:
    world.police.directory.refresh()
    unlisted = Signer(NGO, Role.INTAKE, secrets.token_bytes(32))
    stranger = make_orgs()
    stranger.keys[f"{NGO}/intake"] = unlisted
    with pytest.raises(CannotSeal):
        sealed_report(stranger)
    genuine = sealed_report(world.orgs)
    forged = genuine.signed[:212] + unlisted.sign("amparo1/manifest", genuine.signed[:212])
    done = fetch.receive_from(world.police, fold_in(world, tmp_path, forged + genuine.crime))
    assert [check for _, check in done.refused] == ["R8"]
    assert nothing_happened(world.police)


def test_the_same_bytes_again_are_no_second_report(world: World, delivery: bytes, tmp_path: Path) -> None:
    folder = fold_in(world, tmp_path, delivery)
    assert len(fetch.receive_from(world.police, folder).new) == 1
    (first,) = [item.raw for item in world.police.outbox.waiting()]
    done = fetch.receive_from(world.police, folder)
    assert (done.new, done.again, done.refused) == ([], 1, [])
    assert [item.raw for item in world.police.outbox.waiting()] == [first]
    send(world.police)
    assert fetch.receive_from(world.police, folder).again == 1
    assert [item.raw for item in world.police.outbox.waiting()] == [first]
    assert len(case_list(world.police)) == 1


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


def test_a_signer_whose_key_was_stopped_since_is_not_opened_and_the_ngo_is_to_be_asked(world: World) -> None:
    report = sealed_report(world.orgs)
    world.upload(report)
    world.police.directory.refresh()
    stop = world.orgs.stop(world.orgs.leaf_of(NGO, Role.INTAKE))
    world.gateway.plain("POST", "/v1/stops", stop)
    done = fetch.receive(world.police)
    assert [check for _, check in done.refused] == ["R10"]
    assert "ask the NGO" in done.alarms[0]
    assert case_list(world.police) == []


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


def test_what_has_no_sentence_for_a_stranger_says_nothing_of_what_it_held(
    world: World, delivery: bytes, tmp_path: Path
) -> None:
    altered = delivery[:-1] + bytes([delivery[-1] ^ 1])
    done = fetch.receive_from(world.police, fold_in(world, tmp_path, altered))
    assert all("whistled twice" not in f"{where}{check}" for where, check in done.refused)


def test_a_folder_that_is_not_there_is_named(world: World, tmp_path: Path) -> None:
    world.police.directory.refresh()
    with pytest.raises(DeskError, match="cannot be read"):
        fetch.receive_from(world.police, tmp_path / "nowhere")


def test_a_file_that_says_nothing_is_no_part() -> None:
    for raw in (b"", b"AMP1", b"AMP1\x01\x63", b"x" * 16_872, b"AMPM" + bytes(16_868)):
        assert part_of(raw) is None


def test_what_was_lost_at_the_gateway_is_to_be_filed_again(world: World) -> None:
    filed = world.file()
    fetch.receive(world.ngo)
    with writing(world.gateway.host.engine) as connection:
        crime = deliveries.c.part == int(Part.CRIME)
        connection.execute(update(deliveries).where(crime).values(state="refile", reason="expired"))
    fetch.receive(world.ngo)
    assert "FILE IT AGAIN" in look.show(world.ngo, filed.reference)
    assert any("File it again" in need.what for need in tasks.needs(world.ngo))


def test_two_desks_of_one_force_both_receive_and_neither_disturbs_the_other(tmp_path: Path, monkeypatch) -> None:
    orgs = make_orgs(desks=2)
    url = f"sqlite:///{tmp_path}/gateway.sqlite"
    migrate(url)
    world = World(Gateway(orgs, settings_in(tmp_path, orgs, url)), tmp_path, lambda days: None)
    one, two = world.desk(FORCE), world.desk(FORCE, "-second", 2)
    filed = world.file()
    assert len(fetch.receive(one).new) == 1
    assert len(fetch.receive(two).new) == 1
    assert "whistled twice" in look.show(one, filed.reference)
    assert "whistled twice" in look.show(two, filed.reference)
    findings = [each.sentence for each in health_check.check(one) if not each.fine]
    assert len(findings) == 5
    assert all("not at this desk" in sentence for sentence in findings)
    world.close()


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


def test_what_never_becomes_right_is_not_said_to_be_right_tomorrow() -> None:
    for check, later in (("R6-beyond", True), ("R18", True), ("R17-identity", False), ("R8", False), ("R19", False)):
        advice = fetch.Received(refused=[("delivery", check)]).advice
        assert ("tomorrow" in advice) is later, check
    assert "tomorrow" not in fetch.Received(refused=[("a", "R18"), ("b", "R19")]).advice
    assert fetch.Received().advice == ""


def test_a_receipt_in_the_same_answer_as_its_report_is_taken(world: World) -> None:
    filed = world.file()
    fetch.receive(world.police)
    look.show(world.police, filed.reference)
    send(world.police, world.police.directory.view())
    fetch.receive(world.ngo)
    case = world.ngo.cases.find(filed.reference)
    assert (case.police_received, case.police_opened) == (clock.today(), clock.today())


def test_receipts_that_the_gateway_still_passes_on_forty_days_later_are_no_alarm(world: World) -> None:
    world.file_and_open()
    world.days_later(40)
    for _ in range(2):  # a round takes what waited since the last one; the next finds the same again
        assert fetch.receive(world.ngo).refused == []
        assert fetch.receive(world.police).refused == []


def test_an_envelope_that_nobody_foresaw_keeps_no_other_from_the_desk(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = world.file(), world.file()
    right = fetch.arrived

    def stumbling(desk: Desk, found: Opened, *given: Any) -> str:
        if reference(found.cid) == bad.reference:
            raise TypeError("unhashable type: 'list'")
        return right(desk, found, *given)

    monkeypatch.setattr(fetch, "arrived", stumbling)
    assert [check for _, check in fetch.receive(world.police).refused] == ["unforeseen"]
    assert [case.reference for case in world.police.cases.all()] == [good.reference]
    monkeypatch.undo()
    assert fetch.receive(world.police).refused == []
    assert {case.reference for case in world.police.cases.all()} == {bad.reference, good.reference}


def test_a_report_under_our_key_that_this_desk_did_not_seal_is_told_apart(world: World) -> None:
    """It is the one sign by which a stolen intake key is noticed."""
    sealed = sealed_report(world.orgs)
    world.upload(sealed)
    (sentence,) = fetch.receive(world.ngo).new
    assert "not at this desk" in sentence
    assert "stolen" in sentence
    assert "not at this desk" in look.show(world.ngo, reference(sealed.report_id))

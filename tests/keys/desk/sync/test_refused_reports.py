"""A report that a desk does not accept: one sentence each time, nothing shown, nothing kept, no receipt."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import pytest

from keys.desk import look
from keys.desk.case_view.listing import case_list
from keys.desk.desk import Desk
from keys.desk.errors import DeskError
from keys.desk.sync import fetch
from keys.desk.sync.fetch import part_of
from keys.envelope.format import reference
from keys.errors import BadKeyFile, CannotSeal
from keys.roles import Part, Role
from keys.signing import Signer
from tests.gateway.writing import sealed_report
from tests.keys.desk.sync.carrying import bytes_of, fold_in
from tests.orgs import FORCE, NGO, OTHER_FORCE, make_orgs
from tests.world import World


def nothing_happened(desk: Desk) -> bool:
    return case_list(desk) == [] and desk.outbox.waiting() == [] and desk.vault.all("envelope") == []


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


def test_whatever_else_lies_in_the_folder_is_refused_and_the_reports_are_taken(
    world: World, delivery: bytes, tmp_path: Path
) -> None:
    """A share that others write to: a pipe keeps nobody waiting, and a file without end fills no memory."""
    folder = fold_in(world, tmp_path, delivery)
    os.mkfifo(folder / "a-pipe.amparo")
    (folder / "a-folder.amparo").mkdir()
    (folder / "without-end.amparo").symlink_to("/dev/zero")
    (folder / "nowhere.amparo").symlink_to("nowhere")
    with open(folder / "huge.amparo", "wb") as huge:
        huge.truncate(1 << 36)
    done = fetch.receive_from(world.police, folder)
    assert len(done.new) == 1
    assert [check for _, check in done.refused] == ["R1"] * 5


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


def test_what_never_becomes_right_is_not_said_to_be_right_tomorrow() -> None:
    for check, later in (("R6-beyond", True), ("R18", True), ("R17-identity", False), ("R8", False), ("R19", False)):
        advice = fetch.Received(refused=[("delivery", check)]).advice
        assert ("tomorrow" in advice) is later, check
    assert "tomorrow" not in fetch.Received(refused=[("a", "R18"), ("b", "R19")]).advice
    assert fetch.Received().advice == ""


def test_a_report_under_our_key_that_this_desk_did_not_seal_is_told_apart(world: World) -> None:
    """It is the one sign by which a stolen intake key is noticed."""
    sealed = sealed_report(world.orgs)
    world.upload(sealed)
    (sentence,) = fetch.receive(world.ngo).new
    assert "not at this desk" in sentence
    assert "stolen" in sentence
    assert "not at this desk" in look.show(world.ngo, reference(sealed.report_id))

"""A backup: locked, without keys, and a desk again on another computer."""

from __future__ import annotations

import json
import os
from pathlib import Path

import httpx
import pytest

from gateway.filing import Filed
from keys.desk import look
from keys.desk.case_view.listing import case_list
from keys.desk.desk import Desk
from keys.desk.errors import DeskError
from keys.desk.messages import correspondence, status_line
from keys.desk.ngo import care
from keys.desk.store.folder import add_key, restore
from keys.desk.sync import fetch
from keys.desk.sync.send import send
from keys.errors import BadKeyFile
from keys.keyfiles import LOWEST, lock, write_private_file
from tests.orgs import FORCE, NGO
from tests.world import NAME, NARRATIVE, PASSPHRASE, PHONE, World


@pytest.fixture
def filed(world: World) -> Filed:
    filed = world.file()
    fetch.receive(world.police)
    fetch.receive(world.ngo)
    look.show(world.police, filed.reference)
    look.show(world.ngo, filed.reference)
    world.round(world.police, world.ngo)
    return filed


def back(world: World, org: str, tmp_path: Path) -> Desk:
    world.desk(org).back_up(tmp_path / "backup")
    restore(tmp_path / "backup", tmp_path / "new laptop", PASSPHRASE)
    return Desk.open(tmp_path / "new laptop", PASSPHRASE, transport=httpx.WSGITransport(app=world.gateway.app))


def test_a_desk_made_again_shows_what_was_opened(world: World, filed: Filed, tmp_path: Path) -> None:
    with back(world, NGO, tmp_path) as again:
        assert NAME in look.show(again, filed.reference)
        assert case_list(again) == case_list(world.ngo)
        assert again.settings == world.ngo.settings


def test_a_backup_shows_nothing_without_the_passphrase(world: World, filed: Filed, tmp_path: Path) -> None:
    world.ngo.back_up(tmp_path / "backup")
    raw = (tmp_path / "backup").read_bytes()
    for word in (NAME, NARRATIVE, PHONE, filed.reference):
        assert word.encode() not in raw
    with pytest.raises(BadKeyFile, match="passphrase"):
        restore(tmp_path / "backup", tmp_path / "thief", b"guess")
    assert not (tmp_path / "thief").exists()


def test_a_backup_holds_no_private_key(world: World, filed: Filed, tmp_path: Path) -> None:
    with back(world, FORCE, tmp_path) as again:
        assert again.keyring.locked() == []
        world.file()
        with pytest.raises(DeskError, match="door key"):
            fetch.receive(again)
        assert len(fetch.receive(world.police).new) == 1


def test_a_desk_made_again_works_once_it_has_keys_and_reuses_no_sequence_number(
    world: World, filed: Filed, tmp_path: Path
) -> None:
    care.confirm(world.ngo, filed.reference)
    with back(world, FORCE, tmp_path) as again:
        status_line.status(world.police, filed.reference, "assessing")
        used = {message.seq for message in world.police.cases.said(world.police.cases.find(filed.reference).report_id)}
        for key in [*world.orgs.openers_of(FORCE), *world.orgs.signers_of(FORCE)]:
            add_key(again.folder, again.settings, key, PASSPHRASE)
        assert fetch.receive(again).refused == []
        thing = status_line.status(again, filed.reference, "investigating")
        assert thing.words["seq"] not in used
        world.days_later()
        assert send(again, now=True).troubles == []


def test_a_backup_is_never_written_over_a_file_nor_restored_over_a_vault(
    world: World, filed: Filed, tmp_path: Path
) -> None:
    world.ngo.back_up(tmp_path / "backup")
    with pytest.raises(BadKeyFile, match="not overwritten"):
        world.ngo.back_up(tmp_path / "backup")
    with pytest.raises(DeskError, match="already"):
        restore(tmp_path / "backup", world.desk_folder(NGO), PASSPHRASE)
    assert NAME in look.show(world.ngo, filed.reference)


def test_a_damaged_backup_makes_no_desk(world: World, filed: Filed, tmp_path: Path) -> None:
    world.ngo.back_up(tmp_path / "backup")
    text = (tmp_path / "backup").read_text()
    for broken in (text[:-40], text.replace("desk-backup", "desk_backup"), "", "AMPARO"):
        (tmp_path / "broken").write_text(broken)
        (tmp_path / "broken").chmod(0o600)
        with pytest.raises(BadKeyFile):
            restore(tmp_path / "broken", tmp_path / "nobody", PASSPHRASE)
        assert not (tmp_path / "nobody").exists()


def test_no_word_of_a_report_lies_at_a_desk_in_the_clear(world: World, filed: Filed, tmp_path: Path) -> None:
    care.confirm(world.ngo, filed.reference)
    care.note(world.ngo, filed.reference, "We call on Tuesday, cuttlebrook.")
    correspondence.question(world.ngo, filed.reference, "Has the wugglestone been found?")
    world.she_writes(filed.symbols, "He is back, snorkelwort.")
    fetch.receive(world.ngo)
    status_line.status(world.police, filed.reference, "arrested", text="bail hearing grobblewick")
    desks = world.desk_folder(NGO).parent
    files = [path for path in desks.rglob("*") if path.is_file()]
    stored = b"".join(path.name.encode() + path.read_bytes() for path in files)
    case = world.ngo.cases.find(filed.reference)
    for word in (
        NAME, PHONE, "whistled twice", "cuttlebrook", "wugglestone", "snorkelwort", "grobblewick", "arrested",
        filed.reference, filed.reference[:8], case.report_id, filed.symbols, filed.digits,
        case.mailbox["id"], case.read, case.ngo_salt,
    ):  # fmt: skip
        assert word.encode() not in stored, word
        if len(word) in (32, 64):
            try:
                assert bytes.fromhex(word) not in stored
            except ValueError:
                continue


def test_a_copy_that_a_killed_backup_left_is_gone_the_next_day(world: World) -> None:
    folder = world.ngo.folder
    (folder / ".copy-killed").mkdir()
    left = [folder / ".copy-killed", folder / ".backup-killed"]
    (left[0] / "vault").write_bytes(b"rows")
    left[1].write_bytes(b"locked")
    Desk.open(folder, PASSPHRASE).close()
    assert all(each.exists() for each in left)  # somebody may be making it
    for each in left:
        os.utime(each, (0, 0))
    Desk.open(folder, PASSPHRASE).close()
    assert not any(each.exists() for each in left)


def test_what_is_no_backup_is_said_before_it_is_unlocked(world: World, filed: Filed, tmp_path: Path) -> None:
    key_file = next((world.desk_folder(NGO) / "keys").glob("*.key"))
    with pytest.raises(BadKeyFile, match="not a backup"):
        restore(key_file, tmp_path / "new laptop", PASSPHRASE)
    assert not (tmp_path / "new laptop" / "desk.toml").exists()


def test_a_backup_that_is_locked_weakly_must_be_of_a_demonstration(tmp_path: Path) -> None:
    """The header is read before the passphrase proves it: a real desk's backup is never taken under weak limits."""
    settings = 'org = "casa-aurora"\nkind = "ngo"\ngateway = "https://a.example"\ngenesis = "%s"\n' % ("00" * 32)
    whole = json.dumps({"settings": settings, "key": "00" * 32, "vault": ""}).encode()
    header = {"kind": "desk-backup", "org": "casa-aurora", "demonstration": True}
    write_private_file(tmp_path / "backup", lock(whole, PASSPHRASE, header, limits=LOWEST))
    with pytest.raises(BadKeyFile, match="not a backup"):
        restore(tmp_path / "backup", tmp_path / "new laptop", PASSPHRASE)

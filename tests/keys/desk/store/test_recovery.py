"""A forgotten passphrase loses no case: two of three people open the desk again, and none of them alone."""

from __future__ import annotations

import itertools
from pathlib import Path

import httpx
import pytest
from nacl.public import PrivateKey

from keys.desk import look
from keys.desk.desk import Desk
from keys.desk.errors import DeskError
from keys.desk.store import recovery
from keys.desk.store.recovery import Person, arrange, make_key, read_person, read_secret, recover
from keys.desk.sync import fetch
from keys.errors import AmparoError, BadKeyFile
from keys.keyfiles import LOWEST
from tests.world import NAME, PASSPHRASE, World

NEW = b"another one, and written down"
NAMES = ("anna", "ben", "chloe")


@pytest.fixture
def people(tmp_path: Path) -> list[Person]:
    return [make_key(tmp_path / f"{name}.key", name, name.encode(), limits=LOWEST) for name in NAMES]


def secret(tmp_path: Path, name: str) -> PrivateKey:
    return read_secret(tmp_path / f"{name}.key", name.encode(), weak=True)


def folder_of(world: World) -> Path:
    return world.ngo.folder


@pytest.mark.parametrize("two", list(itertools.permutations(NAMES, 2)))
def test_any_two_open_every_case_again_under_a_new_passphrase(
    world: World, people: list[Person], tmp_path: Path, two: tuple[str, str]
) -> None:
    filed = world.file()
    fetch.receive(world.ngo)
    folder, settings = folder_of(world), world.ngo.settings
    arrange(folder, settings, PASSPHRASE, people)
    world.ngo.close()
    recover(folder, settings, [secret(tmp_path, name) for name in two], NEW)
    with pytest.raises(BadKeyFile):
        Desk.open(folder, PASSPHRASE)
    with Desk.open(folder, NEW, transport=httpx.WSGITransport(app=world.gateway.app)) as again:
        assert NAME in look.show(again, filed.reference)


def test_one_alone_and_strangers_open_nothing_and_change_nothing(
    world: World, people: list[Person], tmp_path: Path
) -> None:
    folder, settings = folder_of(world), world.ngo.settings
    arrange(folder, settings, PASSPHRASE, people)
    anna, stranger = secret(tmp_path, "anna"), PrivateKey.generate()
    before = (folder / "vault.key").read_bytes()
    for keys in ([anna], [anna, anna], [anna, stranger], [stranger, PrivateKey.generate()], []):
        with pytest.raises(DeskError, match="two of: anna, ben, chloe"):
            recover(folder, settings, keys, NEW)
    assert (folder / "vault.key").read_bytes() == before
    Desk.open(folder, PASSPHRASE).close()


def test_whoever_is_no_longer_among_the_three_cannot_recover(
    world: World, people: list[Person], tmp_path: Path
) -> None:
    folder, settings = folder_of(world), world.ngo.settings
    arrange(folder, settings, PASSPHRASE, people)
    dora = make_key(tmp_path / "dora.key", "dora", b"dora", limits=LOWEST)
    arrange(folder, settings, PASSPHRASE, [*people[:2], dora])
    with pytest.raises(DeskError, match="two of: anna, ben, dora"):
        recover(folder, settings, [secret(tmp_path, name) for name in ("ben", "chloe")], NEW)


def test_a_recovery_file_of_another_vault_or_a_damaged_one_changes_nothing(
    world: World, people: list[Person], tmp_path: Path
) -> None:
    world.file()
    fetch.receive(world.ngo)
    arrange(world.police.folder, world.police.settings, PASSPHRASE, people)
    folder, settings = folder_of(world), world.ngo.settings
    before = (folder / "vault.key").read_bytes()
    keys = [secret(tmp_path, name) for name in ("anna", "ben")]
    for raw in ((world.police.folder / recovery.RECOVERY).read_text(), "{}", "[]", '{"people": [], "boxes": 1}'):
        (folder / recovery.RECOVERY).write_text(raw)
        (folder / recovery.RECOVERY).chmod(0o600)
        with pytest.raises(AmparoError):
            recover(folder, settings, keys, NEW)
    assert (folder / "vault.key").read_bytes() == before


def test_three_different_people_are_needed_and_a_desks_key_is_no_recovery_key(
    world: World, people: list[Person], tmp_path: Path
) -> None:
    for named in (people[:2], [*people[:2], people[0]]):
        with pytest.raises(DeskError, match="three people"):
            arrange(folder_of(world), world.ngo.settings, PASSPHRASE, named)
    (tmp_path / "anna.pub").write_text(people[0].line)
    assert read_person(tmp_path / "anna.pub") == people[0]
    (tmp_path / "wrong.pub").write_text("amparo-recovery anna AAAA")
    with pytest.raises(DeskError, match="public half"):
        read_person(tmp_path / "wrong.pub")
    with pytest.raises(BadKeyFile, match="not a recovery key"):
        read_secret(folder_of(world) / "vault.key", PASSPHRASE, weak=True)

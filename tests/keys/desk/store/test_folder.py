"""A desk's folder: what it takes, what it refuses, and that nothing in it can be read without the passphrase."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

import pytest

from keys.desk.errors import DeskError
from keys.desk.store.folder import Settings, make_folder, read_settings, unlock_vault
from keys.errors import BadKeyFile
from keys.private.keyfile import Opener
from keys.roles import Kind, Role
from keys.signing import Signer

PASSPHRASE = b"correct horse battery staple"
SETTINGS = Settings("avon-and-somerset", Kind.POLICE, "https://gateway.example", bytes(range(32)), True, "kestrel")


def test_settings_read_back_as_they_were_written(tmp_path: Path) -> None:
    make_folder(tmp_path / "desk", SETTINGS, PASSPHRASE)
    assert read_settings(tmp_path / "desk") == SETTINGS


def test_a_folder_without_a_desk_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="amparo-desk init"):
        read_settings(tmp_path)


@pytest.mark.parametrize("line", ["kind = 'gateway'", "kind = 'home-office'", "genesis = 'zz'", "org = ''", "org = 7"])
def test_a_setting_that_makes_no_sense_stops_with_a_sentence(tmp_path: Path, line: str) -> None:
    lines = {"org": "'a'", "kind": "'ngo'", "gateway": "'https://g.example'", "genesis": f"'{'00' * 32}'"}
    lines[line.split(" ")[0]] = line.split("= ")[1]
    (tmp_path / "desk.toml").write_text("\n".join(f"{key} = {value}" for key, value in lines.items()))
    with pytest.raises(DeskError, match="must say"):
        read_settings(tmp_path)


def test_an_unknown_setting_is_named(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text(SETTINGS.text() + "trust_everybody = true\n")
    with pytest.raises(DeskError, match="trust_everybody"):
        read_settings(tmp_path)


def test_a_key_of_another_organisation_or_kind_is_not_taken(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="does not belong"):
        make_folder(tmp_path / "a", SETTINGS, PASSPHRASE, openers=[Opener("kent", Role.CRIME, bytes(32))])
    with pytest.raises(DeskError, match="does not belong"):
        make_folder(tmp_path / "b", SETTINGS, PASSPHRASE, signers=[Signer(SETTINGS.org, Role.NGO_CASE, bytes(32))])


def test_no_secret_stands_in_the_folder(tmp_path: Path) -> None:
    opener = Opener(SETTINGS.org, Role.CRIME, secrets.token_bytes(32))
    signer = Signer(SETTINGS.org, Role.DOOR, secrets.token_bytes(32))
    make_folder(tmp_path, SETTINGS, PASSPHRASE, openers=[opener], signers=[signer])
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for secret in (opener.secret, signer.seed, PASSPHRASE):
        assert secret not in stored
        assert secret.hex().encode() not in stored


def test_the_wrong_passphrase_opens_nothing(tmp_path: Path) -> None:
    make_folder(tmp_path, SETTINGS, PASSPHRASE)
    unlock_vault(tmp_path, SETTINGS, PASSPHRASE).close()
    with pytest.raises(BadKeyFile, match="passphrase"):
        unlock_vault(tmp_path, SETTINGS, b"another")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes; the profile's access list protects")
def test_a_vault_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    make_folder(tmp_path, SETTINGS, PASSPHRASE)
    (tmp_path / "vault.key").chmod(0o640)
    with pytest.raises(BadKeyFile, match="others"):
        unlock_vault(tmp_path, SETTINGS, PASSPHRASE)


def test_a_desk_is_never_made_over_another(tmp_path: Path) -> None:
    make_folder(tmp_path, SETTINGS, PASSPHRASE)
    with pytest.raises(DeskError, match="already"):
        make_folder(tmp_path, SETTINGS, PASSPHRASE)


def test_a_weakly_locked_vault_is_refused_outside_a_demonstration(tmp_path: Path) -> None:
    make_folder(tmp_path, SETTINGS, PASSPHRASE)
    real = Settings(SETTINGS.org, SETTINGS.kind, SETTINGS.gateway, SETTINGS.genesis)
    with pytest.raises(BadKeyFile, match="weakly"):
        unlock_vault(tmp_path, real, PASSPHRASE)

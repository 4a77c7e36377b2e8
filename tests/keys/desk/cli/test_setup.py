"""From an empty folder to a working desk, and back from a backup, with the commands alone."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from keys.desk.cli.main import main
from keys.desk.cli.terminal import Terminal
from keys.keyfiles import LOWEST
from keys.private.keyfile import write_opener
from keys.roles import Role
from keys.signing import write_signer
from tests.gateway.running import URL
from tests.orgs import FORCE
from tests.world import NARRATIVE, PASSPHRASE, World


class Setup:
    """Commands in a folder of one's own, with key files as the ceremony leaves them."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.secret = folder / "passphrase"
        self.secret.write_bytes(PASSPHRASE)
        self.secret.chmod(0o600)
        self.keys = folder / "made with amparo-keys"
        self.keys.mkdir()
        for opener in world.orgs.openers_of(FORCE):
            path = self.keys / f"{opener.role.label}-2026-01-05.key"
            write_opener(path, opener, PASSPHRASE, limits=LOWEST)
        for signer in world.orgs.signers_of(FORCE):
            path = self.keys / f"{signer.role.label}-2026-01-05.key"
            write_signer(path, signer, PASSPHRASE, limits=LOWEST)

    def run(self, desk: str, *words: str) -> Result:
        terminal = Terminal(self.folder / desk, self.secret)
        terminal.transport = httpx.WSGITransport(app=self.world.gateway.app)
        return CliRunner().invoke(main, list(words), obj=terminal)

    def init(self, *more: str) -> Result:
        words = ["--org", FORCE, "--kind", "police", "--gateway", URL, "--genesis", self.world.orgs.genesis.hex()]
        return self.run("desk", "init", *words, "--demonstration", *more)


@pytest.fixture
def setup(world: World, tmp_path: Path) -> Setup:
    folder = tmp_path / "setup"
    folder.mkdir()
    return Setup(world, folder)


def test_a_desk_is_made_checked_used_backed_up_and_made_again(setup: Setup, world: World) -> None:
    made = setup.init("--keys", str(setup.keys), "--officer", "kestrel")
    assert made.exit_code == 0, made.output
    assert "with 5 key file(s)" in made.output
    assert "Next: amparo-desk check" in made.output
    checked = setup.run("desk", "check")
    assert checked.exit_code == 0, checked.output
    assert "All in order. Next: amparo-desk receive" in checked.output
    filed = world.file()
    assert setup.run("desk", "receive").exit_code == 0
    assert NARRATIVE in setup.run("desk", "show", filed.reference).output
    saved = setup.run("desk", "backup", str(setup.folder / "saved"))
    assert saved.exit_code == 0, saved.output
    again = setup.run("other", "restore", str(setup.folder / "saved"))
    assert again.exit_code == 0, again.output
    assert filed.reference[:8] in setup.run("other", "list").output
    assert NARRATIVE in setup.run("other", "show", filed.reference).output


def test_without_key_files_the_desk_says_where_they_belong(setup: Setup) -> None:
    made = setup.init()
    assert made.exit_code == 0
    assert "Put its key files into" in made.output
    checked = setup.run("desk", "check")
    assert checked.exit_code == 1
    assert "none of them lies at this desk" in checked.output


def test_another_organisations_keys_make_no_desk(setup: Setup, world: World) -> None:
    write_signer(
        setup.keys / "door-of-others.key", world.orgs.signer("casa-aurora", Role.DOOR), PASSPHRASE, limits=LOWEST
    )
    made = setup.init("--keys", str(setup.keys))
    assert made.exit_code == 1
    assert "is not a key of" in made.stderr
    assert not (setup.folder / "desk").exists()


def test_keys_under_another_passphrase_make_no_desk(setup: Setup) -> None:
    setup.secret.write_bytes(b"another")
    made = setup.init("--keys", str(setup.keys))
    assert made.exit_code == 1
    assert "passphrase" in made.stderr
    assert not (setup.folder / "desk").exists()


@pytest.mark.parametrize("wrong", ["", "zz", "00" * 31])
def test_a_pin_that_is_none_makes_no_desk(setup: Setup, wrong: str) -> None:
    words = ["--org", FORCE, "--kind", "police", "--gateway", URL, "--genesis", wrong]
    made = setup.run("desk", "init", *words)
    assert made.exit_code == 1
    assert "64 hex digits" in made.stderr


def test_there_is_no_kind_but_police_and_ngo(setup: Setup) -> None:
    words = ["--org", "x", "--kind", "gateway", "--gateway", URL, "--genesis", "00" * 32]
    assert setup.run("desk", "init", *words).exit_code == 2

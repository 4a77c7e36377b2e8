"""What an NGO types when it chooses who may recover, and what those two type when the passphrase is forgotten."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from keys.desk.cli.main import main
from keys.desk.desk import Desk
from tests.world import PASSPHRASE, World


def test_from_three_keys_to_a_desk_that_opens_again(world: World, tmp_path: Path) -> None:
    desk = world.ngo.folder
    world.ngo.close()

    def typed(*words: str, passphrase: str) -> Result:
        file = tmp_path / "typed"
        file.write_text(passphrase)
        file.chmod(0o600)
        done = CliRunner().invoke(main, ["--desk", str(desk), "--passphrase-file", str(file), *words])
        assert done.exit_code == 0, done.output
        return done

    for name in ("anna", "ben", "chloe"):
        typed("recovery-key", name, str(tmp_path / f"{name}.key"), "--demonstration", passphrase=f"{name} knows")
        (tmp_path / f"{name}.word").write_text(f"{name} knows")
        (tmp_path / f"{name}.word").chmod(0o600)
    old = PASSPHRASE.decode()
    publics = [str(tmp_path / f"{name}.key.pub") for name in ("anna", "ben", "chloe")]
    assert "Any two of anna, ben, chloe" in typed("recovery", *publics, passphrase=old).output
    words = [str(tmp_path / "chloe.key"), str(tmp_path / "anna.key")]
    for name in ("chloe", "anna"):
        words += ["--key-passphrase-file", str(tmp_path / f"{name}.word")]
    assert "Every case it held is there" in typed("recover", *words, passphrase="written down now").output
    Desk.open(desk, b"written down now").close()

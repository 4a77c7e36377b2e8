"""A mistake is one sentence and a nonzero exit: no traceback, and no word of what the desk keeps."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from keys.desk.cli.main import main
from tests.keys.desk.conftest import Run
from tests.orgs import FORCE, NGO
from tests.world import NARRATIVE, PASSPHRASE, World


@pytest.mark.parametrize(
    "words",
    [
        ("show", "ZZZZZZZZ"),
        ("show", "short"),
        ("show", "../../etc"),
        ("status", "ZZZZZZZZ", "assessing"),
        ("export", "ZZZZZZZZ", "--csv"),
        ("confirm", "ZZZZZZZZ"),
        ("recall", "ZZZZZZZZ"),
        ("receive", "--from", "/nowhere/at/all"),
        ("send", "--wrong"),
        ("nonsense",),
    ],
)
def test_a_mistake_is_one_sentence_and_a_nonzero_exit(world: World, run: Run, words: tuple[str, ...]) -> None:
    world.police.directory.refresh()
    result = run(FORCE, *words)
    assert result.exit_code in (1, 2)
    assert result.stdout == ""
    assert "Traceback" not in result.output
    assert result.stderr.strip().splitlines()[-1].startswith("Error: ")


def test_a_fault_of_the_program_shows_no_traceback_and_no_words(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed = world.file()
    run(FORCE, "receive")

    def broken(*_: object, **__: object) -> str:
        raise RuntimeError(NARRATIVE)

    monkeypatch.setattr("keys.desk.case_view.reader.page_text", broken)
    result = run(FORCE, "show", filed.reference)
    assert result.exit_code == 70
    assert "whistled twice" not in result.output
    assert "Traceback" not in result.output
    assert "RuntimeError" in result.stderr


def test_the_wrong_passphrase_shows_nothing(world: World, tmp_path: Path) -> None:
    world.desk(FORCE)
    secret = tmp_path / "wrong"
    secret.write_text("not this one")
    secret.chmod(0o600)
    result = CliRunner().invoke(
        main, ["--desk", str(world.desk_folder(FORCE)), "--passphrase-file", str(secret), "list"]
    )
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "passphrase" in result.stderr


def test_a_passphrase_file_that_others_can_read_is_refused(world: World, tmp_path: Path) -> None:
    world.desk(FORCE)
    secret = tmp_path / "open"
    secret.write_bytes(PASSPHRASE)
    secret.chmod(0o644)
    result = CliRunner().invoke(
        main, ["--desk", str(world.desk_folder(FORCE)), "--passphrase-file", str(secret), "list"]
    )
    assert result.exit_code == 1
    assert "others" in result.stderr


def test_the_passphrase_can_be_typed(world: World) -> None:
    world.desk(FORCE)
    typed = PASSPHRASE.decode() + "\n"
    result = CliRunner().invoke(main, ["--desk", str(world.desk_folder(FORCE)), "list"], input=typed)
    assert result.exit_code == 0
    assert "No report is at this desk yet" in result.output
    assert PASSPHRASE.decode() not in result.output


def test_a_police_desk_refuses_an_ngos_acts_and_the_other_way_round(world: World, run: Run) -> None:
    filed = world.file()
    run(FORCE, "receive")
    run(NGO, "receive")
    for org, words in (
        (FORCE, ("confirm",)),
        (FORCE, ("recall",)),
        (FORCE, ("safe",)),
        (NGO, ("status", "assessing")),
        (FORCE, ("withdraw",)),
    ):
        command, *rest = words
        result = run(org, command, filed.reference, *rest)
        assert result.exit_code == 1
        assert "is for" in result.stderr

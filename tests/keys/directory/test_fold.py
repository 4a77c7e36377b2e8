"""The ceremony can be read beforehand and walked through; every command that it tells people to type exists."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from keys.ceremony.cli import main
from keys.ceremony.script import OCCASIONS


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_dry_run_shows_every_step_and_does_nothing(occasion: str, tmp_path: Path) -> None:
    path = tmp_path / "transcript.txt"
    done = CliRunner().invoke(main, ["ceremony", occasion, "--dry-run", "--transcript", str(path)])
    assert done.exit_code == 0, done.output
    assert done.output.count("In the room:") == len(OCCASIONS[occasion])
    assert not path.exists()


def test_a_transcript_holds_the_steps_and_what_was_said(tmp_path: Path) -> None:
    path = tmp_path / "veto.txt"
    said = "\n".join(["anna read 7 words", "", "nobody knows"]) + "\n"
    done = CliRunner().invoke(main, ["ceremony", "veto", "--transcript", str(path)], input=said)
    assert done.exit_code == 0, done.output
    text = path.read_text()
    assert text.count("Step ") == len(OCCASIONS["veto"])
    assert "anna read 7 words" in text
    assert CliRunner().invoke(main, ["ceremony", "veto", "--transcript", str(path)], input=said).exit_code == 1


def test_every_command_that_people_are_told_to_type_exists() -> None:
    typed = [command for steps in OCCASIONS.values() for step in steps for command in step.type]
    ours = [shlex.split(command) for command in typed if command.startswith("amparo-keys ")]
    assert len(ours) > 15
    for _, *words in ours:
        command: click.Command | None = main
        while isinstance(command, click.Group):
            command = command.get_command(click.Context(command), words.pop(0))
        assert command is not None
        known = {option for param in command.params for option in param.opts}
        for word in words:
            if re.match("--[a-z]", word):
                assert word.partition("=")[0] in known, (command.name, word)

"""What the command line prints: help and lists at once, JSON for scripts, and nothing that harms who reads it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest
from click import Context

from keys.desk.cli import terminal
from keys.desk.cli.main import COMMANDS, main
from keys.desk.messages import correspondence
from tests.keys.desk.conftest import Run
from tests.orgs import FORCE, NGO
from tests.world import NAME, World


def test_the_list_of_commands_says_of_each_what_the_command_says_of_itself() -> None:
    for name, (_, summary) in COMMANDS.items():
        command = main.get_command(Context(main), name)
        assert command is not None
        assert (command.help or "").replace("\n", " ").startswith(summary)
    listed = {f.stem for f in Path(terminal.__file__).parent.glob("*.py")}
    modules = listed - {"__init__", "main", "terminal"}
    assert {module for module, _ in COMMANDS.values()} == modules
    for module in modules:
        for command in import_module(f"keys.desk.cli.{module}").COMMANDS:
            assert COMMANDS[command.name][0] == module


def test_help_loads_nothing_that_only_a_command_needs() -> None:
    """It took a second of everybody's patience."""
    look = "import sys; from keys.desk.cli.main import main; main(['--help'], standalone_mode=False); "
    look += "print([n for n in ('httpx', 'rich', 'nacl', 'gateway', 'sqlite3') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_list_loads_nothing_that_files_of_evidence_or_a_signature_need() -> None:
    look = "import sys; import keys.desk.cli.read; "
    look += "print([n for n in ('fpdf', 'pypdfium2', 'PIL', 'http_message_signatures') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_table_has_columns_as_wide_as_their_longest_cell(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.table(("reference", "state"), [("7K3M9QXA", "new"), ("A longer one", "opened\x1b[2J")])
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["reference     state", "7K3M9QXA      new"]
    assert "\x1b" not in lines[2]


def test_a_list_shows_references_and_no_words_of_a_report(world: World, run: Run) -> None:
    world.file()
    for org in (FORCE, NGO):
        run(org, "receive")
        listed = run(org, "list")
        assert "whistled twice" not in listed.output
        assert NAME not in listed.output
        (row,) = json.loads(run(org, "list", "--json").output)
        assert len(row["reference"]) == 26


def test_json_for_scripts_is_one_line_of_json(world: World, run: Run) -> None:
    world.file()
    assert json.loads(run(NGO, "receive", "--json").output)["refused"] == []
    assert json.loads(run(NGO, "today", "--json").output)[0]["do"].startswith("amparo-desk confirm")
    assert all(each["fine"] for each in json.loads(run(NGO, "check", "--json").output))


def test_signs_that_steer_a_terminal_never_reach_it(world: World, run: Run) -> None:
    filed = world.file()
    for org in (FORCE, NGO):
        run(org, "receive")
    run(NGO, "confirm", filed.reference)
    world.round(world.ngo, world.police)
    correspondence.question(world.ngo, filed.reference, "red \x1b[31m and \u202e turned")
    world.round(world.ngo, world.police)
    page = run(FORCE, "show", filed.reference).output
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "red" in page


def options(command: click.Command) -> Iterator[click.Parameter]:
    """Of the command, and of what stands below it."""
    yield from command.params
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        yield from options(below)


def test_words_for_somebody_need_never_stand_on_a_command_line(world: World, run: Run) -> None:
    """A shell keeps it in a file, and everybody on the computer can read it while the command runs."""
    wordy = {"text", "note", "agreed", "second_person", "number"}
    found = [
        (name, option)
        for name in COMMANDS
        for option in options(main.get_command(Context(main), name) or main)
        if option.name in wordy and not getattr(option, "is_flag", False) and name not in ("verify", "waiting")
    ]
    assert {option.name for _, option in found} == wordy
    assert [name for name, option in found if option.type is not terminal.WORDS] == []
    ref = world.file_and_open().reference
    run(FORCE, "margin", ref, "--note", "-", given="the one with the gribbenwald\n")
    assert "Note: the one with the gribbenwald" in run(FORCE, "margin", ref).output

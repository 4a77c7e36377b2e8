"""A notice says that there is news and not what: a command is run with nothing of the desk in it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from keys.desk.errors import DeskError
from keys.desk.notifications import Notifier
from keys.desk.tasks import LATE, NEWS, SAFETY, Task
from tests.keys.desk.conftest import Run
from tests.orgs import NGO
from tests.world import World


def _need(pressing: int, what: str = "x") -> Task:
    return Task(pressing, 1, "7TY46HG5", what, "", "news")


def test_it_is_told_once_for_each_new_thing_that_needs_a_person() -> None:
    told: list[list[str]] = []
    notice = Notifier("light --on", told.append)
    assert not notice.look([])
    assert not notice.look([_need(LATE)])  # nobody is called at night because the police are late
    assert notice.look([_need(LATE), _need(NEWS)])
    assert not notice.look([_need(NEWS)])
    assert notice.look([_need(NEWS), _need(SAFETY, "y")])
    assert notice.look([_need(NEWS), _need(SAFETY, "y")], ["a key nobody made"])
    assert told == [["light", "--on"]] * 3


def test_the_command_learns_nothing(world: World, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen, program = tmp_path / "seen", tmp_path / "program.py"
    program.write_text(
        "import os, sys\n"
        f"open({str(seen)!r}, 'a').write(repr((sys.argv[1:], sys.stdin.read(), sorted(os.environ))) + '\\n')\n"
    )
    monkeypatch.setenv("AMPARO_DESK_PASSPHRASE_FILE", "/somewhere")
    world.file()
    done = run(NGO, "work", "--once", "--notify-command", f"{sys.executable} {program}")
    assert done.exit_code == 0, done.output + done.stderr
    (line,) = seen.read_text().splitlines()
    assert line.startswith("([], '', [")
    assert "AMPARO" not in line


def test_a_command_that_cannot_be_run_is_a_sentence_and_the_desk_goes_on(world: World, run: Run) -> None:
    world.file()
    done = run(NGO, "work", "--once", "--notify-command", "/nowhere/light")
    assert done.exit_code == 0
    assert "could not be run" in done.output
    assert len(world.ngo.cases.all()) == 1
    with pytest.raises(DeskError, match="cannot be read"):
        Notifier('"')

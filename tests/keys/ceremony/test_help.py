"""The help of the ceremony loads nothing, and says of each command what the command says of itself."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click import Context
from click.testing import CliRunner

from keys.ceremony.cli import COMMANDS, main


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_found_and_described_as_it_describes_itself(name: str) -> None:
    command = main.get_command(Context(main), name)
    assert command is not None
    _, what = COMMANDS[name]
    assert " ".join((command.help or "").split()).startswith(what)
    assert f"  {name} " in CliRunner().invoke(main, ["--help"]).output


@pytest.mark.parametrize("module", ["keys.ceremony.cli", "keys.witness.cli"])
def test_help_loads_neither_cryptography_nor_the_directory(module: str) -> None:
    looks = f"import sys, {module}; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", looks], capture_output=True, text=True, check=True).stdout.split()
    assert not {"nacl", "keys.directory.view", "urllib.request", "sqlite3"} & set(loaded)

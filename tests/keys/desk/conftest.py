"""Commands typed at a desk, for every test of a desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from keys.desk.cli.main import main
from keys.desk.cli.terminal import Terminal
from tests.world import PASSPHRASE, World

Run = Callable[..., Result]


@pytest.fixture
def run(world: World, tmp_path: Path) -> Run:
    """`run(org, "show", reference)`: the command at that organisation's desk."""
    secret = tmp_path / "passphrase"
    secret.write_bytes(PASSPHRASE + b"\n")
    secret.chmod(0o600)

    def run(org: str, *words: str, given: str | None = None) -> Result:
        world.desk(org)
        terminal = Terminal(world.desk_folder(org), secret)
        terminal.transport = httpx.WSGITransport(app=world.gateway.app)
        return CliRunner().invoke(main, list(words), obj=terminal, input=given)

    return run


def next_command(result: Result) -> list[str]:
    """The words of the last `Next: amparo-desk ...` line that was printed."""
    lines = [line for line in result.output.splitlines() if line.startswith("Next: amparo-desk ")]
    return lines[-1].removeprefix("Next: amparo-desk ").split(",")[0].split(" ")

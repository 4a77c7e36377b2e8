"""`amparo-desk officers`, `margin` and `card`: the same acts as on the page, typed."""

from __future__ import annotations

import httpx
from click.testing import CliRunner

from keys.desk import look
from keys.desk.cli.main import main
from keys.desk.cli.terminal import Terminal
from keys.desk.sync import fetch
from tests.orgs import FORCE, NGO
from tests.world import PASSPHRASE, World


def typed(world: World, org: str, *command: str) -> tuple[int, str]:
    """Exit code and everything said."""
    _ = world.desk(org)
    secret = world.desk_folder(f"{org}.passphrase")
    secret.write_bytes(PASSPHRASE)
    secret.chmod(0o600)
    terminal = Terminal(world.desk_folder(org), secret)
    terminal.transport = httpx.WSGITransport(app=world.gateway.app)
    done = CliRunner().invoke(main, list(command), obj=terminal)
    return done.exit_code, done.output


def test_officers_are_listed_chosen_and_leave(world: World) -> None:
    reference = str(world.file().reference)
    assert fetch.receive(world.police).refused == []
    assert typed(world, FORCE, "officers", "--add", "wren", "--collar", "0815")[0] == 0
    code, said = typed(world, FORCE, "officers")
    assert code == 0
    assert "wren" in said
    assert "0815" in said
    code, said = typed(world, FORCE, "--officer", "wren", "show", reference)
    assert code == 0
    assert "Printed for: wren" in said
    world.carry()
    fetch.receive(world.ngo)
    assert "wren" in look.show(world.ngo, reference)
    typed(world, FORCE, "officers", "--leave", "wren")
    code, said = typed(world, FORCE, "--officer", "wren", "show", reference)
    assert code == 1
    assert "No officer of this desk is called 'wren'" in said


def test_an_ngo_s_desk_has_no_officers(world: World) -> None:
    code, said = typed(world, NGO, "officers")
    assert code == 1
    assert "is for a police desk" in said


def test_a_margin_is_written_read_and_taken_away(world: World) -> None:
    reference = str(world.file_and_open().reference)
    assert "13/4" in typed(world, FORCE, "margin", reference, "--number", "13/4")[1]
    assert "13/4" in typed(world, FORCE, "margin", reference, "--note", "see the other one")[1]
    assert "13/4" not in look.show(world.police, reference)
    assert "Own number: -" in typed(world, FORCE, "margin", reference, "--number", "", "--note", "")[1]
    assert "at most" in typed(world, FORCE, "margin", reference, "--number", "9" * 61)[1]


def test_a_card_needs_no_desk_and_refuses_what_is_not_on_the_list() -> None:
    done = CliRunner().invoke(main, ["--desk", "/nowhere", "card", "--area", "Wales"])
    assert done.exit_code == 0
    assert "Live Fear Free" in done.output
    assert "nobody has called these since" in done.output
    wrong = CliRunner().invoke(main, ["card", "--area", "Klingon"])
    assert wrong.exit_code == 2
    assert "is not one of" in wrong.output

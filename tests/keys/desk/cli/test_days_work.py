"""A day's work at a desk, typed: every step is one command, and says which comes next."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import httpx
from click.testing import CliRunner

from keys.desk.cli.main import main
from keys.desk.cli.terminal import Terminal
from keys.desk.messages import status_line
from tests.keys.desk.conftest import Run, next_command
from tests.orgs import FORCE, NGO
from tests.world import NARRATIVE, World


def test_each_step_names_the_next_command_and_it_works(world: World, run: Run) -> None:
    filed = world.file()
    received = run(FORCE, "receive")
    assert received.exit_code == 0, received.output
    listed = run(FORCE, *next_command(received))
    assert filed.reference[:8] in listed.output
    shown = run(FORCE, *next_command(listed))
    assert shown.exit_code == 0
    assert NARRATIVE in shown.output
    told = run(FORCE, *next_command(shown))
    assert told.exit_code == 0, told.output
    assert "She will read: Police are reading it" in told.output


def test_an_ngos_day(world: World, run: Run) -> None:
    filed = world.file()
    assert "confirm" in run(NGO, "receive").output
    today = run(NGO, "today")
    assert "The police do not know yet that it is yours." in today.output
    assert f"amparo-desk confirm {filed.reference[:8]}" in today.output
    confirmed = run(NGO, "confirm", filed.reference[:8])
    assert confirmed.exit_code == 0
    assert "Sent: confirm to" in confirmed.output
    assert "does not say that the gateway sealed its words unchanged" in confirmed.output
    again = run(NGO, "confirm", filed.reference)
    assert again.exit_code == 1
    assert again.stderr == "Error: This report is confirmed already.\n"


def test_without_a_line_the_decision_waits_and_the_command_says_so(world: World, run: Run, tmp_path: Path) -> None:
    filed = world.file()
    run(FORCE, "receive")

    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route")

    secret = tmp_path / "passphrase"
    terminal = Terminal(world.desk_folder(FORCE), secret)
    terminal.transport = httpx.MockTransport(away)
    result = CliRunner().invoke(main, ["show", filed.reference], obj=terminal)
    assert result.exit_code == 0
    assert NARRATIVE in result.output
    assert "waits in the outbox" in result.output
    terminal = Terminal(world.desk_folder(FORCE), secret)
    terminal.transport = httpx.MockTransport(away)
    failed = CliRunner().invoke(main, ["receive"], obj=terminal)
    assert failed.exit_code == 1
    assert "could not be reached" in failed.stderr
    assert run(FORCE, "send", "--now").exit_code == 0


def test_a_question_is_typed_field_by_field_and_linted(world: World, run: Run, tmp_path: Path) -> None:
    filed = world.file()
    run(FORCE, "receive")
    run(FORCE, "show", filed.reference)
    run(NGO, "receive")
    run(NGO, "confirm", filed.reference)
    world.carry()
    run(FORCE, "receive")
    answers = [
        "clarify_fact",
        "Which door was it?",
        "The report says a door.",
        "Damage.",
        "No other source.",
        "Case file.",
    ]
    asked = run(FORCE, "ask", filed.reference, given="\n".join([*answers, "n", "given", "", ""]))
    assert asked.exit_code == 0, asked.output
    assert "silence is no refusal" in asked.output
    form = tmp_path / "form.json"
    form.write_text(
        json.dumps(
            {
                "sort": "clarify_fact",
                "sought": "What is her name and date of birth?",
                "why": "x",
                "line_of_enquiry": "x",
                "necessity": "x",
                "how_dealt_with": "x",
            }
        )
    )
    refused = run(FORCE, "ask", filed.reference, "--form", str(form))
    assert refused.exit_code == 1
    assert "birth, name" in refused.stderr
    form.write_text('{"sort": 7}')
    assert run(FORCE, "ask", filed.reference, "--form", str(form)).exit_code == 1
    form.write_text('{"immigration_status": "?"}')
    assert "immigration_status" in run(FORCE, "ask", filed.reference, "--form", str(form)).stderr


def test_an_answer_comes_from_the_screen_or_is_a_plain_refusal(world: World, run: Run) -> None:
    filed = world.file()
    for org in (FORCE, NGO):
        run(org, "receive")
    run(FORCE, "show", filed.reference)
    run(NGO, "confirm", filed.reference)
    world.carry()
    run(FORCE, "receive")
    answers = ["meeting", "Would she meet?", "x", "x", "x", "x", "n", "given", ""]
    for _ in range(2):
        assert run(FORCE, "ask", filed.reference, given="\n".join([*answers, ""])).exit_code == 0
    world.carry()
    run(NGO, "receive")
    assert "Say how it went" in run(NGO, "answer", filed.reference).stderr
    typed = run(NGO, "answer", filed.reference, "--outcome", "provided", given="Not at present.\nPerhaps later.\n")
    assert typed.exit_code == 0, typed.output
    assert run(NGO, "answer", filed.reference, "--outcome", "refused_by_victim").exit_code == 0
    world.carry()
    run(FORCE, "receive")
    page = run(FORCE, "show", filed.reference).output
    assert "Perhaps later." in page
    assert "Answered: She does not want to answer" in page


def test_an_export_goes_to_a_new_file_only_its_owner_reads(world: World, run: Run, tmp_path: Path) -> None:
    filed = world.file()
    run(FORCE, "receive")
    target = tmp_path / "row.csv"
    done = run(FORCE, "export", filed.reference, "--csv", "--to", str(target))
    assert done.exit_code == 0, done.output
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    if sys.platform != "win32":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
    again = run(FORCE, "export", filed.reference, "--csv", "--to", str(target))
    assert again.exit_code == 1
    assert "not overwritten" in again.stderr
    assert json.loads(run(FORCE, "export", filed.reference, "--json").output)["format"] == "amparo-pole/1"
    assert "no export as csv" in run(NGO, "receive").output + run(NGO, "export", filed.reference, "--csv").stderr


def test_a_token_is_shown_once_after_a_question(world: World, run: Run) -> None:
    filed = world.file()
    run(NGO, "receive")
    assert run(NGO, "token", filed.reference, given="n\n").exit_code == 1
    result = run(NGO, "token", filed.reference, given="y\n")
    assert result.exit_code == 0
    assert len([line for line in result.output.splitlines() if line.count("-") == 5]) == 1


def test_what_waits_is_listed_and_held_back_by_its_number(world: World, run: Run) -> None:
    assert run(FORCE, "waiting").output == "The outbox is empty.\n"
    filed = world.file_and_open()
    status_line.status(world.police, filed.reference, "recorded_crime")
    (row,) = [line for line in run(FORCE, "waiting").output.splitlines() if "Recorded as a crime" in line]
    assert "Held back, and never sent: Status: Recorded" in run(FORCE, "waiting", "--hold-back", row.split()[0]).output
    assert "Recorded as a crime" not in run(FORCE, "waiting").output
    again = run(FORCE, "waiting", "--hold-back", row.split()[0])
    assert again.exit_code == 1
    assert "Nothing was done." in again.stderr


def test_work_does_one_round(world: World, run: Run) -> None:
    filed = world.file()
    result = run(FORCE, "work", "--once")
    assert result.exit_code == 0
    assert filed.reference[:8] in result.output

"""The command line: what it says, what it exits with, and that a person never meets a traceback."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import httpx
import pytest
from click import Context
from click.testing import CliRunner, Result

from keys.desk.cli import terminal
from keys.desk.cli.main import COMMANDS, main
from keys.desk.cli.terminal import Terminal
from keys.desk.messages import correspondence, status_line
from tests.orgs import FORCE, NGO
from tests.world import NAME, NARRATIVE, PASSPHRASE, World

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

"""What the operator types, with the settings, the key file and the directory of a real gateway."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click import Command, Context
from click.testing import CliRunner, Result

from deploy.broker import start_broker
from gateway import commands as all_commands
from gateway.cli import COMMANDS, main
from gateway.store.engine import open_store, writing
from gateway.store.tables import deliveries
from keys.directory.files import append_checkpoint, append_leaf, checkpoints_of
from keys.envelope.format import reference
from keys.roles import Role
from keys.signing import write_signer
from tests.gateway.running import URL
from tests.orgs import FORCE, GATEWAY, Orgs


@pytest.fixture
def environment(tmp_path: Path, orgs: Orgs, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    for leaf in orgs.leaves:
        append_leaf(tmp_path / "directory", leaf)
    append_checkpoint(checkpoints_of(tmp_path / "directory"), orgs.publish())
    for name in ("pepper", "accounts", "passphrase"):
        (tmp_path / name).write_text("ab" * 32 + "\n")
        (tmp_path / name).chmod(0o600)
    write_signer(tmp_path / "intake.key", orgs.signer(GATEWAY, Role.INTAKE), b"ab" * 32)
    broker = start_broker(tmp_path / "broker")
    settings = {
        "AMPARO_PUBLIC_URL": URL,
        "AMPARO_DATABASE_URL": f"sqlite:///{tmp_path}/gateway.sqlite",
        "AMPARO_REDIS_URL": broker.url,
        "AMPARO_DIRECTORY": str(tmp_path / "directory"),
        "AMPARO_GENESIS": orgs.genesis.hex(),
        "AMPARO_GATEWAY_ORG": GATEWAY,
        "AMPARO_INTAKE_KEY": str(tmp_path / "intake.key"),
        "AMPARO_INTAKE_PASSPHRASE_FILE": str(tmp_path / "passphrase"),
        "AMPARO_PEPPER_FILE": str(tmp_path / "pepper"),
        "AMPARO_ACCOUNTS_KEY_FILE": str(tmp_path / "accounts"),
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    yield settings
    broker.stop()


def run(*words: str) -> Result:
    result = CliRunner().invoke(main, list(words))
    assert result.exit_code == 0, result.output
    return result


def test_a_new_gateway_is_migrated_checked_and_has_refused_nothing(environment: dict[str, str]) -> None:
    run("migrate")
    run("migrate")
    said = run("check").output
    assert FORCE in said
    assert "WRONG" not in said
    assert "All is in order" in said
    assert run("refused").output == "Nothing was refused.\n"


def test_a_check_names_each_thing_that_is_wrong(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMPARO_REDIS_URL", "redis://127.0.0.1:1/0")
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 1
    wrong = re.findall("^WRONG: (.*)$", result.output, re.MULTILINE)
    assert ["migrate" in wrong[0], "broker" in wrong[1]] == [True, True]
    assert len(wrong) == 2


def test_a_check_says_since_when_something_is_owed(environment: dict[str, str]) -> None:
    run("migrate")
    with writing(open_store(environment["AMPARO_DATABASE_URL"])) as connection:
        connection.execute(
            deliveries.insert(),
            {
                "id": bytes(16), "part": 1, "org": FORCE, "from_org": "casa-aurora", "cid": bytes(16),
                "digest": bytes(32), "day": 20000,
            },
        )  # fmt: skip
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 1
    assert "Envelopes of 2024-10-04 are still owed." in result.output


def test_what_was_refused_is_listed_without_content_and_can_be_owed_again(environment: dict[str, str]) -> None:
    run("migrate")
    ident = bytes(range(16))
    with writing(open_store(environment["AMPARO_DATABASE_URL"])) as connection:
        connection.execute(
            deliveries.insert(),
            {
                "id": ident, "part": 1, "org": FORCE, "from_org": "casa-aurora", "cid": bytes(16),
                "digest": bytes(32), "day": 20000, "state": "refused", "reason": "no-such-folder",
            },
        )  # fmt: skip
    said = run("refused").output
    assert f"{ident.hex()}  report for {FORCE}: no-such-folder" in said
    assert "1 is owed again" in run("again", ident.hex()).output
    assert run("refused").output == "Nothing was refused.\n"
    assert "0 are owed again" in run("again", ident.hex()).output


def test_a_missing_setting_is_one_sentence_and_no_traceback(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("AMPARO_PEPPER_FILE")
    monkeypatch.setattr("sys.argv", ["amparo-gateway", "check"])
    with pytest.raises(SystemExit) as stopped:
        main()
    said = capsys.readouterr().err
    assert stopped.value.code == 1
    assert said.startswith("Error: AMPARO_PEPPER_FILE is not set.")
    assert said.count("\n") == 1


def test_a_wrong_passphrase_is_told_as_such(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(environment["AMPARO_INTAKE_PASSPHRASE_FILE"]).write_text("another")
    monkeypatch.setattr("sys.argv", ["amparo-gateway", "check"])
    with pytest.raises(SystemExit):
        main()
    assert "passphrase" in capsys.readouterr().err


def test_what_a_backup_brought_back_is_named_and_a_database_that_is_in_use_is_left_alone(
    environment: dict[str, str],
) -> None:
    run("migrate")
    with writing(open_store(environment["AMPARO_DATABASE_URL"])) as connection:
        connection.execute(
            deliveries.insert(),
            {
                "id": bytes(16), "report_id": bytes(16), "part": 1, "org": FORCE, "from_org": "casa-aurora",
                "cid": bytes(16), "digest": bytes(32), "day": 20_000,
            },
        )  # fmt: skip
    for day, said in (("2024-10-03", "knows later days than 2024-10-03"), ("yesterday", "Write the day as")):
        refused = CliRunner().invoke(main, ["restored", "--backup-of", day])
        assert (refused.exit_code, said in refused.output) == (1, True)
    named = run("restored", "--backup-of", "2024-10-04").output
    assert f"File again: {reference(bytes(16))} of casa-aurora" in named
    assert "reports 1, messages 0" in named
    assert "Call every NGO" in named


def test_the_list_of_commands_says_of_each_what_the_command_says_of_itself() -> None:
    for name, (_, summary) in COMMANDS.items():
        command = main.get_command(Context(main), name)
        assert command is not None
        assert " ".join((command.help or "").split()).startswith(summary.rstrip("."))
    standing = [each.name for each in vars(all_commands).values() if isinstance(each, Command)]
    assert {"account", *standing} == COMMANDS.keys()


def test_help_loads_nothing_that_only_a_command_needs() -> None:
    """It took three seconds of an operator's patience."""
    look = "import sys; from gateway.cli import main; main(['--help'], standalone_mode=False); "
    look += "print([n for n in ('sqlalchemy', 'redis', 'nacl', 'flask', 'webauthn') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"

"""The units that systemd runs: they call commands that exist, give them no more than they need, and wake somebody."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from keys.ceremony.cli import main
from keys.witness.cli import _arguments

UNITS = Path(__file__).parents[2] / "deploy" / "systemd"
SERVICES = ("amparo-publish.service", "amparo-witness@.service")
MOST_EXPOSED = 2.0  # of 10, by systemd's own measure


def test_the_timer_publishes_several_times_before_the_log_is_late() -> None:
    (when,) = re.findall(r"^OnCalendar=(.*)$", (UNITS / "amparo-publish.timer").read_text(), re.MULTILINE)
    hours = [int(hour) for hour in re.findall(r"\d\d", when.split()[1].partition(":")[0])]
    assert len(hours) >= 4
    assert "Persistent=yes" in (UNITS / "amparo-publish.timer").read_text()


def test_the_commands_and_their_options_exist() -> None:
    publish = (UNITS / "amparo-publish.service").read_text()
    assert "amparo-keys publish --daily" in publish
    assert {"--daily", "--log-key", "--to"} <= {
        opt for param in main.commands["publish"].params for opt in param.opts
    }
    (words,) = re.findall(
        r"^ExecStart=\S+/amparo-witness (.*)$", (UNITS / SERVICES[1]).read_text(), re.MULTILINE
    )
    given = _arguments().parse_args(words.split())
    assert given.log == "${LOG}"


def test_a_log_that_was_not_published_wakes_somebody() -> None:
    assert "OnFailure=amparo-alarm@%n.service" in (UNITS / "amparo-publish.service").read_text()
    assert (UNITS / "amparo-alarm@.service").exists()


@pytest.mark.parametrize("unit", SERVICES)
def test_a_service_may_do_little_more_than_its_work(unit: str) -> None:
    text = (UNITS / unit).read_text()
    for line in (
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "PrivateDevices=yes",
        "LimitCORE=0",
        "UMask=0077",
    ):
        assert line in text


@pytest.mark.parametrize("unit", SERVICES)
def test_systemd_itself_finds_that_a_service_may_do_little(unit: str) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd-analyze: `deploy/test` says at its start how to get it")
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", str(UNITS / unit)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    (score,) = re.findall(r"exposure level for \S+: ([0-9.]+)", said)
    assert float(score) <= MOST_EXPOSED

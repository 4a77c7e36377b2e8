"""The units that systemd runs: they call commands that exist, give them no more than they need, and wake somebody."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from keys.ceremony.signing import publish
from keys.witness.cli import _arguments

ROOT = Path(__file__).parents[2]
UNITS = ROOT / "deploy" / "systemd"
SERVICES = sorted(path.name for path in UNITS.glob("*.service") if "alarm" not in path.name)
OURS = [
    name for name in SERVICES if name.removeprefix("amparo-").removesuffix(".service") not in ("publish", "witness@")
]
MOST_EXPOSED = 2.0  # of 10, by systemd's own measure
SETTING = re.compile(r"AMPARO_[A-Z_]+")
DEMONSTRATION = "AMPARO_DEMONSTRATION_"  # no deployment sets these


def said(unit: str, name: str) -> list[str]:
    """Every value that the unit gives to a setting of systemd's."""
    return re.findall(rf"^{name}=(.*)$", (UNITS / unit).read_text(), re.MULTILINE)


def set_in(*files: str) -> set[str]:
    """The settings that these files set, or show with the value they have by themselves."""
    text = "\n".join((UNITS / file).read_text() for file in files)
    return set(re.findall(r"^#?(AMPARO_[A-Z_]+)=", text, re.MULTILINE))


def read_by(*places: str) -> set[str]:
    """The settings whose names stand in code, as words of their own."""
    files = [
        path for place in places for path in ([ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py"))
    ]
    words = (
        node.value for path in files for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)
    )
    return {word for word in words if isinstance(word, str) and SETTING.fullmatch(word)}


def test_the_timer_publishes_several_times_before_the_log_is_late() -> None:
    (when,) = said("amparo-publish.timer", "OnCalendar")
    hours = [int(hour) for hour in re.findall(r"\d\d", when.split()[1].partition(":")[0])]
    assert len(hours) >= 4
    assert said("amparo-publish.timer", "Persistent") == ["yes"]


def test_a_copy_of_the_database_is_made_every_night() -> None:
    assert said("amparo-backup.timer", "OnCalendar") == ["*-*-* 02:30:00 UTC"]
    assert said("amparo-backup.timer", "Persistent") == ["yes"]
    (command,) = said("amparo-backup.service", "ExecStart")
    assert said("amparo-backup.service", "ReadWritePaths") == [command.split()[1]]


def test_the_commands_of_the_log_and_its_witnesses_exist() -> None:
    assert "amparo-keys publish --daily" in (UNITS / "amparo-publish.service").read_text()
    assert {"--daily", "--log-key", "--to"} <= {opt for param in publish.params for opt in param.opts}
    (words,) = re.findall(
        r"^ExecStart=\S+/amparo-witness (.*)$", (UNITS / "amparo-witness@.service").read_text(), re.MULTILINE
    )
    given = _arguments().parse_args(words.split())
    assert given.log == "${LOG}"


@pytest.mark.parametrize("unit", SERVICES)
def test_a_service_starts_a_program_that_is_installed(unit: str) -> None:
    (command,) = said(unit, "ExecStart")
    program, *words = command.split()
    if program.startswith("/opt/amparo/bin/"):
        assert (Path(sys.executable).parent / Path(program).name).exists()
    if Path(program).name == "celery":
        done = subprocess.run(
            [sys.executable, "-m", "celery", words[2], "--help"], capture_output=True, text=True, check=True
        )
        assert all(word in done.stdout for word in re.findall(r"--[a-z-]+", command))


@pytest.mark.parametrize("unit", [*OURS, "amparo-publish.service"])
def test_a_service_that_failed_wakes_somebody(unit: str) -> None:
    assert said(unit, "OnFailure") == ["amparo-alarm@%n.service"]
    assert (UNITS / "amparo-alarm@.service").exists()


@pytest.mark.parametrize("unit", SERVICES)
def test_a_service_is_somebody_of_its_own(unit: str) -> None:
    (user,) = said(unit, "User")
    assert [other for other in SERVICES if said(other, "User") == [user]] == [unit]
    if unit in OURS:
        assert f"u {user} " in re.sub(" +", " ", (UNITS / "sysusers.conf").read_text())


@pytest.mark.parametrize("unit", [name for name in OURS if name != "amparo-gateway.service"])
def test_only_the_gateway_has_a_network(unit: str) -> None:
    assert said(unit, "PrivateNetwork") == ["yes"]


def test_the_gateway_can_call_nobody() -> None:
    unit = "amparo-gateway.service"
    assert (said(unit, "IPAddressDeny"), said(unit, "IPAddressAllow")) == (["any"], ["localhost"])


def test_every_secret_of_the_gateway_is_lent_by_systemd() -> None:
    lent = {name.partition(":")[0] for name in said("amparo-gateway.service", "LoadCredential")}
    told = dict(pair.split("=%d/") for pair in said("amparo-gateway.service", "Environment"))
    assert set(told.values()) == lent
    assert set(told) == {name for name in set_in("gateway.env") if name.endswith(("_FILE", "_KEY"))}


def test_every_setting_that_is_read_stands_in_the_files_for_it_and_no_other() -> None:
    gateway = {name for name in read_by("gateway") if not name.startswith(DEMONSTRATION)}
    workers = read_by("workers") - {"AMPARO_LOG_LEVEL"}
    assert set_in("gateway.env") == gateway
    assert set_in("worker.env") == workers


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks to systemd like a host with our units, and with systemd's own targets."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd-analyze: `deploy/test` says at its start how to get it")
    host = tmp_path_factory.mktemp("host")
    shutil.copytree(UNITS, host / "etc" / "systemd" / "system")
    targets = host / "usr" / "lib" / "systemd" / "system"
    targets.mkdir(parents=True)
    for target in Path("/usr/lib/systemd/system").glob("*.target"):
        shutil.copy(target, targets, follow_symlinks=False)
    for program in {said(unit, "ExecStart")[0].split()[0] for unit in (*SERVICES, "amparo-alarm@.service")}:
        path = host / program.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
    return host


def analyze(host: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *words, f"--root={host}"], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("unit", SERVICES)
def test_systemd_itself_finds_that_a_service_may_do_little(host: Path, unit: str) -> None:
    report = analyze(host, "security", "--offline=true", unit.replace("@", "@1")).stdout
    (score,) = re.findall(r"exposure level for \S+: ([0-9.]+)", report)
    assert float(score) <= MOST_EXPOSED


@pytest.mark.parametrize("unit", SERVICES)
def test_systemd_itself_understands_every_line(host: Path, unit: str) -> None:
    path = host / "etc" / "systemd" / "system" / unit.replace("@", "@1")
    if "@" in unit:
        shutil.copy(UNITS / unit, path)
    done = analyze(host, "verify", str(path))
    assert (done.returncode, done.stderr) == (0, "")


def test_systemd_itself_makes_the_users(host: Path) -> None:
    done = subprocess.run(
        ["systemd-sysusers", f"--root={host}", UNITS / "sysusers.conf"], capture_output=True, text=True, check=False
    )
    assert "not a valid" not in done.stderr
    made = (host / "etc" / "passwd").read_text()
    assert [unit for unit in OURS if f"{said(unit, 'User')[0]}:" not in made] == []

"""Settings and back-off: a start that is refused says what to set, and waiting is spread."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.config import INBOX, Route, from_environment
from workers.deliver import FIRST_SECONDS, LONGEST_SECONDS, wait_after
from workers.errors import BadSettings

ROOT = Path(__file__).parents[2]


@pytest.fixture
def good(tmp_path: Path) -> dict[str, str]:
    return {
        "AMPARO_DATABASE_URL": f"sqlite:///{tmp_path}/gateway.sqlite",
        "AMPARO_REDIS_URL": "redis://127.0.0.1:6379/0",
        "AMPARO_WORKERS_STATE": str(tmp_path / "state"),
    }


def test_three_settings_are_enough_and_the_state_folder_is_ours_alone(good: dict[str, str]) -> None:
    settings = from_environment(good)
    assert settings.ways == {}
    assert settings.slot_minutes is None
    assert settings.state.stat().st_mode & 0o777 == 0o700
    assert settings.task_seconds == 60 < settings.lease_seconds


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"AMPARO_DATABASE_URL": ""}, "AMPARO_DATABASE_URL"),
        ({"AMPARO_REDIS_URL": ""}, "AMPARO_REDIS_URL"),
        ({"AMPARO_REDIS_URL": "http://127.0.0.1"}, "AMPARO_REDIS_URL"),
        ({"AMPARO_WORKERS_STATE": ""}, "AMPARO_WORKERS_STATE"),
        ({"AMPARO_WORKERS_STATE": "/proc/nowhere"}, "AMPARO_WORKERS_STATE"),
        ({"AMPARO_LEASE_SECONDS": "soon"}, "AMPARO_LEASE_SECONDS"),
        ({"AMPARO_LEASE_SECONDS": "nan"}, "AMPARO_LEASE_SECONDS"),
        ({"AMPARO_SWEEP_SECONDS": "0"}, "AMPARO_SWEEP_SECONDS"),
        ({"AMPARO_RELEASE": "slots"}, "AMPARO_RELEASE"),
        ({"AMPARO_RELEASE": "slots 0"}, "AMPARO_RELEASE"),
        ({"AMPARO_COURIERS": "/nowhere/couriers.toml"}, "AMPARO_COURIERS"),
    ],
)
def test_a_missing_or_unsafe_setting_is_named(good: dict[str, str], change: dict[str, str], named: str) -> None:
    with pytest.raises(BadSettings, match=named):
        from_environment(good | change)


def test_couriers_come_from_a_file_and_everybody_else_has_an_inbox(good: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "couriers.toml"
    file.write_text('[northshire]\ncourier = "folder"\npath = "/srv/diode"\n[harbour]\ncourier = "inbox"\n')
    ways = from_environment(good | {"AMPARO_COURIERS": str(file)}).ways
    assert ways == {"northshire": Route("folder", Path("/srv/diode")), "harbour": INBOX}


@pytest.mark.parametrize(
    "table",
    [
        'courier = "pigeon"',
        'courier = "folder"',
        'courier = "folder"\npath = "here"',
        'courier = "inbox"\npath = "/x"',
        'courier = "folder"\npath = "/x"\nmore = 1',
    ],
)
def test_a_courier_that_is_not_known_exactly_stops_the_start(good: dict[str, str], tmp_path: Path, table: str) -> None:
    file = tmp_path / "couriers.toml"
    file.write_text(f"[northshire]\n{table}\n")
    with pytest.raises(BadSettings, match="northshire"):
        from_environment(good | {"AMPARO_COURIERS": str(file)})


@pytest.mark.parametrize(
    ("courier", "change", "named"),
    [
        ("http", {"AMPARO_GENESIS": ""}, "AMPARO_GENESIS"),
        ("http", {"AMPARO_GENESIS": "ab"}, "AMPARO_GENESIS"),
        ("mail", {"AMPARO_MAIL_RELAY": ""}, "AMPARO_MAIL_RELAY"),
        ("mail", {"AMPARO_MAIL_RELAY": "relay.example"}, "AMPARO_MAIL_RELAY"),
        ("mail", {"AMPARO_MAIL_FROM": ""}, "AMPARO_MAIL_FROM"),
        ("mail", {"AMPARO_MAIL_USER": "amparo"}, "AMPARO_MAIL_PASSWORD_FILE"),
    ],
)
def test_a_courier_by_address_needs_its_settings_and_no_address(
    good: dict[str, str], tmp_path: Path, courier: str, change: dict[str, str], named: str
) -> None:
    file = tmp_path / "couriers.toml"
    file.write_text(f'[northshire]\ncourier = "{courier}"\n')
    good |= {"AMPARO_COURIERS": str(file), "AMPARO_GENESIS": "ab" * 32}
    good |= {"AMPARO_MAIL_RELAY": "relay.example:587", "AMPARO_MAIL_FROM": "gateway@amparo.invalid"}
    assert from_environment(good).ways == {"northshire": Route(courier)}
    with pytest.raises(BadSettings, match=named):
        from_environment(good | change)
    file.write_text(f'[northshire]\ncourier = "{courier}"\nurl = "https://evil.example/"\n')
    with pytest.raises(BadSettings, match="northshire"):
        from_environment(good)


def test_slots_and_sockets_are_understood(good: dict[str, str]) -> None:
    settings = from_environment(good | {"AMPARO_RELEASE": "slots 30", "AMPARO_REDIS_URL": "unix:///run/x.sock"})
    assert (settings.slot_minutes, settings.redis_url) == (30, "unix:///run/x.sock")


def test_a_worker_without_settings_ends_with_one_sentence_and_no_traceback() -> None:
    command = [sys.executable, "-m", "celery", "-A", "workers.app", "worker"]
    done = subprocess.run(command, cwd=ROOT, env={}, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode != 0
    assert done.stderr.strip().splitlines()[-1].startswith("Set AMPARO_")
    assert "Traceback" not in done.stdout + done.stderr


@given(st.integers(1, 10_000), st.integers())
def test_waiting_doubles_to_an_hour_and_is_spread_over_half_its_length(attempt: int, seed: int) -> None:
    wait = wait_after(attempt, random.Random(seed))
    assert FIRST_SECONDS / 2 <= wait <= LONGEST_SECONDS
    step = min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (min(attempt, 20) - 1))
    assert step / 2 <= wait <= step

"""What is deployed is what the code says: queues, commands of README, settings of every program."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.demonstration import programs
from gateway.metrics import NAMES
from gateway.wake_workers import QUEUE, TASK

ROOT = Path(__file__).parents[2]
DASHBOARD = json.loads((ROOT / "deploy" / "dashboard.json").read_text())
NUMBER = re.compile(r"\bamparo_\w+")
README = (ROOT / "README.md").read_text()
TRY = (ROOT / "deploy" / "TRY.md").read_text()


def commands() -> list[str]:
    """Every line of the fenced commands of README, then of TRY.md."""
    blocks = re.findall(r"^```sh\n(.*?)^```", README + TRY, re.MULTILINE | re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


@pytest.fixture
def deployed(tmp_path: Path) -> dict[str, list[str]]:
    """Queues, routes, beats and tasks of a worker, as Celery sees them in a process of its own."""
    look = """
import json
from workers.app import app
conf = app.conf
print(json.dumps({
    "queues": [queue.name for queue in conf.task_queues],
    "used": [route["queue"] for route in conf.task_routes.values()]
        + [beat["options"]["queue"] for beat in conf.beat_schedule.values()],
    "beats": [beat["task"] for beat in conf.beat_schedule.values()],
    "tasks": list(app.tasks),
}))
"""
    environment = {
        **os.environ,
        "AMPARO_DATABASE_URL": f"sqlite:///{tmp_path}/a.sqlite",
        "AMPARO_REDIS_URL": "redis://127.0.0.1:1/0",
        "AMPARO_WORKERS_STATE": str(tmp_path / "state"),
    }
    done = subprocess.run(
        [sys.executable, "-c", look], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_the_gateway_nudges_a_task_and_a_queue_that_the_workers_know(deployed: dict[str, list[str]]) -> None:
    assert TASK in deployed["tasks"]
    assert QUEUE in deployed["queues"]


def test_every_task_and_every_beat_goes_to_a_queue_that_is_listened_to(deployed: dict[str, list[str]]) -> None:
    assert set(deployed["used"]) == set(deployed["queues"])
    assert set(deployed["beats"]) <= set(deployed["tasks"])


def test_deployed_workers_listen_to_every_queue_and_run_beat() -> None:
    started = Path(programs.__file__).read_text()
    assert '"-B"' in started
    assert '"-Q"' not in started
    assert "--queues" not in started


@pytest.mark.parametrize("command", [line for line in commands() if not line.startswith("export ")])
def test_every_command_of_the_readme_exists(command: str) -> None:
    program, *words = command.split()
    path = ROOT / program
    assert os.access(path, os.X_OK), f"{program} is not there"
    if path.name == "amparo-desk":
        done = subprocess.run([str(path), words[2], "--help"], capture_output=True, text=True, check=False)
    else:
        done = subprocess.run([str(path), "--help"], capture_output=True, text=True, check=False)
        for word in words:
            assert word in done.stdout, f"{program} does not know {word}"
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_readme_says_its_two_commands_first() -> None:
    assert commands()[:2] == ["deploy/up", "deploy/test"]


def test_no_command_of_ours_needs_more_than_the_standard_library_before_it_is_set_up() -> None:
    for name in ("up", "test", "bench", "setup.py"):
        path = ROOT / "deploy" / name
        look = "import runpy, sys; sys.argv = ['x', '--help']; "
        look += f"sys.path.insert(0, {str(path.parent)!r}); runpy.run_path({str(path)!r})"
        done = subprocess.run(["python3", "-S", "-I", "-c", look], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def asked() -> list[str]:
    """Every question that the dashboard asks."""
    return [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]


def test_dashboard_and_alerts_ask_for_numbers_that_exist_and_the_dashboard_for_all() -> None:
    alerts = (ROOT / "deploy" / "alerts.yml").read_text()
    assert {name for each in asked() for name in NUMBER.findall(each)} == NAMES.keys()
    assert {name for line in alerts.splitlines() if "expr:" in line for name in NUMBER.findall(line)} <= NAMES.keys()


def test_every_alert_that_the_dashboard_names_is_one() -> None:
    alerts = set(re.findall(r"- alert: (\w+)", (ROOT / "deploy" / "alerts.yml").read_text()))
    named = {name for panel in DASHBOARD["panels"] for name in re.findall(r"Alert (\w+)", panel["description"])}
    assert named == alerts - {"NobodyWatches"}  # without it the dashboard is empty


def test_the_dashboard_shows_numbers_as_they_are_and_asks_nobody_else() -> None:
    """No rate, sum or label of a row: they would be about reports. No plugin, link or address of somebody else's."""
    questions = [each for each in asked() if not NUMBER.fullmatch(each)]
    assert questions == ['count(ALERTS{alertstate="firing"}) or vector(0)']
    assert {panel["type"] for panel in DASHBOARD["panels"]} == {"stat", "timeseries"}
    assert "http" not in json.dumps(DASHBOARD)
    places = [tuple(panel["gridPos"][side] for side in "xy") for panel in DASHBOARD["panels"]]
    assert len(set(places)) == len(places)

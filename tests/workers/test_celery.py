"""The real thing: a Celery worker with beat, a broker of our own, the database. No part is pretended."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import redis
from celery import Celery
from sqlalchemy import Engine

from deploy.benchmark.faults import SKEWED
from deploy.benchmark.network import Wire
from deploy.broker import Broker, BrokerRefused, start_broker
from gateway.errors import BadSetting
from gateway.quotas import persistence
from gateway.runtime import Host
from gateway.store.engine import open_store, writing
from gateway.wake_workers import WorkerSignal
from keys import clock
from keys.roles import Role
from tests.gateway.running import settings_in
from tests.orgs import GATEWAY, make_orgs
from tests.workers.owed import body_of, owe_report, owe_single, row_of

ROOT = Path(__file__).parents[2]
PATIENCE = 90.0  # seconds on a machine whose cores are busy with other tests


def told(database_url: str, broker: Broker, folder: Path) -> dict[str, str]:
    """The environment of a worker or a beat."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("AMPARO_")},
        "AMPARO_DATABASE_URL": database_url,
        "AMPARO_REDIS_URL": broker.url,
        "AMPARO_WORKERS_STATE": str(folder / "state"),
        "AMPARO_LEASE_SECONDS": "2",
        "AMPARO_SWEEP_SECONDS": "1",
    }


CELERY = (sys.executable, "-m", "celery", "-A", "workers.app")


class Worker:
    """One `celery worker` on this database and broker, with its own beat or none; ended with all that it started."""

    def __init__(self, database_url: str, broker: Broker, folder: Path, *, beat: bool = True, **more: str) -> None:
        self.log = folder / "worker.log"
        environment = told(database_url, broker, folder) | more
        command = [*CELERY, "worker", *["-B"] * beat, "--concurrency", "1"]
        command += ["--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        wait_for(lambda: b"ready." in self.log.read_bytes())

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


def wait_for(what: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    with start_broker(tmp_path / "broker") as broker:
        yield broker


@pytest.fixture
def store(database_url: str) -> Iterator[Engine]:
    engine = open_store(database_url)
    yield engine
    engine.dispose()


@pytest.mark.slow
def test_a_nudge_by_name_delivers_and_the_sweep_finds_what_nobody_was_nudged_for(
    database_url: str, store: Engine, broker: Broker, tmp_path: Path
) -> None:
    nudged, unnoticed = owe_report(store), owe_report(store)
    gateway = Celery("test", broker=broker.url, set_as_current=False)
    gateway.send_task("amparo.deliver", queue="deliver", ignore_result=True)
    with Worker(database_url, broker, tmp_path):
        wait_for(lambda: all(row_of(store, id_).state == "released" for id_ in nudged + unnoticed))
    assert {row_of(store, id_).attempts for id_ in nudged + unnoticed} == {1}


@pytest.mark.slow
def test_slots_hold_back_the_routine_and_not_the_urgent(
    database_url: str, store: Engine, broker: Broker, tmp_path: Path
) -> None:
    routine, urgent = owe_single(store), owe_single(store, priority=True)
    with Worker(database_url, broker, tmp_path, AMPARO_RELEASE="slots 60"):
        wait_for(lambda: row_of(store, urgent).state == "released")
        time.sleep(1.5)  # at least one more sweep
        assert row_of(store, routine).state == "owed"
        app_of(broker).send_task("amparo.slot", queue="sweep", ignore_result=True)
        wait_for(lambda: row_of(store, routine).state == "released")


def app_of(broker: Broker) -> Celery:
    return Celery("test", broker=broker.url, set_as_current=False)


@pytest.mark.slow
@pytest.mark.parametrize("losses", [0, 2])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_broker_that_ends_while_a_task_is_acknowledged_leaves_no_worker_deaf(
    database_url: str, store: Engine, broker: Broker, tmp_path: Path, losses: int
) -> None:
    """Nor one that has lost its broker before: `losses` times."""
    patient = {"AMPARO_SWEEP_SECONDS": "600", "AMPARO_LEASE_SECONDS": "60"}  # nothing but this test ends a task
    with Worker(database_url, broker, tmp_path, **patient) as worker:
        for _ in range(losses):
            broker.kill()
            broker = start_broker(tmp_path / "broker", port=broker.port)
            told = owe_single(store)
            WorkerSignal(broker.url)()
            wait_for(lambda told=told: row_of(store, told).state == "released")  # type: ignore[misc]
        single = owe_single(store)
        with writing(store):  # so that the task waits
            WorkerSignal(broker.url)()
            wait_for(lambda: redis.from_url(broker.url).hlen("unacked"))
            time.sleep(0.5)  # it is with the process that runs it
            os.kill(worker.process.pid, signal.SIGSTOP)
        wait_for(lambda: row_of(store, single).state == "released")
        time.sleep(1)  # the worker will hear of the task's end first, and of the broker's then
        broker.kill()
        os.kill(worker.process.pid, signal.SIGCONT)
        wait_for(lambda: b"Couldn't ack" in worker.log.read_bytes())
        single = owe_single(store)
        with start_broker(tmp_path / "broker", port=broker.port) as again:
            WorkerSignal(again.url)()
            wait_for(lambda: row_of(store, single).state == "released")


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_at_a_connection_that_fell_silent_hears_again_within_seconds(
    database_url: str, store: Engine, broker: Broker, tmp_path: Path
) -> None:
    """kombu by itself listens there for 26 seconds at least. What the broker says there meanwhile is lost."""
    wire = Wire(lambda: broker.port)
    through = broker.url.replace(f":{broker.port}/", f":{wire.port}/")
    nudge = WorkerSignal(broker.url)
    with Worker(database_url, broker, tmp_path, AMPARO_SWEEP_SECONDS="600", AMPARO_REDIS_URL=through):
        for silence in (lambda: None, wire.forget):
            silence()
            single, began = owe_single(store), time.monotonic()
            wait_for(lambda single=single: nudge() or row_of(store, single).state == "released")  # type: ignore[misc]
    assert time.monotonic() - began < 20


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("skew", [-259_200, 259_200])
def test_a_worker_whose_clock_is_days_wrong_does_what_beat_asks(
    database_url: str, store: Engine, broker: Broker, tmp_path: Path, skew: int
) -> None:
    wrong = {"PYTHONPATH": str(SKEWED), "AMPARO_TEST_SKEW": str(skew)}
    with Worker(database_url, broker, tmp_path, beat=False, **wrong):
        beat = subprocess.Popen([*CELERY, "beat", "--pidfile="], cwd=ROOT, env=told(database_url, broker, tmp_path))
        try:
            for _ in range(3):
                single = owe_single(store)
                wait_for(lambda single=single: row_of(store, single).state == "released")  # type: ignore[misc]
        finally:
            beat.terminate()
            beat.wait(20)


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_worker_whose_clock_is_weeks_ahead_destroys_nothing(
    database_url: str, store: Engine, broker: Broker, tmp_path: Path
) -> None:
    single = owe_single(store, state="released")
    ahead = {"PYTHONPATH": str(SKEWED), "AMPARO_TEST_SKEW": str(40 * clock.DAY)}
    with Worker(database_url, broker, tmp_path, beat=False, **ahead) as worker:
        app_of(broker).send_task("amparo.retain", queue="sweep", ignore_result=True)
        wait_for(lambda: b"differ by an hour or more" in worker.log.read_bytes())
    assert body_of(store, single) is not None
    assert row_of(store, single).state == "released"


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_that_is_cut_off_from_the_database_does_not_take_the_sweeps_from_the_others(
    database_url: str, store: Engine, broker: Broker, tmp_path: Path
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    with Worker("sqlite:////nowhere/at-all.db", broker, one, beat=False), Worker(database_url, broker, other):
        for _ in range(8):
            single, began = owe_single(store), time.monotonic()
            wait_for(lambda single=single: row_of(store, single).state == "released")  # type: ignore[misc]
            assert time.monotonic() - began < 30  # it was a minute, with a beat each second


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_killed_worker_leaves_no_beat_behind_and_its_successor_carries_on(
    database_url: str, store: Engine, broker: Broker, tmp_path: Path
) -> None:
    with Worker(database_url, broker, tmp_path) as worker:
        group = worker.process.pid
        worker.process.kill()
        worker.process.wait()
        wait_for(lambda: not alive_in(group))
    single = owe_single(store)
    with Worker(database_url, broker, tmp_path):
        wait_for(lambda: row_of(store, single).state == "released")


def alive_in(group: int) -> list[int]:
    """Processes of a process group that still run (Linux)."""
    alive = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            alive.append(int(stat.parent.name))
    return alive


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_broker_learns_that_something_is_owed_and_nothing_else(
    database_url: str, store: Engine, broker: Broker, tmp_path: Path
) -> None:
    owed = owe_report(store)
    WorkerSignal(broker.url)()
    client = redis.from_url(broker.url)
    wait_for(lambda: client.llen("deliver"))
    (raw,) = client.lrange("deliver", 0, -1)
    message = json.loads(raw)
    assert json.loads(base64.b64decode(message["body"]))[:2] == [[], {}]
    assert not any(id_.hex().encode() in raw for id_ in owed)


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_nudge_reaches_its_own_queue_and_no_other(
    database_url: str, store: Engine, broker: Broker, tmp_path: Path
) -> None:
    with Worker(database_url, broker, tmp_path):
        pass  # the queues are declared now, as they are in any broker that a worker has used
    client = redis.from_url(broker.url)
    before = client.llen("deliver"), client.llen("sweep")
    owe_report(store)
    WorkerSignal(broker.url)()
    wait_for(lambda: client.llen("deliver") == before[0] + 1)
    assert client.llen("sweep") == before[1]


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_a_message_brings_with_it_is_not_looked_at_and_not_repeated(
    database_url: str, store: Engine, broker: Broker, tmp_path: Path
) -> None:
    for args in (["improbable"], [["improbable"]], [["ab" * 15]], [["ab" * 16] * 201]):
        app_of(broker).send_task("amparo.deliver", args=args, queue="deliver", ignore_result=True)
    single = owe_single(store)
    with Worker(database_url, broker, tmp_path) as worker:
        wait_for(lambda: row_of(store, single).state == "released")
        assert "improbable" not in worker.log.read_text()


def test_the_queues_and_tasks_in_the_code_are_the_ones_that_are_worked(tmp_path: Path) -> None:
    look = (
        "from workers.app import app; conf = app.conf; print(sorted(queue.name for queue in conf.task_queues),"
        "sorted(task for task in app.tasks if task.startswith('amparo.')),"
        "{entry['options']['queue'] for entry in conf.beat_schedule.values()})"
    )
    environment = {
        "AMPARO_DATABASE_URL": "sqlite:////nowhere",
        "AMPARO_REDIS_URL": "redis://127.0.0.1:1/0",
        "AMPARO_WORKERS_STATE": str(tmp_path),
    }
    said = subprocess.run(
        [sys.executable, "-c", look], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    tasks = ["amparo.deliver", "amparo.forget", "amparo.rest", "amparo.retain", "amparo.slot", "amparo.sweep"]
    assert said.stdout.strip() == f"['deliver', 'sweep'] {tasks} {{'sweep'}}"


def test_a_broker_starts_once_a_folder_and_leaves_nothing_of_what_it_held_on_the_disk(tmp_path: Path) -> None:
    broker = start_broker(tmp_path)
    try:
        client = redis.from_url(broker.url)
        for number in range(200):
            client.rpush("kept", f"quetzalcoatlus {number}")
        with pytest.raises(BrokerRefused, match="still runs"):
            start_broker(tmp_path)
        assert persistence(broker.url) == ""
        broker.stop()
        broker = start_broker(tmp_path, port=broker.port)
        assert redis.from_url(broker.url).llen("kept") == 0
    finally:
        broker.stop()
    assert tmp_path.stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broker.log", "lock", "password"]
    assert not any(b"quetzalcoatlus" in path.read_bytes() for path in tmp_path.iterdir())
    start_broker(tmp_path, port=None).stop()


@pytest.mark.parametrize(("name", "value"), [("appendonly", "yes"), ("save", "3600 1")])
def test_a_gateway_does_not_start_on_a_broker_that_writes_to_a_disk(
    broker: Broker, tmp_path: Path, name: str, value: str
) -> None:
    redis.from_url(broker.url).config_set(name, value)
    orgs = make_orgs()
    settings = replace(settings_in(tmp_path, orgs, f"sqlite:///{tmp_path}/a.sqlite"), redis_url=broker.url)
    with pytest.raises(BadSetting, match="writes its memory to a disk"):
        Host(settings, orgs.signer(GATEWAY, Role.INTAKE))
    broker.kill()  # one that has begun to write a file takes ten seconds to stop in order


def test_a_broker_that_does_not_say_whether_it_writes_to_a_disk_is_warned_of(
    broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    redis.from_url(broker.url).execute_command("ACL", "SETUSER", "default", "-config|get")
    assert persistence(broker.url) == ""
    assert "does not say" in caplog.text


def test_a_broker_does_not_outlive_whoever_started_it(tmp_path: Path) -> None:
    start = (
        "import os, sys; from deploy.broker import start_broker; broker = start_broker(sys.argv[1]);"
        "print(broker.process.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    said = subprocess.run(
        [sys.executable, "-c", start, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert said.returncode == -signal.SIGKILL, said.stderr
    wait_for(lambda: not alive_in(int(said.stdout)))
    start_broker(tmp_path).stop()

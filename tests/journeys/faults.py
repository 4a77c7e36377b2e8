"""What the fault tests do to a running Amparo: file through the real door, stop a process at one exact place, kill it.

Two ledgers are kept apart. `Clients.told` is what the filing systems were answered; what the desks hold is read from
the desks' own vaults (test_faults.py). A client that gets no answer does what ENVELOPE.md promises is safe: it sends
the same again, with the same filing secret, until it is answered.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlalchemy import Engine, select

from deploy.broker import start_broker
from deploy.demonstration.deployment import FORCE, OTHER_FORCE
from deploy.demonstration.programs import Program, Programs
from gateway.store.engine import reading
from gateway.store.tables import deliveries
from keys import clock
from keys.desk.sync.gateway_client import sign_request
from keys.envelope.format import reference
from keys.signing import Signer

SEAM = Path(__file__).parent / "seam"
PATIENCE = 40.0  # seconds until something that must happen has not happened
CLIENTS = 4


class Pauses:
    """The places where a process of ours can be made to wait (seam/sitecustomize.py)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    @property
    def environment(self) -> dict[str, str]:
        """What a program is started with so that it knows the places."""
        return {"AMPARO_TEST_PAUSES": str(self.folder), "PYTHONPATH": str(SEAM)}

    def arm(self, place: str) -> None:
        """The next process that comes to `place` waits there."""
        (self.folder / f"arm-{place}").touch()

    def disarm(self) -> None:
        """Nobody waits anywhere any more."""
        for path in self.folder.iterdir():
            path.unlink(missing_ok=True)

    def waiting(self, place: str, seconds: float) -> tuple[int, list[bytes]] | None:
        """(pid, delivery ids) of the process that waits at `place`; None if none came in time."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for path in self.folder.glob(f"at-{place}-*"):
                ids = [bytes.fromhex(line) for line in path.read_text().split()]
                return int(path.name.rpartition("-")[2]), ids
            time.sleep(0.005)
        return None

    def kill(self, place: str, pid: int) -> None:
        """That process is gone, by kill -9, while it still waited."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        until = time.monotonic() + PATIENCE
        while _running(pid):
            assert time.monotonic() < until
            time.sleep(0.002)
        (self.folder / f"at-{place}-{pid}").unlink(missing_ok=True)


@dataclass
class Clients:
    """Filing systems of the NGO, a few at once. `told`: report number -> the references it was answered with."""

    url: str
    door: Signer
    pace: float = 0.0  # seconds between two reports of a client
    told: dict[int, set[str]] = field(default_factory=dict)
    slowest: float = 0.0
    retries: int = 0

    def __post_init__(self) -> None:
        self._work: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._wrong: list[str] = []
        self._threads = [threading.Thread(target=self._file_on, daemon=True) for _ in range(CLIENTS)]
        for thread in self._threads:
            thread.start()

    def file(self, numbers: range) -> None:
        """These reports are being filed."""
        for number in numbers:
            self._work.put(number)

    def finish(self) -> None:
        """Every report was answered, or the test fails with what was answered instead."""
        for _ in self._threads:
            self._work.put(None)
        for thread in self._threads:
            thread.join(PATIENCE * 2)
            assert not thread.is_alive(), "a client is still waiting for an answer"
        assert not self._wrong, self._wrong[:5]

    def acknowledged(self) -> set[str]:
        """References that some client has been told."""
        return {told for references in list(self.told.values()) for told in references}

    def _file_on(self) -> None:
        with httpx.Client(timeout=20.0) as http:
            while (number := self._work.get()) is not None:
                time.sleep(self.pace)
                body = json.dumps(_report(number)).encode()
                until = time.monotonic() + PATIENCE * 2
                while not self._answered(http, number, body):
                    self.retries += 1
                    if time.monotonic() > until:
                        self._wrong.append(f"report {number} was never answered")
                        break
                    time.sleep(0.02)

    def _answered(self, http: httpx.Client, number: int, body: bytes) -> bool:
        request = httpx.Request(
            "POST", self.url + "/v1/reports", headers={"content-type": "application/json"}, content=body
        )
        sign_request(request, body, self.door)
        started = time.monotonic()
        try:
            answer = http.send(request)
        except httpx.TransportError:
            return False
        if answer.status_code >= 500:
            return False
        if answer.status_code not in (200, 201):
            self._wrong.append(f"report {number}: {answer.status_code} {answer.text[:200]}")
            return True
        self.slowest = max(self.slowest, time.monotonic() - started)
        self.told.setdefault(number, set()).add(answer.json()["reference"])
        return True


def force_of(number: int) -> str:
    """Every other report goes to the force whose envelopes travel by folder."""
    return OTHER_FORCE if number % 2 else FORCE


def _report(number: int) -> dict[str, object]:
    return {
        "filing_secret": secrets.token_hex(32),
        "force": force_of(number),
        "crime": {
            "reporter_role": "victim",
            "adult_confirmed": True,
            "wish": "contact_through_ngo",
            "crime_types": ["domestic.physical"],
            "acts_narrative": f"It happened again, on evening {number % 90} of week {number // 90}.",
        },
        "identity": {"name": {"preferred": "Improbable Marzipan"}, "advice": "taken"},
    }


@dataclass
class Killer:
    """Kills what runs, at places that are proved to be the right ones, and counts."""

    programs: Programs
    pauses: Pauses
    clients: Clients
    store: Engine
    for_workers: dict[str, str]
    between_insert_and_response: int = 0
    between_claim_and_record: int = 0
    brokers: int = 0
    whole_workers: int = 0
    whole_gateways: int = 0

    def gateway_process(self, seconds: float = 10.0) -> None:
        """A gunicorn process is killed that has stored a report and has not answered for it."""
        found = self.pauses.waiting("gateway", seconds)
        if found is None:
            return
        pid, ids = found
        stored = self._references(ids)
        alive = _running(pid)
        self.pauses.kill("gateway", pid)
        if alive and stored and not stored & self.clients.acknowledged():
            self.between_insert_and_response += 1

    def worker_process(self, seconds: float = 10.0) -> None:
        """A Celery process is killed that holds deliveries, has carried them, and has not recorded it."""
        found = self.pauses.waiting("worker", seconds)
        if found is None:
            return
        pid, ids = found
        held = self._held(ids)
        alive = _running(pid)
        self.pauses.kill("worker", pid)
        if alive and held == len(ids) and self._held(ids) == held:
            self.between_claim_and_record += 1

    def broker(self) -> None:
        """The broker is killed while tasks wait in it, and starts again on what it wrote."""
        old = self.programs.broker
        assert old is not None
        old.kill()
        self.programs.broker = start_broker(old.folder, port=old.port)
        self.brokers += 1

    def whole_worker(self) -> None:
        """All of Celery is killed, beat too, and started again."""
        self._kill_group("workers")
        self.programs.start_workers(self.for_workers)
        self.whole_workers += 1

    def whole_gateway(self) -> None:
        """All of gunicorn is killed and started again."""
        self._kill_group("gateway")
        wait_for(lambda: _free(self.programs.where.port), lambda: "the gateway's port stays taken")
        self.programs.start_gateway(self.pauses.environment)
        self.whole_gateways += 1

    def _kill_group(self, name: str) -> None:
        program: Program = next(one for one in self.programs.running if one.name == name)
        os.killpg(program.process.pid, signal.SIGKILL)  # its own session: only what it started itself
        program.process.wait()
        wait_for(lambda: not _group(program.process.pid), lambda: f"the {name} did not die")
        self.programs.running.remove(program)

    def _references(self, ids: list[bytes]) -> set[str]:
        question = select(deliveries.c.report_id).where(deliveries.c.id.in_(ids)).distinct()
        with reading(self.store) as connection:
            return {reference(report_id) for report_id in connection.execute(question).scalars()}

    def _held(self, ids: list[bytes]) -> int:
        question = select(deliveries.c.id).where(
            deliveries.c.id.in_(ids), deliveries.c.state == "owed", deliveries.c.lease_until > clock.now()
        )
        with reading(self.store) as connection:
            return len(connection.execute(question).all())


@contextlib.contextmanager
def carrier(folder: Path, away: Path) -> Iterator[None]:
    """A diode: every file that appears in `folder` is moved away within milliseconds, under a name of its own."""
    stop = threading.Event()
    away.mkdir()

    def move() -> None:
        while not stop.is_set():
            for path in folder.glob("*.amparo"):
                path.rename(away / f"{path.stem}-{secrets.token_hex(4)}.amparo")
            stop.wait(0.005)

    thread = threading.Thread(target=move, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def wait_for(what: Callable[[], object], why: Callable[[], str]) -> None:
    """It is so, within PATIENCE; `why` says what is so instead."""
    until = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < until, why()
        time.sleep(0.05)


def _free(port: int) -> bool:
    """True once nobody listens there (a killed process's threads let go of it one by one)."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _running(pid: int) -> bool:
    """True while the process exists and is more than an entry that nobody has collected (Linux)."""
    return _state(Path(f"/proc/{pid}/stat"))[:1] not in ([], ["Z"])


def _group(group: int) -> bool:
    """True while a process of that group runs (Linux)."""
    states = [_state(path) for path in Path("/proc").glob("[0-9]*/stat")]
    return any(state and state[0] != "Z" and int(state[2]) == group for state in states)


def _state(stat: Path) -> list[str]:
    """State, parent, group and so on of a process, from /proc; empty when it is gone."""
    try:
        return stat.read_text().rpartition(")")[2].split()
    except OSError:
        return []

"""A whole service on this machine: two gateways, three workers, one beat, PostgreSQL with its standby, a broker.

Everything that talks to a database or the broker does so over a `Wire`, and people and desks reach the gateways over
one, so that each can be cut. As root the databases lie on a disk small enough to be filled.
"""

from __future__ import annotations

import contextlib
import http.client
import itertools
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import psutil
from sqlalchemy import Engine

from deploy.benchmark.cluster import HOST, Cluster, wait_until
from deploy.benchmark.network import Wire
from deploy.broker import Broker, end_with_parent, free_port, start_broker
from deploy.demonstration.deployment import Deployment, opened
from deploy.setup import ROOT
from gateway.store.engine import migrate, open_store

GATEWAYS, WORKERS, BEAT = ("gateway-1", "gateway-2"), ("worker-1", "worker-2", "worker-3"), "beat"
BYTECODE = ROOT / ".amparo" / "bytecode"
DISK = "400m"
READY_SECONDS = 90.0  # for all that was killed, on a machine whose cores are busy
CELERY = (sys.executable, "-m", "celery", "-A", "workers.app")


class Service:
    """Leaving the block ends what was started, and nothing else. `lease`, `sweep`: seconds, as the workers are told."""

    def __init__(self, folder: Path, *, lease: float, sweep: float) -> None:
        self.folder, self.lease, self.sweep = folder, lease, sweep
        self.disk: Path | None = None
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.ports: dict[str, int] = {}  # of the gateways that were started
        self._ended = contextlib.ExitStack()

    def __enter__(self) -> Service:
        self.folder.mkdir(parents=True, exist_ok=True)
        with contextlib.ExitStack() as ended:
            self._databases(ended)
            self.broker: Broker = start_broker(self.folder / "broker")
            ended.callback(lambda: self.broker.stop())
            self.broker_wire = Wire(lambda: self.broker.port or 0)
            ended.callback(self.broker_wire.close)
            turns = itertools.cycle(GATEWAYS)
            self.public = Wire(lambda: self.ports[next(turns)])
            ended.callback(self.public.close)
            self.address = f"http://{HOST}:{self.public.port}"
            self.deployment: Deployment = opened(self.folder / "deployment", self.address)
            migrate(self.database_url)
            self.store: Engine = open_store(self.cluster.url())
            ended.callback(self.store.dispose)
            ended.callback(self._end_all)
            self.repair()
            self._ended = ended.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.close()

    def _databases(self, ended: contextlib.ExitStack) -> None:
        place = self.folder / "databases"
        place.mkdir()
        if os.geteuid() == 0:
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", place], check=True)
            ended.callback(subprocess.run, ["umount", "-l", place], check=False)
            self.disk = place
        self.cluster = ended.enter_context(Cluster(place / "postgresql"))
        self.database_wires = [Wire(lambda server=server: server.port) for server in self.cluster.servers]
        for wire in self.database_wires:
            ended.callback(wire.close)
        self.database_url = self.cluster.url(*(wire.port for wire in self.database_wires))

    def repair(self) -> None:
        """Whatever was cut is joined, whatever does not run is started, and the primary has its standby again."""
        for wire in (*self.database_wires, self.broker_wire, self.public):
            wire.mend()
        if self.broker.process is None or self.broker.process.poll() is not None:
            self.broker = start_broker(self.broker.folder, port=self.broker.port)
        self.broker.process.send_signal(signal.SIGCONT)  # type: ignore[union-attr]
        self.cluster.repair()
        for name in (*GATEWAYS, *WORKERS, BEAT):
            self.tell(name, signal.SIGCONT)
            if name not in self.running or self.running[name].poll() is not None:
                self.start(name)
        for name in (*GATEWAYS, *WORKERS):
            wait_until(lambda name=name: self.is_ready(name), READY_SECONDS, f"{name} does not come back")

    def start(self, name: str, **more: str) -> None:
        """The program of that name begins to run; `more`: what else it is told.

        A gateway gets a new port each time: one chosen long before may be somebody else's by now.
        """
        if name in GATEWAYS:
            self.ports[name] = free_port()
        environment = {**self._environment(), "AMPARO_WORKERS_STATE": str(self.folder / name), **more}
        log = self.folder / f"{name}.log"
        with log.open("wb") as said:
            self.running[name] = subprocess.Popen(
                self._command(name),
                cwd=ROOT,
                env=environment | {"AMPARO_BIND": f"{HOST}:{self.ports.get(name)}"},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
                preexec_fn=partial(end_with_parent, signal.SIGQUIT),
            )

    def is_ready(self, name: str) -> bool:
        """A gateway listens; a worker takes tasks. Starts it again when it ended by itself meanwhile."""
        if self.running[name].poll() is not None:
            self.start(name)
        if name in WORKERS:
            return b"ready." in (self.folder / f"{name}.log").read_bytes()
        connection = http.client.HTTPConnection(HOST, self.ports[name], timeout=5)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("GET", "/v1/directory", headers={"Host": f"{HOST}:{self.public.port}"})
            return connection.getresponse().status == 200
        return False

    def tell(self, name: str, how: signal.Signals) -> None:
        """The program of that name, and all it started, get the signal."""
        if (process := self.running.get(name)) is not None and process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, how)

    def kill(self, name: str) -> None:
        """It is gone, by kill -9, with all it started."""
        self.tell(name, signal.SIGKILL)
        self.running[name].wait()

    def child_of(self, name: str) -> int | None:
        """One of the processes that a gateway or worker has made."""
        with contextlib.suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self.running[name].pid).children():
                return int(child.pid)
        return None

    def _end_all(self) -> None:
        for name in self.running:
            self.tell(name, signal.SIGCONT)
            self.kill(name)

    def _command(self, name: str) -> list[str]:
        if name in GATEWAYS:
            return [sys.executable, "-m", "gunicorn", "-c", "python:gateway.gunicorn", "gateway.app:create_app()"]
        if name == BEAT:
            return [*CELERY, "beat", "--loglevel", "WARNING", "--pidfile="]
        alone = ("--without-gossip", "--without-mingle")
        return [*CELERY, "worker", "-n", f"{name}@storm", "--concurrency", "1", *alone, "--loglevel", "WARNING"]

    def _environment(self) -> dict[str, str]:
        others = {name: value for name, value in os.environ.items() if not name.startswith("AMPARO_")}
        others.pop("PYTHONDONTWRITEBYTECODE", None)  # compiling everything anew was two thirds of each start
        return {
            **others,
            "PYTHONPYCACHEPREFIX": str(BYTECODE),
            "PYTHONUNBUFFERED": "1",
            "AMPARO_PUBLIC_URL": self.address,
            "AMPARO_DATABASE_URL": self.database_url,
            "AMPARO_REDIS_URL": self.broker.url.replace(f":{self.broker.port}", f":{self.broker_wire.port}"),
            **self.deployment.environment,
            "AMPARO_REPORTS_A_DAY": "1000000",
            "AMPARO_PROCESSES": "1",
            "AMPARO_THREADS": "8",
            "AMPARO_LEASE_SECONDS": str(self.lease),
            "AMPARO_SWEEP_SECONDS": str(self.sweep),
        }

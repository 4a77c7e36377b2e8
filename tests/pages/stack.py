"""A whole Amparo for browsers: the demonstration in a process of its own, its desks, and accounts as many as wanted.

Its clock may stand on another day. Nothing of this process is changed for that: each program is told in its own
environment, as a person would tell it.
"""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from deploy.broker import free_port
from deploy.demonstration.caseworker import Caseworker
from deploy.demonstration.deployment import NGO, Deployment
from deploy.demonstration.programs import DESK_PAGES, Programs, Where, desk
from gateway.accounts.signin import enrol
from gateway.store.engine import open_store
from gateway.store.tables import deliveries
from keys import clock
from keys.directory.files import read_leaves
from keys.directory.merkle import leaf_hash
from keys.keyfiles import read_private_file

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0  # seconds for a start; it takes three on a machine that does nothing else
AHEAD = "AMPARO_DEMONSTRATION_DAYS_AHEAD"


@dataclass
class Stack:
    """One running demonstration, at `url`, whose clock stands `ahead` days from this machine's."""

    folder: Path
    port: int
    ahead: int
    log: Path
    sat_down: dict[str, Any] = field(default_factory=dict)  # by desk: what its link gave the one browser

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder / 'amparo.sqlite'}"

    @property
    def deployment(self) -> Deployment:
        return Deployment(self.folder, leaf_hash(read_leaves(self.folder / "directory")[0]))

    def desk(self, org: str, *command: str, later: int = 0, fails: bool = False, typed: str = "") -> str:
        """What a desk's own program said; the clock of that computer may be `later` days on.

        `typed`: lines that a person would type at its questions.
        """
        moved = {AHEAD: str(self.ahead + later)}
        done = desk(self.deployment, org, *command, typed=typed, **moved)
        said = done.stdout + done.stderr
        assert (done.returncode != 0) is fails, f"amparo-desk {' '.join(command)}\n{said}"
        return said

    def link(self, org: str) -> str:
        """What lets one browser into the page of this desk, once."""
        host, further = DESK_PAGES[org]
        found = re.search(rf"http://{host}:{self.port + further}/\S+", self.log.read_text(encoding="utf-8"))
        assert found, f"the demonstration names no page of {org}"
        return found[0]

    def carried(self) -> None:
        """Whatever was owed to a desk waits at its door."""
        engine = open_store(self.database)
        until = time.monotonic() + PATIENCE
        try:
            while True:
                with engine.connect() as connection:
                    owed = select(deliveries.c.id).where(deliveries.c.state == "owed")
                    if connection.execute(owed).first() is None:
                        return
                assert time.monotonic() < until, "the workers did not carry what was owed"
                time.sleep(0.05)
        finally:
            engine.dispose()

    @contextmanager
    def another_gateway(self, *, later: int = 0, host: str = Where.host) -> Iterator[str]:
        """The address of one more gateway on the same database, whose clock is `later` days on."""
        where = Where(host, free_port(), self.database, "redis://127.0.0.1:1/0")
        programs = Programs(self.deployment, where)
        try:
            with self._clock(later):
                programs.start_gateway({"AMPARO_REDIS_URL": where.redis_url or ""})
            yield where.url
        finally:
            programs.stop()

    @contextmanager
    def _clock(self, later: int) -> Iterator[None]:
        """This process's own clock, for as long as it decides what a program is told."""
        before = os.environ.get(AHEAD)
        os.environ[AHEAD] = str(self.ahead + later)
        try:
            yield
        finally:
            os.environ.pop(AHEAD)
            if before is not None:
                os.environ[AHEAD] = before

    def caseworker(self, *, admin: bool = False) -> Caseworker:
        """Somebody new with an account: a code works once, so everybody who signs in has her own."""
        name = f"worker-{secrets.token_hex(3)}"
        password = secrets.token_hex(12)
        key = bytes.fromhex(read_private_file(self.folder / "gateway" / "accounts-key").strip())
        engine = open_store(self.database)
        try:
            today = clock.from_iso(datetime.now(UTC).date().isoformat()) + self.ahead
            secret = enrol(engine, name, NGO, password, key=key, day=today, admin=admin)
        finally:
            engine.dispose()
        return Caseworker(name, password, secret)


@contextmanager
def running(folder: Path, on: date | None = None) -> Iterator[Stack]:
    """A demonstration below `folder` that answers, and is stopped after the block. `on`: the day on its clock."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    ahead = (on - datetime.now(UTC).date()).days if on else 0
    stack = Stack(folder, free_port(), ahead, folder / "said.txt")
    command = [sys.executable, "-m", "deploy.demonstration", "--folder", str(folder), "--port", str(stack.port)]
    with stack.log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, AHEAD: str(ahead)},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(process, stack.log)
        yield stack
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while "Stop with Ctrl-C" not in log.read_text(errors="replace"):
        if process.poll() is not None or time.monotonic() > until:
            raise SystemExit(f"The demonstration did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.1)

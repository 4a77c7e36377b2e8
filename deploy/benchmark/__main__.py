"""Measure this machine: the directory, reports filed, statuses read, deliveries carried (`deploy/bench`)."""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy

from deploy.benchmark import directory, measuring
from deploy.benchmark.measuring import Figure
from deploy.demonstration.programs import CannotStart, Programs, Where
from deploy.demonstration.telling import say
from deploy.demonstration.world import opened
from gateway.store.engine import open_store

_CPU = f"{'CPU ms':>10}{'load':>7}"
AIM = {"report filed": "aim 700/s at 8 clients, p99 under 50 ms", "mailbox read, 18336 bytes": "aim 2000/s"}


def main(arguments: list[str]) -> int:
    """Every figure was printed, with the settings it was measured under."""
    given = _read(arguments)
    cores, python = os.cpu_count(), platform.python_version()
    say(f"{measuring.processor()}, {cores} cores for servers and load, Python {python},")
    served = f"{os.environ.get('AMPARO_PROCESSES', '2')} x {os.environ.get('AMPARO_THREADS', '32')}"
    say(f"gunicorn gthread {served}; {given.seconds:g} s each; screening, idempotency and both parts on.")
    directory.main()
    for database in given.database:
        with (
            tempfile.TemporaryDirectory(prefix="bench-", dir=given.folder) as folder,
            _database(database, Path(folder)) as (url, settings),
        ):
            say(f"\n{settings}\n{'':<44}{'clients':>8}{'a second':>10}{'p50 ms':>9}{'p99 ms':>9}{_CPU}")
            measure(Path(folder) / "world", url, given.seconds)
    say(_BOUNDS)
    return 0


def measure(folder: Path, database_url: str | None, seconds: float) -> None:
    """All figures for one database."""
    world = opened(folder, f"http://127.0.0.1:{(port := free_port())}")
    show(measuring.sealing(world, seconds))
    where = Where(port=port, database_url=database_url)
    with Programs(world, where) as programs:
        programs.start_broker()
        programs.migrate()
        for app, steps in (("floors", _floors), ("gateway", _gateway), ("without_pace", _page)):
            server = programs.start_gateway(app=_APPS[app], extra={"AMPARO_FLOOR_TABLE": "make"})
            steps(programs, seconds)
            programs.end(server)
        show(measuring.carried(programs, 10_000))


_APPS = {
    "floors": "deploy.benchmark.floors:create()",
    "gateway": "gateway.app:create_app()",
    "without_pace": "deploy.benchmark.floors:without_pace()",
}


def _floors(programs: Programs, seconds: float) -> None:
    for clients in (1, 8, 64):
        show(measuring.floor(programs, "/nothing", "floor: a view that answers 204", clients, seconds))
    for clients in (1, 8, 64):
        what = "floor: the same, seals and commits one row"
        show(measuring.floor(programs, "/sealed-and-stored", what, clients, seconds))


def _gateway(programs: Programs, seconds: float) -> None:
    measuring.warm(programs, 3 * measuring.MOST_REQUESTS)
    for number, clients in enumerate((1, 8, 64)):
        show(measuring.filed(programs, clients, seconds, number * measuring.MOST_REQUESTS))
    keys, value = measuring.full_mailbox(programs)
    for clients in (1, 8, 64):
        show(measuring.read_as_bytes(programs, keys.read, clients, seconds))
    for clients in (8, 64):
        what, most = "her page, 8 slots, sent after 300 ms", int(clients / 0.3 * seconds) + clients
        show(measuring.read_as_page(programs, value, clients, seconds, what=what, most=most))


def _page(programs: Programs, seconds: float) -> None:
    _, value = measuring.full_mailbox(programs)
    what = "her page, 8 slots, without the 300 ms"
    show(measuring.read_as_page(programs, value, 8, seconds, what=what, most=int(700 * seconds)))


def show(figure: Figure) -> None:
    """One line of the table."""
    times = f"{figure.p50:>9.1f}{figure.p99:>9.1f}" if figure.p50 else f"{'-':>9}{'-':>9}"
    times += f"{figure.served:>10.2f}{figure.asked:>7.2f}"
    wrong = f"   {figure.wrong} not answered as expected" if figure.wrong else ""
    aim = f"   ({AIM[figure.what]})" if figure.what in AIM and figure.clients == 8 else ""
    say(f"{figure.what:<44}{figure.clients:>8}{figure.per_second:>10.0f}{times}{wrong}{aim}")


@contextlib.contextmanager
def _database(kind: str, folder: Path) -> Iterator[tuple[str | None, str]]:
    """The address of an empty database and, read back from it, how durable its commits are."""
    if kind == "sqlite":
        version = (
            sqlalchemy.create_engine("sqlite://")
            .connect()
            .exec_driver_sql("select sqlite_version()")
            .scalar_one()
        )
        yield None, f"SQLite {version}, WAL, synchronous=FULL, on {_disk(folder)}"
        return
    from tests.databases import postgresql

    with postgresql() as server:
        url = server.fresh()
        engine = open_store(url)
        with engine.connect() as connection:
            names = ("server_version", "synchronous_commit", "fsync", "data_directory")
            read = {name: connection.exec_driver_sql(f"show {name}").scalar_one() for name in names}
        engine.dispose()
        kept = f"synchronous_commit={read['synchronous_commit']}, fsync={read['fsync']}"
        yield url, f"PostgreSQL {read['server_version']}, {kept}, on {_disk(Path(read['data_directory']))}"


def _disk(folder: Path) -> str:
    best, kind = "", "?"
    for line in Path("/proc/mounts").read_text().splitlines():
        _, point, name = line.split()[:3]
        if str(folder.resolve()).startswith(point) and len(point) >= len(best):
            best, kind = point, name
    return kind


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


_BOUNDS = """
CPU ms is what one answer cost the server's processes (PostgreSQL's own not among them), load what it cost the program
that asked: two idle cores give at most 2000 / (CPU ms + load) a second. On a busy machine look at these two.

What bounds each: filing and sealing, Python's own work (JSON, screening, Flask, two seals) on both cores, then the one
writer of SQLite, who takes along whoever waits; the 204 view, gunicorn and Flask; a mailbox read, the same and 18 kB;
her page, its 300 ms (P10): a client gets at most 3.3 a second, and all together threads / 0.3; without them Jinja and
the opening of 8 slots; a delivery, one commit a bundle.
"""


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="deploy/bench")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--database", action="append", choices=["sqlite", "postgresql"])
    parser.add_argument("--folder", type=Path, required=True)
    given = parser.parse_args(arguments)
    given.database = given.database or ["sqlite", "postgresql"]
    given.folder.mkdir(parents=True, exist_ok=True)
    return given


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotStart as sentence:
        sys.exit(str(sentence))

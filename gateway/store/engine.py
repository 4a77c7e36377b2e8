"""A durable database, opened the one right way on SQLite and on PostgreSQL.

`writing(engine)` is one transaction that is on disk when the block has ended; `reading(engine)` sees one state and
changes nothing. On SQLite writers queue at a lock file beside the database, because SQLite itself lets them sleep and
try again, and take the write lock at their first word (BEGIN IMMEDIATE), so that none fails halfway; on PostgreSQL the
commit is synchronous whatever the server's default says.

`migrate(url)` brings a database to the tables of this version.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url


@contextmanager
def turn(queue: str) -> Iterator[None]:
    """Nobody else who waits at the lock file `queue` is in here. A holder that is killed lets the next one in."""
    handle = os.open(queue, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


BUSY_MS = 10_000  # a writer waits this long for the others; longer than any queue of 64 clients measured
CACHE_KB = (
    256  # of each of SQLite's connections, of which a process may have 32; the kernel keeps the file itself
)
POOL = 16  # connections a process, and as many again when all threads of gunicorn want one

_WRITES = {"amparo_writes": True}
_QUEUE = "amparo_queue"  # engine option: the path of SQLite's lock file


def database_url(text: str) -> URL:
    """The URL with the driver we use: psycopg 3 for PostgreSQL. Raises ValueError for any other database."""
    url = make_url(text)
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("postgresql+psycopg", "sqlite"):
        raise ValueError("only sqlite: and postgresql: databases are known")
    if url.drivername == "sqlite" and url.database in (None, "", ":memory:"):
        raise ValueError("an SQLite database must be a file")
    return url


def open_store(text: str) -> Engine:
    """An engine on the database. Connects at first use, so it may be made before a fork."""
    url = database_url(text)
    if url.drivername == "sqlite":
        return _sqlite(url)
    return _postgresql(url)


class Exposed(ValueError):
    """The database file can be read by others on this computer. The text says what to do."""


def refuse_exposed(url: URL) -> None:
    """Raises Exposed when others on this computer can read a file of an SQLite database."""
    if url.drivername != "sqlite":
        return
    path = str(url.database)
    for name in (path, f"{path}-wal", f"{path}-shm", f"{path}-journal"):
        with suppress(FileNotFoundError):
            if os.stat(name).st_mode & 0o077:
                raise Exposed(f"{name} can be read by others on this computer. Run: chmod 600 {path}*")


def _made_private(path: str) -> None:
    """A new database file is its owner's alone; SQLite gives its journals the same mode."""
    if not os.path.exists(path) and os.path.isdir(os.path.dirname(path) or "."):
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def _sqlite(url: URL) -> Engine:
    _made_private(str(url.database))
    engine = create_engine(
        url, pool_size=POOL, max_overflow=POOL, hide_parameters=True, connect_args={"timeout": BUSY_MS / 1000}
    )
    engine.update_execution_options(**{_QUEUE: f"{url.database}-queue"})

    @event.listens_for(engine, "connect")
    def _settle(connection, _record) -> None:
        connection.isolation_level = None  # transactions begin where we say so, below
        for pragma in (
            f"busy_timeout={BUSY_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "temp_store=MEMORY",
            f"cache_size=-{CACHE_KB}",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("amparo_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: URL) -> Engine:
    engine = create_engine(url, pool_size=POOL, max_overflow=POOL, pool_pre_ping=True, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _settle(connection, _record) -> None:
        connection.execute("SET synchronous_commit = on")
        connection.commit()

    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction: all of it is on disk after the block, or none of it."""
    with (
        taking_turns(engine),
        engine.connect().execution_options(**_WRITES) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One state of the database, whatever is written meanwhile."""
    with engine.connect() as connection:
        yield connection


@contextmanager
def taking_turns(engine: Engine) -> Iterator[None]:
    """Nobody else writes to an SQLite database in here."""
    queue = engine.get_execution_options().get(_QUEUE)
    with turn(queue) if queue else nullcontext():
        yield


def migrate(url: str, to: str = "head") -> None:
    """The database has the tables of revision `to`; running it again changes nothing."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["url"] = database_url(url)
    command.upgrade(config, to)

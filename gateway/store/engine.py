"""A durable database, opened the one right way on SQLite and on PostgreSQL.

`writing(engine)` is one transaction that is on disk when the block has ended; `reading(engine)` sees one state and
changes nothing, `asking(engine)` does so for one statement. On SQLite writers queue at a lock file beside the database,
because SQLite itself lets them sleep and try again, and take the write lock at their first word (BEGIN IMMEDIATE), so
that none fails halfway; on PostgreSQL the commit is synchronous whatever the server's default says.

A PostgreSQL that is silent holds nobody for long: a dead host is noticed by TCP, a hung one by ANSWER. Give several as
`postgresql://user@/name?host=a:5432&host=b:5432`: whichever takes writes is used, so that a standby that is promoted
is found without a restart. There is no `statement_timeout`, on purpose: it would also end the wait of a COMMIT for the
standby, and PostgreSQL then reports a commit that the standby may not have ("Synchronous Replication").

`migrate(url)` brings a database to the tables of this version.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, func, select
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
CACHE_KB = 256  # of each of SQLite's connections, of which a process may have 32; the kernel keeps the file itself
CONNECTING = 5  # seconds for each host of a PostgreSQL address
LOCKED = 10  # seconds a statement waits for a lock
IDLE = 30  # seconds after which the server ends a transaction whose program hangs, and lets go of its locks
ANSWER = 15.0  # seconds after which a server that says nothing is given up, connection and all; the pool begins anew
RECYCLE = 900  # seconds after which a connection is made anew, so that a server that came back is used by all again
VANISHED = {  # seconds of TCP after which a host that is gone is given up; milliseconds in the last
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
SETTINGS = (  # of each connection
    "synchronous_commit = on",
    f"lock_timeout = '{LOCKED}s'",
    f"idle_in_transaction_session_timeout = '{IDLE}s'",
    "client_connection_check_interval = '5s'",
    "tcp_keepalives_idle = 10",  # the server, too, notices that a gateway's host is gone
    "tcp_keepalives_interval = 3",
    "tcp_keepalives_count = 3",
    "tcp_user_timeout = 10000",
)
READ_ONLY = "25006"  # SQLSTATE read_only_sql_transaction: this server was the primary
POOL = 16  # connections a process, and as many again when all threads of gunicorn want one

_WRITES = {"amparo_writes": True}
_ASKS: dict[str, dict[str, Any]] = {"sqlite": {"amparo_asks": True}, "postgresql": {"isolation_level": "AUTOCOMMIT"}}
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
        options = connection.get_execution_options()
        if "amparo_asks" not in options:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if "amparo_writes" in options else "BEGIN")

    return engine


class _Impatient(psycopg.Connection):
    """A connection that is closed, rather than waited for, when its server says nothing for ANSWER seconds.

    libpq has no such limit, and TCP's own do not help where the host lives and its PostgreSQL hangs.
    """

    def wait(self, gen, interval=0.1, timeout=None):
        """As psycopg's own."""
        try:
            return super().wait(gen, interval, ANSWER if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:  # no answer came
                self.pgconn.finish()
            raise


def _postgresql(url: URL, *, hurried: bool = True) -> Engine:
    usual = {"connect_timeout": CONNECTING, "target_session_attrs": "read-write", **VANISHED}
    engine = create_engine(
        url,
        pool_size=POOL,
        max_overflow=POOL,
        pool_pre_ping=True,
        pool_recycle=RECYCLE,
        hide_parameters=True,
        connect_args={name: value for name, value in usual.items() if name not in url.query},
    )
    connection_class = _Impatient if hurried else psycopg.Connection

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect, _record, positional, named):
        return connection_class.connect(*positional, **named)

    @event.listens_for(engine, "connect")
    def _settle(connection, _record) -> None:
        for setting in SETTINGS:
            connection.execute(f"SET {setting}")
        connection.commit()

    @event.listens_for(engine, "handle_error")
    def _leave_a_standby(context) -> None:
        if getattr(context.original_exception, "sqlstate", None) == READ_ONLY:
            context.is_disconnect = True  # the whole pool looks for the primary anew

    return engine


@contextmanager
def unhurried(engine: Engine) -> Iterator[Engine]:
    """The same database, for what rewrites whole tables: a statement may take as long as it does."""
    if engine.dialect.name == "sqlite":
        yield engine
        return
    slow = _postgresql(engine.url, hurried=False)
    try:
        yield slow
    finally:
        slow.dispose()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction: all of it is on disk after the block, or none of it."""
    with taking_turns(engine), open_writer(engine) as connection, connection.begin():
        yield connection


def open_writer(engine: Engine) -> Connection:
    """A connection whose transactions write. On SQLite only in one's turn (`taking_turns`)."""
    return engine.connect().execution_options(**_WRITES)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One state of the database, whatever is written meanwhile."""
    with engine.connect() as connection:
        yield connection


@contextmanager
def asking(engine: Engine) -> Iterator[Connection]:
    """For one look-up, which sees one state by itself: no transaction is begun or ended around it."""
    with engine.connect().execution_options(**_ASKS[engine.dialect.name]) as connection:
        yield connection


def database_time(connection: Connection) -> float:
    """Unix seconds by the clock of the database's host. SQLite has one host."""
    if connection.dialect.name == "sqlite":
        return time.time()
    return float(connection.scalar(select(func.extract("epoch", func.clock_timestamp()))) or 0)


@contextmanager
def taking_turns(engine: Engine) -> Iterator[None]:
    """Nobody else writes to an SQLite database in here."""
    queue = engine.get_execution_options().get(_QUEUE)
    with turn(queue) if queue else nullcontext():
        yield


def migrate(url: str, to: str = "head") -> None:
    """The database has the tables of revision `to`; running it again changes nothing."""
    from alembic import command  # here: a running gateway has no use for it and the 110 modules it brings
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["url"] = database_url(url)
    command.upgrade(config, to)

"""The order and the time of writing are data: nothing that rests says in which order rows came, or when.

`rewrite(engine)` leaves every table as if all its rows had been written now, one after the other by their keys, which
are random; and no log of the database that tells what was written before. Whoever copies the disk then learns of no
two rows that they were written one after the other. What was written since the last run is in the order of writing:
run it often.

SQLite: VACUUM copies each table by its key into fresh pages, in memory (`temp_store`), so that nothing lies in another
folder meanwhile; a truncating checkpoint empties the write-ahead log. Writers wait: 0.1 s for 1,000 reports, 4 s for
100,000. PostgreSQL takes 2 to 10 s for those, table by table.
PostgreSQL: CLUSTER and VACUUM FREEZE would keep each row's `xmin`, so the rows are copied out, TRUNCATEd and inserted
again by key, in one transaction for tables that refer to one another. Then the log goes on in a new segment, and a
checkpoint lets the old ones go: `wal_recycle = off` must be set for that, or they are kept under new names
(PostgreSQL, "WAL Configuration"). Needs the owner of the tables: where workers have less (deploy/roles.sql), the owner
runs `amparo-gateway rest` every minute, and a worker leaves it to him. The log needs `pg_checkpoint` and EXECUTE on
pg_switch_wal(). No log is touched that is archived or replicated: that is a copy of its own.
"""

import logging
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, text
from sqlalchemy.exc import DBAPIError

from gateway.store.engine import taking_turns, unhurried
from gateway.store.tables import metadata

LOCK_SECONDS = 2  # for which PostgreSQL waits for a table; then it is left to the next run

log = logging.getLogger(__name__)


def rewrite(engine: Engine) -> None:
    """The rows lie by key, all of one age, and no log says how they were written. Waits for its turn like a writer."""
    if engine.dialect.name == "sqlite":
        _rewrite_sqlite(engine)
    elif _is_owner(engine):  # else a worker by roles.sql: the owner does it (`amparo-gateway rest`)
        with unhurried(engine) as unhurried_engine:
            _rewrite_postgresql(unhurried_engine)


def _rewrite_sqlite(engine: Engine) -> None:
    log_of_writing = Path(f"{engine.url.database}-wal")
    if log_of_writing.is_file() and not log_of_writing.stat().st_size:
        return  # nothing was written since the last time
    with taking_turns(engine):
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("VACUUM")
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.OperationalError as error:  # a reader who does not end, no room
            log.warning("the database was not rewritten (%s)", error)
        finally:
            connection.close()


def _rewrite_postgresql(engine: Engine) -> None:
    for tables in _belonging_together():
        try:
            with engine.begin() as connection:
                connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
                if any(_has_an_order(connection, table) for table in tables):
                    _copy_and_insert(connection, tables)
        except DBAPIError as error:
            log.warning("%s was not rewritten (%s)", tables[0].name, type(error).__name__)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SELECT pg_switch_wal()"))
            connection.execute(text("CHECKPOINT"))
    except DBAPIError as error:
        log.warning("the database's log of writing stays (%s): see gateway/store/rewrite.py", type(error).__name__)


def _is_owner(engine: Engine) -> bool:
    """True if we may rewrite PostgreSQL's tables."""
    owned = "SELECT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class WHERE oid = 'reports'::regclass"
    with engine.connect() as connection:
        return bool(connection.scalar(text(owned)))


def keeps(engine: Engine) -> list[str]:
    """What a PostgreSQL server is set to keep of its log of writing, a sentence each; nothing when it keeps none."""
    if engine.dialect.name == "sqlite":
        return []
    with engine.connect() as connection:
        set_to = {name: connection.scalar(text(f"SHOW {name}")) for name in ("wal_recycle", "archive_mode")}
        may = connection.scalar(
            text(
                "SELECT (rolsuper OR pg_has_role(current_user, 'pg_checkpoint', 'MEMBER'))"
                " AND has_function_privilege('pg_switch_wal()', 'EXECUTE') FROM pg_roles WHERE rolname = current_user"
            )
        )
    wrong = {
        "wal_recycle is on: its old log stays under new names. Set wal_recycle = off.": set_to["wal_recycle"] == "on",
        "archive_mode is not off: its log is copied elsewhere, with the times of all filings.": (
            set_to["archive_mode"] != "off"
        ),
        "We may not end its log: GRANT pg_checkpoint, and EXECUTE ON FUNCTION pg_switch_wal().": _is_owner(engine)
        and not may,
    }
    return [sentence for sentence, is_so in wrong.items() if is_so]


def _belonging_together() -> list[list[Table]]:
    """The tables, those that refer to one another in one list, whoever is referred to first."""
    alone = [[table] for table in metadata.sorted_tables if not _refers(table) and not _is_referred_to(table)]
    return [*alone, [table for table in metadata.sorted_tables if _refers(table) or _is_referred_to(table)]]


def _refers(table: Table) -> bool:
    return bool(table.foreign_keys)


def _is_referred_to(table: Table) -> bool:
    return any(key.column.table is table for other in metadata.sorted_tables for key in other.foreign_keys)


def _has_an_order(connection: Connection, table: Table) -> bool:
    """True if more than one transaction has written its rows."""
    apart = text(
        f"SELECT EXISTS (SELECT 1 FROM {table.name} WHERE xmin <> (SELECT xmin FROM {table.name} LIMIT 1))"  # noqa: S608
    )
    return bool(connection.scalar(apart))


def _copy_and_insert(connection: Connection, tables: list[Table]) -> None:
    names = ", ".join(table.name for table in tables)
    connection.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
    for table in tables:
        connection.execute(
            text(f"CREATE TEMP TABLE copy_of_{table.name} ON COMMIT DROP AS SELECT * FROM {table.name}")  # noqa: S608
        )
    connection.execute(text(f"TRUNCATE {names}"))
    for table in tables:
        keys = ", ".join(column.name for column in table.primary_key.columns)
        connection.execute(
            text(f"INSERT INTO {table.name} SELECT * FROM copy_of_{table.name} ORDER BY {keys}")  # noqa: S608
        )

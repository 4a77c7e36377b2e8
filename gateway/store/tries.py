"""Wrong tries to sign in, by a keyed hash of the name that was typed, whether or not anybody is called that.

A row stays a day after its wait is over, then the retention takes it. The caller brings the clock, in unix seconds.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from gateway.store.tables import tries

MOST = 100  # wrong tries that are counted; the wait has long stopped growing


def waits_until(connection: Connection, name_hash: bytes) -> int:
    """When this name may be tried again; 0 when it may be now."""
    found = connection.execute(select(tries.c.locked_until).where(tries.c.name_hash == name_hash)).scalar()
    return found or 0


def count(connection: Connection, name_hash: bytes) -> int:
    """How many wrong tries in a row this one makes; nobody else counts in between."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = insert(tries).values(name_hash=name_hash, failed=1, locked_until=0)
    more = row.on_conflict_do_update(index_elements=[tries.c.name_hash], set_={"failed": tries.c.failed + 1})
    failed = connection.execute(more.returning(tries.c.failed)).scalar_one()
    return min(failed, MOST)


def wait(connection: Connection, name_hash: bytes, until: int) -> None:
    """The name waits until then."""
    connection.execute(update(tries).where(tries.c.name_hash == name_hash).values(locked_until=until))


def forget(connection: Connection, name_hash: bytes) -> None:
    """Nothing is counted against this name."""
    connection.execute(delete(tries).where(tries.c.name_hash == name_hash))

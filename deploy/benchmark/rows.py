"""A database as it looks after years: so many settled reports, with all that a gateway still knows of them.

Of each report: two deliveries that were opened, or one in ten only received, their receipts, two attempts and a
mailbox, of days spread over two years; of those of the last half year the messages, of those of the last weeks the
marks against filing and sending twice, and of those of this week, which nobody has fetched, what is sealed. The first
thousand are all of this week, so that every list is longer than a page at every size. Written past the gateway: three
minutes for a million reports.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, Table

from deploy.demonstration.deployment import FORCE, NGO
from deploy.demonstration.programs import Programs
from gateway.store.deliveries import AFTER_FILED, AFTER_RECEIVED
from gateway.store.engine import open_store, writing
from gateway.store.statements import Insert
from gateway.store.tables import attempts, deliveries, envelopes, filings, mailboxes, receipts, reports, seen, slots
from keys import clock
from workers.retention import MARKS, MESSAGES

DAYS = 700
BATCH = 20_000
CACHE_KB = 1_000_000  # of SQLite's, for as long as it is filled: keys are random, and every page is written to
WAITING = 1000  # of this week, of those that are filled in first
SEALED = 4096  # bytes; a part has four times as many, but no list reads them
MESSAGE = 64  # bytes; a slot has 2292, but only its own mailbox reads it
TABLES = {
    table.name: table for table in (reports, deliveries, receipts, attempts, filings, mailboxes, seen, envelopes, slots)
}


def fill(programs: Programs, count: int) -> None:
    """So many settled reports more are in the database, which then knows how its tables look."""
    if not count:
        return
    engine = open_store(programs.database_url)
    numbers = iter(range(count))
    while batch := list(itertools.islice(numbers, BATCH)):
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
        for number in batch:
            for name, row in _rows(number, clock.today()):
                found[name].append(row)
        with writing(engine) as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KB}")
            for name, table in TABLES.items():
                _put(connection, table, found[name])
    _learn(engine)
    engine.dispose()


def _put(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    names = [column.name for column in table.columns if column.name in rows[0]]
    rows.sort(key=lambda row: [row[column.name] for column in table.primary_key.columns])
    if connection.dialect.name == "sqlite":
        Insert(table, *names)(connection, *rows)
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor().copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])


def _learn(engine: Engine) -> None:
    """PostgreSQL counts what it has by itself, within minutes; a measurement does not wait for it."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _rows(number: int, today: int) -> Iterator[tuple[str, dict[str, Any]]]:
    report, age = os.urandom(16), number % (AFTER_RECEIVED if number < WAITING else DAYS)
    day, settled = today - age, age >= AFTER_RECEIVED
    state = "released" if not settled else "opened" if number // DAYS % 10 else "received"
    yield "reports", {"report_id": report, "ngo": NGO, "force": FORCE, "priority": False, "day": day}
    if age < MARKS:
        yield "filings", _with_day(day, filing_id=os.urandom(32), filing_body=os.urandom(32), report_id=report)
    for part, org in ((1, FORCE), (2, NGO)):
        ident = os.urandom(16)
        yield "deliveries", _with_day(
            day, id=ident, report_id=report, part=part, org=org, from_org=NGO, cid=report, digest=os.urandom(32),
            priority=False, state=state, lease_until=None, next_try=0.0, attempts=1,
            received_day=day if settled else None, reason=None,
        )  # fmt: skip
        yield "attempts", _with_day(day, delivery_id=ident, n=1, outcome="released")
        if age < MARKS:
            yield "seen", _with_day(day, key=os.urandom(32), digest=os.urandom(32))
        if not settled:
            goes = day + AFTER_FILED
            yield (
                "envelopes",
                {"org": org, "delivery_id": ident, "kids": bytes(64), "body": bytes(SEALED), "until": goes},
            )
            continue
        for action in (1, 2) if state == "opened" else (1,):
            yield ("receipts", _with_day(day, org=NGO, delivery_id=ident, action=action, receipt=os.urandom(138)))
    box, over = os.urandom(32), age >= MESSAGES
    yield "mailboxes", _with_day(
        day, row_key=box, police_next=1, ngo_next=5, police_writer=None, ngo_writer=None, emptied=over
    )  # fmt: skip
    for slot in () if over else (0, 4):
        yield "slots", {"row_key": box, "slot": slot, "part": bytes(MESSAGE)}


def _with_day(day: int, **row: Any) -> dict[str, Any]:
    return {**row, "day": day}

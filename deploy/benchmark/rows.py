"""A database as it looks after years: so many settled reports, with all that a gateway still knows of them.

Of each report: two deliveries that were opened, four receipts, two attempts, a filing mark and a mailbox, of days
spread over two years. Written past the gateway, in a minute or two for a million reports on SQLite.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from typing import Any

from deploy.demonstration.deployment import FORCE, NGO
from deploy.demonstration.programs import Programs
from gateway.store.engine import open_store, writing
from gateway.store.statements import Insert
from gateway.store.tables import attempts, deliveries, filings, mailboxes, receipts, reports
from keys import clock

DAYS = 700
BATCH = 20_000


def fill(programs: Programs, count: int) -> None:
    """So many settled reports are in the database."""
    if not count:
        return
    inserts = {table.name: Insert(table) for table in (reports, deliveries, receipts, attempts, filings, mailboxes)}
    engine = open_store(programs.database_url)
    numbers = iter(range(count))
    while batch := list(itertools.islice(numbers, BATCH)):
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in inserts}
        for number in batch:
            for name, row in _rows(number, clock.today()):
                found[name].append(row)
        with writing(engine) as connection:
            for name, insert in inserts.items():
                insert(connection, *found[name])
    engine.dispose()


def _rows(number: int, today: int) -> Iterator[tuple[str, dict[str, Any]]]:
    report, day = os.urandom(16), today - number % DAYS
    yield "reports", {"report_id": report, "ngo": NGO, "force": FORCE, "priority": False, "day": day}
    yield "filings", _with_day(day, filing_id=os.urandom(32), filing_body=os.urandom(32), report_id=report)
    for part, org in ((1, FORCE), (2, NGO)):
        ident = os.urandom(16)
        yield "deliveries", _with_day(
            day, id=ident, report_id=report, part=part, org=org, from_org=NGO, cid=report, digest=os.urandom(32),
            priority=False, state="opened", lease_until=None, next_try=0.0, attempts=1, received_day=day, reason=None,
        )  # fmt: skip
        yield "attempts", _with_day(day, delivery_id=ident, n=1, outcome="released")
        for action in (1, 2):
            yield ("receipts", _with_day(day, org=NGO, delivery_id=ident, action=action, receipt=os.urandom(138)))
    yield (
        "mailboxes",
        _with_day(day, row_key=os.urandom(32), police_next=1, ngo_next=5, police_writer=None, ngo_writer=None),
    )


def _with_day(day: int, **row: Any) -> dict[str, Any]:
    return {**row, "day": day}

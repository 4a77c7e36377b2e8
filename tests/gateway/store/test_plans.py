"""What is asked by day, state or place is found by an index, on both databases: a million rows wait for nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text

from gateway.store import deliveries, leases, mailboxes, replay, reports, retention
from gateway.store.engine import open_store, reading, writing
from gateway.store.statements import Insert
from gateway.store.tables import receipts
from keys import clock
from tests.workers.owed import FORCE, NGO, owe_report, owe_single

TODAY = clock.today()


ROWS = 2000


@pytest.fixture
def store(database_url: str) -> Engine:
    return open_store(database_url)


@contextmanager
def plans(store: Engine) -> Iterator[dict[str, str]]:
    """The plan of every statement that is carried out meanwhile, by its text."""
    asked: dict[str, Any] = {}
    found: dict[str, str] = {}

    def note(_connection: Connection, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            asked[statement] = parameters[0] if isinstance(parameters, list) else parameters

    event.listen(store, "before_cursor_execute", note)
    yield found
    event.remove(store, "before_cursor_execute", note)
    with store.connect() as connection:
        if store.dialect.name == "postgresql":
            connection.execute(text("SET enable_seqscan = off"))  # a small table is read whole with reason
        explain = "EXPLAIN " if store.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
        for statement, parameters in asked.items():
            rows = connection.exec_driver_sql(explain + statement, parameters)
            found[statement] = "\n".join(str(row[-1]) for row in rows)


def scans(plan: str) -> list[str]:
    """The lines of a plan that read a whole table: SCAN on SQLite, Seq Scan on PostgreSQL, an index read whole.

    `found`: what a recursive question has found so far.
    """
    return [
        line
        for line in plan.splitlines()
        if "Seq Scan" in line
        or (line.startswith("SCAN") and "CONSTANT ROW" not in line and "SUBQUERY" not in line and line != "SCAN found")
    ]


def test_no_question_of_a_gateway_or_a_worker_reads_a_whole_table(store: Engine) -> None:
    for state in ("owed", "released", "received", "refile"):
        owe_report(store, day=TODAY - 40)
        owe_single(store, state=state, day=TODAY - 31)
    with writing(store) as connection:
        mailboxes.write(connection, b"r" * 32, b"p" * mailboxes.SLOT, police=True, day=TODAY - 900)
        replay.remember(connection, b"k" * 32, b"d" * 32, TODAY - 40)
        reports.mark(connection, b"f" * 32, b"b" * 32, b"i" * 16, TODAY - 40)
    with plans(store) as found:
        with reading(store) as connection:
            for after in (b"", bytes(deliveries.RECEIPT_KEY)):
                deliveries.receipts_for(connection, NGO, after, TODAY - 35, 200)
            deliveries.waiting(connection, FORCE, b"", 200)
            deliveries.recalls_for(connection, FORCE, b"", 200)
            deliveries.refile_for(connection, NGO, b"", 200)
            for states in ((), ("received",), ("refile", "refused")):
                reports.of_ngo(connection, NGO, (TODAY, b"x" * 16), 50, states=states)
            reports.between(connection, NGO, bytes(16), b"\xff" * 16)
            reports.to_file_again(connection, NGO)
            reports.held_for(connection, NGO, TODAY - 30, 50)
            reports.marked(connection, b"f" * 32)
            mailboxes.read(connection, b"r" * 32)
            deliveries.sealed_to(connection, deliveries.kids_kept(connection))
        leases.due(store, 50)
        retention.destroy_parts(store, TODAY)
        retention.forget_marks(store, TODAY - 35)
        retention.forget_requests(store, 0.5)
        retention.forget_sign_ins(store, 0.5)
        retention.empty_mailboxes(store, emptied=TODAY - 700, gone=TODAY - 800)
        retention.forget_routing(store, TODAY - 35)
    assert len(found) > 20
    whole = {statement[:300]: scans(plan) for statement, plan in found.items() if scans(plan)}
    assert whole == {}, whole


def test_receipts_of_this_week_are_not_looked_for_among_those_of_years(store: Engine) -> None:
    rows = [
        {"org": NGO, "delivery_id": number.to_bytes(16), "action": 1, "day": TODAY - number, "receipt": bytes(138)}
        for number in range(1, ROWS)
    ]
    with writing(store) as connection:
        Insert(receipts)(connection, *rows)
    with reading(store) as connection:
        for since in (TODAY - 7, TODAY):
            found = deliveries.receipts_for(connection, NGO, b"", since, 200)
            assert [int.from_bytes(one.key[:4]) for one in found] == list(range(since, TODAY))
        (last,) = deliveries.receipts_for(connection, NGO, found[-1].key if found else b"", TODAY - 1, 200)
        assert deliveries.receipts_for(connection, NGO, last.key, TODAY - 7, 200) == []
    if store.dialect.name == "postgresql":
        assert _read_to_find(store, TODAY - 7) < 10  # 24 where it began with the first of all


def _read_to_find(store: Engine, since: int) -> int:
    """Pages that PostgreSQL looked at."""
    asked: list[tuple[str, Any]] = []
    with store.connect() as connection:
        connection.execute(text("ANALYZE receipts"))
        connection.execute(text("SET enable_seqscan = off"))
        event.listen(store, "before_cursor_execute", lambda *given: asked.append(given[2:4]))
        deliveries.receipts_for(connection, NGO, b"", since, 200)
        statement, parameters = asked[0]
        plan = connection.exec_driver_sql(
            "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + statement, parameters
        ).scalar_one()
    return int(plan[0]["Plan"]["Shared Hit Blocks"])

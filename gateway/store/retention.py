"""Retention: what has had its time goes. Each function deletes what one rule of `workers.retention` names; it says how
much.

Work is done in small transactions, so that filing never waits long behind it; a stop in the middle is harmless,
because the next run finds the rest. All days are UTC days, all limits inclusive: `day <= last` goes.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Table, delete, or_, select, tuple_, update

from gateway.store.engine import writing
from gateway.store.tables import (
    accounts,
    attempts,
    deliveries,
    envelopes,
    filings,
    mailboxes,
    nonces,
    recalls,
    receipts,
    reports,
    seen,
    sessions,
    slots,
    tries,
)

TRIES = 86_400  # seconds for which wrong tries count together
BATCH = 500  # rows a transaction: a few milliseconds of the write lock


def destroy_parts(engine: Engine, *, received: int, filed: int) -> tuple[int, int]:
    """(parts destroyed, of which never received and now `refile`).

    A part goes when its organisation received it on day `received` or before, and when it was filed on day `filed`
    or before whatever became of it. A delivery that nobody received by then is marked `refile`, "expired".
    """
    over = or_(deliveries.c.received_day <= received, deliveries.c.day <= filed)
    question = (
        select(envelopes.c.org, envelopes.c.delivery_id, deliveries.c.received_day)
        .join(deliveries, deliveries.c.id == envelopes.c.delivery_id)
        .where(over)
        .limit(BATCH)
    )
    destroyed = undelivered = 0
    while True:
        with writing(engine) as connection:
            rows = connection.execute(question).all()
            _delete(connection, envelopes, [(row.org, row.delivery_id) for row in rows])
            undelivered += _refile(connection, [row.delivery_id for row in rows if row.received_day is None])
        destroyed += len(rows)
        if len(rows) < BATCH:
            return destroyed, undelivered


def _refile(connection: Connection, never: Sequence[bytes]) -> int:
    if not never:
        return 0
    marked = update(deliveries).where(deliveries.c.id.in_(never))
    return connection.execute(
        marked.values(state="refile", reason="expired", lease_until=None, next_try=0.0)
    ).rowcount


def forget_marks(engine: Engine, last: int) -> int:
    """Filing marks and the memory of (part, cid), of day `last` and before."""
    return _delete_where(engine, filings, filings.c.day <= last) + _delete_where(
        engine, seen, seen.c.day <= last
    )


def forget_requests(engine: Engine, now: float) -> int:
    """Nonces whose time (unix seconds) is over."""
    return _delete_where(engine, nonces, nonces.c.until <= now)


def forget_steps(engine: Engine, before: int) -> int:
    """When accounts signed in last, where a code of that step can be used no more: steps before `before`."""
    with writing(engine) as connection:
        old = update(accounts).where(accounts.c.totp_step > 0, accounts.c.totp_step < before)
        return connection.execute(old.values(totp_step=0)).rowcount


def forget_sign_ins(engine: Engine, now: float) -> int:
    """Sign-ins whose time (unix seconds) is over, and wrong tries that a day has passed over."""
    return _delete_where(engine, sessions, sessions.c.expires <= now) + _delete_where(
        engine, tries, tries.c.locked_until <= now - TRIES
    )


def empty_mailboxes(engine: Engine, *, emptied: int, gone: int) -> tuple[int, int]:
    """(messages emptied, rows gone). The last write on day `emptied` or before: the messages; `gone`: the row too."""
    old = select(mailboxes.c.row_key).where(mailboxes.c.day <= emptied)
    messages = _delete_where(engine, slots, slots.c.row_key.in_(old))
    return messages, _delete_where(engine, mailboxes, mailboxes.c.day <= gone)


def forget_routing(engine: Engine, last: int) -> int:
    """Reports and deliveries of day `last` and before, with their attempts, receipts and recall orders."""
    question = select(deliveries.c.id).where(deliveries.c.day <= last).limit(BATCH)
    forgotten = 0
    while True:
        with writing(engine) as connection:
            ids = connection.execute(question).scalars().all()
            for table in (attempts, receipts, recalls, envelopes):
                connection.execute(delete(table).where(table.c.delivery_id.in_(ids)))
            connection.execute(delete(deliveries).where(deliveries.c.id.in_(ids)))
        forgotten += len(ids)
        if len(ids) < BATCH:
            return forgotten + _delete_where(engine, reports, reports.c.day <= last)


def _delete_where(engine: Engine, table: Table, condition: ColumnElement[bool]) -> int:
    question = select(*table.primary_key.columns).where(condition).limit(BATCH)
    deleted = 0
    while True:
        with writing(engine) as connection:
            keys = connection.execute(question).all()
            _delete(connection, table, [tuple(key) for key in keys])
        deleted += len(keys)
        if len(keys) < BATCH:
            return deleted


def _delete(connection: Connection, table: Table, keys: Sequence[tuple[Any, ...]]) -> None:
    if keys:
        connection.execute(delete(table).where(tuple_(*table.primary_key.columns).in_(keys)))

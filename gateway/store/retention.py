"""Retention: what has had its time goes. Each function deletes what one rule of `workers.retention` names; it says how
much.

What is to go is asked for outside the write lock, by an index, and deleted by its key in small transactions, which look
at the condition again: filing never waits long behind it. A stop in the middle is harmless, because the next run finds
the rest. All days are UTC days, all limits inclusive: `day <= last` goes.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    or_,
    select,
    tuple_,
    update,
)

from gateway.store.engine import reading, writing
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
    place = tuple_(envelopes.c.org, envelopes.c.delivery_id)
    question = (
        select(envelopes.c.org, envelopes.c.delivery_id, deliveries.c.received_day)
        .join(deliveries, deliveries.c.id == envelopes.c.delivery_id)
        .where(over)
        .order_by(*place)
        .limit(BATCH)
    )
    destroyed = undelivered = 0
    last: tuple[str, bytes] = ("", b"")
    while True:
        with reading(engine) as connection:
            rows = connection.execute(question.where(place > last)).all()
        if rows:
            last = rows[-1].org, rows[-1].delivery_id
            with writing(engine) as connection:
                destroyed += _delete(connection, envelopes, [(row.org, row.delivery_id) for row in rows])
                never = [row.delivery_id for row in rows if row.received_day is None]
                undelivered += _refile(connection, never)
        if len(rows) < BATCH:
            return destroyed, undelivered


def _refile(connection: Connection, never: Sequence[bytes]) -> int:
    if not never:
        return 0
    marked = update(deliveries).where(deliveries.c.id.in_(never), deliveries.c.received_day.is_(None))
    return connection.execute(marked.values(state="refile", reason="expired", lease_until=None, next_try=0.0)).rowcount


def forget_marks(engine: Engine, last: int) -> int:
    """Filing marks and the memory of (part, cid), of day `last` and before."""
    return _delete_where(engine, filings, filings.c.day <= last) + _delete_where(engine, seen, seen.c.day <= last)


def forget_requests(engine: Engine, now: float) -> int:
    """Nonces whose time (unix seconds) is over. Whole seconds: PostgreSQL finds no integer by a fraction's index."""
    return _delete_where(engine, nonces, nonces.c.until <= int(now))


def forget_steps(engine: Engine, before: int) -> int:
    """When accounts signed in last, where a code of that step can be used no more: steps before `before`."""
    with writing(engine) as connection:
        old = update(accounts).where(accounts.c.totp_step > 0, accounts.c.totp_step < before)
        return connection.execute(old.values(totp_step=0)).rowcount


def forget_sign_ins(engine: Engine, now: float) -> int:
    """Sign-ins whose time (unix seconds) is over, and wrong tries that a day has passed over."""
    return _delete_where(engine, sessions, sessions.c.expires <= int(now)) + _delete_where(
        engine, tries, tries.c.locked_until <= int(now) - TRIES
    )


def empty_mailboxes(engine: Engine, *, emptied: int, gone: int) -> tuple[int, int]:
    """(messages emptied, rows gone). The last write on day `emptied` or before: the messages; `gone`: the row too."""
    its_box = and_(mailboxes.c.row_key == slots.c.row_key, mailboxes.c.day <= emptied)
    messages = _delete_where(engine, slots, exists().where(its_box), asked=its_box)
    return messages, _delete_where(engine, mailboxes, mailboxes.c.day <= gone)


def forget_routing(engine: Engine, last: int) -> int:
    """Reports and deliveries of day `last` and before, with their attempts, receipts and recall orders."""
    mine = deliveries.c
    question = select(mine.id, mine.org, mine.from_org).where(mine.day <= last).limit(BATCH)
    forgotten = 0
    while True:
        with reading(engine) as connection:
            rows = connection.execute(question).all()
        ids = [(row.id,) for row in rows]
        with writing(engine) as connection:
            _delete(connection, attempts, ids, by=(attempts.c.delivery_id,))
            _delete(connection, receipts, [(row.from_org, row.id) for row in rows], by=_by_org(receipts))
            for table in (recalls, envelopes):
                _delete(connection, table, [(row.org, row.id) for row in rows], by=_by_org(table))
            _delete(connection, deliveries, ids)
        forgotten += len(rows)
        if len(rows) < BATCH:
            return forgotten + _delete_where(engine, reports, reports.c.day <= last)


def _by_org(table: Table) -> Sequence[Column[Any]]:
    return table.c.org, table.c.delivery_id


def _delete_where(
    engine: Engine, table: Table, condition: ColumnElement[bool], asked: ColumnElement[bool] | None = None
) -> int:
    """`asked`: the condition as it is asked for, where another table than the rows' own tells it."""
    question = select(*table.primary_key.columns).where(condition if asked is None else asked).limit(BATCH)
    deleted = 0
    while True:
        with reading(engine) as connection:
            keys = connection.execute(question).all()
        if keys:
            with writing(engine) as connection:
                deleted += _delete(connection, table, [tuple(key) for key in keys], condition)
        if len(keys) < BATCH:
            return deleted


def _delete(
    connection: Connection,
    table: Table,
    keys: Sequence[tuple[Any, ...]],
    condition: ColumnElement[bool] | None = None,
    *,
    by: Sequence[Column[Any]] = (),
) -> int:
    """How many rows went. `by`: the columns of `keys`, where they are not the whole primary key.

    One by one in one call: SQLite finds no index for a list of rows of several columns, and reads the whole table.
    """
    if not keys:
        return 0
    columns = tuple(by or table.primary_key.columns)
    going = delete(table).where(*(column == bindparam(f"k{n}") for n, column in enumerate(columns)))
    given = [{f"k{n}": value for n, value in enumerate(key)} for key in keys]
    return connection.execute(going if condition is None else going.where(condition), given).rowcount

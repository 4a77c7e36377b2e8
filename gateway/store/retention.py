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
    Delete,
    Engine,
    Table,
    Update,
    and_,
    bindparam,
    case,
    delete,
    select,
    update,
)

from gateway.store.deliveries import AFTER_FILED, AFTER_RECEIVED
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
BATCH = 100  # rows a transaction, with all that hangs on them: of a million in SQLite, 500 kept a filing 100 ms


def destroy_parts(engine: Engine, today: int) -> tuple[int, int]:
    """(parts destroyed, of which never received and now `refile`): those whose day to go has come.

    A part that its organisation received goes AFTER_RECEIVED days later, and whatever became of it AFTER_FILED days
    after it was filed. A delivery that nobody received by then is marked `refile`, "expired".
    """
    _date(engine)
    over = envelopes.c.until <= today
    question = select(*envelopes.primary_key.columns).where(over).limit(BATCH)
    destroyed = undelivered = 0
    while True:
        with reading(engine) as connection:
            keys = [tuple(key) for key in connection.execute(question)]
        if keys:
            with writing(engine) as connection:
                undelivered += _refile(connection, [delivery for _, delivery in keys])
                destroyed += _delete(connection, envelopes, keys, over)
        if len(keys) < BATCH:
            return destroyed, undelivered


def _date(engine: Engine) -> None:
    """Every envelope has its day to go, also one that code before migration 0009 wrote."""
    filed, received = deliveries.c.day + AFTER_FILED, deliveries.c.received_day + AFTER_RECEIVED
    day = select(case((received < filed, received), else_=filed)).where(deliveries.c.id == envelopes.c.delivery_id)
    undated = envelopes.c.until.is_(None)
    with reading(engine) as connection:
        if connection.execute(select(envelopes.c.org).where(undated).limit(1)).one_or_none() is None:
            return
    with writing(engine) as connection:
        connection.execute(update(envelopes).where(undated).values(until=day.scalar_subquery()))


def _refile(connection: Connection, ids: Sequence[bytes]) -> int:
    """How many of these nobody has received; they must be sent again."""
    never = update(deliveries).where(deliveries.c.id.in_(ids), deliveries.c.received_day.is_(None))
    return connection.execute(never.values(state="refile", reason="expired", lease_until=None, next_try=0.0)).rowcount


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
    full = and_(~mailboxes.c.emptied, mailboxes.c.day <= emptied)
    messages, _ = _end(engine, full, update(mailboxes).values(emptied=True))
    more, boxes = _end(engine, mailboxes.c.day <= gone, delete(mailboxes))
    return messages + more, boxes


def _end(engine: Engine, over: ColumnElement[bool], its_end: Update | Delete) -> tuple[int, int]:
    """(messages, mailboxes) that ended. Which mailboxes are still `over` is looked at again where their row changes."""
    key = mailboxes.c.row_key
    # by the index: PostgreSQL takes `emptied` and `day` for strangers, and would hope for a match on any page
    question = select(key).where(over).order_by(mailboxes.c.day).limit(BATCH)
    messages = boxes = 0
    while True:
        with reading(engine) as connection:
            keys = connection.execute(question).scalars().all()
        if keys:
            with writing(engine) as connection:
                ended = connection.execute(its_end.where(key.in_(keys), over).returning(key)).scalars().all()
                messages += connection.execute(delete(slots).where(slots.c.row_key.in_(ended))).rowcount
                boxes += len(ended)
        if len(keys) < BATCH:
            return messages, boxes


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


def _delete_where(engine: Engine, table: Table, condition: ColumnElement[bool]) -> int:
    question = select(*table.primary_key.columns).where(condition).limit(BATCH)
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

"""Who carries what, and until when: the questions the workers ask of `deliveries`.

A worker *claims* deliveries for a time, carries them, and *settles* them. Two never hold one: on PostgreSQL the rows
are taken with SKIP LOCKED, on SQLite a writer is alone. A claim counts as an attempt, and that number is the claim's
own name: a worker that comes back after its lease has ended settles nothing that somebody else has taken over or the
NGO has recalled. A worker killed on the way leaves a lease that ends by itself.

Times are the database's own (`clock_timestamp`), never a host's.

Settled rows hold no time of day: `lease_until` and `next_try` are emptied with the last word.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, and_, case, insert, or_, select, tuple_, update

from gateway.store.engine import database_time, reading, writing
from gateway.store.tables import OWED, attempts, deliveries, envelopes, reports

SILENT_AFTER = 5  # tries that ended without a word (killed, hung): from then on it waits
SILENT_WAIT_SECONDS = 900.0  # so that one hung folder does not take every turn


@dataclass(frozen=True, slots=True)
class Leased:
    """A delivery that is ours to carry now. `attempt` counts from 1; `body` is None when its bytes are gone.

    `force` and `ngo` are the two organisations its report names; None for a single envelope.
    """

    id: bytes
    part: int
    org: str
    cid: bytes
    digest: bytes
    attempt: int
    force: str | None
    ngo: str | None
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of one attempt: `state` "owed" means again, after `wait` seconds; `reason` is a short code."""

    id: bytes
    attempt: int
    state: str
    reason: str | None = None
    wait: float = 0.0


class DueDelivery(NamedTuple):
    """A delivery that nobody holds and whose time has come. `attempts`: how often it was claimed before."""

    id: bytes
    org: str
    attempts: int
    urgent: bool


def due(engine: Engine, limit: int | None, *, now: float | None = None, urgent_only: bool = False) -> list[DueDelivery]:
    """At most `limit` (None: all) of what is due; urgent ones first, the others as their random ids fall."""
    with reading(engine) as connection:
        question = (
            select(deliveries.c.id, deliveries.c.org, deliveries.c.attempts, deliveries.c.priority)
            .where(_is_due(_now(connection, now), urgent_only))
            .order_by(deliveries.c.priority.desc(), deliveries.c.next_try, deliveries.c.id)
            .limit(limit)
        )
        return [DueDelivery(*row) for row in connection.execute(question)]


def claim(
    engine: Engine, ids: Sequence[bytes], *, lease: float, now: float | None = None, urgent_only: bool = False
) -> list[Leased]:
    """Those of `ids` that are due are ours for `lease` seconds; the others are somebody else's, or done."""
    with writing(engine) as connection:
        moment = _now(connection, now)
        free = select(deliveries.c.id).where(deliveries.c.id.in_(ids), _is_due(moment, urgent_only))
        taken = list(connection.execute(free.with_for_update(skip_locked=True)).scalars())
        if not taken:
            return []
        waits = case((deliveries.c.attempts >= SILENT_AFTER, moment + SILENT_WAIT_SECONDS), else_=0.0)
        connection.execute(
            update(deliveries)
            .where(deliveries.c.id.in_(taken))
            .values(lease_until=moment + lease, attempts=deliveries.c.attempts + 1, next_try=waits)
        )
        return _leased(connection, taken)


def settle(engine: Engine, settlements: Iterable[Settlement], *, day: int, now: float | None = None) -> set[bytes]:
    """The ids whose attempt is now recorded, with its outcome; an attempt that lost its lease changes nothing."""
    groups: dict[tuple[str, str | None, float], list[Settlement]] = {}
    for one in settlements:
        groups.setdefault((one.state, one.reason, one.wait), []).append(one)
    settled: set[bytes] = set()
    if not groups:
        return settled
    with writing(engine) as connection:
        moment = _now(connection, now)
        for (state, reason, wait), ours in groups.items():
            told = update(deliveries).where(
                tuple_(deliveries.c.id, deliveries.c.attempts).in_([(one.id, one.attempt) for one in ours]),
                deliveries.c.state == OWED,
            )
            told = told.values(
                state=state,
                lease_until=None,
                next_try=moment + wait if wait else 0.0,
                reason=None if state == "owed" else reason,
            )
            done = set(connection.execute(told.returning(deliveries.c.id)).scalars())
            settled |= done
            outcome = reason or state
            rows = [
                {"delivery_id": one.id, "n": one.attempt, "day": day, "outcome": outcome}
                for one in ours
                if one.id in done
            ]
            if rows:
                connection.execute(insert(attempts), rows)
    return settled


def owe_again(engine: Engine, ids: Sequence[bytes]) -> int:
    """How many refused deliveries a person has put back; they are due at once."""
    again = (
        update(deliveries)
        .where(deliveries.c.id.in_(ids), deliveries.c.state == "refused")
        .values(state="owed", reason=None, next_try=0.0, lease_until=None)
    )
    with writing(engine) as connection:
        return connection.execute(again).rowcount


def _now(connection: Connection, given: float | None) -> float:
    """By the database's clock, so that no two hosts whose clocks differ hold a lease at once. `given` is a test's."""
    return database_time(connection) if given is None else given


def _is_due(now: float, urgent_only: bool) -> ColumnElement[bool]:
    """`urgent_only`: the routine waits for its slot; what has been tried once is past it."""
    conditions = [
        deliveries.c.state == OWED,
        deliveries.c.next_try <= now,
        or_(deliveries.c.lease_until.is_(None), deliveries.c.lease_until <= now),
    ]
    if urgent_only:
        conditions.append(or_(deliveries.c.priority, deliveries.c.attempts > 0))
    return and_(*conditions)


def _leased(connection: Connection, ids: Sequence[bytes]) -> list[Leased]:
    columns = (
        deliveries.c.id,
        deliveries.c.part,
        deliveries.c.org,
        deliveries.c.cid,
        deliveries.c.digest,
        deliveries.c.attempts,
        reports.c.force,
        reports.c.ngo,
        envelopes.c.body,
    )
    sealed = and_(envelopes.c.org == deliveries.c.org, envelopes.c.delivery_id == deliveries.c.id)
    question = (
        select(*columns)
        .select_from(
            deliveries.outerjoin(reports, reports.c.report_id == deliveries.c.report_id).outerjoin(envelopes, sealed)
        )
        .where(deliveries.c.id.in_(ids))
    )
    return [Leased(*row) for row in connection.execute(question)]

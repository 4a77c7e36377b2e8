"""Who carries what, and until when: the questions the workers ask of `deliveries`.

A worker *claims* deliveries for a time, carries them, and *settles* them. Two never hold one: on PostgreSQL the rows
are taken with SKIP LOCKED, on SQLite a writer is alone. A claim counts as an attempt, and that number is the claim's
own name: a worker that comes back after its lease has ended settles nothing that somebody else has taken over or the
NGO has recalled. A worker killed on the way leaves a lease that ends by itself.

Settled rows hold no time of day: `lease_until` and `next_try` are emptied with the last word.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, and_, case, insert, or_, select, tuple_, update

from gateway.store.engine import reading, writing
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
    """What became of one attempt: `state` "owed" means again, at `next_try` (unix s); `reason` is a short code."""

    id: bytes
    attempt: int
    state: str
    reason: str | None = None
    next_try: float = 0.0


class Due(NamedTuple):
    """A delivery that nobody holds and whose time has come. `attempts`: how often it was claimed before."""

    id: bytes
    org: str
    attempts: int


def due(engine: Engine, now: float, limit: int | None, *, urgent_only: bool = False) -> list[Due]:
    """At most `limit` (None: all) of what is due; urgent ones first."""
    question = (
        select(deliveries.c.id, deliveries.c.org, deliveries.c.attempts)
        .where(_is_due(now, urgent_only))
        .order_by(deliveries.c.priority.desc(), deliveries.c.next_try)
        .limit(limit)
    )
    with reading(engine) as connection:
        return [Due(*row) for row in connection.execute(question)]


def claim(
    engine: Engine,
    ids: Sequence[bytes],
    *,
    now: float,
    lease: float,
    also: int = 0,
    urgent_only: bool = False,
) -> list[Leased]:
    """Those of `ids` that are due are ours for `lease` seconds; the others are somebody else's, or done.

    So are at most `also` others that are due to the same organisations and were never tried: one commit then serves a
    whole backlog, and whatever killed a worker before drags nothing along with it.
    """
    take = update(deliveries).values(
        lease_until=now + lease,
        attempts=deliveries.c.attempts + 1,
        next_try=case((deliveries.c.attempts >= SILENT_AFTER, now + SILENT_WAIT_SECONDS), else_=0.0),
    )
    with writing(engine) as connection:
        taken = _free(connection, deliveries.c.id.in_(ids), now, urgent_only) if ids else []
        if taken and also:
            orgs = select(deliveries.c.org).where(deliveries.c.id.in_(taken))
            others = and_(
                deliveries.c.org.in_(orgs), deliveries.c.attempts == 0, deliveries.c.id.not_in(taken)
            )
            taken += _free(connection, others, now, urgent_only, limit=also)
        if not taken:
            return []
        connection.execute(take.where(deliveries.c.id.in_(taken)))
        return _leased(connection, taken)


def _free(
    connection: Connection,
    which: ColumnElement[bool],
    now: float,
    urgent_only: bool,
    limit: int | None = None,
) -> list[bytes]:
    """Ids of `which` that are due and locked for us until the transaction ends; nobody waits for anybody."""
    question = select(deliveries.c.id).where(which, _is_due(now, urgent_only)).limit(limit)
    return list(connection.execute(question.with_for_update(skip_locked=True)).scalars())


def settle(engine: Engine, settlements: Iterable[Settlement], *, day: int) -> set[bytes]:
    """The ids whose attempt is now recorded, with its outcome; an attempt that lost its lease changes nothing."""
    groups: dict[tuple[str, str | None, float], list[Settlement]] = {}
    for one in settlements:
        groups.setdefault((one.state, one.reason, one.next_try), []).append(one)
    settled: set[bytes] = set()
    if not groups:
        return settled
    with writing(engine) as connection:
        for (state, reason, next_try), ours in groups.items():
            told = update(deliveries).where(
                tuple_(deliveries.c.id, deliveries.c.attempts).in_([(one.id, one.attempt) for one in ours]),
                deliveries.c.state == OWED,
            )
            told = told.values(
                state=state, lease_until=None, next_try=next_try, reason=None if state == "owed" else reason
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
            deliveries.outerjoin(reports, reports.c.report_id == deliveries.c.report_id).outerjoin(
                envelopes, sealed
            )
        )
        .where(deliveries.c.id.in_(ids))
    )
    return [Leased(*row) for row in connection.execute(question)]

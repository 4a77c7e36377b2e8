"""The journey Deliver: claim by lease, carry by courier, record what became of it.

    id -> claim -> fits? -> courier.carry(bytes) -> released or carried | again later | refused (a person is told)

A nudge names ids, and only says that something is due: whoever is awake takes along what else is due to the same
organisations, so that a backlog is worked off in bundles, however many nudges it came with.

Killed at any point, nothing is lost and nothing is wrong: before the claim it is still owed; after it the lease ends
and the sweep finds it; a second carrying has the same effect as one, because couriers go by the delivery's id.
Only ids and outcomes are logged.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from sqlalchemy import Engine

from gateway.store.leases import Leased, Settlement, claim, settle
from keys import clock as days
from workers.backoff import GIVE_UP_AFTER, wait_after
from workers.errors import Unavailable, WillNotCarry
from workers.fitting import fitting

log = logging.getLogger(__name__)

BUNDLE = 50  # deliveries a claim: under a megabyte of sealed bytes in a worker's memory


class Courier(Protocol):
    """One way of travelling. `leaves_it` is the delivery's state afterwards."""

    leaves_it: str

    def carry(self, envelope: bytes, idempotency_key: str) -> None:
        """The envelope is on its way for good. Raises Unavailable (later) or WillNotCarry (never by itself)."""


def deliver(
    engine: Engine,
    courier_of: Callable[[str], Courier],
    ids: Sequence[bytes],
    *,
    lease: float,
    urgent_only: bool = False,
) -> Mapping[bytes, str]:
    """Outcome by id, for those (and what was taken along) that were due and are now recorded. `lease` in seconds.

    What the lease leaves no time for is put back. Raises SQLAlchemyError when the database is away.
    """
    started = time.monotonic()
    also = max(0, BUNDLE - len(ids))
    ours = claim(engine, ids, now=days.now(), lease=lease, also=also, urgent_only=urgent_only)
    settlements = []
    for owed in ours:
        if time.monotonic() - started > lease / 2:
            settlements.append(Settlement(owed.id, owed.attempt, "owed", "no-time"))
        else:
            settlements.append(_carry(courier_of(owed.org), owed))
    recorded = settle(engine, settlements, day=days.today())
    outcomes = {one.id: one.reason or one.state for one in settlements if one.id in recorded}
    for one in settlements:
        if one.id in recorded:
            # a log line has a time of day: what went well is written only where somebody is looking for a fault
            level = logging.DEBUG if one.reason is None else logging.WARNING
            log.log(level, "delivery %s: %s", one.id.hex(), outcomes[one.id])
    return outcomes


def _carry(courier: Courier, owed: Leased) -> Settlement:
    try:
        courier.carry(fitting(owed), owed.id.hex())
    except WillNotCarry as refusal:
        return Settlement(owed.id, owed.attempt, "refused", refusal.code)
    except Unavailable as obstacle:
        if owed.attempt % GIVE_UP_AFTER == 0:
            return Settlement(owed.id, owed.attempt, "refused", obstacle.code)
        return Settlement(owed.id, owed.attempt, "owed", obstacle.code, days.now() + wait_after(owed.attempt))
    return Settlement(owed.id, owed.attempt, courier.leaves_it)

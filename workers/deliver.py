"""The journey Deliver: claim by lease, carry by courier, record what became of it.

    id -> claim -> fits? -> courier.carry(bytes) -> released or carried | again later | refused (a person is told)

A nudge names ids, and only says that something is due: whoever is awake takes along what else is due to the same
organisations, so that a backlog is worked off in bundles, however many nudges it came with.

Killed at any point, nothing is lost and nothing is wrong: before the claim it is still owed; after it the lease ends
and the sweep finds it; a second carrying has the same effect as one, because couriers go by the delivery's id.
Only ids and outcomes are logged.

Do these bytes fit what is owed? The last look before an envelope leaves: length, form, digest, and whose it is.

The police of a report are sent its manifest and crime part, its NGO the manifest and the identity part, and nobody
anything else. Whatever does not fit is refused and a person is told; it is never tried again by itself.

When to try again: doubling from half a minute to an hour, with jitter so that many do not come back at once.

The time is written into a column of the delivery, never into the broker: a delayed task that outlives the broker's
visibility timeout is run again and again (20 such tasks ran 80 times).
"""

from __future__ import annotations

import hmac
import logging
import random
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from sqlalchemy import Engine

from gateway.store.leases import Leased, Settlement, claim, settle
from keys import clock
from keys.encoding import H
from keys.envelope.format import parse, split_single
from keys.errors import Refused
from keys.roles import Part
from workers.errors import Unavailable, WillNotCarry

SIGNED = 244  # bytes of a signed manifest, which travels before parts 1 and 2
MANIFEST_MAGIC = b"AMPM"
OF_A_REPORT = (Part.CRIME, Part.IDENTITY)


def fitting(owed: Leased) -> bytes:
    """The bytes to carry. WillNotCarry with a short code when they are missing or not what is owed to this reader."""
    if owed.body is None:
        raise WillNotCarry("no-bytes")
    try:
        part = Part(owed.part)
        raw = _of_report(owed, part) if part in OF_A_REPORT else split_single(owed.body, part)[0]
        envelope = parse(raw, part)
    except (Refused, ValueError):
        raise WillNotCarry("wrong-bytes") from None
    if envelope.cid != owed.cid or not hmac.compare_digest(H("amparo1/part", raw), owed.digest):
        raise WillNotCarry("wrong-bytes")
    return owed.body


def _of_report(owed: Leased, part: Part) -> bytes:
    reader = owed.force if part is Part.CRIME else owed.ngo
    if reader is None or owed.org != reader:
        raise WillNotCarry("wrong-reader")
    assert owed.body is not None
    if owed.body[:4] != MANIFEST_MAGIC:
        raise WillNotCarry("wrong-bytes")
    return owed.body[SIGNED:]


FIRST_SECONDS = 30.0  # a share that is being remounted is back by then
LONGEST_SECONDS = 3600.0  # a desk that is back in the morning waits at most an hour
GIVE_UP_AFTER = 48  # attempts: about two days, then a person has to look, with 28 days left to act

_DOUBLINGS = 7  # 30 s * 2**7 is past the hour


def wait_after(attempts: int, chance: random.Random | None = None) -> float:
    """Seconds to wait after `attempts` (>= 1) tries: between half and all of the doubled step."""
    step = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(attempts - 1, _DOUBLINGS))
    return step * (chance or random).uniform(0.5, 1.0)


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
    ours = claim(engine, ids, now=clock.now(), lease=lease, also=also, urgent_only=urgent_only)
    settlements = []
    for owed in ours:
        if time.monotonic() - started > lease / 2:
            settlements.append(Settlement(owed.id, owed.attempt, "owed", "no-time"))
        else:
            settlements.append(_carry(courier_of(owed.org), owed))
    recorded = settle(engine, settlements, day=clock.today())
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
        return Settlement(
            owed.id, owed.attempt, "owed", obstacle.code, clock.now() + wait_after(owed.attempt)
        )
    return Settlement(owed.id, owed.attempt, courier.leaves_it)

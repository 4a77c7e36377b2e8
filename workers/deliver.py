"""The journey Deliver: find what is due, claim by lease, carry by courier, record what became of it.

    due -> bundle -> claim -> fits? -> courier.carry(bytes) -> released or carried | again later | refused (a person is
    told)

A nudge says only that something is owed, and may be lost; a worker may be killed with a lease in its hand; a courier
may have asked to come back later. The database knows all three, and this asks it, for a nudge as for the regular
sweep.

Rules
- A bundle is of one organisation and is claimed in one commit. Organisations are served side by side, and the rest of
  a bundle whose way is blocked waits as its first one does, so that one that hangs holds up nobody else. What was
  tried several times goes alone, because something among it may be what kills the workers.
- Within a bundle the order is random: the order of filing is not the order of release.
- Killed at any point, nothing is lost and nothing is wrong: before the claim it is still owed; after it the lease
  ends; a second carrying has the same effect as one, because couriers go by the delivery's id.
- The last look before an envelope leaves: do these bytes fit what is owed, in length, form, digest and reader? The
  police of a report are sent its manifest and crime part, its NGO the manifest and the identity part, nobody anything
  else. Whatever does not fit is refused and a person is told; it is never tried again by itself.
- Tried again: after half a minute, doubling to an hour, with jitter. The time stands in the delivery's row, never in
  the broker: a delayed task that outlives the broker's visibility timeout is run again and again (20 such tasks ran 80
  times).
- Only ids and outcomes are logged.
"""

import hmac
import logging
import random
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Protocol

from sqlalchemy import Engine

from gateway.store.leases import DueDelivery, Leased, Settlement, claim, due, settle
from keys import clock
from keys.encoding import H
from keys.envelope.format import SIGNED, parse, split_single
from keys.errors import Refused
from keys.roles import Part
from workers.errors import Unavailable, WillNotCarry

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
ALONE_AFTER = 3  # tries
AT_ONCE = 8  # organisations a task serves side by side
AT_MOST = 2000  # deliveries a task; a longer backlog is worked off sweep by sweep


class Courier(Protocol):
    """One way of travelling. `leaves_it` is the delivery's state afterwards."""

    leaves_it: str

    def carry(self, envelope: bytes, idempotency_key: str) -> None:
        """The envelope is on its way for good. Raises Unavailable (later) or WillNotCarry (never by itself)."""


def deliver(
    engine: Engine, courier_of: Callable[[str], Courier], *, lease: float, urgent_only: bool = False
) -> Mapping[bytes, str]:
    """Outcome by id of what was due and is now recorded, at most AT_MOST and half a lease's time. `lease` in seconds.

    What the lease leaves no time for is put back; the next sweep goes on. Raises SQLAlchemyError when the database is
    away.
    """
    until = time.monotonic() + lease / 2
    serve = partial(_serve, engine, courier_of, lease=lease, until=until, urgent_only=urgent_only)
    owed = due(engine, AT_MOST, urgent_only=urgent_only)
    outcomes: dict[bytes, str] = {}
    with ThreadPoolExecutor(AT_ONCE) as organisations:
        for done in organisations.map(serve, bundles(owed)):
            outcomes |= done
    return outcomes


def bundles(owed: Sequence[DueDelivery]) -> list[list[list[bytes]]]:
    """By organisation, its urgent bundles first; whose are urgent come first, and otherwise all is in random order."""
    alike: dict[str, dict[tuple[bool, int], list[bytes]]] = {}
    for one in owed:
        alike.setdefault(one.org, {}).setdefault((one.urgent, one.attempts), []).append(one.id)
    found = [_of_one(kinds) for kinds in alike.values()]
    random.SystemRandom().shuffle(found)
    return [[ids for _, ids in its] for its in sorted(found, key=lambda its: not its[0][0])]


def _of_one(kinds: Mapping[tuple[bool, int], list[bytes]]) -> list[tuple[bool, list[bytes]]]:
    found = []
    for (urgent, attempts), ids in kinds.items():
        size = 1 if attempts >= ALONE_AFTER else BUNDLE
        found += [(urgent, ids[start : start + size]) for start in range(0, len(ids), size)]
    random.SystemRandom().shuffle(found)
    return sorted(found, key=lambda bundle: not bundle[0])


def _serve(
    engine: Engine,
    courier_of: Callable[[str], Courier],
    its: list[list[bytes]],
    *,
    lease: float,
    until: float,
    urgent_only: bool,
) -> dict[bytes, str]:
    """The bundles of one organisation, one after the other, while there is time and its way is open."""
    outcomes: dict[bytes, str] = {}
    for bundle in its:
        if time.monotonic() > until:
            break
        done, blocked = _carry_all(engine, courier_of, bundle, lease, until, urgent_only)
        outcomes |= done
        if blocked and len(bundle) > 1:
            break
    return outcomes


def _carry_all(
    engine: Engine,
    courier_of: Callable[[str], Courier],
    bundle: list[bytes],
    lease: float,
    until: float,
    urgent_only: bool,
) -> tuple[dict[bytes, str], bool]:
    """(what became of them, whether the way is blocked)."""
    ours = claim(engine, bundle, lease=lease, urgent_only=urgent_only)
    random.SystemRandom().shuffle(ours)
    settlements: list[Settlement] = []
    blocked = ""
    for owed in ours:
        if blocked:
            settlements.append(_later(owed, blocked))
        elif time.monotonic() > until:
            settlements.append(Settlement(owed.id, owed.attempt, "owed", "no-time"))
        else:
            try:
                settlements.append(_carry(courier_of(owed.org), owed))
            except Unavailable as obstacle:
                blocked = obstacle.code
                settlements.append(_later(owed, blocked))
    recorded = settle(engine, settlements, day=clock.today())
    outcomes = {one.id: one.reason or one.state for one in settlements if one.id in recorded}
    for one in settlements:
        if one.id in recorded:
            # a log line has a time of day: what went well is written only where somebody is looking for a fault
            level = logging.DEBUG if one.reason is None else logging.WARNING
            log.log(level, "delivery %s: %s", one.id.hex(), outcomes[one.id])
    return outcomes, bool(blocked)


def _later(owed: Leased, code: str) -> Settlement:
    if owed.attempt % GIVE_UP_AFTER == 0:
        return Settlement(owed.id, owed.attempt, "refused", code)
    return Settlement(owed.id, owed.attempt, "owed", code, wait_after(owed.attempt))


def _carry(courier: Courier, owed: Leased) -> Settlement:
    """What became of one. Unavailable when the way is blocked for all."""
    try:
        courier.carry(fitting(owed), owed.id.hex())
    except WillNotCarry as refusal:
        return Settlement(owed.id, owed.attempt, "refused", refusal.code)
    return Settlement(owed.id, owed.attempt, courier.leaves_it)

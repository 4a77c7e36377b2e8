"""Find whatever is still owed, and wake somebody up for it.

A nudge may be lost with the broker, a worker may be killed with a lease in its hand, a courier may have asked to
come back later: the database knows all three, and this asks it. Ids go out in small bundles, one organisation a
bundle, so that a folder that hangs holds up nobody else; what was tried several times goes alone, because something
among it may be what kills the workers.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import Engine

from gateway.store.leases import Due, due
from keys import clock
from workers.deliver import BUNDLE

ALONE_AFTER = 3  # tries
AT_MOST = 2000  # deliveries a sweep; a longer backlog is worked off sweep by sweep

Send = Callable[[list[str]], None]


def sweep(engine: Engine, send: Send, *, urgent_only: bool = False) -> int:
    """How many deliveries are owed now and were sent, as hex ids, to be delivered (at most AT_MOST)."""
    return _send(due(engine, clock.now(), AT_MOST, urgent_only=urgent_only), send)


def open_slot(engine: Engine, send: Send) -> int:
    """The same for all that waited for its slot, shuffled: the order of filing is not in the order of release."""
    owed = due(engine, clock.now(), None)
    random.SystemRandom().shuffle(owed)
    return _send(owed, send)


def _send(owed: Sequence[Due], send: Send) -> int:
    for bundle in _bundles(owed):
        send([id_.hex() for id_ in bundle])
    return len(owed)


def _bundles(owed: Sequence[Due]) -> Iterator[list[bytes]]:
    alike: dict[tuple[str, int], list[bytes]] = {}
    for one in owed:
        alike.setdefault((one.org, one.attempts), []).append(one.id)
    for (_, attempts), ids in alike.items():
        size = 1 if attempts >= ALONE_AFTER else BUNDLE
        for start in range(0, len(ids), size):
            yield ids[start : start + size]

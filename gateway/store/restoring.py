"""After a backup was put back: what it says of a time that is over is let go of, so that nothing happens again.

A copy of yesterday knows no recall, no wipe and no sign-out of today. So no sealed part is carried or shown from it,
whatever it holds: what nobody had received is marked `refile`, and its NGO is told. Sign-ins end, and so do codes that
work once, because they may have been used since. A second factor's step may stay: its codes are over in a minute.
"""

from typing import NamedTuple

from sqlalchemy import Engine, delete, func, select, update

from gateway.store.engine import writing
from gateway.store.tables import accounts, deliveries, envelopes, nonces, printed_codes, sessions, slots, tries

LOST = "lost"  # why it must be filed again
_OF_A_REPORT = (1, 2)  # the part for the police, the part for the NGO
_WAITING = ("owed", "released", "carried", "refused")  # no desk has said that it has the bytes


class TooNew(ValueError):
    """Something was filed after the day of the backup: this is no backup of that day."""


class Restored(NamedTuple):
    """What ended. `again`: (NGO, report id) of each report to file again; the others are counts."""

    again: list[tuple[str, bytes]]
    messages: int
    invitations: int
    printed: int


def let_go(engine: Engine, last: int) -> Restored:
    """Nothing of the backup of UTC day `last` can happen again. TooNew, and no change, if it knows a later day."""
    with writing(engine) as connection:
        if (connection.scalar(select(func.max(deliveries.c.day))) or 0) > last:
            raise TooNew
        lost = connection.execute(
            update(deliveries)
            .where(deliveries.c.state.in_(_WAITING), deliveries.c.received_day.is_(None))
            .values(state="refile", reason=LOST, lease_until=None, next_try=0.0)
            .returning(deliveries.c.part, deliveries.c.from_org, deliveries.c.cid)
        ).all()
        for table in (envelopes, slots, sessions, nonces, tries):
            connection.execute(delete(table))
        codes = update(accounts).where(accounts.c.join_hash.is_not(None)).values(join_hash=None, join_until=0)
        invitations = connection.execute(codes).rowcount
        printed = connection.execute(delete(printed_codes)).rowcount
    return Restored(
        again=sorted({(row.from_org, row.cid) for row in lost if row.part in _OF_A_REPORT}),
        messages=sum(row.part not in _OF_A_REPORT for row in lost),
        invitations=invitations,
        printed=printed,
    )

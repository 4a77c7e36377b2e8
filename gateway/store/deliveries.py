"""What is owed to whom, what became of it, and the receipts and recall orders that go with it.

A delivery is one envelope for one organisation. Its bytes lie in `envelopes` while they may still be fetched; the row
here stays, without content, to answer for it. Leases and retries are in `leases`, deletion by age in `retention`.
"""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, and_, bindparam, delete, func, literal, select, tuple_, update

from gateway.store.statements import Insert, InsertNew
from gateway.store.tables import OWED, REFILE, REFUSED, deliveries, envelopes, recalls, receipts

RECEIVED, OPENED, RECALLED = 1, 2, 3  # the actions of a receipt
UNTOUCHED = ("owed", "released", "carried", "refused", "refile")  # no desk has said that it has the bytes
FETCHABLE = ("released", "carried", "received", "opened")
AFTER_RECEIVED = 7  # days the bytes stay after their organisation's `received`: time to fetch them at a second desk
AFTER_FILED = 30  # days they stay at all; nobody received them by then: `refile`


class NewDelivery(NamedTuple):
    """A new delivery with its bytes. `kids` are the stanza key ids one after another, 16 bytes each."""

    id: bytes
    report_id: bytes | None
    part: int
    org: str
    from_org: str
    cid: bytes
    digest: bytes
    day: int
    priority: bool
    kids: bytes
    body: bytes


class Delivery(NamedTuple):
    id: bytes
    part: int
    org: str
    from_org: str
    cid: bytes
    digest: bytes
    state: str


class Waiting(NamedTuple):
    """One line of a desk's list."""

    id: bytes
    part: int
    from_org: str
    day: int
    priority: bool


class SignedWord(NamedTuple):
    """A receipt or a recall order, with the key it is paged by."""

    key: bytes
    cid: bytes
    signed: bytes


class FailedDelivery(NamedTuple):
    """A delivery that a person has to look at. No content."""

    id: bytes
    part: int
    org: str
    from_org: str
    cid: bytes
    day: int
    reason: str | None


_insert_delivery = Insert(deliveries, "id", "report_id", "part", "org", "from_org", "cid", "digest", "day", "priority")
_insert_envelope = Insert(envelopes)
_insert_receipt = InsertNew(receipts)
_insert_recall = InsertNew(recalls)
_DELIVERY = (
    deliveries.c.id,
    deliveries.c.part,
    deliveries.c.org,
    deliveries.c.from_org,
    deliveries.c.cid,
    deliveries.c.digest,
    deliveries.c.state,
)
_of_cid = select(*_DELIVERY).where(deliveries.c.cid == bindparam("cid")).with_for_update()
_fetch = (
    select(envelopes.c.body, envelopes.c.kids)
    .join(deliveries, deliveries.c.id == envelopes.c.delivery_id)
    .where(
        envelopes.c.org == bindparam("org"),
        envelopes.c.delivery_id == bindparam("id"),
        deliveries.c.state.in_(FETCHABLE),
    )
)
_waiting = (
    select(deliveries.c.id, deliveries.c.part, deliveries.c.from_org, deliveries.c.day, deliveries.c.priority)
    .join(envelopes, deliveries.c.id == envelopes.c.delivery_id)
    .where(
        envelopes.c.org == bindparam("org"),
        envelopes.c.delivery_id > bindparam("after"),
        deliveries.c.state.in_(FETCHABLE),
    )
    .order_by(envelopes.c.delivery_id)
    .limit(bindparam("most"))
)


def owe(connection: Connection, owed: list[NewDelivery]) -> None:
    """The deliveries are owed, with their bytes, once the transaction is."""
    rows = [
        {
            "id": one.id, "report_id": one.report_id, "part": int(one.part), "org": one.org, "from_org": one.from_org,
            "cid": one.cid, "digest": one.digest, "day": one.day, "priority": one.priority,
        }
        for one in owed
    ]  # fmt: skip
    _insert_delivery(connection, *rows)
    bodies = [
        {"org": one.org, "delivery_id": one.id, "kids": one.kids, "body": one.body, "until": one.day + AFTER_FILED}
        for one in owed
    ]
    _insert_envelope(connection, *bodies)


def of_cid(connection: Connection, cid: bytes) -> list[Delivery]:
    """The deliveries of an envelope id, two for a report; nobody else changes them until this transaction ends."""
    return [Delivery(*row) for row in connection.execute(_of_cid, {"cid": cid})]


def fetch(connection: Connection, org: str, delivery: bytes) -> tuple[bytes, bytes] | None:
    """(bytes, key ids) of a delivery to `org` that has been released and not destroyed; None for any other."""
    row = connection.execute(_fetch, {"org": org, "id": delivery}).one_or_none()
    return (row.body, row.kids) if row else None


def waiting(connection: Connection, org: str, after: bytes, most: int) -> list[Waiting]:
    """What a desk of `org` may fetch, by id, beginning behind `after`."""
    rows = connection.execute(_waiting, {"org": org, "after": after, "most": most})
    return [Waiting(*row) for row in rows]


def receipts_for(connection: Connection, org: str, after: bytes, since: int, most: int) -> list[SignedWord]:
    """Receipts for what `org` sent, stored on day `since` or later; the key is the delivery's id and the action."""
    place = tuple_(receipts.c.day, receipts.c.delivery_id, receipts.c.action)
    # one place to begin, not two conditions: PostgreSQL would begin at the lower one and read everything between
    begin = max(_place(after), (since, b"", 0))
    found = (
        select(receipts.c.day, receipts.c.delivery_id, receipts.c.action, receipts.c.receipt)
        .where(receipts.c.org == org, place > begin)
        .order_by(receipts.c.day, receipts.c.delivery_id, receipts.c.action)
        .limit(most)
    )
    return [
        SignedWord(row.day.to_bytes(_DAY) + row.delivery_id + bytes([row.action]), row.receipt[6:22], row.receipt)
        for row in connection.execute(found)
    ]


_DAY = 4  # bytes of a day in the key of a receipt
RECEIPT_KEY = _DAY + 17


def _place(after: bytes) -> tuple[int, bytes, int]:
    """(day, delivery, action) of a key; before the first for the empty one, and for one of an earlier version."""
    if len(after) != RECEIPT_KEY:
        return -1, b"", 0
    return int.from_bytes(after[:_DAY]), after[_DAY:-1], after[-1]


def recalls_for(connection: Connection, org: str, after: bytes, most: int) -> list[SignedWord]:
    """Recall orders for what `org` has received and not opened."""
    found = (
        select(recalls.c.delivery_id, deliveries.c.cid, recalls.c.recall)
        .join(deliveries, deliveries.c.id == recalls.c.delivery_id)
        .where(recalls.c.org == org, recalls.c.delivery_id > after, deliveries.c.state == "received")
        .order_by(recalls.c.delivery_id)
        .limit(most)
    )
    return [SignedWord(*row) for row in connection.execute(found)]


_TROUBLE = (
    deliveries.c.id,
    deliveries.c.part,
    deliveries.c.org,
    deliveries.c.from_org,
    deliveries.c.cid,
    deliveries.c.day,
    deliveries.c.reason,
)


def refile_for(connection: Connection, org: str, after: bytes, most: int) -> list[FailedDelivery]:
    """What `org` sent and must send again."""
    found = (
        select(*_TROUBLE)
        .where(deliveries.c.state == REFILE, deliveries.c.from_org == org, deliveries.c.id > after)
        .order_by(deliveries.c.id)
        .limit(most)
    )
    return [FailedDelivery(*row) for row in connection.execute(found)]


def refused(connection: Connection) -> list[FailedDelivery]:
    """What no courier could carry: the operator's list."""
    found = select(*_TROUBLE).where(deliveries.c.state == REFUSED).order_by(deliveries.c.day, deliveries.c.id)
    return [FailedDelivery(*row) for row in connection.execute(found)]


def oldest_owed(connection: Connection) -> int | None:
    """The UTC day of the oldest envelope that is still owed; None when nothing is."""
    return connection.scalar(select(func.min(deliveries.c.day)).where(deliveries.c.state == OWED))


def settle(connection: Connection, delivery: Delivery, state: str, *, day: int | None = None) -> None:
    """The delivery is in `state`, nobody holds it, and it was received on `day` unless that was known before."""
    changes: dict[str, object] = {"state": state, "lease_until": None, "next_try": 0.0, "reason": None}
    connection.execute(update(deliveries).where(deliveries.c.id == delivery.id).values(changes))
    if day is None:
        return
    first = update(deliveries).where(deliveries.c.id == delivery.id, deliveries.c.received_day.is_(None))
    if connection.execute(first.values(received_day=day)).rowcount:
        its_bytes = and_(envelopes.c.org == delivery.org, envelopes.c.delivery_id == delivery.id)
        sooner = update(envelopes).where(its_bytes, envelopes.c.until > day + AFTER_RECEIVED)
        connection.execute(sooner.values(until=day + AFTER_RECEIVED))


def destroy(connection: Connection, delivery: Delivery) -> None:
    """The bytes are gone."""
    connection.execute(delete(envelopes).where(envelopes.c.org == delivery.org, envelopes.c.delivery_id == delivery.id))


def keep_receipt(connection: Connection, delivery: Delivery, action: int, receipt: bytes, day: int) -> None:
    """The first receipt of each action is kept, to be handed to who sent the envelope."""
    if delivery.from_org:
        row = {
            "org": delivery.from_org, "delivery_id": delivery.id, "action": action, "day": day, "receipt": receipt
        }  # fmt: skip
        _insert_receipt(connection, row)


def keep_recall(connection: Connection, delivery: Delivery, recall: bytes, day: int) -> None:
    """The order is kept, to be passed on to who has the envelope."""
    _insert_recall(connection, {"org": delivery.org, "delivery_id": delivery.id, "day": day, "recall": recall})


def mark_refile(connection: Connection, org: str, delivery: bytes, reason: str) -> None:
    """Nobody can open these bytes any more: they are destroyed, and who sent them is told to send again."""
    changed = connection.execute(
        update(deliveries)
        .where(and_(deliveries.c.id == delivery, deliveries.c.state.in_(("owed", "released", "carried", "refused"))))
        .values(state="refile", reason=reason, lease_until=None, next_try=0.0)
    )
    if changed.rowcount:
        connection.execute(delete(envelopes).where(envelopes.c.org == org, envelopes.c.delivery_id == delivery))


def kids_kept(connection: Connection) -> list[bytes]:
    """The key ids of every envelope, each once: few, because what an organisation is sent in a week has the same.

    Each is found behind the one before it by the index, so that thousands of envelopes of the same keys cost nothing.
    """
    found = select(literal(b"").label("kids")).cte("found", recursive=True)
    behind = select(envelopes.c.kids).where(envelopes.c.kids > found.c.kids).order_by(envelopes.c.kids).limit(1)
    found = found.union_all(select(behind.scalar_subquery()).where(found.c.kids.is_not(None)))
    return list(connection.execute(select(found.c.kids).where(found.c.kids > b"")).scalars())


def sealed_to(connection: Connection, kids: Collection[bytes]) -> list[tuple[str, bytes]]:
    """(org, delivery id) of every envelope of these key ids that no desk has said it has."""
    found = (
        select(envelopes.c.org, envelopes.c.delivery_id)
        .join(deliveries, deliveries.c.id == envelopes.c.delivery_id)
        .where(envelopes.c.kids.in_(kids), deliveries.c.state.in_(("owed", "released", "carried", "refused")))
    )
    return [(row.org, row.delivery_id) for row in connection.execute(found)]

"""Hand over: a desk lists and fetches what is owed to it, says what became of it, or takes it back.

A delivery is owed to an organisation: any of its desks may fetch until the bytes are destroyed, and the first
`received` settles it. A receipt is passed to whose envelope it is, and checked there again. An order to give an
envelope up (recall) is kept: before `received` the bytes are destroyed at once, and should a receipt come all the same,
from a desk that had fetched them before, the order is passed on to it; after `opened` it is too late.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from gateway.errors import TooLate
from gateway.filing import spend
from gateway.runtime import Caller, Host
from gateway.store import deliveries
from gateway.store.deliveries import RECEIPT_KEY, UNTOUCHED, Delivery, FailedDelivery, SignedWord, Waiting
from gateway.store.engine import reading, writing
from keys.directory.view import View
from keys.envelope.admission import admit_word
from keys.envelope.receipts import RECEIPT_LENGTH, Action, Word, parse_recall, parse_receipt
from keys.errors import Refused
from keys.roles import Kind, Role

TOGETHER = 25  # envelopes that are fetched, or receipts that are taken, in one request
PAGE = 200  # lines of each of the four lists in one answer
WORD_ROLES = {Kind.POLICE: frozenset({Role.POLICE_REPLY}), Kind.NGO: frozenset({Role.NGO_CASE})}
NO_KEY_LEFT = "key-stopped"


@dataclass(frozen=True, slots=True)
class Page:
    """One answer to "what is there for us?". `next` is where the following page begins; None at the end."""

    deliveries: list[Waiting] = field(default_factory=list)
    receipts: list[SignedWord] = field(default_factory=list)
    recalls: list[bytes] = field(default_factory=list)
    refile: list[FailedDelivery] = field(default_factory=list)
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far each of the four lists has been read: keys, in this order. Written as four hex texts with dots."""

    deliveries: bytes = b""
    receipts: bytes = b""
    recalls: bytes = b""
    refile: bytes = b""

    def __str__(self) -> str:
        return ".".join(key.hex() for key in (self.deliveries, self.receipts, self.recalls, self.refile))


def read_cursor(text: str) -> Cursor:
    """The cursor of its text, or of the empty text the beginning. Refused for any other text."""
    if not text:
        return Cursor()
    try:
        keys = [bytes.fromhex(key) for key in text.split(".")]
    except ValueError:
        raise Refused("cursor") from None
    if len(keys) != 4 or any(len(key) not in (0, 16, 17, RECEIPT_KEY) for key in keys):
        raise Refused("cursor")
    return Cursor(*keys)


def listing(cursor: Cursor, *, since: int, caller: Caller, host: Host) -> Page:
    """What is owed to the caller's organisation and what it should know, behind the cursor.

    `since`: receipts stored on this day or later.
    """
    org = caller.org
    with writing(host.engine) as connection:
        spend(connection, caller)
    if host.refiled is not host.view():
        host.refiled = host.view()
        refile_stopped(host)
    with reading(host.engine) as connection:
        waiting = deliveries.waiting(connection, org, cursor.deliveries, PAGE)
        told = deliveries.receipts_for(connection, org, cursor.receipts, since, PAGE)
        orders = deliveries.recalls_for(connection, org, cursor.recalls, PAGE)
        again = deliveries.refile_for(connection, org, cursor.refile, PAGE)
    full = any(len(rows) == PAGE for rows in (waiting, told, orders, again))
    following = Cursor(
        waiting[-1].id if waiting else cursor.deliveries,
        told[-1].key if told else cursor.receipts,
        orders[-1].key if orders else cursor.recalls,
        again[-1].id if again else cursor.refile,
    )
    recalls = [order.signed for order in orders]
    return Page(waiting, told, recalls, again, str(following) if full else None)


def fetch(delivery: bytes, *, caller: Caller, host: Host) -> bytes:
    """The bytes of a delivery to the caller's organisation. Refused if there is none, or nobody could open it."""
    (body,) = _fetched([delivery], caller, host)
    if body is None:
        raise Refused("delivery")
    return body


def fetch_together(wanted: Sequence[bytes], *, caller: Caller, host: Host) -> bytes:
    """The same of several, in their order: four bytes of length and the bytes; length 0 where there is none."""
    if len(wanted) > TOGETHER:
        raise Refused("delivery")
    bodies = [body or b"" for body in _fetched(wanted, caller, host)]
    return b"".join(len(body).to_bytes(4) + body for body in bodies)


def _fetched(wanted: Sequence[bytes], caller: Caller, host: Host) -> list[bytes | None]:
    bodies: list[bytes | None] = []
    with writing(host.engine) as connection:
        spend(connection, caller)
        for delivery in wanted:
            body, kids = deliveries.fetch(connection, caller.org, delivery) or (None, b"")
            if body is not None and _all_stopped(host.view(), kids):
                deliveries.mark_refile(connection, caller.org, delivery, NO_KEY_LEFT)
                body = None
            bodies.append(body)
    return bodies


def receipts(raw: bytes, *, caller: Caller, host: Host) -> None:
    """What the desk says has happened is recorded and will be passed on: all of it, or Refused for any fault.

    `raw` is one receipt after another.
    """
    words = [parse_receipt(raw[at : at + RECEIPT_LENGTH]) for at in range(0, len(raw), RECEIPT_LENGTH)]
    for word in words:
        _check(word, caller, host)
    with writing(host.engine) as connection:
        spend(connection, caller)
        for word in words:
            _record(connection, word, caller, host.today())


def _record(connection: Connection, word: Word, caller: Caller, today: int) -> None:
    delivery = _meant(connection, word)
    if delivery.org != caller.org:
        raise Refused("receipt-org")
    if word.action is Action.RECEIVED:
        if delivery.state in (*UNTOUCHED, "recalled"):
            deliveries.settle(connection, delivery, "received", day=today)
    elif word.action is Action.OPENED:
        deliveries.settle(connection, delivery, "opened", day=today)
    else:
        deliveries.settle(connection, delivery, "recalled")
        deliveries.destroy(connection, delivery)
    deliveries.keep_receipt(connection, delivery, word.action or 0, word.raw, today)


def recall(raw: bytes, *, caller: Caller, host: Host) -> None:
    """The envelope is given up, or the order to is kept for the desk that has it. TooLate once it was opened."""
    word = parse_recall(raw)
    if caller.kind is not Kind.NGO:
        raise Refused("G1-kind")
    _check(word, caller, host)
    late = False
    with writing(host.engine) as connection:
        spend(connection, caller)
        delivery = _meant(connection, word)
        if delivery.from_org != caller.org:
            raise Refused("recall-org")
        late = delivery.state == "opened"
        if not late:
            deliveries.keep_recall(connection, delivery, raw, host.today())
            deliveries.destroy(connection, delivery)
        if delivery.state in UNTOUCHED:
            deliveries.settle(connection, delivery, "recalled")
    if late:
        raise TooLate


def refile_stopped(host: Host) -> int:
    """Whatever is sealed to stopped keys only is marked `refile`, so that its sender learns of it; how many."""
    view = host.view()
    with reading(host.engine) as connection:
        stopped = [kids for kids in deliveries.kids_kept(connection) if _all_stopped(view, kids)]
    if not stopped:
        return 0
    with writing(host.engine) as connection:
        lost = deliveries.sealed_to(connection, stopped)
        for org, delivery in lost:
            deliveries.mark_refile(connection, org, delivery, NO_KEY_LEFT)
    return len(lost)


def _all_stopped(view: View, kids: bytes) -> bool:
    return all(view.stopped(kids[at : at + 16]) for at in range(0, len(kids), 16))


def _check(word: Word, caller: Caller, host: Host) -> None:
    admit_word(word, view=host.view(), org=caller.org, day=host.today(), roles=WORD_ROLES[caller.kind])


def _meant(connection: Connection, word: Word) -> Delivery:
    for delivery in deliveries.of_cid(connection, word.cid):
        if delivery.digest == word.digest:
            return delivery
    raise Refused("word-digest")

"""What this desk has decided to send, and when each item may leave. It survives a crash, a closed lid and a dead line.

An item is put in together with whatever caused it, in one batch of the vault, as words; it is sealed when it leaves,
because what was sealed the day before yesterday is not admitted any more. The sealed bytes are kept until the gateway
took them, so that sending again after a crash sends the same bytes and nothing arrives twice.

Timing. Receipts, recalls, questions, answers and the NGO's copy of a dangerous status leave at once. What a force
writes to mailboxes leaves in its daily round. Every other copy of a status and mailbox write leaves at its own
uniformly random time within its window (24 hours), on its own connection, and never in the hour of a fetch, a receipt
or the other copy: the gateway sees which organisation writes to which mailbox, and must not be able to match that with
a report. A desk that is switched on for one hour a day has no such other hour: after `PATIENCE` a waiting item leaves
all the same, because news must come some day.
"""

import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from keys.clock import now
from keys.desk.store.vault import Vault

HOUR = 3600
WINDOW = 24 * HOUR
PATIENCE = 48 * HOUR
"""How long after its time a timed item waits for an hour without a fetch."""
ROUND_HOUR = 3
"""The UTC hour of a police desk's daily round; a desk that is off then makes it when it is on again."""
CLAIM = 120
"""Seconds for which one desk program holds an item that it is sending."""
TRIES = 4
"""Refusals after which an item waits for a person instead of for another day."""
MAILBOX_QUOTA = 2
"""Writes a day to one mailbox that a gateway takes from one organisation."""
_SHELF, _STUCK, _HOURS, _WRITTEN = "outbox", "stuck", "hours", "written"


class ItemType(StrEnum):
    """What an item is; `keys.desk.sync.send` knows how each leaves."""

    RECEIPT = "receipt"
    RECALL = "recall"
    ENVELOPE = "envelope"
    MAIL = "mail"
    WIPE = "wipe"
    FREE = "free"
    UPLOAD = "upload"


@dataclass
class OutboxItem:
    """One item to send. `words` is the message inside, `to` an organisation, `box` a mailbox, `raw` ready bytes (hex).

    `due` is seconds since 1970. A `timed` item avoids the hours of a fetch, a receipt and of `other`, its other copy;
    a `daily` one leaves in the round of a day (`keys.desk.police.daily_round`), whatever the hour.
    `about` says in words what it is, for the person who looks.
    """

    sort: ItemType
    about: str
    report_id: str = ""
    part: int = 0
    to: str = ""
    box: dict[str, str] = field(default_factory=dict)
    words: dict[str, Any] = field(default_factory=dict)
    raw: str = ""
    timed: bool = False
    daily: bool = False
    due: float = 0.0
    other: str = ""
    avoid: list[int] = field(default_factory=list)
    sealed: str = ""
    sealed_day: int = 0
    claimed: float = 0.0
    refusals: int = 0
    stuck: bool = False
    id: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def urgent(self) -> bool:
        """True for the two words that keep a dangerous status from being shown too early or too late."""
        return self.words.get("kind") in ("safe", "not_yet")


class Outbox:
    """The items in one vault. Whoever sends claims first: two programs at one desk never send one item twice."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def put(self, item: OutboxItem) -> OutboxItem:
        """The item waits."""
        with self._vault.batch():
            self._vault.put(_SHELF, item.id, {**vars(item), "sort": item.sort.value})
            if not self._vault.has(_waits(item.report_id), item.id):
                self._vault.put(_waits(item.report_id), item.id, item.sort.value)
            if item.stuck:
                self._vault.put(_STUCK, item.id, None)
        return item

    def put_timed(self, item: OutboxItem, *, window: float = WINDOW) -> OutboxItem:
        """The item waits for a uniformly random moment of the next `window` seconds."""
        item.timed = True
        item.due = at_random(window)
        return self.put(item)

    def put_daily(self, item: OutboxItem, due: float | None = None) -> OutboxItem:
        """The item waits for the next round of a day, or for the one whose moment is given."""
        item.timed = item.daily = True
        item.due = this_round() + 24 * HOUR if due is None else due
        return self.put(item)

    def pair(self, one: OutboxItem, other: OutboxItem) -> None:
        """The two are copies of one status: neither leaves in the hour of the other."""
        one.other, other.other = other.id, one.id
        self.put(one)
        self.put(other)

    def waiting(self) -> list[OutboxItem]:
        """Everything that has not left, what is due first in front."""
        return sorted((_item(row) for _, row in self._vault.all(_SHELF)), key=_soonest)

    def stuck(self) -> list[OutboxItem]:
        """What the gateway keeps refusing: a person must look. Of thousands that wait, these alone are opened."""
        rows = (self._vault.get(_SHELF, ident) for ident, _ in self._vault.all(_STUCK))
        return [_item(row) for row in rows if row is not None]

    def of_report(self, report_id: str) -> list[OutboxItem]:
        """The same of one report alone: a desk that receives thousands looks here for each, and not at all of them."""
        rows = (self._vault.get(_SHELF, ident) for ident, _ in self._vault.all(_waits(report_id)))
        return sorted((_item(row) for row in rows if row is not None), key=_soonest)

    def claim(self, ident: str) -> OutboxItem | None:
        """The item, held by this program for `CLAIM` seconds; None when it has left or another program holds it."""
        with self._vault.batch():
            row = self._vault.get(_SHELF, ident)
            if row is None or row["claimed"] > now():
                return None
            item = _item(row)
            item.claimed = now() + CLAIM
            return self.put(item)

    def may_leave(self, item: OutboxItem, *, dangerous_waits: bool = False) -> bool:
        """Whether the item may leave in this very hour. `dangerous_waits` keeps a write a day for safe, not_yet."""
        if item.stuck or item.due > now() or item.claimed > now():
            return False
        if not item.timed:
            return True
        if not self.within_quota(item, dangerous_waits=dangerous_waits):
            return False
        if item.daily:
            return True
        hours = {self.hour_of("fetch"), self.hour_of("receipt"), *item.avoid}
        return this_hour() not in hours or now() > item.due + PATIENCE or item.urgent

    def within_quota(self, item: OutboxItem, *, dangerous_waits: bool = False) -> bool:
        """Whether the gateway would still take this today; always, unless it is a mailbox write."""
        spare = MAILBOX_QUOTA - (1 if dangerous_waits and not item.urgent else 0)
        return item.sort is not ItemType.MAIL or self._written_today(item.box["id"]) < spare

    def left(self, item: OutboxItem) -> None:
        """The gateway took the item: it is gone, and what must not share its hour knows the hour."""
        with self._vault.batch():
            self._delete(item)
            if item.sort is ItemType.RECEIPT:
                self.mark("receipt")
            if item.timed:
                self.mark("timed")
            if item.sort is ItemType.MAIL:
                self._count(item.box["id"])
            other = self._vault.get(_SHELF, item.other) if item.other else None
            if other is not None:
                other["avoid"] = [*other["avoid"], this_hour()]
                self._vault.put(_SHELF, item.other, other)

    def refused(self, item: OutboxItem) -> None:
        """The gateway refused: sealed anew and tried again within a day; in the end a person must look."""
        item.refusals += 1
        item.stuck = item.refusals >= TRIES
        item.sealed, item.claimed = "", 0.0
        item.due = at_random(WINDOW)
        self.put(item)

    def not_yet(self, item: OutboxItem) -> None:
        """It could not leave now (no line): it stays due."""
        item.claimed = 0.0
        self.put(item)

    def drop(self, ident: str) -> None:
        """The item will not be sent."""
        with self._vault.batch():
            row = self._vault.get(_SHELF, ident)
            if row is not None:
                self._delete(_item(row))

    def _delete(self, item: OutboxItem) -> None:
        self._vault.delete(_SHELF, item.id)
        self._vault.delete(_waits(item.report_id), item.id)
        if item.stuck:
            self._vault.delete(_STUCK, item.id)

    def mark(self, what: str) -> None:
        """`fetch`, `words`, `receipt` or `timed` (a timed item left) happened in this hour. Written once an hour."""
        if self.hour_of(what) != this_hour():
            self._vault.put(_HOURS, what, this_hour())

    def hour_of(self, what: str) -> int:
        """The last hour of a `fetch`, `words`, `receipt` or `timed`; -1 when there was none."""
        found = self._vault.get(_HOURS, what)
        return -1 if found is None else int(found)

    def _written_today(self, box: str) -> int:
        found = self._vault.get(_WRITTEN, box)
        return int(found["writes"]) if found and found["day"] == int(now() // 86400) else 0

    def _count(self, box: str) -> None:
        self._vault.put(_WRITTEN, box, {"day": int(now() // 86400), "writes": self._written_today(box) + 1})


def _waits(report_id: str) -> str:
    """The shelf that names what waits of one report."""
    return f"waits {report_id}"


def _item(row: dict[str, Any]) -> OutboxItem:
    return OutboxItem(**{**row, "sort": ItemType(row["sort"])})


def _soonest(item: OutboxItem) -> tuple[bool, float, int, str]:
    return item.timed, item.due, 0 if item.daily else item.words.get("seq", 0), item.id


def this_round() -> float:
    """The moment of the last daily round, seconds since 1970."""
    day = int((now() - ROUND_HOUR * HOUR) // (24 * HOUR))
    return float(day * 24 * HOUR + ROUND_HOUR * HOUR)


def this_hour() -> int:
    """Whole hours since 1970 UTC."""
    return int(now() // HOUR)


def at_random(window: float) -> float:
    """A moment of the next `window` seconds, each as likely, from the system's randomness."""
    return now() + secrets.randbelow(max(1, int(window)))

"""What this desk has decided to send, and when each thing may leave. It survives a crash, a closed lid and a dead line.

A thing is put in together with whatever caused it, in one batch of the vault, as words; it is sealed when it leaves,
because what was sealed the day before yesterday is not admitted any more. The sealed bytes are kept until the gateway
took them, so that sending again after a crash sends the same bytes and nothing arrives twice.

Timing. Receipts, recalls, questions, answers and the NGO's copy of a dangerous status leave at once. Every
other copy of a status and every mailbox write leaves at its own uniformly random time within its window (24 hours), on
its own connection, and never in the hour of a fetch, a receipt or the other copy: the gateway sees which organisation
writes to which mailbox, and must not be able to match that with a report. A desk that is switched on for one hour a
day has no such other hour: after `PATIENCE` a waiting thing leaves all the same, because news must come some day.
"""

import secrets
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from keys.clock import now
from keys.desk.store.vault import Vault

HOUR = 3600
WINDOW = 24 * HOUR
PATIENCE = 48 * HOUR
"""How long after its time a timed thing waits for an hour without a fetch."""
CLAIM = 120
"""Seconds for which one desk program holds a thing that it is sending."""
TRIES = 4
"""Refusals after which a thing waits for a person instead of for another day."""
MAILBOX_QUOTA = 2
"""Writes a day to one mailbox that a gateway takes from one organisation."""
_SHELF, _HOURS, _WRITTEN = "outbox", "hours", "written"


class Sort(StrEnum):
    """What a thing is; `keys.desk.sync.send` knows how each leaves."""

    RECEIPT = "receipt"
    RECALL = "recall"
    ENVELOPE = "envelope"
    MAIL = "mail"
    WIPE = "wipe"
    FREE = "free"
    UPLOAD = "upload"


@dataclass
class Thing:
    """One thing to send. `words` is the message inside, `to` an organisation, `box` a mailbox, `raw` ready bytes (hex).

    `due` is seconds since 1970. A `timed` thing avoids the hours of a fetch, a receipt and of `other`, its other copy.
    `about` says in words what it is, for the person who looks.
    """

    sort: Sort
    about: str
    report_id: str = ""
    part: int = 0
    to: str = ""
    box: dict[str, str] = field(default_factory=dict)
    words: dict[str, Any] = field(default_factory=dict)
    raw: str = ""
    timed: bool = False
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
    """The things in one vault. Whoever sends claims first: two programs at one desk never send one thing twice."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def put(self, thing: Thing) -> Thing:
        """The thing waits."""
        with self._vault.batch():
            self._vault.put(_SHELF, thing.id, {**asdict(thing), "sort": thing.sort.value})
            if self._vault.get(_waits(thing.report_id), thing.id) is None:
                self._vault.put(_waits(thing.report_id), thing.id, thing.sort.value)
        return thing

    def put_timed(self, thing: Thing, *, window: float = WINDOW) -> Thing:
        """The thing waits for a uniformly random moment of the next `window` seconds."""
        thing.timed = True
        thing.due = at_random(window)
        return self.put(thing)

    def pair(self, one: Thing, other: Thing) -> None:
        """The two are copies of one status: neither leaves in the hour of the other."""
        one.other, other.other = other.id, one.id
        self.put(one)
        self.put(other)

    def waiting(self) -> list[Thing]:
        """Everything that has not left, what is due first in front."""
        return sorted((_thing(row) for _, row in self._vault.all(_SHELF)), key=_soonest)

    def of_report(self, report_id: str) -> list[Thing]:
        """The same of one report alone: a desk that receives thousands looks here for each, and not at all of them."""
        rows = (self._vault.get(_SHELF, ident) for ident, _ in self._vault.all(_waits(report_id)))
        return sorted((_thing(row) for row in rows if row is not None), key=_soonest)

    def claim(self, ident: str) -> Thing | None:
        """The thing, held by this program for `CLAIM` seconds; None when it has left or another program holds it."""
        with self._vault.batch():
            row = self._vault.get(_SHELF, ident)
            if row is None or row["claimed"] > now():
                return None
            thing = _thing(row)
            thing.claimed = now() + CLAIM
            return self.put(thing)

    def may_leave(self, thing: Thing, *, dangerous_waits: bool = False) -> bool:
        """Whether the thing may leave in this very hour. `dangerous_waits` keeps a write a day for safe, not_yet."""
        if thing.stuck or thing.due > now() or thing.claimed > now():
            return False
        if not thing.timed:
            return True
        if not self.within_quota(thing, dangerous_waits=dangerous_waits):
            return False
        hours = {self.hour_of("fetch"), self.hour_of("receipt"), *thing.avoid}
        return this_hour() not in hours or now() > thing.due + PATIENCE or thing.urgent

    def within_quota(self, thing: Thing, *, dangerous_waits: bool = False) -> bool:
        """Whether the gateway would still take this today; always, unless it is a mailbox write."""
        spare = MAILBOX_QUOTA - (1 if dangerous_waits and not thing.urgent else 0)
        return thing.sort is not Sort.MAIL or self._written_today(thing.box["id"]) < spare

    def left(self, thing: Thing) -> None:
        """The gateway took the thing: it is gone, and what must not share its hour knows the hour."""
        with self._vault.batch():
            self._delete(thing)
            if thing.sort is Sort.RECEIPT:
                self.mark("receipt")
            if thing.timed:
                self.mark("timed")
            if thing.sort is Sort.MAIL:
                self._count(thing.box["id"])
            other = self._vault.get(_SHELF, thing.other) if thing.other else None
            if other is not None:
                other["avoid"] = [*other["avoid"], this_hour()]
                self._vault.put(_SHELF, thing.other, other)

    def refused(self, thing: Thing) -> None:
        """The gateway refused: sealed anew and tried again within a day; in the end a person must look."""
        thing.refusals += 1
        thing.stuck = thing.refusals >= TRIES
        thing.sealed, thing.claimed = "", 0.0
        thing.due = at_random(WINDOW)
        self.put(thing)

    def not_yet(self, thing: Thing) -> None:
        """It could not leave now (no line): it stays due."""
        thing.claimed = 0.0
        self.put(thing)

    def drop(self, ident: str) -> None:
        """The thing will not be sent."""
        with self._vault.batch():
            row = self._vault.get(_SHELF, ident)
            if row is not None:
                self._delete(_thing(row))

    def _delete(self, thing: Thing) -> None:
        self._vault.delete(_SHELF, thing.id)
        self._vault.delete(_waits(thing.report_id), thing.id)

    def mark(self, what: str) -> None:
        """`fetch`, `words`, `receipt` or `timed` (a timed thing left) happened in this hour. Written once an hour."""
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


def _thing(row: dict[str, Any]) -> Thing:
    return Thing(**{**row, "sort": Sort(row["sort"])})


def _soonest(thing: Thing) -> tuple[bool, float, int, str]:
    return thing.timed, thing.due, thing.words.get("seq", 0), thing.id


def this_hour() -> int:
    """Whole hours since 1970 UTC."""
    return int(now() // HOUR)


def at_random(window: float) -> float:
    """A moment of the next `window` seconds, each as likely, from the system's randomness."""
    return now() + secrets.randbelow(max(1, int(window)))

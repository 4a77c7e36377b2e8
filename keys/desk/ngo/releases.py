"""Releases: what an NGO's desk remembers of each note of consent, what left with it, what the police said since.

Her page is told that it was sent, opened, stopped. The words are fixed (`gateway.report.statuses`), so that her page
says them in her language; they name the kinds of things and never what they say. A notice that has not left yet is
overtaken in its place by the next of the same release: a box takes two writes a day from one organisation, and keeps
four. That it was opened is said only on the force's signed receipt for that very envelope, which this desk verified.

Where somebody looks over her shoulder, she may want none of it: a silent release is told by her caseworker alone.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from gateway.report import statuses
from gateway.report.names import day_in_london, name_of
from keys.clock import now, today
from keys.desk.case_view.words import leaves_in_words
from keys.desk.desk import Desk
from keys.desk.messages import status_line
from keys.desk.store.outbox import OutboxItem
from keys.desk.store.records import Case, CaseHead, Message
from keys.envelope.format import LEAVES
from keys.envelope.receipts import Action, Word
from keys.roles import Part

ERASED_WITHIN = 7
"""Days after the end of a release in which the police desk should have said that the values are gone."""
WAITING, SENT, UNSENT, BACK = "waiting", "sent", "unsent", "withdrawn"
NOTES_A_DAY = 64
"""Numbers that a day has for the notes of one report: far more than anybody makes."""
_SEQ = "release-seq"
_RECEIPTS = {"received": int(Action.RECEIVED), "opened": int(Action.OPENED), "recalled unseen": int(Action.RECALLED)}


@dataclass
class Release:
    """One note and what became of it. `envelopes` are [cid, digest] of what left; `later` is by index, as text.

    `told` is the last notice to her page that was put into the outbox; there is none of a `silent` release.
    """

    seq: int
    report_id: str
    to: str
    fields: list[int]
    later: dict[str, str]
    until: int
    words: str
    note: str
    day: int
    state: str
    lost: bool = False
    envelopes: list[list[str]] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)
    ended: int | None = None
    reason: str = ""
    told: str = ""
    silent: bool = False

    @property
    def end(self) -> int:
        """The day on which the police must hide it."""
        return self.until if self.ended is None else self.ended

    @property
    def names(self) -> list[str]:
        return [LEAVES[index] for index in [*self.fields, *map(int, self.later)]]


def with_any(desk: Desk, report_ids: Iterable[str]) -> set[str]:
    """Those of the reports of which something was ever released."""
    shelves = {_shelf(report_id): report_id for report_id in report_ids}
    return {shelves[shelf] for shelf in desk.vault.filled(shelves)}


def of(desk: Desk, case: CaseHead) -> list[Release]:
    """Every release of a report, in the order of their notes."""
    rows = [Release(**row) for _, row in desk.vault.all(_shelf(case.report_id))]
    return sorted(rows, key=lambda row: row.seq)


def left(desk: Desk, item: OutboxItem, cid: str, digest: str) -> None:
    """A release is about to leave in this envelope."""
    found = desk.vault.get(_shelf(item.report_id), str(item.words["seq"]))
    if found is not None:
        row = Release(**found)
        row.envelopes.append([cid, digest])
        put(desk, row)


def lines(desk: Desk, case: Case) -> list[str]:
    """What was released of a report and what the police said of it, one a line."""
    return [_line(desk, case, row) for row in of(desk, case)]


def _line(desk: Desk, case: Case, row: Release) -> str:
    what = f"Released to {name_of(row.to)}: {leaves_in_words(row.names)}, until {day_in_london(row.until)}"
    if row.state == WAITING:
        return f"{what}. WAITS for a second NGO's signature."
    if row.state == UNSENT:
        return f"{what}. Taken back before it left this desk."
    told: dict[int, int] = {}
    for cid, _ in row.envelopes:
        told |= desk.cases.receipts_of(cid)
    days = [f"{name} {day_in_london(told[at])}" for name, at in _RECEIPTS.items() if at in told]
    line = f"{what}. Police: {', '.join(days) or 'not received yet'}."
    if row.ended is not None:
        line += f" Taken back on {day_in_london(row.ended)}."
    erased = _erased(desk, case, row)
    return line + (f" Police say they erased it on {day_in_london(erased)}." if erased is not None else "")


def _erased(desk: Desk, case: CaseHead, row: Release) -> int | None:
    for message in desk.cases.said(case.report_id):
        if message.kind == "erased" and not message.out and message.body.get("about") == row.seq:
            return message.day
    return None


def is_erasure_late(desk: Desk, case: CaseHead, row: Release) -> bool:
    """True when the police had the values and have not said in time that they are gone."""
    if row.state not in (SENT, BACK) or today() <= row.end + ERASED_WITHIN:
        return False
    return _received(desk, row) and _erased(desk, case, row) is None


def _received(desk: Desk, row: Release) -> bool:
    """True when a police desk had it and did not give it up unseen."""
    receipts = [desk.cases.receipts_of(cid) for cid, _ in row.envelopes]
    return any(Action.RECEIVED in told and Action.RECALLED not in told for told in receipts)


def put(desk: Desk, row: Release) -> None:
    """The row stands as given."""
    desk.vault.put(_shelf(row.report_id), str(row.seq), asdict(row))


def next_number(desk: Desk, case: Case) -> int:
    """A number that no note of this report ever had, here or at another desk of this organisation.

    The police accept notes in rising order only (C7), and a desk does not know what another one sent before. So a
    day has numbers of its own, and nothing finer than the day is told by them.
    """
    with desk.vault.batch():
        seq = max(1 + int(desk.vault.get(_SEQ, case.report_id) or 0), today() * NOTES_A_DAY)
        desk.vault.put(_SEQ, case.report_id, seq)
    return seq


def _shelf(report_id: str) -> str:
    return f"release {report_id}"


def notify_release(desk: Desk, case: Case, row: Release, code: str, day: int | None = None) -> None:
    """The notice `code` of a release waits for her mailbox; it speaks of `day`, or of today."""
    if row.silent:
        return
    words = _words(row, code, today() if day is None else day)
    before = _unsent(desk, row)
    if before is None:
        row.told = status_line.to_her(desk, case, words).id
        put(desk, row)
        return
    before.words |= words
    desk.outbox.put(before)
    for message in _said(desk, case, before):
        message.body = dict(before.words)
        desk.cases.say(message)


def notify_stop(desk: Desk, case: Case, row: Release) -> None:
    """She reads that it was stopped; nothing at all when neither the release nor a word of it ever left."""
    before = _unsent(desk, row)
    if row.state == UNSENT and before is not None and before.words["code"] == statuses.RELEASED:
        desk.outbox.drop(before.id)
        for message in _said(desk, case, before):
            desk.cases.unsay(message)
        return
    notify_release(desk, case, row, statuses.STOPPED)


def notify_opening(desk: Desk, word: Word) -> None:
    """If the verified receipt `word` says that a release was opened, she is told once, with its day."""
    if word.action is not Action.OPENED:
        return
    cid = word.cid.hex()
    sent = desk.cases.sent(cid)
    case = None if sent is None else desk.cases.get(sent["report_id"])
    for row in of(desk, case) if case else []:
        if case and row.ended is None and cid in (left_in for left_in, _ in row.envelopes):
            notify_release(desk, case, row, statuses.RELEASE_OPENED, word.day)


def _words(row: Release, code: str, day: int) -> dict[str, Any]:
    leaves = list(dict.fromkeys(row.names))
    about = {"leaves": leaves, "day": day}
    return {"kind": "notice", "code": code, "about": about, "text": statuses.english(code, leaves, day)}


def _said(desk: Desk, case: Case, item: OutboxItem) -> list[Message]:
    """What the case remembers of a notice."""
    seq = item.words["seq"]
    return [m for m in desk.cases.said(case.report_id) if m.out and m.part == Part.MAILBOX and m.seq == seq]


def _unsent(desk: Desk, row: Release) -> OutboxItem | None:
    """The last notice of this release, while it can still be changed."""
    for item in desk.outbox.waiting():
        if item.id == row.told and not item.sealed and item.claimed <= now():
            return item
    return None

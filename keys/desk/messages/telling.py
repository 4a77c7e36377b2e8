"""Her page hears of a release: that it was sent, that it was opened, that it was stopped. An NGO's desk writes it.

The words are fixed (`gateway.report.notices`), so that her page says them in her language; they name the kinds of
things and never what they say. A notice that has not left yet is overtaken in its place by the next of the same
release: a box takes two writes a day from one organisation, and keeps four.

Where somebody looks over her shoulder, she may want none of it: a silent release is told by her caseworker alone.
That it was opened is said only on the force's signed receipt for that very envelope, which this desk has verified.
"""

from __future__ import annotations

from typing import Any

from gateway.report import notices
from keys.clock import now, today
from keys.desk.messages import status_line as picture
from keys.desk.messages.released import UNSENT, Release, Releases
from keys.desk.store.cases import Case, Cases, Message
from keys.desk.store.outbox import WINDOW, Outbox, Thing
from keys.desk.sync import accept as arriving
from keys.envelope.receipts import Action, Word
from keys.parts import Part


def of_release(
    cases: Cases, outbox: Outbox, case: Case, org: str, row: Release, code: str, day: int | None = None
) -> None:
    """The notice `code` of a release waits for her mailbox; it speaks of `day`, or of today."""
    if row.silent:
        return
    words = _words(row, code, today() if day is None else day)
    before = _unsent(outbox, row)
    if before is None:
        row.told = picture.to_her(cases, outbox, case, org, words, window=WINDOW).id
        Releases(cases).put(row)
        return
    before.words |= words
    outbox.put(before)
    for message in _said(cases, case, before):
        message.body = dict(before.words)
        cases.say(message)


def of_stop(cases: Cases, outbox: Outbox, case: Case, org: str, row: Release) -> None:
    """She reads that it was stopped; nothing at all when neither the release nor a word of it ever left."""
    before = _unsent(outbox, row)
    if row.state == UNSENT and before is not None and before.words["code"] == notices.RELEASED:
        outbox.drop(before.id)
        for message in _said(cases, case, before):
            cases.unsay(message)
        return
    of_release(cases, outbox, case, org, row, notices.STOPPED)


def of_opening(cases: Cases, outbox: Outbox, org: str, word: Word) -> None:
    """If the verified receipt `word` says that a release was opened, she is told once, with its day."""
    if word.action is not Action.OPENED:
        return
    cid = word.cid.hex()
    case = cases.get(arriving.report_of_sent(cases, cid))
    for row in Releases(cases).of(case) if case else []:
        if case and row.ended is None and cid in (sent for sent, _ in row.envelopes):
            of_release(cases, outbox, case, org, row, notices.OPENED, word.day)


def _words(row: Release, code: str, day: int) -> dict[str, Any]:
    leaves = list(dict.fromkeys(row.names))
    about = {"leaves": leaves, "day": day}
    return {"kind": "notice", "code": code, "about": about, "text": notices.english(code, leaves, day)}


def _said(cases: Cases, case: Case, thing: Thing) -> list[Message]:
    """What the case remembers of a notice."""
    seq = thing.words["seq"]
    return [m for m in cases.said(case.report_id) if m.out and m.part == Part.MAILBOX and m.seq == seq]


def _unsent(outbox: Outbox, row: Release) -> Thing | None:
    """The last notice of this release, while it can still be changed."""
    for thing in outbox.waiting():
        if thing.id == row.told and not thing.sealed and thing.claimed <= now():
            return thing
    return None

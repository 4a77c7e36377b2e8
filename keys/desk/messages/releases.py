"""What an NGO's desk remembers of what she released: each note, what left with it, and what the police said since.

Her page hears of a release: that it was sent, that it was opened, that it was stopped. An NGO's desk writes it.

The words are fixed (`gateway.report.statuses`), so that her page says them in her language; they name the kinds of
things and never what they say. A notice that has not left yet is overtaken in its place by the next of the same
release: a box takes two writes a day from one organisation, and keeps four.

Where somebody looks over her shoulder, she may want none of it: a silent release is told by her caseworker alone.
That it was opened is said only on the force's signed receipt for that very envelope, which this desk has verified.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from gateway.report import statuses
from gateway.report.names import day_in_london, name_of
from keys.clock import iso, now, today
from keys.desk.messages import status_line
from keys.desk.ngo.tasks import LATE, NEWS, Need
from keys.desk.store.cases import Case, Cases, Message
from keys.desk.store.outbox import WINDOW, Outbox, Thing
from keys.desk.sync import accept
from keys.envelope.format import LEAVES
from keys.envelope.receipts import Action, Word
from keys.roles import Part

ERASED_WITHIN = 7
"""Days after the end of a release in which the police desk should have said that the values are gone."""
WAITING, SENT, UNSENT, BACK = "waiting", "sent", "unsent", "withdrawn"
NOTES_A_DAY = 64
"""Numbers that a day has for the notes of one report: far more than anybody makes."""
_SEQ = "release-seq"
_RECEIPTS = {
    "received": int(Action.RECEIVED),
    "opened": int(Action.OPENED),
    "recalled unseen": int(Action.RECALLED),
}


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
    def names(self) -> list[str]:
        return [LEAVES[index] for index in [*self.fields, *map(int, self.later)]]


class Releases:
    """The rows of one NGO's desk."""

    def __init__(self, cases: Cases) -> None:
        self._cases = cases

    def of(self, case: Case) -> list[Release]:
        """Every release of a report, in the order of their notes."""
        rows = [Release(**row) for _, row in self._cases.vault.all(_shelf(case.report_id))]
        return sorted(rows, key=lambda row: row.seq)

    def left(self, thing: Thing, cid: str, digest: str) -> None:
        """A release is about to leave in this envelope."""
        found = self._cases.vault.get(_shelf(thing.report_id), str(thing.words["seq"]))
        if found is not None:
            row = Release(**found)
            row.envelopes.append([cid, digest])
            self.put(row)

    def lines(self, case: Case) -> list[str]:
        """What was released of a report and what the police said of it, one a line."""
        return [self._line(case, row) for row in self.of(case)]

    def _line(self, case: Case, row: Release) -> str:
        names = ", ".join(row.names).replace("_", " ")
        what = f"Released to {name_of(row.to)}: {names}, until {day_in_london(row.until)}"
        if row.state == WAITING:
            return f"{what}. WAITS for a second NGO's signature."
        if row.state == UNSENT:
            return f"{what}. Taken back before it left this desk."
        told: dict[int, int] = {}
        for cid, _ in row.envelopes:
            told |= accept.receipts_of(self._cases, cid)
        days = [f"{name} {day_in_london(told[at])}" for name, at in _RECEIPTS.items() if at in told]
        line = f"{what}. Police: {', '.join(days) or 'not received yet'}."
        if row.ended is not None:
            line += f" Taken back on {day_in_london(row.ended)}."
        erased = self._erased(case, row)
        return line + (
            f" Police say they erased it on {day_in_london(erased)}." if erased is not None else ""
        )

    def _erased(self, case: Case, row: Release) -> int | None:
        for message in self._cases.said(case.report_id):
            if message.kind == "erased" and not message.out and message.body.get("about") == row.seq:
                return message.day
        return None

    def needs(self) -> list[Need]:
        """Releases that wait for somebody: for a second NGO, or for the police's word that they erased it."""
        found = []
        for case in self._cases.all():
            for row in [] if case.elsewhere else self.of(case):
                end = row.until if row.ended is None else row.ended
                what = ", ".join(row.names)
                if row.state == WAITING:
                    do = f"amparo-desk release {case.short} --cosigned FILE"
                    found.append(
                        Need(NEWS, row.day, case.short, f"{what}: a second NGO has to sign.", do, "cosign")
                    )
                    continue
                late = row.state in (SENT, BACK) and today() > end + ERASED_WITHIN
                if late and self._received(row) and self._erased(case, row) is None:
                    told = f"{case.force} has not said that it erased {what}, due {iso(end)}."
                    do = "call the force; tell the coalition"
                    found.append(Need(LATE, end, case.short, told, do, "late"))
        return found

    def _received(self, row: Release) -> bool:
        """True when a police desk had it and did not give it up unseen."""
        receipts = [accept.receipts_of(self._cases, cid) for cid, _ in row.envelopes]
        return any(Action.RECEIVED in told and Action.RECALLED not in told for told in receipts)

    def put(self, row: Release) -> None:
        """The row stands as given."""
        self._cases.vault.put(_shelf(row.report_id), str(row.seq), asdict(row))

    def next_number(self, case: Case) -> int:
        """A number that no note of this report ever had, here or at another desk of this organisation.

        The police accept notes in rising order only (C7), and a desk does not know what another one sent before. So a
        day has numbers of its own, and nothing finer than the day is told by them.
        """
        with self._cases.vault.batch():
            seq = max(1 + int(self._cases.vault.get(_SEQ, case.report_id) or 0), today() * NOTES_A_DAY)
            self._cases.vault.put(_SEQ, case.report_id, seq)
        return seq


def _shelf(report_id: str) -> str:
    return f"release {report_id}"


def of_release(
    cases: Cases, outbox: Outbox, case: Case, org: str, row: Release, code: str, day: int | None = None
) -> None:
    """The notice `code` of a release waits for her mailbox; it speaks of `day`, or of today."""
    if row.silent:
        return
    words = _words(row, code, today() if day is None else day)
    before = _unsent(outbox, row)
    if before is None:
        row.told = status_line.to_her(cases, outbox, case, org, words, window=WINDOW).id
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
    if row.state == UNSENT and before is not None and before.words["code"] == statuses.RELEASED:
        outbox.drop(before.id)
        for message in _said(cases, case, before):
            cases.unsay(message)
        return
    of_release(cases, outbox, case, org, row, statuses.STOPPED)


def of_opening(cases: Cases, outbox: Outbox, org: str, word: Word) -> None:
    """If the verified receipt `word` says that a release was opened, she is told once, with its day."""
    if word.action is not Action.OPENED:
        return
    cid = word.cid.hex()
    case = cases.get(accept.report_of_sent(cases, cid))
    for row in Releases(cases).of(case) if case else []:
        if case and row.ended is None and cid in (sent for sent, _ in row.envelopes):
            of_release(cases, outbox, case, org, row, statuses.RELEASE_OPENED, word.day)


def _words(row: Release, code: str, day: int) -> dict[str, Any]:
    leaves = list(dict.fromkeys(row.names))
    about = {"leaves": leaves, "day": day}
    return {"kind": "notice", "code": code, "about": about, "text": statuses.english(code, leaves, day)}


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

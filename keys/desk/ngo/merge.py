"""One case out of a vault as plain data, and into another vault, joined with what that one has of it.

Joined means: a day on which something happened is the first that either knows; a number is the higher one; what was
said, what came sealed, what was released is there once. What both have in two ways is kept in both.
"""

from dataclasses import asdict
from hashlib import sha256
from typing import Any

from keys.desk.desk import Desk
from keys.desk.ngo import notebook, releases
from keys.desk.ngo.releases import Release
from keys.desk.store.records import Case, KeptEnvelope, Message
from keys.encoding import canonical, unb64
from keys.token import MailboxKeys

_FIRST = (
    "opened", "confirmed", "recalled", "recall_asked", "paused", "withdrawn", "police_received", "police_opened",
)  # fmt: skip
_HIGHER = ("said_to_desk", "said_to_her")
_EITHER = ("superseded_by", "supersedes", "report", "leaves", "declined")


def packed(desk: Desk, case: Case) -> dict[str, Any]:
    """Everything a vault holds about one case. It holds no private key; the mailbox keys open nothing of the NGO's."""
    rows = releases.of(desk, case)
    cids = [cid for row in rows for cid, _ in row.envelopes]
    return {
        "case": asdict(case),
        "said": [asdict(message) for message in desk.cases.said(case.report_id)],
        "envelopes": [asdict(kept) for kept in desk.cases.envelopes_of(case.report_id)],
        "boxes": [row for _, row in desk.vault.all("mailbox") if row["report_id"] == case.report_id],
        "releases": [asdict(row) for row in rows],
        "sent": {cid: row for cid in cids if (row := desk.cases.sent(cid)) is not None},
        "notes": notebook.packed(desk, case),
        "filed": [mark for mark, report_id in desk.vault.all("filed") if report_id == case.report_id],
    }


def join(desk: Desk, whole: dict[str, Any]) -> Case:
    """The case is in this vault. Called inside a batch; TypeError or KeyError for what is no packed case."""
    theirs = Case(**whole["case"])
    ours = desk.cases.get(theirs.report_id)
    for row in whole["said"]:
        _say(desk, Message(**row))
    for row in whole["envelopes"]:
        kept = KeptEnvelope(**row)
        here = desk.vault.get("envelope", f"{kept.part}/{kept.cid}")
        desk.cases.put_kept(kept if here is None else _kept(KeptEnvelope(**here), kept))
    for row in whole["boxes"]:
        keys = {name: bytes.fromhex(text) for name, text in row["keys"].items()}
        desk.cases.keep_box(theirs.report_id, MailboxKeys(**keys))
    for row in whole["releases"]:
        _release(desk, theirs, Release(**row))
    for cid, row in whole["sent"].items():
        here = desk.cases.sent(cid) or row
        desk.cases.put_sent(cid, {**row, "receipts": {**here["receipts"], **row["receipts"]}})
    for row in whole.get("notes", []):
        notebook.join(desk, row)
    for mark in whole["filed"]:
        desk.vault.put("filed", mark, theirs.report_id)
    case = theirs if ours is None else _case(ours, theirs)
    _newest_box(desk, case)
    desk.cases.put(case)
    return case


def _case(ours: Case, theirs: Case) -> Case:
    for name in _FIRST:
        days = [day for day in (getattr(ours, name), getattr(theirs, name)) if day is not None]
        setattr(ours, name, min(days, default=None))
    for name in _HIGHER:
        setattr(ours, name, max(getattr(ours, name), getattr(theirs, name)))
    for name in _EITHER:
        setattr(ours, name, getattr(ours, name) or getattr(theirs, name))
    ours.filed_here = ours.filed_here or theirs.filed_here
    ours.priority = ours.priority or theirs.priority
    ours.police_words = list(dict.fromkeys([*ours.police_words, *theirs.police_words]))
    pairs = {(str(code), int(day)): None for code, day in [*ours.line, *theirs.line]}
    ours.line = [list(pair) for pair in sorted(pairs, key=lambda pair: pair[1])]
    return ours


def _say(desk: Desk, theirs: Message) -> None:
    """The message is remembered once. Ours under the same number with other words stays beside it."""
    known = {message.key: message for message in desk.cases.said(theirs.report_id)}
    if (ours := known.get(theirs.key)) is not None and _words(ours) != _words(theirs):
        theirs.cid = sha256(canonical(_words(theirs))).hexdigest()[:32]
        ours = known.get(theirs.key)
    if ours is not None:
        for name in ("seen", "dealt_with"):
            days = [day for day in (getattr(ours, name), getattr(theirs, name)) if day is not None]
            setattr(ours, name, min(days, default=None))
        if "delayed" in theirs.body:
            ours.body.setdefault("delayed", theirs.body["delayed"])
    desk.cases.say(ours or theirs)


def _words(message: Message) -> dict[str, Any]:
    return {name: value for name, value in message.body.items() if name not in ("delayed", "warned_reason")}


def _kept(ours: KeptEnvelope, theirs: KeptEnvelope) -> KeptEnvelope:
    """One envelope: emptied at either desk is emptied; the receipts of both."""
    kept = ours if ours.raw and theirs.raw else theirs if not theirs.raw else ours
    kept.receipts = {**theirs.receipts, **ours.receipts}
    return kept


def _release(desk: Desk, case: Case, theirs: Release) -> None:
    """The note is remembered once, as far as either desk has got with it."""
    ours = next((row for row in releases.of(desk, case) if row.seq == theirs.seq), None)
    if ours is None or (ours.ended is None and len(ours.envelopes) <= len(theirs.envelopes)):
        releases.put(desk, theirs)


def _newest_box(desk: Desk, case: Case) -> None:
    """Where she has a new code, its mailbox is the one that the last word about it named."""
    moved = [message for message in desk.cases.said(case.report_id) if message.kind == "mailbox_moved" and message.out]
    for message in moved[-1:]:
        found = _box(desk, str(message.body["mailbox"]["id"]))
        if found is not None:
            case.mailbox = {"id": found["id"], "pk": found["pk"]}
            case.say, case.read = found["say"], found["read"]


def _box(desk: Desk, box: str) -> dict[str, str] | None:
    row = desk.vault.get("mailbox", unb64(box, 32).hex())
    return None if row is None else row["keys"]

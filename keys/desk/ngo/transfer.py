"""Cases go from one desk of an NGO to another: whole, in one locked file, and one desk answers for each.

Every desk of an organisation gets what is sealed to it. What a desk said, decided and wrote down itself is in its own
vault alone; this carries it over, for a colleague who takes a case, for somebody who leaves, for two who share one.

Rules
- One desk answers for a case. The others hold it to read; an act there is refused with the name of the desk that does.
  Two that answered at once would use the same numbers and tell the police two things.
- The file is locked with a word that is shown once and said by telephone; it goes by another way than the word.
- It is for desks of the same organisation and the same directory. It holds no keys and no passphrase.
- Taking it twice changes nothing. What both desks have is joined: what somebody did on either desk is done.

One case out of a vault as plain data, and into another vault, joined with what that one has of it.

Joined means: a day on which something happened is the first that either knows; a number is the higher one; what was
said, what came sealed, what was released is there once. What both have in two ways is kept in both.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from keys.desk.errors import DeskError
from keys.desk.messages.releases import Release, Releases
from keys.desk.ngo.drafts import HELD_SHELF as HELD
from keys.desk.store.cases import Case, Cases, Kept, Message
from keys.desk.store.folder import Settings, limits
from keys.desk.store.outbox import Outbox
from keys.encoding import canonical, unb64
from keys.errors import BadKeyFile
from keys.keyfiles import header_of, lock, unlock
from keys.roles import Part
from keys.token import MailboxKeys

_FIRST = (
    "opened", "confirmed", "recalled", "recall_asked", "paused", "withdrawn", "police_received", "police_opened",
)  # fmt: skip
_HIGHER = ("said_to_desk", "said_to_her")
_EITHER = ("superseded_by", "supersedes", "report", "leaves")
_SENT = "sent"


def packed(cases: Cases, case: Case) -> dict[str, Any]:
    """Everything a vault holds about one case. It holds no private key; the mailbox keys open nothing of the NGO's."""
    releases = Releases(cases)
    cids = [cid for row in releases.of(case) for cid, _ in row.envelopes]
    return {
        "case": asdict(case),
        "said": [asdict(message) for message in cases.said(case.report_id)],
        "envelopes": [asdict(kept) for kept in cases.envelopes_of(case.report_id)],
        "boxes": [row for _, row in cases.vault.all("mailbox") if row["report_id"] == case.report_id],
        "releases": [asdict(row) for row in releases.of(case)],
        "sent": {cid: row for cid in cids if (row := cases.vault.get(_SENT, cid)) is not None},
        "filed": [mark for mark, report_id in cases.vault.all("filed") if report_id == case.report_id],
    }


def join(cases: Cases, whole: dict[str, Any]) -> Case:
    """The case is in this vault. Called inside a batch; TypeError or KeyError for what is no packed case."""
    theirs = Case(**whole["case"])
    ours = cases.get(theirs.report_id)
    for row in whole["said"]:
        _say(cases, Message(**row))
    for row in whole["envelopes"]:
        kept = Kept(**row)
        here = cases.vault.get("envelope", f"{kept.part}/{kept.cid}")
        cases.put_kept(kept if here is None else _kept(Kept(**here), kept))
    for row in whole["boxes"]:
        keys = {name: bytes.fromhex(text) for name, text in row["keys"].items()}
        cases.keep_box(theirs.report_id, MailboxKeys(**keys))
    for row in whole["releases"]:
        _release(Releases(cases), theirs, Release(**row))
    for cid, row in whole["sent"].items():
        here = cases.vault.get(_SENT, cid) or row
        cases.vault.put(_SENT, cid, {**row, "receipts": {**here["receipts"], **row["receipts"]}})
    for mark in whole["filed"]:
        cases.vault.put("filed", mark, theirs.report_id)
    case = theirs if ours is None else _case(ours, theirs)
    _newest_box(cases, case)
    cases.put(case)
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


def _say(cases: Cases, theirs: Message) -> None:
    """The message is remembered once. Ours under the same number with other words stays beside it."""
    known = {message.key: message for message in cases.said(theirs.report_id)}
    if (ours := known.get(theirs.key)) is not None and _words(ours) != _words(theirs):
        theirs.cid = sha256(canonical(_words(theirs))).hexdigest()[:32]
        ours = known.get(theirs.key)
    if ours is not None:
        for name in ("seen", "dealt_with"):
            days = [day for day in (getattr(ours, name), getattr(theirs, name)) if day is not None]
            setattr(ours, name, min(days, default=None))
        if "delayed" in theirs.body:
            ours.body.setdefault("delayed", theirs.body["delayed"])
    cases.say(ours or theirs)


def _words(message: Message) -> dict[str, Any]:
    return {name: value for name, value in message.body.items() if name not in ("delayed", "warned_reason")}


def _kept(ours: Kept, theirs: Kept) -> Kept:
    """One envelope: emptied at either desk is emptied; the receipts of both."""
    kept = ours if ours.raw and theirs.raw else theirs if not theirs.raw else ours
    kept.receipts = {**theirs.receipts, **ours.receipts}
    return kept


def _release(rows: Releases, case: Case, theirs: Release) -> None:
    """The note is remembered once, as far as either desk has got with it."""
    ours = next((row for row in rows.of(case) if row.seq == theirs.seq), None)
    if ours is None or (ours.ended is None and len(ours.envelopes) <= len(theirs.envelopes)):
        rows.put(theirs)


def _newest_box(cases: Cases, case: Case) -> None:
    """Where she has a new code, its mailbox is the one that the last word about it named."""
    moved = [
        message for message in cases.said(case.report_id) if message.kind == "mailbox_moved" and message.out
    ]
    for message in moved[-1:]:
        found = _box(cases, str(message.body["mailbox"]["id"]))
        if found is not None:
            case.mailbox = {"id": found["id"], "pk": found["pk"]}
            case.say, case.read = found["say"], found["read"]


def _box(cases: Cases, box: str) -> dict[str, str] | None:
    row = cases.vault.get("mailbox", unb64(box, 32).hex())
    return None if row is None else row["keys"]


_KIND = "desk-handover"
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without those that are misheard or misread
_GROUPS, _GROUP = 5, 4  # 98 bits, behind Argon2id as well
AHEAD = 100
"""Sequence numbers skipped when a desk answers again without having heard what the other one said."""
LONGEST_NAME = 40


@dataclass(frozen=True)
class Given:
    """A file for another desk: its locked `text`, the `word` that opens it, which cases, what still waits here."""

    text: str
    word: str
    references: list[str]
    waiting: int

    def __repr__(self) -> str:
        return "Given(not shown)"


def give(
    settings: Settings, cases: Cases, outbox: Outbox, chosen: Sequence[Case], *, to: str, keep_answering: bool
) -> Given:
    """The cases as a locked file. Unless this desk keeps answering, `to` (a name people know) answers from now on."""
    name = _name(to)
    if not chosen:
        raise DeskError("Name at least one report to hand over.")
    if gone := [case.short for case in chosen if case.elsewhere]:
        raise DeskError(f"Another desk answers for {', '.join(gone)} already. Hand them over from there.")
    word = "-".join("".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    ids = {case.report_id for case in chosen}
    waiting = sum(thing.report_id in ids for thing in outbox.waiting())
    with cases.vault.batch():
        whole = {
            "v": 1,
            "answers": not keep_answering,
            "cases": [packed(cases, case) for case in chosen],
            "done": _dealt_with(cases),
        }
        if not keep_answering:
            for case in chosen:
                case.elsewhere = name
                cases.put(case)
    header = {"kind": _KIND, "org": settings.org, "genesis": settings.genesis.hex()}
    text = lock(
        json.dumps(whole, ensure_ascii=False).encode(), word.encode(), header, limits=limits(settings)
    )
    return Given(text, word, [case.reference for case in chosen], waiting)


def take(settings: Settings, cases: Cases, text: str, word: str) -> list[Case]:
    """The cases of a file are here, joined with what was. DeskError or BadKeyFile, and nothing has changed."""
    try:
        header = header_of(text)
    except BadKeyFile:
        raise BadKeyFile("This is no file of another desk, or it was cut short. Nothing was taken.") from None
    if header.get("kind") != _KIND:
        raise DeskError("This file was not made to hand cases over. Nothing was taken.")
    if header.get("org") != settings.org or header.get("genesis") != settings.genesis.hex():
        raise DeskError(f"This file is not from a desk of {settings.org}. Nothing was taken.")
    try:
        _, raw = unlock(text, _typed(word).encode(), weak=settings.demonstration)
    except BadKeyFile:
        raise BadKeyFile("That word does not open this file. Ask for it again. Nothing was taken.") from None
    try:
        whole = json.loads(raw)
        with cases.vault.batch():
            taken = [join(cases, packed) for packed in whole["cases"]]
            for case in taken:
                case.elsewhere = "" if whole["answers"] else (case.elsewhere or _THE_OTHER)
                cases.put(case)
            for cid in whole["done"]:
                _forget_held(cases, str(cid))
    except (ValueError, KeyError, TypeError):
        raise BadKeyFile(
            "The file is damaged, or of another version of this program. Nothing was taken."
        ) from None
    return taken


_THE_OTHER = "the desk it came from"


def leave_to(cases: Cases, case: Case, name: str) -> None:
    """Another desk answers for the case; this one holds it to read."""
    case.elsewhere = _name(name)
    cases.put(case)


def answer_again(cases: Cases, case: Case) -> None:
    """This desk answers for the case. Numbers are skipped: what the other one said last is not known here."""
    if not case.elsewhere:
        raise DeskError("This desk answers for that report already.")
    case.elsewhere = ""
    case.said_to_desk += AHEAD
    case.said_to_her += AHEAD
    cases.put(case)


def must_answer_here(case: Case) -> None:
    """Nothing, if this desk answers for the case; else DeskError with the name of the one that does."""
    if case.elsewhere:
        raise DeskError(
            f"{case.elsewhere} answers for this report, so nothing is done about it here. If that desk is gone or "
            f"cannot be reached: amparo-desk handover back {case.short}"
        )


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name or len(name) > LONGEST_NAME:
        raise DeskError(
            f"Say which desk answers, as your people call it, in at most {LONGEST_NAME} characters."
        )
    return name


def _typed(word: str) -> str:
    """The word as it was made, from how people type it."""
    plain = "".join(sign for sign in word.upper() if sign.isalnum())
    return "-".join(plain[at : at + _GROUP] for at in range(0, len(plain), _GROUP))


# --- forms kept for later: done at one desk is done at the other


def _dealt_with(cases: Cases) -> list[str]:
    """The ids of held forms that were filed or deleted here: their envelopes are emptied."""
    return [
        kept["cid"]
        for _, kept in cases.vault.all("envelope")
        if kept["part"] == int(Part.HELD) and not kept["raw"]
    ]


def _forget_held(cases: Cases, cid: str) -> None:
    if cases.vault.get(HELD, cid) is not None:
        cases.vault.delete(HELD, cid)
        kept = cases.kept(Part.HELD, cid)
        if kept is not None:
            cases.empty(kept)

"""Receive: what is sealed to this desk is fetched or found in a folder, checked, kept durably, and only then receipted.

The directory, the list, the bytes; the checks R1 to R19 (`keys.private.opening`, keys/ENVELOPE.md); one batch of the
vault that holds the envelope, what it becomes (`accept.arrived`), and the receipt to send. TOGETHER such batches are on
disk at once: one that is refused undoes itself alone, and what a stop undoes is still owed. Identity and crime parts
come before what was said about them, so that parties are known. What is refused is counted by its check, shown as one
sentence, and stays owed at the gateway: it may be right tomorrow (a directory that was behind, a report on its way).
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from keys.clock import today
from keys.desk.desk import Desk
from keys.desk.errors import DeskError, GatewayFault, RefusedByGateway
from keys.desk.health_check import new_alarms
from keys.desk.ngo import care
from keys.desk.police import disclosed
from keys.desk.sync.accept import arrived
from keys.desk.sync.receipts import IS_ID, TOGETHER, promise, promise_again, rows, take_all_words
from keys.desk.sync.send import send
from keys.directory.view import View
from keys.envelope import format
from keys.envelope.receipts import Action
from keys.errors import Refused
from keys.private.decryption import open_part
from keys.private.opening import AlreadyAccepted, open_report_part, open_single
from keys.roles import Kind, Part

PARTS: dict[Kind, tuple[Part, ...]] = {
    Kind.POLICE: (Part.CRIME, Part.TO_POLICE, Part.DISCLOSE, Part.ATTACHMENT),
    Kind.NGO: (Part.IDENTITY, Part.FROM_POLICE, Part.VICTIM, Part.HELD),
}
"""What each kind of desk receives, in the order it is taken: a disclosure needs the report and its confirmation."""
_PAGES = 1000  # pages of one listing; a gateway that never ends its list is not followed for ever
_FOLDER_SUFFIX = ".amparo"
_LONGEST_FILE = 1 << 17  # bytes; the longest envelope has half of it
# Checks that the same bytes may pass later: a directory that was behind, a report or confirmation still on its way.
MAY_BE_RIGHT_LATER = frozenset(
    {"R6-view", "R6-beyond", "R9-checkpoint", "R18", "C1-held", "C1-confirmed", "unconfirmed"}
)
_FETCHED = "fetched"
_CURSOR = re.compile(r"[0-9A-Za-z._-]{0,300}")
_UNFORESEEN = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What bytes that nobody foresaw raise: one envelope of them must not keep the others from this desk."""
_ALARMS = {
    "R6-fork": "was sealed under another history of the directory than this desk has seen. Call the coalition.",
    "R10": "was signed with a key that has been withdrawn since. It was not opened: ask the NGO.",
    "R12": "is sealed to your organisation, but not to a key of this desk. Call the sender: it must be filed again.",
    "R13": "is sealed to this desk's key and does not open with it. Call the sender: it must be filed again.",
    "R19": "does not fit what was signed when it was filed. Call the coalition and keep the file.",
}
"""The failures that a person must act on now, by check."""


@dataclass
class Received:
    """What a round brought in. `new` and `alarms` (for a person, now) are sentences; `refused` (where from, check)."""

    new: list[str] = field(default_factory=list)
    again: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    words: int = 0
    troubles: list[str] = field(default_factory=list)

    @property
    def advice(self) -> str:
        """What to do about what was refused; empty when nothing was."""
        if not self.refused:
            return ""
        if all(check in MAY_BE_RIGHT_LATER for _, check in self.refused):
            return "It may be right later: receive again tomorrow. If it is refused again, call the sender."
        return (
            "It was sealed or signed wrongly and does not become right by waiting. Call the sender, or whoever runs "
            "the gateway or program that sealed it; the other half of the report may have arrived all the same."
        )


def receive(desk: Desk) -> Received:
    """Whatever the gateway owes this organisation is in the vault; receipts and other urgent things have left."""
    view = desk.directory.refresh()
    disclosed.sweep(desk)
    done = Received()
    with desk.client.one_connection():
        pages = _pages_of(desk)
        _take_listed(desk, [row for page in pages for row in rows(page, "deliveries")], view, done)
    done.words, refused = take_all_words(desk, pages, view)  # last: one may be about a report of the same round
    done.refused += [("a receipt or recall", "word")] * refused
    done.alarms += [*desk.directory.alarms, *new_alarms(desk, view)]
    desk.keyring.forget(view, today(), complete=not done.refused)
    if desk.settings.kind is Kind.NGO:
        care.renew_status_lines(desk)
    done.troubles = send(desk, view, at_once_only=True).troubles
    return done


def receive_from(desk: Desk, folder: Path, directory: Path | None = None) -> Received:
    """Every `.amparo` file of `folder` is in the vault, or named as refused. The files are left as they are.

    Receipts wait in the outbox until there is a line. `directory`: the file of it that came along.
    """
    view = desk.directory.take_file(directory) if directory else desk.directory.view()
    done = Received()
    order = PARTS[desk.settings.kind]
    found: list[tuple[int, int, Path, bytes, Part]] = []
    try:
        for path in sorted(path for path in folder.iterdir() if path.suffix == _FOLDER_SUFFIX):
            raw = _content(path)
            part = part_of(raw)
            if part in order:
                number = _number(desk, raw) if part is Part.DISCLOSE else 0
                found.append((order.index(part), number, path, raw, part))
            else:
                done.refused.append((path.name, "R1"))
    except OSError:
        raise DeskError(f"The folder {folder} cannot be read. Is its name right, is the share there?") from None
    found.sort(key=lambda each: each[:3])
    for first in range(0, len(found), TOGETHER):
        desk.progress("Receiving", min(first + TOGETHER, len(found)), len(found))
        with desk.vault.batch(), desk.keyring.looked_at_once():
            for _, _, path, raw, part in found[first : first + TOGETHER]:
                _take(desk, raw, part, view, path.name, done)
    desk.keyring.forget(view, today(), complete=False)
    return done


def _content(path: Path) -> bytes:
    """What a file holds. Nothing for what is no file or longer than any envelope: others write to such a folder."""
    return path.read_bytes() if path.is_file() and path.stat().st_size <= _LONGEST_FILE else b""


def _pages_of(desk: Desk) -> list[dict[str, Any]]:
    """All that the gateway says it owes, and the signed words that it passes on."""
    pages: list[dict[str, Any]] = []
    cursor: Any = ""
    for _ in range(_PAGES):
        page = desk.client.deliveries(cursor)
        desk.outbox.mark("fetch")
        pages.append(page)
        cursor = page.get("next") or ""
        if not isinstance(cursor, str) or not _CURSOR.fullmatch(cursor):
            raise GatewayFault("The gateway's list makes no sense. What came before it was kept; try again.")
        if not cursor:
            break
    return pages


def _take_listed(desk: Desk, listed: list[dict[str, Any]], view: View, done: Received) -> None:
    """What is listed and not here yet is fetched and taken; disclosures last, in the order of their notes."""
    order = PARTS[desk.settings.kind]
    wanted = [row for row in listed if row.get("part") in order and IS_ID.fullmatch(str(row.get("id")))]
    wanted.sort(key=lambda row: order.index(row["part"]))
    disclosures: list[tuple[int, str, bytes]] = []
    here: list[tuple[bytes, Part, str, bool]] = []  # fetched, and not in the vault yet

    def keep() -> None:
        with desk.vault.batch(), desk.keyring.looked_at_once():
            for raw, part, ident, soon in here:
                if _take(desk, raw, part, view, f"delivery {ident[:8]}", done):
                    if soon and part is Part.CRIME:
                        _soon(desk, raw)
                    desk.vault.put(_FETCHED, ident, today())
        here.clear()

    # the rest was fetched before: the gateway keeps it for the organisation's other desks
    due = [row for row in wanted if not desk.vault.has(_FETCHED, row["id"])]
    try:
        for first in range(0, len(due), TOGETHER):
            some = due[first : first + TOGETHER]
            for row, raw in _bytes_of(desk, some):
                if row["part"] == Part.DISCLOSE:
                    disclosures.append((_number(desk, raw), row["id"], raw))
                else:
                    here.append((raw, Part(row["part"]), row["id"], row.get("priority") is True))
            keep()
            desk.progress("Receiving", first + len(some), len(due))
    finally:
        keep()  # what came before the line broke
    here += [(raw, Part.DISCLOSE, ident, False) for _, ident, raw in sorted(disclosures)]
    keep()


def _bytes_of(desk: Desk, some: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The bytes of these rows, but of what was recalled or destroyed since the list was made."""
    desk.outbox.mark("fetch")
    if len(some) > 1:
        try:
            found = desk.client.deliveries_of([row["id"] for row in some])
        except RefusedByGateway:
            pass  # a gateway of an earlier version: one at a time
        else:
            yield from ((row, raw) for row, raw in zip(some, found, strict=True) if raw)
            return
    for row in some:
        with suppress(RefusedByGateway):
            yield row, desk.client.delivery(row["id"])


def _take(desk: Desk, raw: bytes, part: Part, view: View, where: str, done: Received) -> bool:
    """True when the envelope is kept and its receipt waits; else it is refused, and nothing has changed."""
    try:
        _open_and_keep(desk, raw, part, view, done)
    except Refused as refusal:
        done.refused.append((where, refusal.check))
        if refusal.check in _ALARMS:
            done.alarms.append(f"{where} {_ALARMS[refusal.check]}")
        return False
    except _UNFORESEEN:
        done.refused.append((where, "unforeseen"))
        return False
    return True


def _open_and_keep(desk: Desk, raw: bytes, part: Part, view: View, done: Received) -> None:
    openers = desk.keyring.openers(kids_of(raw, part))
    opening = open_report_part if part in (Part.CRIME, Part.IDENTITY) else open_single
    found = opening(raw, part, view=view, org=desk.settings.org, openers=openers, day=today(), memory=desk.cases)
    if isinstance(found, AlreadyAccepted):
        kept = desk.cases.kept(found.part, found.cid.hex())
        if kept is not None and found.part is not Part.VICTIM:
            promise_again(desk, kept)
        done.again += 1
        return
    signer = desk.keyring.signer(desk.settings.reply_role, view, today())
    with desk.vault.batch():
        if desk.cases.digest_of(part, found.cid) is not None:
            return  # another program at this desk took it a moment ago
        kept = desk.cases.keep(found)
        sentence = arrived(desk, found, kept, view)
        if part is Part.VICTIM:  # no receipts to or from victims
            desk.cases.put_kept(kept)
        else:
            promise(desk, kept, Action.RECEIVED, signer)
    if sentence:
        done.new.append(sentence)


def _soon(desk: Desk, raw: bytes) -> None:
    """The report is asked to be opened soon: the gateway's word, as the NGO gave it, signed by nobody."""
    case = desk.cases.get(format.parse_signed(raw[: format.SIGNED]).report_id.hex())
    if case is not None:
        case.priority = True
        desk.cases.put(case)


def _number(desk: Desk, raw: bytes) -> int:
    """The number of the note in a disclosure, as it says itself: several that wait are taken in this order."""
    try:
        part, _ = format.split_single(raw, Part.DISCLOSE, "R1")
        sealed = format.parse(part, Part.DISCLOSE, "R3")
        openers = desk.keyring.openers(sealed.kids)
        return disclosed.claimed_number(part, open_part(sealed, openers[0])[1]) if openers else 0
    except Refused:
        return 0


def part_of(raw: bytes) -> Part | None:
    """Which part a file claims to be, by its length and header; None when it is none that travels to a desk."""
    at = format.SIGNED if len(raw) in format.DELIVERY_LENGTHS and raw[:4] == b"AMPM" else 0
    try:
        return Part(raw[at + 5]) if raw[at : at + 4] == format.MAGIC else None
    except (IndexError, ValueError):
        return None


def kids_of(raw: bytes, part: Part) -> Iterable[bytes]:
    """The key ids an envelope claims to be sealed to: only those key files are unlocked. Refused when malformed."""
    if part in (Part.CRIME, Part.IDENTITY):
        if len(raw) not in format.DELIVERY_LENGTHS:
            raise Refused("R1")
        return format.parse(raw[format.SIGNED :], part, "R3").kids
    return format.parse(format.split_single(raw, part, "R1")[0], part, "R3").kids

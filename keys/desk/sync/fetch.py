"""How sealed things come in: fetched or found in a folder, checked, kept durably, and only then receipted.

Fetch the directory, the list, the bytes; R1 to R19 (`keys.private.opening`); R20, one batch of the vault that holds the
envelope, what it says, and the receipt to send. Identity and crime parts come before what was said about them, so
that parties are known. What is refused is counted by its check, shown as one sentence, and stays owed at the gateway:
it may be right tomorrow (a directory that was behind, a report still on its way).

How far a long round of receiving or sending has come, for the person who waits for it.

A round that is over soon says nothing. Counts only: no report, organisation or day is named.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from keys.clock import today
from keys.desk.errors import DeskError, GatewayFault, RefusedByGateway
from keys.desk.messages import releases
from keys.desk.police import disclosed
from keys.desk.store.cases import Cases, Kept
from keys.desk.store.folder import Settings
from keys.desk.store.keyring import Ring
from keys.desk.store.outbox import Outbox, Sort, Thing
from keys.desk.sync import accept
from keys.desk.sync.gateway_client import Door
from keys.directory.view import View
from keys.encoding import unb64
from keys.envelope import format
from keys.envelope.receipts import Action, Word, parse_recall, parse_receipt, receipt
from keys.errors import Refused
from keys.private.opening import Again, Opened, open_part, open_report_part, open_single
from keys.roles import Kind, Part, Role

Told = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and how many there are; after each one."""
EVERY = 5.0  # seconds between two lines


def nobody(_what: str, _done: int, _of: int) -> None:
    """Nothing is said."""


class Aloud:
    """Says a line now and then, through `say`; it may be given wherever a `Told` is wanted."""

    def __init__(self, say: Callable[[str], None], every: float = EVERY) -> None:
        self._say, self._every = say, every
        self._quiet_until = 0.0

    def __call__(self, what: str, done: int, of: int) -> None:
        now = time.monotonic()
        if done <= 1 or not self._quiet_until:
            self._quiet_until = now + self._every
        elif now >= self._quiet_until:
            self._quiet_until = now + self._every
            self._say(f"{what}: {done} of {of} ...")


PARTS: dict[Kind, tuple[Part, ...]] = {
    Kind.POLICE: (Part.CRIME, Part.TO_POLICE, Part.DISCLOSE),
    Kind.NGO: (Part.IDENTITY, Part.FROM_POLICE, Part.VICTIM, Part.HELD),
}
"""What each kind of desk receives, in the order it is taken: a disclosure needs the report and its confirmation."""
_PAGES = 1000  # pages of one listing; a gateway that never ends its list is not followed for ever
_FOLDER_SUFFIX = ".amparo"
_FETCHED = "fetched"
_HEX = re.compile(r"[0-9a-f]{32}")
_CURSOR = re.compile(r"[0-9A-Za-z._-]{0,300}")


@dataclass
class Received:
    """What a round brought in. `new` and `alarms` (for a person, now) are sentences; `refused` (where from, check)."""

    new: list[str] = field(default_factory=list)
    again: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    words: int = 0
    troubles: list[str] = field(default_factory=list)


@dataclass
class Receiver:
    """What receiving needs of a desk."""

    settings: Settings
    cases: Cases
    outbox: Outbox
    ring: Ring
    arrived: Callable[[Opened, Kept, View], str]
    """Told of each new envelope inside its batch: makes the case or message, returns a short sentence about it."""

    # --- the two ways in

    def fetch(self, door: Door, view: View, told: Told = nobody) -> Received:
        """Everything the gateway owes this organisation is in the vault, or named as refused."""
        done = Received()
        listed: list[dict[str, Any]] = []
        cursor = ""
        for _ in range(_PAGES):
            page = door.deliveries(cursor)
            self.outbox.mark("fetch")
            listed += _rows(page, "deliveries")
            self._words(page, view, done)
            cursor = page.get("next") or ""
            if not isinstance(cursor, str) or not _CURSOR.fullmatch(cursor):
                raise GatewayFault(
                    "The gateway's list makes no sense. What came before it was kept; try again."
                )
            if not cursor:
                break
        order = PARTS[self.settings.kind]
        waiting: list[tuple[int, str, bytes]] = []
        wanted = [row for row in listed if row.get("part") in order and _HEX.fullmatch(str(row.get("id")))]
        wanted.sort(key=lambda row: order.index(row["part"]))
        for count, row in enumerate(wanted, 1):
            told("Receiving", count, len(wanted))
            if self.cases.vault.get(_FETCHED, row["id"]) is not None:
                continue  # the gateway keeps it for the organisation's other desks
            self.outbox.mark("fetch")
            try:
                raw = door.delivery(row["id"])
            except RefusedByGateway:
                continue  # it was recalled or destroyed since the list was made
            if row["part"] == Part.DISCLOSE:
                waiting.append((self._number(raw), row["id"], raw))
            else:
                self._take_fetched(
                    raw, Part(row["part"]), row["id"], view, done, soon=row.get("priority") is True
                )
        for _, ident, raw in sorted(waiting):
            self._take_fetched(raw, Part.DISCLOSE, ident, view, done)
        return done

    def _take_fetched(
        self, raw: bytes, part: Part, ident: str, view: View, done: Received, *, soon: bool = False
    ) -> None:
        if self._take_one(raw, part, view, f"delivery {ident[:8]}", done):
            if soon and part is Part.CRIME:
                self._soon(raw)
            self.cases.vault.put(_FETCHED, ident, today())

    def _soon(self, raw: bytes) -> None:
        """The report is asked to be opened soon: the gateway's word, as the NGO gave it, signed by nobody."""
        case = self.cases.get(format.parse_signed(raw[: format.SIGNED]).report_id.hex())
        if case is not None:
            case.priority = True
            self.cases.put(case)

    def _number(self, raw: bytes) -> int:
        """The number of the note in a disclosure, as it says itself: several that wait are taken in this order (C7)."""
        try:
            part, _ = format.split_single(raw, Part.DISCLOSE, "R1")
            sealed = format.parse(part, Part.DISCLOSE, "R3")
            openers = self.ring.openers(sealed.kids)
            return disclosed.claimed_number(part, open_part(sealed, openers[0])[1]) if openers else 0
        except Refused:
            return 0

    def from_folder(self, folder: Path, view: View, told: Told = nobody) -> Received:
        """Every `.amparo` file of `folder` is in the vault, or named as refused. The files are left as they are."""
        done = Received()
        found: list[tuple[int, int, Path, bytes, Part]] = []
        order = PARTS[self.settings.kind]
        try:
            paths = sorted(path for path in folder.iterdir() if path.suffix == _FOLDER_SUFFIX)
            for path in paths:
                raw = path.read_bytes()
                part = part_of(raw)
                if part in order:
                    number = self._number(raw) if part is Part.DISCLOSE else 0
                    found.append((order.index(part), number, path, raw, part))
                else:
                    done.refused.append((path.name, "R1"))
        except OSError:
            raise DeskError(
                f"The folder {folder} cannot be read. Is its name right, is the share there?"
            ) from None
        for count, (_, _, path, raw, part) in enumerate(sorted(found, key=lambda each: each[:3]), 1):
            told("Receiving", count, len(found))
            self._take_one(raw, part, view, path.name, done)
        return done

    def _take_one(self, raw: bytes, part: Part, view: View, where: str, done: Received) -> bool:
        try:
            self.take(raw, part, view, done)
        except Refused as refusal:
            done.refused.append((where, refusal.check))
            if alarm := accept.alarm(refusal.check, where):
                done.alarms.append(alarm)
            return False
        return True

    def take(self, raw: bytes, part: Part, view: View, done: Received) -> None:
        """The envelope is kept and its receipt waits in the outbox, or Refused and nothing has changed."""
        openers = self.ring.openers(kids_of(raw, part))
        opening = open_report_part if part in (Part.CRIME, Part.IDENTITY) else open_single
        found = opening(
            raw, part, view=view, org=self.settings.org, openers=openers, day=today(), memory=self.cases
        )
        if isinstance(found, Again):
            self._again(found, view)
            done.again += 1
            return
        signer = self.ring.signer(self.reply_role, view, today())
        with self.cases.vault.batch():
            if self.cases.digest_of(part, found.cid) is not None:
                return  # another program at this desk took it a moment ago
            kept = self.cases.keep(found, today())
            sentence = self.arrived(found, kept, view)
            if part is not Part.VICTIM:  # no receipts to or from victims
                word = receipt(Action.RECEIVED, found.cid, found.digest, today(), signer)
                self.promise(kept, Action.RECEIVED, word)
            self.cases.put_kept(kept)
        done.new.append(sentence)

    def _again(self, found: Again, view: View) -> None:
        """The same receipt is due again: the gateway seems not to have it."""
        kept = self.cases.kept(found.part, found.cid.hex())
        if kept is None or found.part is Part.VICTIM:
            return
        action = Action.RECALLED if str(int(Action.RECALLED)) in kept.receipts else Action.RECEIVED
        word = bytes.fromhex(kept.receipts.get(str(int(action)), ""))
        waiting = any(thing.raw == word.hex() for thing in self.outbox.of_report(kept.report_id))
        if word and not waiting:
            self.outbox.put(
                Thing(Sort.RECEIPT, f"receipt {action.name.lower()} again", kept.report_id, raw=word.hex())
            )

    def promise(self, kept: Kept, action: Action, word: bytes) -> None:
        """The receipt is remembered with its envelope and waits in the outbox."""
        kept.receipts[str(int(action))] = word.hex()
        self.cases.put_kept(kept)
        self.outbox.put(
            Thing(Sort.RECEIPT, f"receipt: {action.name.lower()}", kept.report_id, raw=word.hex())
        )

    @property
    def reply_role(self) -> Role:
        """The role whose key signs this desk's receipts and messages."""
        return Role.POLICE_REPLY if self.settings.kind is Kind.POLICE else Role.NGO_CASE

    # --- signed words that the gateway passes on: receipts, recall orders, refile marks

    def _words(self, page: dict[str, Any], view: View, done: Received) -> None:
        for row in _rows(page, "receipts"):
            self._each(parse_receipt, row.get("receipt"), view, done)
        found = page.get("recalls", [])
        for text in found if isinstance(found, list) else []:
            self._each(parse_recall, text, view, done)
        for row in _rows(page, "refile"):
            if _HEX.fullmatch(str(row.get("cid"))):
                reason = str(row.get("reason") or "").encode("ascii", "replace").decode()[:60]
                with self.cases.vault.batch():
                    done.words += accept.refile(self.cases, row["cid"], reason)

    def _each(self, parse: Callable[[bytes], Word], text: Any, view: View, done: Received) -> None:
        try:
            word = parse(unb64(text))
            with self.cases.vault.batch():
                if word.action is None:
                    done.words += self._recall(word, view)
                else:
                    new = accept.receipt(self.cases, self.outbox, word, view, self.settings)
                    done.words += new
                    if new:
                        releases.of_opening(self.cases, self.outbox, self.settings.org, word)
        except (Refused, ValueError):
            done.refused.append(("a receipt or recall", "word"))

    def _recall(self, word: Word, view: View) -> int:
        """An order to give up unseen what nobody has looked at: obeyed, and said so (ENVELOPE.md, section 13)."""
        kept = accept.recallable(self.cases, word)
        if kept is None:
            return 0
        case = self.cases.get(kept.report_id)
        ngo = "" if case is None else case.ngo
        accept.believe(word, view, ngo, Role.NGO_CASE)
        signer = self.ring.signer(self.reply_role, view, today())
        accept.give_up(self.cases, kept, today())
        self.promise(kept, Action.RECALLED, receipt(Action.RECALLED, word.cid, word.digest, today(), signer))
        return 1


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


def _rows(page: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = page.get(name, [])
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []

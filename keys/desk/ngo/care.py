"""What an NGO's desk does for her: confirm, recall, stop, call first, write to her, give her a new token.

Each act is one batch of the vault that changes the case and puts what follows from it into the outbox. The gateway
learns that something was sent, never what, and no link between a mailbox and a report. `reason`, where there is one:
why words towards the police that are only warned of must stay (`Correspondence.screened`).
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass

from gateway.report.statuses import is_dangerous
from keys.clock import now, today
from keys.desk.errors import DeskError
from keys.desk.messages import status_line
from keys.desk.messages.correspondence import Correspondence
from keys.desk.store.cases import Case, Cases, Message
from keys.desk.store.keyring import Ring
from keys.desk.store.outbox import HOUR, WINDOW, Outbox, Sort, Thing, at_random
from keys.directory.view import View
from keys.encoding import b64
from keys.envelope.receipts import confirm, recall
from keys.roles import Part, Role
from keys.token import digits, mint, new_value, symbols

NOTE_CHARACTERS = 400
"""Of a note to her: with its frame it fits the 1964 bytes of a mailbox message in any script."""
RENEWED_AFTER = 90
"""Days after which a picture is written again; a mailbox is emptied 180 days after the last write."""
_MARGIN = HOUR  # a word to wait must be in her box this long before the status would show


@dataclass(frozen=True)
class NewToken:
    """A re-issued token, both writings. Shown once, stored nowhere."""

    symbols: str
    digits: str


def spare() -> tuple[str, str]:
    """A token that leads to nothing, as every unknown one does, in both writings: to hand over under threat."""
    value = new_value()
    return symbols(value), digits(value)


class Caring:
    """The acts of one NGO's desk."""

    def __init__(self, org: str, cases: Cases, outbox: Outbox, ring: Ring, said: Correspondence) -> None:
        self._org = org
        self._cases = cases
        self._outbox = outbox
        self._ring = ring
        self._said = said

    def confirm(self, case: Case, view: View) -> Thing:
        """The force is told, signed, that this NGO filed the report (ENVELOPE.md 13)."""
        if not case.sealed_by_gateway:
            raise DeskError("Your own key sealed this report, so the police see it as yours already.")
        if case.confirmed is not None:
            raise DeskError("This report is confirmed already.")
        signer = self._ring.signer(Role.NGO_CASE, view, today())
        note = confirm(bytes.fromhex(case.report_id), base64.b64decode(case.signed), today(), signer)
        with self._cases.vault.batch():
            case.confirmed = today()
            self._cases.put(case)
            return self._said.tell(case, "confirm", {"note": b64(note)})

    def recall(self, case: Case, view: View) -> Thing:
        """The order to give the crime part up unseen is on its way; what it can still do: ENVELOPE.md, section 13."""
        if case.police_opened is not None:
            raise DeskError(
                "Too late to recall: the police have opened it. You can withdraw: amparo-desk withdraw"
            )
        if case.recalled is not None or case.recall_asked is not None:
            raise DeskError("A recall of this report is on its way already.")
        signer = self._ring.signer(Role.NGO_CASE, view, today())
        order = recall(bytes.fromhex(case.report_id), bytes.fromhex(case.crime_digest), today(), signer)
        with self._cases.vault.batch():
            case.recall_asked = today()
            self._cases.put(case)
            return self._outbox.put(
                Thing(Sort.RECALL, f"recall of {case.short}", case.report_id, raw=order.hex())
            )

    def withdraw(self, case: Case, text: str = "", *, reason: str = "") -> Thing:
        """She asked to stop for good: the force is told at once, her picture in its time."""
        return self._stop(case, "withdrawn", "withdrawn", text, reason)

    def pause(self, case: Case, text: str = "", *, reason: str = "") -> Thing:
        """She asked to stop for now: the force is told at once, her picture in its time."""
        return self._stop(case, "paused", "paused_by_victim", text, reason)

    def _stop(self, case: Case, kind: str, code: str, text: str, reason: str) -> Thing:
        if getattr(case, kind) is not None:
            raise DeskError(f"The police were told so already ({kind}).")
        kept = self._said.screened(case, {"text": text}, reason) if text else ""
        with self._cases.vault.batch():
            thing = self._said.tell(case, kind, {"text": text} if text else {}, reason=kept)
            setattr(case, kind, today())
            status_line.write(self._cases, self._outbox, case, code, self._org)
            return thing

    def correct(self, case: Case, text: str, *, reason: str = "") -> Thing:
        """A correction is shown to the police beside the untouched original."""
        if not text.strip():
            raise DeskError("There is no correction. Nothing was sent.")
        kept = self._said.screened(case, {"correction": text}, reason)
        words = {"digest": b64(bytes.fromhex(case.crime_digest)), "text": text}
        return self._said.tell(case, "correction", words, reason=kept)

    def note(self, case: Case, text: str, *, kind: str = "note") -> Thing:
        """Words for her (a `note`, a `notice`, a `question`) wait for their time."""
        if not text.strip() or len(text) > NOTE_CHARACTERS:
            raise DeskError(f"Words for her have 1 to {NOTE_CHARACTERS} characters; these have {len(text)}.")
        words = {"kind": kind, "text": text}
        with self._cases.vault.batch():
            return status_line.to_her(self._cases, self._outbox, case, self._org, words, window=WINDOW)

    # --- dangerous statuses: she hears it from her caseworker first

    def dangerous(self, case: Case) -> list[Message]:
        """The dangerous statuses that nobody has spoken with her about, newest first."""
        return [
            message
            for message in reversed(self._cases.said(case.report_id))
            if message.kind == "status"
            and not message.out
            and message.dealt_with is None
            and is_dangerous(str(message.body["body"]["code"]))
        ]

    def safe(self, case: Case) -> Thing:
        """She knows and is safe: her page may show it before its hour."""
        message = self._dangerous(case)
        with self._cases.vault.batch():
            for each in self.dangerous(case):
                each.dealt_with = today()
                self._cases.say(each)
            return self._about(case, message, "safe", self._hours_left(message))

    def not_yet(self, case: Case) -> Thing:
        """She cannot be reached or it is not safe: her page waits 72 hours more, once."""
        message = self._dangerous(case)
        if message.body.get("delayed"):
            raise DeskError(
                "Her page was asked to wait already; it waits 72 hours more, once. Call her, then: safe."
            )
        with self._cases.vault.batch():
            message.body["delayed"] = today()
            self._cases.say(message)
            return self._about(case, message, "not_yet", self._hours_left(message) - _MARGIN)

    def _dangerous(self, case: Case) -> Message:
        found = self.dangerous(case)
        if not found:
            raise DeskError("No status of this report waits for a call to her. See: amparo-desk today")
        return found[0]

    def _about(self, case: Case, message: Message, kind: str, window: float) -> Thing:
        words = {"kind": kind, "about": {"org": message.org, "seq": int(message.body["body"]["seq"])}}
        window = min(WINDOW, max(0.0, window))
        return status_line.to_her(self._cases, self._outbox, case, self._org, words, window=window)

    @staticmethod
    def _hours_left(message: Message) -> float:
        """Seconds until her page would show it: a word that comes later would come for nothing."""
        after = message.body["body"].get("show_after")
        return float(after) * HOUR - now() if isinstance(after, int) else WINDOW

    # --- what wears away

    def renew_pictures(self) -> None:
        """The picture of every open case is written to her mailbox again before the old one is emptied (ENVELOPE.md
        11).
        """
        with self._cases.vault.batch():
            written: dict[str, int] = {}
            for message in self._cases.everything_said():
                if message.out and message.part == Part.MAILBOX:
                    written[message.report_id] = max(message.day, written.get(message.report_id, 0))
            for case in self._cases.all():
                last = written.get(case.report_id)
                if case.recalled is not None or case.elsewhere:
                    continue
                if last is not None and today() - last >= RENEWED_AFTER:
                    status_line.copy(self._cases, self._outbox, case, self._org)

    # --- a new token (ENVELOPE.md, section 10)

    def new_token(self, case: Case, view: View) -> NewToken:
        """A new mailbox is hers and the old one will be emptied. The token is returned once and stored nowhere.

        The force is told the new mailbox, the picture is copied into it, the old one is wiped: in this order, each at
        its own random time. Consent does not move: `vk` stays the first token's (later: the lost-token rule).
        """
        value = new_value()
        keys = mint(value, view.deployment_id, secrets.token_bytes(32))
        moved, copied, wiped = sorted(at_random(WINDOW) for _ in range(3))
        with self._cases.vault.batch():
            old_read, old_box = case.read, case.mailbox["id"]
            case.mailbox = {"id": keys.id.hex(), "pk": keys.pk.hex()}
            case.say, case.read = keys.say.hex(), keys.read.hex()
            self._cases.put(case)
            self._cases.keep_box(case.report_id, keys)
            for thing in self._outbox.waiting():
                if thing.sort is Sort.MAIL and thing.box.get("id") == old_box:
                    thing.box, thing.sealed = dict(case.mailbox), ""
                    self._outbox.put(thing)
            box = {"id": b64(keys.id), "pk": b64(keys.pk)}
            if case.recalled is None:
                told = self._said.tell(case, "mailbox_moved", {"mailbox": box}, timed=True)
                told.due = moved
                self._outbox.put(told)
            again = status_line.copy(self._cases, self._outbox, case, self._org)
            again.due = copied
            self._outbox.put(again)
            wipe = Thing(Sort.WIPE, "the old mailbox is emptied", case.report_id, raw=old_read)
            self._outbox.put_timed(wipe)
            wipe.due = wiped
            self._outbox.put(wipe)
        return NewToken(symbols(value), digits(value))

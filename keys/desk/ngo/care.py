"""What an NGO's desk does for her: confirm, recall, stop, call first, write to her, give her a new token.

Each act is one batch of the vault that changes the case and puts what follows from it into the outbox. The gateway
learns that something was sent, never what, and no link between a mailbox and a report. `reason`, where there is one:
why words towards the police that are only warned of must stay (`correspondence.screened`).
"""

import secrets
from dataclasses import dataclass
from typing import Any

from gateway.report.reason import NO_REASON, Reason
from gateway.report.statuses import is_dangerous
from keys.clock import now, today
from keys.desk.desk import Desk, act
from keys.desk.errors import DeskError
from keys.desk.messages import correspondence, status_line
from keys.desk.messages.correspondence import screened, tell
from keys.desk.ngo import disclosure, filing
from keys.desk.store.outbox import HOUR, WINDOW, ItemType, OutboxItem, at_random
from keys.desk.store.records import Case, Message
from keys.encoding import b64, unb64
from keys.envelope import receipts
from keys.roles import Kind, Role
from keys.token import digits, mint, new_value, symbols

NOTE_CHARACTERS = 400
"""Of a note to her: with its frame it fits the 1964 bytes of a mailbox message in any script."""
RENEWED_AFTER = 90
"""Days after which a status line is written again; a mailbox is emptied 180 days after the last write."""
_MARGIN = HOUR  # a word to wait must be in her box this long before the status would show


@dataclass(frozen=True, repr=False)
class NewToken:
    """A re-issued token, both writings. Shown once, stored nowhere."""

    symbols: str
    digits: str


def spare() -> tuple[str, str]:
    """A token that leads to nothing, as every unknown one does, in both writings: to hand over under threat."""
    value = new_value()
    return symbols(value), digits(value)


@act(Kind.NGO)
def confirm(desk: Desk, case: Case) -> OutboxItem:
    """The force is told, signed, that this NGO filed the report: a person's word (ENVELOPE.md, section 13)."""
    if not case.sealed_by_gateway:
        raise DeskError("Your own key sealed this report, so the police see it as yours already.")
    if case.confirmed is not None:
        raise DeskError("This report is confirmed already.")
    signer = desk.keyring.signer(Role.NGO_CASE, desk.directory.view(), today())
    signed = unb64(case.signed)
    word = receipts.confirm(bytes.fromhex(case.report_id), signed, today(), signer)
    case.confirmed = today()
    desk.cases.put(case)
    return tell(desk, case, "confirm", {"note": b64(word)})


@act(Kind.NGO)
def recall(desk: Desk, case: Case) -> OutboxItem | None:
    """The crime part is to be given up unseen, if nobody has looked yet. None: it had not left this desk.

    What a recall can still do: ENVELOPE.md, section 13.
    """
    disclosure.take_back(desk, case)
    if filing.take_back(desk, case):
        return None
    if case.police_opened is not None:
        raise DeskError("Too late to recall: the police have opened it. You can withdraw: amparo-desk withdraw")
    if case.recalled is not None or case.recall_asked is not None:
        raise DeskError("A recall of this report is on its way already.")
    signer = desk.keyring.signer(Role.NGO_CASE, desk.directory.view(), today())
    digest = bytes.fromhex(case.crime_digest)
    order = receipts.recall(bytes.fromhex(case.report_id), digest, today(), signer)
    case.recall_asked = today()
    desk.cases.put(case)
    return desk.outbox.put(OutboxItem(ItemType.RECALL, f"recall of {case.short}", case.report_id, raw=order.hex()))


@act(Kind.NGO)
def withdraw(desk: Desk, case: Case, text: str = "", *, reason: Reason = NO_REASON) -> OutboxItem:
    """She asked to stop for good: the force is told at once, her page in its time; what she released is taken back."""
    disclosure.take_back(desk, case)
    return _stop(desk, case, "withdrawn", "withdrawn", text, reason)


@act(Kind.NGO)
def pause(desk: Desk, case: Case, text: str = "", *, reason: Reason = NO_REASON) -> OutboxItem:
    """She asked to stop for now: the force is told at once, her page in its time."""
    return _stop(desk, case, "paused", "paused_by_victim", text, reason)


def _stop(desk: Desk, case: Case, kind: str, code: str, text: str, reason: Reason) -> OutboxItem:
    if getattr(case, kind) is not None:
        raise DeskError(f"The police were told so already ({kind}).")
    kept = screened(case, {"text": text}, reason) if text else ""
    item = tell(desk, case, kind, {"text": text} if text else {}, reason=kept)
    setattr(case, kind, today())
    status_line.write(desk, case, code)
    return item


@act(Kind.NGO)
def correct(desk: Desk, case: Case, text: str, *, reason: Reason = NO_REASON) -> OutboxItem:
    """A correction is shown to the police beside the untouched original."""
    if not text.strip():
        raise DeskError("There is no correction. Nothing was sent.")
    kept = screened(case, {"correction": text}, reason)
    words = {"digest": b64(bytes.fromhex(case.crime_digest)), "text": text}
    return tell(desk, case, "correction", words, reason=kept)


@act(Kind.NGO)
def answer(desk: Desk, case: Case, text: str = "", **how: Any) -> OutboxItem:
    """The police's question is answered (`correspondence.answer`); her page no longer says that one waits."""
    item = correspondence.answer(desk, case.reference, text, **how)
    if not correspondence.open_questions(desk, case) and status_line.answered(case):
        status_line.copy(desk, case)
    return item


@act(Kind.NGO)
def note(desk: Desk, case: Case, text: str, *, kind: str = "note") -> OutboxItem:
    """Words for her (a `note`, a `notice`, a `question`) wait for their time."""
    if not text.strip() or len(text) > NOTE_CHARACTERS:
        raise DeskError(f"Words for her have 1 to {NOTE_CHARACTERS} characters; these have {len(text)}.")
    return status_line.to_her(desk, case, {"kind": kind, "text": text})


# --- dangerous statuses: she hears it from her caseworker first


def dangerous(desk: Desk, case: Case) -> list[Message]:
    """The dangerous statuses that nobody has spoken with her about, newest first."""
    return [
        message
        for message in reversed(desk.cases.said(case.report_id))
        if message.kind == "status"
        and not message.out
        and message.dealt_with is None
        and is_dangerous(str(message.body["body"]["code"]))
    ]


@act(Kind.NGO)
def safe(desk: Desk, case: Case) -> OutboxItem:
    """She was called and is safe: her page may show the dangerous status before its hour."""
    message = _dangerous(desk, case)
    for each in dangerous(desk, case):
        each.dealt_with = today()
        desk.cases.say(each)
    return _about(desk, case, message, "safe", _hours_left(message))


@act(Kind.NGO)
def not_yet(desk: Desk, case: Case) -> OutboxItem:
    """She cannot be reached or it is not safe: her page waits 72 hours more, once."""
    message = _dangerous(desk, case)
    if message.body.get("delayed"):
        raise DeskError("Her page was asked to wait already; it waits 72 hours more, once. Call her, then: safe.")
    message.body["delayed"] = today()
    desk.cases.say(message)
    return _about(desk, case, message, "not_yet", _hours_left(message) - _MARGIN)


def _dangerous(desk: Desk, case: Case) -> Message:
    found = dangerous(desk, case)
    if not found:
        raise DeskError("No status of this report waits for a call to her. See: amparo-desk today")
    return found[0]


def _about(desk: Desk, case: Case, message: Message, kind: str, window: float) -> OutboxItem:
    words = {"kind": kind, "about": {"org": message.org, "seq": int(message.body["body"]["seq"])}}
    window = min(WINDOW, max(0.0, window))
    return status_line.to_her(desk, case, words, window=window)


def _hours_left(message: Message) -> float:
    """Seconds until her page would show it: a word that comes later would come for nothing."""
    after = message.body["body"].get("show_after")
    return float(after) * HOUR - now() if isinstance(after, int) else WINDOW


# --- a mailbox is emptied in the end, and a token can be lost


def renew_status_lines(desk: Desk) -> None:
    """The status line of every open case is written to her mailbox again before what is there is emptied.

    See ENVELOPE.md, section 11.
    """
    with desk.vault.batch():
        for summary in desk.cases.summaries():
            head = summary.case
            if head.recalled is not None or head.elsewhere or head.superseded_by or summary.told_her is None:
                continue
            if today() - summary.told_her >= RENEWED_AFTER:
                case = desk.cases.get(head.report_id)
                assert case is not None  # its summary stands beside it
                status_line.copy(desk, case)


@act(Kind.NGO, called="token")
def new_token(desk: Desk, case: Case, *, empty_now: bool = False) -> NewToken:
    """A new mailbox is hers and the old one will be emptied. The token is returned once and stored nowhere.

    `empty_now`: somebody may hold the old paper, so the old one is emptied at once too, and once more in its turn:
    until the force learns of the new one it may write into the old.

    The force is told the new mailbox, the status line is copied into it, the old one is wiped: in this order, each at
    its own random time (ENVELOPE.md, section 10). Consent does not move: `vk` stays the first token's, so two NGOs
    sign for her later.
    """
    value = new_value()
    keys = mint(value, desk.directory.view().deployment_id, secrets.token_bytes(32))
    moved, copied, wiped = sorted(at_random(WINDOW) for _ in range(3))
    old_read, old_box = case.read, case.mailbox["id"]
    case.mailbox = {"id": keys.id.hex(), "pk": keys.pk.hex()}
    case.say, case.read = keys.say.hex(), keys.read.hex()
    desk.cases.put(case)
    desk.cases.keep_box(case.report_id, keys)
    for item in desk.outbox.waiting():
        if item.sort is ItemType.MAIL and item.box.get("id") == old_box:
            item.box, item.sealed = dict(case.mailbox), ""
            desk.outbox.put(item)
    if case.recalled is None:
        box = {"id": b64(keys.id), "pk": b64(keys.pk)}
        _at(desk, tell(desk, case, "mailbox_moved", {"mailbox": box}, timed=True), moved)
    _at(desk, status_line.copy(desk, case), copied)
    emptied = "the old mailbox is emptied"
    if empty_now:
        desk.outbox.put(OutboxItem(ItemType.WIPE, emptied, case.report_id, raw=old_read))
    _at(desk, OutboxItem(ItemType.WIPE, emptied, case.report_id, raw=old_read, timed=True), wiped)
    return NewToken(symbols(value), digits(value))


def _at(desk: Desk, item: OutboxItem, due: float) -> None:
    item.due = due
    desk.outbox.put(item)

"""Evidence at an NGO's desk: the original kept sealed, a clean copy looked at, sent when she agrees.

Rules
- The original stays in the vault as it came, with its SHA-256, so that it can be handed over in person and proved.
- What is sent is the copy that a person has looked at, and nothing else; it is sealed in pieces when it leaves.
- A file that cannot be cleaned is kept and never sent.
"""

from __future__ import annotations

import secrets
from hashlib import sha256

from gateway.report.reason import NO_REASON, Reason
from keys.clock import today
from keys.desk.attachments import child, stored
from keys.desk.attachments.stored import COPY, ORIGINAL, Attached
from keys.desk.desk import Desk, act, must_answer_here
from keys.desk.errors import DeskError
from keys.desk.messages.correspondence import must_not_be_declined, must_not_be_recalled, screened
from keys.desk.store.outbox import ItemType, OutboxItem
from keys.desk.store.records import Case, Message
from keys.encoding import b64
from keys.envelope import attachment
from keys.envelope.attachment import MOST_BYTES
from keys.envelope.receipts import Action
from keys.roles import Kind, Part

KIND = "attachment"
LONGEST_NAME, LONGEST_TEXT = 120, 300
"""Characters: of a file's own name, which stays here, and of what is said of it to the police."""


def add(desk: Desk, reference: str, name: str, raw: bytes) -> Attached:
    """The file is kept, and its clean copy waits to be looked at. DeskError for an empty or too large one."""
    case = desk.cases.find(reference)
    must_answer_here(case)
    if not 0 < len(raw) <= MOST_BYTES:
        raise DeskError(f"A file has 1 byte to {MOST_BYTES >> 20} MiB; this one has {len(raw)} bytes.")
    row = Attached(
        secrets.token_hex(16), case.report_id, name[:LONGEST_NAME], today(), len(raw), sha256(raw).hexdigest()
    )
    copy = b""
    try:
        found = child.cleaned(raw)
        if len(found.raw) > MOST_BYTES:
            raise DeskError("Its clean copy is larger than 16 MiB. Split it, or make it smaller.")
        row.type, row.pages, copy = found.type, found.pages, found.raw
        row.length, row.sha256 = len(copy), sha256(copy).hexdigest()
    except DeskError as why:
        row.unclean = str(why)
    with desk.vault.batch():
        stored.keep(desk.vault, row.id, ORIGINAL, raw)
        stored.keep(desk.vault, row.id, COPY, copy)
        stored.put(desk.vault, row)
    return row


def of(desk: Desk, case: Case) -> list[Attached]:
    """What is kept for this report and for the accounts of hers that it replaces."""
    accounts = [case.report_id, *(each.report_id for each in desk.cases.accounts(case))]
    return stored.attached(desk.vault, accounts)


def find(desk: Desk, case: Case, ident: str) -> Attached:
    """The file of that id, or of its first signs. DeskError when there is not exactly one."""
    return stored.named(of(desk, case), ident)


def page(desk: Desk, row: Attached, number: int) -> bytes:
    """A page of the copy as a picture: what the police will see."""
    return child.page(stored.whole(desk.vault, row.id, COPY), number)


@act(Kind.NGO, called="attach")
def send(desk: Desk, case: Case, ident: str, *, consents: bool, text: str = "", reason: Reason = NO_REASON) -> Attached:
    """The copy waits in the outbox, sealed piece by piece as it leaves. `text`, screened, says what it is."""
    must_not_be_recalled(case)
    must_not_be_declined(case)
    if case.withdrawn is not None or case.superseded_by:
        raise DeskError("This report was stopped or replaced. Nothing more is sent about it.")
    row = find(desk, case, ident)
    if row.unclean:
        raise DeskError(f"This file stays here, because it could not be cleaned. {row.unclean}")
    if case.report_id in row.sent:
        raise DeskError("This file was sent to the police already.")
    if not consents:
        raise DeskError("Show her the copy first. It is sent when she has said that the police may have it.")
    if len(text) > LONGEST_TEXT:
        raise DeskError(f"That has {len(text)} characters; at most {LONGEST_TEXT} fit.")
    row.reason = screened(case, {"text": text}, reason)
    row.consented, row.text, row.sent, row.cids = today(), text, [*row.sent, case.report_id], []
    stored.put(desk.vault, row)
    count, file = attachment.count_for(row.length), secrets.token_hex(16)
    for index in range(count):
        words = {"attachment": row.id, "of": row.report_id, "file": file, "index": index, "count": count}
        about = f"file to {case.force}, piece {index + 1} of {count}, {case.short}"
        desk.outbox.put(
            OutboxItem(
                ItemType.ENVELOPE,
                about,
                case.report_id,
                int(Part.ATTACHMENT),
                case.force,
                words={**words, "seq": index},
            )
        )
    told = {"file": file, "type": row.type, "length": row.length, "text": text}
    desk.cases.say(Message(case.report_id, int(Part.ATTACHMENT), desk.settings.org, True, today(), 0, KIND, told, file))
    return row


def inside(desk: Desk, item: OutboxItem) -> bytes:
    """The plaintext of the piece that an item of the outbox stands for."""
    words = item.words
    row = _row(desk, item)
    about = None
    if words["index"] == 0:
        about = {
            "v": 1, "type": row.type, "length": row.length, "sha256": b64(bytes.fromhex(row.sha256)),
            "original_length": row.original_length, "original_sha256": b64(bytes.fromhex(row.original_sha256)),
            **({"text": row.text} if row.text else {}),
        }  # fmt: skip
    data = stored.piece(desk.vault, row.id, COPY, words["index"])
    ids = bytes.fromhex(item.report_id), bytes.fromhex(words["file"])
    return attachment.build(*ids, words["index"], words["count"], today(), about, data)


def left(desk: Desk, item: OutboxItem, cid: str) -> None:
    """The piece is sealed under this id: its receipts will be known by it."""
    row = _row(desk, item)
    row.cids.append(cid)
    stored.put(desk.vault, row)


def _row(desk: Desk, item: OutboxItem) -> Attached:
    row = stored.one(desk.vault, item.words["of"], item.words["attachment"])
    if row is None:
        raise DeskError("The file was deleted here before it left.")
    return Attached(**row)


def progress(desk: Desk, case: Case, row: Attached) -> str:
    """How far the file is, in a sentence."""
    if case.report_id not in row.sent:
        return row.unclean or "Not sent."
    receipts = [desk.cases.receipts_of(cid) for cid in row.cids]
    if any(int(Action.OPENED) in each for each in receipts):
        return "Opened by the police."
    count = attachment.count_for(row.length)
    got = sum(int(Action.RECEIVED) in each for each in receipts)
    if got >= count:
        return "Received by the police."
    return f"On its way: {len(row.cids)} of {count} pieces have left, {got} are received."


@act(Kind.NGO, called="attach delete")
def delete(desk: Desk, case: Case, ident: str) -> None:
    """Original and copy are gone from this desk. What was sent stays with the police."""
    row = find(desk, case, ident)
    for item in desk.outbox.of_report(case.report_id):
        if item.words.get("attachment") == row.id:
            raise DeskError("The file is still on its way. Delete it when it has been received.")
    stored.forget(desk.vault, row)

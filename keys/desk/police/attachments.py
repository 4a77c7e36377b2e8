"""Files of evidence at a police desk: pieces as they came, put together for a look, made anew before they are shown.

What an NGO sent is taken as hostile: a page is drawn in `keys.desk.attachments.child` and only the picture reaches the
browser (`keys.desk.look` tells the NGO of it).
"""

from __future__ import annotations

from gateway.report.printing.steering import printable
from keys.clock import today
from keys.desk.attachments import child, stored
from keys.desk.attachments.stored import Received
from keys.desk.desk import Desk
from keys.desk.errors import DeskError
from keys.desk.messages.correspondence import must_be_opened
from keys.desk.store.records import Case, Message
from keys.envelope import attachment, format
from keys.errors import Refused
from keys.private.decryption import open_with_cek
from keys.private.opening import Opened
from keys.roles import Part

ENDINGS = {"image/jpeg": "jpg", "application/pdf": "pdf", "audio/wav": "wav"}


def take(desk: Desk, case: Case, opened: Opened) -> str:
    """The piece is kept; a sentence when the file is whole. Called inside the batch that keeps the envelope."""
    assert opened.sender is not None
    if case.recalled is not None:
        return ""  # nothing of the report is kept here any more, so nothing of this is
    inside = opened.inside
    row = _row(desk, case, opened)
    if row.count != inside["count"] or row.org != opened.sender.org:
        raise Refused("R17-attachment")
    if not stored.keep_piece(desk.vault, row.id, inside["index"], opened.raw, opened.cek):
        return ""
    row.got += 1
    if inside["about"] is not None:
        row.about, row.first = inside["about"], opened.cid.hex()
    stored.put(desk.vault, row)
    if not row.whole:
        return ""
    told = {"file": row.id, "type": row.about["type"], "length": row.about["length"]}
    told["text"] = row.about.get("text", "")
    part = int(Part.ATTACHMENT)
    desk.cases.say(Message(case.report_id, part, row.org, False, row.day, 0, "attachment", told, row.id))
    return f"A file for {case.short}. Look at it: amparo-desk attach list {case.short}"


def _row(desk: Desk, case: Case, opened: Opened) -> Received:
    inside = opened.inside
    held = stored.one(desk.vault, case.report_id, inside["file"])
    if held is not None:
        return Received(**held)
    assert opened.sender is not None
    return Received(inside["file"], case.report_id, opened.sender.org, inside["count"], inside["day"])


def of(desk: Desk, case: Case) -> list[Received]:
    """The files that are here whole, oldest first."""
    return [row for row in stored.received(desk.vault, case.report_id) if row.whole]


def find(desk: Desk, case: Case, ident: str) -> Received:
    """The file of that id, or of its first signs. DeskError when there is not exactly one."""
    return stored.named(of(desk, case), ident)


def words(row: Received) -> str:
    """What the NGO says of the file, with a mark where a pattern fits: it was sealed where no gateway can read it."""
    from keys.desk.police import redaction  # slow to load: only who looks at a report waits for it

    return printable(redaction.masked(str(row.about.get("text", ""))))


def raw(desk: Desk, row: Received) -> bytes:
    """The file as the NGO sealed it. DeskError when its pieces do not make what was announced."""
    data = []
    for envelope, cek in stored.pieces(desk.vault, row.id):
        part, _ = format.split_single(envelope, Part.ATTACHMENT)
        data.append(attachment.parse(open_with_cek(format.parse(part, Part.ATTACHMENT), cek)).data)
    try:
        return attachment.joined(row.about, data)
    except Refused:
        raise DeskError("The pieces of this file do not make the file that was announced. Ask the NGO.") from None


def anew(desk: Desk, case: Case, ident: str) -> tuple[Received, bytes]:
    """The file, made anew, and its row, which knows from the first look on how many pages it has."""
    row = find(desk, case, ident)
    must_be_opened(case)
    found = child.cleaned(raw(desk, row))
    if row.opened is None:
        row.opened, row.pages = today(), found.pages
        stored.put(desk.vault, row)
    return row, found.raw


def page(desk: Desk, row: Received, number: int) -> bytes:
    """A page of it as a picture."""
    return child.page(raw(desk, row), number)


def forget(desk: Desk, case: Case) -> None:
    """Nothing of any file of the report is left at this desk."""
    for row in stored.received(desk.vault, case.report_id):
        stored.forget(desk.vault, row)

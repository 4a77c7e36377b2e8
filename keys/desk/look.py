"""Look at a report: the first look is told to the sender, signed, before anything is shown.

At a police desk each first look, and each export, is told to the NGO with the officer's pseudonym as well; an NGO's
desk receipts what the police sent. What a look shows is made by `keys.desk.case_view`.
"""

from typing import Any

from gateway.report.names import name_of
from keys.clock import today
from keys.desk.attachments.stored import Received
from keys.desk.case_view import reader
from keys.desk.case_view.sheet import Sheet, sheet_of
from keys.desk.desk import Desk, act, only
from keys.desk.errors import DeskError
from keys.desk.evidence.bundle import bundle
from keys.desk.messages import status_line
from keys.desk.messages.correspondence import tell
from keys.desk.police import attachments, disclosed
from keys.desk.store.records import Case
from keys.desk.sync.receipts import promise
from keys.envelope.receipts import Action
from keys.roles import Kind, Part
from keys.signing import Signer


@act(anywhere=True)
def looked(desk: Desk, case: Case) -> Case:
    """The report, which a person looks at now."""
    _look(desk, case, "opened")
    return case


def show(desk: Desk, reference: str) -> str:
    """The report and all that was said about it, as text."""
    return reader.page(desk, looked(desk, reference))


def sheet(desk: Desk, reference: str) -> Sheet:
    """The same as data, for a page of a police desk."""
    only(desk, Kind.POLICE, "sheet")
    return sheet_of(desk, looked(desk, reference))


@act(anywhere=True)
def export(desk: Desk, case: Case, form: str = "text") -> bytes:
    """The report as a file: text, pdf, csv, json, or evidence. No file, no look."""
    _look(desk, case, f"exported_{form}")
    if form == "evidence":
        part = Part.CRIME if desk.settings.kind is Kind.POLICE else Part.IDENTITY
        return bundle(desk.cases, case, part, desk.directory.everything())
    return reader.export(desk, case, form)


@act(Kind.POLICE, called="attach")
def attachment(desk: Desk, case: Case, ident: str) -> tuple[Received, bytes]:
    """A file of evidence made anew, for a look. That it was opened is receipted."""
    row, raw = attachments.anew(desk, case, ident)
    _receipt(desk, [(Part.ATTACHMENT, row.first)])
    return row, raw


@act(Kind.POLICE, called="attach export")
def export_attachment(desk: Desk, case: Case, ident: str) -> tuple[Received, bytes]:
    """The same to be taken out of the desk: the NGO is told by whom as well."""
    row, raw = attachments.anew(desk, case, ident)
    _receipt(desk, [(Part.ATTACHMENT, row.first)])
    if desk.officer:
        words = {"officer": desk.officer, "action": "exported_attachment"}
        tell(desk, case, "opened_by", words, about=f"exported_attachment by {desk.officer}")
    return row, raw


def _look(desk: Desk, case: Case, action: str) -> None:
    """It is durable that a person looked: receipts `opened`, at the police also the status and the pseudonym.

    DeskError when the report was recalled. Where no key of this desk may say so (a vault restored on another
    computer) a force's desk shows nothing, DeskError too; an NGO's shows it, for she may need a call now, and the
    receipt is made at the first look with a key.
    """
    police = desk.settings.kind is Kind.POLICE
    disclosed.sweep(desk, case)
    if case.recalled is not None and case.report is None and case.declined:
        raise DeskError(f"This report was moved to {name_of(case.declined)}, and its copy here is destroyed.")
    if case.recalled is not None and case.report is None and case.leaves is None:
        raise DeskError("This report was recalled by the NGO and deleted here unseen.")
    due = [(Part.CRIME if police else Part.IDENTITY, case.report_id)] if case.opened is None else []
    unseen = [each for each in desk.cases.said(case.report_id) if not each.out and each.seen is None]
    due += [(Part(each.part), each.cid) for each in unseen if each.part != Part.VICTIM]
    if due:
        try:
            _receipt(desk, due)
        except DeskError:
            if police:
                raise
            return
    for message in unseen:
        message.seen = today()
        desk.cases.say(message)
    first, case.opened = case.opened is None, case.opened or today()
    desk.cases.put(case)
    if police and first:
        status_line.report_status(desk, case, "opened")
    if police and desk.officer and (first or action != "opened"):
        words: dict[str, Any] = {"officer": desk.officer, "action": action}
        tell(desk, case, "opened_by", words, about=f"{action} by {desk.officer}")


def _receipt(desk: Desk, due: list[tuple[Part, str]]) -> None:
    """A receipt that it was opened is promised for each of these envelopes, once. DeskError without a key for it."""
    signer: Signer = desk.keyring.signer(desk.settings.reply_role, desk.directory.view(), today())
    for part, cid in due:
        kept = desk.cases.kept(part, cid)
        if kept is not None and str(int(Action.OPENED)) not in kept.receipts:
            promise(desk, kept, Action.OPENED, signer)

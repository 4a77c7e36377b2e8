"""Files of evidence of a report: kept, looked at as the police will see them, sent when she has said so."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from gateway.look.http import page
from gateway.report.reason import Reason
from keys.desk import look
from keys.desk.errors import DeskError, Withheld
from keys.desk.ngo import attachments
from keys.desk.store.records import Case
from keys.desk.web import pages
from keys.desk.web.ngo.care import held_back
from keys.desk.web.pages import Pages, desk, done, onward

blueprint = Pages("attachments", __name__, audience="ngo")


@blueprint.get("/report/<report:ref>/files")
def listed(ref: str) -> Response:
    """What is kept, and how far it is."""
    return _listed(look.looked(desk(), ref), {})


@blueprint.post("/report/<report:ref>/files")
def add(ref: str) -> Response:
    """The file is kept, and its copy shown."""
    file = request.files.get("file")
    name, raw = (file.filename or "", file.stream.read()) if file is not None else ("", b"")
    try:
        row = attachments.add(desk(), ref, name, raw)
    except DeskError as trouble:
        return _listed(desk().cases.find(ref), {"file": str(trouble)})
    if row.unclean:
        return onward("The original is kept here, and cannot be sent.", ".listed", ref=ref)
    return onward("Kept. Look at the copy with her before it is sent.", ".shown", ref=ref, ident=row.id)


@blueprint.get("/report/<report:ref>/files/<ident>")
def shown(ref: str, ident: str) -> Response:
    """The copy, page by page, as the police will see it."""
    return _shown(look.looked(desk(), ref), ident, {})


@blueprint.get("/report/<report:ref>/files/<ident>/<int:number>")
def picture(ref: str, ident: str, number: int) -> Response:
    """One page of the copy as a picture."""
    row = attachments.find(desk(), desk().cases.find(ref), ident)
    return pages.picture(attachments.page(desk(), row, number))


@blueprint.post("/report/<report:ref>/files/<ident>/send")
def send(ref: str, ident: str) -> Response:
    """Sealed piece by piece, from now on."""
    text, words, agreed = (request.form.get(name, "").strip() for name in ("text", "reason", "agreed"))
    consents = "consents" in request.form
    try:
        attachments.send(desk(), ref, ident, consents=consents, text=text, reason=Reason(words, agreed))
    except Withheld as held:
        return _shown(desk().cases.find(ref), ident, held_back(held))
    except DeskError as trouble:
        return _shown(desk().cases.find(ref), ident, {"consents": str(trouble)})
    return done("The copy is on its way to the police. The original stays here.", ".listed", ref=ref)


@blueprint.post("/report/<report:ref>/files/<ident>/delete")
def delete(ref: str, ident: str) -> Response:
    """Original and copy are gone from this desk."""
    attachments.delete(desk(), ref, ident)
    return onward("Deleted here. What was sent stays with the police.", ".listed", ref=ref)


def _listed(case: Case, errors: dict[str, str]) -> Response:
    rows = [(row, attachments.progress(desk(), case, row)) for row in attachments.of(desk(), case)]
    return page("ngo_files.html", 409 if errors else 200, case=case, rows=rows, errors=errors)


def _shown(case: Case, ident: str, errors: dict[str, str]) -> Response:
    row = attachments.find(desk(), case, ident)
    return page(
        "ngo_file.html",
        409 if errors else 200,
        case=case,
        row=row,
        progress=attachments.progress(desk(), case, row),
        sent=case.report_id in row.sent,
        longest=attachments.LONGEST_TEXT,
        values=request.form.to_dict(),
        errors=errors,
    )

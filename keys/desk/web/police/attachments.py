"""A file of evidence at a police desk: looked at as pictures that this desk drew, or taken out, which is told."""

from __future__ import annotations

from werkzeug.wrappers import Response

from gateway.look.http import page
from keys.desk import look
from keys.desk.police import attachments
from keys.desk.police.attachments import ENDINGS
from keys.desk.web import pages
from keys.desk.web.pages import desk, download, session
from keys.desk.web.police.base import PolicePages

blueprint = PolicePages("attached", __name__)


@blueprint.get("/report/<report:ref>/files/<ident>")
def shown(ref: str, ident: str) -> Response:
    """The file, page by page. The first look is told to the NGO."""
    row, _ = look.attachment(desk(), ref, ident)
    session().sync.nudge()
    return page("file.html", case=desk().cases.find(ref), row=row, words=attachments.words(row))


@blueprint.get("/report/<report:ref>/files/<ident>/<int:number>")
def picture(ref: str, ident: str, number: int) -> Response:
    """One page of it as a picture."""
    row = attachments.find(desk(), desk().cases.find(ref), ident)
    return pages.picture(attachments.page(desk(), row, number))


@blueprint.post("/report/<report:ref>/files/<ident>/export")
def export(ref: str, ident: str) -> Response:
    """The file made anew. The NGO is told who took it."""
    row, raw = look.export_attachment(desk(), ref, ident)
    session().sync.nudge()
    kind = str(row.about["type"])
    answer = download(raw, f"evidence-{row.id[:8]}.{ENDINGS[kind]}", kind)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer

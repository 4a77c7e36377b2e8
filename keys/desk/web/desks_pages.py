"""The desk itself: is everything in order, its backup, and the other desks of the same organisation."""

from __future__ import annotations

from flask import make_response
from werkzeug.wrappers import Response

from keys.days import iso, today
from keys.desk.web.pages import Pages, Way, desk, page

blueprint = Pages("desks", __name__, audience="ngo", ways=[Way("This desk", "desks.shown", 90)])


@blueprint.get("/desk")
def shown() -> Response:
    """What waits in the outbox, and what can be done."""
    return page("ngo_desk.html", found=[], outbox=desk().outbox.waiting())


@blueprint.post("/desk/check")
def checked() -> Response:
    """Keys, directory, line and clock were looked at just now."""
    return page("ngo_desk.html", found=desk().check(), outbox=desk().outbox.waiting())


@blueprint.post("/desk/backup")
def backup() -> Response:
    """A locked copy of the vault, for the person to put on another device."""
    answer = make_response(desk().locked_copy())
    answer.headers["Content-Type"] = "application/octet-stream"
    answer.headers["Content-Disposition"] = f'attachment; filename="desk-{iso(today())}.locked"'
    return answer

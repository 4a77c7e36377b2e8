"""This desk itself: whose it is, its keys and how the directory lists them, whether all is in order, a backup."""

from __future__ import annotations

import secrets

from flask import current_app
from werkzeug.wrappers import Response

from keys.clock import iso, today
from keys.desk.checking import Finding, held_keys
from keys.desk.errors import DeskError
from keys.desk.store.backup import BACKUP
from keys.desk.web.pages import Pages, Way, desk, page

blueprint = Pages("about", __name__, audience="desk", ways=[Way("This desk", "about.view", 90)])


@blueprint.get("/this-desk")
def view() -> Response:
    """What this desk holds, from what it last saw of the directory. Nothing is asked of the gateway."""
    return _about(None)


@blueprint.post("/this-desk/check")
def check() -> Response:
    """Whether everything is in order; asks the gateway, so it may take a moment."""
    return _about(desk().check())


@blueprint.post("/this-desk/backup")
def backup() -> Response:
    """A locked copy of the vault as a file to keep elsewhere. It lies in the desk's folder only while it is made."""
    target = desk().folder / f"{BACKUP}{secrets.token_hex(8)}"
    try:
        desk().back_up(target)
        raw = target.read_bytes()
    finally:
        target.unlink(missing_ok=True)
    answer = current_app.make_response(raw)
    answer.headers["Content-Type"] = "application/octet-stream"
    answer.headers["Content-Disposition"] = f'attachment; filename="desk-backup-{iso(today())}.locked"'
    return answer


def _about(findings: list[Finding] | None) -> Response:
    here = desk()
    try:
        seen = here.view()
    except DeskError:
        seen = None
    return page(
        "about.html",
        settings=here.settings,
        keys=held_keys(here, seen),
        seen=seen,
        findings=findings,
        folder=str(here.folder),
    )

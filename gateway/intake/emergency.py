"""The way out and the emergency card: before any question, without script, never behind a login.

Leaving answers with Clear-Site-Data and an address elsewhere. With script the page replaces itself first, so that
"Back" does not lead here; without script the browser keeps one entry in its history, and the pages say so.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug import Response

from gateway.intake.pages import AWAY

blueprint = Blueprint("emergency", __name__)
blueprint.audience = "anyone"  # type: ignore[attr-defined]

CLEAR = '"cache", "cookies", "storage"'


@blueprint.get("/now")
def card() -> str:
    """What to say to 999, and the other numbers."""
    return render_template("emergency.html")


@blueprint.route("/leave", methods=["GET", "POST"])
def leave() -> Response:
    """The browser forgets this site and is elsewhere. POST is what the script sends while it is already going."""
    answer = Response(status=204) if request.method == "POST" else redirect(AWAY, 303)
    answer.headers["Clear-Site-Data"] = CLEAR
    return answer

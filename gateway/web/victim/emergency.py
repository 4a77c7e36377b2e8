"""The way out and the emergency card: before any question, without script, never behind a login.

Leaving answers with Clear-Site-Data and an address elsewhere. With script the page replaces itself first, so that
"Back" does not lead here; without script the browser keeps one entry in its history, and the pages say so.
"""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug import Response as Answer

from gateway.web import language
from gateway.web.pages import AWAY
from gateway.web.victim import status

blueprint = Blueprint("emergency", __name__)
blueprint.audience = "anyone"  # type: ignore[attr-defined]
blueprint.before_request(language.choose)

CLEAR = '"cache", "cookies", "storage"'


@blueprint.route("/now", methods=["GET", "POST"])
def card() -> Response:
    """What to say to 999, and the other numbers. POST only carries her language."""
    html = render_template("emergency.html", here=url_for("emergency.card"), whole=True, first=True)
    return status.as_it_is(Response(status.padded(html), mimetype="text/html"))


@blueprint.route("/leave", methods=["GET", "POST"])
def leave() -> Answer:
    """The browser forgets this site and is elsewhere. POST is what the script sends while it is already going."""
    answer: Answer = Response(status=204) if request.method == "POST" else redirect(AWAY, 303)
    answer.headers["Clear-Site-Data"] = CLEAR
    return answer

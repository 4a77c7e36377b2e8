"""Paper: the form to fill in by hand where there is no internet, and the sheet of what to explain. All of it empty.

Rules
- What is for the police and what is only for us never stand on one sheet: each side begins a sheet of its own.
- The emergency numbers are on every part. Without script; the browser's own print command prints.
"""

from __future__ import annotations

from flask import Blueprint, g, redirect, url_for
from werkzeug import Response

from gateway.report.form import consent as told
from gateway.report.form import ngo_questions as for_us
from gateway.report.form import police_questions as for_police
from gateway.report.form import widgets as controls
from gateway.report.form import written
from gateway.report.form.words import UNANSWERED
from gateway.web import sessions
from gateway.web.pages import ngo_page

blueprint = Blueprint("printing", __name__, url_prefix="/caseworker")
blueprint.audience = "caseworker"  # type: ignore[attr-defined]
sessions.guard(blueprint)

LONG = 24  # choices: a longer list is written in by hand

# On paper stands what is asked most; the rest is asked when it is typed in.
POLICE = tuple(
    getattr(for_police, name) for name in ("WHERE", "WISH", "WHAT", "WHEN", "HOW", "SUSPECTS", "DANGER")
)
US = (for_us.HER, for_us.REACH, for_us.LANGUAGE, for_us.CONSENT, for_us.WHO, for_us.PLACE)
ONE = dict.fromkeys(written.REPEATS, 1)


@blueprint.before_request
def only_caseworkers() -> Response | None:
    """Signed in."""
    return None if g.account else redirect(url_for("signin.ask"), 303)


@blueprint.get("/paper")
def paper() -> str:
    """The whole form, empty, for paper."""
    return ngo_page(
        "paper.html",
        g.account.ngo,
        adult=controls.adult(),
        police=controls.drawn(POLICE, ONE, (), (), []),
        us=controls.drawn(US, ONE, (), (), []),
        longest=LONG,
        unanswered={label for _, label in UNANSWERED},
    )


@blueprint.get("/consent")
def consent() -> str:
    """What to explain to her, with boxes to tick by hand."""
    return ngo_page("consent.html", g.account.ngo, points=told.POINTS)

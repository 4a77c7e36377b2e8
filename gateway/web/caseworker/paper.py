"""The sheets to print: the empty form for paper, and what to explain to her.

Rules
- What is for the police and what is only for us never stand on one sheet, and the emergency numbers are on every part.
- It works without script; the browser's own print command prints.
"""

from flask import Blueprint
from werkzeug import Response

from gateway.look.http import page
from gateway.report.form import ngo_questions, police_questions, questions, values, widgets
from gateway.report.form.texts import UNANSWERED
from gateway.web import sessions

blueprint = Blueprint("printing", __name__, url_prefix="/caseworker")
blueprint.audience = "caseworker"  # type: ignore[attr-defined]
sessions.guard(blueprint)
blueprint.before_request(sessions.signed_in_first)

LONG = 24  # choices: a longer list is written in by hand

# On paper stands what is asked most; the rest is asked when it is typed in.
ON_PAPER = {"where", "wish", "what", "when", "how", "suspects", "danger"}
ON_PAPER |= {"her", "reach", "language", "consent", "who", "place"}
POLICE, US = (
    tuple(section for section in half.SECTIONS if section.name in ON_PAPER)
    for half in (police_questions, ngo_questions)
)
ONE = dict.fromkeys(values.REPEATS, 1)


@blueprint.get("/paper")
def paper() -> Response:
    """The whole form, empty, for paper."""
    return page(
        "paper.html",
        adult=widgets.adult(),
        police=widgets.drawn(POLICE, ONE, (), (), []),
        us=widgets.drawn(US, ONE, (), (), []),
        longest=LONG,
        unanswered={label for _, label in UNANSWERED},
    )


@blueprint.get("/consent")
def consent() -> Response:
    """What to explain to her, with boxes to tick by hand."""
    return page("consent.html", points=questions.POINTS)

"""One report at a police desk: a cover until somebody opens it, then all of it on one page; files, and the margin.

Opening is a press of its own, because it is told to the NGO and to her, and after it nothing can be recalled.
"""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, request
from werkzeug.wrappers import Response

from keys.desk.store.cases import Case
from keys.desk.web.pages import desk, done, onward, page, sitting
from keys.desk.web.police.police import PolicePages
from keys.desk.web.police.police_words import EXPORTS, KIND_WORDS, UNIT_WORDS, state_words

blueprint = PolicePages("report", __name__)


@blueprint.get("/report/<report:ref>")
def view(ref: str) -> Response:
    """The report, once it was opened; before that its cover."""
    case = desk().find(ref)
    if case.opened is None or case.recalled is not None:
        return page("report_cover.html", case=case, unit=UNIT_WORDS[case.unit])
    return page("report.html", sheet=desk().sheet(ref), **_beside(case))


@blueprint.post("/report/<report:ref>/open")
def open_it(ref: str) -> Response:
    """It was opened, and the NGO is told by whom."""
    desk().sheet(ref)
    return done(
        "Opened. The organisation is told now, with your pseudonym; her page says so within a day.",
        ".view",
        ref=ref,
    )


@blueprint.post("/report/<report:ref>/export/<form>")
def export(ref: str, form: str) -> Response:
    """The report as a file. The NGO is told who took it, and as what."""
    known = {each[0]: each for each in EXPORTS}
    if form not in known or desk().find(ref).opened is None:
        abort(404)
    _, _, media, ending = known[form]
    raw = desk().export(ref, form)
    sitting().line.nudge()
    answer = current_app.make_response(raw)
    answer.headers["Content-Type"] = media
    name = f"third-party-report-{desk().find(ref).short}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.post("/report/<report:ref>/margin")
def margin(ref: str) -> Response:
    """What this desk notes beside the report stands. It is sent to nobody."""
    case = desk().find(ref)
    desk().margins.write(case, number=request.form.get("number", ""), note=request.form.get("note", ""))
    return onward("Noted, at this desk alone.", ".view", ref=ref)


@blueprint.post("/report/<report:ref>/withheld")
def ask_withheld(ref: str) -> Response:
    """The NGO is asked whether what the patterns found may be read."""
    desk().ask_withheld(ref)
    return done("Asked. Until the organisation answers it stays out of sight.", ".view", ref=ref)


@blueprint.post("/report/<report:ref>/answer")
def answer(ref: str) -> Response:
    """A question of the NGO is answered."""
    desk().answer(ref, request.form.get("answer", "").strip(), about=request.form.get("about", ""))
    return done("Answered. It leaves for the organisation now.", ".view", ref=ref)


def _beside(case: Case) -> dict[str, Any]:
    """What stands beside a report on its page."""
    return {
        "case": case,
        "unit": UNIT_WORDS[case.unit],
        "state_words": state_words,
        "exports": EXPORTS,
        "kinds": KIND_WORDS,
        "margin": desk().margins.of(case),
        "officer": desk().officer,
    }

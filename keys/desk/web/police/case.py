"""One report at a police desk: a cover until somebody opens it, then all of it on one page; its files and statuses.

Opening is a press of its own, because it is told to the NGO and to her, and after it nothing can be recalled. A status
is chosen, read as she will read it, and only then sent.
"""

from typing import Any

from flask import abort, request
from werkzeug.wrappers import Response

from gateway.look.http import page
from gateway.report.names import name_of
from gateway.report.statuses import NFA_REASONS, POLICE, codes_of, is_dangerous, sentence
from gateway.report.triage import first_lines
from keys.desk import look
from keys.desk.case_view.progress import state
from keys.desk.case_view.words import STATES, in_words
from keys.desk.errors import DeskError
from keys.desk.messages import correspondence, status_line
from keys.desk.police import attachments, declining, information_request, margins
from keys.desk.store.records import Case
from keys.desk.web.pages import desk, done, download, onward, session
from keys.desk.web.police.base import EXPORTS, GRAVE, PolicePages, assignable, likely, reasons, status_buttons
from keys.roles import Kind

blueprint = PolicePages("report", __name__)


@blueprint.get("/report/<report:ref>")
def view(ref: str) -> Response:
    """The report, once it was opened; before that its cover."""
    case = desk().cases.find(ref)
    if case.opened is None or case.recalled is not None:
        return page("report_cover.html", first=first_lines(case.report or {}, soon=case.priority), **_beside(case))
    return page("report.html", sheet=look.sheet(desk(), ref), **_beside(case))


@blueprint.post("/report/<report:ref>/open")
def open_it(ref: str) -> Response:
    """It was opened, and the NGO is told by whom."""
    look.sheet(desk(), ref)
    return done(
        "Opened. The organisation is told now, with your pseudonym; her page says so within a day.", ".view", ref=ref
    )


@blueprint.post("/report/<report:ref>/export/<form>")
def export(ref: str, form: str) -> Response:
    """The report as a file. The NGO is told who took it, and as what."""
    known = {each[0]: each for each in EXPORTS}
    if form not in known or desk().cases.find(ref).opened is None:
        abort(404)
    _, _, media, ending = known[form]
    raw = look.export(desk(), ref, form)
    session().sync.nudge()
    return download(raw, f"third-party-report-{desk().cases.find(ref).short}.{ending}", media)


@blueprint.post("/report/<report:ref>/margin")
def margin(ref: str) -> Response:
    """What this desk notes beside the report stands. It is sent to nobody."""
    case = desk().cases.find(ref)
    margins.write(desk(), case, number=request.form.get("number", ""), note=request.form.get("note", ""))
    return onward("Noted, at this desk alone.", ".view", ref=ref)


@blueprint.post("/report/<report:ref>/assign")
def assign(ref: str) -> Response:
    """The report is an officer's of this desk, or nobody's. It is told to nobody outside."""
    officer = request.form.get("officer", "")
    if officer and officer not in assignable():
        abort(404)
    margins.assign(desk(), desk().cases.find(ref), officer)
    return onward(f"Assigned to {officer}." if officer else "Assigned to nobody.", ".view", ref=ref)


@blueprint.post("/report/<report:ref>/withheld")
def ask_withheld(ref: str) -> Response:
    """The NGO is asked whether what the patterns found may be read."""
    information_request.ask_withheld(desk(), ref)
    return done("Asked. Until the organisation answers it stays out of sight.", ".view", ref=ref)


@blueprint.post("/report/<report:ref>/confirm")
def ask_to_confirm(ref: str) -> Response:
    """The NGO is asked to confirm that it filed the report."""
    information_request.ask_to_confirm(desk(), ref)
    return done("Asked. The inbox says “News” when the organisation has confirmed.", ".view", ref=ref)


@blueprint.post("/report/<report:ref>/answer")
def answer(ref: str) -> Response:
    """A question of the NGO is answered."""
    correspondence.answer(desk(), ref, request.form.get("answer", "").strip(), about=request.form.get("about", ""))
    return done("Answered. It leaves for the organisation now.", ".view", ref=ref)


def _beside(case: Case) -> dict[str, Any]:
    """What stands beside a report on its page."""
    return {
        "case": case,
        "state_words": in_words(STATES, state(case, Kind.POLICE)),
        "exports": EXPORTS,
        "officers": assignable(),
        "margin": margins.of(desk(), case),
        "officer": desk().officer,
        "files": attachments.of(desk(), case),
        "file_words": attachments.words,
        "telephone": margins.telephones(desk()).get(case.ngo, ""),
        "confirm_asked": information_request.confirm_asked(desk(), case),
    }


@blueprint.get("/report/<report:ref>/decline")
def other_force(ref: str) -> Response:
    """Which force is the right one."""
    return _other_force(ref)


@blueprint.post("/report/<report:ref>/decline")
def decline(ref: str) -> Response:
    """The NGO is told which force is the right one."""
    to, text = request.form.get("to", ""), request.form.get("text", "").strip()
    if to not in declining.others(desk()):
        return _other_force(ref, {"to": "Choose the force that covers it."})
    try:
        declining.decline(desk(), ref, to, text=text)
    except DeskError as trouble:
        return _other_force(ref, {"text": str(trouble)})
    return done(f"Declined. The organisation is told now, and moves it to {name_of(to)}.", ".view", ref=ref)


def _other_force(ref: str, errors: dict[str, str] | None = None) -> Response:
    forces = [(force, name_of(force)) for force in declining.others(desk())]
    return page(
        "decline.html",
        422 if errors else 200,
        case=desk().cases.find(ref),
        forces=forces,
        longest=LONGEST,
        values=request.form.to_dict(),
        errors=errors or {},
    )


LONGEST = 900
"""Characters of the words to the organisation: one envelope holds 4092 bytes."""
status_pages = PolicePages("status", __name__)


@status_pages.get("/report/<report:ref>/status")
def choose(ref: str) -> Response:
    """What usually comes next, and below it every status that an officer sets, by what happened."""
    case = desk().cases.find(ref)
    now = state(case, Kind.POLICE)
    return page("status_choose.html", case=case, now=STATES.get(now, ""), likely=likely(now), groups=status_buttons())


@status_pages.post("/report/<report:ref>/status/read")
def read(ref: str) -> Response:
    """What she will read, and what the organisation is told, before anything leaves."""
    return _before(ref, _code())


@status_pages.post("/report/<report:ref>/status")
def tell(ref: str) -> Response:
    """The status waits for both its readers; a grave one only when it was read and confirmed."""
    code = _code()
    reason, text = request.form.get("reason", ""), request.form.get("text", "").strip()
    errors = {}
    if code == "nfa" and reason not in NFA_REASONS:
        errors["reason"] = "Choose why. The organisation tells her, and she may ask for a review."
    if len(text) > LONGEST:
        errors["text"] = f"That has {len(text)} characters; at most {LONGEST} fit."
    if _is_grave(code) and not request.form.get("sure"):
        errors["sure"] = "Read it once more, and tick this."
    if errors:
        return _before(ref, code, errors, 422)
    try:
        status_line.status(desk(), ref, code, reason=reason if code == "nfa" else "", text=text)
    except DeskError as trouble:
        return _before(ref, code, {"text": str(trouble)}, 422)
    when = (
        "The organisation is told now, so that it can call her; her page waits 24 hours."
        if is_dangerous(code)
        else "It reaches the organisation and her page at random times within a day."
    )
    return done(f"{STATES[code]}: noted. {when}", "report.view", ref=ref)


def _before(ref: str, code: str, errors: dict[str, str] | None = None, answer: int = 200) -> Response:
    return page(
        "status_read.html",
        answer,
        case=desk().cases.find(ref),
        code=code,
        words=STATES[code],
        she_reads=sentence(code),
        dangerous=is_dangerous(code),
        grave=_is_grave(code),
        reasons=reasons() if code == "nfa" else [],
        longest=LONGEST,
        values=request.form.to_dict(),
        errors=errors or {},
    )


def _code() -> str:
    code = request.form.get("code", "")
    if code not in codes_of(POLICE) or code == "opened":
        abort(404)
    return code


def _is_grave(code: str) -> bool:
    return is_dangerous(code) or code in GRAVE

"""A question of an officer, by the form of a Victim Information Request. What it may not ask is said at the field.

Two steps: the form, then the request as the organisation will read it. The words stay in the page until it has left.
"""

from flask import request
from werkzeug.wrappers import Response

from gateway.look.http import page
from gateway.report.names import name_of
from gateway.report.partial_dates import from_words
from keys.clock import iso, today
from keys.desk.case_view.history import question_rows, warning_of
from keys.desk.case_view.words import COMPARTMENTS
from keys.desk.errors import DeskError
from keys.desk.messages import status_line
from keys.desk.police import information_request
from keys.desk.police.information_request import LABELS, LONGEST, NEEDED, NOTICE, SORTS, Question
from keys.desk.web.pages import desk, done
from keys.desk.web.police.base import FORBIDDEN_WORDS, PolicePages

_SAID = {
    "sought": "Say what you seek.",
    "why": "Say why you think they have it.",
    "line_of_enquiry": "Say which line of enquiry it serves.",
    "necessity": "Say why it is necessary and proportionate.",
    "how_dealt_with": "Say how the answer is kept, and who sees it.",
    "sort": "Choose what it is about.",
    "notice": "Choose what she is told.",
    "substantial_value": "Counselling notes are presumed not needed. Say what substantial value they have, or take the "
    "tick away.",
    "presumption_rebutted": "Say why the presumption does not hold here, or take the tick away.",
    "notice_why": "Say why she is not told at once.",
    "due": "Write a day that is to come, such as 31/12/2026, or leave it empty.",
}
EXAMPLE = {
    "about": SORTS["evidence_location"],
    "sought": "Whether the photographs of 12 March still show the day on which they were taken.",
    "why": "The report says that the organisation holds them.",
    "line_of_enquiry": "Whether the suspect was at the address on that day.",
    "necessity": "No camera covers the street, and the two neighbours saw nothing. Nothing else was asked for.",
    "how_dealt_with": "Kept with this report. The officer in the case and the disclosure officer read it.",
}
"""A request as narrow as the law wants it, of an invented case."""
_TEXTS = (*NEEDED, "substantial_value", "presumption_rebutted", "notice_why")
blueprint = PolicePages("asking", __name__)


@blueprint.get("/report/<report:ref>/ask")
def blank(ref: str) -> Response:
    """The empty form."""
    return _form(ref, {"notice": "given", "told": "yes"})


@blueprint.post("/report/<report:ref>/ask")
def ask(ref: str) -> Response:
    """The form again with what is wrong, the request as it will be read, or, at the second press, the request sent."""
    typed = request.form.to_dict()
    step = typed.pop("step", "")
    question = _question(typed)
    errors = {
        name: sentence if len(getattr(question, name)) > LONGEST else _SAID.get(name, sentence)
        for name, sentence in question.gaps().items()
    }
    for name, codes in question.forbidden().items():
        what = " and ".join(FORBIDDEN_WORDS.get(code, code) for code in codes)
        errors[name] = f"This seems to ask for {what}. Police may not ask that here: ask about what happened."
    if errors or step == "change":
        return _form(ref, typed, errors, 422 if errors else 200)
    if step != "send":
        body = question.as_read()
        return page("ask_read.html", case=desk().cases.find(ref), rows=question_rows(body), warning=warning_of(body),
                    typed=typed, told=_told(question) if typed.get("told") else "")  # fmt: skip
    try:
        information_request.ask(desk(), ref, question)
    except DeskError as trouble:
        return _form(ref, typed, {"act": str(trouble)}, 422)
    if typed.get("told") and question.notice == "given":
        status_line.status(desk(), ref, _told(question))
    return done("Asked. She does not have to answer, and silence is no refusal.", "report.view", ref=ref)


def _question(typed: dict[str, str]) -> Question:
    texts = {name: typed.get(name, "").strip() for name in _TEXTS}
    if typed.get("notice") == "given":
        texts["notice_why"] = ""  # asked for only where she is not told at once
    return Question(
        typed.get("sort", ""),
        **texts,
        due=from_words(typed.get("due", ""), iso(today())[:7]),
        counselling=bool(typed.get("counselling")),
        notice=typed.get("notice", ""),
        compartment=typed.get("compartment", "") if typed.get("sort") == "release_compartment" else "",
    )


def _told(question: Question) -> str:
    """The status that tells her of it."""
    papers = question.counselling or question.sort == "third_party_material"
    return "vir_request" if papers else "meeting_offered" if question.sort == "meeting" else "question_for_you"


def _form(ref: str, typed: dict[str, str], errors: dict[str, str] | None = None, answer: int = 200) -> Response:
    case = desk().cases.find(ref)
    return page(
        "ask.html",
        answer,
        case=case,
        ngo=name_of(case.ngo),
        values=typed,
        errors=errors or {},
        sorts=list(SORTS.items()),
        compartments=list(COMPARTMENTS.items()),
        notices=list(NOTICE.items()),
        longest=LONGEST,
        example=[(LABELS[name], words) for name, words in EXAMPLE.items()],
    )

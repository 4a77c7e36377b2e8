"""What the pages of a police desk share: who looks is asked first; statuses by group, units, hints, forbidden asks."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from gateway.report.codes import UNITS
from gateway.report.statuses import NFA_REASONS, is_dangerous
from keys.desk.case_view.words import REASONS, STATES
from keys.desk.errors import DeskError
from keys.desk.police import officers
from keys.desk.web.pages import NavItem, Pages, desk, session


class PolicePages(Pages):
    """Pages of a police desk on which a look or an act is told to the NGO with the officer's pseudonym."""

    def __init__(self, name: str, import_name: str, *, nav: Sequence[NavItem] = ()) -> None:
        super().__init__(name, import_name, audience="police", nav=nav)
        self.before_request(who_first)


def who_first() -> Response | None:
    """The page that asks who sits here, where several may and nobody has said; None otherwise.

    A form is given to that page no more than an address: it says what to do, and the browser's Back has the words.
    """
    if session().who or not officers.here(desk()):
        return None
    if request.method == "GET":
        return redirect(url_for("officers.who"), 303)
    raise DeskError("Say first who you are, on the first page. Then go back and send this again. Nothing was sent.")


GROUPS = (
    (
        "Recorded or assessed",
        ("assessing", "recorded_crime", "recorded_n100", "logged_incident", "logged_intelligence"),
    ),
    ("Investigated", ("investigating", "protective_step", "question_for_you", "vir_request", "meeting_offered")),
    (
        "Suspect interviewed or arrested",
        ("voluntary_interview", "arrested", "bailed", "rui", "bail_changed", "released_no_charge"),
    ),
    ("Prosecution and court", ("with_prosecutor", "charged", "not_charged", "out_of_court", "court_date", "result")),
    ("Ended or opened again", ("nfa", "closed_retained", "reopened", "expired")),
)
GRAVE = frozenset({"not_charged", "closed_retained", "expired", "result"})
"""Statuses that somebody should read twice before they go, besides the dangerous ones."""
REASON_HINTS = {
    "needs_victim_account": "Only if she was asked and said no. Never because she has not given her name.",
    "duplicate": "Write your own number of the other case beside the report; it stays at this desk.",
    "not_a_crime": "Also for a report that makes no sense or that you have reason to call invented: say so to the "
    "organisation in your own words.",
}
UNIT_WORDS = {code: words[:1].upper() + words[1:] for code, words in UNITS.items()}
FORBIDDEN_WORDS = {
    "name": "who she or her worker is",
    "birth": "when or where she was born",
    "address": "where she lives",
    "contact": "how to reach her",
    "nationality": "her nationality, ethnicity or religion",
    "status": "her immigration status or papers",
    "are you": "something about whoever reads it (“are you ...”)",
}
EXPORTS = (
    ("pdf", "PDF, to print", "application/pdf", "pdf"),
    ("csv", "CSV, one row for a records system", "text/csv; charset=utf-8", "csv"),
    ("json", "JSON by POLE entities", "application/json", "json"),
    ("text", "Text", "text/plain; charset=utf-8", "txt"),
    ("evidence", "Evidence, for the disclosure officer", "application/json", "evidence.json"),
)
"""Form, words, media type, ending of the file's name."""


LIKELY = (
    (("opened",), ("assessing", "recorded_crime", "logged_incident", "investigating")),
    (("assessing",), ("recorded_crime", "logged_incident", "logged_intelligence", "investigating")),
    (("recorded_crime", "recorded_n100", "logged_incident", "logged_intelligence", "reopened"),
     ("investigating", "protective_step", "arrested", "nfa")),
    (("investigating", "protective_step", "question_for_you", "vir_request", "meeting_offered"),
     ("protective_step", "voluntary_interview", "arrested", "nfa")),
    (("arrested", "voluntary_interview"), ("bailed", "rui", "released_no_charge", "charged")),
    (("bailed", "rui", "bail_changed", "released_no_charge"), ("bail_changed", "with_prosecutor", "charged", "nfa")),
    (("with_prosecutor",), ("charged", "not_charged", "out_of_court", "nfa")),
    (("charged", "court_date"), ("court_date", "result")),
    (("not_charged", "out_of_court", "result", "nfa", "closed_retained"), ("reopened", "closed_retained")),
)  # fmt: skip
"""What usually comes after a state: the states, then the statuses."""


@dataclass(frozen=True)
class StatusButton:
    """A status as a button."""

    code: str
    words: str
    dangerous: bool


def status_buttons() -> list[tuple[str, list[StatusButton]]]:
    """The statuses that an officer sets, by group."""
    return [(title, _status_buttons(codes)) for title, codes in GROUPS]


def likely(state: str) -> list[StatusButton]:
    """The statuses that usually come next."""
    return _status_buttons(next((after for states, after in LIKELY if state in states), ()))


def _status_buttons(codes: Sequence[str]) -> list[StatusButton]:
    return [StatusButton(code, STATES[code], is_dangerous(code)) for code in codes]


def assignable() -> list[str]:
    """The officers to whom a report can be assigned."""
    listed = [officer.pseudonym for officer in officers.here(desk())]
    return listed or [name for name in (desk().settings.officer,) if name]


def reasons() -> list[tuple[str, str, str, str]]:
    """The reasons for no further action: code, words, Home Office outcome, hint."""
    return [(code, REASONS[code], number, REASON_HINTS.get(code, "")) for code, number in NFA_REASONS.items()]

"""What the pages of a police desk share: nobody looks at a report before this desk knows who is looking.

The words of the police pages: statuses in the order of a case, states, reasons, what a question may not ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from gateway.report.statuses import NFA_REASONS, is_dangerous
from keys.desk.errors import DeskError
from keys.desk.web.pages import Pages, Way, desk, sitting


class PolicePages(Pages):
    """Pages of a police desk on which a look or an act is told to the NGO with the officer's pseudonym."""

    def __init__(self, name: str, import_name: str, *, ways: Sequence[Way] = ()) -> None:
        super().__init__(name, import_name, audience="police", ways=ways)
        self.before_request(who_first)


def who_first() -> Response | None:
    """The page that asks who sits here, where several may and nobody has said; None otherwise.

    A form is given to that page no more than an address: it says what to do, and the browser's Back has the words.
    """
    if sitting().who or not desk().officers.here():
        return None
    if request.method == "GET":
        return redirect(url_for("officers.who"), 303)
    raise DeskError(
        "Say first who you are, on the first page. Then go back and send this again. Nothing was sent."
    )


STATUS_WORDS = {
    "opened": "Opened",
    "assessing": "Being assessed",
    "logged_intelligence": "Kept as intelligence",
    "logged_incident": "Logged as an incident",
    "recorded_crime": "Recorded as a crime",
    "recorded_n100": "Recorded as N100 (rape, not yet confirmed)",
    "wrong_force_moved": "Moved to the right force",
    "question_for_you": "A question was asked",
    "vir_request": "Papers were asked for (VIR)",
    "meeting_offered": "A meeting was offered",
    "investigating": "Under investigation",
    "protective_step": "A protective step was taken",
    "voluntary_interview": "Suspect interviewed, not arrested",
    "arrested": "Suspect arrested",
    "bailed": "Released on bail",
    "rui": "Released under investigation",
    "bail_changed": "Bail conditions changed",
    "released_no_charge": "Released without charge",
    "with_prosecutor": "With the CPS",
    "charged": "Charged",
    "not_charged": "Not charged",
    "out_of_court": "Dealt with out of court",
    "court_date": "Court date set",
    "result": "Court result",
    "nfa": "No further action",
    "reopened": "Opened again",
    "closed_retained": "Closed, kept on record",
    "expired": "Retention ended",
}
"""What officers call a status. What she reads is `gateway.report.statuses`."""
GROUPS = (
    (
        "Record it",
        (
            "assessing",
            "recorded_crime",
            "recorded_n100",
            "logged_incident",
            "logged_intelligence",
            "wrong_force_moved",
        ),
    ),
    (
        "Work on it",
        ("investigating", "protective_step", "question_for_you", "vir_request", "meeting_offered"),
    ),
    (
        "The suspect",
        ("voluntary_interview", "arrested", "bailed", "rui", "bail_changed", "released_no_charge"),
    ),
    ("Prosecution", ("with_prosecutor", "charged", "not_charged", "out_of_court", "court_date", "result")),
    ("The end of it", ("nfa", "closed_retained", "reopened", "expired")),
)
GRAVE = frozenset({"not_charged", "closed_retained", "expired", "wrong_force_moved", "result"})
"""Statuses that somebody should read twice before they go, besides the dangerous ones."""
STATES = {
    "new": "New, nobody has opened it",
    "recalled": "Recalled by the organisation",
    "replaced": "Replaced by a newer account",
    "received": "Opened",
}
REASON_WORDS = {
    "suspect_not_identified": "Suspect not identified",
    "evidence_insufficient": "Not enough evidence",
    "needs_victim_account": "She declined to give an account",
    "not_in_public_interest_police": "Not in the public interest (police)",
    "not_in_public_interest_cps": "Not in the public interest (CPS)",
    "other_agency": "Another agency deals with it",
    "diversion": "Diversion",
    "suspect_died": "The suspect died",
    "suspect_ill_or_underage": "The suspect is too ill or too young",
    "victim_or_witness_ill_or_died": "A victim or witness is too ill or died",
    "time_limit": "Time limit passed",
    "community_resolution": "Community resolution",
    "caution": "Caution",
    "charged": "Charged",
    "not_a_crime": "What is told is no crime",
    "outside_uk": "It happened outside the UK",
    "duplicate": "The same as another report or a case you have",
}
REASON_HINTS = {
    "needs_victim_account": "Only if she was asked and said no. Never because she has not given her name.",
    "duplicate": "Write your own number of the other case beside the report; it stays at this desk.",
    "not_a_crime": "Also for a report that makes no sense or that you have reason to call invented: say so to the "
    "organisation in your own words.",
}
UNIT_WORDS = {
    "domestic_abuse": "Domestic abuse",
    "rasso": "Rape and serious sexual offences",
    "modern_slavery": "Modern slavery",
    "hba": "So-called honour-based abuse",
    "hate": "Hate crime",
    "general": "No particular unit",
}
FORBIDDEN_WORDS = {
    "name": "who she or her worker is",
    "birth": "when or where she was born",
    "address": "where she lives",
    "contact": "how to reach her",
    "nationality": "her nationality, ethnicity or religion",
    "status": "her immigration status or papers",
    "are you": "something about whoever reads it (“are you ...”)",
}
NOTICE_WORDS = {
    "given": "She is told what you ask, why, and how the answer is dealt with",
    "delayed": "She is told later",
    "withheld": "She is not told",
}
KIND_WORDS = {
    "opened by": "the organisation was told who looked",
    "confirm": "confirmed that it filed this report",
    "erased": "the organisation was told that it is gone here",
    "release": "she released something",
    "release withdrawn": "she took back what she had released",
    "paused": "she asked to pause",
    "withdrawn": "she withdrew",
}
"""What was said, where its own name says too little."""
EXPORTS = (
    ("pdf", "PDF, to print", "application/pdf", "pdf"),
    ("csv", "CSV, one row for a records system", "text/csv; charset=utf-8", "csv"),
    ("json", "JSON by POLE entities", "application/json", "json"),
    ("text", "Text", "text/plain; charset=utf-8", "txt"),
    ("evidence", "Evidence, for the disclosure officer", "application/json", "evidence.json"),
)
"""Form, words, media type, ending of the file's name."""


@dataclass(frozen=True)
class Press:
    """A status as a button."""

    code: str
    words: str
    dangerous: bool


def presses() -> list[tuple[str, list[Press]]]:
    """The statuses that an officer sets, by group."""
    return [
        (title, [Press(code, STATUS_WORDS[code], is_dangerous(code)) for code in codes])
        for title, codes in GROUPS
    ]


def state_words(state: str) -> str:
    """A state of the inbox in words."""
    return STATES.get(state) or STATUS_WORDS.get(state) or state.replace("_", " ")


def reasons() -> list[tuple[str, str, str, str]]:
    """The reasons for no further action: code, words, Home Office outcome, hint."""
    return [
        (code, REASON_WORDS[code], number, REASON_HINTS.get(code, "")) for code, number in NFA_REASONS.items()
    ]

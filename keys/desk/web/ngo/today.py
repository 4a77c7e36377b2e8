"""An NGO's first page, what needs a person today; and the page on which an emergency disclosure is written down.

What is told of one report stands in one card, most pressing first, with the act beside it. Nothing of her own words and
no number to call stands here: a page seen in passing tells that somebody waits, not who.
"""

from dataclasses import dataclass, field

from flask import request, url_for
from werkzeug.wrappers import Response

from gateway.look.http import page
from gateway.report.codes import BASES, VICTIM_ASKED, WHO_WAS_TOLD
from gateway.report.form.widgets import said
from gateway.report.names import day_in_london, day_to_type
from gateway.report.partial_dates import from_words
from gateway.report.partial_dates import say as day_in_words
from keys.clock import iso, today
from keys.desk import tasks
from keys.desk.errors import DeskError
from keys.desk.ngo import emergencies
from keys.desk.store.records import SHORT, CaseHead
from keys.desk.tasks import AGAIN, ALARM, ASKED, HERS, LATE, NEWS, NOTE, SAFETY, Task
from keys.desk.web.pages import NavItem, Pages, desk, done

blueprint = Pages("today", __name__, audience="ngo", nav=[NavItem("Today", "today.listed", 10)])

PRESSING = {
    SAFETY: "Her safety",
    HERS: "She wrote",
    ALARM: "Something is wrong",
    ASKED: "Somebody waits for an answer",
    NEWS: "New",
    AGAIN: "Look again",
    LATE: "The police are late",
    NOTE: "Kept for later",
}
_ACTS = {
    "dangerous": ("Call her: read this first", "caring.safe"),
    "hers": ("Read her message", "hers.shown"),
    "question": ("Read the question, and answer", "caring.answer"),
    "declined": ("Move the report to the right force", "moving.ask"),
    "confirm": ("Check, and confirm", "caring.confirm"),
    "cosign": ("Send the release with the second signature", "release.cosigned"),
    "refile": ("File the report again", "hers.shown"),
    "again": ("Read your note", "notebook.listed"),
    "late": ("Open the report", "hers.shown"),
    "news": ("Open the report", "hers.shown"),
}
"""By kind of need, in the order in which one of several gives a card its button."""
_ELSEWHERE = {"held": ("Open the drafts", "drafts.listed"), "stuck": ("Check this desk", "about.view")}


@dataclass
class Card:
    """What is told of one report (or of none), and the button for it."""

    reference: str
    act: str
    href: str
    needs: list[Task] = field(default_factory=list)

    @property
    def pressing(self) -> int:
        return self.needs[0].pressing

    @property
    def advice(self) -> list[str]:
        """Whom to call, where a person can only telephone."""
        return list(dict.fromkeys(need.do for need in self.needs if need.kind == "late"))


@blueprint.get("/today")
def listed() -> Response:
    """Everything that needs somebody, in groups."""
    groups: dict[str, dict[str, list[Task]]] = {}
    for need in tasks.needs(desk()):
        about = need.reference or f"{need.kind} {need.what}"
        groups.setdefault(PRESSING[need.pressing], {}).setdefault(about, []).append(need)
    cards = {heading: [_card(needs) for needs in group.values()] for heading, group in groups.items()}
    return page("ngo_today.html", groups=cards, any_report=desk().cases.any())


def _card(needs: list[Task]) -> Card:
    kinds = [need.kind for need in needs]
    if kinds[0] in _ELSEWHERE:
        act, endpoint = _ELSEWHERE[kinds[0]]
        return Card("", act, url_for(endpoint), needs)
    act, endpoint = next((_ACTS[kind] for kind in _ACTS if kind in kinds), _ACTS["news"])
    reference = needs[0].reference
    return Card(reference, act, url_for(endpoint, ref=desk().cases.find(reference).reference), needs)


emergency_pages = Pages("emergency", __name__, audience="ngo", nav=[NavItem("Emergencies", "emergency.listed", 50)])
_FIELDS = ("basis", "to", "asked", "what", "why", "decided_by", "second_person", "day", "about")


@emergency_pages.get("/emergencies", endpoint="listed")
def emergencies_listed() -> Response:
    """Every record, newest first, and the form for another."""
    return _page({"day": day_to_type(today())}, {})


@emergency_pages.post("/emergencies")
def record() -> Response:
    """One is written down."""
    form = {name: request.form.get(name, "").strip() for name in _FIELDS}
    try:
        about = desk().cases.find(form["about"]).reference if form["about"] else ""
        emergencies.record(
            desk().vault, basis=form["basis"], to=form["to"], what=form["what"], asked_victim=form["asked"],
            why=form["why"], decided_by=form["decided_by"], second_person=form["second_person"],
            day=from_words(form["day"], iso(today())[:7]) or iso(today()), told_victim="", about=about,
        )  # fmt: skip
    except DeskError as trouble:
        return _page(form, _missing(form) or {"act": str(trouble)})
    return done("Written down, in this vault alone. Say here when she has been told.", "emergency.listed")


@emergency_pages.post("/emergencies/told")
def told() -> Response:
    """She has been told of it."""
    emergencies.told_her(desk().vault, request.form.get("id", ""), iso(today()))
    return done("Written down that she was told.", "emergency.listed")


def _missing(form: dict[str, str]) -> dict[str, str]:
    wanted = {
        "basis": "Why could it not wait?",
        "to": "Who was told?",
        "asked": "Was she asked first?",
        "what": "What was told?",
        "why": "Why, in your own words?",
        "decided_by": "Who decided?",
    }
    return {name: sentence for name, sentence in wanted.items() if not form[name]}


def _page(values: dict[str, str], wrong: dict[str, str]) -> Response:
    found = list(reversed(emergencies.every(desk().vault)))
    return page(
        "ngo_emergencies.html",
        409 if wrong else 200,
        in_words=day_in_words,
        records=[
            (one, BASES[one.basis], WHO_WAS_TOLD[one.to], VICTIM_ASKED[one.asked_victim], one.about[:SHORT])
            for one in found
        ],
        bases=said(BASES),
        tolds=said(WHO_WAS_TOLD),
        askeds=said(VICTIM_ASKED),
        reports=[(case.reference, _line(case)) for case in (each.case for each in desk().cases.summaries())],
        values=values,
        errors=wrong,
    )


def _line(case: CaseHead) -> str:
    return f"{case.short}, filed {day_in_london(case.filed)}"

"""Written down afterwards: what was told in an emergency without waiting for her yes. It stays in this vault alone."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from gateway.report.emergencies import ASKED, BASES, TOLD
from gateway.report.form.widgets import said
from keys.clock import iso, today
from keys.desk.errors import DeskError
from keys.desk.ngo import emergencies
from keys.desk.store.cases import SHORT, Case
from keys.desk.web.pages import Pages, Way, desk, done, page

blueprint = Pages("emergency", __name__, audience="ngo", ways=[Way("Emergencies", "emergency.listed", 50)])
_FIELDS = ("basis", "to", "asked", "what", "why", "decided_by", "second_person", "day", "about")


@blueprint.get("/emergencies")
def listed() -> Response:
    """Every record, newest first, and the form for another."""
    return _page({"day": iso(today())}, {})


@blueprint.post("/emergencies")
def record() -> Response:
    """One is written down."""
    form = {name: request.form.get(name, "").strip() for name in _FIELDS}
    try:
        about = desk().find(form["about"]).reference if form["about"] else ""
        emergencies.record(
            desk().vault, basis=form["basis"], to=form["to"], what=form["what"], asked_victim=form["asked"],
            why=form["why"], decided_by=form["decided_by"], second_person=form["second_person"],
            day=form["day"] or iso(today()), told_victim="", about=about,
        )  # fmt: skip
    except DeskError as trouble:
        return _page(form, _missing(form) or {"act": str(trouble)})
    return done("Written down, in this vault alone. Say here when she has been told.", "emergency.listed")


@blueprint.post("/emergencies/told")
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
        records=[
            (one, BASES[one.basis], TOLD[one.to], ASKED[one.asked_victim], one.about[:SHORT]) for one in found
        ],
        bases=said(BASES),
        tolds=said(TOLD),
        askeds=said(ASKED),
        reports=[(case.reference, _line(case)) for case in desk().cases.all()],
        values=values,
        errors=wrong,
    )


def _line(case: Case) -> str:
    return f"{case.short}, filed {iso(case.filed)}"

"""An NGO's reports: the list with its search, and the page of one report.

The search posts its words, and they are looked for in the open vault and nowhere else: none stands in an address, a
history or a file. A report's page shows the safe-contact rule first; numbers and everything else about her are folded
away until somebody presses. The police's side has a page of its own: the two never stand on one screen or one sheet.
"""

import unicodedata
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from gateway.look.http import page
from gateway.report.filing import as_group
from gateway.report.names import day_in_london, name_of
from gateway.report.printing.text import page_text
from gateway.report.statuses import STAGES
from gateway.report.triage import first_lines
from keys.clock import from_iso, iso, today
from keys.desk import look, tasks
from keys.desk.case_view.history import history
from keys.desk.case_view.identity import fields, identity, safe_contact
from keys.desk.case_view.listing import case_list
from keys.desk.case_view.progress import sender_line, stage_of, way
from keys.desk.case_view.words import STATES, in_words
from keys.desk.ngo import attachments, notebook, releases
from keys.desk.ngo.disclosure import DISCLOSABLE
from keys.desk.store.records import Case
from keys.desk.web.pages import NavItem, Pages, desk, download
from keys.roles import Kind

blueprint = Pages("hers", __name__, audience="ngo", nav=[NavItem("Reports", "hers.listed", 20)])
LONGEST_SEARCH = 100  # characters


@blueprint.get("/reports")
def listed() -> Response:
    """Every report at this desk, newest first, without names: who passes by reads along."""
    return _list("", "", named=False)


@blueprint.post("/reports")
def search() -> Response:
    """The reports in which every word that was typed stands somewhere, with their names; or those of one stage."""
    sought, stage = request.form.get("sought", "").strip()[:LONGEST_SEARCH], request.form.get("stage", "")
    return _list(sought, stage if stage in STAGES else "", named=bool(sought or request.form.get("all")))


def _list(sought: str, stage: str, *, named: bool) -> Response:
    rows = _rows(sought, stage)
    return page("ngo_reports.html", rows=rows, sought=sought, stage=stage, stages=STAGES, named=named)


@blueprint.get("/report/<report:ref>")
def shown(ref: str) -> Response:
    """One report: what waits, the rule, what can be done, all that was said. The first look is receipted."""
    case = look.looked(desk(), ref)
    whole = identity(case)
    needs = tasks.needs_of(desk(), case)
    return page(
        "ngo_report.html",
        case=case,
        way=way(case),
        needs=needs,
        safe=safe_contact(whole),
        fields=fields({"identity": whole}),
        said=history(desk().cases.said(case.report_id), Kind.NGO),
        releases=releases.lines(desk(), case),
        released=bool(releases.of(desk(), case)),
        can=_can(case, whole),
        files=len(attachments.of(desk(), case)),
        notes=notebook.of(desk(), case),
        printed=today(),
    )


@blueprint.get("/report/<report:ref>/changed")
def changed(ref: str) -> Response:
    """She has changed her mind: what can be stopped or taken back, side by side."""
    case = look.looked(desk(), ref)
    released = bool(releases.of(desk(), case))
    return page("ngo_changed.html", case=case, can=_can(case, identity(case)), released=released)


@blueprint.get("/report/<report:ref>/police")
def police_side(ref: str) -> Response:
    """What the police get, where this desk sealed it; else why nobody here can show it."""
    case = look.looked(desk(), ref)
    text = ""
    if case.report:
        text = page_text(
            case.report, case.reference, sender_line(case), name_of(case.ngo),
            first=first_lines(case.report, soon=case.priority),
        )  # fmt: skip
    return page("ngo_police_side.html", case=case, sheet=text)


@blueprint.post("/report/<report:ref>/evidence")
def evidence(ref: str) -> Response:
    """The sealed original of this side with what proves it and what the police signed, as a file."""
    return download(look.export(desk(), ref, "evidence"), f"evidence-{iso(today())}.json")


def _can(case: Case, whole: dict[str, Any]) -> dict[str, bool]:
    """What may still be done, so that no button leads to a refusal."""
    stopped = case.recalled is not None or case.recall_asked is not None or bool(case.elsewhere)
    return {
        "answer": not case.elsewhere,
        "confirm": not case.is_confirmed and not stopped,
        "recall": case.police_opened is None and not stopped,
        "move": not stopped
        and not case.superseded_by
        and case.withdrawn is None
        and (case.police_opened is None or bool(case.declined)),
        "correct": not stopped,
        "pause": not stopped and case.paused is None and case.withdrawn is None,
        "withdraw": not stopped and case.withdrawn is None,
        "ask": case.is_confirmed and not stopped,
        "write": not stopped,
        "release": case.is_confirmed
        and not stopped
        and case.withdrawn is None
        and any(name in whole for name in DISCLOSABLE),
    }


def _rows(sought: str, stage: str) -> list[dict[str, Any]]:
    wanted, at = _folded(sought).split(), list(STAGES).index(stage) if stage else None
    rows = {row["reference"]: row for row in case_list(desk())}
    found = []
    for case in desk().cases.all():
        if at not in (None, stage_of(case)):
            continue
        if not wanted or all(word in _searched(case) for word in wanted):
            whole = identity(case)
            name = as_group(whole.get("name")).get("preferred", "")
            own = as_group(whole.get("record")).get("case_ref", "")
            row = rows[case.reference]
            words = in_words(STATES, row["state"])
            row["received"] = day_in_london(from_iso(row["received"]))
            found.append({**row, "short": case.short, "name": name, "own": own, "words": words})
    return found


def _searched(case: Case) -> str:
    """Everything of a report a caseworker may remember it by, folded; made for one search and let go."""
    said = " ".join(str(message.body.get("text", "")) for message in desk().cases.said(case.report_id))
    return _folded(" ".join((case.reference, case.force, *(case.leaves or []), said)))


def _folded(text: str) -> str:
    """Small letters without their marks, so that Ana finds Aná."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()

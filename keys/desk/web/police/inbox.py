"""The inbox of a police desk: reports by unit, the most pressing first; found and narrowed without script.

What is looked for is posted, so that no reference or number stays in the browser's history.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import abort, request
from werkzeug.wrappers import Response

from gateway.look.http import page
from gateway.report.codes import UNITS
from gateway.report.names import day_in_london
from gateway.report.triage import rank
from keys.clock import from_iso
from keys.desk.case_view.listing import case_list
from keys.desk.case_view.words import STATES, in_words
from keys.desk.police import margins
from keys.desk.police.margins import Margin
from keys.desk.web.pages import NavItem, desk
from keys.desk.web.police.base import GROUPS, UNIT_WORDS, PolicePages, assignable

ON_A_PAGE = 50
ALL = "all"
SHOWS = {"waiting": "To do", "unanswered": "Not yet answered", "every": "Every report"}
DANGERS = {"soon": "Asked for soon", "risk": "With a risk"}
NOBODY = "nobody"
_DONE = ("recalled", "replaced", "declined", "moved")  # states in which nothing is to be done here
_SILENT = ("new", "opened")  # states in which this force has said nothing yet of what it does
_STATES = {"new": ("new",), "opened": ("opened",)} | {title: codes for title, codes in GROUPS}
Row = dict[str, Any]
blueprint = PolicePages("inbox", __name__, nav=[NavItem("Inbox", "inbox.listed", 10)])


@blueprint.get("/inbox")
@blueprint.get("/inbox/<unit>/<show>")
@blueprint.get("/inbox/<unit>/<show>/<int:number>")
def listed(unit: str = ALL, show: str = "", number: int = 1) -> Response:
    """One page of the inbox. Without a choice: what needs somebody, or every report when nothing does."""
    if unit not in (ALL, *UNITS) or show not in ("", *SHOWS):
        abort(404)
    rows = _rows()
    waits = any(_waits(row) for row in rows if unit in (ALL, row["unit"]))
    return _page(rows, {"unit": unit, "show": show or ("waiting" if waits else "every")}, number)


@blueprint.post("/inbox")
def found() -> Response:
    """The reports that fit everything chosen, of any unit and state unless one was chosen."""
    chosen = {name: request.form.get(name, "") for name in ("unit", "show", "state", "danger", "officer")}
    chosen["sought"] = request.form.get("sought", "").strip()[:60]
    chosen["unit"] = chosen["unit"] if chosen["unit"] in UNITS else ALL
    chosen["show"] = chosen["show"] if chosen["show"] in SHOWS else "every"
    return _page(_rows(), chosen, 1, most=1000)


def _page(rows: list[Row], chosen: dict[str, str], number: int, most: int = ON_A_PAGE) -> Response:
    counts = Counter(row["unit"] for row in rows if _waits(row))
    fitting = [row for row in rows if all(fits(row) for fits in _filters(chosen))]
    last = max(1, -(-len(fitting) // most))
    number = min(max(number, 1), last)
    return page(
        "inbox.html",
        rows=fitting[(number - 1) * most : number * most],
        units=[(ALL, "All units", sum(counts.values()))] + [(code, UNIT_WORDS[code], counts[code]) for code in UNITS],
        unit_words=UNIT_WORDS.get(chosen["unit"], ""),
        unit_choices=list(UNIT_WORDS.items()),
        shows=SHOWS,
        states=[("new", "New"), ("opened", "Opened, nothing said yet"), *((title, title) for title, _ in GROUPS)],
        dangers=DANGERS,
        officers=[(NOBODY, "Nobody"), *((name, name) for name in assignable())],
        chosen=chosen,
        number=number,
        last=last,
        total=len(fitting),
        everything=len(rows),
        note=margins.on_the_desk(desk()),
    )


def _filters(chosen: dict[str, str]) -> list[Callable[[Row], bool]]:
    """One test for each thing chosen."""
    unit, show, state, danger, officer, sought = (
        chosen.get(name, "") for name in ("unit", "show", "state", "danger", "officer", "sought")
    )
    words = sought.casefold().replace(" ", "")
    return [
        lambda row: unit in (ALL, row["unit"]),
        lambda row: show == "every" or (_waits(row) if show == "waiting" else row["unanswered"]),
        lambda row: state not in _STATES or row["state"] in _STATES[state],
        lambda row: not danger or bool(row["soon"] if danger == "soon" else row["risks"]),
        lambda row: not officer or row["officer"] == ("" if officer == NOBODY else officer),
        lambda row: (
            not words
            or row["reference"].casefold().startswith(words)
            or words in row["number"].casefold().replace(" ", "")
        ),
    ]


def _rows() -> list[Row]:
    """Every report, the most pressing first: what waits, what is asked for soon, the graver risks, the longest here."""
    beside = margins.everything(desk())
    found = [_row(row, beside.get(row["reference"], Margin())) for row in reversed(case_list(desk()))]
    return sorted(found, key=lambda row: (not _waits(row), not row["soon"], rank(row["risks"])))


def _waits(row: Row) -> bool:
    return row["state"] not in _DONE and (row["state"] == "new" or row["news"])


def _row(row: Row, margin: Margin) -> Row:
    return {
        **row,
        "short": row["reference"][:8],
        "received": day_in_london(from_iso(row["received"])),
        "words": in_words(STATES, row["state"]),
        "unit_words": UNIT_WORDS[row["unit"]],
        "number": margin.number,
        "officer": margin.officer,
        "unanswered": row["asked"] or row["state"] in _SILENT,
    }

"""The inbox of a police desk: reports by the unit they ask for, what needs somebody first."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import abort
from werkzeug.wrappers import Response

from gateway.report.codes import UNITS
from keys.desk.case_view.words import STATES, in_words
from keys.desk.web.pages import Way, desk, page
from keys.desk.web.police.base import UNIT_WORDS, PolicePages

ON_A_PAGE = 50
ALL = "all"
SHOWS = {"waiting": "Needs somebody", "every": "Every report"}
_NOBODY = ("recalled", "replaced")  # states in which nothing is to be done here
blueprint = PolicePages("inbox", __name__, ways=[Way("Inbox", "inbox.listed", 10)])


@blueprint.get("/inbox")
@blueprint.get("/inbox/<unit>/<show>")
@blueprint.get("/inbox/<unit>/<show>/<int:number>")
def listed(unit: str = ALL, show: str = "", number: int = 1) -> Response:
    """One page of the inbox. Without a choice: what needs somebody, or every report when nothing does."""
    if unit not in (ALL, *UNITS) or show not in ("", *SHOWS):
        abort(404)
    rows = desk().rows()
    counts = Counter(row["unit"] for row in rows if _waits(row))
    mine = [row for row in rows if unit in (ALL, row["unit"])]
    waiting = [row for row in mine if _waits(row)]
    show = show or ("waiting" if waiting else "every")
    chosen = waiting if show == "waiting" else mine
    last = max(1, -(-len(chosen) // ON_A_PAGE))
    number = min(max(number, 1), last)
    numbers = desk().margins.numbers()
    return page(
        "inbox.html",
        rows=[_row(row, numbers) for row in chosen[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]],
        units=[
            (ALL, "All units", sum(counts.values())),
            *((code, UNIT_WORDS[code], counts[code]) for code in UNITS),
        ],
        unit=unit,
        unit_words=UNIT_WORDS.get(unit, ""),
        shows=SHOWS,
        show=show,
        number=number,
        last=last,
        total=len(chosen),
        everything=len(rows),
        waiting=len(waiting),
        note=desk().margins.on_the_desk(),
    )


def _waits(row: dict[str, Any]) -> bool:
    return row["state"] not in _NOBODY and (row["state"] == "new" or row["news"])


def _row(row: dict[str, Any], numbers: dict[str, str]) -> dict[str, Any]:
    return {
        **row,
        "short": row["reference"][:8],
        "words": in_words(STATES, row["state"]),
        "unit_words": UNIT_WORDS[row["unit"]],
        "number": numbers.get(row["reference"], ""),
    }

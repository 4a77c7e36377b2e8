"""What a caseworker sees of her NGO's reports: reference, day, force, and how far the two sealed parts have come.

Never a status, a question or an identity: those are read at the NGO's desk. A reference stands in no address line, so
the next page is asked for by a form.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from werkzeug import Response

from gateway.intake import sessions, words
from gateway.intake.pages import host, ngo_page
from gateway.report.names import day_in_london, name_of
from gateway.store import reports as store
from gateway.store.engine import reading
from keys.manifest import reference
from keys.parts import Part

blueprint = Blueprint("reports", __name__, url_prefix="/caseworker")
blueprint.audience = "caseworker"  # type: ignore[attr-defined]
sessions.guard(blueprint)

ON_A_PAGE = 50


@blueprint.get("/")
def listed() -> Response | str:
    """The newest reports."""
    return _page(None) if g.account else redirect(url_for("signin.ask"), 303)


@blueprint.post("/")
def older() -> Response | str:
    """The reports after the last one that was shown."""
    if g.account is None:
        return redirect(url_for("signin.ask"), 303)
    sessions.refuse_forged()
    return _page(_place(request.form.get("after", "")))


def _page(after: tuple[int, bytes] | None) -> str:
    ngo = g.account.ngo
    with reading(host().engine) as connection:
        found = store.of_ngo(connection, ngo, after, ON_A_PAGE)
        kept = store.waiting_for(connection, ngo, Part.HELD, ON_A_PAGE)
    last = found[-1][0] if len(found) == ON_A_PAGE else None
    return ngo_page(
        "reports.html",
        ngo,
        reports=[_row(parts) for parts in found],
        after=f"{last.day}.{last.report_id.hex()}" if last else "",
        paged=after is not None,
        kept=[
            (day_in_london(day), words.KEPT_STATES.get(state, words.KEPT_OTHERWISE)) for day, state in kept
        ],
    )


def _row(parts: list[store.Progress]) -> dict[str, Any]:
    states = {progress.part: progress.state for progress in parts}
    crime, identity = states.get(Part.CRIME, "owed"), states.get(Part.IDENTITY, "owed")
    return {
        "reference": reference(parts[0].report_id),
        "day": day_in_london(parts[0].day),
        "force": name_of(parts[0].force),
        "police": words.POLICE_STATES[crime],
        "own": words.OWN_STATES[identity],
        "attention": crime in words.ATTENTION,
    }


def _place(text: str) -> tuple[int, bytes] | None:
    """Where a page begins; the first page for anything that is not a place."""
    day, _, report_id = text.partition(".")
    try:
        place = int(day), bytes.fromhex(report_id)
    except ValueError:
        return None
    return place if 0 <= place[0] < 1 << 31 and len(place[1]) == 16 else None

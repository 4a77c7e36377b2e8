"""The list of an NGO's sent reports.

Rules
- The list has reference, day, force, and how far the two sealed parts have come. Never a status, a question or an
  identity: those are read at the NGO's desk. A reference stands in no address line: the next page, and what is looked
  for, are asked for by a form.
"""

from typing import Any

from flask import Blueprint, g, request
from werkzeug import Response

from gateway.look.http import page
from gateway.report.names import day_in_london, name_of
from gateway.store import reports
from gateway.store.deliveries import AFTER_FILED
from gateway.store.engine import reading
from gateway.web import sessions, texts
from gateway.web.pages import host
from keys.envelope.format import read_reference, reference
from keys.roles import Part

blueprint = Blueprint("reports", __name__, url_prefix="/caseworker")
blueprint.audience = "caseworker"  # type: ignore[attr-defined]
sessions.guard(blueprint)
blueprint.before_request(sessions.signed_in_first)

ON_A_PAGE = 50


@blueprint.get("/")
def listed() -> Response:
    """The newest reports."""
    return _page()


@blueprint.post("/")
def shown() -> Response:
    """The reports that were asked for: how far they are, how their reference begins, after the last one shown."""
    show = request.form.get("show", "")
    return _page(show if show in texts.SHOWN else "", request.form.get("find", "")[:64], request.form.get("after", ""))


def _page(show: str = "", find: str = "", after_text: str = "") -> Response:
    ngo, after = g.account.ngo, _place(after_text)
    wanted, (_, states) = beginning(find), texts.SHOWN.get(show, ("", ()))
    with reading(host().engine) as connection:
        if wanted is not None:
            found = reports.between(connection, ngo, *wanted, states=states)
        elif find.strip():
            found = []
        else:
            found = reports.of_ngo(connection, ngo, after, ON_A_PAGE, states=states)
        again = reports.to_file_again(connection, ngo)
        kept = reports.held_for(connection, ngo, host().today() - AFTER_FILED, ON_A_PAGE)
    last = found[-1][0] if wanted is None and len(found) == ON_A_PAGE else None
    return page(
        "reports.html",
        reports=[_row(parts) for parts in found],
        after=f"{last.day}.{last.report_id.hex()}" if last else "",
        paged=after is not None,
        show=show,
        find=find,
        choices=[(name, label) for name, (label, _states) in texts.SHOWN.items()],
        wrong=texts.NO_REFERENCE if find.strip() and wanted is None else "",
        again=again,
        kept=[(day_in_london(day), texts.KEPT_STATES.get(state, texts.KEPT_OTHERWISE)) for day, state in kept],
    )


def _row(parts: list[reports.Progress]) -> dict[str, Any]:
    states = {progress.part: progress.state for progress in parts}
    crime, identity = states.get(Part.CRIME, "owed"), states.get(Part.IDENTITY, "owed")
    return {
        "reference": reference(parts[0].report_id),
        "day": day_in_london(parts[0].day),
        "force": name_of(parts[0].force),
        "police": texts.POLICE_STATES[crime],
        "own": texts.OWN_STATES[identity],
        "attention": crime in texts.ATTENTION,
    }


def beginning(text: str) -> tuple[bytes, bytes] | None:
    """The first and the last report id whose reference begins like this; None for what no reference begins with."""
    plain = "".join(text.split()).replace("-", "")
    if not 4 <= len(plain) <= 26:
        return None
    try:
        return read_reference(plain.ljust(26, "0")), read_reference(plain.ljust(26, "Z"))
    except ValueError:
        return None


def _place(text: str) -> tuple[int, bytes] | None:
    """Where a page begins; the first page for anything that is not a place."""
    day, _, report_id = text.partition(".")
    try:
        place = int(day), bytes.fromhex(report_id)
    except ValueError:
        return None
    return place if 0 <= place[0] < 1 << 31 and len(place[1]) == 16 else None

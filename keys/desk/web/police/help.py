"""What an officer asks before relying on a report: who sends it, by what rules, whom to call. Telephones stay here."""

from flask import abort, request
from werkzeug.wrappers import Response

from gateway.look.http import page
from gateway.report.codes import NOT_A_STATEMENT
from gateway.report.names import name_of
from keys.desk.errors import DeskError
from keys.desk.police import margins
from keys.desk.web.pages import NavItem, Pages, desk, onward

blueprint = Pages("help", __name__, audience="police", nav=[NavItem("About these reports", "help.view", 40)])


@blueprint.get("/about-these-reports")
def view() -> Response:
    """The page, with the number of each organisation that sent a report."""
    return _page({}, {})


@blueprint.post("/about-these-reports")
def telephone() -> Response:
    """An organisation's number is noted at this desk, or taken away."""
    org, number = request.form.get("org", ""), request.form.get("telephone", "")
    if org not in _senders():
        abort(404)
    try:
        margins.write_telephone(desk(), org, number)
    except DeskError as trouble:
        return _page({org: number}, {org: str(trouble)}, 422)
    return onward(f"Noted at this desk: the telephone of {name_of(org)}.", ".view")


def _senders() -> list[str]:
    return sorted({each.case.ngo for each in desk().cases.summaries()})


def _page(typed: dict[str, str], errors: dict[str, str], answer: int = 200) -> Response:
    known = margins.telephones(desk()) | typed
    organisations = [(org, name_of(org), known.get(org, ""), errors.get(org, "")) for org in _senders()]
    return page("police_help.html", answer, organisations=organisations, not_a_statement=NOT_A_STATEMENT)

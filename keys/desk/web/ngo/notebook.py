"""A caseworker's own notes on a case, and the days on which she wants to look at it again."""

from flask import request
from werkzeug.wrappers import Response

from gateway.look.http import page
from gateway.report.names import day_to_type
from keys.clock import today
from keys.desk import look
from keys.desk.errors import DeskError
from keys.desk.ngo import notebook
from keys.desk.web.pages import Pages, desk, onward

blueprint = Pages("notebook", __name__, audience="ngo")


@blueprint.get("/report/<report:ref>/notebook")
def listed(ref: str) -> Response:
    """Every note, and the form for another."""
    return _page(ref, {}, {})


@blueprint.post("/report/<report:ref>/notebook")
def write(ref: str) -> Response:
    """One more is kept."""
    form = {name: request.form.get(name, "").strip() for name in ("text", "again")}
    field = "again"
    try:
        notebook.day_ahead(form["again"])
        field = "text"
        notebook.write(desk(), ref, form["text"], form["again"])
    except DeskError as trouble:
        return _page(ref, form, {field: str(trouble)})
    return onward("Kept, at this desk alone.", ".listed", ref=ref)


@blueprint.post("/report/<report:ref>/notebook/<ident>/done")
def looked_again(ref: str, ident: str) -> Response:
    """Today says no more of that day."""
    notebook.looked_again(desk(), ref, ident)
    return onward("Done. Today says no more of it.", ".listed", ref=ref)


@blueprint.post("/report/<report:ref>/notebook/<ident>/remove")
def remove(ref: str, ident: str) -> Response:
    """The note is gone."""
    notebook.remove(desk(), ref, ident)
    return onward("Removed from this desk. Backups made before still hold it.", ".listed", ref=ref)


def _page(ref: str, values: dict[str, str], wrong: dict[str, str]) -> Response:
    case = look.looked(desk(), ref)
    return page(
        "ngo_notebook.html",
        409 if wrong else 200,
        case=case,
        notes=notebook.of(desk(), case),
        longest=notebook.LONGEST,
        example=day_to_type(today() + 7),
        values=values,
        errors=wrong,
        findings={},
    )

"""What is not a report yet: drafts that were begun here, and forms that were kept for later on the website."""

from flask import request
from werkzeug.wrappers import Response

from gateway.look.http import page
from gateway.report.form.steps import AT
from gateway.report.form.task_list import FIRST
from gateway.report.form.values import AREA, FORCE, values_of
from gateway.report.names import day_in_london, name_of
from gateway.report.police_areas import areas
from keys.desk.ngo.drafts import HeldForms, SavedDrafts
from keys.desk.web.ngo.report_form import BESIDE, DeskForm
from keys.desk.web.pages import NavItem, Pages, desk, done

blueprint = Pages("drafts", __name__, audience="ngo", nav=[NavItem("Drafts", "drafts.listed", 40)])


@blueprint.get("/drafts")
def listed() -> Response:
    """Both, with what one needs to tell them apart: the day, the police, the area. No name, no words."""
    drafts = [(each.name, day_in_london(each.day), _line(each.values)) for each in SavedDrafts(desk().vault).all()]
    held = [
        (each.name, day_in_london(each.day), _line(values_of(each.document))) for each in HeldForms(desk().cases).all()
    ]
    return page("ngo_drafts.html", drafts=drafts, held=held)


@blueprint.post("/drafts/open")
def opened() -> Response:
    """The draft stands in the form."""
    draft = SavedDrafts(desk().vault).find(request.form.get("name", ""))
    form = {name.removeprefix(BESIDE): text for name, text in draft.values.items()}
    return DeskForm(form | {"draft": draft.name, AT: FIRST}).write()


@blueprint.post("/drafts/held")
def taken_up() -> Response:
    """The held form stands in the form of this desk; it is kept until that is filed or deleted."""
    form = HeldForms(desk().cases).find(request.form.get("name", ""))
    return DeskForm(values_of(form.document, priority=form.priority) | {"held": form.cid, AT: FIRST}).write()


@blueprint.post("/drafts/delete")
def deleted() -> Response:
    """It is gone for good, after it was asked once more."""
    name, kind = request.form.get("name", ""), request.form.get("kind", "")
    if not request.form.get("sure"):
        return page("ngo_delete.html", name=name, kind=kind)
    if kind == "held":
        HeldForms(desk().cases).delete(name)
    else:
        SavedDrafts(desk().vault).delete(SavedDrafts(desk().vault).find(name).name)
    return done("Deleted. Nobody outside ever had anything of it.", "drafts.listed")


def _line(values: dict[str, str]) -> str:
    """What tells a form from others without saying who it is about."""
    area = areas().get(values.get(AREA, ""))
    force = values.get(FORCE, "")
    found = [area.name if area else "", name_of(force) if force else ""]
    return ", ".join(filter(None, found)) or "no area and no police yet"

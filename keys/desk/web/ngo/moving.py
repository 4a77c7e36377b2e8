"""A report goes to another force: which one, what becomes of it, then one press."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from gateway.look.http import page
from gateway.report.names import name_of
from gateway.report.police_areas import advice_on_force
from keys.clock import today
from keys.desk import look
from keys.desk.errors import DeskError
from keys.desk.ngo import moving
from keys.desk.web.pages import Pages, desk, done

blueprint = Pages("moving", __name__, audience="ngo")


@blueprint.get("/report/<report:ref>/move")
def ask(ref: str) -> Response:
    """The force that the police named stands chosen."""
    return _page(ref, desk().cases.find(ref).declined)


@blueprint.post("/report/<report:ref>/move")
def moved(ref: str) -> Response:
    """Sealed to the other force, and in the outbox."""
    force, sure = request.form.get("to", ""), "sure" in request.form
    try:
        case = moving.move(desk(), ref, force, sure=sure)
    except DeskError as trouble:
        return _page(ref, force, str(trouble))
    return done(f"Moved to {name_of(case.force)}. Her code stays.", "hers.shown", ref=case.reference)


def _page(ref: str, force: str, wrong: str = "") -> Response:
    case = look.looked(desk(), ref)
    forces = [each for each in desk().directory.view().forces(today()) if each != case.force]
    return page(
        "ngo_move.html",
        409 if wrong else 200,
        case=case,
        forces=[(each, name_of(each)) for each in forces],
        named=name_of(case.declined) if case.declined else "",
        away=bool(case.declined) and case.declined not in forces,
        advice=advice_on_force(case.report or {}),
        promise=moving.PROMISE,
        values={"to": force},
        errors={"act": wrong} if wrong else {},
    )

"""The wrong force, on the pages of both desks: declined with a named force, then moved with one press."""

from __future__ import annotations

from gateway.report.names import name_of
from keys.desk import look
from keys.desk.sync import fetch
from tests.keys.desk.ngo.test_filing import filed_at_desk
from tests.keys.desk.web.desk_page import DeskPage
from tests.orgs import NGO, OTHER_FORCE
from tests.world import World

RIGHT = name_of(OTHER_FORCE)


def test_an_officer_names_the_right_force_and_the_caseworker_moves_it_there(
    world: World, police_page: DeskPage
) -> None:
    filed = filed_at_desk(world)
    world.round(world.ngo, world.police)
    ref = filed.reference
    look.show(world.police, ref)
    where = police_page.path("report.other_force", ref)
    assert "Choose the force that covers it." in police_page.press(where, {"to": ""})
    said = police_page.press(where, {"to": OTHER_FORCE, "text": "Over the border."})
    assert f"moves it to {RIGHT}" in said
    assert f"Declined, for {RIGHT}." in said
    assert "Set a status" not in said
    world.round(world.police, world.ngo)

    caseworker = DeskPage(world.desk_folder(NGO), world.gateway.app)
    try:
        assert f"{RIGHT} is the right force" in caseworker.read("/today")
        page = caseworker.get(caseworker.path("moving.ask", ref)).html
        assert f'value="{OTHER_FORCE}" selected' in page
        moved = caseworker.press(caseworker.path("moving.ask", ref), {"to": OTHER_FORCE})
        assert f"Moved to {RIGHT}. Her code stays." in moved
        assert "Moved to another force." in caseworker.read(caseworker.path("hers.shown", ref))
    finally:
        caseworker.close()

    world.round(world.ngo)
    other = world.desk(OTHER_FORCE)
    fetch.receive(other)
    newer = world.ngo.cases.find(world.ngo.cases.get(world.ngo.cases.find(ref).superseded_by).reference)  # type: ignore[union-attr]
    assert "opened" not in [code for code, _ in newer.line]
    assert newer.force == OTHER_FORCE
    assert look.show(other, newer.reference)
    for desk in (other, world.ngo, world.police, world.ngo):
        world.round(desk)
    assert f"was moved to {RIGHT}, and its copy here is destroyed" in police_page.read(
        police_page.path("report.view", ref)
    )

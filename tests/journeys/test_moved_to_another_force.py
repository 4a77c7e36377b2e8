"""A report that went to the wrong force: declined with the right one's name, moved with one press, destroyed there."""

from __future__ import annotations

import pytest

from gateway.report.names import name_of
from keys.desk import look, tasks
from keys.desk.case_view.progress import state
from keys.desk.errors import DeskError
from keys.desk.messages import status_line
from keys.desk.messages.correspondence import tell
from keys.desk.ngo import care, moving
from keys.desk.ngo.deadlines import late
from keys.desk.police import declining, information_request
from keys.desk.sync.send import send
from keys.roles import Kind
from tests.journeys.test_filed_at_the_desk import filed
from tests.orgs import FORCE, NGO, OTHER_FORCE
from tests.world import STORY, World

SECRET = "whistled twice"
RIGHT = name_of(OTHER_FORCE)


def declined(world: World) -> tuple[str, str]:
    """A report that its force read and declined, as its NGO knows: reference and her code."""
    here = filed(world)
    look.show(world.police, here.reference)
    world.round(world.police, world.ngo)
    declining.decline(world.police, here.reference, OTHER_FORCE, text="It happened over the border.")
    world.round(world.police, world.ngo)
    return here.reference, here.symbols


def test_moved_with_one_press_and_each_side_knows_where_it_is(world: World) -> None:
    reference, code = declined(world)
    (need,) = [need for need in tasks.needs(world.ngo) if need.kind == "declined"]
    assert need.what == f"{name_of(FORCE)} says that {RIGHT} is the right force. Move the report there."
    assert "It happened over the border." in look.show(world.ngo, reference)
    moved = moving.move(world.ngo, reference)
    assert not [need for need in tasks.needs(world.ngo) if need.kind == "declined"]
    world.days_later(1)
    send(world.ngo, now=True)
    world.carry()
    assert "moved to" not in world.page(code)
    assert SECRET in look.show(world.police, reference)

    world.round(world.other_police, world.ngo)
    assert f"It was moved to {RIGHT}." in world.page(code)
    world.round(world.police, world.ngo)
    with pytest.raises(DeskError, match=f"moved to {RIGHT}"):
        look.show(world.police, reference)
    assert state(world.police.cases.find(reference), Kind.POLICE) == "moved"
    world.round(world.ngo)
    old = world.ngo.cases.find(reference)
    assert old.recalled is not None
    assert "Destroyed its copy of the report" in look.show(world.ngo, reference)

    world.days_later(1)
    shown = look.show(world.other_police, moved.reference)
    assert SECRET in shown
    assert "Signed by" in shown
    world.round(world.other_police, world.ngo)
    assert "A police officer has opened it." in world.page(code)
    world.days_later(1)
    status_line.status(world.other_police, moved.reference, "investigating")
    world.round(world.other_police, world.ngo)
    assert "Police are investigating." in world.page(code)


def test_nothing_of_it_is_left_in_the_first_forces_vault(world: World) -> None:
    reference, _ = declined(world)
    moving.move(world.ngo, reference)
    for org in (NGO, OTHER_FORCE, NGO, FORCE):
        world.round(world.desk(org))
    case = world.police.cases.find(reference)
    assert case.report is None
    assert [kept.raw for kept in world.police.cases.envelopes_of(case.report_id) if kept.part == 1] == [""]
    assert {each.kind for each in world.police.cases.said(case.report_id)} <= {"declined", "erased", "opened_by"}


def test_the_clock_begins_anew_and_the_first_report_counts_no_more(world: World) -> None:
    reference, _ = declined(world)
    world.days_later(20)
    assert late(world.ngo.cases.find(reference), []) == []
    moved = moving.move(world.ngo, reference)
    old, new = world.ngo.cases.find(reference), world.ngo.cases.find(moved.reference)
    assert new.filed == old.filed + 20
    assert late(new, []) == late(old, []) == []
    assert state(old, Kind.NGO) == "replaced"


def test_a_force_that_declined_says_nothing_more(world: World) -> None:
    reference, _ = declined(world)
    with pytest.raises(DeskError, match="declined"):
        status_line.status(world.police, reference, "investigating")
    with pytest.raises(DeskError, match="declined"):
        information_request.ask_withheld(world.police, reference)
    with pytest.raises(DeskError, match="declined"):
        declining.decline(world.police, reference, OTHER_FORCE)


def test_only_a_force_that_can_receive_is_named_and_never_unread(world: World) -> None:
    here = filed(world)
    with pytest.raises(DeskError, match="looked at"):
        declining.decline(world.police, here.reference, OTHER_FORCE)
    look.show(world.police, here.reference)
    with pytest.raises(DeskError, match="of those that can receive"):
        declining.decline(world.police, here.reference, "home-office")
    with pytest.raises(DeskError, match="of those that can receive"):
        declining.decline(world.police, here.reference, FORCE)


def test_moved_before_anybody_looked_it_is_recalled_there_at_once(world: World) -> None:
    here = filed(world)
    moved = moving.move(world.ngo, here.reference, OTHER_FORCE)
    world.round(world.ngo, world.police)
    with pytest.raises(DeskError, match="recalled"):
        look.show(world.police, here.reference)
    world.round(world.other_police, world.ngo)
    assert SECRET in look.show(world.other_police, moved.reference)
    assert f"It was moved to {RIGHT}." in world.page(here.symbols)


def test_an_order_destroys_nothing_that_the_force_has_not_declined(world: World) -> None:
    here = filed(world)
    look.show(world.police, here.reference)
    world.round(world.police, world.ngo)
    with pytest.raises(DeskError, match="have not named another force"):
        moving.move(world.ngo, here.reference, OTHER_FORCE)
    case = world.ngo.cases.find(here.reference)
    with world.ngo.vault.batch():
        tell(world.ngo, case, "erasure_ask", {"about": "report"})
    world.round(world.ngo, world.police)
    assert SECRET in look.show(world.police, here.reference)


def test_what_was_written_on_the_website_is_written_anew_and_her_code_stays(world: World) -> None:
    first = world.file()
    world.round(world.ngo, world.police)
    look.show(world.police, first.reference)
    care.confirm(world.ngo, first.reference)
    world.round(world.ngo, world.police)
    declining.decline(world.police, first.reference, OTHER_FORCE)
    world.round(world.police, world.ngo)
    with pytest.raises(DeskError, match="holds no copy"):
        moving.move(world.ngo, first.reference)
    second = filed(world, STORY | {"force": OTHER_FORCE}, supersedes=first.reference)
    assert second.symbols == ""
    world.days_later(1)
    world.round(world.ngo, world.other_police)
    world.round(world.other_police, world.ngo)
    assert f"It was moved to {RIGHT}." in world.page(first.symbols)
    world.round(world.police, world.ngo)
    with pytest.raises(DeskError, match=f"moved to {RIGHT}"):
        look.show(world.police, first.reference)

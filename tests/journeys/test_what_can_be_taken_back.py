"""Recall, withdrawal, correction, a lost token: acts of the NGO's desk, of which the gateway learns no link."""

from __future__ import annotations

import pytest

from keys.desk.errors import DeskError
from keys.errors import AmparoError
from tests.world import FORCE, NGO, World


def test_before_the_police_have_it_a_recall_destroys_it(world: World) -> None:
    filed = world.file()
    world.carry()
    world.ngo.receive()
    world.ngo.recall(filed.reference)
    world.ngo.send(now=True)
    world.force.receive()
    assert world.force.rows() == []


def test_received_but_unseen_an_honest_desk_gives_it_up(world: World) -> None:
    filed = world.file()
    world.round(FORCE, NGO)
    world.ngo.recall(filed.reference)
    world.ngo.send(now=True)
    world.force.receive()
    with pytest.raises(AmparoError):
        world.force.show(filed.reference)
    world.ngo.receive()
    assert "recalled" in str(world.ngo.rows()).lower()


def test_once_somebody_has_looked_a_recall_is_too_late(world: World) -> None:
    filed = world.file()
    world.round(FORCE, NGO)
    world.force.show(filed.reference)
    world.round(FORCE, NGO)
    with pytest.raises(DeskError):
        world.ngo.recall(filed.reference)
    assert "whistled twice" in world.force.show(filed.reference)


def test_a_lost_token_is_replaced_at_the_desk_and_the_old_one_shows_nothing(world: World) -> None:
    filed = world.file()
    world.round(FORCE, NGO)
    world.force.show(filed.reference)
    world.force.status(filed.reference, "investigating")
    world.round(FORCE, NGO)
    assert "investigating" in world.page(filed.symbols)
    new = world.ngo.new_token(filed.reference)
    world.round(NGO, FORCE)
    world.round(FORCE, NGO)
    assert "Nothing to show for this code" in world.page(filed.symbols)
    assert "investigating" in world.page(new.symbols)


def test_when_she_stops_the_police_are_told_and_what_they_read_stays(world: World) -> None:
    filed = world.file()
    world.round(FORCE, NGO)
    world.ngo.show(filed.reference)
    world.ngo.confirm(filed.reference)
    world.round(NGO, FORCE)
    world.force.show(filed.reference)
    world.ngo.withdraw(filed.reference, "She does not want to go on.")
    world.round(NGO, FORCE)
    shown = world.force.show(filed.reference)
    assert "She does not want to go on." in shown
    assert "whistled twice" in shown


def test_a_correction_stands_beside_the_original(world: World) -> None:
    filed = world.file()
    world.round(FORCE, NGO)
    world.ngo.show(filed.reference)
    world.ngo.confirm(filed.reference)
    world.round(NGO, FORCE)
    world.force.show(filed.reference)
    world.ngo.correct(filed.reference, "The kettle whistled three times.")
    world.round(NGO, FORCE)
    shown = world.force.show(filed.reference)
    assert "three times" in shown
    assert "whistled twice" in shown

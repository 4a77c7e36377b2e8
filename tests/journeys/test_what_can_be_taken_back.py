"""Recall, withdrawal, correction, a lost token: acts of the NGO's desk, of which the gateway learns no link."""

from __future__ import annotations

import pytest

from keys.desk import look
from keys.desk.case_view.listing import case_list
from keys.desk.errors import DeskError
from keys.desk.messages import status_line
from keys.desk.ngo import care
from keys.desk.sync import fetch
from keys.desk.sync.send import send
from keys.errors import AmparoError
from tests.world import World


def test_before_the_police_have_it_a_recall_destroys_it(world: World) -> None:
    filed = world.file()
    world.carry()
    fetch.receive(world.ngo)
    care.recall(world.ngo, filed.reference)
    send(world.ngo, now=True)
    fetch.receive(world.police)
    assert case_list(world.police) == []


def test_received_but_unseen_an_honest_desk_gives_it_up(world: World) -> None:
    filed = world.file()
    world.round(world.police, world.ngo)
    care.recall(world.ngo, filed.reference)
    send(world.ngo, now=True)
    fetch.receive(world.police)
    with pytest.raises(AmparoError):
        look.show(world.police, filed.reference)
    fetch.receive(world.ngo)
    assert "recalled" in str(case_list(world.ngo)).lower()


def test_once_somebody_has_looked_a_recall_is_too_late(world: World) -> None:
    filed = world.file()
    world.round(world.police, world.ngo)
    look.show(world.police, filed.reference)
    world.round(world.police, world.ngo)
    with pytest.raises(DeskError):
        care.recall(world.ngo, filed.reference)
    assert "whistled twice" in look.show(world.police, filed.reference)


def test_a_lost_token_is_replaced_at_the_desk_and_the_old_one_shows_nothing(world: World) -> None:
    filed = world.file()
    world.round(world.police, world.ngo)
    look.show(world.police, filed.reference)
    status_line.status(world.police, filed.reference, "investigating")
    world.round(world.police, world.ngo)
    assert "investigating" in world.page(filed.symbols)
    new = care.new_token(world.ngo, filed.reference)
    world.round(world.ngo, world.police)
    world.round(world.police, world.ngo)
    assert "No messages yet" in world.page(filed.symbols)
    assert "investigating" in world.page(new.symbols)


def test_when_she_stops_the_police_are_told_and_what_they_read_stays(world: World) -> None:
    filed = world.file()
    world.round(world.police, world.ngo)
    look.show(world.ngo, filed.reference)
    care.confirm(world.ngo, filed.reference)
    world.round(world.ngo, world.police)
    look.show(world.police, filed.reference)
    care.withdraw(world.ngo, filed.reference, "She does not want to go on.")
    world.round(world.ngo, world.police)
    shown = look.show(world.police, filed.reference)
    assert "She does not want to go on." in shown
    assert "whistled twice" in shown


def test_a_correction_stands_beside_the_original(world: World) -> None:
    filed = world.file()
    world.round(world.police, world.ngo)
    look.show(world.ngo, filed.reference)
    care.confirm(world.ngo, filed.reference)
    world.round(world.ngo, world.police)
    look.show(world.police, filed.reference)
    care.correct(world.ngo, filed.reference, "The kettle whistled three times.")
    world.round(world.ngo, world.police)
    shown = look.show(world.police, filed.reference)
    assert "three times" in shown
    assert "whistled twice" in shown

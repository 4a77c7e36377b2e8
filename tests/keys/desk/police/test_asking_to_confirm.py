"""An officer asks an NGO to confirm a report: fixed words of a known kind, once, before any question is taken."""

from __future__ import annotations

import pytest

from keys.desk import look, tasks, waiting
from keys.desk.errors import DeskError
from keys.desk.ngo import care
from keys.desk.police import information_request
from keys.desk.sync import fetch
from keys.desk.tasks import ASKED, NEWS
from tests.world import World


def test_the_ngo_is_asked_once_and_confirms(world: World) -> None:
    filed = world.file()
    fetch.receive(world.police)
    fetch.receive(world.ngo)
    with pytest.raises(DeskError, match="Nobody has looked"):
        information_request.ask_to_confirm(world.police, filed.reference)
    look.show(world.police, filed.reference)
    (due,) = [need for need in tasks.needs(world.ngo) if need.kind == "confirm"]
    assert due.pressing == NEWS
    information_request.ask_to_confirm(world.police, filed.reference)
    with pytest.raises(DeskError, match="asked once"):
        information_request.ask_to_confirm(world.police, filed.reference)
    world.round(world.police, world.ngo)
    (due,) = [need for need in tasks.needs(world.ngo) if need.kind == "confirm"]
    assert due.pressing == ASKED
    assert due.what == "Northshire Police asks you to confirm that your organisation filed it."
    assert "Asked whether the organisation filed it by kestrel" in look.show(world.ngo, filed.reference)
    care.confirm(world.ngo, filed.reference)
    assert not [need for need in tasks.needs(world.ngo) if need.kind == "confirm"]
    world.round(world.ngo, world.police)
    with pytest.raises(DeskError, match="confirmed this report already"):
        information_request.ask_to_confirm(world.police, filed.reference)


def test_asking_is_held_back_and_asked_again(world: World) -> None:
    filed = world.file()
    fetch.receive(world.police)
    look.show(world.police, filed.reference)
    item = information_request.ask_to_confirm(world.police, filed.reference)
    waiting.hold_back(world.police, item.id)
    assert information_request.confirm_asked(world.police, world.police.cases.find(filed.reference)) is None
    information_request.ask_to_confirm(world.police, filed.reference)

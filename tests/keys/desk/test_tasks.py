"""What needs a person is said once."""

from __future__ import annotations

from keys.desk import look, tasks
from keys.desk.sync import fetch
from tests.world import World


def test_that_it_was_opened_is_news_once(world: World) -> None:
    filed = world.file()
    fetch.receive(world.police)
    fetch.receive(world.ngo)
    look.show(world.police, filed.reference)
    world.round(world.police, world.ngo)
    told = [need.what for need in tasks.needs(world.ngo) if "opened" in need.what]
    assert told == ["New: A police officer has opened it."]
    look.export(world.police, filed.reference, "pdf")
    world.round(world.police, world.ngo)
    assert [need.what for need in tasks.needs(world.ngo) if "PDF" in need.what]

"""What a desk keeps up by itself: weekly keys are forgotten in time, pictures written again, late things named."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.report.names import day_in_london
from gateway.store.engine import migrate
from keys import clock
from keys.ceremony.make_keys import draw_role
from keys.desk import health_check, look, tasks
from keys.desk.ngo import care
from keys.desk.sync import fetch
from keys.desk.sync import send as sending
from keys.desk.sync.send import send
from keys.directory.files import append_leaf
from keys.roles import Role
from tests.gateway.running import Gateway, settings_in
from tests.orgs import FORCE, make_orgs
from tests.world import World


@pytest.fixture
def soon_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world whose keys all end in five days."""
    today = clock.today()
    orgs = make_orgs(since=today - 20, until=today + 5)
    url = f"sqlite:///{tmp_path}/gateway.sqlite"
    migrate(url)
    ahead = "AMPARO_DEMONSTRATION_DAYS_AHEAD"
    gateway = Gateway(orgs, settings_in(tmp_path, orgs, url))
    return World(gateway, tmp_path, lambda nights: monkeypatch.setenv(ahead, str(nights)))


def opening_files(world: World) -> list[str]:
    return sorted(path.name for path in (world.desk_folder(FORCE) / "keys").glob("*.key") if "crime" in path.name)


def test_a_weekly_key_is_deleted_three_days_after_its_end_when_nothing_was_left(soon_over: World) -> None:
    view = soon_over.police.directory.refresh()
    ring, today = soon_over.police.keyring, clock.today()
    assert ring.forget(view, today + 7, complete=True) == []
    assert len(opening_files(soon_over)) == 1
    assert len(ring.forget(view, today + 8, complete=True)) == 3
    assert opening_files(soon_over) == []


def test_a_weekly_key_stays_35_days_while_something_may_still_come(soon_over: World) -> None:
    view = soon_over.police.directory.refresh()
    ring, today = soon_over.police.keyring, clock.today()
    assert ring.forget(view, today + 39, complete=False) == []
    assert len(ring.forget(view, today + 40, complete=False)) == 3


def test_signing_keys_are_never_deleted_by_the_desk(soon_over: World) -> None:
    view = soon_over.police.directory.refresh()
    soon_over.police.keyring.forget(view, clock.today() + 400, complete=True)
    assert {key.role.label for key in soon_over.police.keyring.locked()} == {"police-reply", "door"}


def test_keys_that_end_soon_are_named(soon_over: World) -> None:
    wrong = [each.sentence for each in health_check.check(soon_over.police) if not each.fine]
    assert len(wrong) == 5
    assert all("Have new ones listed" in sentence for sentence in wrong)


def test_after_the_last_key_the_desk_says_what_is_missing(soon_over: World) -> None:
    soon_over.police.directory.refresh()
    soon_over.days_later(6)
    wrong = [each.sentence for each in health_check.check(soon_over.police) if not each.fine]
    assert any("lists no key today" in sentence for sentence in wrong)


def test_the_picture_is_written_again_after_ninety_days(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.file()
    fetch.receive(world.ngo)
    send(world.ngo, now=True)
    monkeypatch.setattr("keys.desk.ngo.care.RENEWED_AFTER", 9)
    world.days_later(8)
    fetch.receive(world.ngo)
    assert world.ngo.outbox.waiting() == []
    world.days_later(1)
    fetch.receive(world.ngo)
    fetch.receive(world.ngo)
    (item,) = world.ngo.outbox.waiting()
    assert item.words["code"] == "sent"


def test_a_report_no_force_fetches_is_named_after_three_days(world: World) -> None:
    filed = world.file()
    fetch.receive(world.ngo)
    care.confirm(world.ngo, filed.reference)
    assert not [need for need in tasks.needs(world.ngo) if "fetched" in need.what]
    world.days_later(3)
    assert [need.reference for need in tasks.needs(world.ngo) if "fetched" in need.what] == [filed.reference[:8]]


def test_an_envelope_that_waited_too_long_is_sealed_again(world: World) -> None:
    filed = world.file()
    fetch.receive(world.police)
    look.show(world.police, filed.reference)
    fetch.receive(world.ngo)
    (copy,) = [item for item in world.police.outbox.waiting() if item.words.get("kind") == "status" and item.part == 4]
    sealed = sending._sealed(world.police, copy, world.police.directory.view())
    copy.sealed, copy.sealed_day = sealed.hex(), clock.today()
    world.police.outbox.put(copy)
    world.days_later(3)
    world.round(world.police, world.ngo)
    said = world.ngo.cases.said(world.ngo.cases.find(filed.reference).report_id)
    assert [each.kind for each in said if each.org == FORCE and each.kind == "status"] == ["status"]


def test_a_key_listed_for_us_that_nobody_here_holds_is_an_alarm_once(world: World) -> None:
    for path in (world.police.folder / "keys").glob("disclose-*.key"):
        path.unlink()
    (alarm,) = fetch.receive(world.police).alarms
    assert alarm.startswith("disclose: the directory lists a key for you that is not at this desk")
    assert fetch.receive(world.police).alarms == []
    assert any("not at this desk" in each.sentence for each in health_check.check(world.police) if not each.fine)


def test_a_key_that_serves_only_later_is_an_alarm_already_and_says_how_to_stop_it(world: World) -> None:
    first = clock.today() + 60
    stranger = draw_role(FORCE, Role.CRIME, first, weeks=4)
    (leaf,) = world.orgs.coalition.list_keys(world.orgs.genesis, stranger)
    world.orgs.leaves.append(leaf)
    append_leaf(world.gateway.host.settings.directory, leaf)
    world.gateway.publish()
    (alarm,) = fetch.receive(world.police).alarms
    assert f"serves from {day_in_london(first)}" in alarm
    assert f"amparo-keys stop {len(world.orgs.leaves) - 1} " in alarm
    assert fetch.receive(world.police).alarms == []

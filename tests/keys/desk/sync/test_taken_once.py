"""What is right is taken once at each desk, whatever came beside it and however often it comes again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.store.engine import migrate
from keys import clock
from keys.desk import health_check, look
from keys.desk.case_view.listing import case_list
from keys.desk.desk import Desk
from keys.desk.sync import fetch
from keys.desk.sync.send import send
from keys.envelope.format import reference
from keys.private.opening import Opened
from tests.gateway.running import Gateway, settings_in
from tests.keys.desk.sync.carrying import fold_in
from tests.orgs import FORCE, make_orgs
from tests.world import World


def test_the_same_bytes_again_are_no_second_report(world: World, delivery: bytes, tmp_path: Path) -> None:
    folder = fold_in(world, tmp_path, delivery)
    assert len(fetch.receive_from(world.police, folder).new) == 1
    (first,) = [item.raw for item in world.police.outbox.waiting()]
    done = fetch.receive_from(world.police, folder)
    assert (done.new, done.again, done.refused) == ([], 1, [])
    assert [item.raw for item in world.police.outbox.waiting()] == [first]
    send(world.police)
    assert fetch.receive_from(world.police, folder).again == 1
    assert [item.raw for item in world.police.outbox.waiting()] == [first]
    assert len(case_list(world.police)) == 1


def test_two_desks_of_one_force_both_receive_and_neither_disturbs_the_other(tmp_path: Path, monkeypatch) -> None:
    orgs = make_orgs(desks=2)
    url = f"sqlite:///{tmp_path}/gateway.sqlite"
    migrate(url)
    world = World(Gateway(orgs, settings_in(tmp_path, orgs, url)), tmp_path, lambda days: None)
    one, two = world.desk(FORCE), world.desk(FORCE, "-second", 2)
    filed = world.file()
    assert len(fetch.receive(one).new) == 1
    assert len(fetch.receive(two).new) == 1
    assert "whistled twice" in look.show(one, filed.reference)
    assert "whistled twice" in look.show(two, filed.reference)
    findings = [each.sentence for each in health_check.check(one) if not each.fine]
    assert len(findings) == 5
    assert all("not at this desk" in sentence for sentence in findings)
    world.close()


def test_a_receipt_in_the_same_answer_as_its_report_is_taken(world: World) -> None:
    filed = world.file()
    fetch.receive(world.police)
    look.show(world.police, filed.reference)
    send(world.police, world.police.directory.view())
    fetch.receive(world.ngo)
    case = world.ngo.cases.find(filed.reference)
    assert (case.police_received, case.police_opened) == (clock.today(), clock.today())


def test_receipts_that_the_gateway_still_passes_on_forty_days_later_are_no_alarm(world: World) -> None:
    world.file_and_open()
    world.days_later(40)
    for _ in range(2):  # a round takes what waited since the last one; the next finds the same again
        assert fetch.receive(world.ngo).refused == []
        assert fetch.receive(world.police).refused == []


def test_an_envelope_that_nobody_foresaw_keeps_no_other_from_the_desk(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = world.file(), world.file()
    right = fetch.arrived

    def stumbling(desk: Desk, found: Opened, *given: Any) -> str:
        if reference(found.cid) == bad.reference:
            raise TypeError("unhashable type: 'list'")
        return right(desk, found, *given)

    monkeypatch.setattr(fetch, "arrived", stumbling)
    assert [check for _, check in fetch.receive(world.police).refused] == ["unforeseen"]
    assert [case.reference for case in world.police.cases.all()] == [good.reference]
    monkeypatch.undo()
    assert fetch.receive(world.police).refused == []
    assert {case.reference for case in world.police.cases.all()} == {bad.reference, good.reference}

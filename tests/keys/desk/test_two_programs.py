"""Two programs at one desk, a running `work` and a person's command: nothing is lost, doubled or overwritten."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import repeat

from keys.roles import Part
from tests.gateway.running import FORCE
from tests.keys.desk.world import World


def together(*acts: Callable[[], object]) -> None:
    """The acts ran at the same time, each in a thread of its own; what one raised is raised here."""
    failures: list[BaseException] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except BaseException as failure:  # noqa: BLE001 handed to the test's own thread
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def test_sequence_numbers_are_never_shared(world: World) -> None:
    filed = world.file()
    world.police.receive()
    world.police.show(filed["reference"])

    def act() -> None:
        with world.again(FORCE) as desk:
            for _ in repeat(None, 4):
                desk.status(filed["reference"], "investigating")

    together(act, act, act)
    case = world.police.find(filed["reference"])
    seqs = [each.seq for each in world.police.cases.said(case.report_id) if each.part == Part.FROM_POLICE]
    assert sorted(seqs) == [1, *range(1, 14)]  # the first 1 is `opened_by`, which counts apart from statuses
    assert len(case.line) == 2 + 13


def test_what_comes_in_at_once_twice_is_one_report(world: World) -> None:
    filed = world.file()
    world.desk(FORCE)

    def act() -> None:
        with world.again(FORCE) as desk:
            desk.receive()

    together(act, act, act)
    assert [row["reference"] for row in world.police.rows()] == [filed["reference"]]
    with world.again(FORCE) as desk:
        desk.send()
        assert desk.outbox.waiting() == []
    actions = [row.action for row in world.gateway.rows("receipts")]
    assert actions == [1]


def test_one_thing_is_sent_once(world: World) -> None:
    filed = world.file()
    world.police.receive()
    world.police.show(filed["reference"])

    def act() -> None:
        with world.again(FORCE) as desk:
            desk.send(now=True)

    together(act, act, act)
    assert len([row for row in world.gateway.rows("deliveries") if row.part == 4]) == 2
    assert len([each for each in world.page(filed["symbols"]) if each.body["code"] == "opened"]) == 1

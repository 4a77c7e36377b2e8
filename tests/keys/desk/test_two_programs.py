"""Two programs at one desk, a running `work` and a person's command: nothing is lost, doubled or overwritten."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import repeat

from keys.desk import look
from keys.desk.case_view.listing import case_list
from keys.desk.messages import status_line
from keys.desk.sync import fetch
from keys.desk.sync.send import send
from keys.roles import Part
from tests.orgs import FORCE
from tests.world import World


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
    fetch.receive(world.police)
    look.show(world.police, filed.reference)

    def act() -> None:
        with world.again(FORCE) as desk:
            for _ in repeat(None, 4):
                status_line.status(desk, filed.reference, "investigating")

    together(act, act, act)
    case = world.police.cases.find(filed.reference)
    seqs = [each.seq for each in world.police.cases.said(case.report_id) if each.part == Part.FROM_POLICE]
    assert sorted(seqs) == [1, *range(1, 14)]  # the first 1 is `opened_by`, which counts apart from statuses
    assert len(case.line) == 2 + 13


def test_what_comes_in_at_once_twice_is_one_report(world: World) -> None:
    filed = world.file()
    world.desk(FORCE)

    def act() -> None:
        with world.again(FORCE) as desk:
            fetch.receive(desk)

    together(act, act, act)
    assert [row["reference"] for row in case_list(world.police)] == [filed.reference]
    with world.again(FORCE) as desk:
        send(desk)
        assert desk.outbox.waiting() == []
    actions = [row.action for row in world.gateway.rows("receipts")]
    assert actions == [1]


def test_one_thing_is_sent_once(world: World) -> None:
    filed = world.file()
    fetch.receive(world.police)
    look.show(world.police, filed.reference)

    def act() -> None:
        with world.again(FORCE) as desk:
            send(desk, now=True)

    together(act, act, act)
    assert len([row for row in world.gateway.rows("deliveries") if row.part == 4]) == 2
    assert len([each for each in world.messages(filed.symbols) if each.body["code"] == "opened"]) == 1

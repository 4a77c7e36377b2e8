"""When a thing may leave: urgent things at once, all others at their own random time, never beside what would tell."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from keys.desk.cli.terminal import ProgressLines
from keys.desk.store import outbox as outbox_module
from keys.desk.store.outbox import HOUR, PATIENCE, WINDOW, ItemType, Outbox, OutboxItem
from keys.desk.store.vault import Vault

BOX = {"id": "aa" * 32, "pk": "bb" * 32}


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000 * HOUR + 17.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(outbox_module, "now", clock)
    return clock


@pytest.fixture
def outbox(tmp_path: Path, clock: Clock) -> Iterator[Outbox]:
    vault = Vault.create(tmp_path / "vault.sqlite", bytes(32))
    yield Outbox(vault)
    vault.close()


def mail(**words: object) -> OutboxItem:
    return OutboxItem(ItemType.MAIL, "status", "r", 6, box=dict(BOX), words={"kind": "status", "seq": 1, **words})


def moved_until(clock: Clock, ready: Callable[[], bool]) -> None:
    for _ in range(400):
        if ready():
            return
        clock.now += HOUR / 4
    raise AssertionError("it never left")


def test_what_leaves_at_once_leaves_even_in_the_hour_of_a_fetch(outbox: Outbox) -> None:
    outbox.mark("fetch")
    item = outbox.put(OutboxItem(ItemType.RECEIPT, "receipt", raw="00"))
    assert outbox.may_leave(item)


def test_a_timed_thing_waits_for_a_moment_of_the_next_day_each_as_likely(outbox: Outbox, clock: Clock) -> None:
    dues = [outbox.put_timed(mail()).due - clock.now for _ in range(400)]
    assert min(dues) >= 0
    assert max(dues) < WINDOW
    for quarter in range(4):
        assert 50 < sum(quarter * WINDOW / 4 <= due < (quarter + 1) * WINDOW / 4 for due in dues) < 150


def test_it_never_leaves_in_the_hour_of_a_fetch_or_a_receipt(outbox: Outbox, clock: Clock) -> None:
    item = outbox.put_timed(mail(), window=1)
    clock.now += 2
    assert outbox.may_leave(item)
    for what in ("fetch", "receipt"):
        outbox.mark(what)
        assert not outbox.may_leave(item)
        clock.now += HOUR
        assert outbox.may_leave(item)


def test_two_copies_of_one_status_never_leave_in_one_hour(outbox: Outbox, clock: Clock) -> None:
    one = OutboxItem(ItemType.ENVELOPE, "status", "r", 4, "ngo", words={"seq": 1})
    other = mail()
    outbox.put_timed(one, window=1)
    outbox.put_timed(other, window=1)
    outbox.pair(one, other)
    clock.now += 2
    outbox.left(one)
    (waiting,) = outbox.waiting()
    assert not outbox.may_leave(waiting)
    clock.now += HOUR
    assert outbox.may_leave(waiting)


def test_a_desk_that_only_runs_for_an_hour_a_day_still_sends_in_the_end(outbox: Outbox, clock: Clock) -> None:
    item = outbox.put_timed(mail(), window=1)
    clock.now += 2
    outbox.mark("fetch")
    days = 0
    while not outbox.may_leave(item):
        clock.now += 24 * HOUR
        outbox.mark("fetch")
        days += 1
        assert days < 5
    assert clock.now > item.due + PATIENCE


def test_a_mailbox_is_written_twice_a_day_and_once_is_kept_while_a_dangerous_status_waits(
    outbox: Outbox, clock: Clock
) -> None:
    items = [outbox.put_timed(mail(seq=number), window=1) for number in range(4)]
    clock.now += 2
    assert outbox.may_leave(items[0], dangerous_waits=True)
    outbox.left(items[0])
    assert not outbox.may_leave(items[1], dangerous_waits=True)
    assert outbox.may_leave(outbox.put_timed(mail(kind="safe"), window=1) and items[1])
    safe = outbox.put_timed(mail(kind="safe"), window=1)
    clock.now += 2
    assert outbox.may_leave(safe, dangerous_waits=True)
    outbox.left(safe)
    assert not outbox.may_leave(items[2])
    clock.now += 24 * HOUR
    assert outbox.may_leave(items[2])


def test_a_claimed_thing_is_sent_by_one_program_only(outbox: Outbox, clock: Clock) -> None:
    item = outbox.put(OutboxItem(ItemType.RECEIPT, "receipt", raw="00"))
    assert outbox.claim(item.id) is not None
    assert outbox.claim(item.id) is None
    clock.now += outbox_module.CLAIM + 1
    assert outbox.claim(item.id) is not None
    outbox.left(item)
    assert outbox.claim(item.id) is None


def test_urgent_things_go_first_and_in_order(outbox: Outbox) -> None:
    for seq, timed in itertools.product((3, 1, 2), (True, False)):
        item = OutboxItem(ItemType.ENVELOPE, str(seq), words={"seq": seq})
        outbox.put_timed(item) if timed else outbox.put(item)
    waiting = outbox.waiting()
    assert [item.timed for item in waiting] == [False] * 3 + [True] * 3
    assert [item.words["seq"] for item in waiting[:3]] == [1, 2, 3]


def test_everything_leaves_some_day_whatever_the_hours_of_fetching(outbox: Outbox, clock: Clock) -> None:
    item = outbox.put_timed(mail())
    hours = itertools.count()

    def ready() -> bool:
        if next(hours) % 8 == 0:
            outbox.mark("fetch")
        return outbox.may_leave(item)

    moved_until(clock, ready)


def test_what_waits_of_one_report_is_found_without_opening_what_waits_of_the_others(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = [outbox.put(OutboxItem(ItemType.RECEIPT, "receipt", "mine", raw="00", due=due)) for due in (2.0, 1.0)]
    for number in range(30):
        outbox.put(OutboxItem(ItemType.RECEIPT, "receipt", f"other {number}", raw="00"))
    opened: list[str] = []
    monkeypatch.setattr(outbox_module, "_item", lambda row: opened.append(row["id"]) or OutboxItem(**row))
    assert [item.id for item in outbox.of_report("mine")] == [mine[1].id, mine[0].id]
    assert len(opened) == 2


def test_what_has_left_or_was_dropped_waits_no_longer_for_its_report(outbox: Outbox) -> None:
    first, second, third = (outbox.put(OutboxItem(ItemType.RECEIPT, "receipt", "mine", raw="00")) for _ in range(3))
    outbox.left(first)
    outbox.drop(second.id)
    assert [item.id for item in outbox.of_report("mine")] == [third.id]


def test_a_long_round_says_how_far_it_is_and_a_short_one_says_nothing() -> None:
    said: list[str] = []
    quick, slow = ProgressLines(said.append, every=1000.0), ProgressLines(said.append, every=0.0)
    for count in range(1, 4):
        quick("Receiving", count, 3)
    assert said == []
    for count in range(1, 4):
        slow("Receiving", count, 3)
    assert said == ["Receiving: 2 of 3 ...", "Receiving: 3 of 3 ..."]

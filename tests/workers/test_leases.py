"""Leases: two workers never hold one delivery, and none is ever lost."""

from __future__ import annotations

import threading
import time

import pytest
from sqlalchemy import Engine, select

from gateway.store.engine import reading, writing
from gateway.store.leases import Settlement, claim, due, owe_again, settle
from gateway.store.tables import attempts, deliveries
from tests.workers.owed import FORCE, NGO, owe_report, owe_single, row_of

NOW = 1_800_000_000.0
LEASE = 90.0


def test_what_is_owed_is_due_until_somebody_claims_it(store: Engine) -> None:
    crime, identity = owe_report(store)
    assert set(due(store, 10, now=NOW)) == {(crime, FORCE, 0, False), (identity, NGO, 0, False)}
    assert {one.id for one in claim(store, [crime], now=NOW, lease=LEASE)} == {crime}
    assert due(store, 10, now=NOW + LEASE - 1) == [(identity, NGO, 0, False)]
    assert (crime, FORCE, 1, False) in due(store, 10, now=NOW + LEASE)


def test_a_lease_ends_by_itself_and_the_next_claim_is_another_attempt(store: Engine) -> None:
    (single,) = [owe_single(store)]
    first = claim(store, [single], now=NOW, lease=LEASE)[0]
    assert claim(store, [single], now=NOW + LEASE - 1, lease=LEASE) == []
    second = claim(store, [single], now=NOW + LEASE, lease=LEASE)[0]
    assert (first.attempt, second.attempt) == (1, 2)


def test_a_worker_that_lost_its_lease_settles_nothing(store: Engine) -> None:
    single = owe_single(store)
    late = claim(store, [single], now=NOW, lease=LEASE)[0]
    claim(store, [single], now=NOW + LEASE, lease=LEASE)
    assert settle(store, [Settlement(single, late.attempt, "released")], day=1) == set()
    assert row_of(store, single).state == "owed"


def test_what_was_recalled_meanwhile_stays_recalled(store: Engine) -> None:
    single = owe_single(store)
    ours = claim(store, [single], now=NOW, lease=LEASE)[0]
    with writing(store) as connection:
        connection.execute(deliveries.update().values(state="recalled"))
    assert settle(store, [Settlement(single, ours.attempt, "released")], day=1) == set()
    assert row_of(store, single).state == "recalled"


def test_settled_rows_hold_no_time_of_day_and_every_outcome_is_recorded(store: Engine) -> None:
    single = owe_single(store)
    for attempt, (state, reason, again) in enumerate(
        [("owed", "no-folder", 40.0), ("refused", "name-taken", 0.0), ("released", None, 0.0)], start=1
    ):
        ours = claim(store, [single], now=NOW + 100 * attempt, lease=LEASE)[0]
        assert ours.attempt == attempt
        moment = NOW + 100 * attempt
        assert settle(store, [Settlement(single, attempt, state, reason, again)], day=7, now=moment) == {single}
        row = row_of(store, single)
        assert (row.state, row.lease_until, row.next_try) == (state, None, again and moment + again)
        if state == "refused":
            assert row.reason == "name-taken"
            assert due(store, 10, now=NOW + 1e6) == []
            assert owe_again(store, [single]) == 1
    with reading(store) as connection:
        told = connection.execute(select(attempts.c.n, attempts.c.day, attempts.c.outcome).order_by(attempts.c.n))
        assert [tuple(row) for row in told] == [(1, 7, "no-folder"), (2, 7, "name-taken"), (3, 7, "released")]


def test_the_urgent_goes_first_and_alone_while_the_routine_waits_for_its_slot(store: Engine) -> None:
    routine = owe_single(store)
    urgent = owe_single(store, priority=True)
    tried = owe_single(store, attempts=1)
    assert due(store, 10, now=NOW)[0][0] == urgent
    assert {id_ for id_, *_ in due(store, 10, now=NOW, urgent_only=True)} == {urgent, tried}
    assert claim(store, [routine], now=NOW, lease=LEASE, urgent_only=True) == []
    assert claim(store, [routine], now=NOW, lease=LEASE) != []


def test_what_keeps_ending_without_a_word_waits_instead_of_taking_every_turn(store: Engine) -> None:
    single = owe_single(store)
    now = NOW
    for _ in range(6):
        assert claim(store, [single], now=now, lease=LEASE)
        now += LEASE
    assert claim(store, [single], now=now, lease=LEASE) == []
    assert claim(store, [single], now=now + 900, lease=LEASE) != []


def test_eight_workers_at_once_claim_each_delivery_once(store: Engine) -> None:
    ids = [owe_single(store) for _ in range(40)]
    taken: list[bytes] = []
    together = threading.Barrier(8)

    def work() -> None:
        together.wait()
        for start in range(0, 40, 5):
            some = claim(store, ids[start : start + 5], now=NOW, lease=LEASE)
            taken.extend(one.id for one in some)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(ids)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_hosts_whose_clocks_differ_hold_no_delivery_at_once(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    single = owe_single(store)
    assert claim(store, [single], lease=LEASE)
    real = time.time
    monkeypatch.setattr("time.time", lambda: real() + 3600)  # the second host is an hour ahead
    assert claim(store, [single], lease=LEASE) == []
    assert due(store, 10) == []

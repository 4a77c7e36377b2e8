"""The journey Deliver, and the sweep that finds what it left."""

from __future__ import annotations

import logging
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete

from gateway.store.deliveries import refused
from gateway.store.engine import reading, writing
from gateway.store.leases import claim, due, owe_again
from gateway.store.tables import deliveries, envelopes
from keys import clock as days
from keys.roles import Part
from tests.workers.owed import FORCE, NGO, body_of, owe_report, owe_single, row_of
from workers.couriers.folder import Folder
from workers.couriers.inbox import Inbox
from workers.deliver import BUNDLE, GIVE_UP_AFTER, Courier, bundles, deliver
from workers.errors import Unavailable


class Blocked:
    """A way that is closed today."""

    leaves_it = "carried"

    def carry(self, envelope: bytes, idempotency_key: str) -> None:
        raise Unavailable("no-folder")


class Slow:
    """A way that takes its time."""

    leaves_it = "carried"

    def __init__(self, clock: list[float]) -> None:
        self.clock = clock

    def carry(self, envelope: bytes, idempotency_key: str) -> None:
        self.clock[0] += 31.0


def inbox(_org: str) -> Courier:
    return Inbox()


def test_the_inbox_releases_both_parts_and_keeps_their_bytes_for_the_desks(store: Engine) -> None:
    crime, identity = owe_report(store)
    assert deliver(store, inbox, lease=90) == {crime: "released", identity: "released"}
    for id_ in (crime, identity):
        row = row_of(store, id_)
        assert (row.state, row.lease_until, row.next_try, row.attempts) == ("released", None, 0, 1)
        assert body_of(store, id_) is not None
    assert deliver(store, inbox, lease=90) == {}


def test_a_folder_gets_its_own_part_and_the_other_organisation_its_own(store: Engine, tmp_path: Path) -> None:
    (tmp_path / "force").mkdir()
    crime, identity = owe_report(store)
    ways: dict[str, Courier] = {FORCE: Folder(tmp_path / "force"), NGO: Inbox()}
    outcomes = deliver(store, ways.__getitem__, lease=90)
    assert outcomes == {crime: "carried", identity: "released"}
    carried = list((tmp_path / "force").glob("*.amparo"))
    assert [path.read_bytes() for path in carried] == [body_of(store, crime)]


def test_a_blocked_way_is_tried_again_later_and_handed_to_a_person_in_the_end(store: Engine) -> None:
    single = owe_single(store)
    before = days.now()
    assert deliver(store, lambda org: Blocked(), lease=90) == {single: "no-folder"}
    row = row_of(store, single)
    assert row.state == "owed"
    assert before + 15 <= row.next_try <= days.now() + 30
    last = owe_single(store, attempts=GIVE_UP_AFTER - 1)
    deliver(store, lambda org: Blocked(), lease=90)
    row = row_of(store, last)
    assert (row.state, row.reason, row.next_try) == ("refused", "no-folder", 0)


def test_bytes_that_do_not_fit_are_refused_with_a_reason_and_never_tried_again(store: Engine) -> None:
    crime, identity = owe_report(store)
    with writing(store) as connection:
        connection.execute(delete(envelopes).where(envelopes.c.delivery_id == crime))
    outcomes = deliver(store, inbox, lease=90)
    assert outcomes == {crime: "no-bytes", identity: "released"}
    assert (row_of(store, crime).state, row_of(store, crime).reason) == ("refused", "no-bytes")
    assert due(store, 10, now=days.now() + 1e6) == []


def test_a_refused_delivery_stands_on_the_operators_list_until_a_person_puts_it_back(store: Engine) -> None:
    crime, _ = owe_report(store)
    with writing(store) as connection:
        connection.execute(deliveries.update().where(deliveries.c.id == crime).values(org="somebody-else"))
    deliver(store, inbox, lease=90)
    with reading(store) as connection:
        (listed,) = refused(connection)
    assert (listed.id, listed.org, listed.reason) == (crime, "somebody-else", "no-bytes")
    assert owe_again(store, [crime]) == 1
    with reading(store) as connection:
        assert refused(connection) == []
    assert [id_ for id_, *_ in due(store, None, now=days.now()) if id_ == crime] == [crime]


def test_what_the_lease_leaves_no_time_for_is_put_back(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("workers.deliver.time.monotonic", lambda: clock[0])
    for _ in range(4):
        owe_single(store)
    outcomes = deliver(store, lambda org: Slow(clock), lease=90)
    assert sorted(outcomes.values()) == ["carried", "carried", "no-time", "no-time"]
    assert {id_ for id_, *_ in due(store, 10, now=days.now())} == {
        id_ for id_, outcome in outcomes.items() if outcome == "no-time"
    }


def test_only_ids_and_outcomes_are_logged(store: Engine, caplog: pytest.LogCaptureFixture) -> None:
    single = owe_single(store)
    with caplog.at_level(logging.DEBUG, "workers"):
        deliver(store, inbox, lease=90)
    assert [record.getMessage() for record in caplog.records] == [f"delivery {single.hex()}: released"]


def test_what_a_killed_worker_held_is_found_once_its_lease_is_over(store: Engine) -> None:
    forgotten, held = owe_single(store), owe_single(store)
    claim(store, [held], lease=0.2)
    assert deliver(store, inbox, lease=90) == {forgotten: "released"}
    time.sleep(0.25)
    assert deliver(store, inbox, lease=90) == {held: "released"}


def test_bundles_are_small_and_of_one_organisation_and_what_was_tried_thrice_goes_alone(store: Engine) -> None:
    to_force = [owe_single(store) for _ in range(BUNDLE + 1)]
    to_ngo = [owe_single(store, Part.FROM_POLICE, NGO)]
    tried = [owe_single(store, attempts=3) for _ in range(2)]
    urgent = owe_single(store, priority=True)
    its, ngos = bundles(due(store, None))
    assert its[0] == [urgent]
    assert ngos == [to_ngo]
    found = [*its, *ngos]
    assert sorted(len(bundle) for bundle in found) == [1, 1, 1, 1, 1, BUNDLE]
    assert all([id_] in found for id_ in tried)
    assert sorted(id_ for bundle in found for id_ in bundle) == sorted([*to_force, *to_ngo, *tried, urgent])


def test_the_urgent_leaves_at_once_and_the_routine_with_its_slot(store: Engine) -> None:
    routine, urgent = owe_single(store), owe_single(store, priority=True)
    assert deliver(store, inbox, lease=90, urgent_only=True) == {urgent: "released"}
    assert deliver(store, inbox, lease=90) == {routine: "released"}


def test_the_order_of_filing_is_not_the_order_of_release(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    carried: list[str] = []
    monkeypatch.setattr(Inbox, "carry", lambda _self, _envelope, key: carried.append(key))
    shuffled: list[int] = []
    monkeypatch.setattr(
        "workers.deliver.random.SystemRandom.shuffle", lambda _self, them: (shuffled.append(len(them)), them.reverse())
    )
    ids = [owe_single(store) for _ in range(4)]
    deliver(store, inbox, lease=90)
    assert (sorted(carried), shuffled) == (sorted(id_.hex() for id_ in ids), [1, 1, 4])

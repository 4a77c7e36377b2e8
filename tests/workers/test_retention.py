"""Retention: each thing stays exactly as long as it may."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, func, insert, select

from gateway.store import deliveries as deliveries_store
from gateway.store import mailboxes as mailbox_store
from gateway.store.deliveries import NewDelivery
from gateway.store.engine import migrate, open_store, reading, writing
from gateway.store.tables import (
    accounts,
    attempts,
    deliveries,
    envelopes,
    filings,
    mailboxes,
    nonces,
    recalls,
    receipts,
    reports,
    seen,
    sessions,
    slots,
)
from keys import clock
from tests.workers.owed import FORCE, NGO, body_of, owe_report, owe_single, row_of
from workers.retention import forget, rest, retain

TODAY = clock.today()


def count(store: Engine, table) -> int:
    with reading(store) as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def put(store: Engine, table, **columns: object) -> None:
    with writing(store) as connection:
        connection.execute(insert(table), columns)


@pytest.mark.parametrize(("ago", "stays"), [(6, True), (7, False)])
def test_a_part_is_destroyed_seven_days_after_it_was_received(store: Engine, ago: int, stays: bool) -> None:
    single = owe_single(store, state="opened", received_day=TODAY - ago)
    retain(store)
    assert (body_of(store, single) is not None) is stays
    assert row_of(store, single).state == "opened"


@pytest.mark.parametrize("state", ["owed", "released", "carried", "refused"])
def test_a_part_nobody_received_is_destroyed_after_thirty_days_and_marked_refile(store: Engine, state: str) -> None:
    kept = owe_single(store, state=state, day=TODAY - 29)
    over = owe_single(store, state=state, day=TODAY - 30, lease_until=5.0, next_try=5.0)
    retain(store)
    assert (row_of(store, kept).state, body_of(store, kept) is not None) == (state, True)
    row = row_of(store, over)
    assert (row.state, row.reason, row.lease_until, row.next_try) == ("refile", "expired", None, 0)
    assert body_of(store, over) is None


def test_a_part_received_late_goes_with_the_thirtieth_day_and_is_no_refile(store: Engine) -> None:
    single = owe_single(store, state="received", day=TODAY - 30, received_day=TODAY - 1)
    retain(store)
    assert (row_of(store, single).state, body_of(store, single)) == ("received", None)


@pytest.mark.parametrize(("received", "goes"), [(0, 7), (22, 29), (23, 30), (29, 30)])
def test_the_day_a_part_goes_is_written_when_it_is_filed_and_when_it_is_first_received(
    store: Engine, received: int, goes: int
) -> None:
    part = NewDelivery(
        os.urandom(16), None, 3, FORCE, NGO, os.urandom(16), bytes(32), TODAY, False, bytes(16), b"sealed"
    )
    with writing(store) as connection:
        deliveries_store.owe(connection, [part])
    assert until(store) == TODAY + 30
    with writing(store) as connection:
        (found,) = deliveries_store.of_cid(connection, part.cid)
        for state, day in (("received", received), ("opened", received + 3)):
            deliveries_store.settle(connection, found, state, day=TODAY + day)
    assert until(store) == TODAY + goes


def until(store: Engine) -> int | None:
    """The day on which the only envelope goes."""
    with reading(store) as connection:
        return connection.execute(select(envelopes.c.until)).scalar_one()


def test_what_older_code_files_has_its_day_after_the_next_run(store: Engine) -> None:
    owe_single(store, state="received", day=TODAY - 9, received_day=TODAY - 2)
    assert until(store) is None
    retain(store)
    assert until(store) == TODAY + 5


def test_the_identity_delivery_is_settled_apart_from_the_polices(store: Engine) -> None:
    crime, identity = owe_report(store, day=TODAY - 30)
    with writing(store) as connection:
        connection.execute(
            deliveries.update().where(deliveries.c.id == crime).values(state="received", received_day=TODAY - 20)
        )
    retain(store)
    assert (row_of(store, crime).state, row_of(store, identity).state) == ("received", "refile")


def test_marks_go_after_35_days(store: Engine) -> None:
    for age in (34, 35):
        put(store, seen, key=os.urandom(32), digest=bytes(32), day=TODAY - age)
        put(store, filings, filing_id=os.urandom(32), filing_body=bytes(32), report_id=bytes(16), day=TODAY - age)
    assert retain(store)["marks"] == 2
    assert (count(store, seen), count(store, filings)) == (1, 1)


def test_messages_go_180_days_after_the_last_write_and_the_row_after_24_months(store: Engine) -> None:
    boxes = {age: os.urandom(32) for age in (179, 180, 729, 730)}
    for age, row_key in boxes.items():
        put(store, mailboxes, row_key=row_key, day=TODAY - age, police_next=0, ngo_next=4)
        for slot in (0, 4):
            put(store, slots, row_key=row_key, slot=slot, part=bytes(2292))
    retain(store)
    with reading(store) as connection:
        assert set(connection.execute(select(slots.c.row_key)).scalars()) == {boxes[179]}
        assert set(connection.execute(select(mailboxes.c.row_key)).scalars()) == {boxes[179], boxes[180], boxes[729]}


def test_a_message_into_an_emptied_mailbox_has_its_180_days(store: Engine) -> None:
    box = os.urandom(32)
    for day in (TODAY - 200, TODAY - 180):
        with writing(store) as connection:
            mailbox_store.write(connection, box, bytes(mailbox_store.SLOT), police=True, day=day)
        assert retain(store)["messages"] == 1
        assert retain(store)["messages"] == 0
    with writing(store) as connection:
        mailbox_store.write(connection, box, bytes(mailbox_store.SLOT), police=True, day=TODAY - 179)
    assert (retain(store)["messages"], count(store, slots), count(store, mailboxes)) == (0, 1, 1)


def test_no_message_stays_where_its_mailbox_goes(store: Engine) -> None:
    box = os.urandom(32)
    put(store, mailboxes, row_key=box, day=TODAY - 730, police_next=0, ngo_next=4, emptied=True)
    put(store, slots, row_key=box, slot=0, part=bytes(2292))  # by code that knows nothing of `emptied`
    assert (retain(store)["messages"], count(store, slots), count(store, mailboxes)) == (1, 0, 0)


def test_routing_rows_go_after_24_months_with_all_that_hangs_on_them(store: Engine) -> None:
    for age in (729, 730):
        crime, _ = owe_report(store, day=TODAY - age)
        put(store, attempts, delivery_id=crime, n=1, day=TODAY - age, outcome="released")
        put(store, receipts, org=NGO, delivery_id=crime, action=1, day=TODAY - age, receipt=bytes(138))
        put(store, recalls, org=FORCE, delivery_id=crime, day=TODAY - age, recall=bytes(137))
    retain(store)
    for table, left in ((reports, 1), (deliveries, 2), (attempts, 1), (receipts, 1), (recalls, 1)):
        assert count(store, table) == left, table.name


def test_nonces_go_when_their_time_is_over(store: Engine) -> None:
    now = int(clock.now())
    for until in (now - 1, now + 900):
        put(store, nonces, key=os.urandom(32), until=until)
    assert forget(store) == 1
    assert count(store, nonces) == 1


def test_more_than_one_batch_goes_in_one_run_and_a_second_run_changes_nothing(store: Engine) -> None:
    with writing(store) as connection:
        connection.execute(
            insert(seen), [{"key": os.urandom(32), "digest": bytes(32), "day": TODAY - 40} for _ in range(1100)]
        )
    assert retain(store)["marks"] == 1100
    assert set(retain(store).values()) == {0}


def test_what_was_deleted_is_in_no_file_of_an_sqlite_database_minutes_later(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/gateway.sqlite"
    migrate(url)
    store = open_store(url)
    message, row_key = os.urandom(64), os.urandom(32)
    put(store, mailboxes, row_key=row_key, day=TODAY, police_next=0, ngo_next=4)
    put(store, slots, row_key=row_key, slot=0, part=message)
    with writing(store) as connection:
        connection.execute(delete(slots))
    assert any(message in file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    rest(store)
    assert not any(message in file.read_bytes() for file in tmp_path.iterdir() if file.is_file())


def test_nobody_is_signed_out_where_a_demonstrations_days_are_ahead(
    store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMPARO_DEMONSTRATION_DAYS_AHEAD", "29")
    account = os.urandom(16)
    put(
        store, accounts,
        id=account, name="dalva", ngo=NGO, password_hash="", totp_sealed=b"", totp_step=0, state="active", day=TODAY,
    )  # fmt: skip
    for until in (-1, 600):
        ends = int(time.time()) + until
        put(store, sessions, id_hash=os.urandom(32), account_id=account, expires=ends, day=TODAY)
    assert forget(store) == 1
    assert count(store, sessions) == 1

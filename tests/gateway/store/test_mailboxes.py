"""Eight slots, always the same size, the oldest of one's own four replaced."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import Engine, select

from gateway.store import mailboxes
from gateway.store.engine import asking, open_store, reading, writing
from gateway.store.tables import slots

ROW = os.urandom(32)


@pytest.fixture
def engine(database_url: str):
    engine = open_store(database_url)
    yield engine
    engine.dispose()


def message(number: int) -> bytes:
    return bytes([number]) * mailboxes.SLOT


def write(engine: Engine, number: int, *, police: bool, row: bytes = ROW, day: int = 20000) -> None:
    with writing(engine) as connection:
        mailboxes.write(connection, row, message(number), police=police, day=day)


def first_bytes(engine: Engine, row: bytes = ROW) -> list[int]:
    with reading(engine) as connection:
        everything = mailboxes.read(connection, row)
    assert len(everything) == 18336
    return [everything[at] for at in range(0, 18336, mailboxes.SLOT)]


def test_a_box_that_was_never_written_reads_as_zero_bytes_of_the_same_size(engine: Engine) -> None:
    with reading(engine) as connection:
        assert mailboxes.read(connection, os.urandom(32)) == bytes(18336)
        assert not mailboxes.exists(connection, ROW)


def test_a_fifth_message_replaces_the_oldest_of_its_own_four(engine: Engine) -> None:
    for number in range(1, 6):
        write(engine, number, police=True)
    assert first_bytes(engine) == [5, 2, 3, 4, 0, 0, 0, 0]
    for number in range(11, 17):
        write(engine, number, police=False)
    assert first_bytes(engine) == [5, 2, 3, 4, 15, 16, 13, 14]


def test_wiping_empties_the_slots_and_keeps_that_there_was_a_box(engine: Engine) -> None:
    write(engine, 1, police=True)
    with writing(engine) as connection:
        mailboxes.wipe(connection, ROW)
        mailboxes.wipe(connection, os.urandom(32))
    assert first_bytes(engine) == [0] * 8
    with reading(engine) as connection:
        assert mailboxes.exists(connection, ROW)
        assert connection.execute(select(slots)).all() == []


def test_writing_goes_on_after_a_wipe(engine: Engine) -> None:
    for number in (1, 2):
        write(engine, number, police=True)
    with writing(engine) as connection:
        mailboxes.wipe(connection, ROW)
    for number in (3, 4, 5, 6, 7):
        write(engine, number, police=True)
    assert sorted(first_bytes(engine)) == [0, 0, 0, 0, 4, 5, 6, 7]


def test_boxes_do_not_touch_each_other(engine: Engine) -> None:
    other = os.urandom(32)
    write(engine, 1, police=True)
    write(engine, 2, police=True, row=other)
    assert first_bytes(engine)[0] == 1
    assert first_bytes(engine, other)[0] == 2


def test_a_look_up_begins_no_transaction_and_its_connection_writes_all_or_nothing_afterwards(engine: Engine) -> None:
    with asking(engine) as connection:
        assert not mailboxes.exists(connection, ROW)
        driver = connection.connection.driver_connection
        sqlite = engine.dialect.name == "sqlite"
        assert not (driver.in_transaction if sqlite else driver.info.transaction_status)

    def broken_off() -> None:
        with writing(engine) as connection:
            assert connection.connection.driver_connection is driver
            mailboxes.write(connection, ROW, message(1), police=True, day=20000)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken_off()
    with asking(engine) as connection:
        assert not mailboxes.exists(connection, ROW)

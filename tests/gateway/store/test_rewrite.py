"""The database at rest: every row is there after the rewrite, and a server that keeps its log is told of."""

from __future__ import annotations

import os
import threading

import pytest
from sqlalchemy import Engine, insert, select, text

from gateway.store import mailboxes
from gateway.store.engine import open_store, reading, writing
from gateway.store.rewrite import keeps, rewrite
from gateway.store.tables import accounts, metadata, passkeys, printed_codes, sessions


@pytest.fixture
def engine(database_url: str):
    engine = open_store(database_url)
    yield engine
    engine.dispose()


def everything(engine: Engine) -> dict[str, set[tuple[object, ...]]]:
    with reading(engine) as connection:
        return {
            table.name: {tuple(row) for row in connection.execute(select(table))} for table in metadata.sorted_tables
        }


def an_account(engine: Engine, name: str) -> None:
    id_ = os.urandom(16)
    with writing(engine) as connection:
        row = {"id": id_, "name": name, "ngo": "casa", "password_hash": "", "totp_sealed": b"", "day": 1}
        connection.execute(insert(accounts), row)
        connection.execute(insert(printed_codes), {"account_id": id_, "code_hash": os.urandom(32)})
        key = {"account_id": id_, "credential_id": os.urandom(16), "public_key": os.urandom(77), "mark": "K7QM"}
        connection.execute(insert(passkeys), key)
        connection.execute(insert(sessions), {"id_hash": os.urandom(32), "account_id": id_, "expires": 1800})


def test_a_rewrite_loses_nothing_also_where_tables_refer_to_one_another(engine: Engine) -> None:
    for number in range(20):
        an_account(engine, f"person {number}")
    before = everything(engine)
    assert [len(before[name]) for name in ("accounts", "printed_codes", "passkeys", "sessions")] == [20] * 4
    rewrite(engine)
    assert everything(engine) == before
    an_account(engine, "one more")
    rewrite(engine)
    assert len(everything(engine)["sessions"]) == 21


def test_what_is_written_while_the_database_is_rewritten_is_kept(engine: Engine) -> None:
    part, rows = bytes(mailboxes.SLOT), [os.urandom(32) for _ in range(60)]

    def write() -> None:
        for row in rows:
            with writing(engine) as connection:
                mailboxes.write(connection, row, part, police=True, day=1)

    writer = threading.Thread(target=write)
    writer.start()
    while writer.is_alive():
        rewrite(engine)
    writer.join()
    found = everything(engine)
    assert len(found["mailboxes"]) == len(found["slots"]) == 60


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_that_keeps_its_log_of_writing_is_told_of(engine: Engine) -> None:
    def set_to(value: str) -> None:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"ALTER SYSTEM SET wal_recycle = {value}"))
            connection.execute(text("SELECT pg_reload_conf()"))
        engine.dispose()

    set_to("on")
    assert any("wal_recycle" in sentence for sentence in keeps(engine))
    set_to("off")
    assert keeps(engine) == []

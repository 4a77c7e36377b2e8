"""SQLite's writers wait for one another at a lock file, over all processes, and none is turned away."""

from __future__ import annotations

import fcntl
import os
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from gateway.store.engine import Exposed, database_url, migrate, open_store, refuse_exposed, writing


def test_a_writer_holds_the_lock_file_and_lets_the_next_one_in(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path}/gateway.sqlite")
    handle = os.open(tmp_path / "gateway.sqlite-queue", os.O_RDWR | os.O_CREAT, 0o600)
    with writing(engine), pytest.raises(BlockingIOError):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(handle)


def test_thirty_two_writers_at_once_all_get_their_turn(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path}/gateway.sqlite")
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE turns (n INTEGER)"))

    def write(number: int) -> None:
        with writing(engine) as connection:
            connection.execute(text("INSERT INTO turns VALUES (:n)"), {"n": number})

    writers = [threading.Thread(target=write, args=(number,)) for number in range(32)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(DISTINCT n) FROM turns")).scalar() == 32


def test_the_database_is_its_owner_s_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        url = f"sqlite:///{tmp_path}/gateway.sqlite"
        migrate(url)
        engine = open_store(url)
        with writing(engine) as connection:
            connection.execute(text("CREATE TABLE t (n INTEGER)"))
            made = [file for file in tmp_path.iterdir() if "sqlite" in file.name]
            assert {f"{file.stat().st_mode & 0o777:o}" for file in made} == {"600"}
            assert {"gateway.sqlite", "gateway.sqlite-wal"} <= {file.name for file in made}
    finally:
        os.umask(before)


@pytest.mark.parametrize("name", ["gateway.sqlite", "gateway.sqlite-wal"])
def test_a_database_that_others_can_read_is_refused_with_a_sentence(tmp_path: Path, name: str) -> None:
    url = database_url(f"sqlite:///{tmp_path}/gateway.sqlite")
    (tmp_path / name).touch(0o600)
    refuse_exposed(url)
    (tmp_path / name).chmod(0o640)
    with pytest.raises(Exposed, match="chmod 600"):
        refuse_exposed(url)

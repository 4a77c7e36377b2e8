"""Writers who wait at the same moment share one commit; none is answered early, none pays for another's mistake."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import IntegrityError, OperationalError

from gateway.store.engine import open_store, turn, writing
from gateway.store.group_commit import GroupCommit, NotKept
from keys.errors import Refused


@pytest.fixture
def engine(tmp_path: Path):
    engine = open_store(f"sqlite:///{tmp_path}/gateway.sqlite")
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE steps (n INTEGER PRIMARY KEY)"))
    yield engine
    engine.dispose()


def add(number: int, then: Exception | None = None) -> Callable[[Connection], int]:
    def step(connection: Connection) -> int:
        connection.execute(text("INSERT INTO steps VALUES (:n)"), {"n": number})
        if then is not None:
            raise then
        return number

    return step


def kept(engine: Engine) -> set[int]:
    with engine.connect() as connection:
        return set(connection.execute(text("SELECT n FROM steps")).scalars())


def all_at_once(
    engine: Engine, tmp_path: Path, steps: list[Callable[[Connection], int]]
) -> tuple[list[Future[int]], int]:
    """What came of steps that all wait while somebody else writes, and how many commits they took."""
    commits: list[Connection] = []
    event.listen(engine, "commit", commits.append)
    together = GroupCommit(engine)
    with ThreadPoolExecutor(len(steps)) as pool, turn(f"{tmp_path}/gateway.sqlite-queue"):
        given = [pool.submit(together.write, step) for step in steps]
        until = time.monotonic() + 20
        while len(together._waiting) < len(steps) - 1 and time.monotonic() < until:
            time.sleep(0.01)  # the first has taken itself along and waits at the lock file
    return given, len(commits)


def test_ten_that_wait_at_once_are_on_disk_with_two_commits(engine: Engine, tmp_path: Path) -> None:
    done, commits = all_at_once(engine, tmp_path, [add(number) for number in range(10)])
    assert [one.result() for one in done] == list(range(10))
    assert kept(engine) == set(range(10))
    assert commits == 2


def test_one_that_is_refused_leaves_nothing_and_takes_nobody_with_it(engine: Engine, tmp_path: Path) -> None:
    steps = [add(number, Refused("G1-nonce") if number % 4 == 2 else None) for number in range(10)]
    done, _ = all_at_once(engine, tmp_path, steps)
    assert {number for number, one in enumerate(done) if isinstance(one.exception(), Refused)} == {2, 6}
    assert kept(engine) == set(range(10)) - {2, 6}


def test_a_row_that_the_tables_refuse_takes_nobody_with_it(engine: Engine, tmp_path: Path) -> None:
    done, _ = all_at_once(engine, tmp_path, [add(number % 7) for number in range(10)])
    assert sum(isinstance(one.exception(), IntegrityError) for one in done) == 3
    assert kept(engine) == set(range(7))


def test_when_the_database_fails_nothing_of_the_group_is_kept_and_all_are_told(engine: Engine, tmp_path: Path) -> None:
    full = OperationalError("INSERT", {}, Exception("database or disk is full"))
    steps = [add(number, full if number == 5 else None) for number in range(10)]
    done, _ = all_at_once(engine, tmp_path, steps)
    told = {number for number, one in enumerate(done) if one.exception() is None}
    assert kept(engine) == told
    assert len(told) <= 1  # who came first was alone in its transaction
    assert all(isinstance(one.exception(), OperationalError) for n, one in enumerate(done) if n not in told)


def test_a_step_alone_that_raises_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(Refused):
        GroupCommit(engine).write(add(1, Refused("G11")))
    assert kept(engine) == set()


def test_what_was_written_is_seen_by_everybody_once_the_writer_is_answered(engine: Engine) -> None:
    together, missing = GroupCommit(engine), []

    def write(number: int) -> None:
        together.write(add(number))
        if number not in kept(engine):
            missing.append(number)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(40)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert missing == []


def test_whoever_is_told_to_stop_while_writing_leaves_nobody_believing_that_it_is_kept(
    engine: Engine, tmp_path: Path
) -> None:
    def stopped(connection: Connection) -> int:
        raise SystemExit

    given, _ = all_at_once(engine, tmp_path, [add(1), stopped, add(2)])
    for future in given:
        if future.exception() is None:
            assert future.result() in kept(engine)
    assert isinstance(given[1].exception(), SystemExit | NotKept)

"""A PostgreSQL that falls silent, dies or changes places holds up no gateway and no worker, and nobody restarts one."""

from __future__ import annotations

import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from deploy.benchmark.cluster import Cluster
from deploy.benchmark.network import Wire
from gateway.store import engine as engines
from gateway.store.engine import migrate, open_store, reading, writing
from tests.workers.owed import owe_report

SOON = 30.0  # seconds within which the gateway must answer again

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    # not in pytest's own folder: each run of root's makes all of them root's alone, and PostgreSQL is not root
    with tempfile.TemporaryDirectory(prefix="amparo-pg-") as folder, Cluster(Path(folder)) as cluster:
        migrate(cluster.url())
        yield cluster


@pytest.fixture
def wire(cluster: Cluster) -> Iterator[Wire]:
    wire = Wire(lambda: cluster.primary.port)
    yield wire
    wire.close()


@pytest.fixture
def engine(wire: Wire, cluster: Cluster) -> Iterator[Engine]:
    engine = open_store(cluster.url(wire.port))
    yield engine
    engine.dispose()


def _answers(engine: Engine) -> bool:
    with reading(engine) as connection:
        return connection.scalar(text("SELECT 1")) == 1


def _again(engine: Engine) -> float:
    """Seconds until it answers again, whatever fails meanwhile."""
    began = time.monotonic()
    while time.monotonic() < began + 2 * SOON:
        try:
            _answers(engine)
        except DBAPIError:
            continue
        break
    return time.monotonic() - began


def test_who_was_connected_when_a_host_vanished_is_answered_again_soon(engine: Engine, wire: Wire) -> None:
    with reading(engine) as one, reading(engine) as two:  # two of the pool's connections
        assert one.scalar(text("SELECT 1")) == two.scalar(text("SELECT 1"))
    wire.forget()
    assert _again(engine) < SOON


def test_a_question_that_is_never_answered_ends_and_the_next_one_is_answered(engine: Engine, wire: Wire) -> None:
    began = time.monotonic()
    with reading(engine) as connection:
        connection.execute(text("SELECT 1"))
        wire.cut()
        with pytest.raises(DBAPIError) as failed:
            connection.execute(text("SELECT 2"))
    assert failed.value.connection_invalidated
    wire.mend()
    assert _answers(engine)
    assert time.monotonic() - began < SOON


def test_a_hung_server_is_given_up_and_found_again(engine: Engine, cluster: Cluster) -> None:
    assert _answers(engine)
    cluster.primary.tell(signal.SIGSTOP)
    try:
        with pytest.raises(DBAPIError):
            _answers(engine)
    finally:
        cluster.primary.tell(signal.SIGCONT)
    assert _again(engine) < SOON


def test_a_commit_that_the_standby_does_not_confirm_is_never_reported_as_done(engine: Engine, cluster: Cluster) -> None:
    """PostgreSQL would report it after a `statement_timeout`, and a failover would then lose a report that was told."""
    cluster.standby.tell(signal.SIGSTOP)
    try:
        with pytest.raises(DBAPIError):
            owe_report(engine)
    finally:
        cluster.standby.tell(signal.SIGCONT)
    assert _again(engine) < SOON


def test_only_what_rewrites_whole_tables_may_take_long(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "ANSWER", 0.5)
    long = text("SELECT 1 FROM pg_sleep(1.5)")
    with pytest.raises(DBAPIError), reading(engine) as connection:
        connection.execute(long)
    with engines.unhurried(engine) as slow, reading(slow) as connection:
        assert connection.scalar(long) == 1


def test_a_program_that_hangs_in_a_transaction_keeps_its_locks_for_a_moment_only(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 0 < engines.IDLE <= 60
    monkeypatch.setattr(engines, "SETTINGS", (*engines.SETTINGS, "idle_in_transaction_session_timeout = '1s'"))
    (owed, _) = owe_report(engine)
    taken = text("SELECT id FROM deliveries WHERE id = :id FOR UPDATE")
    engine.dispose()
    hanging = engine.connect()
    hanging.execute(taken, {"id": owed})
    with reading(engine) as other:
        assert other.execute(taken, {"id": owed}).scalar() == owed
    with pytest.raises(DBAPIError):  # it learns of it when it goes on
        hanging.execute(text("SELECT 1"))
    hanging.close()


def test_a_standby_that_is_promoted_is_found_without_a_restart_and_nothing_committed_is_lost(cluster: Cluster) -> None:
    engine = open_store(cluster.url())
    owed = owe_report(engine)
    cluster.fail_over()
    assert _again(engine) < SOON
    with writing(engine) as connection:
        kept = connection.execute(text("SELECT id FROM deliveries")).scalars().all()
    assert set(owed) <= set(kept)
    assert len(owe_report(engine)) == 2
    engine.dispose()


def test_a_primary_that_became_a_standby_under_our_connections_is_left_at_once(cluster: Cluster) -> None:
    """Its connections live on and refuse to write: without a word from us they would be asked again and again."""
    engine = open_store(cluster.url(cluster.primary.port))
    with reading(engine) as connection:
        connection.execute(text("SET default_transaction_read_only = on"))
        connection.commit()
    with pytest.raises(DBAPIError), writing(engine) as connection:
        connection.execute(text("DELETE FROM seen"))
    assert len(owe_report(engine)) == 2
    engine.dispose()

"""Whatever one gateway takes of the directory holds at every other, and nobody has to believe the database for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from gateway import directory
from gateway.store.engine import reading, writing
from gateway.store.tables import shared_directory
from keys import clock
from keys.directory.files import HandedLog, write_handed
from keys.directory.notes import sign_note
from keys.directory.statements import Notice
from keys.roles import Role
from tests.gateway.running import Gateway, settings_in
from tests.gateway.writing import as_json, posted
from tests.orgs import FORCE, Orgs, make_orgs

Two = tuple[Gateway, Gateway]


@pytest.fixture
def orgs() -> Orgs:
    return make_orgs()


@pytest.fixture
def make(orgs: Orgs, database_url: str, tmp_path: Path) -> Callable[[str], Gateway]:
    def made(name: str) -> Gateway:
        """A gateway with a disk of its own, on the database that all of them share."""
        (tmp_path / name).mkdir()
        return Gateway(orgs, settings_in(tmp_path / name, orgs, database_url))

    return made


@pytest.fixture
def two(make: Callable[[str], Gateway]) -> Two:
    return make("a"), make("b")


def _publish(orgs: Orgs, at: Gateway, *, now: float | None = None) -> int:
    """A notice more in the log, handed to one gateway by its keeper; the answer's status."""
    start = len(orgs.leaves)
    orgs.leaves.append(sign_note(Notice(orgs.genesis, f"notice {start}").text, orgs.coalition.veto[0]))
    handed = write_handed(HandedLog(start, (orgs.leaves[-1],), (orgs.publish(now),)))
    return at.plain("POST", "/v1/log", handed).status_code


def _shown(gateway: Gateway) -> dict[str, list[object]]:
    found = gateway.plain("GET", "/v1/directory").json
    assert found is not None
    return found


def _a_while_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The few seconds for which a gateway does not look again are over."""
    later = directory.time.monotonic() + directory.EXCHANGE
    monkeypatch.setattr(directory.time, "monotonic", lambda: later)


def test_a_stop_at_one_gateway_holds_at_the_other_within_a_minute(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = two
    key = b.orgs.opener(FORCE, Role.CRIME).kid
    _shown(b)  # it has just looked
    assert directory.EXCHANGE <= 30
    assert a.plain("POST", "/v1/stops", a.orgs.stop(a.orgs.leaf_of(FORCE, Role.CRIME))).status_code == 204
    _a_while_later(monkeypatch)
    assert len(_shown(b)["stops"]) == 1
    assert b.host.view().stopped(key)
    assert b.signed("POST", "/v1/reports", as_json(posted()), content_type="application/json").status_code >= 400
    assert b.host.directory.stops() == a.host.directory.stops()


def test_what_was_sealed_to_a_stopped_key_meanwhile_is_filed_again(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """B has not looked yet: it still seals to the key that A knows to be stopped, and marks it once it knows."""
    a, b = two
    _shown(b)
    assert a.plain("POST", "/v1/stops", a.orgs.stop(a.orgs.leaf_of(FORCE, Role.CRIME))).status_code == 204
    assert b.signed("POST", "/v1/reports", as_json(posted()), content_type="application/json").status_code == 201
    _a_while_later(monkeypatch)
    _shown(b)
    assert {(row.part, row.state) for row in b.rows("deliveries")} == {(1, "refile"), (2, "owed")}


def test_a_publish_reaches_both_and_goes_on_at_either(two: Two, orgs: Orgs) -> None:
    a, b = two
    assert _publish(orgs, a) == 204
    assert _publish(orgs, b) == 204  # it continues what only A was handed
    assert _publish(orgs, a, now=clock.now() + 1) == 204
    b.host.directory.exchange(now=True)
    assert a.host.directory.leaves() == b.host.directory.leaves() == orgs.leaves
    assert set(a.host.directory.checkpoints()) == set(b.host.directory.checkpoints())
    assert a.host.view().size == b.host.view().size == len(orgs.leaves)


def test_a_gateway_that_joins_later_learns_everything(make: Callable[[str], Gateway], orgs: Orgs) -> None:
    few, stop = list(orgs.leaves), orgs.stop(orgs.leaf_of(FORCE, Role.CRIME))
    a = make("a")
    assert _publish(orgs, a) == _publish(orgs, a) == 204
    assert a.plain("POST", "/v1/stops", stop).status_code == 204
    orgs.leaves, all_of_them = few, orgs.leaves
    b = make("b")
    orgs.leaves = all_of_them
    assert b.host.view().size == len(few)
    _shown(b)
    assert (b.host.view().size, b.host.view().stops) == (len(all_of_them), (stop,))


def test_a_stop_taken_while_the_database_was_away_reaches_the_others_later(
    two: Two, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    a, b = two
    whole, a.host.directory._engine = a.host.engine, replace_engine(a, tmp_path)
    assert a.host.directory.hold_stop(a.orgs.stop(a.orgs.leaf_of(FORCE, Role.CRIME)))
    a.host.directory._engine = whole
    b.host.directory.exchange(now=True)
    assert b.host.view().stops == ()
    _a_while_later(monkeypatch)
    _shown(a)
    _shown(b)
    assert b.host.view().stops == a.host.view().stops != ()


def replace_engine(gateway: Gateway, folder: Path):  # type: ignore[no-untyped-def]
    """An engine on a database without tables."""
    from gateway.store.engine import open_store

    return open_store(f"sqlite:///{folder}/nothing.sqlite")


def test_whoever_writes_to_the_database_forges_neither_stop_nor_statement(two: Two, orgs: Orgs) -> None:
    a, b = two
    assert a.plain("POST", "/v1/stops", orgs.stop(orgs.leaf_of(FORCE, Role.CRIME))).status_code == 204
    assert _publish(orgs, a) == 204
    with writing(a.host.engine) as connection:  # somebody changes every line
        connection.execute(update(shared_directory).values(raw=shared_directory.c.digest))
    before = b.host.directory.shown()
    b.host.directory.exchange(now=True)
    assert b.host.directory.shown() == before
    assert b.host.view().stops == ()


def test_two_gateways_that_know_the_same_write_and_read_nothing(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = two
    for gateway in (a, b, a):
        gateway.host.directory.exchange(now=True)
    with reading(a.host.engine) as connection:
        before = connection.execute(shared_directory.select()).all()

    def never(*_: object) -> None:
        raise AssertionError("the lines were read")

    monkeypatch.setattr(directory.shared, "lines", never)
    for gateway in (a, b):
        assert not gateway.host.directory.exchange(now=True)
    with reading(a.host.engine) as connection:
        assert connection.execute(shared_directory.select()).all() == before

"""What every test may ask for, which are slow, and that one skipped in CI is a failure."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings

from gateway.runtime import Host
from gateway.store.engine import migrate
from keys import clock
from tests.databases import PostgreSQL, postgresql
from tests.gateway.running import Gateway, settings_in
from tests.keys import running
from tests.orgs import Orgs, make_orgs
from tests.world import World

settings.register_profile("amparo", deadline=None)  # a slow machine breaks no promise
settings.load_profile("amparo")


TESTS = Path(__file__).parent
SLOW = (  # they run a whole Amparo, a browser, other programs, or the same code hundreds of times
    "deploy/test_joining.py",
    "deploy/test_recovery.py",
    "deploy/test_runbook.py",
    "deploy/test_up.py",
    "gateway/api/test_published_document.py",
    "journeys",
    "keys/desk/test_processes.py",
    "keys/directory/test_go_reader.py",
    "keys/directory/test_killed.py",
    "keys/directory/test_oracles.py",
    "pages",
    "second",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in these is marked `slow`; elsewhere a slow test says so itself. The slow ones come first: left to the
    end, the last of them would run alone, with nothing beside it."""
    assert [place for place in SLOW if not (TESTS / place).exists()] == []
    for item in items:
        if any(item.path.is_relative_to(TESTS / place) for place in SLOW):
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With CI=true a run that skipped a test has failed: a test nobody runs promises nothing."""
    if os.environ.get("CI") != "true" or hasattr(session.config, "workerinput"):
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("CI=true: a skipped test is a failure here. See the reasons above.", red=True)
        session.exitstatus = pytest.ExitCode.INTERRUPTED  # no other test that passes at a second try makes up for it


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgreSQL]:
    with postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database in a file, to be copied: a copy costs a hundredth of a migration."""
    template = tmp_path_factory.mktemp("template") / "gateway.sqlite"
    migrate(f"sqlite:///{template}")
    assert [file.name for file in template.parent.iterdir()] == [template.name]  # nothing is left in a log beside it
    return template


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """URL of a fresh, migrated database in a file."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path)}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """URL of a fresh, migrated database: the test runs once on each of the two engines."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql_server").fresh()
    return request.getfixturevalue("sqlite_url")


@pytest.fixture
def orgs() -> Orgs:
    return make_orgs()


@pytest.fixture
def gateway(orgs: Orgs, sqlite_url: str, tmp_path: Path) -> Gateway:
    """On SQLite: for tests of the doors and pages."""
    return Gateway(orgs, settings_in(tmp_path, orgs, sqlite_url))


@pytest.fixture
def gateway_anywhere(orgs: Orgs, database_url: str, tmp_path: Path) -> Gateway:
    """Once on each engine: for tests of what is stored."""
    return Gateway(orgs, settings_in(tmp_path, orgs, database_url))


@pytest.fixture
def host(gateway: Gateway) -> Host:
    return gateway.host


@pytest.fixture
def app(gateway: Gateway) -> Flask:
    return gateway.app


@pytest.fixture
def world(gateway: Gateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A whole Amparo around the gateway."""
    world = World(gateway, tmp_path, lambda days: monkeypatch.setenv("AMPARO_DEMONSTRATION_DAYS_AHEAD", str(days)))
    yield world
    world.close()


@pytest.fixture
def at_the_vectors_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the time at which every frozen vector is read."""
    monkeypatch.setattr(clock, "now", running.clock)

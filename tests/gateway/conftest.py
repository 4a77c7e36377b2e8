"""A whole gateway for a test: real settings in files, a real signed directory, a real database on either engine."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from gateway.runtime import Host
from tests.databases import database_url, postgresql_server
from tests.gateway.running import Gateway, settings_in
from tests.keys.orgs import Orgs, make_orgs

__all__ = ["database_url", "postgresql_server"]


@pytest.fixture
def orgs() -> Orgs:
    return make_orgs()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    from gateway.store.engine import migrate

    url = f"sqlite:///{tmp_path}/gateway.sqlite"
    migrate(url)
    return url


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

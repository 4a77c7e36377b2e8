"""A world for the desks' tests: a gateway of real parts in this process, and desks that talk to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import database_url, postgresql_server
from tests.gateway.conftest import gateway, orgs, sqlite_url
from tests.gateway.running import Gateway
from tests.keys.desk.world import World

AHEAD = "AMPARO_DEMONSTRATION_DAYS_AHEAD"
__all__ = ["database_url", "gateway", "orgs", "postgresql_server", "sqlite_url"]


@pytest.fixture
def world(gateway: Gateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    world = World(gateway, tmp_path / "desks", lambda days: monkeypatch.setenv(AHEAD, str(days)))
    yield world
    world.close()

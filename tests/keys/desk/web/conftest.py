"""The local pages of both kinds of desk, on a real desk world."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from keys.desk.desk import create_desk
from keys.parts import Kind
from tests.gateway.running import FORCE, NGO, URL
from tests.keys.desk.conftest import database_url, gateway, orgs, postgresql_server, sqlite_url, world
from tests.keys.desk.web.browsing import DeskPage
from tests.keys.desk.world import PASSPHRASE, World

__all__ = ["database_url", "gateway", "orgs", "postgresql_server", "sqlite_url", "world"]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a police desk without a key and without a line: enough for whoever never comes in."""
    folder = tmp_path_factory.mktemp("alone") / "desk"
    create_desk(
        folder, FORCE, Kind.POLICE, URL, bytes(32), [], [], PASSPHRASE, demonstration=True, officer="kestrel"
    ).close()
    return folder


@pytest.fixture
def lone_page(alone: Path) -> Iterator[DeskPage]:
    page = DeskPage(alone)
    yield page
    page.close()


@pytest.fixture
def police_page(world: World) -> Iterator[DeskPage]:
    _ = world.police
    page = DeskPage(world.folder / FORCE, world.gateway.app)
    yield page
    page.close()


@pytest.fixture
def ngo_page(world: World) -> Iterator[DeskPage]:
    _ = world.ngo
    page = DeskPage(world.folder / NGO, world.gateway.app)
    yield page
    page.close()

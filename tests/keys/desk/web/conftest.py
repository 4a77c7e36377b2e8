"""The local pages of both kinds of desk, on a real desk world."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from keys.desk.store.records import Case
from keys.roles import Kind
from tests.gateway.running import URL
from tests.keys.desk.web.desk_page import DeskPage
from tests.orgs import FORCE, NGO
from tests.world import PASSPHRASE, World, create_desk


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
    page = DeskPage(world.desk_folder(FORCE), world.gateway.app)
    yield page
    page.close()


@pytest.fixture
def ngo_page(world: World) -> Iterator[DeskPage]:
    _ = world.ngo
    page = DeskPage(world.desk_folder(NGO), world.gateway.app)
    yield page
    page.close()


@pytest.fixture(scope="module")
def one_report(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a police desk without a line that holds one report, opened and confirmed; its reference."""
    folder = tmp_path_factory.mktemp("one") / "desk"
    desk = create_desk(
        folder, FORCE, Kind.POLICE, URL, bytes(32), [], [], PASSPHRASE, demonstration=True, officer="kestrel"
    )
    case = Case(
        report_id="0f" * 16, ngo=NGO, force=FORCE, filed=20_000, received=20_000, sealed_by="amparo-demonstration",
        sealed_by_gateway=True, signed="", crime_digest="", mailbox={"id": "", "pk": ""}, vk="",
        report={"acts_narrative": "He came back and broke the door."}, opened=20_001, confirmed=20_001,
    )  # fmt: skip
    desk.cases.put(case)
    desk.close()
    return folder, case.reference


@pytest.fixture
def lone_report(one_report: tuple[Path, str]) -> Iterator[tuple[DeskPage, str]]:
    page = DeskPage(one_report[0])
    yield page, one_report[1]
    page.close()

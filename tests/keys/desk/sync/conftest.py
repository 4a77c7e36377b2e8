"""A report that waits for the police, as the gateway would hand it out."""

from __future__ import annotations

import pytest

from keys.roles import Part
from tests.keys.desk.sync.carrying import bytes_of
from tests.orgs import FORCE
from tests.world import World


@pytest.fixture
def delivery(world: World) -> bytes:
    world.file()
    world.police.directory.refresh()
    return bytes_of(world, FORCE, Part.CRIME)

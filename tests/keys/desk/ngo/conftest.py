"""A report of which she may let the police see more."""

from __future__ import annotations

import pytest

from gateway.filing import Filed
from keys.desk import look
from keys.desk.ngo import care
from keys.desk.sync import fetch
from tests.keys.desk.ngo.releasing import STREET, SUSPECT
from tests.world import World


@pytest.fixture
def filed(world: World) -> Filed:
    """A report with locked premises and suspect, opened by the police and confirmed by the NGO."""
    filed = world.file(
        identity={
            "name": {"preferred": "Ligaya Quellwasser"},
            "advice": "later",
            "premises": {"address": STREET, "postcode": "W8 4PT"},
            "suspect": {"name": SUSPECT},
            "support": {"needs": ["housing"]},
        }
    )
    fetch.receive(world.police)
    fetch.receive(world.ngo)
    look.show(world.police, filed.reference)
    care.confirm(world.ngo, filed.reference)
    world.round(world.ngo, world.police)
    return filed

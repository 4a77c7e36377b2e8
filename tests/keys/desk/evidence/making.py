"""The evidence of a report as a desk makes it, and as it stands once a key was stopped."""

from __future__ import annotations

import base64
from typing import Any

from keys.desk import look
from keys.desk.ngo import care
from keys.roles import Role
from tests.world import World


def evidence_of(world: World) -> bytes:
    """A confirmed and corrected report, as the police export it."""
    filed = world.file_and_open()
    care.correct(world.ngo, filed.reference, "There were two men and not three.")
    world.round(world.ngo, world.police)
    return look.export(world.police, filed.reference, "evidence")


def stop(world: World, document: dict[str, Any], org: str, role: Role) -> dict[str, Any]:
    """The evidence as it stands once the organisation's keys of that role were stopped."""
    leaf = world.orgs.leaf_of(org, role)
    stops = [base64.b64encode(world.orgs.stop(leaf)).decode()]
    return document | {"directory": document["directory"] | {"stops": stops}}

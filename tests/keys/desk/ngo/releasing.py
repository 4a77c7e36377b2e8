"""What she lets the police see in these tests, and how it travels between the two desks."""

from __future__ import annotations

from gateway.report.codes import CONSENT_POINTS
from keys.clock import today
from keys.desk.ngo.consent_record import Explanation
from keys.desk.ngo.disclosure import ReleaseRequest
from keys.directory.notes import NoteSigner
from keys.envelope.consent import case_signer
from keys.roles import Role
from tests.orgs import NGO
from tests.world import World

STREET = "14 Quarndon Parade"
SUSPECT = "Torvald Grimsdyke"
HOW = Explanation(tuple(CONSENT_POINTS), "pt-BR", "interpreter", "spoken_witnessed", "taken", "interpreter 4")


def asked(*fields: str, later: dict[str, str] | None = None, days: int = 30, words: str = "") -> ReleaseRequest:
    return ReleaseRequest(fields, later or {}, today() + days, words, HOW)


def carried(world: World) -> None:
    """What waits at the NGO's desk has come to the police, and the other way."""
    world.round(world.ngo, world.police)
    world.round(world.police, world.ngo)


def ours(world: World, org: str = NGO) -> NoteSigner:
    return case_signer(world.orgs.signer(org, Role.NGO_CASE))

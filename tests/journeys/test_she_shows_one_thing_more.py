"""A5, its last step: of a report that leads to no door she later releases where it was, and takes it back again."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.report.codes import CONSENT_POINTS
from gateway.report.names import day_in_london
from keys.clock import today
from keys.desk import look
from keys.desk.errors import DeskError
from keys.desk.ngo import care, disclosure
from keys.desk.ngo.consent_record import Explanation
from keys.desk.ngo.disclosure import ReleaseRequest
from tests.orgs import FORCE
from tests.world import World

DOOR = "7 Wintersmoor Mews"
EMPLOYER = "Lord Ptarmigan Ashgrove"
NAME = "Ligaya Bulaklakan"
STORY: dict[str, Any] = {
    "force": FORCE,
    "crime": {
        "reporter_role": "victim",
        "adult_confirmed": True,
        "wish": "intelligence_only",
        "crime_types": ["slavery.domestic_servitude"],
        "where": {"place_type": "employers_home", "area_level": "local_authority", "area_code": "E09000020"},
        "acts_narrative": "She sleeps on the kitchen floor, is paid forty pounds a week and may not go out alone.",
    },
    "identity": {
        "name": {"preferred": NAME},
        "phone": {"numbers": ["07700 900456"]},
        "advice": "later",
        "premises": {"address": DOOR, "postcode": "W8 4PT", "note": "the basement door, left of the steps"},
        "suspect": {"name": EMPLOYER},
    },
}


def only_this(*fields: str) -> ReleaseRequest:
    how = Explanation(tuple(CONSENT_POINTS), "tl", "interpreter", "spoken_witnessed", "taken", "i-12")
    return ReleaseRequest(fields, {}, today() + 30, "", how)


def test_she_releases_the_premises_the_police_see_them_she_learns_of_it_and_takes_them_back(world: World) -> None:
    filed = world.file(**STORY)
    world.round(world.police, world.ngo)
    care.confirm(world.ngo, filed.reference)
    world.round(world.ngo, world.police)
    before = look.show(world.police, filed.reference)
    exported = look.export(world.police, filed.reference, "json").decode()
    for word in (DOOR, "Wintersmoor", EMPLOYER, "Ptarmigan", NAME, "Ligaya", "W8 4PT"):
        assert word not in before + exported

    with pytest.raises(DeskError):
        disclosure.release_without_token(world.ngo, filed.reference, only_this("premises"))
    disclosure.release(world.ngo, filed.reference, only_this("premises"), filed.symbols)
    world.round(world.ngo, world.police)
    seen = look.show(world.police, filed.reference)
    assert DOOR in seen
    assert "the basement door" in seen
    assert "not for immigration purposes" in seen
    for word in ("Ptarmigan", "Ligaya"):
        assert word not in seen + look.export(world.police, filed.reference, "json").decode()

    world.round(world.police, world.ngo)
    line = next(each for each in look.show(world.ngo, filed.reference).splitlines() if each.startswith("Released"))
    assert f"opened {day_in_london(today())}" in line

    disclosure.unrelease(world.ngo, filed.reference)
    world.round(world.ngo, world.police)
    after = look.show(world.police, filed.reference) + look.export(world.police, filed.reference, "json").decode()
    assert DOOR not in after
    assert "basement" not in after
    world.round(world.police, world.ngo)
    assert "Police say they erased it" in look.show(world.ngo, filed.reference)
    assert world.at_rest(DOOR, "Wintersmoor", "Ptarmigan", "Bulaklakan", "900456") == []

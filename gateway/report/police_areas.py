"""Which police force covers which local authority of England and Wales, and what an ONS code is called.

Nobody knows "Avon and Somerset" from a street: the form picks the local authority, this names the force. Whether that
force can receive a report is what the directory says, never this table; organisation ids of police forces in the
directory are the ids used here. The table is `police_areas.txt`.

Who should not receive a report: when the suspect is police, that force must not.

Pure words for the form, before anything is sealed. Who can receive is what the directory says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

REGIONS = {
    "E12000001": "North East",
    "E12000002": "North West",
    "E12000003": "Yorkshire and The Humber",
    "E12000004": "East Midlands",
    "E12000005": "West Midlands",
    "E12000006": "East of England",
    "E12000007": "London",
    "E12000008": "South East",
    "E12000009": "South West",
    "W92000004": "Wales",
}
# Each force lies in one region. Those of Wales are known by their ONS codes.
_FORCES_OF = {
    "E12000001": "cleveland durham northumbria",
    "E12000002": "cheshire cumbria greater-manchester lancashire merseyside",
    "E12000003": "humberside north-yorkshire south-yorkshire west-yorkshire",
    "E12000004": "derbyshire leicestershire lincolnshire northamptonshire nottinghamshire",
    "E12000005": "staffordshire warwickshire west-mercia west-midlands",
    "E12000006": "bedfordshire cambridgeshire essex hertfordshire norfolk suffolk",
    "E12000007": "city-of-london metropolitan",
    "E12000008": "hampshire-and-isle-of-wight kent surrey sussex thames-valley",
    "E12000009": "avon-and-somerset devon-and-cornwall dorset gloucestershire wiltshire",
}
_REGION_OF = {force: code for code, forces in _FORCES_OF.items() for force in forces.split()}


@dataclass(frozen=True, slots=True)
class Force:
    """A territorial police force: the organisation id it has in the directory, its ONS code and its name."""

    org: str
    code: str
    name: str

    @property
    def region(self) -> str:
        """The ONS code of the region it lies in."""
        if self.code.startswith("W"):
            return "W92000004"
        return _REGION_OF[self.org.removesuffix("-police").removesuffix("-constabulary")]


@dataclass(frozen=True, slots=True)
class Area:
    """A local authority: its ONS code, its name and the force that covers it."""

    code: str
    name: str
    force: Force


@cache
def areas() -> dict[str, Area]:
    """Every local authority by ONS code, in the order of their names: what the picker lists."""
    found: list[Area] = []
    force: Force | None = None
    for line in files("gateway.report").joinpath("police_areas.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("  ") and force is not None:
            code, name = line.strip().split(" ", 1)
            found.append(Area(code, name, force))
        else:
            org, code, name = line.split(" ", 2)
            force = Force(org, code, name)
    return {area.code: area for area in sorted(found, key=lambda area: area.name)}


@cache
def forces() -> dict[str, Force]:
    """Every force by organisation id, in the order of their names."""
    found = {area.force for area in areas().values()}
    return {force.org: force for force in sorted(found, key=lambda force: force.name)}


def named_like(word: str) -> list[Area]:
    """The local authorities with this in their name: as whole words if there are any, else as part of one, else those
    whose force has it in its name. None for fewer than three letters.
    """
    wanted = " ".join(word.casefold().replace("-", " ").split())
    if len(wanted) < 3:
        return []
    named = [
        (area, f" {area.name.replace('-', ' ')} ".casefold(), area.force.name.casefold())
        for area in areas().values()
    ]
    return (
        [area for area, name, _ in named if f" {wanted} " in name]
        or [area for area, name, _ in named if wanted in name]
        or [area for area, _, force in named if wanted in force]
    )


def force_for(code: str) -> Force | None:
    """The force that covers a local authority, by its ONS code; None for a code this table does not know."""
    area = areas().get(code)
    return area.force if area else None


def name_of(code: str) -> str:
    """The name of a region, force area or local authority; a postcode sector or an unknown code as it is."""
    if code in areas():
        return areas()[code].name
    named = {force.code: force.name for force in forces().values()}
    return named.get(code) or REGIONS.get(code, code)


STEER = (
    "The suspect is a police officer. Do not send this to the force he or she works for: choose a neighbouring force, "
    "and tell it so in the account."
)
STEER_OFFICIAL = (
    "The suspect works for an authority. Think of who may come to read this there before you choose."
)


def advice_on_force(crime: Mapping[str, Any]) -> str:
    """A sentence that steers the choice of a force away from a conflict of interest; "" when there is none."""
    types = set(crime.get("crime_types", ()))
    suspects = {suspect.get("relationship") for suspect in crime.get("suspects", ())}
    if "authority.police_officer" in types or "police_officer" in suspects:
        return STEER
    if (
        types & {"authority.immigration_contractor", "authority.other_official"}
        or "authority_figure" in suspects
    ):
        return STEER_OFFICIAL
    return ""

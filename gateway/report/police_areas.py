"""Police forces, the local authorities that they cover, and what an ONS code is called.

Nobody knows "Avon and Somerset" from a street: the form picks the local authority, this names the force. Whether that
force can receive a report is what the directory says, never this table; organisation ids of police forces in the
directory are the ids used here. The table is `police_areas.txt`.

`advice_on_force` says who should not receive a report: when the suspect is police, that force must not.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_POSTCODE = re.compile(r"([A-Z]{1,2})[0-9][0-9A-Z]?(?:[0-9][A-Z]{0,2})?")  # a whole one, its first half or a sector

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


# Codes that were replaced, and by which: reports of before keep the old one, and are still read.
_REPLACED = {"E08000016": "E08000038", "E08000019": "E08000039"}  # Barnsley and Sheffield, on 1 April 2025


@dataclass(frozen=True, slots=True)
class Force:
    """A police force: the organisation id it has in the directory, its ONS code ("" for none) and its name."""

    org: str
    code: str
    name: str

    @property
    def region(self) -> str:
        """The ONS code of the region it lies in; "" for a force of no region of England and Wales."""
        if self.code.startswith("W"):
            return "W92000004"
        return _REGION_OF.get(self.org.removesuffix("-police").removesuffix("-constabulary"), "")


@dataclass(frozen=True, slots=True)
class Area:
    """A local authority: its ONS code, its name and the force that covers it."""

    code: str
    name: str
    force: Force


@cache
def _table() -> tuple[list[Force], list[Area]]:
    """`police_areas.txt`: a force on each line, and the authorities that it covers on the lines below, indented."""
    found: tuple[list[Force], list[Area]] = ([], [])
    for line in files("gateway.report").joinpath("police_areas.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            code, name = line.strip().split(" ", 1)
            found[1].append(Area(code, name, found[0][-1]))
        elif line and not line.startswith("#"):
            org, code, name = line.split(" ", 2)
            found[0].append(Force(org, code.strip("-"), name))
    return found


@cache
def areas() -> dict[str, Area]:
    """Every local authority by ONS code, in the order of their names: what the picker lists."""
    return {area.code: area for area in sorted(_table()[1], key=lambda area: area.name)}


@cache
def forces() -> dict[str, Force]:
    """Every force by organisation id, in the order of their names."""
    return {force.org: force for force in sorted(_table()[0], key=lambda force: force.name)}


def named_like(word: str) -> list[Area]:
    """The local authorities with this in their name: as whole words if there are any, else as part of one, else those
    whose force has it in its name. None for fewer than three letters.
    """
    wanted = " ".join(word.casefold().replace("-", " ").split())
    if len(wanted) < 3:
        return []
    named = [
        (area, f" {area.name.replace('-', ' ')} ".casefold(), area.force.name.casefold()) for area in areas().values()
    ]
    return (
        [area for area, name, _ in named if f" {wanted} " in name]
        or [area for area, name, _ in named if wanted in name]
        or [area for area, _, force in named if wanted in force]
    )


def of_postcode(text: str) -> list[Area] | None:
    """The local authorities that a postcode, or its first half, may lie in, the likeliest first. None: no postcode."""
    found = _POSTCODE.fullmatch("".join(text.split()).upper())
    return _by_postcode_area().get(found[1], []) if found else None


@cache
def _by_postcode_area() -> dict[str, list[Area]]:
    """`postcode_areas.txt`: the letters that a postcode begins with, and the authorities in which it may lie."""
    named = {area.name: area for area in areas().values()}
    table = files("gateway.report").joinpath("postcode_areas.txt").read_text(encoding="utf-8")
    lines = [line.split(" ", 1) for line in table.splitlines() if line and not line.startswith("#")]
    return {letters: [named[name] for name in names.split("; ")] for letters, names in lines}


@cache
def _populations() -> dict[str, int]:
    """`area_populations.txt`: people by the ONS code of a local authority, and summed up for its force and region."""
    table = files("gateway.report").joinpath("area_populations.txt").read_text(encoding="utf-8")
    lines = [line.split() for line in table.splitlines() if line and not line.startswith("#")]
    found: dict[str, int] = {}
    for code, number in lines:
        force = areas()[code].force
        for one in {code, force.code, force.region} - {""}:
            found[one] = found.get(one, 0) + int(number)
    return found


def people_of(code: str) -> int | None:
    """How many people live in the area of an ONS code (Census 2021); None for a code this table does not know."""
    return _populations().get(_REPLACED.get(code, code))


def area_of(code: str) -> Area | None:
    """The local authority of an ONS code, or of one that was replaced; None for a code this table does not know."""
    return areas().get(_REPLACED.get(code, code))


def force_for(code: str) -> Force | None:
    """The force that covers a local authority, by its ONS code; None for a code this table does not know."""
    area = area_of(code)
    return area.force if area else None


def name_of(code: str) -> str:
    """The name of a region, force area or local authority; a postcode sector or an unknown code as it is."""
    if area := area_of(code):
        return area.name
    named = {force.code: force.name for force in forces().values() if force.code}
    return named.get(code) or REGIONS.get(code, code)


STEER = (
    "The suspect is a police officer. Do not send this to the force he or she works for: choose a neighbouring force, "
    "and tell it so in the account. The Independent Office for Police Conduct (IOPC) looks into complaints about "
    "police officers: choose it here if it is listed, or call it on 0300 020 0096."
)
STEER_OFFICIAL = "The suspect works for an authority. Think of who may come to read this there before you choose."


def advice_on_force(crime: Mapping[str, Any]) -> str:
    """A sentence that steers the choice of a force away from a conflict of interest; "" when there is none."""
    types = set(crime.get("crime_types", ()))
    suspects = {suspect.get("relationship") for suspect in crime.get("suspects", ())}
    if "authority.police_officer" in types or "police_officer" in suspects:
        return STEER
    if types & {"authority.contractor", "authority.other_official"} or "authority_figure" in suspects:
        return STEER_OFFICIAL
    return ""

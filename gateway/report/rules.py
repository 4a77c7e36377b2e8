"""What must hold between the fields of a report, beyond each field's own shape. One place for every door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from gateway.report import partial_dates as dates
from gateway.report.fields import CRIME_BUDGET, IDENTITY_BUDGET
from gateway.report.filing import Filing, canonical
from gateway.report.shapes import UNANSWERED

ONS_LEVELS = {"region": "12 92", "force": "23 15", "local_authority": "06 07 08 09", "ward": "05"}


class Problem(NamedTuple):
    """A field, by dotted path, and what is expected there. Never holds what was submitted."""

    field: str
    expected: str


def broken(filing: Filing) -> list[Problem]:
    """Every rule between fields that a filing of valid fields breaks; empty if it may be filed."""
    crime = filing.crime
    return [
        *_says_something(crime),
        *_dates(_group(crime, "when")),
        *_area(_group(crime, "where")),
        *_sources(crime),
        *_registrations(crime),
        *_fits(filing),
    ]


def space_left(filing: Filing) -> tuple[int, int]:
    """Bytes left in (crime half, identity half); negative where something must go."""
    crime = CRIME_BUDGET - len(canonical(filing.crime).encode())
    identity = IDENTITY_BUDGET - sum(len(leaf.encode()) for leaf in filing.leaves())
    return crime, identity


def _says_something(crime: Mapping[str, Any]) -> list[Problem]:
    if crime.get("acts_narrative") or set(crime.get("crime_types", ())) - set(UNANSWERED):
        return []
    return [Problem("crime.acts_narrative", "a few words on what happened, or at least one crime type")]


def _dates(when: Mapping[str, Any]) -> list[Problem]:
    spans = {name: dates.read(when[name]) for name in ("from", "to") if name in when}
    allowed = dates.FINENESS.get(when.get("precision", ""))
    problems = [
        Problem(f"crime.when.{name}", f"a date no finer than the precision chosen ({when['precision']})")
        for name, span in spans.items()
        if allowed is not None and dates.FINENESS[span.level] > allowed
    ]
    if len(spans) == 2 and spans["to"].last < spans["from"].first:
        problems.append(Problem("crime.when.to", "a date not before `from`"))
    return problems


def _area(where: Mapping[str, Any]) -> list[Problem]:
    code, level = where.get("area_code"), where.get("area_level")
    if code is None:
        return []
    if level is None or level in UNANSWERED:
        return [Problem("crime.where.area_level", "the level that the area code belongs to")]
    sector = " " in code
    if sector != (level == "postcode_sector") or (not sector and code[1:3] not in ONS_LEVELS[level].split()):
        return [Problem("crime.where.area_code", f"the code of a {level.replace('_', ' ')}")]
    return []


def _sources(crime: Mapping[str, Any]) -> list[Problem]:
    """One source for the whole account, or one for each paragraph of it."""
    sources = crime.get("account_source", [])
    narrative = crime.get("acts_narrative", "")
    paragraphs = len([part for part in narrative.split("\n\n") if part.strip()])
    if len(sources) in (0, 1, paragraphs):
        return []
    return [Problem("crime.account_source", "one for the whole account, or one for each paragraph of it")]


def _registrations(crime: Mapping[str, Any]) -> list[Problem]:
    """A registration leads to a person she knows; it is in the crime half only when nobody knows him."""
    if any(suspect.get("relationship") == "stranger" for suspect in crime.get("suspects", ())):
        return []
    return [
        Problem(f"crime.vehicles.{place}.vrm", "a registration here only when a suspect is a stranger")
        for place, vehicle in enumerate(crime.get("vehicles", ()))
        if "vrm" in vehicle
    ]


def _fits(filing: Filing) -> list[Problem]:
    crime, identity = space_left(filing)
    problems = []
    if crime < 0:
        problems.append(Problem("crime", f"at most {CRIME_BUDGET} bytes in all; shorten it by {-crime}"))
    if identity < 0:
        problems.append(
            Problem("identity", f"at most {IDENTITY_BUDGET} bytes in all; shorten it by {-identity}")
        )
    return problems


def _group(crime: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = crime.get(name)
    return value if isinstance(value, dict) else {}

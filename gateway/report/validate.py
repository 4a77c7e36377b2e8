"""A filing from plain JSON data, checked as every door checks it: for a desk, which has no schema library.

Unknown names are refused, blanks count as left out, and what must hold between fields holds. A mistake becomes
`NotAFiling`, which names each field and what is expected there; nothing in it repeats what was given.

What must hold between the fields of a report, beyond each field's own shape. One place for every door.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from gateway.report import partial_dates
from gateway.report.crime import CONSTANTS, CRIME
from gateway.report.fields import CRIME_BUDGET, FORCE, IDENTITY_BUDGET
from gateway.report.filing import Filing, canonical
from gateway.report.identity import IDENTITY
from gateway.report.schema import BLANK, UNANSWERED, Group, Several, Shape, expected, read_value

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
        *_dates(_group_of(crime, "when")),
        *_area(_group_of(crime, "where")),
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
    spans = {name: partial_dates.read(when[name]) for name in ("from", "to") if name in when}
    allowed = partial_dates.FINENESS.get(when.get("precision", ""))
    problems = [
        Problem(f"crime.when.{name}", f"a date no finer than the precision chosen ({when['precision']})")
        for name, span in spans.items()
        if allowed is not None and partial_dates.FINENESS[span.level] > allowed
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


def _group_of(crime: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = crime.get(name)
    return value if isinstance(value, dict) else {}


FILING = Group(
    {"force": FORCE, "crime": CRIME, "identity": IDENTITY}, frozenset({"force", "crime", "identity"})
)
_MISSING = object()


class NotAFiling(Exception):
    """What was sent cannot be filed. `problems` says where and what is expected; nothing here holds what was sent."""

    def __init__(self, problems: list[Problem]):
        super().__init__("The report could not be read: some fields need another look.")
        self.problems = tuple(problems)


def read(document: Any) -> Filing:
    """The filing that {force, crime, identity} means, with the constants of every crime part. NotAFiling otherwise."""
    problems: list[Problem] = []
    found = _group(FILING, document, "", problems)
    if problems:
        raise NotAFiling(list(dict.fromkeys(problems)))
    return meant(found)


def meant(read: dict[str, Any]) -> Filing:
    """What valid fields stand for. NotAFiling when a rule between fields is broken (`rules`)."""
    filing = Filing(force=read["force"], crime={**read["crime"], **CONSTANTS}, identity=read["identity"])
    wrong = broken(filing)
    if wrong:
        raise NotAFiling(wrong)
    return filing


def _group(shape: Group, value: Any, path: str, problems: list[Problem]) -> dict[str, Any]:
    if not isinstance(value, dict):
        problems.append(_problem(shape, path))
        return {}
    if value.keys() - shape.of.keys():
        problems.append(_problem(shape, path))
    found = {}
    for name, inner in shape.of.items():
        below = f"{path}.{name}" if path else name
        read = _any(inner, value.get(name, _MISSING), below, problems, needed=name in shape.needs)
        if read is not _MISSING:
            found[name] = read
    return found


def _any(shape: Shape, value: Any, path: str, problems: list[Problem], *, needed: bool = False) -> Any:
    if value is _MISSING or (value in BLANK and not needed):
        if needed:
            problems.append(_problem(shape, path))
        return _MISSING
    if isinstance(shape, Group):
        found = _group(shape, value, path, problems)
        return found if found or needed else _MISSING
    if isinstance(shape, Several):
        return _several(shape, value, path, problems)
    try:
        read = read_value(shape, value)
    except (TypeError, ValueError):
        problems.append(_problem(shape, path))
        return _MISSING
    return _MISSING if read == "" else read


def _several(shape: Several, value: Any, path: str, problems: list[Problem]) -> Any:
    if not isinstance(value, list) or len(value) > shape.most:
        problems.append(_problem(shape, path))
        return _MISSING
    items = [_any(shape.of, item, f"{path}.{place}", problems) for place, item in enumerate(value)]
    return [item for item in items if item is not _MISSING] or _MISSING


def _problem(shape: Shape, path: str) -> Problem:
    return Problem(path or "report", expected(shape))

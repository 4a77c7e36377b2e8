"""A filing from plain JSON data, checked as every door checks it: for a desk, which has no schema library.

Unknown names are refused, blanks count as left out, and what must hold between fields holds. A mistake becomes
`NotAFiling`, which names each field and what is expected there; nothing in it repeats what was given.
"""

from __future__ import annotations

from typing import Any

from gateway.report import rules
from gateway.report.crime import CONSTANTS, CRIME
from gateway.report.fields import FORCE
from gateway.report.filing import Filing
from gateway.report.identity import IDENTITY
from gateway.report.rules import Problem
from gateway.report.shapes import Group, Several, Shape
from gateway.report.values import BLANK, expected, read_value

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
    wrong = rules.broken(filing)
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

"""A document of a report as the form's own values again: to go on with what was kept, or to file once more. Pure.

The other way round of `written.document`: what that makes of these values is the document, except that an area that
was only said as a police force's has to be chosen again, because the form asks for the council.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.report import areas
from gateway.report.form.written import (
    ADULT,
    AREA,
    FIELDS,
    FORCE,
    LEVEL,
    LONGEST,
    PRIORITY,
    SOURCE,
    TYPES,
    Field,
)
from gateway.report.shapes import Flag, Several


def values_of(document: Mapping[str, Any], *, priority: bool = False) -> dict[str, str]:
    """The form in which `document` ({force?, crime, identity}, finished or not) was written, name by name."""
    found = {}
    for name, field in FIELDS.items():
        text = _text(name, field, document)
        if text:
            found[name] = text[:LONGEST]
    if found.get(AREA) and found[AREA] not in areas.areas():
        del found[AREA]
    if found.get(LEVEL) not in (None, "local_authority", "force", "withheld", "unknown"):
        del found[LEVEL]
    return found | ({PRIORITY: "priority"} if priority else {})


def _text(name: str, field: Field, document: Mapping[str, Any]) -> str:
    if name == FORCE:
        return str(document.get(FORCE) or "")
    if name == PRIORITY:
        return ""
    value = _at(document, field.question if field.tick else name)
    if field.tick:
        return "yes" if isinstance(value, list) and field.tick in value else ""
    if name == ADULT:
        return "yes" if value is True else ""
    if isinstance(field.shape, Flag):
        return {True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else ""
    if isinstance(field.shape, Several) and field.question not in (TYPES, SOURCE):
        return "\n".join(map(str, value)) if isinstance(value, list) else ""
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _at(value: Any, path: str) -> Any:
    for step in path.split("."):
        if isinstance(value, list):
            value = value[int(step)] if step.isdigit() and int(step) < len(value) else None
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
    return value

"""A report as JSON by the entities of POLE: person, object, location, event, and the information itself (DOMAIN 10.7).

Codes stay codes here, as a records system wants them. The victim is one placeholder. Nothing of the channel is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gateway.sheet.blocks import printable
from gateway.sheet.labels import BY_PATH, CONSTANT, EVENT, INFORMATION, LOCATION, OBJECT, SUSPECT, VICTIM
from gateway.sheet.page import NOT_A_STATEMENT, handling_lines, victim_placeholder

FORMAT = "amparo-pole/1"
_NAMES = {
    EVENT: "event",
    LOCATION: "location",
    SUSPECT: "suspects",
    VICTIM: "victim",
    OBJECT: "objects",
    INFORMATION: "information",
}


def pole_json(report: Mapping[str, Any], reference: str, ngo: str) -> str:
    """The POLE document as indented JSON text, ended by a newline."""
    document: dict[str, Any] = {"format": FORMAT, "reference": printable(reference)}
    document |= {name: {} for name in _NAMES.values()}
    for name, value in report.items():
        if name in CONSTANT:
            continue
        inner = value.items() if isinstance(value, Mapping) and _listed(name) else [(None, value)]
        for field, one in inner:
            path = f"{name}.{field}" if field is not None else name
            label = BY_PATH.get(path)
            entity = _NAMES[label.entity] if label else "information"
            document[entity][field or name] = _clean(one)
    document["victim"]["identity"] = victim_placeholder(reference)
    document["information"]["contact_only_through"] = printable(ngo)
    document["information"]["handling"] = [line.removeprefix("* ") for line in handling_lines(report, ngo)]
    document["information"]["nature"] = NOT_A_STATEMENT
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _listed(group: str) -> bool:
    """True if this group's fields are placed one by one (`when`, `where`), not as a whole."""
    return any(path.startswith(f"{group}.") for path in BY_PATH)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {printable(str(name)): _clean(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value

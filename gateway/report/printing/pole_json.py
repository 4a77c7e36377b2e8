"""A report as JSON by the entities of POLE: person, object, location, event, and the information itself.

Codes stay codes here, as a records system wants them. The victim is one placeholder. Nothing of the channel is read.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from gateway.report.codes import NOT_A_STATEMENT
from gateway.report.printing.blocks import (
    EVENT,
    INFORMATION,
    LABELS,
    LISTS,
    LOCATION,
    VICTIM,
    printable,
    said_elsewhere,
)
from gateway.report.printing.text import handling_lines, victim_placeholder

FORMAT = "amparo-pole/1"
_NAMES = {EVENT: "event", LOCATION: "location", VICTIM: "victim", INFORMATION: "information"}


def pole_json(
    report: Mapping[str, Any], reference: str, ngo: str, *, status: str = "", since: Sequence[str] = ()
) -> str:
    """The POLE document as indented JSON text, ended by a newline. Groups of the report keep their names.

    `status` is the code of how far the force is, `since` what was said about the report since it was filed, as the
    force's desk knows them; the report itself holds neither.
    """
    document: dict[str, Any] = {"format": FORMAT, "reference": printable(reference)}
    document |= {name: {} for name in ("event", "location", "suspects", "victim", "objects", "information")}
    document["suspects"] = []
    for name, value in report.items():
        if said_elsewhere(name, value):
            continue
        if name == "suspects":
            document["suspects"] = _clean(value)
        elif name in LISTS:
            document["objects"][name] = _clean(value)
        elif name == "victim" and isinstance(value, Mapping):
            document["victim"] |= _clean(value)
        else:
            document[_entity(name)][printable(str(name))] = _clean(value)
    if status:
        document["event"]["status"] = printable(status)
    if since:
        document["information"]["since"] = [printable(words) for words in since]
    document["victim"]["identity"] = victim_placeholder(reference)
    document["information"]["contact_only_through"] = printable(ngo)
    handling = [line.removeprefix("* ") for line in handling_lines(report, ngo)]
    document["event"]["handling"] = document["information"]["handling"] = handling
    document["information"]["nature"] = NOT_A_STATEMENT
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _entity(name: str) -> str:
    """Where a field or group of the report belongs; what is not known here is information."""
    entities = (label.entity for label in LABELS if label.path.split(".")[0] == name)
    return _NAMES.get(next(entities, INFORMATION), "information")


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {printable(str(name)): _clean(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value

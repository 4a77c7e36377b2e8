"""The JSON Schema of what is sealed, out of the tables of fields: the `report`, and each of the twenty leaves.

Every code stands in it with its meaning, every field of the police with what their page calls it.
Source: JSON Schema 2020-12.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.report import crime, identity
from gateway.report.identity import IN_RECORD
from gateway.report.schema import UNANSWERED, Choice, Choices, Group, Several, Shape
from keys.envelope.format import LEAVES
from keys.envelope.sealing import SCHEMA_VERSION
from tests.vectors.making.directory import Frozen

_MEANT = dict(zip(UNANSWERED, ("she chose not to say", "nobody knows"), strict=True))


def report_schema(_orgs: Frozen | None = None) -> dict[str, Any]:
    """One document: `report`, and under `leaves` a schema for each name; a leaf may be empty whatever its schema."""
    sealed = _of(crime.CRIME, "crime", {row.path: row.label for row in crime.ROWS})
    sealed["properties"]["screen_version"] = {"type": "string"}  # of the screening that it went through
    sealed["required"] = sorted({*sealed["required"], *crime.CONSTANTS})
    leaves = {name: _of(shape, f"identity.{name}", {}) for name, shape in identity.IDENTITY.of.items()}
    for name in sorted(IN_RECORD):
        leaves["record"]["properties"][name] = leaves.pop(name)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "schema_version": SCHEMA_VERSION,
        "report": sealed,
        "leaves": {name: leaves.get(name, {"const": None}) for name in LEAVES},
    }


def _of(shape: Shape, path: str, titles: Mapping[str, str]) -> dict[str, Any]:
    title = {"title": titles[path]} if titles.get(path) else {}
    match shape:
        case Group():
            return title | {
                "type": "object",
                "properties": {name: _of(inner, f"{path}.{name}", titles) for name, inner in shape.of.items()},
                "required": sorted(shape.needs),
                "additionalProperties": False,
            }
        case Several():
            return title | {"type": "array", "maxItems": shape.most, "items": _of(shape.of, f"{path}.*", titles)}
        case Choice():
            return title | _codes(shape.of, shape.codes())
        case Choices():
            items = _codes(shape.of, (*shape.of, *UNANSWERED))
            return title | {"type": "array", "maxItems": shape.most, "uniqueItems": True, "items": items}
    described = {name: value for name, value in shape.metadata.items() if name != "enum"}
    only = {"const": shape.metadata["enum"][0]} if "enum" in shape.metadata else {}
    return title | described | only


def _codes(of: Mapping[str, str], codes: Sequence[str]) -> dict[str, Any]:
    return {"oneOf": [{"const": code, "title": of.get(code) or _MEANT[code]} for code in codes]}

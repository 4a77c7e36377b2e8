"""A report as the flat list of labelled texts that the page, the table and the POLE file are all made from.

What comes in was sealed elsewhere: signs that could steer a terminal or turn text around are replaced. `channel` is
never read, so nothing of it can be exported.

The order is that of a records system and of the export: by POLE entity, then as `_HELD` has it, then as the rows of
`gateway.report.crime` stand. A field without a row, because a newer gateway knows more, is shown last under its own
name and marked: an older desk still shows a newer report.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.report import partial_dates, police_areas
from gateway.report.crime import CONSTANTS, ROWS
from gateway.report.fields import Field, Items, Row
from gateway.report.printing.steering import one_line, printable
from gateway.report.schema import UNKNOWN, WITHHELD, Choice, Choices, Several

EVENT = "EVENT"
LOCATION = "LOCATION"
SUSPECT = "PERSON - SUSPECT"
VICTIM = "PERSON - VICTIM"
OBJECT = "OBJECT"
INFORMATION = "INFORMATION"
ENTITIES = (EVENT, LOCATION, SUSPECT, VICTIM, OBJECT, INFORMATION)

# What of the crime half each entity holds, in the order of the page. A name that is not here is INFORMATION, last.
_HELD = {
    EVENT: "crime_types hate_strands force_role when wish reported_before methods risk others_at_risk",
    LOCATION: "where",
    SUSPECT: "suspects",
    VICTIM: "reporter_role adult_confirmed victim injury medical_help needs",
    OBJECT: "vehicles evidence",
    INFORMATION: "witnesses taken_via_interpreter account_source acts_narrative",
}
_ENTITY = {name: entity for entity, names in _HELD.items() for name in names.split()}
_PRINTED = {name: place for place, name in enumerate(_ENTITY)}


@dataclass(frozen=True, slots=True)
class Label:
    """One printed field: its dotted path (`*` for any item of a list), entity, label and the words for its codes."""

    path: str
    entity: str
    words: str
    codes: Mapping[str, str] | None = None


def labels(rows: Iterable[Row]) -> tuple[Label, ...]:
    """What is printed of each row of the crime half, in the order of the page."""
    made = []
    for row in rows:
        if isinstance(row, Field) and row.label:
            path = row.path.removeprefix("crime.")
            shape = row.shape.of if isinstance(row.shape, Several) else row.shape
            words = shape.of if isinstance(shape, Choice | Choices) else None
            made.append(Label(path, _entity(path), row.label, words))
    return tuple(sorted(made, key=lambda label: _PRINTED.get(label.path.split(".")[0], len(_PRINTED))))


def _entity(path: str) -> str:
    return _ENTITY.get(path.split(".")[0], INFORMATION)


LABELS = labels(ROWS)
BY_PATH = {label.path: label for label in LABELS}

UNKNOWN_FIELD = "(a field that this program does not know)"


def said_elsewhere(name: str, value: object) -> bool:
    """True for a constant of every report: the header and the handling lines of a page say them.

    A newer gateway's other value of one is no constant, and is shown.
    """
    return name in ("handling", "screen_version") or (name in CONSTANTS and value == CONSTANTS[name])


# Lists of groups: each item is one numbered block of fields, and one cell of the table.
LISTS = {
    name: (row.label, _entity(name))
    for row in ROWS
    if isinstance(row, Items) and (name := row.path.removeprefix("crime."))
}
UNANSWERED = {WITHHELD: "she chose not to say", UNKNOWN: "not known"}
_ITEM = re.compile(r"\.[0-9]+(?=\.|$)")
_PLACE = {label.path: place for place, label in enumerate(LABELS)}


@dataclass(frozen=True, slots=True)
class Block:
    """One field to read or copy: its dotted path, POLE entity, label, and text of one or more lines.

    In a list of groups the path holds the number of the item, from 1, and the label names it: "Suspect 1: Role".
    """

    path: str
    entity: str
    label: str
    text: str


def blocks(report: Mapping[str, Any]) -> list[Block]:
    """Every answered field of a crime part in the order of a records system, unknown fields last."""
    flat = _flat({name: value for name, value in report.items() if not said_elsewhere(name, value)}, "")
    return sorted((_block(path, value) for path, value in flat), key=_order)


def pattern_of(path: str) -> str:
    """The path with `*` for the numbers of items: how LABELS names it."""
    return _ITEM.sub(".*", path)


def _block(path: str, value: Any) -> Block:
    label = BY_PATH.get(pattern_of(path))
    if label is None:
        return Block(path, INFORMATION, f"{one_line(path)} {UNKNOWN_FIELD}", _say(path, value))
    name, *rest = path.split(".")
    words = f"{LISTS[name][0]} {rest[0]}: {label.words}" if name in LISTS else label.words
    return Block(path, label.entity, words, _say(path, value))


def _order(block: Block) -> tuple[int, int, int]:
    """Known fields by their place in LABELS, but a list item by item."""
    pattern = pattern_of(block.path)
    if pattern not in _PLACE:
        return len(_PLACE), 0, 0
    name, *rest = block.path.split(".")
    if name in LISTS:
        first = min(place for path, place in _PLACE.items() if path.startswith(f"{name}."))
        return first, int(rest[0]) if len(rest[0]) < 4 and rest[0].isdecimal() else 0, _PLACE[pattern]
    return _PLACE[pattern], 0, 0


def _flat(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Leaves of a report by dotted path; a list of plain values is one leaf, a list of groups is numbered from 1."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list) and any(isinstance(item, Mapping | list) for item in value):
        for place, item in enumerate(value, start=1):
            yield from _flat(item, f"{path}.{place}")
    else:
        yield path, value


def _say(path: str, value: Any) -> str:
    """One value in words: codes by their label, dates and areas by name, yes and no for booleans."""
    if isinstance(value, list):
        return "\n".join(_say(path, item) for item in value)
    if value is True or value is False:
        return "yes" if value else "no"
    text = printable(str(value))
    if text in UNANSWERED:
        return UNANSWERED[text]
    if path in ("when.from", "when.to") or path.endswith(".perishes_by"):
        return partial_dates.say(text)
    if path == "where.area_code":
        name = police_areas.name_of(text)
        return name if name == text else f"{name} ({text})"
    label = BY_PATH.get(pattern_of(path))
    return label.codes.get(text, text) if label and label.codes else text

"""A report as the flat list of labelled texts that the page, the table and the POLE file are all made from.

What comes in was sealed elsewhere: signs that could steer a terminal or turn text around are replaced. `channel` is
never read, so nothing of it can be exported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.report import areas
from gateway.report import partial_dates as dates
from gateway.report.printing.labels import BY_PATH, INFORMATION, LABELS, LISTS, UNKNOWN_FIELD, said_elsewhere
from gateway.report.shapes import UNKNOWN, WITHHELD

UNANSWERED = {WITHHELD: "she chose not to say", UNKNOWN: "not known"}
_ITEM = re.compile(r"\.[0-9]+(?=\.|$)")
_PLACE = {label.path: place for place, label in enumerate(LABELS)}
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


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


def printable(text: str) -> str:
    """The text without signs that could steer a terminal or turn its direction; plain line ends."""
    return _STEERING.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def pattern_of(path: str) -> str:
    """The path with `*` for the numbers of items: how LABELS names it."""
    return _ITEM.sub(".*", path)


def _block(path: str, value: Any) -> Block:
    label = BY_PATH.get(pattern_of(path))
    if label is None:
        return Block(path, INFORMATION, f"{printable(path)} {UNKNOWN_FIELD}", _say(path, value))
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
        return dates.say(text)
    if path == "where.area_code":
        name = areas.name_of(text)
        return name if name == text else f"{name} ({text})"
    label = BY_PATH.get(pattern_of(path))
    return label.codes.get(text, text) if label and label.codes else text

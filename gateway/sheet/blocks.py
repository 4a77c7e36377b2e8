"""A report as the flat list of labelled texts that the page, the table and the POLE file are all made from.

What comes in was sealed elsewhere: signs that could steer a terminal or turn text around are replaced. `channel` is
never read, so nothing of it can be exported (D3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.report import areas, dates
from gateway.report.shapes import UNKNOWN, WITHHELD
from gateway.sheet.labels import BY_PATH, CONSTANT, INFORMATION, LABELS

UNANSWERED = {WITHHELD: "she chose not to say", UNKNOWN: "not known"}
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Block:
    """One field to read or copy: its dotted path, POLE entity, label, and text of one or more lines."""

    path: str
    entity: str
    label: str
    text: str


def blocks(report: Mapping[str, Any]) -> list[Block]:
    """Every answered field of a crime part in the order of a records system, unknown fields last."""
    given = dict(_flat({name: value for name, value in report.items() if name not in CONSTANT}, ""))
    known = [
        Block(label.path, label.entity, label.words, _say(label.path, given.pop(label.path)))
        for label in LABELS
        if label.path in given
    ]
    return known + [
        Block(path, INFORMATION, printable(path), _say(path, value)) for path, value in given.items()
    ]


def printable(text: str) -> str:
    """The text without signs that could steer a terminal or turn its direction; plain line ends."""
    return _STEERING.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def _flat(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Leaves of a report by dotted path; a list of plain values is one leaf, a list of groups is numbered from 1."""
    if path in BY_PATH:
        yield path, value
    elif isinstance(value, Mapping):
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
    if path in ("when.from", "when.to"):
        return dates.say(text)
    if path == "where.area_code":
        name = areas.name_of(text)
        return name if name == text else f"{name} ({text})"
    label = BY_PATH.get(path)
    return label.codes.get(text, text) if label and label.codes else text

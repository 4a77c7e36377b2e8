"""A report of a newer form than this program knows: what is said about it, and which of its texts are looked through.

Nothing of it is dropped: the sheet shows unknown fields by their names (gateway/report/REPORT.md).
"""

from __future__ import annotations

from typing import Any

from gateway.report.crime import CRIME
from gateway.report.fields import SCHEMA_VERSION
from gateway.report.shapes import Choice, Choices, Group, Several, Shape, Text


def notices(schema_version: str, known: str = SCHEMA_VERSION) -> list[str]:
    """The sentence for a report that is newer than `known`, or whose version makes no sense; none otherwise."""
    if schema_version in ("", known):
        return []
    theirs, ours = _numbers(schema_version), _numbers(known)
    assert ours is not None
    if theirs is not None and theirs[:2] <= ours[:2]:
        return []
    form = "a newer form than" if theirs is not None else "a form without a number, and not of the one"
    other = theirs is None or theirs[0] > ours[0]
    doubt = " Even fields that it knows may mean something else: ask the organisation." if other else ""
    return [
        f"This report is of {form} this program knows ({known}). Fields that it does not know are shown by their "
        f"own names.{doubt} Update the program."
    ]


def strings_to_search(report: dict[str, Any]) -> list[tuple[str, str]]:
    """(dotted path, text) of every text that is not one of the answers this program knows: free or unknown words."""
    return list(_free(CRIME, report, ""))


def _free(shape: Shape | None, value: Any, path: str) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        of = shape.of if isinstance(shape, Group) else {}
        return [
            each for name, item in value.items() for each in _free(of.get(name), item, _below(path, name))
        ]
    if isinstance(value, list):
        inner = shape.of if isinstance(shape, Several) else shape if isinstance(shape, Choices) else None
        return [each for place, item in enumerate(value) for each in _free(inner, item, _below(path, place))]
    if not isinstance(value, str):
        return []
    if shape is None or isinstance(shape, Text | Group | Several):
        return [(path, value)]
    unknown = isinstance(shape, Choice | Choices) and value not in shape.of
    return [(path, value)] if unknown else []


def _below(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)


def _numbers(version: str) -> tuple[int, ...] | None:
    pieces = version.split(".")
    if len(pieces) != 3 or not all(
        piece.isascii() and piece.isdecimal() and len(piece) < 9 for piece in pieces
    ):
        return None
    return tuple(map(int, pieces))

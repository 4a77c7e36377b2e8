"""Redaction: what a report should not have held stays out of sight at the police until the NGO has answered.

The gateway cannot read what a desk sealed, so the police desk looks for the structured patterns again (document, Home
Office, health and bank numbers) once it has opened a crime part. Hits are kept as places, never as words; lists, pages
and exports show a mark instead. An officer asks the NGO (`ask REF --withheld`); its answer opens them or not.

A report of a newer form than this program knows is looked through as well, whole, and its unknown fields are shown by
their names (gateway/report/REPORT.md); `notices` says that it is newer.
"""

import unicodedata
from typing import Any

from gateway.report.crime import CRIME
from gateway.report.schema import Choice, Choices, Group, Several, Shape, Text
from gateway.report.screening.findings import Outcome
from gateway.report.screening.screen import patterns
from keys.desk.store.records import Case
from keys.envelope.format import SCHEMA_VERSION


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
        return [each for name, item in value.items() for each in _free(of.get(name), item, _below(path, name))]
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
    if len(pieces) != 3 or not all(piece.isascii() and piece.isdecimal() and len(piece) < 9 for piece in pieces):
        return None
    return tuple(map(int, pieces))


MARK = "[withheld until the NGO has answered]"
READABLE = "provided"
"""The outcome of an NGO's answer that lets the police read what was withheld."""


def findings(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The places in a crime part's words that a pattern fits: field, start, end (characters, NFC), code."""
    found = []
    for field, text in strings_to_search(report):
        for each in patterns(unicodedata.normalize("NFC", text)):
            if each.outcome is not Outcome.BLOCK:
                continue
            found.append({"field": field, "start": each.start, "end": each.end, "code": each.code})
    return found


def shown(case: Case) -> dict[str, Any]:
    """The crime part's data with a mark in place of whatever is withheld; {} when there is none (recalled)."""
    report = case.report or {}
    places: dict[str, list[dict[str, Any]]] = {}
    for each in case.withheld:
        places.setdefault(each["field"], []).append(each)
    return _masked(report, "", places) if places else report


def masked(text: str) -> str:
    """A loose text towards the police with a mark in place of whatever a pattern fits."""
    plain = unicodedata.normalize("NFC", text)
    for each in sorted(patterns(plain), key=lambda each: -each.start):
        if each.outcome is Outcome.BLOCK:
            plain = plain[: each.start] + MARK + plain[each.end :]
    return plain


def answered(case: Case, answer: dict[str, Any]) -> None:
    """An answer of the NGO to the question about what is withheld opens it, when it says so; the case is changed."""
    if case.withheld_question and answer.get("about") == case.withheld_question:
        if answer.get("outcome") == READABLE:
            case.withheld = []
        case.withheld_question = ""


def _masked(value: Any, field: str, places: dict[str, list[dict[str, Any]]]) -> Any:
    if isinstance(value, str) and field in places:
        text = unicodedata.normalize("NFC", value)
        for each in sorted(places[field], key=lambda each: -each["start"]):
            text = text[: each["start"]] + MARK + text[each["end"] :]
        return text
    if isinstance(value, dict):
        return {name: _masked(item, f"{field}.{name}" if field else name, places) for name, item in value.items()}
    if isinstance(value, list):
        return [_masked(item, f"{field}.{place}", places) for place, item in enumerate(value)]
    return value

"""What a report should not have held stays out of sight at the police until the NGO has answered.

The gateway cannot read what a desk sealed, so the police desk looks for the structured patterns again (document, Home
Office, health and bank numbers) once it has opened a crime part. Hits are kept as places, never as words; lists, pages
and exports show a mark instead. An officer asks the NGO (`ask REF --withheld`); its answer opens them or not.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from gateway.report.screening.findings import Outcome
from gateway.report.screening.never import patterns
from keys.desk.store.cases import Case
from keys.desk.store.versions import strings_to_search

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
        return {
            name: _masked(item, f"{field}.{name}" if field else name, places) for name, item in value.items()
        }
    if isinstance(value, list):
        return [_masked(item, f"{field}.{place}", places) for place, item in enumerate(value)]
    return value

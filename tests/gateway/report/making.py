"""Example and generated filings, as the JSON documents that the doors receive."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date
from typing import Any

from hypothesis import strategies as st

from gateway.report.crime import CRIME
from gateway.report.identity import IDENTITY
from gateway.report.schema import (
    UNANSWERED,
    Choice,
    Choices,
    Code,
    Day,
    Email,
    Flag,
    Group,
    Number,
    Only,
    PartialDate,
    Phone,
    Several,
    Shape,
    Text,
    has_unwelcome,
)

MARINA: dict[str, Any] = {
    "force": "west-yorkshire-police",
    "crime": {
        "reporter_role": "victim",
        "adult_confirmed": True,
        "wish": "contact_through_ngo",
        "crime_types": ["domestic.physical", "domestic.strangulation", "domestic.coercive_control"],
        "when": {
            "precision": "month",
            "from": "2025-10",
            "to": "2026-10",
            "still_happening": True,
            "frequency": "weekly",
        },
        "where": {"place_type": "shared_home", "area_level": "local_authority", "area_code": "E08000035"},
        "acts_narrative": "Her partner hit her about once a week for a year. Once he put his hands round her neck.",
    },
    "identity": {
        "name": {"preferred": "Marina Souza", "aliases": ["Nina S."]},
        "phone": {"numbers": ["07700 900123"]},
        "safe_contact": {
            "note": "Tuesday and Thursday 10 to 12, marina.souza@example.org",
            "channels": [{"type": "whatsapp", "value": "07700 900124", "times": "Tue 10-12"}],
        },
        "language": {"languages": [{"tag": "pt-BR"}]},
        "advice": "taken",
        "suspect": {"name": "John Example", "phones": ["07700 900999"]},
        "premises": {"address": "Flat 2, 14 Elm Road", "postcode": "LS7 3QX"},
    },
}


def marina() -> dict[str, Any]:
    """A fresh copy of the ordinary report of story A1."""
    return copy.deepcopy(MARINA)


def with_crime(**changes: Any) -> dict[str, Any]:
    """Marina's report with fields of the crime half changed."""
    document = marina()
    document["crime"] |= changes
    return document


_CODES = {
    "E08000035": "local_authority",
    "E12000003": "region",
    "E23000010": "force",
    "E05001420": "ward",
    "LS7 3": "postcode_sector",
}
_WELCOME = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Co"), exclude_characters="\u2028\u2029")


def values(shape: Shape) -> st.SearchStrategy[Any]:
    """Valid values of a shape, small enough that several fit one report."""
    match shape:
        case Email():
            return st.from_regex(r"[a-z]{1,9}@[a-z]{1,9}\.(?:org|uk)", fullmatch=True)
        case Phone():
            return st.from_regex(r"\+?[0-9]{7,15}", fullmatch=True)
        case Text(longest, _, _):
            return st.text(_WELCOME, min_size=1, max_size=min(longest, 30)).filter(
                lambda text: text.strip() != "" and not has_unwelcome(text)
            )
        case Code(form, _):
            return st.sampled_from(sorted(_CODES)) if "EWNSK" in form else st.from_regex(form, fullmatch=True)
        case Choice():
            return st.sampled_from(shape.codes())
        case Choices(of, most):
            several = st.lists(st.sampled_from(sorted(of)), min_size=1, max_size=most, unique=True)
            return several | st.sampled_from(UNANSWERED).map(lambda code: [code])
        case Flag():
            return st.booleans()
        case Number(most):
            return st.integers(0, most)
        case Only(constant):
            return st.just(constant)
        case PartialDate():
            return st.integers(1990, 2025).map(str)
        case Day():
            return st.dates(max_value=date(2026, 1, 1)).map(str).filter(lambda text: text[:2] in ("19", "20"))
        case Several(of, most):
            return st.lists(values(of), min_size=1, max_size=min(most, 3))
        case Group():
            return _groups(shape)
    raise AssertionError("not a shape")


@st.composite
def _groups(draw: st.DrawFn, shape: Group) -> dict[str, Any]:
    """The needed fields and a handful of the others: a whole report of everything is slow to draw and to shrink."""
    optional = st.lists(st.sampled_from(sorted(shape.of)), min_size=1, max_size=5, unique=True)
    return {name: draw(values(shape.of[name])) for name in sorted({*shape.needs, *draw(optional)})}


def planted(shape: Shape, path: str, word: str) -> Iterator[tuple[str, Any]]:
    """For every free text of a shape: its path, and the smallest value that holds `word` there and nothing else."""
    match shape:
        case Email():
            yield path, f"{word}@example.org"
        case Text():
            yield path, word
        case Several(of, _):
            for inner, value in planted(of, f"{path}.0", word):
                yield inner, [value]
        case Group(of, _):
            for name, part in of.items():
                for inner, value in planted(part, f"{path}.{name}", word):
                    yield inner, {name: value}


def documents() -> st.SearchStrategy[dict[str, Any]]:
    """Whole filings that every door accepts."""
    return st.builds(_consistent, values(CRIME), values(IDENTITY))


def _consistent(crime: dict[str, Any], identity: dict[str, Any]) -> dict[str, Any]:
    crime.setdefault("acts_narrative", "He hit her.")
    where = crime.get("where", {})
    if "area_code" in where:
        where["area_level"] = _CODES[where["area_code"]]
    crime.pop("account_source", None)
    for vehicle in crime.get("vehicles", ()):
        vehicle.pop("vrm", None)
    when = crime.get("when", {})
    if "from" in when and "to" in when:
        when["from"], when["to"] = sorted((when["from"], when["to"]))
    return {"force": "west-yorkshire-police", "crime": crime, "identity": identity}

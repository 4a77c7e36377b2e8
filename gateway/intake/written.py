"""What was written into the HTML form: its names, and the JSON document they mean. Pure.

A name is the dotted path of `gateway.report.fields`. Every step of the form carries all of them and nothing else, as
they were typed; `document` makes of them what `read_filing` reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.intake import words
from gateway.report import areas, choices
from gateway.report.fields import NARRATIVE_CHARACTERS
from gateway.report.shapes import UNANSWERED

ADULT = "crime.adult_confirmed"
AREA = "crime.where.area_code"
PRIORITY = "priority"

# Every field of the form and what it is called to a person, in the order of the page.
LABELS = {
    ADULT: "18 or older",
    "force": "Which police",
    "crime.reporter_role": "Who is telling this",
    "crime.wish": "What she wants",
    "crime.crime_types.0": "The main crime",
    "crime.crime_types.1": "Second crime",
    "crime.crime_types.2": "Third crime",
    "crime.when.precision": "How exact",
    "crime.when.from": "From",
    "crime.when.to": "To",
    "crime.when.frequency": "How often",
    "crime.when.still_happening": "Still happening",
    "crime.where.place_type": "Kind of place",
    AREA: "Council area",
    "crime.acts_narrative": "What happened",
    PRIORITY: "How soon",
    "identity.name.preferred": "The name she uses",
    "identity.name.legal": "Her name on paper",
    "identity.name.aliases": "Other names and spellings",
    "identity.phone.numbers": "Phone",
    "identity.safe_contact.note": "How to reach her safely",
    "identity.language.languages.0.tag": "Language",
    "identity.language.languages.1.tag": "Another language",
    "identity.advice": "Independent advice",
    "identity.suspect.name": "Who did it: name",
    "identity.suspect.aliases": "Who did it: other names",
    "identity.suspect.phones": "Who did it: phone",
    "identity.suspect.address": "Who did it: address",
    "identity.suspect.note": "Who did it: anything else",
    "identity.premises.address": "The place: address",
    "identity.premises.postcode": "The place: postcode",
    "identity.premises.note": "The place: anything else",
}
ON_LINES = frozenset(  # one value a line
    {
        "identity.name.aliases",
        "identity.phone.numbers",
        "identity.suspect.aliases",
        "identity.suspect.phones",
    }
)
LONGEST_OF = {
    "crime": "crime.acts_narrative",
    "identity": "identity.suspect.note",
}  # where a half is too long
YES_OR_NO = frozenset({"crime.when.still_happening"})
LONGEST = (
    4 * NARRATIVE_CHARACTERS
)  # characters of one field; more is cut, so that a page never grows without end


def values(form: Mapping[str, str]) -> dict[str, str]:
    """The form's own fields as they were typed, empty ones left out; whatever else was posted is dropped."""
    return {name: form[name][:LONGEST] for name in LABELS if form.get(name, "").strip()}


def is_adult(written: Mapping[str, str]) -> bool | None:
    """True or None (not answered): the form goes on. False: she is, or may be, under 18."""
    answer = written.get(ADULT)
    return None if answer is None else answer == "yes"


def document(written: Mapping[str, str]) -> dict[str, Any]:
    """{force, crime, identity} for `read_filing`."""
    made: dict[str, Any] = {
        "crime": {"acts_narrative": ""},
        "identity": {"advice": ""},
    }  # both halves are there
    for name, text in written.items():
        if name == PRIORITY:
            continue
        value: object = text
        if name in ON_LINES:
            value = [line.strip() for line in text.splitlines() if line.strip()]
        elif name == ADULT:
            value = text == "yes"
        elif name in YES_OR_NO:
            value = {"yes": True, "no": False}.get(text, text)
        elif not name.startswith("identity.") and name != "crime.acts_narrative":
            value = text.strip()
        _put(made, name.split("."), value)
    if AREA in written:
        made["crime"]["where"]["area_level"] = "local_authority"
    return made


def field_of(path: str) -> str:
    """The form's field that a dotted path of a filing belongs to; the path itself where there is none."""
    if path in LABELS:
        return path
    for name in LABELS:
        if path.startswith(name + ".") or name.startswith(path + "."):
            return name
    return path


def found_text(filing: Mapping[str, Any], path: str) -> str:
    """The text at a dotted path of {crime, identity}; empty where there is none."""
    value: Any = filing
    for step in path.split("."):
        if isinstance(value, list):
            value = value[int(step)] if step.isdigit() and int(step) < len(value) else None
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""


def offered(forces: list[str]) -> dict[str, list[Any]]:
    """What every choice of the form offers. `forces`: organisation ids that can receive a report today."""
    unanswered = list(zip(UNANSWERED, ("She chose not to say", "Nobody knows"), strict=True))
    return {
        "adult": list(words.ADULT),
        "forces": sorted(((org, words.name_of(org)) for org in forces), key=lambda pair: pair[1]),
        "reporter_role": list(choices.REPORTER_ROLES.items()),
        "wish": list(choices.WISHES.items()),
        "crime_types": _by_family(),
        "precision": list(choices.PRECISIONS.items()),
        "frequency": [*choices.FREQUENCIES.items(), *unanswered],
        "yes_no": list(words.YES_NO),
        "place_type": [*choices.PLACE_TYPES.items(), *unanswered],
        "areas": [("", [(area.code, f"{area.name}: {area.force.name}") for area in areas.areas().values()])],
        "advice": list(choices.ADVICE.items()),
        "priority": list(words.PRIORITY),
        "languages": list(words.LANGUAGES.items()),
    }


def _by_family() -> list[tuple[str, list[tuple[str, str]]]]:
    families: dict[str, list[tuple[str, str]]] = {}
    for code, label in choices.CRIME_TYPES.items():
        families.setdefault(words.FAMILIES[code.partition(".")[0]], []).append((code, label))
    return list(families.items())


def _put(into: dict[str, Any], path: list[str], value: object) -> None:
    """`value` stands at `path`; a number in the path makes a list, gaps in it close up."""
    for place, step in enumerate(path[:-1]):
        if path[place + 1].isdigit():
            inside = into.setdefault(step, [])
            if place + 2 == len(path):
                inside.append(value)
                return
            inside.append({})
            _put(inside[-1], path[place + 2 :], value)
            return
        into = into.setdefault(step, {})
    into[path[-1]] = value

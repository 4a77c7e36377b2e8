"""A report as the flat list of labelled texts that the page, the table and the POLE file are all made from.

What comes in was sealed elsewhere: signs that could steer a terminal or turn text around are replaced. `channel` is
never read, so nothing of it can be exported.

How the police read each field of a report: which POLE entity it belongs to, its label, its place in the order.

The order is that of a records system and of the export. A field that is not listed, because a newer
gateway knows more, is shown last under its own name and marked: an older desk still shows a newer report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.report import codes, partial_dates, police_areas
from gateway.report.crime import CONSTANTS
from gateway.report.schema import UNKNOWN, WITHHELD

EVENT = "EVENT"
LOCATION = "LOCATION"
SUSPECT = "PERSON - SUSPECT"
VICTIM = "PERSON - VICTIM"
OBJECT = "OBJECT"
INFORMATION = "INFORMATION"
ENTITIES = (EVENT, LOCATION, SUSPECT, VICTIM, OBJECT, INFORMATION)


@dataclass(frozen=True, slots=True)
class Label:
    """One printed field: its dotted path (`*` for any item of a list), entity, label and the words for its codes."""

    path: str
    entity: str
    words: str
    codes: dict[str, str] | None = None


LABELS = (
    Label("crime_types", EVENT, "Crime types", codes.CRIME_TYPES),
    Label("hate_strands", EVENT, "Hate strands", codes.HATE_STRANDS),
    Label("force_role", EVENT, "Unit wanted", codes.UNITS),
    Label("when.precision", EVENT, "When, as exact as given", codes.PRECISIONS),
    Label("when.from", EVENT, "From"),
    Label("when.to", EVENT, "To"),
    Label("when.day_part", EVENT, "Part of the day", codes.DAY_PARTS),
    Label("when.week_part", EVENT, "Part of the week", codes.WEEK_PARTS),
    Label("when.still_happening", EVENT, "Still happening"),
    Label("when.frequency", EVENT, "How often", codes.FREQUENCIES),
    Label("when.duration", EVENT, "For how long", codes.DURATIONS),
    Label("wish", EVENT, "What she wants", codes.WISHES),
    Label("reported_before", EVENT, "Reported before", codes.REPORTED_BEFORE),
    Label("methods.weapons", EVENT, "Weapons", codes.WEAPONS),
    Label("methods.threats", EVENT, "Threats", codes.THREATS),
    Label("methods.control", EVENT, "Control", codes.CONTROL),
    Label("risk.dash_band", EVENT, "DASH band", codes.DASH_BANDS),
    Label("risk.flags", EVENT, "Risk", codes.RISK_FLAGS),
    Label("others_at_risk.adults", EVENT, "Other adults at risk", codes.ADULTS_AT_RISK),
    Label("others_at_risk.children_at_risk", EVENT, "Children at risk", codes.YES_NO_UNSURE),
    Label("others_at_risk.social_care_told", EVENT, "Children's social care told", codes.TOLD),
    Label("where.place_type", LOCATION, "Kind of place", codes.PLACE_TYPES),
    Label("where.area_level", LOCATION, "Area given as", codes.AREA_LEVELS),
    Label("where.area_code", LOCATION, "Area"),
    Label("where.online_platform", LOCATION, "Online platform"),
    Label("suspects.*.role", SUSPECT, "Role", codes.SUSPECT_ROLES),
    Label("suspects.*.relationship", SUSPECT, "Relationship to the victim", codes.RELATIONSHIPS),
    Label("suspects.*.sex", SUSPECT, "Sex", codes.SEXES),
    Label("suspects.*.age_band", SUSPECT, "Age", codes.AGE_BANDS),
    Label("suspects.*.height_band", SUSPECT, "Height", codes.HEIGHTS),
    Label("suspects.*.build", SUSPECT, "Build", codes.BUILDS),
    Label("suspects.*.hair", SUSPECT, "Hair"),
    Label("suspects.*.marks", SUSPECT, "Marks"),
    Label("suspects.*.clothing", SUSPECT, "Clothing"),
    Label("suspects.*.accent_described", SUSPECT, "Voice, as described"),
    Label("suspects.*.job_sector", SUSPECT, "Works in", codes.JOB_SECTORS),
    Label("suspects.*.could_identify_again", SUSPECT, "Could be identified again", codes.YES_NO_UNSURE),
    Label("suspects.*.known_to_have_done_it_to_others", SUSPECT, "Did it to others", codes.YES_NO_THINK),
    Label("suspects.*.weapon_access", SUSPECT, "Access to weapons", codes.YES_NO_UNSURE),
    Label("suspects.*.lives_with_or_near_victim", SUSPECT, "Lives with or near the victim", codes.YES_NO),
    Label("suspects.*.contact_with_children", SUSPECT, "Contact with children", codes.YES_NO),
    Label("reporter_role", VICTIM, "Who tells this", codes.REPORTER_ROLES),
    Label("adult_confirmed", VICTIM, "Adult (18 or over)"),
    Label("victim.sex", VICTIM, "Sex", codes.SEXES),
    Label("victim.age_band", VICTIM, "Age", codes.VICTIM_AGE_BANDS),
    Label("injury", VICTIM, "Injury", codes.INJURIES),
    Label("medical_help", VICTIM, "Medical help", codes.YES_NO),
    Label("needs.interpreter", VICTIM, "Interpreter needed"),
    Label("needs.officer_sex_pref", VICTIM, "Officer preferred", codes.OFFICER_SEX),
    Label("vehicles.*.type", OBJECT, "Vehicle", codes.VEHICLE_TYPES),
    Label("vehicles.*.colour", OBJECT, "Colour"),
    Label("vehicles.*.make", OBJECT, "Make"),
    Label("vehicles.*.vrm", OBJECT, "Registration"),
    Label("evidence.*.type", OBJECT, "Evidence", codes.EVIDENCE_TYPES),
    Label("evidence.*.held_by", OBJECT, "Held by", codes.EVIDENCE_HOLDERS),
    Label("evidence.*.perishes_by", OBJECT, "Perishes by"),
    Label("evidence.*.sha256", OBJECT, "SHA-256"),
    Label("witnesses.count", INFORMATION, "Witnesses", codes.WITNESS_COUNTS),
    Label("witnesses.may_talk", INFORMATION, "Witnesses may talk", codes.YES_NO_UNSURE),
    Label("taken_via_interpreter", INFORMATION, "Taken through an interpreter"),
    Label("account_source", INFORMATION, "Source of the account, by paragraph", codes.ACCOUNT_SOURCES),
    Label("acts_narrative", INFORMATION, "Account (third-party report, not a witness statement)"),
)
BY_PATH = {label.path: label for label in LABELS}

# Said by the header and the handling lines of every page, so not repeated as fields.
CONSTANT = frozenset({"triggers", "enhanced_rights", "handling", "screen_version"})
UNKNOWN_FIELD = "(a field that this program does not know)"


def said_elsewhere(name: str, value: object) -> bool:
    """True for a constant of every report. A newer gateway's other value of one is no constant, and is shown."""
    if name not in CONSTANT:
        return False
    return name in ("handling", "screen_version") or value == CONSTANTS[name]


# Lists of groups: each item is one numbered block of fields, and one cell of the table.
LISTS = {"suspects": ("Suspect", SUSPECT), "vehicles": ("Vehicle", OBJECT), "evidence": ("Exhibit", OBJECT)}


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
        return partial_dates.say(text)
    if path == "where.area_code":
        name = police_areas.name_of(text)
        return name if name == text else f"{name} ({text})"
    label = BY_PATH.get(pattern_of(path))
    return label.codes.get(text, text) if label and label.codes else text

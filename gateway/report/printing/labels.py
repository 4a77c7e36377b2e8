"""How the police read each field of a report: which POLE entity it belongs to, its label, its place in the order.

The order is that of a records system and of the export. A field that is not listed, because a newer
gateway knows more, is shown last under its own name and marked: an older desk still shows a newer report.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.report import choices
from gateway.report import circumstances as c
from gateway.report.crime import CONSTANTS

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
    Label("crime_types", EVENT, "Crime types", choices.CRIME_TYPES),
    Label("hate_strands", EVENT, "Hate strands", c.HATE_STRANDS),
    Label("force_role", EVENT, "Unit wanted", c.UNITS),
    Label("when.precision", EVENT, "When, as exact as given", choices.PRECISIONS),
    Label("when.from", EVENT, "From"),
    Label("when.to", EVENT, "To"),
    Label("when.day_part", EVENT, "Part of the day", c.DAY_PARTS),
    Label("when.week_part", EVENT, "Part of the week", c.WEEK_PARTS),
    Label("when.still_happening", EVENT, "Still happening"),
    Label("when.frequency", EVENT, "How often", choices.FREQUENCIES),
    Label("when.duration", EVENT, "For how long", c.DURATIONS),
    Label("wish", EVENT, "What she wants", choices.WISHES),
    Label("reported_before", EVENT, "Reported before", c.REPORTED_BEFORE),
    Label("methods.weapons", EVENT, "Weapons", c.WEAPONS),
    Label("methods.threats", EVENT, "Threats", c.THREATS),
    Label("methods.control", EVENT, "Control", c.CONTROL),
    Label("risk.dash_band", EVENT, "DASH band", c.DASH_BANDS),
    Label("risk.flags", EVENT, "Risk", c.RISK_FLAGS),
    Label("others_at_risk.adults", EVENT, "Other adults at risk", c.ADULTS_AT_RISK),
    Label("others_at_risk.children_at_risk", EVENT, "Children at risk", c.YES_NO_UNSURE),
    Label("others_at_risk.social_care_told", EVENT, "Children's social care told", c.TOLD),
    Label("where.place_type", LOCATION, "Kind of place", choices.PLACE_TYPES),
    Label("where.area_level", LOCATION, "Area given as", choices.AREA_LEVELS),
    Label("where.area_code", LOCATION, "Area"),
    Label("where.online_platform", LOCATION, "Online platform"),
    Label("suspects.*.role", SUSPECT, "Role", c.SUSPECT_ROLES),
    Label("suspects.*.relationship", SUSPECT, "Relationship to the victim", c.RELATIONSHIPS),
    Label("suspects.*.sex", SUSPECT, "Sex", c.SEXES),
    Label("suspects.*.age_band", SUSPECT, "Age", c.AGE_BANDS),
    Label("suspects.*.height_band", SUSPECT, "Height", c.HEIGHTS),
    Label("suspects.*.build", SUSPECT, "Build", c.BUILDS),
    Label("suspects.*.hair", SUSPECT, "Hair"),
    Label("suspects.*.marks", SUSPECT, "Marks"),
    Label("suspects.*.clothing", SUSPECT, "Clothing"),
    Label("suspects.*.accent_described", SUSPECT, "Voice, as described"),
    Label("suspects.*.job_sector", SUSPECT, "Works in", c.JOB_SECTORS),
    Label("suspects.*.could_identify_again", SUSPECT, "Could be identified again", c.YES_NO_UNSURE),
    Label("suspects.*.known_to_have_done_it_to_others", SUSPECT, "Did it to others", c.YES_NO_THINK),
    Label("suspects.*.weapon_access", SUSPECT, "Access to weapons", c.YES_NO_UNSURE),
    Label("suspects.*.lives_with_or_near_victim", SUSPECT, "Lives with or near the victim", c.YES_NO),
    Label("suspects.*.contact_with_children", SUSPECT, "Contact with children", c.YES_NO),
    Label("reporter_role", VICTIM, "Who tells this", choices.REPORTER_ROLES),
    Label("adult_confirmed", VICTIM, "Adult (18 or over)"),
    Label("victim.sex", VICTIM, "Sex", c.SEXES),
    Label("victim.age_band", VICTIM, "Age", c.VICTIM_AGE_BANDS),
    Label("injury", VICTIM, "Injury", c.INJURIES),
    Label("medical_help", VICTIM, "Medical help", c.YES_NO),
    Label("needs.interpreter", VICTIM, "Interpreter needed"),
    Label("needs.officer_sex_pref", VICTIM, "Officer preferred", c.OFFICER_SEX),
    Label("vehicles.*.type", OBJECT, "Vehicle", c.VEHICLE_TYPES),
    Label("vehicles.*.colour", OBJECT, "Colour"),
    Label("vehicles.*.make", OBJECT, "Make"),
    Label("vehicles.*.vrm", OBJECT, "Registration"),
    Label("evidence.*.type", OBJECT, "Evidence", c.EVIDENCE_TYPES),
    Label("evidence.*.held_by", OBJECT, "Held by", c.EVIDENCE_HOLDERS),
    Label("evidence.*.perishes_by", OBJECT, "Perishes by"),
    Label("evidence.*.sha256", OBJECT, "SHA-256"),
    Label("witnesses.count", INFORMATION, "Witnesses", c.WITNESS_COUNTS),
    Label("witnesses.may_talk", INFORMATION, "Witnesses may talk", c.YES_NO_UNSURE),
    Label("taken_via_interpreter", INFORMATION, "Taken through an interpreter"),
    Label("account_source", INFORMATION, "Source of the account, by paragraph", c.ACCOUNT_SOURCES),
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

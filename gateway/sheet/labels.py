"""How the police read each field of a report: which POLE entity it belongs to, its label, its place in the order.

The order is that of a records system and of the export (DOMAIN 10.7). A field that is not listed, because a newer
gateway knows more, is shown last under its own name: an older desk still shows a newer report.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.report import choices

EVENT = "EVENT"
LOCATION = "LOCATION"
SUSPECT = "PERSON - SUSPECT"
VICTIM = "PERSON - VICTIM"
OBJECT = "OBJECT"
INFORMATION = "INFORMATION"
ENTITIES = (EVENT, LOCATION, SUSPECT, VICTIM, OBJECT, INFORMATION)


@dataclass(frozen=True, slots=True)
class Label:
    """One printed field: its dotted path in the report, its entity, its label and the words for its codes."""

    path: str
    entity: str
    words: str
    codes: dict[str, str] | None = None


LABELS = (
    Label("crime_types", EVENT, "Crime types", choices.CRIME_TYPES),
    Label("when.precision", EVENT, "When, as exact as given", choices.PRECISIONS),
    Label("when.from", EVENT, "From"),
    Label("when.to", EVENT, "To"),
    Label("when.still_happening", EVENT, "Still happening"),
    Label("when.frequency", EVENT, "How often", choices.FREQUENCIES),
    Label("wish", EVENT, "What she wants", choices.WISHES),
    Label("where.place_type", LOCATION, "Kind of place", choices.PLACE_TYPES),
    Label("where.area_level", LOCATION, "Area given as", choices.AREA_LEVELS),
    Label("where.area_code", LOCATION, "Area"),
    Label("reporter_role", VICTIM, "Who tells this", choices.REPORTER_ROLES),
    Label("adult_confirmed", VICTIM, "Adult (18 or over)"),
    Label("acts_narrative", INFORMATION, "Account (third-party report, not a witness statement)"),
)
BY_PATH = {label.path: label for label in LABELS}

# Said by the header and the handling lines of every page, so not repeated as fields.
CONSTANT = frozenset({"triggers", "enhanced_rights", "handling", "screen_version"})

"""The crime half, field by field: what is sealed to the police, how it is asked, how it is printed.

There is no field here for nationality, status, language, a document number or a name: what has no field cannot leak
by being filled in. Free texts are screened before sealing.
"""

from gateway.report import codes
from gateway.report.fields import Field, Items, Row, group
from gateway.report.schema import Choice, Choices, Code, Flag, Only, PartialDate, Several, Text

CRIME_BUDGET = 14800  # bytes as canonical JSON: 16380 (ENVELOPE.md, section 7) less room for channel and supersedes
NARRATIVE_CHARACTERS = 6000  # ENVELOPE.md, section 7
NARRATIVE_BYTES = 9000  # ENVELOPE.md, section 7
PARAGRAPHS = 60  # of a narrative, each with its source
SCREEN_VERSION = "3"  # raised when what the screening in front of sealing finds changes

# Added to every crime part when it is read; a caller need not send them.
CONSTANTS: dict[str, object] = {
    "triggers": ["nothing_without_asking"],
    "enhanced_rights": True,
    "handling": list(codes.HANDLING),
    "screen_version": SCREEN_VERSION,
}

_YES_NO = Choice(codes.YES_NO)
_YES_NO_UNSURE = Choice(codes.YES_NO_UNSURE)
_AREA = Code(
    r"[EWNSK][0-9]{8}|[A-Z]{1,2}[0-9][A-Z0-9]? [0-9]",
    "an ONS area code such as E08000035, or a postcode sector such as LS7 3",
)
_VRM = Code(r"[A-Z0-9]{2,8}", "a registration in capitals without blanks, of a stranger's vehicle only")
_SHA256 = Code(r"[0-9a-f]{64}", "64 hex digits")

# fmt: off
ROWS: tuple[Row, ...] = (
    Field("crime.reporter_role", Choice(codes.REPORTER_ROLES, required=True),
          "Who is reporting this?", label="Who tells this", look="radios"),
    Field("crime.adult_confirmed", Only(True, required=True), label="Adult (18 or over)"),
    Field("crime.wish", Choice(codes.WISHES, open=False, required=True),
          "What does she want?", label="What she wants", look="radios"),
    Field("crime.force_role", Choice(codes.UNITS), "A special team there?", label="Unit wanted"),
    Field("crime.crime_types", Choices(codes.CRIME_TYPES, most=3),
          "What kind of crime?",
          "Up to three, the main one first. If unsure, leave it out and write below what happened.",
          label="Crime types"),
    Field("crime.hate_strands", Choices(codes.HATE_STRANDS),
          "Was it done out of hatred? Only if she wants to say so", label="Hate strands"),

    Field("crime.when.precision", Choice(codes.PRECISIONS),
          "How exact?", "A month is usually enough. An exact day can tell the police who she is.",
          label="When, as exact as given"),
    Field("crime.when.from", PartialDate(past=True),
          "From", "Such as 2025, October 2025, last autumn or 5/10/2025.", label="From", look="short"),
    Field("crime.when.to", PartialDate(past=True),
          "To", "Leave blank if it happened once.", label="To", look="short"),
    Field("crime.when.day_part", Choice(codes.DAY_PARTS), "At what part of the day?", label="Part of the day"),
    Field("crime.when.week_part", Choice(codes.WEEK_PARTS), "On what days?", label="Part of the week"),
    Field("crime.when.still_happening", Flag(), "Is it still happening?", label="Still happening"),
    Field("crime.when.frequency", Choice(codes.FREQUENCIES), "How often?", label="How often"),
    Field("crime.when.duration", Choice(codes.DURATIONS), "For how long?", label="For how long"),

    Field("crime.where.place_type", Choice(codes.PLACE_TYPES), "What kind of place?", label="Kind of place"),
    Field("crime.where.area_level", Choice(codes.AREA_LEVELS),
          "How exactly may the police know it?", "Leave it: the council area.", label="Area given as"),
    Field("crime.where.area_code", _AREA,
          "In which council area did it happen?",
          "Never the street: that belongs on the other side. The area also finds the police. England and Wales only.",
          label="Area"),
    Field("crime.where.online_platform", Text(40),
          "If online: where?", "The name of the app or website, nothing more.", label="Online platform"),

    Field("crime.acts_narrative", Text(NARRATIVE_CHARACTERS, longest_bytes=NARRATIVE_BYTES, lines=True),
          "What happened, in your words?",
          "Write in English or Welsh. Use “she” and “he”, never names. Say who saw or said what, and in which month "
          "she told you, if not now. Needed if you choose no crime above.",
          label="Account (third-party report, not a witness statement)", look="long"),
    Field("crime.account_source", Several(Choice(codes.ACCOUNT_SOURCES), PARAGRAPHS),
          "Where does this account come from?", label="Source of the account, by paragraph"),
    Field("crime.taken_via_interpreter", Flag(),
          "Was it told through an interpreter?", label="Taken through an interpreter"),

    Field("crime.methods.weapons", Choices(codes.WEAPONS), "Weapons", label="Weapons"),
    Field("crime.methods.threats", Choices(codes.THREATS), "Threats", label="Threats"),
    Field("crime.methods.control", Choices(codes.CONTROL), "Control", label="Control"),
    Field("crime.injury", Choice(codes.INJURIES), "Was she hurt?", label="Injury"),
    Field("crime.medical_help", _YES_NO,
          "Did she get medical help?", "Never where or on which day.", label="Medical help"),
    Field("crime.victim.sex", Choice(codes.SEXES), "Sex", label="Sex"),
    Field("crime.victim.age_band", Choice(codes.VICTIM_AGE_BANDS), label="Age"),

    Items("crime.suspects", 4, "Suspect", label="Suspect", first=1),
    Field("crime.suspects.*.role", Choice(codes.SUSPECT_ROLES), "Part in it", label="Role"),
    Field("crime.suspects.*.relationship", Choice(codes.RELATIONSHIPS),
          "Who is this to her?", label="Relationship to the person harmed"),
    Field("crime.suspects.*.sex", Choice(codes.SEXES), "Sex", label="Sex"),
    Field("crime.suspects.*.age_band", Choice(codes.AGE_BANDS), label="Age"),
    Field("crime.suspects.*.height_band", Choice(codes.HEIGHTS), "Height", label="Height"),
    Field("crime.suspects.*.build", Choice(codes.BUILDS), "Build", label="Build"),
    Field("crime.suspects.*.hair", Text(60), "Hair", label="Hair"),
    Field("crime.suspects.*.marks", Text(200), "Marks, scars, tattoos", label="Marks"),
    Field("crime.suspects.*.clothing", Text(200), "Clothing", label="Clothing"),
    Field("crime.suspects.*.accent_described", Text(80),
          "Voice", "How it sounds. Never a country or a language.", label="Voice, as described"),
    Field("crime.suspects.*.job_sector", Choice(codes.JOB_SECTORS), label="Works in"),
    Field("crime.suspects.*.could_identify_again", _YES_NO_UNSURE,
          "Could she point this person out?", label="Could be identified again"),
    Field("crime.suspects.*.known_to_have_done_it_to_others", Choice(codes.YES_NO_THINK),
          "Has done it to others?", label="Did it to others"),
    Field("crime.suspects.*.weapon_access", _YES_NO_UNSURE, "Can get at weapons?", label="Access to weapons"),
    Field("crime.suspects.*.lives_with_or_near_victim", _YES_NO,
          "Lives with her or near her?", label="Lives with or near the person harmed"),
    Field("crime.suspects.*.contact_with_children", _YES_NO,
          "Has contact with children?", label="Contact with children"),

    Items("crime.vehicles", 3, "Vehicle", label="Vehicle"),
    Field("crime.vehicles.*.type", Choice(codes.VEHICLE_TYPES), "Kind", label="Vehicle"),
    Field("crime.vehicles.*.colour", Text(30), "Colour", label="Colour"),
    Field("crime.vehicles.*.make", Text(40), "Make", label="Make"),
    Field("crime.vehicles.*.vrm", _VRM,
          "Number plate", "Only of a stranger’s vehicle, in capitals without blanks.",
          label="Registration", look="short"),

    Items("crime.evidence", 10, "Piece of evidence", label="Exhibit"),
    Field("crime.evidence.*.type", Choice(codes.EVIDENCE_TYPES), "What it is", label="Evidence"),
    Field("crime.evidence.*.held_by", Choice(codes.EVIDENCE_HOLDERS), "Who has it?", label="Held by"),
    Field("crime.evidence.*.perishes_by", PartialDate(),
          "Lost after", "A month is enough, such as December 2026.", label="Perishes by", look="short"),
    Field("crime.evidence.*.sha256", _SHA256, "SHA-256 of the file, if you have it", label="SHA-256"),

    Field("crime.witnesses.count", Choice(codes.WITNESS_COUNTS),
          "How many people saw or heard it?", label="Witnesses"),
    Field("crime.witnesses.may_talk", _YES_NO_UNSURE, "May they talk to the police?", label="Witnesses may talk"),
    Field("crime.risk.dash_band", Choice(codes.DASH_BANDS),
          "Result of the DASH questions", "The answers belong on the other side.", label="DASH band"),
    Field("crime.risk.flags", Choices(codes.RISK_FLAGS), "Signs of danger", label="Risk"),
    Field("crime.others_at_risk.adults", Choice(codes.ADULTS_AT_RISK),
          "Other adults in danger?", label="Other adults at risk"),
    Field("crime.others_at_risk.children_at_risk", _YES_NO_UNSURE,
          "Children in danger?", label="Children at risk"),
    Field("crime.others_at_risk.social_care_told", Choice(codes.TOLD),
          "Has children’s social care been told?", label="Children's social care told"),
    Field("crime.needs.interpreter", Flag(),
          "Needs an interpreter?", "Only whether. Never which language.", label="Interpreter needed"),
    Field("crime.needs.officer_sex_pref", Choice(codes.OFFICER_SEX),
          "Would rather speak to", label="Officer preferred"),
    Field("crime.reported_before", Choice(codes.REPORTED_BEFORE),
          "Was it reported before?",
          "Never a crime number: it leads to her name. It belongs on the other side.", label="Reported before"),

    *(Field(f"crime.{name}", Only(value)) for name, value in CONSTANTS.items()),
)
# fmt: on

CRIME = group(ROWS, "crime", required=True)

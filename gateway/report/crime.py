"""The crime half, field by field: what is sealed to the police.

There is no field here for nationality, status, language, a document number or a name: what has no field cannot leak
by being filled in. Free texts are screened before sealing.
"""

from __future__ import annotations

from gateway.report import codes
from gateway.report.schema import Choice, Choices, Code, Flag, Group, Only, PartialDate, Several, Text

NARRATIVE_CHARACTERS = 6000  # ENVELOPE.md, section 7
NARRATIVE_BYTES = 9000  # ENVELOPE.md, section 7
PARAGRAPHS = 60  # of a narrative, each with its source
SUSPECTS, VEHICLES, EVIDENCE = 4, 3, 10  # ENVELOPE.md, section 7
SCREEN_VERSION = "2"  # raised when what the screening in front of sealing finds changes

CONSTANTS: dict[str, object] = {
    "triggers": ["nothing_without_asking"],
    "enhanced_rights": True,
    "handling": list(codes.HANDLING),
    "screen_version": SCREEN_VERSION,
}

_YES_NO = Choice(codes.YES_NO)

WHEN = Group(
    {
        "precision": Choice(codes.PRECISIONS),
        "from": PartialDate(),
        "to": PartialDate(),
        "day_part": Choice(codes.DAY_PARTS),
        "week_part": Choice(codes.WEEK_PARTS),
        "still_happening": Flag(),
        "frequency": Choice(codes.FREQUENCIES),
        "duration": Choice(codes.DURATIONS),
    }
)

WHERE = Group(
    {
        "place_type": Choice(codes.PLACE_TYPES),
        "area_level": Choice(codes.AREA_LEVELS),
        "area_code": Code(
            r"[EWNSK][0-9]{8}|[A-Z]{1,2}[0-9][A-Z0-9]? [0-9]",
            "an ONS area code such as E08000035, or a postcode sector such as LS7 3",
        ),
        "online_platform": Text(40),
    }
)

SUSPECT = Group(
    {
        "role": Choice(codes.SUSPECT_ROLES),
        "relationship": Choice(codes.RELATIONSHIPS),
        "sex": Choice(codes.SEXES),
        "age_band": Choice(codes.AGE_BANDS),
        "height_band": Choice(codes.HEIGHTS),
        "build": Choice(codes.BUILDS),
        "hair": Text(60),
        "marks": Text(200),
        "clothing": Text(200),
        "accent_described": Text(80),
        "job_sector": Choice(codes.JOB_SECTORS),
        "could_identify_again": Choice(codes.YES_NO_UNSURE),
        "known_to_have_done_it_to_others": Choice(codes.YES_NO_THINK),
        "weapon_access": Choice(codes.YES_NO_UNSURE),
        "lives_with_or_near_victim": _YES_NO,
        "contact_with_children": _YES_NO,
    }
)

VEHICLE = Group(
    {
        "type": Choice(codes.VEHICLE_TYPES),
        "colour": Text(30),
        "make": Text(40),
        "vrm": Code(
            r"[A-Z0-9]{2,8}", "a registration in capitals without blanks, of a stranger's vehicle only"
        ),
    }
)

EXHIBIT = Group(
    {
        "type": Choice(codes.EVIDENCE_TYPES),
        "held_by": Choice(codes.EVIDENCE_HOLDERS),
        "perishes_by": PartialDate(),
        "sha256": Code(r"[0-9a-f]{64}", "64 hex digits"),
    }
)

CRIME = Group(
    {
        "reporter_role": Choice(codes.REPORTER_ROLES),
        "adult_confirmed": Only(True),
        "wish": Choice(codes.WISHES, open=False),
        "force_role": Choice(codes.UNITS),
        "crime_types": Choices(codes.CRIME_TYPES, most=3),
        "hate_strands": Choices(codes.HATE_STRANDS, most=6),
        "when": WHEN,
        "where": WHERE,
        "acts_narrative": Text(NARRATIVE_CHARACTERS, longest_bytes=NARRATIVE_BYTES, lines=True),
        "account_source": Several(Choice(codes.ACCOUNT_SOURCES), PARAGRAPHS),
        "taken_via_interpreter": Flag(),
        "methods": Group(
            {
                "weapons": Choices(codes.WEAPONS, most=len(codes.WEAPONS)),
                "threats": Choices(codes.THREATS, most=len(codes.THREATS)),
                "control": Choices(codes.CONTROL, most=len(codes.CONTROL)),
            }
        ),
        "injury": Choice(codes.INJURIES),
        "medical_help": _YES_NO,
        "victim": Group({"sex": Choice(codes.SEXES), "age_band": Choice(codes.VICTIM_AGE_BANDS)}),
        "suspects": Several(SUSPECT, SUSPECTS),
        "vehicles": Several(VEHICLE, VEHICLES),
        "evidence": Several(EXHIBIT, EVIDENCE),
        "witnesses": Group({"count": Choice(codes.WITNESS_COUNTS), "may_talk": Choice(codes.YES_NO_UNSURE)}),
        "risk": Group(
            {
                "dash_band": Choice(codes.DASH_BANDS),
                "flags": Choices(codes.RISK_FLAGS, most=len(codes.RISK_FLAGS)),
            }
        ),
        "others_at_risk": Group(
            {
                "adults": Choice(codes.ADULTS_AT_RISK),
                "children_at_risk": Choice(codes.YES_NO_UNSURE),
                "social_care_told": Choice(codes.TOLD),
            }
        ),
        "needs": Group({"interpreter": Flag(), "officer_sex_pref": Choice(codes.OFFICER_SEX)}),
        "reported_before": Choice(codes.REPORTED_BEFORE),
        **{name: Only(value) for name, value in CONSTANTS.items()},
    },
    needs=frozenset({"reporter_role", "adult_confirmed", "wish"}),
)

"""The crime half, field by field: what is sealed to the police.

There is no field here for nationality, status, language, a document number or a name: what has no field cannot leak
by being filled in. Free texts are screened before sealing.
"""

from __future__ import annotations

from gateway.report import choices
from gateway.report import circumstances as c
from gateway.report.shapes import Choice, Choices, Code, Flag, Group, Only, PartialDate, Several, Text

NARRATIVE_CHARACTERS = 6000  # ENVELOPE.md, section 7
NARRATIVE_BYTES = 9000  # ENVELOPE.md, section 7
PARAGRAPHS = 60  # of a narrative, each with its source
SUSPECTS, VEHICLES, EVIDENCE = 4, 3, 10  # ENVELOPE.md, section 7
SCREEN_VERSION = "2"  # raised when what the screening in front of sealing finds changes

CONSTANTS: dict[str, object] = {
    "triggers": ["nothing_without_asking"],
    "enhanced_rights": True,
    "handling": list(choices.HANDLING),
    "screen_version": SCREEN_VERSION,
}

_YES_NO = Choice(c.YES_NO)

WHEN = Group(
    {
        "precision": Choice(choices.PRECISIONS),
        "from": PartialDate(),
        "to": PartialDate(),
        "day_part": Choice(c.DAY_PARTS),
        "week_part": Choice(c.WEEK_PARTS),
        "still_happening": Flag(),
        "frequency": Choice(choices.FREQUENCIES),
        "duration": Choice(c.DURATIONS),
    }
)

WHERE = Group(
    {
        "place_type": Choice(choices.PLACE_TYPES),
        "area_level": Choice(choices.AREA_LEVELS),
        "area_code": Code(
            r"[EWNSK][0-9]{8}|[A-Z]{1,2}[0-9][A-Z0-9]? [0-9]",
            "an ONS area code such as E08000035, or a postcode sector such as LS7 3",
        ),
        "online_platform": Text(40),
    }
)

SUSPECT = Group(
    {
        "role": Choice(c.SUSPECT_ROLES),
        "relationship": Choice(c.RELATIONSHIPS),
        "sex": Choice(c.SEXES),
        "age_band": Choice(c.AGE_BANDS),
        "height_band": Choice(c.HEIGHTS),
        "build": Choice(c.BUILDS),
        "hair": Text(60),
        "marks": Text(200),
        "clothing": Text(200),
        "accent_described": Text(80),
        "job_sector": Choice(c.JOB_SECTORS),
        "could_identify_again": Choice(c.YES_NO_UNSURE),
        "known_to_have_done_it_to_others": Choice(c.YES_NO_THINK),
        "weapon_access": Choice(c.YES_NO_UNSURE),
        "lives_with_or_near_victim": _YES_NO,
        "contact_with_children": _YES_NO,
    }
)

VEHICLE = Group(
    {
        "type": Choice(c.VEHICLE_TYPES),
        "colour": Text(30),
        "make": Text(40),
        "vrm": Code(
            r"[A-Z0-9]{2,8}", "a registration in capitals without blanks, of a stranger's vehicle only"
        ),
    }
)

EXHIBIT = Group(
    {
        "type": Choice(c.EVIDENCE_TYPES),
        "held_by": Choice(c.EVIDENCE_HOLDERS),
        "perishes_by": PartialDate(),
        "sha256": Code(r"[0-9a-f]{64}", "64 hex digits"),
    }
)

CRIME = Group(
    {
        "reporter_role": Choice(choices.REPORTER_ROLES),
        "adult_confirmed": Only(True),
        "wish": Choice(choices.WISHES, open=False),
        "force_role": Choice(c.UNITS),
        "crime_types": Choices(choices.CRIME_TYPES, most=3),
        "hate_strands": Choices(c.HATE_STRANDS, most=6),
        "when": WHEN,
        "where": WHERE,
        "acts_narrative": Text(NARRATIVE_CHARACTERS, longest_bytes=NARRATIVE_BYTES, lines=True),
        "account_source": Several(Choice(c.ACCOUNT_SOURCES), PARAGRAPHS),
        "taken_via_interpreter": Flag(),
        "methods": Group(
            {
                "weapons": Choices(c.WEAPONS, most=len(c.WEAPONS)),
                "threats": Choices(c.THREATS, most=len(c.THREATS)),
                "control": Choices(c.CONTROL, most=len(c.CONTROL)),
            }
        ),
        "injury": Choice(c.INJURIES),
        "medical_help": _YES_NO,
        "victim": Group({"sex": Choice(c.SEXES), "age_band": Choice(c.VICTIM_AGE_BANDS)}),
        "suspects": Several(SUSPECT, SUSPECTS),
        "vehicles": Several(VEHICLE, VEHICLES),
        "evidence": Several(EXHIBIT, EVIDENCE),
        "witnesses": Group({"count": Choice(c.WITNESS_COUNTS), "may_talk": Choice(c.YES_NO_UNSURE)}),
        "risk": Group(
            {"dash_band": Choice(c.DASH_BANDS), "flags": Choices(c.RISK_FLAGS, most=len(c.RISK_FLAGS))}
        ),
        "others_at_risk": Group(
            {
                "adults": Choice(c.ADULTS_AT_RISK),
                "children_at_risk": Choice(c.YES_NO_UNSURE),
                "social_care_told": Choice(c.TOLD),
            }
        ),
        "needs": Group({"interpreter": Flag(), "officer_sex_pref": Choice(c.OFFICER_SEX)}),
        "reported_before": Choice(c.REPORTED_BEFORE),
        **{name: Only(value) for name, value in CONSTANTS.items()},
    },
    needs=frozenset({"reporter_role", "adult_confirmed", "wish"}),
)

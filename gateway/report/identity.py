"""The identity half, field by field: what is sealed to the NGO, one name a leaf.

Document numbers, Home Office references and bank details have no field even here; nationality and status neither:
less held is less to compel. The compartments (premises ... abroad) stay locked until she releases one.
"""

from __future__ import annotations

from gateway.report import codes
from gateway.report.schema import Choice, Choices, Code, Day, Flag, Group, Number, Several, Text

_LINE = Text(200)
_SHORT = Text(80)
_NUMBER = Text(40)
_NOTE = Text(1500, lines=True)
_ADDRESS = Text(400, lines=True)
_POSTCODE = Text(12)
_YES_NO = Choice(codes.YES_NO)
_TAG = Code(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", "a language tag such as pt-BR")
_SHA256 = Code(r"[0-9a-f]{64}", "64 hex digits")
_PERSON = Group({"name": _LINE, "relation": _SHORT, "contact": _LINE, "consented": _YES_NO})

SAFE_CONTACT = Group(
    {
        "note": _NOTE,
        "channels": Several(
            Group(
                {
                    "type": Choice(codes.CHANNELS),
                    "value": _LINE,
                    "times": _LINE,
                    "safe": _YES_NO,
                    "who_else_sees": _LINE,
                    "voicemail_ok": _YES_NO,
                    "hide_number": _YES_NO,
                    "say_we_are": _SHORT,
                    "code_word_ok": _SHORT,
                    "code_word_danger": _SHORT,
                }
            ),
            8,
        ),
        "never_do": Several(_LINE, 10),
        "if_partner_answers": _LINE,
        "review_on": Day(),
        "device": Group(
            {
                "phone_shared": _YES_NO,
                "phone_checked": _YES_NO,
                "location_shared": _YES_NO,
                "safe_device_place": _LINE,
            }
        ),
    }
)

SUPPORT = Group(
    {
        "needs": Choices(codes.SUPPORT_NEEDS, most=len(codes.SUPPORT_NEEDS)),
        "needs_immigration_advice": Flag(),
        "adviser": Group({"name": _LINE, "firm": _LINE, "regulated": _YES_NO, "safe_email": _LINE}),
        "dash": Group({"answers": Text(400), "score": Number(27), "judgement": _NOTE}),
        "safety_plan_done": Flag(),
    }
)

RECORD = Group(
    {
        "case_ref": _SHORT,
        "account_day": Day(),  # when she told it, where it is filed on another day
        "token_mode": Choice(codes.TOKEN_MODES),
        "consent": Group(
            {
                "points_explained": Choices(codes.CONSENT_POINTS, most=len(codes.CONSENT_POINTS)),
                "language": _TAG,
                "mode": Choice(codes.MODES),
                "given_by": Choice(codes.GIVEN_BY),
                "interpreter_id": _SHORT,
                "day": Day(),
                "review_on": Day(),
            }
        ),
        "warned": Several(Text(120), 200),  # field and code of each warning she kept, added by the gateway
        "warned_reason": Text(400),
    }
)

IDENTITY = Group(
    {
        "name": Group(
            {
                "preferred": _LINE,
                "legal": _LINE,
                "aliases": Several(_LINE, 10),
                "sex": Choice(codes.SEXES),
                "pronouns": Text(40),
            }
        ),
        "birth": Group({"dob": Day(), "age_band": Choice(codes.VICTIM_AGE_BANDS)}),
        "phone": Group({"numbers": Several(_NUMBER, 6)}),
        "email": Group({"addresses": Several(_LINE, 4), "handles": Several(_SHORT, 6)}),
        "address": Group(
            {
                "lines": _ADDRESS,
                "postcode": _POSTCODE,
                "workplaces": Several(_LINE, 4),
                "schools": Several(_LINE, 4),
                "gp": _LINE,
            }
        ),
        "safe_contact": SAFE_CONTACT,
        "language": Group(
            {
                "languages": Several(
                    Group({"tag": _TAG, "dialect": _SHORT, "spoken": _YES_NO, "reads": _YES_NO}), 8
                ),
                "literacy": Choice(codes.LITERACY),
                "accessibility": Several(_LINE, 6),
            }
        ),
        "interpreter": Group(
            {
                "gender": Choice(codes.INTERPRETER_GENDERS),
                "not_from_area": _LINE,
                "names_to_avoid": Several(_LINE, 10),
                "phone_ok": _YES_NO,
            }
        ),
        "people": Group(
            {
                "afraid_of": Several(_PERSON, 6),
                "safe_to_talk_to": Several(_PERSON, 6),
                "not_safe_to_talk_to": Several(_PERSON, 6),
                "emergency_contact": _PERSON,
            }
        ),
        "children": Several(
            Group(
                {
                    "first_name": _SHORT,
                    "age_band": Choice(codes.CHILD_AGE_BANDS),
                    "lives_with": _LINE,
                    "social_care": _YES_NO,
                }
            ),
            12,
        ),
        "support": SUPPORT,
        "record": RECORD,
        "advice": Choice(codes.ADVICE, open=False),
        "premises": Group(
            {
                "address": _ADDRESS,
                "postcode": _POSTCODE,
                "note": _NOTE,
                "access": _LINE,
                "who_lives_there": _LINE,
                "cameras": _LINE,
            }
        ),
        "suspect": Group(
            {
                "name": _LINE,
                "aliases": Several(_LINE, 10),
                "dob": Day(),
                "phones": Several(_NUMBER, 6),
                "emails": Several(_LINE, 6),
                "handles": Several(_SHORT, 6),
                "address": _ADDRESS,
                "employer": _LINE,
                "vrm": Several(Text(12), 4),
                "note": _NOTE,
            }
        ),
        "history": Group(
            {
                "crime_numbers": Several(_SHORT, 10),
                "orders": _NOTE,
                "bail": _LINE,
                "court": _LINE,
                "note": _NOTE,
            }
        ),
        "evidence_originals": Several(
            Group({"what": _LINE, "held_by": _LINE, "sha256": _SHA256, "handled": _LINE}), 20
        ),
        "witness_contact": Several(_PERSON, 6),
        "safe_contact_for_police": Group(
            {"channel": _LINE, "times": _LINE, "interpreter_language": _TAG, "meeting_place": _LINE}
        ),
        "abroad": Group({"note": _NOTE}),
    },
    needs=frozenset({"advice"}),
)

# The names of the identity half whose words go into leaf 11 rather than into a leaf of their own.
IN_RECORD = frozenset({"advice"})

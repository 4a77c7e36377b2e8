"""The identity half, field by field: what is sealed to the NGO, one name a leaf, and how it is asked.

Document numbers, Home Office references and bank details have no field even here; nationality and status neither:
less held is less to compel. The compartments (premises ... abroad) stay locked until she releases one.
"""

from gateway.report import codes
from gateway.report.fields import Field, Items, Row, group
from gateway.report.schema import Choice, Choices, Code, Day, Email, Flag, Number, Phone, Several, Text

_LINE = Text(200)
_SHORT = Text(80)
_NUMBER = Text(40)
_NOTE = Text(1500, lines=True)
_ADDRESS = Text(400, lines=True)
_POSTCODE = Text(12)
_YES_NO = Choice(codes.YES_NO)
_TAG = Code(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", "a language tag such as pt-BR")
_SHA256 = Code(r"[0-9a-f]{64}", "64 hex digits")

_EACH = "One on each line."
_EACH_NUMBER = "One number on each line."


def _people(path: str, most: int, one: str) -> tuple[Row, ...]:
    return (
        Items(path, most, one),
        Field(f"{path}.*.name", _LINE, "Name"),
        Field(f"{path}.*.relation", _SHORT, "Who this is to her"),
        Field(f"{path}.*.contact", _LINE, "How to reach"),
        Field(f"{path}.*.consented", _YES_NO, "Has agreed to be named here?"),
    )


# fmt: off
ROWS: tuple[Row, ...] = (
    Field("identity.name.preferred", _LINE, "The name she uses"),
    Field("identity.name.legal", _LINE, "Her legal name, if it is different"),
    Field("identity.name.aliases", Several(_LINE, 10), "Other names and spellings",
          "One on each line, in Latin letters too as on her papers. They help to find her name.", look="few"),
    Field("identity.name.sex", Choice(codes.SEXES), "Sex"),
    Field("identity.name.pronouns", Text(40), "Pronouns"),

    Field("identity.birth.dob", Day(past=True), "Date of birth", "Such as 14/3/1992.", look="short"),
    Field("identity.birth.age_band", Choice(codes.VICTIM_AGE_BANDS), "Or her age"),
    Field("identity.phone.numbers", Several(Phone(40), 6), "Phone", _EACH_NUMBER, look="few"),
    Field("identity.email.addresses", Several(Email(), 4), "E-mail", _EACH, look="few"),
    Field("identity.email.handles", Several(_SHORT, 6), "Account names", _EACH, look="few"),
    Field("identity.address.lines", _ADDRESS, "Where she lives", look="few"),
    Field("identity.address.postcode", _POSTCODE, "Postcode", look="short"),
    Field("identity.address.workplaces", Several(_LINE, 4), "Where she works", _EACH, look="few"),
    Field("identity.address.schools", Several(_LINE, 4), "Schools, hers or the children’s", _EACH, look="few"),
    Field("identity.address.gp", _LINE, "Doctor"),

    Field("identity.safe_contact.note", _NOTE, "What to know before anybody calls",
          "When, how, what to say, what never to do, who else may see the phone."),
    Items("identity.safe_contact.channels", 8, "Way to reach her", first=1),
    Field("identity.safe_contact.channels.*.type", Choice(codes.CHANNELS), "How"),
    Field("identity.safe_contact.channels.*.value", _LINE, "Number or address"),
    Field("identity.safe_contact.channels.*.times", _LINE, "Safe days and times"),
    Field("identity.safe_contact.channels.*.safe", _YES_NO, "Is it safe?"),
    Field("identity.safe_contact.channels.*.who_else_sees", _LINE, "Who else sees it"),
    Field("identity.safe_contact.channels.*.voicemail_ok", _YES_NO, "May a message be left?"),
    Field("identity.safe_contact.channels.*.hide_number", _YES_NO, "Hide our number?"),
    Field("identity.safe_contact.channels.*.say_we_are", _SHORT, "If asked, say we are calling from"),
    Field("identity.safe_contact.channels.*.code_word_ok", _SHORT, "Her word for “all is well”"),
    Field("identity.safe_contact.channels.*.code_word_danger", _SHORT, "Her word for “danger”"),
    Field("identity.safe_contact.never_do", Several(_LINE, 10), "Never do", _EACH, look="few"),
    Field("identity.safe_contact.if_partner_answers", _LINE, "If somebody else answers"),
    Field("identity.safe_contact.review_on", Day(), "Ask again on", "Such as 24/12/2026.", look="short"),
    Field("identity.safe_contact.device.phone_shared", _YES_NO, "Does somebody else use her phone?"),
    Field("identity.safe_contact.device.phone_checked", _YES_NO, "Does somebody look through it?"),
    Field("identity.safe_contact.device.location_shared", _YES_NO, "Does it show where she is?"),
    Field("identity.safe_contact.device.safe_device_place", _LINE, "Where there is a safe phone or computer"),

    Items("identity.language.languages", 8, "Language", first=1),
    Field("identity.language.languages.*.tag", _TAG, "Language"),
    Field("identity.language.languages.*.dialect", _SHORT, "Dialect"),
    Field("identity.language.languages.*.spoken", _YES_NO, "Speaks it?"),
    Field("identity.language.languages.*.reads", _YES_NO, "Reads it?"),
    Field("identity.language.literacy", Choice(codes.LITERACY), "Reading"),
    Field("identity.language.accessibility", Several(_LINE, 6), "Other help she needs", _EACH, look="few"),
    Field("identity.interpreter.gender", Choice(codes.INTERPRETER_GENDERS), "Interpreter"),
    Field("identity.interpreter.not_from_area", _LINE, "Not an interpreter from"),
    Field("identity.interpreter.names_to_avoid", Several(_LINE, 10), "Not these interpreters", _EACH, look="few"),
    Field("identity.interpreter.phone_ok", _YES_NO, "Interpreter by phone?"),

    *_people("identity.people.afraid_of", 6, "Person she is afraid of"),
    *_people("identity.people.safe_to_talk_to", 6, "Person who is safe to talk to"),
    *_people("identity.people.not_safe_to_talk_to", 6, "Person who is not safe to talk to"),
    Field("identity.people.emergency_contact.name", _LINE, "In an emergency: name"),
    Field("identity.people.emergency_contact.relation", _SHORT, "In an emergency: who this is to her"),
    Field("identity.people.emergency_contact.contact", _LINE, "In an emergency: how to reach"),
    Field("identity.people.emergency_contact.consented", _YES_NO, "In an emergency: has agreed?"),
    Items("identity.children", 12, "Child"),
    Field("identity.children.*.first_name", _SHORT, "First name"),
    Field("identity.children.*.age_band", Choice(codes.CHILD_AGE_BANDS), "Age"),
    Field("identity.children.*.lives_with", _LINE, "Lives with"),
    Field("identity.children.*.social_care", _YES_NO, "Social care involved?"),

    Field("identity.support.needs", Choices(codes.SUPPORT_NEEDS), "She needs help with"),
    Field("identity.support.needs_immigration_advice", Flag(),
          "Needs immigration advice?", "Yes or no is enough."),
    Field("identity.support.adviser.name", _LINE, "Adviser"),
    Field("identity.support.adviser.firm", _LINE, "Adviser’s firm"),
    Field("identity.support.adviser.regulated", _YES_NO, "Is the adviser regulated?"),
    Field("identity.support.adviser.safe_email", Email(), "Adviser’s safe e-mail"),
    Field("identity.support.dash.answers", Text(400), "DASH answers"),
    Field("identity.support.dash.score", Number(27), "DASH score", "0 to 27.", look="short"),
    Field("identity.support.dash.judgement", _NOTE, "Your own judgement of the risk"),
    Field("identity.support.safety_plan_done", Flag(), "Is there a safety plan?"),

    Field("identity.record.case_ref", _SHORT, "Your own case number"),
    Field("identity.record.account_day", Day(past=True), "If she did not tell it today: on which day?",
          "Such as 22/11/2026. A paper form has it at the top.", look="short"),
    Field("identity.record.token_mode", Choice(codes.TOKEN_MODES), "How will she hear what happens?",
          "A code on paper can be found by somebody. Without one you tell her.", look="radios"),
    Field("identity.record.consent.points_explained", Choices(codes.CONSENT_POINTS), "What you explained to her",
          "Before she agrees, explain these points. Tick each one she has understood. You can leave any blank."),
    Field("identity.record.consent.language", _TAG, "In which language?"),
    Field("identity.record.consent.mode", Choice(codes.MODES), "How was it explained?"),
    Field("identity.record.consent.given_by", Choice(codes.GIVEN_BY), "How did she say yes?"),
    Field("identity.record.consent.interpreter_id", _SHORT,
          "If through an interpreter: the interpreter’s number"),
    Field("identity.record.consent.day", Day(past=True), "On which day?", "Such as 22/11/2026.", look="short"),
    Field("identity.record.consent.review_on", Day(), "Ask her again on", look="short"),
    Field("identity.record.warned", Several(Text(120), 200)),  # field: code of each warning that was kept
    Field("identity.record.warned_reason", Text(400)),
    Field("identity.record.status_agreed_by", Text(60)),  # the three are written when it is filed
    Field("identity.advice", Choice(codes.ADVICE, open=False, required=True),
          "Independent advice, before sending",
          "Legal advice or an advocate, somebody who is on her side only.", look="radios"),

    Field("identity.premises.address", _ADDRESS, "Address", look="few"),
    Field("identity.premises.postcode", _POSTCODE, "Postcode", look="short"),
    Field("identity.premises.note", _NOTE, "Anything else about the place"),
    Field("identity.premises.access", _LINE, "How to get in"),
    Field("identity.premises.who_lives_there", _LINE, "Who lives there"),
    Field("identity.premises.cameras", _LINE, "Cameras"),
    Field("identity.suspect.name", _LINE, "Name"),
    Field("identity.suspect.aliases", Several(_LINE, 10), "Other names", _EACH, look="few"),
    Field("identity.suspect.dob", Day(past=True), "Date of birth", "Such as 31/1/1980.", look="short"),
    Field("identity.suspect.phones", Several(_NUMBER, 6), "Phone", _EACH_NUMBER, look="few"),
    Field("identity.suspect.emails", Several(_LINE, 6), "E-mail", _EACH, look="few"),
    Field("identity.suspect.handles", Several(_SHORT, 6), "Account names", _EACH, look="few"),
    Field("identity.suspect.address", _ADDRESS, "Address", look="few"),
    Field("identity.suspect.employer", _LINE, "Employer"),
    Field("identity.suspect.vrm", Several(Text(12), 4), "Number plates", _EACH, look="few"),
    Field("identity.suspect.note", _NOTE, "Anything else about this person"),
    Field("identity.history.crime_numbers", Several(_SHORT, 10), "Crime numbers", _EACH, look="few"),
    Field("identity.history.orders", _NOTE, "Court orders"),
    Field("identity.history.bail", _LINE, "Bail"),
    Field("identity.history.court", _LINE, "Court"),
    Field("identity.history.note", _NOTE, "Anything else from before"),
    Items("identity.evidence_originals", 20, "Original"),
    Field("identity.evidence_originals.*.what", _LINE, "What it is"),
    Field("identity.evidence_originals.*.held_by", _LINE, "Who has it"),
    Field("identity.evidence_originals.*.sha256", _SHA256, "SHA-256"),
    Field("identity.evidence_originals.*.handled", _LINE, "Who handled it, and when"),
    *_people("identity.witness_contact", 6, "Witness"),
    Field("identity.safe_contact_for_police.channel", _LINE, "If she ever lets the police reach her: how"),
    Field("identity.safe_contact_for_police.times", _LINE, "When"),
    Field("identity.safe_contact_for_police.interpreter_language", _TAG, "Interpreter for"),
    Field("identity.safe_contact_for_police.meeting_place", _LINE, "Where to meet"),
    Field("identity.abroad.note", _NOTE, "What happened outside the UK"),
)
# fmt: on

IDENTITY = group(ROWS, "identity", required=True)

# The names of the identity half whose words go into leaf 11 rather than into a leaf of their own.
IN_RECORD = frozenset({"advice"})

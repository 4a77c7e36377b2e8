"""What is asked for the side that only the NGO opens, in the order of the page."""

from __future__ import annotations

from gateway.report.form.questions import Ask, Repeat, Section

_LINES = "One on each line."
_PERSON = (
    Ask("name", "Name"),
    Ask("relation", "Who this is to her"),
    Ask("contact", "How to reach"),
    Ask("consented", "Has agreed to be named here?"),
)

HER = Section(
    "her",
    "Who she is",
    (
        Ask("identity.name.preferred", "The name she uses"),
        Ask("identity.name.legal", "Her name on paper, if it differs"),
        Ask(
            "identity.name.aliases",
            "Other names and spellings",
            "One on each line. They help to find her name in the other side.",
            look="few",
        ),
    ),
    folded=False,
)

REACH = Section(
    "reach",
    "How to reach her safely",
    (
        Ask("identity.phone.numbers", "Phone", "One number on each line.", look="few"),
        Ask(
            "identity.safe_contact.note",
            "What to know before anybody calls",
            "When, how, what to say, what never to do, who else may see the phone.",
        ),
    ),
    folded=False,
)

WAYS = Section(
    "ways",
    "Each way to reach her, and her phone",
    (
        Repeat(
            "identity.safe_contact.channels",
            "Way to reach her",
            (
                Ask("type", "How"),
                Ask("value", "Number or address"),
                Ask("times", "Safe days and times"),
                Ask("safe", "Is it safe?"),
                Ask("who_else_sees", "Who else sees it"),
                Ask("voicemail_ok", "May a message be left?"),
                Ask("hide_number", "Hide our number?"),
                Ask("say_we_are", "Say that we are"),
                Ask("code_word_ok", "Her word for “all is well”"),
                Ask("code_word_danger", "Her word for “danger”"),
            ),
            first=1,
        ),
        Ask("identity.safe_contact.never_do", "Never do", _LINES, look="few"),
        Ask("identity.safe_contact.if_partner_answers", "If somebody else answers"),
        Ask("identity.safe_contact.review_on", "Ask again on", "A day such as 2026-12-24.", look="short"),
        Ask("identity.safe_contact.device.phone_shared", "Does somebody else use her phone?"),
        Ask("identity.safe_contact.device.phone_checked", "Does somebody look through it?"),
        Ask("identity.safe_contact.device.location_shared", "Does it show where she is?"),
        Ask("identity.safe_contact.device.safe_device_place", "Where there is a safe phone or computer"),
    ),
)

MORE = Section(
    "more",
    "More about her",
    (
        Ask("identity.name.sex", "Sex"),
        Ask("identity.name.pronouns", "Pronouns"),
        Ask("identity.birth.dob", "Date of birth", "A day such as 1992-03-14.", look="short"),
        Ask("identity.birth.age_band", "Or her age"),
        Ask("identity.email.addresses", "E-mail", _LINES, look="few"),
        Ask("identity.email.handles", "Account names", _LINES, look="few"),
        Ask("identity.address.lines", "Where she lives", look="few"),
        Ask("identity.address.postcode", "Postcode", look="short"),
        Ask("identity.address.workplaces", "Where she works", _LINES, look="few"),
        Ask("identity.address.schools", "Schools, hers or the children’s", _LINES, look="few"),
        Ask("identity.address.gp", "Doctor"),
    ),
    hint="Whatever stands here is looked for in the other side, and cannot be sent to the police.",
)

LANGUAGE = Section(
    "language",
    "Language and interpreter",
    (
        Repeat(
            "identity.language.languages",
            "Language",
            (
                Ask("tag", "Language"),
                Ask("dialect", "Dialect"),
                Ask("spoken", "Speaks it?"),
                Ask("reads", "Reads it?"),
            ),
            first=1,
        ),
        Ask("identity.language.literacy", "Reading"),
        Ask("identity.language.accessibility", "Other help she needs", _LINES, look="few"),
        Ask("identity.interpreter.gender", "Interpreter"),
        Ask("identity.interpreter.not_from_area", "Not an interpreter from"),
        Ask("identity.interpreter.names_to_avoid", "Not these interpreters", _LINES, look="few"),
        Ask("identity.interpreter.phone_ok", "Interpreter by phone?"),
    ),
)

PEOPLE = Section(
    "people",
    "People around her",
    (
        Repeat("identity.people.afraid_of", "Person she is afraid of", _PERSON),
        Repeat("identity.people.safe_to_talk_to", "Person who is safe to talk to", _PERSON),
        Repeat("identity.people.not_safe_to_talk_to", "Person who is not safe to talk to", _PERSON),
        Ask("identity.people.emergency_contact.name", "In an emergency: name"),
        Ask("identity.people.emergency_contact.relation", "In an emergency: who this is to her"),
        Ask("identity.people.emergency_contact.contact", "In an emergency: how to reach"),
        Ask("identity.people.emergency_contact.consented", "In an emergency: has agreed?"),
        Repeat(
            "identity.children",
            "Child",
            (
                Ask("first_name", "First name"),
                Ask("age_band", "Age"),
                Ask("lives_with", "Lives with"),
                Ask("social_care", "Social care involved?"),
            ),
        ),
    ),
)

SUPPORT = Section(
    "support",
    "Support she needs, and risk",
    (
        Ask("identity.support.needs", "She needs help with"),
        Ask("identity.support.needs_immigration_advice", "Needs immigration advice?", "Yes or no is enough."),
        Ask("identity.support.adviser.name", "Adviser"),
        Ask("identity.support.adviser.firm", "Adviser’s firm"),
        Ask("identity.support.adviser.regulated", "Is the adviser regulated?"),
        Ask("identity.support.adviser.safe_email", "Adviser’s safe e-mail"),
        Ask("identity.support.dash.answers", "DASH answers"),
        Ask("identity.support.dash.score", "DASH score", "0 to 27.", look="short"),
        Ask("identity.support.dash.judgement", "Your own judgement of the risk"),
        Ask("identity.support.safety_plan_done", "Is there a safety plan?"),
    ),
)

CONSENT = Section(
    "consent",
    "Before she says yes",
    (
        Ask(
            "identity.advice",
            "Independent advice, before sending",
            "Legal advice or an advocate, somebody who is on her side only.",
            look="radios",
            needed=True,
        ),
        Ask(
            "identity.record.consent.points_explained",
            "What you explained to her",
            "Say each in your own words, or read it out. Tick what she has understood. Nothing here is ticked for you, "
            "and nothing must be ticked.",
        ),
        Ask("identity.record.consent.language", "In which language?"),
        Ask("identity.record.consent.mode", "How was it explained?"),
        Ask("identity.record.consent.interpreter_id", "If through an interpreter: the interpreter’s number"),
        Ask("identity.record.consent.given_by", "How did she say yes?"),
        Ask("identity.record.consent.day", "On which day?", "Such as 2026-11-22.", look="short"),
        Ask(
            "identity.record.token_mode",
            "How will she hear what happens?",
            "A code on paper can be found by somebody. Without one you tell her.",
            look="radios",
        ),
    ),
    folded=False,
    hint="This stays in your own record, with the report. The police never get it.",
)

GIVEN = Section(
    "given",
    "For your own record",
    (
        Ask("identity.record.consent.review_on", "Ask her again on", look="short"),
        Ask("identity.record.case_ref", "Your own case number"),
        Ask(
            "identity.record.account_day",
            "If she did not tell it today: on which day?",
            "Such as 2026-11-22. On paper it stands at the top.",
            look="short",
        ),
    ),
)

WHO = Section(
    "who",
    "Locked: who did it",
    (
        Ask("identity.suspect.name", "Name"),
        Ask("identity.suspect.aliases", "Other names", _LINES, look="few"),
        Ask("identity.suspect.dob", "Date of birth", "A day such as 1980-01-31.", look="short"),
        Ask("identity.suspect.phones", "Phone", "One number on each line.", look="few"),
        Ask("identity.suspect.emails", "E-mail", _LINES, look="few"),
        Ask("identity.suspect.handles", "Account names", _LINES, look="few"),
        Ask("identity.suspect.address", "Address", look="few"),
        Ask("identity.suspect.employer", "Employer"),
        Ask("identity.suspect.vrm", "Number plates", _LINES, look="few"),
        Ask("identity.suspect.note", "Anything else about this person"),
    ),
    hint="The police get this only if she says yes later.",
)

PLACE = Section(
    "place",
    "Locked: the place",
    (
        Ask("identity.premises.address", "Address", look="few"),
        Ask("identity.premises.postcode", "Postcode", look="short"),
        Ask("identity.premises.access", "How to get in"),
        Ask("identity.premises.who_lives_there", "Who lives there"),
        Ask("identity.premises.cameras", "Cameras"),
        Ask("identity.premises.note", "Anything else about the place"),
    ),
    hint="The police get this only if she says yes later.",
)

LOCKED = Section(
    "locked",
    "Locked: earlier reports, originals, witnesses, abroad",
    (
        Ask("identity.history.crime_numbers", "Crime numbers", _LINES, look="few"),
        Ask("identity.history.orders", "Court orders"),
        Ask("identity.history.bail", "Bail"),
        Ask("identity.history.court", "Court"),
        Ask("identity.history.note", "Anything else from before"),
        Repeat(
            "identity.evidence_originals",
            "Original",
            (
                Ask("what", "What it is"),
                Ask("held_by", "Who has it"),
                Ask("sha256", "SHA-256"),
                Ask("handled", "Who handled it, and when"),
            ),
        ),
        Repeat("identity.witness_contact", "Witness", _PERSON),
        Ask("identity.safe_contact_for_police.channel", "If she ever lets the police reach her: how"),
        Ask("identity.safe_contact_for_police.times", "When"),
        Ask("identity.safe_contact_for_police.interpreter_language", "Interpreter for"),
        Ask("identity.safe_contact_for_police.meeting_place", "Where to meet"),
        Ask("identity.abroad.note", "What happened outside the UK"),
    ),
    hint="Each stays locked until she says yes to it, one at a time.",
)

SECTIONS = (HER, REACH, WAYS, MORE, LANGUAGE, PEOPLE, SUPPORT, CONSENT, GIVEN, WHO, PLACE, LOCKED)

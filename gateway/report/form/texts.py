"""Sentences of the caseworker's form that are not in a template, in English, and the example of practice.

A sentence says what to do next. `{...}` are filled in by `gateway.report.form.checks` and `gateway.report.form.steps`.
"""

SENT_AGAIN = "This form was sent before. Nothing was sent twice: this is the same report and the same code."
SENT_OTHERWISE = (
    "This form was sent before with other words. The first report stands and this is its code; what you changed since "
    "was not sent. A correction goes through your organisation’s desk."
)
REASON_NEEDED = "Explain why you are keeping the highlighted words, or go back and change them."
AGREED_NEEDED = (
    "Words about immigration status go to the police only if a second person at your organisation has read them and "
    "agrees. Write that person’s name, or go back and use the words offered."
)
LATIN_NEEDED = (
    "A name is written only in another script. The check needs its Latin spelling, as on her papers. Go back and add "
    "it beside the name or under other spellings, or tick that no Latin spelling is known."
)
ELSEWHERE = (
    "{area} is covered by {covers}; you chose {chosen}. That can be right, for example if the suspect works for the "
    "police there. If not, go back and change it."
)
_BEYOND = (
    "For Scotland or Northern Ireland choose the police below if they are listed; if they are not, they cannot receive "
    "reports here: keep the report for later, or call 101."
)
NO_SUCH_AREA = (
    "No council area of England or Wales has this in its name. Try the nearest town, or the first half of the "
    f"postcode. {_BEYOND}"
)
NO_SUCH_POSTCODE = f"No council area of England or Wales is known for this postcode. Try the nearest town. {_BEYOND}"
NEARBY_AREAS = "This postcode may lie in any of these council areas. Choose the one where it happened."
MORE_AREAS = "There are more. Write a longer word."
AREAS_FORCE = "The police of the area chosen above"
GOES_TO = "This goes to {force}, unless you choose another force."
FORCE_AWAY = (
    "{area} is covered by {covers}, who cannot receive reports here yet. Choose another force, or keep the report for "
    "later."
)
NOT_THEIRS = "I have checked: {chosen} is not the force that the suspect works for."
NOT_THEIRS_NEEDED = "Tick that the suspect does not work for this force, or choose another one."
TWICE = "It is another report all the same, or it must be sent again."
TWICE_NEEDED = (
    "Your organisation has sent a report with exactly these words today. If it is the same one, do not send it again: "
    "look at the sent reports. If it is another one, tick that below."
)
SENDER = "Sealed by the gateway {gateway}, which says it is for {ngo}. Not confirmed by {ngo}."
TOO_MUCH = "This side holds too much altogether: {expected}. Start with the longest field."
NO_FORCE = "No police force can receive reports at the moment. Use your organisation’s paper procedure."

# The two meters: what each asks, and what a colour means in words.
METER_TITLES = {"police": "Could police work out who she is?", "suspect": "Could the suspect work out that it was her?"}
COLOURS = {
    "grey": "Nothing written yet",
    "green": "Green: nothing stands out",
    "amber": "Amber: read the reasons with her",
    "red": "Red: read the warning with her before you send",
}
READ_BY_HER = "She has read this warning, or heard it in her language, and wants to send it all the same."
READ_BY_ME = "I have read this warning, and I have told her what could happen."
HER_NEEDED = "A meter is red: tick that she has read the warning, or change the report."
ME_NEEDED = "A meter is red: tick that you have read the warning, or change the report."
BOTH_READ = "red, warning read by her and by the worker"
FITS_ONE = "About one woman of an area of this size fits what is told. What comes first costs most."
FITS = "About {fits} women of an area of this size fit what is told. What comes first costs most."
LESS_EXACT = "The day can be matched with calls, visits and records."
SAY_MONTH = "The month is enough."

STEP_EMPTY = "Nothing written yet"
STEP_FILLED = "Written"
STEP_NEEDED = "Still needed: {about}"
STEP_WRONG = "Something must change"

CHECKED_AS_WRITTEN = "What you write is checked before it can be sent."
NOTHING_FOUND = "Nothing to check in these words."
TO_FIX = ("{count} problem to fix.", "{count} problems to fix.")  # one, more
TO_CHECK = ("{count} thing to check.", "{count} things to check.")

NUMBERS_NOWHERE = "Numbers of papers are held nowhere, not even at your desk. Take them out before you keep this."
HIDDEN_SIGNS = "There are signs in here that cannot be seen. Type these words again instead of pasting them."
SHORTER = "This is too long altogether. Start with the longest field."
NOTHING_TO_KEEP = "There is nothing to keep yet."
ROOM = "You can write about {left} more characters on this side."
NO_ROOM = "This side is {over} characters too long."

# What is expected of a field, where the schema's own words are for programs.
EXPECTED = {
    "force": "Choose which police shall receive it.",
    "crime.adult_confirmed": "Say whether she or he is 18 or older.",
    "crime.reporter_role": "Choose who is telling this.",
    "crime.account_source": "Choose where the account comes from.",
    "crime.wish": "Choose what she wants.",
    "crime.acts_narrative": "Write in a few words what happened (at most 6000 characters), or choose a crime.",
    "crime.crime_types": "Choose up to three different crimes.",
    "crime.when.from": (
        "Write a year, a month or a day that is not in the future, such as 2025, October 2025 or 5/10/2025, no more "
        "exact than you chose above."
    ),
    "crime.when.to": (
        "Write a date like the first one, not before it and not in the future, no more exact than you chose above."
    ),
    "identity.advice": "Choose whether independent advice was taken.",
    "filing_secret": "Something of this page was lost. Look at it again, then send.",
}

CHOOSE = "Choose"
NO_CHOICE = "Leave blank"
UNANSWERED = (("withheld", "She chose not to say"), ("unknown", "Nobody knows"))
LEVELS = (
    ("local_authority", "The council area"),
    ("force", "Only the area of that police force"),
    ("region", "Only the region of the country, such as the North West"),
)
KEEP_WISH = "Keep it for now. Send nothing to the police"
ADULT_ASKED = "Is she (or he) 18 or older?"
ADULT = (("yes", "Yes"), ("no", "No"), ("unsure", "Not sure"))
YES_NO = (("yes", "Yes"), ("no", "No"))
PRIORITY = (("routine", "Normal"), ("priority", "Within one working day"))

LANGUAGES = {
    "sq": "Albanian",
    "am": "Amharic",
    "ar": "Arabic",
    "bn": "Bengali",
    "bg": "Bulgarian",
    "yue": "Cantonese",
    "hr": "Croatian",
    "cs": "Czech",
    "prs": "Dari",
    "nl": "Dutch",
    "en": "English",
    "fr": "French",
    "de": "German",
    "el": "Greek",
    "gu": "Gujarati",
    "hi": "Hindi",
    "hu": "Hungarian",
    "ig": "Igbo",
    "id": "Indonesian",
    "it": "Italian",
    "ckb": "Kurdish (Sorani)",
    "kmr": "Kurdish (Kurmanji)",
    "ln": "Lingala",
    "lt": "Lithuanian",
    "cmn": "Mandarin",
    "ml": "Malayalam",
    "ne": "Nepali",
    "ps": "Pashto",
    "fa": "Persian",
    "pl": "Polish",
    "pt-BR": "Portuguese (Brazil)",
    "pt-PT": "Portuguese (Portugal)",
    "pa": "Punjabi",
    "ro": "Romanian",
    "ru": "Russian",
    "si": "Sinhala",
    "sk": "Slovak",
    "so": "Somali",
    "es": "Spanish",
    "sw": "Swahili",
    "syl": "Sylheti",
    "tl": "Tagalog",
    "ta": "Tamil",
    "te": "Telugu",
    "th": "Thai",
    "ti": "Tigrinya",
    "tr": "Turkish",
    "tw": "Twi",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "cy": "Welsh",
    "yo": "Yoruba",
    "bfi": "British Sign Language",
}

# An invented report to practise with, as typed. It has things to mend: her first name and a number in the account stop
# it; a day and the word “visa” are pointed out. The numbers are of the ranges kept free for stories.
WRITTEN = {
    "crime.adult_confirmed": "yes",
    "crime.where.area_code": "E08000035",
    "crime.where.place_type": "shared_home",
    "crime.reporter_role": "victim",
    "crime.wish": "contact_through_ngo",
    "priority": "routine",
    "crime.crime_types.0": "domestic.physical",
    "crime.crime_types.1": "domestic.coercive_control",
    "crime.acts_narrative": (
        "She says that her partner hits her most weeks, for about a year. On 14 March 2026 he broke the door and "
        "called Lucija names that a neighbour heard. He keeps her phone, 07700 900461. He says that he will have her "
        "visa taken away if she tells anybody."
    ),
    "crime.when.precision": "month",
    "crime.when.from": "2025-11",
    "crime.when.to": "2026-10",
    "crime.when.frequency": "weekly",
    "crime.injury": "minor",
    "crime.suspects.0.relationship": "partner",
    "crime.suspects.0.sex": "male",
    "identity.name.preferred": "Lucija Brandhorst",
    "identity.phone.numbers": "07700 900461",
    "identity.safe_contact.note": "Wednesdays from ten to eleven. Say that it is the library.",
    "identity.suspect.name": "Anselm Corvey",
    "identity.advice": "offered_declined",
}

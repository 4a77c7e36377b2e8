"""The closed lists of a report: code -> what the form and the police page say, in English.

In the order of the crime half, the identity half, and an NGO's record of an emergency. The rows of
`gateway.report.crime` and `gateway.report.identity` say which field takes which list. A code is never renamed and never
gets another meaning: an older desk shows one that it does not know as it is (REPORT.md).
"""

from keys.vocabulary import VOCABULARY

# fmt: off
# --- the crime half: who tells it, what happened, when and where

REPORTER_ROLES = {
    "victim": "The person harmed",
    "witness": "A witness",
    "third_person_with_consent": "Somebody else, with the harmed person's consent",
    "third_person_without_consent": "Somebody else, without the harmed person's consent",
}

# `keep` never makes a crime part, so it is not a wish a crime part can carry.
WISHES = {
    "intelligence_only": "Use as information only; do not investigate on this report alone",
    "investigate_without_me": "Investigate without involving the person harmed",
    "contact_through_ngo": "Investigate; contact the person harmed only through the organisation named here",
}

ADVICE = {
    "taken": "Independent advice was taken before filing",
    "offered_declined": "Independent advice was offered and declined",
    "later": "Independent advice will be taken later",
}

# What stands before the point of a crime type: the heading that the form lists it under.
CRIME_FAMILIES = {
    "domestic": "At home", "sexual": "Sexual", "slavery": "Modern slavery", "honour": "So-called honour",
    "violence": "Violence", "housing": "Housing", "work": "Work", "fraud": "Fraud", "property": "Property",
    "hate": "Hate", "authority": "By somebody in authority", "other": "Something else",
}
CRIME_TYPES = {
    "domestic.physical": "Domestic abuse: physical violence",
    "domestic.sexual": "Domestic abuse: sexual violence",
    "domestic.strangulation": "Domestic abuse: strangulation",
    "domestic.coercive_control": "Domestic abuse: controlling or coercive behaviour",
    "domestic.economic": "Domestic abuse: economic abuse",
    "domestic.psychological": "Domestic abuse: psychological abuse",
    "domestic.tech": "Domestic abuse: through phones or the internet",
    "domestic.stalking_after_leaving": "Domestic abuse: stalking after she left",
    "sexual.rape": "Rape",
    "sexual.assault": "Sexual assault",
    "sexual.exploitation": "Sexual exploitation",
    "sexual.sex_for_rent": "Sex demanded for rent",
    "sexual.image_abuse": "Intimate images shared or threatened",
    "sexual.harassment": "Sexual harassment",
    "sexual.exposure_spiking": "Exposure or spiking",
    "slavery.domestic_servitude": "Modern slavery: domestic servitude",
    "slavery.forced_labour": "Modern slavery: forced labour",
    "slavery.sexual_exploitation": "Modern slavery: sexual exploitation",
    "slavery.criminal_exploitation": "Modern slavery: criminal exploitation",
    "slavery.debt_bondage": "Modern slavery: debt bondage",
    "slavery.trafficking_movement": "Modern slavery: moved to be exploited",
    "honour.abuse": "So-called honour-based abuse",
    "honour.forced_marriage": "Forced marriage",
    "honour.fgm_adult_past": "Female genital mutilation of an adult, in the past",
    "honour.dowry_abuse": "Dowry abuse",
    "honour.confinement": "Confinement by family",
    "violence.assault": "Assault",
    "violence.threats_to_kill": "Threats to kill",
    "violence.threats": "Threats",
    "violence.kidnap_false_imprisonment": "Kidnap or false imprisonment",
    "violence.stalking": "Stalking",
    "violence.harassment": "Harassment",
    "violence.robbery": "Robbery",
    "housing.illegal_eviction": "Illegal eviction",
    "housing.landlord_harassment": "Harassment by a landlord",
    "work.assault_at_work": "Assault at work",
    "work.sexual_harassment_at_work": "Sexual harassment at work",
    "fraud.romance": "Romance fraud",
    "fraud.adviser_fraud": "Fraud by an adviser",
    "fraud.identity": "Identity fraud",
    "property.theft": "Theft",
    "property.burglary": "Burglary",
    "property.damage": "Damage",
    "property.arson": "Arson",
    "hate.any": "Hate crime",
    "authority.police_officer": "By a police officer",
    "authority.contractor": "By a contractor of an authority",
    "authority.other_official": "By another official",
    "other": "Another crime",
}

PRECISIONS = {
    "day": "on a day", "week": "in a week", "month": "in a month", "season": "in a season",
    "year": "in a year", "range": "between two dates", "ongoing": "since a date, still going on",
}

FREQUENCIES = {
    "once": "once", "few_times": "a few times", "monthly": "about monthly", "weekly": "about weekly",
    "daily_or_almost": "daily or almost",
}

PLACE_TYPES = {
    "home_of_victim": "the home of the person harmed",
    "home_of_suspect": "the suspect's home",
    "shared_home": "a home they share",
    "other_home": "another home",
    "temporary_accommodation": "temporary accommodation",
    "workplace": "a workplace",
    "employers_home": "an employer's home",
    "street_or_park": "a street or park",
    "vehicle": "a vehicle",
    "public_transport": "public transport",
    "shop_or_service": "a shop or service",
    "hotel": "a hotel",
    "school_college": "a school or college",
    "health_setting": "a health setting",
    "faith_setting": "a faith setting",
    "care_setting": "a care setting",
    "online": "online",
    "other": "another place",
}

AREA_LEVELS = {
    "region": "region", "force": "police force area", "local_authority": "local authority", "ward": "ward",
    "postcode_sector": "postcode sector",
}

HANDLING: dict[str, str] = VOCABULARY["handling"]
"""What every police reader shows with every report, whatever the report says (ENVELOPE.md, section 7)."""
NOT_A_STATEMENT: str = VOCABULARY["not_a_statement"]

# --- how it was done, by whom, what is left of it, what is at risk

YES_NO = {"yes": "yes", "no": "no"}
YES_NO_UNSURE = {"yes": "yes", "no": "no", "unsure": "not sure"}
YES_NO_THINK = {"yes": "yes", "no": "no", "think_so": "she thinks so"}

UNITS = {
    "domestic_abuse": "domestic abuse", "rasso": "rape and serious sexual offences",
    "modern_slavery": "modern slavery", "hba": "so-called honour-based abuse", "hate": "hate crime",
    "general": "no particular unit",
}
HATE_STRANDS = {
    "race": "race", "religion": "religion", "sexual_orientation": "sexual orientation",
    "disability": "disability", "transgender": "transgender identity", "sex_gender": "sex or gender",
}
DAY_PARTS = {
    "early_morning": "early morning (5 to 8)", "morning": "morning (8 to 12)",
    "afternoon": "afternoon (12 to 17)", "evening": "evening (17 to 22)", "night": "night (22 to 5)",
}
WEEK_PARTS = {"weekday": "weekdays", "weekend": "weekends", "mixed": "both"}
DURATIONS = {
    "lt_1m": "less than a month", "1_6m": "1 to 6 months", "6_12m": "6 to 12 months", "1_3y": "1 to 3 years",
    "gt_3y": "more than 3 years",
}
ACCOUNT_SOURCES = {
    "her_words_paraphrased": "what she said, in other words",
    "worker_observed": "what the worker saw",
    "told_by_other": "what somebody else said",
}
WEAPONS = {
    "none": "none", "hands": "hands", "strangulation": "strangulation", "knife": "knife",
    "firearm": "firearm", "blunt": "blunt object", "corrosive": "corrosive substance", "fire": "fire",
    "vehicle": "vehicle", "dog": "dog", "other": "another weapon",
}
THREATS = {
    "to_kill": "threatened to kill",
    "to_hurt": "threatened to hurt",
    "to_hurt_children": "threatened to hurt the children",
    "to_take_children": "threatened to take the children",
    "to_hurt_family_elsewhere": "threatened to hurt family elsewhere",
    "report_to_authorities": "threatened to report her to the authorities",
    "job_and_home": "threatens loss of job and home",
    "share_images": "threatened to share images",
    "to_evict": "threatened to evict",
    "debt": "threatened over a debt",
    "self_harm": "threatened to harm himself or herself",
    "spiritual": "threatened with spiritual harm",
}
CONTROL = {
    "documents_taken": "keeps her identity documents",
    "phone_monitored": "watches her phone",
    "movement_restricted": "restricts where she goes",
    "locked_in": "locked her in",
    "isolation": "keeps her from other people",
    "money_taken": "takes her money",
    "pay_withheld": "withholds her pay",
    "debt_bondage": "holds her by a debt",
    "dependency": "uses her dependence on him as a threat",
    "forced_substances": "forced substances on her",
    "sleep_food_denied": "denied sleep or food",
    "constant_watch": "watches her all the time",
}
INJURIES = {"none": "none", "minor": "minor", "moderate": "moderate", "serious": "serious"}

SUSPECT_ROLES = {"main": "main suspect", "other": "other suspect"}
RELATIONSHIPS = {
    "partner": "partner",
    "ex_partner": "former partner",
    "family": "family",
    "in_law": "in-law",
    "employer": "employer",
    "supervisor_coworker": "supervisor or co-worker",
    "landlord": "landlord",
    "housemate": "housemate",
    "recruiter_agent": "recruiter or agent",
    "controller": "controller",
    "customer": "customer",
    "neighbour": "neighbour",
    "known_other": "known in another way",
    "authority_figure": "person of authority",
    "police_officer": "police officer",
    "stranger": "stranger",
}
SEXES = {"female": "female", "male": "male", "other": "other"}
AGE_BANDS = {
    "under_20": "under 20", "20_29": "20 to 29", "30_39": "30 to 39", "40_49": "40 to 49",
    "50_59": "50 to 59", "60_69": "60 to 69", "70_or_over": "70 or over",
}
VICTIM_AGE_BANDS = {"18_24": "18 to 24", "25_39": "25 to 39", "40_59": "40 to 59", "60_or_over": "60 or over"}
HEIGHTS = {
    "under_160": "under 160 cm", "160_169": "160 to 169 cm", "170_179": "170 to 179 cm",
    "180_189": "180 to 189 cm", "190_or_over": "190 cm or over",
}
BUILDS = {"slim": "slim", "medium": "medium", "muscular": "muscular", "heavy": "heavy"}
JOB_SECTORS = {
    "agriculture_fishing": "agriculture or fishing",
    "food_processing": "food processing",
    "manufacturing": "manufacturing",
    "construction": "construction",
    "car_wash_repair": "car wash or repair",
    "retail": "shops",
    "restaurant_takeaway": "restaurants and takeaways",
    "hotel_leisure": "hotels and leisure",
    "cleaning": "cleaning",
    "care": "care",
    "health": "health",
    "private_household": "private households",
    "beauty_nails": "beauty and nails",
    "transport_delivery": "transport and delivery",
    "security": "security",
    "office_professional": "offices and professions",
    "education": "education",
    "public_service": "public service",
    "sex_industry": "sex industry",
    "other": "another sector",
}

VEHICLE_TYPES = {
    "car": "car", "van": "van", "lorry": "lorry", "motorcycle": "motorcycle", "bicycle": "bicycle",
    "taxi": "taxi", "other": "other",
}
EVIDENCE_TYPES = {
    "messages": "messages", "photos": "photos", "video_cctv": "video or CCTV", "audio": "audio",
    "documents": "documents", "medical_record": "medical record", "forensic_sample": "forensic sample",
    "clothing_object": "clothing or object", "bank_record": "bank record", "diary": "diary",
    "online_profile": "online profile", "other": "other",
}
EVIDENCE_HOLDERS = {
    "victim": "the person harmed", "ngo": "the organisation named here", "sarc": "a sexual assault referral centre",
    "third_party": "somebody else",
}
WITNESS_COUNTS = {"0": "none", "1": "one", "2_3": "two or three", "4_plus": "four or more"}

DASH_BANDS = {"standard": "standard", "medium": "medium", "high": "high", "not_done": "not done"}
RISK_FLAGS = {
    "strangulation": "strangulation", "separation": "separation", "escalation": "it is getting worse",
    "stalking": "stalking", "threats_to_kill": "threats to kill", "weapon": "weapon",
    "pregnancy": "pregnancy", "hba": "so-called honour-based abuse", "suicidal_suspect": "suspect suicidal",
    "suicidal_victim": "person harmed suicidal", "breach_of_order": "breach of an order",
}
ADULTS_AT_RISK = {"0": "none", "1": "one", "2_plus": "two or more"}
TOLD = {"yes": "yes", "no": "no", "na": "does not apply"}
OFFICER_SEX = {"female": "female", "male": "male", "none": "no preference"}
REPORTED_BEFORE = {
    "no": "no", "yes_police": "yes, to police", "yes_other": "yes, to somebody else", "unsure": "not sure",
}

# --- the identity half: how to reach her, what she needs, what she agreed to

CHANNELS = {
    "call": "a call",
    "text": "a text message",
    "whatsapp": "WhatsApp",
    "signal": "Signal",
    "email": "e-mail",
    "in_person": "in person",
    "via_trusted_person": "through somebody she trusts",
}
LITERACY = {"reads_well": "reads well", "reads_little": "reads a little", "audio_only": "audio only"}
INTERPRETER_GENDERS = {"female": "a woman", "male": "a man", "either": "either"}
CHILD_AGE_BANDS = {"0_4": "0 to 4", "5_10": "5 to 10", "11_15": "11 to 15", "16_17": "16 or 17"}
SUPPORT_NEEDS = {
    "housing": "housing",
    "refuge": "refuge",
    "money": "money",
    "health": "health",
    "counselling": "counselling",
    "legal_family": "family law",
    "legal_immigration": "immigration law",
    "employment": "employment",
    "children": "children",
    "safety_plan": "a safety plan",
    "esol": "English classes",
    "nrm_info": "information on the National Referral Mechanism",
}
TOKEN_MODES = {"self": "she keeps her code", "worker_only": "her worker tells her"}
MODES = {"read": "she read it", "audio": "she heard it", "interpreter": "through an interpreter"}
GIVEN_BY = {"signed": "signed", "audio": "recorded", "spoken_witnessed": "spoken before a witness"}

# What must be explained before sending, in its order.
CONSENT_POINTS = {
    "who_opens_what": "what each part holds and who opens it",
    "may_work_it_out": "police may work it out anyway",
    "may_not_record": "police may not record it as a crime, and may not act",
    "not_a_statement": "it is not a statement; it may be disclosed in court",
    "suspect_may_find_out": "the suspect could find out if police act",
    "exceptions": "when the organisation must speak without her yes",
    "condition_may_be_broken": "police might break the condition; they were given nothing",
    "may_stop": "she can stop; what cannot be undone",
    "independent_advice": "independent advice was offered",
    "where_status_is_seen": "where the status is seen, and the risk of the code on a shared phone",
    "how_long_kept": "how long it is kept",
    "how_to_complain": "how to complain",
}

# --- an emergency: why somebody was told, whom, and whether she was asked first

BASES = {
    "threat_to_life": "somebody might be killed",
    "serious_harm": "somebody might be seriously hurt",
    "child": "a child is at risk",
    "child_sexual_abuse_duty": "the duty to report child sexual abuse",
    "adult_at_risk": "an adult at risk",
    "fgm_u18": "female genital mutilation, under 18",
    "terrorism": "terrorism",
    "court_order": "a court ordered it",
}
WHO_WAS_TOLD = {
    "999": "999", "101": "101", "social_care": "social care", "marac": "a MARAC", "other": "somebody else",
}
VICTIM_ASKED = {
    "yes_agreed": "asked, and she agreed", "yes_refused": "asked, and she refused",
    "not_safe": "not asked: it was not safe", "no_time": "not asked: there was no time",
}

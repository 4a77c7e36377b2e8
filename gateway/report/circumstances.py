"""More closed lists of the crime half: how it was done, by whom, what is left of it, what is at risk."""

from __future__ import annotations

YES_NO = {"yes": "yes", "no": "no"}
YES_NO_UNSURE = {"yes": "yes", "no": "no", "unsure": "not sure"}
YES_NO_THINK = {"yes": "yes", "no": "no", "think_so": "she thinks so"}

UNITS = {
    "domestic_abuse": "domestic abuse",
    "rasso": "rape and serious sexual offences",
    "modern_slavery": "modern slavery",
    "hba": "so-called honour-based abuse",
    "hate": "hate crime",
    "general": "no particular unit",
}
HATE_STRANDS = {
    "race": "race",
    "religion": "religion",
    "sexual_orientation": "sexual orientation",
    "disability": "disability",
    "transgender": "transgender identity",
    "sex_gender": "sex or gender",
}
DAY_PARTS = {
    "early_morning": "early morning (5 to 8)",
    "morning": "morning (8 to 12)",
    "afternoon": "afternoon (12 to 17)",
    "evening": "evening (17 to 22)",
    "night": "night (22 to 5)",
}
WEEK_PARTS = {"weekday": "weekdays", "weekend": "weekends", "mixed": "both"}
DURATIONS = {
    "lt_1m": "less than a month",
    "1_6m": "1 to 6 months",
    "6_12m": "6 to 12 months",
    "1_3y": "1 to 3 years",
    "gt_3y": "more than 3 years",
}
ACCOUNT_SOURCES = {
    "her_words_paraphrased": "what she said, in other words",
    "worker_observed": "what the worker saw",
    "told_by_other": "what somebody else said",
}
WEAPONS = {
    "none": "none",
    "hands": "hands",
    "strangulation": "strangulation",
    "knife": "knife",
    "firearm": "firearm",
    "blunt": "blunt object",
    "corrosive": "corrosive substance",
    "fire": "fire",
    "vehicle": "vehicle",
    "dog": "dog",
    "other": "another weapon",
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
    "under_20": "under 20",
    "20_29": "20 to 29",
    "30_39": "30 to 39",
    "40_49": "40 to 49",
    "50_59": "50 to 59",
    "60_69": "60 to 69",
    "70_or_over": "70 or over",
}
VICTIM_AGE_BANDS = {"18_24": "18 to 24", "25_39": "25 to 39", "40_59": "40 to 59", "60_or_over": "60 or over"}
HEIGHTS = {
    "under_160": "under 160 cm",
    "160_169": "160 to 169 cm",
    "170_179": "170 to 179 cm",
    "180_189": "180 to 189 cm",
    "190_or_over": "190 cm or over",
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
    "car": "car",
    "van": "van",
    "lorry": "lorry",
    "motorcycle": "motorcycle",
    "bicycle": "bicycle",
    "taxi": "taxi",
    "other": "other",
}
EVIDENCE_TYPES = {
    "messages": "messages",
    "photos": "photos",
    "video_cctv": "video or CCTV",
    "audio": "audio",
    "documents": "documents",
    "medical_record": "medical record",
    "forensic_sample": "forensic sample",
    "clothing_object": "clothing or object",
    "bank_record": "bank record",
    "diary": "diary",
    "online_profile": "online profile",
    "other": "other",
}
EVIDENCE_HOLDERS = {
    "victim": "the victim",
    "ngo": "the organisation named here",
    "sarc": "a sexual assault referral centre",
    "third_party": "somebody else",
}
WITNESS_COUNTS = {"0": "none", "1": "one", "2_3": "two or three", "4_plus": "four or more"}

DASH_BANDS = {"standard": "standard", "medium": "medium", "high": "high", "not_done": "not done"}
RISK_FLAGS = {
    "strangulation": "strangulation",
    "separation": "separation",
    "escalation": "it is getting worse",
    "stalking": "stalking",
    "threats_to_kill": "threats to kill",
    "weapon": "weapon",
    "pregnancy": "pregnancy",
    "hba": "so-called honour-based abuse",
    "suicidal_suspect": "suspect suicidal",
    "suicidal_victim": "victim suicidal",
    "breach_of_order": "breach of an order",
}
ADULTS_AT_RISK = {"0": "none", "1": "one", "2_plus": "two or more"}
TOLD = {"yes": "yes", "no": "no", "na": "does not apply"}
OFFICER_SEX = {"female": "female", "male": "male", "none": "no preference"}
REPORTED_BEFORE = {
    "no": "no",
    "yes_police": "yes, to police",
    "yes_other": "yes, to somebody else",
    "unsure": "not sure",
}

"""The closed lists of a report: code -> how the police page and the form say it in English."""

from __future__ import annotations

REPORTER_ROLES = {
    "victim": "The person harmed",
    "witness": "A witness",
    "third_person_with_consent": "Somebody else, with the harmed person's consent",
    "third_person_without_consent": "Somebody else, without the harmed person's consent",
}

# `keep` never makes a crime part, so it is not a wish a crime part can carry.
WISHES = {
    "intelligence_only": "Use as information only; do not investigate on this report alone",
    "investigate_without_me": "Investigate without involving the victim",
    "contact_through_ngo": "Investigate; contact the victim only through the organisation named here",
}

ADVICE = {
    "taken": "Independent advice was taken before filing",
    "offered_declined": "Independent advice was offered and declined",
    "later": "Independent advice will be taken later",
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
    "authority.immigration_contractor": "By a contractor of an authority",
    "authority.other_official": "By another official",
    "other": "Another crime",
}

PRECISIONS = {
    "day": "on a day",
    "week": "in a week",
    "month": "in a month",
    "season": "in a season",
    "year": "in a year",
    "range": "between two dates",
    "ongoing": "since a date, still going on",
}

FREQUENCIES = {
    "once": "once",
    "few_times": "a few times",
    "monthly": "about monthly",
    "weekly": "about weekly",
    "daily_or_almost": "daily or almost",
}

PLACE_TYPES = {
    "home_of_victim": "the victim's home",
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
    "region": "region",
    "force": "police force area",
    "local_authority": "local authority",
    "ward": "ward",
    "postcode_sector": "postcode sector",
}

CHANNELS = {
    "call": "a call",
    "text": "a text message",
    "whatsapp": "WhatsApp",
    "signal": "Signal",
    "email": "e-mail",
    "in_person": "in person",
    "via_trusted_person": "through somebody she trusts",
}

# Printed on every page and export.
HANDLING = {
    "victim_identity_withheld": "The victim's identity is withheld.",
    "contact_only_via_ngo": "Contact only through the organisation named here.",
    "do_not_visit": "Do not visit.",
    "do_not_speak_to_suspect_before_asking": "Do not speak to the suspect before asking through the organisation.",
    "not_for_immigration_purposes": "Not for immigration purposes.",
    "s52_adult_no_consent_to_identify": (
        "Modern Slavery Act 2015 s52: adult, no consent to be identified in a notification."
    ),
}

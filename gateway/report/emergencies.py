"""The closed lists of an emergency record: why somebody was told, whom, and whether she was asked first."""

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
TOLD = {
    "999": "999",
    "101": "101",
    "social_care": "social care",
    "marac": "a MARAC",
    "other": "somebody else",
}
ASKED = {
    "yes_agreed": "asked, and she agreed",
    "yes_refused": "asked, and she refused",
    "not_safe": "not asked: it was not safe",
    "no_time": "not asked: there was no time",
}

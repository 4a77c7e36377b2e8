"""The closed lists of the identity half: how to reach her, what she needs, what she agreed to."""

from __future__ import annotations

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

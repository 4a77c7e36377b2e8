"""An invented report to practise with, as typed into the form. It has things to mend: that is what it is for.

Her first name and a number stand in the account, so that it is stopped; a day and the word “visa” are pointed out.
Everybody in it is invented; the numbers are of the ranges kept free for stories.
"""

from __future__ import annotations

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

"""What is asked for the side that only the police open, in the order of the page."""

from __future__ import annotations

from gateway.report.form.questions import Ask, Repeat, Section

WHERE = Section(
    "where",
    "Where, and which police",
    (
        Ask(
            "crime.where.area_code",
            "In which council area did it happen?",
            "Never the street: that belongs on the other side. The area also finds the police. England and Wales only.",
        ),
        Ask(
            "force",
            "Which police?",
            "Leave it open and it goes to the police who cover the area above. If the suspect is in the police, choose "
            "another force than the one he or she works for.",
            needed=True,
        ),
        Ask("crime.where.place_type", "What kind of place?"),
    ),
    folded=False,
)

WISH = Section(
    "wish",
    "Who tells it, and what she wants",
    (
        Ask("crime.reporter_role", "Who is telling this?", look="radios", needed=True),
        Ask("crime.wish", "What does she want?", look="radios", needed=True),
        Ask(
            "priority",
            "How soon should the police open it?",
            "“Soon” asks them to open it within one working day. It is not an emergency service.",
            look="radios",
        ),
    ),
    folded=False,
)

WHAT = Section(
    "what",
    "What happened",
    (
        Ask(
            "crime.crime_types",
            "What kind of crime?",
            "Up to three, the main one first. If unsure, leave it out and write below what happened.",
        ),
        Ask(
            "crime.acts_narrative",
            "What happened, in your words?",
            "Needed if no crime is chosen above. In English or Welsh, “she” and “he”, not her own words. Say what she "
            "said, what you saw, what others said; in which month she told it, if not now. Up to 6000 characters.",
            look="long",
        ),
    ),
    folded=False,
)

ACCOUNT = Section(
    "account",
    "More on this account",
    (
        Ask("crime.account_source", "Where does this account come from?"),
        Ask("crime.taken_via_interpreter", "Was it told through an interpreter?"),
        Ask("crime.hate_strands", "Was it done out of hatred? Only if she wants to say so"),
    ),
)

WHEN = Section(
    "when",
    "When",
    (
        Ask(
            "crime.when.precision",
            "How exact?",
            "A month is usually enough. An exact day can tell the police who she is.",
        ),
        Ask(
            "crime.when.from",
            "From",
            "Such as 2026, 2026-10, 2026-autumn, 2026-W41 or 2026-10-05.",
            look="short",
        ),
        Ask("crime.when.to", "To", "Written in the same way. Leave out if it was once.", look="short"),
        Ask("crime.when.still_happening", "Is it still happening?"),
        Ask("crime.when.frequency", "How often?"),
        Ask("crime.when.duration", "For how long?"),
        Ask("crime.when.day_part", "At what part of the day?"),
        Ask("crime.when.week_part", "On what days?"),
    ),
)

PLACE = Section(
    "place-more",
    "More on where",
    (
        Ask("crime.where.area_level", "How exactly may the police know it?", "Leave it: the council area."),
        Ask(
            "crime.where.online_platform",
            "If online: where?",
            "The name of the app or website, nothing more.",
        ),
        Ask("crime.force_role", "A special team there?"),
    ),
)

HOW = Section(
    "how",
    "How it was done, and injuries",
    (
        Ask("crime.methods.weapons", "Weapons"),
        Ask("crime.methods.threats", "Threats"),
        Ask("crime.methods.control", "Control"),
        Ask("crime.injury", "Was she hurt?"),
        Ask("crime.medical_help", "Did she get medical help?", "Never where or on which day."),
    ),
)

SUSPECTS = Section(
    "suspects",
    "Who did it: described, not named",
    (
        Repeat(
            "crime.suspects",
            "Suspect",
            (
                Ask("relationship", "Who is this to her?"),
                Ask("role", "Part in it"),
                Ask("sex", "Sex"),
                Ask("age_band", "Age"),
                Ask("height_band", "Height"),
                Ask("build", "Build"),
                Ask("hair", "Hair"),
                Ask("marks", "Marks, scars, tattoos"),
                Ask("clothing", "Clothing"),
                Ask("accent_described", "Voice", "How it sounds. Never a country or a language."),
                Ask("job_sector", "Works in", "The kind of work only. A rare post leads to one door."),
                Ask("could_identify_again", "Could she point this person out?"),
                Ask("known_to_have_done_it_to_others", "Has done it to others?"),
                Ask("weapon_access", "Can get at weapons?"),
                Ask("lives_with_or_near_victim", "Lives with her or near her?"),
                Ask("contact_with_children", "Has contact with children?"),
            ),
            first=1,
        ),
    ),
    hint="Name, phone, address, employer and number plate belong on the other side, where they stay locked.",
)

VEHICLES = Section(
    "vehicles",
    "Vehicles",
    (
        Repeat(
            "crime.vehicles",
            "Vehicle",
            (
                Ask("type", "Kind"),
                Ask("colour", "Colour"),
                Ask("make", "Make"),
                Ask(
                    "vrm",
                    "Number plate",
                    "Only of a stranger’s vehicle, in capitals without blanks.",
                    look="short",
                ),
            ),
        ),
    ),
)

EVIDENCE = Section(
    "evidence",
    "What could prove it",
    (
        Repeat(
            "crime.evidence",
            "Piece of evidence",
            (
                Ask("type", "What it is"),
                Ask("held_by", "Who has it?"),
                Ask("perishes_by", "Lost after", "A month is enough, such as 2026-12.", look="short"),
                Ask("sha256", "SHA-256 of the file, if you have it"),
            ),
        ),
    ),
    hint="No files are sent. The police learn what there is and ask through you.",
)

DANGER = Section(
    "danger",
    "Witnesses, danger, other people",
    (
        Ask("crime.witnesses.count", "How many people saw or heard it?"),
        Ask("crime.witnesses.may_talk", "May they talk to the police?"),
        Ask("crime.risk.dash_band", "Result of the DASH questions", "The answers belong on the other side."),
        Ask("crime.risk.flags", "Signs of danger"),
        Ask("crime.others_at_risk.adults", "Other adults in danger?"),
        Ask("crime.others_at_risk.children_at_risk", "Children in danger?"),
        Ask("crime.others_at_risk.social_care_told", "Has children’s social care been told?"),
        Ask(
            "crime.reported_before",
            "Was it reported before?",
            "Never a crime number: it leads to her name. It belongs on the other side.",
        ),
    ),
)

NEEDS = Section(
    "needs",
    "What the police may know of her",
    (
        Ask("crime.victim.sex", "Sex"),
        Ask("crime.victim.age_band", "Age"),
        Ask("crime.needs.interpreter", "Needs an interpreter?", "Only whether. Never which language."),
        Ask("crime.needs.officer_sex_pref", "Would rather speak to"),
    ),
)

SECTIONS = (WHERE, WISH, WHAT, ACCOUNT, WHEN, PLACE, HOW, SUSPECTS, VEHICLES, EVIDENCE, DANGER, NEEDS)

"""The side of the form that only the police open: its sections, in the order of the page."""

from gateway.report import crime
from gateway.report.fields import FORCE, Field
from gateway.report.form import texts
from gateway.report.form.questions import Section, laid_out
from gateway.report.schema import Choice

# fmt: off
# Asked on this side, and no field of a half: whom it goes to, and how soon.
ROUTE = (
    Field("force", FORCE, "Which police?",
          "We choose the force for that area. If the suspect works for that force, choose a different one. On trains "
          "and at stations: British Transport Police. On military land: Ministry of Defence Police, if listed."),
    Field("priority", Choice(dict(texts.PRIORITY), open=False), "How soon should the police open it?",
          "This is not an emergency service.", look="radios"),
)

SECTIONS = laid_out([*ROUTE, *crime.ROWS], (
    Section("where", "Where, and which police", "crime.where.area_code force crime.where.place_type", folded=False),
    Section("wish", "Who is reporting, and what she wants to happen", "crime.reporter_role crime.wish priority",
            folded=False),
    Section("what", "What happened", "crime.crime_types crime.acts_narrative", folded=False),
    Section("account", "More on this account",
            "crime.account_source crime.taken_via_interpreter crime.hate_strands"),
    Section("when", "When",
            "crime.when.precision crime.when.from crime.when.to crime.when.still_happening crime.when.frequency "
            "crime.when.duration crime.when"),
    Section("place-more", "More on where", "crime.where crime.force_role"),
    Section("how", "How it was done, and injuries", "crime.methods crime.injury crime.medical_help"),
    Section("suspects", "Who did it: described, not named", "crime.suspects.*.relationship crime.suspects",
            "Name, phone, address, employer and number plate belong on the other side, where they stay locked."),
    Section("vehicles", "Vehicles", "crime.vehicles"),
    Section("evidence", "What could prove it", "crime.evidence",
            "No files are sent. The police learn what there is and ask through you."),
    Section("danger", "Witnesses, danger, other people",
            "crime.witnesses crime.risk crime.others_at_risk crime.reported_before"),
    Section("needs", "What the police may know of her", "crime.victim crime.needs"),
))

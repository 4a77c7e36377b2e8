"""What both desks call things: states, reasons, what was done, kinds of messages. What she reads is in
`gateway.report.statuses`, the words of a question in `keys.desk.police.information_request`, of an answer in
`keys.desk.messages.correspondence`."""

STATES = {
    "new": "New, nobody has opened it",
    "recalled": "Recalled by the organisation",
    "declined": "Declined, for another force",
    "moved": "Moved to another force, destroyed here",
    "replaced": "Replaced by a newer account",
    "file again": "Could not be delivered: file it again",
    "kept": "Kept, not sent",
    "sent": "Sent",
    "delivered": "Received by the police",
    "opened": "Opened",
    "assessing": "Being assessed",
    "logged_intelligence": "Kept as intelligence",
    "logged_incident": "Logged as an incident",
    "recorded_crime": "Recorded as a crime",
    "recorded_n100": "Recorded as N100 (rape, not yet confirmed)",
    "wrong_force_moved": "Moved to another force",
    "question_for_you": "A question was asked",
    "vir_request": "Papers were asked for (VIR)",
    "meeting_offered": "A meeting was offered",
    "investigating": "Under investigation",
    "protective_step": "A protective step was taken",
    "voluntary_interview": "Suspect interviewed, not arrested",
    "arrested": "Suspect arrested",
    "bailed": "Released on bail",
    "rui": "Released under investigation",
    "bail_changed": "Bail conditions changed",
    "released_no_charge": "Released without charge",
    "with_prosecutor": "With the CPS",
    "charged": "Charged",
    "not_charged": "Not charged",
    "out_of_court": "Dealt with out of court",
    "court_date": "Court date set",
    "result": "Court result",
    "nfa": "No further action",
    "reopened": "Opened again",
    "closed_retained": "Closed, kept on record",
    "expired": "Retention ended",
    "paused_by_victim": "She paused",
    "withdrawn": "She withdrew",
    "converted_named": "She speaks with her name",
}
"""A state of a report: the code of a status, or one of the desk's own."""
REASONS = {
    "suspect_not_identified": "Suspect not identified",
    "evidence_insufficient": "Not enough evidence",
    "needs_victim_account": "She declined to give an account",
    "not_in_public_interest_police": "Not in the public interest (police)",
    "not_in_public_interest_cps": "Not in the public interest (CPS)",
    "other_agency": "Another agency deals with it",
    "diversion": "Diversion",
    "suspect_died": "The suspect died",
    "suspect_ill_or_underage": "The suspect is too ill or too young",
    "victim_or_witness_ill_or_died": "A victim or witness is too ill or died",
    "time_limit": "Time limit passed",
    "community_resolution": "Community resolution",
    "caution": "Caution",
    "charged": "Charged",
    "not_a_crime": "What is told is no crime",
    "outside_uk": "It happened outside the UK",
    "duplicate": "The same as another report or a case you have",
}
"""Why police do no more."""
ACTIONS = {
    "opened": "Opened",
    "exported_pdf": "Exported as PDF",
    "exported_csv": "Exported as CSV",
    "exported_json": "Exported as JSON",
    "exported_text": "Exported as text",
    "exported_evidence": "Exported as evidence",
}
"""What an officer did with a report, as the NGO is told."""
KINDS = {
    "confirm": "Confirmed that the organisation filed this report",
    "question": "Asked a question",
    "answer": "Answered",
    "correction": "Corrected the account",
    "paused": "Told the police that she pauses",
    "withdrawn": "Told the police that she stopped",
    "mailbox_moved": "She has a new code",
    "release": "Released with her consent",
    "release_withdrawn": "Took back what was released",
    "erased": "Erased what was taken back",
    "declined": "Named another force as the right one",
    "erasure_ask": "Asked for erasure",
}
"""What one desk says to the other."""
MOVING = {"erasure_ask": "Ordered to destroy its copy", "erased": "Destroyed its copy of the report"}
"""What is said of the copy of a report that was moved."""
ON_HER_PAGE = {
    "note": "Wrote on her page",
    "notice": "A notice on her page",
    "question": "A question on her page",
    "safe": "She knows: her page may show it",
    "not_yet": "Her page waits 72 hours more",
}
"""What an NGO's desk put on her page, other than a status."""


def in_words(table: dict[str, str], code: str) -> str:
    """The words of a code; of one that this program does not know, the code itself, readable."""
    return table.get(code) or code.replace("_", " ").capitalize()

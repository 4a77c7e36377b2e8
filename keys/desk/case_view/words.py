"""What both desks call things: states, reasons, what was done, kinds of messages. What she reads is in
`gateway.report.statuses`, the words of a question in `keys.desk.police.information_request`, of an answer in
`keys.desk.messages.correspondence`. All codes are of `keys/vocabulary.json`."""

from collections.abc import Iterable

from keys.vocabulary import VOCABULARY

STATES: dict[str, str] = {
    "new": "New, nobody has opened it",
    "recalled": "Recalled by the organisation",
    "declined": "Declined, for another force",
    "moved": "Moved to another force, destroyed here",
    "replaced": "Replaced by a newer account",
    "file again": "Could not be delivered: file it again",
    **{row["code"]: row["desk"] for row in VOCABULARY["statuses"]},
}
"""A state of a report: the code of a status, or one of the desk's own."""
REASONS: dict[str, str] = {code: row["words"] for code, row in VOCABULARY["reasons"].items()}
"""Why police do no more."""
ACTIONS: dict[str, str] = VOCABULARY["actions"]
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
    "attachment": "Sent a file of evidence",
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
COMPARTMENTS: dict[str, str] = VOCABULARY["request"]["compartment"]
"""What is about the crime too, and the police may ask for. Not: her name, birth, address or telephone; those are hers
to offer."""
OF_HERS = {
    "name": "Her name",
    "birth": "When she was born",
    "phone": "Her phone number",
    "email": "Her e-mail",
    "address": "Where she lives",
    "safe_contact": "How to reach her safely",
    "language": "Her language",
    "interpreter": "Her interpreter",
    "people": "People around her",
    "children": "Her children",
    **COMPARTMENTS,
}
"""What she may let the police see, by the leaf of the identity part that it is (ENVELOPE.md)."""


def in_words(table: dict[str, str], code: str) -> str:
    """The words of a code; of one that this program does not know, the code itself, readable."""
    return table.get(code) or code.replace("_", " ").capitalize()


def leaves_in_words(names: Iterable[str]) -> str:
    """Several leaves in one sentence, such as "Who did it, her name"."""
    return ", ".join(in_words(OF_HERS, name).lower() for name in names).capitalize()

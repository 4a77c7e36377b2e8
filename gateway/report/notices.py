"""What the NGO's desk tells her of what she let the police see, in fixed sentences that her page says in her language.

Rules
- A notice names kinds of things ("the place"), never what they say: her page may be read over her shoulder.
- It carries English beside its code, so that a page which does not know the code still says it.
- Of a release there are three: it was sent, it was opened, it was stopped. When it was opened is the force's own
  signed word; nothing here says that it was understood, or forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable

from gateway.report.names import day_in_london

RELEASED, OPENED, STOPPED = "released", "release_opened", "release_stopped"
NOTICES = {
    RELEASED: "Because you said yes, this was sent to the police: %(things)s.",
    OPENED: "On %(day)s the police opened what you let them see: %(things)s.",
    STOPPED: "The police may not see this any more: %(things)s. They may remember what they have read.",
}
THINGS = {
    "name": "your name",
    "birth": "when you were born",
    "phone": "your phone number",
    "email": "your e-mail",
    "address": "where you live",
    "safe_contact": "how to reach you safely",
    "language": "your language",
    "interpreter": "which interpreter you want",
    "people": "people close to you",
    "children": "your children",
    "premises": "the place",
    "suspect": "who did it",
    "history": "what happened before",
    "evidence_originals": "where the proof is kept",
    "witness_contact": "how to reach a witness",
    "safe_contact_for_police": "how police can reach you safely",
    "abroad": "what happened in another country",
}
OTHER = "something else of yours"  # a leaf that this version has no words for


def thing(leaf: str) -> str:
    """What she is told that a leaf is, in plain English."""
    return THINGS.get(leaf, OTHER)


def english(code: str, leaves: Iterable[str], day: int) -> str:
    """The sentence of a notice for a page that does not know its code."""
    return NOTICES[code] % {"things": ", ".join(map(thing, leaves)), "day": day_in_london(day)}

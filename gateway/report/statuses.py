"""The status vocabulary: what may be said about a report, by whom, and the plain English words for her.

A status is one row: who may set it, its step of the picture on her page, what she is told, what comes after it, the
police's clock. The gateway writes no status: an NGO's desk writes those of the NGO, a police desk those of the police.
Her words are for a reading age of about nine and are what translations are made from, sentence by sentence: a short
one that says what happened, and more to say while it is the newest. Clocks are working days of England and Wales.

Rules of what comes after (no status is a dead end)
- Every row has at least one sentence, and a code that this version does not know sends her to her worker.
- Where police do no more, she reads of the review, of a complaint, of a court and of support, in this order: what the
  law gives her first, what does not depend on the police last.
- Nothing is promised that somebody else decides: "can", "often", "may".

Notices: what the NGO's desk tells her of what she let the police see, in fixed sentences that her page translates
- A notice names kinds of things ("the place"), never what they say: her page may be read over her shoulder.
- It carries English beside its code, so that a page which does not know the code still says it.
- Of a release there are three: it was sent, it was opened, it was stopped. When it was opened is the force's own
  signed word; nothing here says that it was understood, or forgotten.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from gateway.report.names import day_in_london

STAGES = {
    "kept": "Kept",
    "sent": "Sent",
    "opened": "Opened",
    "working": "Police are working",
    "finished": "Finished",
}
"""The five-step picture line of her page and of her NGO's, in order: name and words."""
STEPS = tuple(STAGES)
KEPT, SENT, OPENED, WORKING, FINISHED = range(len(STEPS))

NGO = "ngo"
POLICE = "police"

_YOURS = "You decide if it is sent, and when. You can change your mind."
_OPENING = "Next, a police officer opens it. This can take some days."
_DECIDING = "Next, police decide what to do. This can take days or weeks."
_QUIET = "Maybe nothing more happens for now. If you want more, or want to stop, tell your worker."
_WEEKS = "This can take weeks or months. When there is news, you can read it here."
_ASKED = "Your worker talks with you first. You can say yes, no, or nothing: each is all right."
_SAFE = "Your worker can help you plan how to stay safe. If you are afraid now, call %(n999)s."
_COURT = "This can take months. Your worker can explain each step."
_REVIEW = (
    "You can ask police to look at it again. Your worker can ask for you. Ask soon: often there is a limit of "
    "three months."
)
_COMPLAIN = "You can complain about the police. It costs nothing. Your worker can help."
_ORDER = (
    "A court can order a person to stay away from you, also when police do nothing. Ask your worker about free "
    "legal advice."
)
_HELP = "Your worker still helps you. This does not depend on the police."
_RETURN = "When you want to go on, tell your worker."
_WORKER = "Your worker can explain what comes next."


@dataclass(frozen=True, slots=True)
class Status:
    """One code: who sets it, its step of the picture, what she is told, and what comes after it.

    within: the police's clock, in working days. dangerous: the suspect may know first, so the NGO is told at once and
    her page waits. ended: `then` is what she can still do, not what happens next; None: where its step is the last.
    """

    code: str
    set_by: str
    step: int
    short: str
    more: str = ""
    then: tuple[str, ...] = (_WORKER,)
    within: int | None = None
    dangerous: bool = False
    ended: bool | None = None

    @property
    def sentence(self) -> str:
        """All she is told while this is the newest."""
        return f"{self.short} {self.more}".rstrip()


# fmt: off
_ALL = (
    Status("kept", NGO, KEPT, "Your worker is keeping this.", "Nothing has been sent.", then=(_YOURS,)),
    Status("sent", NGO, SENT, "It has been sent.", "Police have not opened it yet.", then=(_OPENING,)),
    Status("delivered", NGO, SENT, "It reached the police computer.", then=(_OPENING,)),
    Status("wrong_force_moved", NGO, SENT, "It went to a different police area that covers this place.",
           "Police have not opened it yet.", then=(_OPENING,)),
    Status("opened", POLICE, OPENED, "A police officer has opened it.", "They do not know your name.",
           then=(_DECIDING,), within=3),
    Status("logged_intelligence", POLICE, WORKING,
           "Police keep it as information.", "There is no crime number. It may help catch this person later.",
           then=(_QUIET,), within=1),
    Status("logged_incident", POLICE, WORKING, "Police noted it as an incident.", "It is not yet counted as a crime.",
           then=(_QUIET,), within=1),
    Status("recorded_crime", POLICE, WORKING,
           "Police wrote it down as a crime.", "The number is kept by your worker.",
           then=(_WEEKS,), within=1),
    Status("recorded_n100", POLICE, WORKING, "Police wrote it down as a report of rape.", then=(_WEEKS,), within=1),
    Status("assessing", POLICE, WORKING, "Police are reading it and deciding what to do.",
           then=(_DECIDING,), within=5),
    Status("question_for_you", POLICE, WORKING, "Police have a question.", "You do not have to answer.",
           then=(_ASKED,)),
    Status("vir_request", POLICE, WORKING,
           "Police ask your worker for papers about you.", "You will see what and why. You can object.",
           then=(_ASKED,)),
    Status("meeting_offered", POLICE, WORKING, "An officer would like to meet you with your worker.", "You choose.",
           then=(_ASKED,)),
    Status("investigating", POLICE, WORKING, "Police are investigating.", then=(_WEEKS,)),
    Status("protective_step", POLICE, WORKING, "Police did something to make people safer.",
           then=(_WEEKS,), within=1),
    Status("arrested", POLICE, WORKING, "The person was arrested.", "Talk with your worker first about staying safe.",
           then=(_SAFE,), within=1, dangerous=True),
    Status("voluntary_interview", POLICE, WORKING, "Police questioned the person.", "The person was not arrested.",
           then=(_SAFE,), within=1),
    Status("bailed", POLICE, WORKING,
           "Police let the person go for now, with rules they must keep.", "Your worker knows the rules.",
           then=(_SAFE,), within=1, dangerous=True),
    Status("rui", POLICE, WORKING, "Police let the person go for now.", "Police are still investigating.",
           then=(_SAFE,), within=1),
    Status("bail_changed", POLICE, WORKING, "The rules the person must keep have changed.", "Your worker knows them.",
           then=(_SAFE,), within=1),
    Status("released_no_charge", POLICE, WORKING, "Police let the person go.", "The person was not charged.",
           then=(_SAFE, _REVIEW), within=1, dangerous=True),
    Status("with_prosecutor", POLICE, WORKING, "Lawyers (CPS) are deciding.", then=(_COURT,), within=1),
    Status("charged", POLICE, WORKING, "The person was charged.", "The next step is court.",
           then=(_SAFE, _COURT), within=1, dangerous=True),
    Status("not_charged", POLICE, WORKING,
           "The person will not be charged.", "You can ask for the reason, and ask them to look again.",
           then=(_REVIEW, _COMPLAIN, _ORDER, _HELP), within=1, ended=True),
    Status("out_of_court", POLICE, FINISHED, "Police dealt with it without a court.", "Your worker can explain.",
           then=(_COMPLAIN, _ORDER, _HELP), within=1),
    Status("court_date", POLICE, WORKING, "There is a day for court.", "Your worker knows it.",
           then=(_COURT,), within=1),
    Status("result", POLICE, FINISHED, "The court has decided.", "Your worker can explain.",
           then=(_ORDER, _HELP), within=1),
    Status("nfa", POLICE, FINISHED,
           "Police will not do more now.",
           "Your worker can tell you why. You can ask them to look again. It can be opened later.",
           then=(_REVIEW, _COMPLAIN, _ORDER, _HELP), within=1, dangerous=True),
    Status("paused_by_victim", NGO, WORKING, "You asked to stop for now.", "Nobody will contact you about it.",
           then=(_RETURN, _HELP), ended=True),
    Status("withdrawn", NGO, FINISHED, "You asked to stop.", "Your worker can explain what police may still keep.",
           then=(_RETURN, _HELP)),
    Status("converted_named", NGO, FINISHED,
           "You chose to speak with your name.", "This page will close; your worker explains the next step.",
           then=(_WORKER,), ended=False),
    Status("reopened", POLICE, WORKING, "Police opened it again.", then=(_WEEKS,), within=1),
    Status("closed_retained", POLICE, FINISHED, "Police closed it.", "They keep what was written.",
           then=(_REVIEW, _COMPLAIN, _HELP), within=1),
    Status("expired", POLICE, FINISHED, "The time to keep this has ended.", then=(_RETURN, _HELP), within=1),
)
# fmt: on

STATUSES = {status.code: status for status in _ALL}
MOVED = "wrong_force_moved"
MOVED_TO = "It was moved to %(force)s."
"""What she reads instead of the first sentence of `MOVED` where the NGO's word names the force that has it now."""
DANGEROUS = frozenset(status.code for status in _ALL if status.dangerous)
_PLACES = {code: place for place, code in enumerate(STATUSES)}

PRIORITY_OPENED_WITHIN = 1  # working days to open a priority report; otherwise STATUSES["opened"].within

# Why police do no more, with the Home Office outcome numbers where there is one. Never "because anonymous".
NFA_REASONS = {
    "suspect_not_identified": "18",
    "evidence_insufficient": "15",
    "needs_victim_account": "14/16",
    "not_in_public_interest_police": "10/21",
    "not_in_public_interest_cps": "9",
    "other_agency": "20",
    "diversion": "22",
    "suspect_died": "5",
    "suspect_ill_or_underage": "11/12",
    "victim_or_witness_ill_or_died": "13",
    "time_limit": "17",
    "community_resolution": "8",
    "caution": "2/3",
    "charged": "1",
    "not_a_crime": "",
    "outside_uk": "",
    "duplicate": "",
}


def codes_of(writer: str) -> tuple[str, ...]:
    """The codes that `writer` ("ngo" or "police") may set, in the order of a case."""
    return tuple(status.code for status in _ALL if status.set_by == writer)


def is_dangerous(code: str) -> bool:
    """True for the five codes that wait for safety, and for any code this version does not know."""
    return code in DANGEROUS or code not in STATUSES


def stage(code: str) -> int:
    """The step of the picture line, 0 to 4. A code this version does not know counts as `working`."""
    status = STATUSES.get(code)
    return status.step if status else WORKING


def place(code: str) -> int:
    """Where a code stands in the order of a case; one this version does not know stands last."""
    return _PLACES.get(code, len(_PLACES))


def words(code: str) -> tuple[str, str]:
    """What happened, and more to say about it (may be empty), in plain English.

    A code that this version does not know sends her to her worker.
    """
    status = STATUSES.get(code)
    return (status.short, status.more) if status else ("There is news.", "Your worker can tell you more.")


def sentence(code: str) -> str:
    """All she is told about a code, in plain English."""
    return " ".join(words(code)).rstrip()


NEXT = "What happens next"
STILL = "What you can still do"


def after(code: str) -> tuple[str, tuple[str, ...]]:
    """The heading and the sentences that follow a status, in plain English."""
    status = STATUSES.get(code)
    if status is None:
        return NEXT, (_WORKER,)
    ended = status.step == FINISHED if status.ended is None else status.ended
    return STILL if ended else NEXT, status.then


RELEASED, RELEASE_OPENED, STOPPED = "released", "release_opened", "release_stopped"
NOTICES = {
    RELEASED: "Because you said yes, this was sent to the police: %(things)s.",
    RELEASE_OPENED: "On %(day)s the police opened what you let them see: %(things)s.",
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

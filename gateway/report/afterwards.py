"""What comes after a status, for her: what happens next, or what she can still do. No status is a dead end (R15).

Rules
- Every code has at least one sentence, and one that this version does not know sends her to her worker.
- Where police do no more, she reads of the review, of a complaint, of a court and of support, in this order: what the
  law gives her first, what does not depend on the police last.
- Nothing is promised that somebody else decides: "can", "often", "may".
"""

from __future__ import annotations

from gateway.report import statuses

NEXT = "What happens next"
STILL = "What you can still do"

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

_AFTER: dict[str, tuple[str, ...]] = {
    "kept": (_YOURS,),
    "sent": (_OPENING,),
    "delivered": (_OPENING,),
    "opened": (_DECIDING,),
    "wrong_force_moved": (_DECIDING,),
    "assessing": (_DECIDING,),
    "logged_intelligence": (_QUIET,),
    "logged_incident": (_QUIET,),
    "recorded_crime": (_WEEKS,),
    "recorded_n100": (_WEEKS,),
    "investigating": (_WEEKS,),
    "protective_step": (_WEEKS,),
    "reopened": (_WEEKS,),
    "question_for_you": (_ASKED,),
    "vir_request": (_ASKED,),
    "meeting_offered": (_ASKED,),
    "arrested": (_SAFE,),
    "voluntary_interview": (_SAFE,),
    "bailed": (_SAFE,),
    "rui": (_SAFE,),
    "bail_changed": (_SAFE,),
    "released_no_charge": (_SAFE, _REVIEW),
    "with_prosecutor": (_COURT,),
    "charged": (_SAFE, _COURT),
    "court_date": (_COURT,),
    "not_charged": (_REVIEW, _COMPLAIN, _ORDER, _HELP),
    "nfa": (_REVIEW, _COMPLAIN, _ORDER, _HELP),
    "out_of_court": (_COMPLAIN, _ORDER, _HELP),
    "result": (_ORDER, _HELP),
    "closed_retained": (_REVIEW, _COMPLAIN, _HELP),
    "expired": (_RETURN, _HELP),
    "paused_by_victim": (_RETURN, _HELP),
    "withdrawn": (_RETURN, _HELP),
    "converted_named": (_WORKER,),
}
_ENDED = frozenset({"not_charged", "paused_by_victim"})


def after(code: str) -> tuple[str, tuple[str, ...]]:
    """The heading and the sentences that follow a status, in plain English."""
    ended = code in _ENDED or (code in _AFTER and statuses.stage(code) == statuses.FINISHED)
    return (STILL if ended and code != "converted_named" else NEXT), _AFTER.get(code, (_WORKER,))

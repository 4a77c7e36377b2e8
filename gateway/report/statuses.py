"""The status vocabulary: what may be said about a report, by whom, and the plain English words for her.

A status is one row of `keys/vocabulary.json`: who may set it, its step of the picture on her page, what she is told,
what comes after it, the police's clock. The gateway writes no status: an NGO's desk writes those of the NGO, a police
desk those of the police.
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
from typing import Any

from gateway.report.names import day_in_london
from keys.vocabulary import VOCABULARY

STAGES: dict[str, str] = VOCABULARY["steps"]
"""The five-step picture line of her page and of her NGO's, in order: name and words."""
STEPS = tuple(STAGES)
KEPT, SENT, OPENED, WORKING, FINISHED = range(len(STEPS))

NGO = "ngo"
POLICE = "police"

_THEN: dict[str, str] = VOCABULARY["then"]
_WORKER = _THEN["worker"]


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


def _read(row: dict[str, Any]) -> Status:
    said = {name: value for name, value in row.items() if name != "desk"}
    return Status(**said | {"step": STEPS.index(row["step"]), "then": tuple(_THEN[name] for name in row["then"])})


_ALL = tuple(map(_read, VOCABULARY["statuses"]))

STATUSES = {status.code: status for status in _ALL}
MOVED = "wrong_force_moved"
MOVED_TO = "It was moved to %(force)s."
"""What she reads instead of the first sentence of `MOVED` where the NGO's word names the force that has it now."""
DANGEROUS = frozenset(status.code for status in _ALL if status.dangerous)
_PLACES = {code: place for place, code in enumerate(STATUSES)}

PRIORITY_OPENED_WITHIN = 1  # working days to open a priority report; otherwise STATUSES["opened"].within

NFA_REASONS: dict[str, str] = {code: row["outcome"] for code, row in VOCABULARY["reasons"].items()}
"""Why police do no more, with the Home Office outcome numbers where there is one. Never "because anonymous"."""


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
NOTICES: dict[str, str] = VOCABULARY["notices"]
THINGS: dict[str, str] = VOCABULARY["things"]
OTHER = "something else of yours"  # a leaf that this version has no words for


def thing(leaf: str) -> str:
    """What she is told that a leaf is, in plain English."""
    return THINGS.get(leaf, OTHER)


def english(code: str, leaves: Iterable[str], day: int) -> str:
    """The sentence of a notice for a page that does not know its code."""
    return NOTICES[code] % {"things": ", ".join(map(thing, leaves)), "day": day_in_london(day)}

"""What waits to leave this desk, in words, and holding it back: as if it had never been said.

Only what certainly has not left can be held back: it was never sealed for sending, and no other program of this desk
is sending it now. A status has two copies, for the NGO and for her mailbox: both go or neither. Of several statuses
the newest goes first, because each line of her page tells of the ones before it. What was promised with a signed
receipt, or belongs to an act that changed more than its own words, is not held back here, and the row says what to do.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.report.names import name_of
from gateway.report.statuses import is_dangerous
from keys.clock import now
from keys.desk.case_view.words import ACTIONS, KINDS, ON_HER_PAGE, STATES, in_words
from keys.desk.desk import Desk
from keys.desk.errors import DeskError
from keys.desk.messages.status_line import ASKING
from keys.desk.police.information_request import CONFIRM_ASKED
from keys.desk.store.outbox import ItemType, OutboxItem
from keys.desk.store.records import Case, Message
from keys.roles import Kind, Part

_TO_HER = ("note", "notice", "question")
_ALONE = ("question", "correction")  # words to the other desk that change nothing but that they were said
_GONE = "It may have left already, so it cannot be held back."
_SORTS = {
    ItemType.RECEIPT: "A signed receipt",
    ItemType.RECALL: "The order to give it back unread",
    ItemType.WIPE: "Her old page is emptied",
    ItemType.FREE: "Her page is made ready for another force",
    ItemType.UPLOAD: "The report itself",
}
_WHY = {
    ItemType.RECEIPT: "It says what was done at this desk.",
    ItemType.WIPE: "It belongs to her new code.",
    ItemType.FREE: "It belongs to moving the report.",
    ItemType.UPLOAD: "Call the report back on its own page.",
}


@dataclass(frozen=True)
class Waiting:
    """One row: `what` leaves for whom, `when`, of which report (its first signs). `why_not`: why it stays, or empty."""

    id: str
    what: str
    to: str
    when: str
    reference: str
    why_not: str = ""
    stuck: bool = False


def listed(desk: Desk) -> list[Waiting]:
    """Everything that waits, what is due first in front; the two copies of a status, and equal rows, once."""
    found: dict[object, Waiting] = {}
    for item in desk.outbox.waiting():
        case = desk.cases.get(item.report_id)
        what, to = _what(item), _to(desk, item)
        row = Waiting(
            item.id, what, to, _when(item), "" if case is None else case.short, _why_not(desk, case, item), item.stuck
        )
        pair = (item.report_id, item.words.get("seq")) if _is_status(desk, item) else None
        key = pair or ((row.what, row.to, row.reference) if row.why_not else item.id)
        if key not in found:
            found[key] = row
        elif pair:
            found[key] = Waiting(**{**vars(found[key]), "to": f"{found[key].to} and {to}"})
    return list(found.values())


def hold_back(desk: Desk, ident: str) -> str:
    """What the item would have said is unsaid, and the report stands as before it. What was held back, in words.

    DeskError when it has left or may have, or is not held back here; then nothing is changed.
    """
    with desk.vault.batch():
        item = next((each for each in desk.outbox.waiting() if each.id == ident), None)
        if item is None:
            raise DeskError("It has left already, so it cannot be held back.")
        case = desk.cases.get(item.report_id)
        if why_not := _why_not(desk, case, item):
            raise DeskError(f"Not held back. {why_not}")
        assert case is not None
        what = _what(item)
        if _is_status(desk, item):
            _unsay_status(desk, case, item)
        else:
            desk.outbox.drop(item.id)
            _unsay(desk, case, item)
        desk.cases.put(case)
        return what


# --- what may be held back


def _why_not(desk: Desk, case: Case | None, item: OutboxItem) -> str:
    if item.sealed or item.claimed > now():
        return _GONE
    kind = str(item.words.get("kind", ""))
    if case is None or item.sort not in (ItemType.ENVELOPE, ItemType.MAIL):
        return _WHY.get(item.sort, "It is the order itself that stops.")
    if item.part in (Part.DISCLOSE, Part.ATTACHMENT):
        return "Take it back on the report’s own page."
    if _is_status(desk, item):
        return _status_why_not(desk, item)
    if item.sort is ItemType.MAIL:
        return "" if kind in (*_TO_HER, "safe", "not_yet") else "It only says on her page how far it is."
    if kind in _ALONE or (desk.settings.kind is Kind.POLICE and kind == "answer"):
        return ""
    if kind == "opened_by":
        return "" if item.words.get("action") == CONFIRM_ASKED else "It says what was done at this desk."
    return "It belongs to an act that changed more. Write to the other desk instead."


def _is_status(desk: Desk, item: OutboxItem) -> bool:
    """True for a copy of a status that an officer set."""
    return desk.settings.kind is Kind.POLICE and item.words.get("kind") == "status"


def _status_why_not(desk: Desk, item: OutboxItem) -> str:
    if _code(item) == "opened":
        return "That it was opened is told with a signed receipt."
    copies = _copies(desk, item)
    if len(copies) < 2 or any(each.sealed or each.claimed > now() for each in copies):
        return "One of its two copies may have left already, so it cannot be held back. Set the right status now."
    if any(message.seq > int(item.words["seq"]) for message in _statuses(desk, item.report_id)):
        return "A newer status waits behind it. Hold that one back first."
    return ""


def _copies(desk: Desk, item: OutboxItem) -> list[OutboxItem]:
    seq = item.words["seq"]
    return [
        each
        for each in desk.outbox.of_report(item.report_id)
        if _is_status(desk, each) and each.words.get("seq") == seq and each.id in (item.id, item.other)
    ]


def _statuses(desk: Desk, report_id: str) -> list[Message]:
    said = desk.cases.said(report_id)
    return [each for each in said if each.out and each.kind == "status" and each.part == Part.FROM_POLICE]


def _code(item: OutboxItem) -> str:
    return str(item.words.get("body", item.words).get("code", ""))


# --- as if it had never been said


def _unsay_status(desk: Desk, case: Case, item: OutboxItem) -> None:
    for each in _copies(desk, item):
        desk.outbox.drop(each.id)
        _forget(desk, each)
    pair = [_code(item), int(item.words["day"])]
    at = max((place for place, each in enumerate(case.line) if list(each) == pair), default=None)
    if at is not None:
        del case.line[at]


def _unsay(desk: Desk, case: Case, item: OutboxItem) -> None:
    _forget(desk, item)
    words, kind = item.words, item.words["kind"]
    if kind == "question" and case.withheld_question == words.get("id"):
        case.withheld_question = ""
    if kind not in ("answer", "safe", "not_yet"):
        return
    for message in desk.cases.said(case.report_id):
        if message.out:
            continue
        if kind == "answer" and message.kind == "question" and message.body.get("id") == words["about"]:
            message.dealt_with = None
        elif message.kind == "status" and is_dangerous(str(message.body["body"]["code"])):
            if kind == "safe" and message.dealt_with is not None and message.dealt_with >= int(words["day"]):
                message.dealt_with = None  # a call too many is better than one too few
            elif kind == "not_yet" and message.body["body"]["seq"] == words["about"]["seq"]:
                message.body.pop("delayed", None)
        desk.cases.say(message)


def _forget(desk: Desk, item: OutboxItem) -> None:
    """The message of the item is gone from what was said."""
    for message in desk.cases.said(item.report_id):
        if message.out and message.part == item.part and (message.seq, message.kind) == (
            item.words["seq"], item.words["kind"],
        ):  # fmt: skip
            desk.cases.unsay(message)


# --- in words


def _what(item: OutboxItem) -> str:
    kind = str(item.words.get("kind", ""))
    if kind == "status":
        return f"Status: {in_words(STATES, _code(item))}"
    if item.part == Part.DISCLOSE:
        return "What she releases, or takes back"
    if item.part == Part.ATTACHMENT:
        return "A piece of a file of evidence"
    if item.sort is ItemType.MAIL:
        return in_words(ON_HER_PAGE, kind) if kind else "How far it is, once more"
    if kind == "opened_by":
        return in_words(ACTIONS, str(item.words.get("action", "")))
    return _SORTS.get(item.sort) or in_words(KINDS, kind)


def _to(desk: Desk, item: OutboxItem) -> str:
    if item.sort is ItemType.MAIL:
        return "her page"
    return name_of(item.to) if item.to and desk.settings.org != item.to else "the website"


def _when(item: OutboxItem) -> str:
    if item.stuck:
        return "refused several times: look at “This desk”"
    if item.due <= now():
        return "as soon as it can"
    return "in the next round of the day" if item.daily else "at a random time within a day"


def after(case: Case) -> str:
    """What is said besides after a question was held back: her page would go on to say that something is asked."""
    last = str(case.line[-1][0]) if case.line else ""
    return "Her page would still say that police have a question: hold that back too." if last in ASKING else ""

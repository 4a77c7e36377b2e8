"""Statuses, and the status line that her page draws: [code, day] pairs, oldest first.

A status is written twice: sealed to the NGO (part 4) and into her mailbox (part 6), with one sequence number and one
body. The NGO's desk itself writes `sent` and `delivered`. A dangerous status may be known to the suspect first: the
NGO's copy leaves at once, hers carries the hour before which her page does not show it, and no other line names it
before that hour.
"""

from typing import Any

from gateway.report.statuses import NFA_REASONS, POLICE, SENT, codes_of, stage
from gateway.report.statuses import is_dangerous as dangerous
from keys.clock import now, today
from keys.desk.desk import Desk, act
from keys.desk.errors import DeskError
from keys.desk.messages.correspondence import must_be_opened, must_not_be_declined, must_not_be_recalled
from keys.desk.store.outbox import HOUR, WINDOW, ItemType, OutboxItem
from keys.desk.store.records import Case, Message
from keys.roles import Kind, Part

HIDDEN_HOURS = 24
"""How long her page waits with a dangerous status."""
ASKING = frozenset({"question_for_you", "vir_request", "meeting_offered"})
"""Statuses that say that something is asked: over when it is answered."""
LONGEST_LINE = 40
"""Pairs; a mailbox body has 1964 bytes. The first ones stay, the middle is left out."""


def write(desk: Desk, case: Case, code: str, *, to: str = "") -> OutboxItem:
    """An NGO's own status waits for its random time, for her mailbox alone; the case's line has it.

    `to`: the force that a report was moved to.

    One that still waits is overtaken in its place: two writes a day are few, and the line tells both.
    """
    if [code] not in [pair[:1] for pair in case.line]:
        case.line.append([code, today()])
    named = {"to": to} if to else {}
    for item in desk.outbox.of_report(case.report_id):
        if item.words.get("kind") == "status" and not item.sealed and item.claimed <= now():
            item.words |= {"code": code, "day": today(), "line": line_for_her(case), **named}
            item.about = f"status {code} to her mailbox"
            desk.cases.put(case)
            return desk.outbox.put(item)
    body = _body(desk, case, code) | named
    return _mail(desk, case, body, f"status {code} to her mailbox")


@act(Kind.POLICE)
def status(desk: Desk, case: Case, code: str, *, reason: str = "", text: str = "") -> OutboxItem:
    """A status of the police waits for both its readers. DeskError when it is not theirs or the report is unread."""
    if code not in codes_of(POLICE):
        raise DeskError(f"'{code}' is not a status the police set. They are: {', '.join(codes_of(POLICE))}.")
    must_not_be_recalled(case)
    must_not_be_declined(case)
    must_be_opened(case)
    if code == "nfa" and reason not in NFA_REASONS:
        raise DeskError(f"No further action needs a reason (--reason), one of: {', '.join(NFA_REASONS)}.")
    extra = {name: value for name, value in (("reason", reason), ("text", text)) if value}
    return report_status(desk, case, code, **extra)


def report_status(desk: Desk, case: Case, code: str, **extra: Any) -> OutboxItem:
    """A force's status waits twice: part 4 for the NGO (at once when dangerous) and part 6 for her. The NGO's copy."""
    case.line.append([code, today()])
    body = _body(desk, case, code)
    words = {"v": 1, "kind": "status", "report_id": case.report_id, "seq": body["seq"], "day": today()}
    words |= {"body": body, **extra}
    about, part = f"status {code} to {case.ngo}", int(Part.FROM_POLICE)
    copy = OutboxItem(ItemType.ENVELOPE, about, case.report_id, part, case.ngo, words=words)
    desk.outbox.put(copy) if dangerous(code) else desk.outbox.put_timed(copy)
    hers = _mail(desk, case, body, f"status {code} to her mailbox")
    desk.outbox.pair(copy, hers)
    ours = Message(case.report_id, part, desk.settings.org, True, today(), body["seq"], "status", words)
    desk.cases.say(ours)
    return copy


def answered(case: Case) -> bool:
    """The line goes back to where it stood before a question, once that is answered. False where none is the newest."""
    codes = [str(code) for code, _ in case.line]
    if not codes or codes[-1] not in ASKING:
        return False
    before = [pair for pair in case.line if pair[0] not in ASKING and stage(str(pair[0])) > SENT]
    case.line.append([*before[-1]] if before else ["opened", today()])
    return True


def to_her(desk: Desk, case: Case, words: dict[str, Any], *, window: float = WINDOW) -> OutboxItem:
    """An NGO's own words (`note`, `question`, `notice`, `safe`, `not_yet`) wait for their time, for her mailbox."""
    body = {"v": 1, "seq": desk.cases.next_to_her(case), "day": today(), **words}
    about = {"safe": "word that she knows", "not_yet": "word to wait"}.get(words["kind"], words["kind"])
    return _mail(desk, case, body, f"{about} to her mailbox", window=window)


def copy(desk: Desk, case: Case) -> OutboxItem:
    """The status line so far waits for her mailbox: as the NGO's own status, without what is still dangerous."""
    visible = line_for_her(case)
    body = _body(desk, case, visible[-1][0] if visible else "sent")
    return _mail(desk, case, body, "the picture so far to her mailbox")


def line_for_her(case: Case) -> list[list[Any]]:
    """The line without what is still dangerous to show."""
    hidden_until = (int(now()) - HIDDEN_HOURS * HOUR) // 86400
    seen = [pair for pair in case.line if not (dangerous(pair[0]) and pair[1] >= hidden_until)]
    if len(seen) > LONGEST_LINE:
        seen = seen[:5] + seen[-(LONGEST_LINE - 5) :]
    return seen


def _body(desk: Desk, case: Case, code: str) -> dict[str, Any]:
    line = line_for_her(case)
    body: dict[str, Any] = {"v": 1, "kind": "status", "seq": desk.cases.next_to_her(case), "day": today()}
    body["code"] = code
    if dangerous(code):
        body["show_after"] = -(-int(now()) // HOUR) + HIDDEN_HOURS
        line = [*[pair for pair in line if pair[0] != code], [code, today()]]
    return {**body, "line": line}


def _mail(desk: Desk, case: Case, body: dict[str, Any], about: str, *, window: float = WINDOW) -> OutboxItem:
    item = OutboxItem(ItemType.MAIL, about, case.report_id, int(Part.MAILBOX), box=dict(case.mailbox), words=body)
    org, part = desk.settings.org, int(Part.MAILBOX)
    desk.cases.say(Message(case.report_id, part, org, True, today(), body["seq"], body["kind"], body))
    if desk.settings.kind is Kind.POLICE:
        return desk.outbox.put_daily(item)
    return desk.outbox.put_timed(item, window=window)

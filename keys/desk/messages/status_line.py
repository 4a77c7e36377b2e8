"""The picture for her: what has happened, as a line of [code, day] pairs, and how a status leaves for both its readers.

A status is written twice: sealed to the NGO (part 4) and into her mailbox (part 6), with one sequence number and one
body. The NGO's desk itself writes `sent` and `delivered`. A dangerous status may be known to the suspect first: the
NGO's copy leaves at once, hers carries the hour before which her page does not show it, and no other line names it
before that hour.
"""

from __future__ import annotations

from typing import Any

from gateway.report.statuses import is_dangerous as dangerous
from keys.clock import now, today
from keys.desk.store.cases import Case, Cases, Message
from keys.desk.store.outbox import HOUR, Outbox, Sort, Thing
from keys.roles import Part

HIDDEN_HOURS = 24
"""How long her page waits with a dangerous status."""
LONGEST_LINE = 40
"""Pairs; a mailbox body has 1964 bytes. The first ones stay, the middle is left out."""


def write(cases: Cases, outbox: Outbox, case: Case, code: str, org: str) -> Thing:
    """An NGO's own status waits for its random time, for her mailbox alone; the case's line has it.

    One that still waits is overtaken in its place: two writes a day are few, and the line tells both.
    """
    if [code] not in [pair[:1] for pair in case.line]:
        case.line.append([code, today()])
    for thing in outbox.of_report(case.report_id):
        if thing.words.get("kind") == "status" and not thing.sealed and thing.claimed <= now():
            thing.words |= {"code": code, "day": today(), "line": line_for_her(case)}
            thing.about = f"status {code} to her mailbox"
            cases.put(case)
            return outbox.put(thing)
    body = _body(cases, case, code)
    return _mail(cases, outbox, case, body, org, f"status {code} to her mailbox")


def report_status(
    cases: Cases, outbox: Outbox, case: Case, code: str, org: str, extra: dict[str, Any]
) -> Thing:
    """A force's status waits twice: part 4 for the NGO (at once when dangerous) and part 6 for her. The NGO's copy."""
    case.line.append([code, today()])
    body = _body(cases, case, code)
    words = {
        "v": 1,
        "kind": "status",
        "report_id": case.report_id,
        "seq": body["seq"],
        "day": today(),
        "body": body,
    }
    words |= extra
    copy = Thing(
        Sort.ENVELOPE,
        f"status {code} to {case.ngo}",
        case.report_id,
        int(Part.FROM_POLICE),
        case.ngo,
        words=words,
    )
    outbox.put(copy) if dangerous(code) else outbox.put_timed(copy)
    hers = _mail(cases, outbox, case, body, org, f"status {code} to her mailbox")
    outbox.pair(copy, hers)
    cases.say(
        Message(case.report_id, int(Part.FROM_POLICE), org, True, today(), body["seq"], "status", words)
    )
    return copy


def learned(case: Case, code: str, day: int) -> None:
    """The NGO's copy of the line has what the police said."""
    case.line.append([code, day])


def to_her(
    cases: Cases, outbox: Outbox, case: Case, org: str, words: dict[str, Any], *, window: float
) -> Thing:
    """An NGO's own words (`note`, `question`, `notice`, `safe`, `not_yet`) wait for their time, for her mailbox."""
    body = {"v": 1, "seq": cases.next_to_her(case), "day": today(), **words}
    about = {"safe": "word that she knows", "not_yet": "word to wait"}.get(words["kind"], words["kind"])
    return _mail(cases, outbox, case, body, org, f"{about} to her mailbox", window=window)


def copy(cases: Cases, outbox: Outbox, case: Case, org: str) -> Thing:
    """The current picture waits for her mailbox: as the NGO's own status, without what is still dangerous."""
    visible = line_for_her(case)
    body = _body(cases, case, visible[-1][0] if visible else "sent")
    return _mail(cases, outbox, case, body, org, "the picture so far to her mailbox")


def line_for_her(case: Case) -> list[list[Any]]:
    """The line without what is still dangerous to show."""
    hidden_until = (int(now()) - HIDDEN_HOURS * HOUR) // 86400
    seen = [pair for pair in case.line if not (dangerous(pair[0]) and pair[1] >= hidden_until)]
    if len(seen) > LONGEST_LINE:
        seen = seen[:5] + seen[-(LONGEST_LINE - 5) :]
    return seen


def _body(cases: Cases, case: Case, code: str) -> dict[str, Any]:
    line = line_for_her(case)
    body: dict[str, Any] = {
        "v": 1,
        "kind": "status",
        "seq": cases.next_to_her(case),
        "day": today(),
        "code": code,
    }
    if dangerous(code):
        body["show_after"] = -(-int(now()) // HOUR) + HIDDEN_HOURS
        line = [*[pair for pair in line if pair[0] != code], [code, today()]]
    return {**body, "line": line}


def _mail(
    cases: Cases,
    outbox: Outbox,
    case: Case,
    body: dict[str, Any],
    org: str,
    about: str,
    *,
    window: float | None = None,
) -> Thing:
    cases.put(case)
    thing = Thing(Sort.MAIL, about, case.report_id, int(Part.MAILBOX), box=dict(case.mailbox), words=body)
    cases.say(Message(case.report_id, int(Part.MAILBOX), org, True, today(), body["seq"], body["kind"], body))
    return outbox.put_timed(thing) if window is None else outbox.put_timed(thing, window=window)

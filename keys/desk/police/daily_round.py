"""The daily round of a police desk: once a day, at a fixed hour, each open report's mailbox is written, news or none.

A gateway that watches sees which organisation writes to which mailbox, and when. Were a write news, the hours in which
officers open reports would tell which mailbox is which report's, though the gateway stores no such thing: with one
opening a day nearly always. So news waits for the round, and where there is none the newest message is sealed again, or
nothing at all to a mailbox that the police have told nothing yet (ENVELOPE.md, section 11). All leave in one go, in an
order that means nothing. Figures: `deploy/bench cover`.

A dangerous status that her page still hides is not repeated at once, or four of it would push out what the page shows
meanwhile; on the fourth day it is, before its own slot is taken.
"""

from typing import Any

from gateway.report.statuses import FINISHED, is_dangerous, stage
from keys.clock import today
from keys.desk.desk import Desk
from keys.desk.messages import status_line
from keys.desk.store.outbox import ItemType, OutboxItem, this_round
from keys.desk.store.records import Case, CaseHead
from keys.directory.view import View
from keys.errors import AmparoError
from keys.roles import Kind, Part

ABOUT = "the round of the day"
CLOSED_DAYS = 30
"""How long the round goes on for a report that is finished: the end of it tells no day of a decision."""
HIDDEN_DAYS = 4
"""Days for which a dangerous status is not repeated: a page hides it for 24 hours, and 72 more when she asks."""


def fill(desk: Desk, view: View) -> None:
    """If a round is due and was not made: what says nothing waits beside what is news, for the same moment."""
    if desk.settings.kind is not Kind.POLICE or desk.outbox.hour_of("round") >= this_round() // 3600:
        return
    signs: dict[int, bool] = {}
    with desk.vault.batch():
        for head in filter(_is_open, [each.case for each in desk.cases.summaries()]):
            case = desk.cases.get(head.report_id)
            assert case is not None  # its summary stands beside it
            desk.outbox.put_daily(_news(desk, case) or _repeat(desk, case, view, signs), this_round())
        desk.outbox.mark("round")


def _news(desk: Desk, case: Case) -> OutboxItem | None:
    """The newest status that waits: its line tells of the others. A dangerous one of before waits a day more."""
    waiting = [item for item in desk.outbox.of_report(case.report_id) if item.daily]
    waiting.sort(key=lambda item: int(item.words.get("seq", 0)))
    for older in waiting[:-1]:
        if is_dangerous(str(older.words.get("code", ""))):
            desk.outbox.put_daily(older)
        else:
            desk.outbox.drop(older.id)
    return waiting[-1] if waiting else None


def _is_open(case: CaseHead) -> bool:
    gone = case.recalled is not None or case.declined or case.superseded_by or case.elsewhere
    code, day = case.line[-1] if case.line else ("", today())
    finished = bool(code) and stage(code) == FINISHED and today() - day > CLOSED_DAYS
    return not gone and not finished


def _repeat(desk: Desk, case: Case, view: View, signs: dict[int, bool]) -> OutboxItem:
    """The newest message that may be said again; without one an empty text, which no page shows."""
    written = [
        message.body
        for message in desk.cases.said(case.report_id)
        if message.out and message.part == Part.MAILBOX and message.kind == "status"
    ]
    words = _said_again(written)
    if words and not _may_sign(desk, view, words["day"]):  # the key of that day is gone: the picture so far, as of now
        return status_line.copy(desk, case)
    return OutboxItem(ItemType.MAIL, ABOUT, case.report_id, int(Part.MAILBOX), box=dict(case.mailbox), words=words)


def _said_again(written: list[dict[str, Any]]) -> dict[str, Any]:
    fresh = [body for body in written if not (is_dangerous(body["code"]) and today() - body["day"] < HIDDEN_DAYS)]
    return dict(max(fresh, key=lambda body: (body["day"], body["seq"]), default={}))


def _may_sign(desk: Desk, view: View, day: int) -> bool:
    try:
        desk.keyring.signer(desk.settings.reply_role, view, day)
    except AmparoError:
        return False
    return True

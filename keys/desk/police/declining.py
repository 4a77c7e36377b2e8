"""A report that another force is the right one for: declined with that force's name, destroyed once that force has it.

Only the NGO's desk can seal the report to another force, so this desk says which one and waits. From the decline on it
writes nothing to her page, which belongs to the force that works on the report. The order to destroy comes when the
other force has signed that it received it, so that the report is always held by one of the two.
"""

from __future__ import annotations

from keys.clock import today
from keys.desk.desk import Desk, act
from keys.desk.errors import DeskError
from keys.desk.messages.correspondence import REPORT, must_be_opened, must_not_be_declined, must_not_be_recalled, tell
from keys.desk.police import attachments
from keys.desk.store.outbox import ItemType, OutboxItem
from keys.desk.store.records import Case
from keys.roles import Kind, Part

_KEEPS = frozenset({"declined", "erased", "opened_by"})  # kinds of messages that say nothing of what happened


def others(desk: Desk) -> list[str]:
    """The other forces that can receive a report today."""
    listed = desk.directory.view().forces(today())
    return [force for force in listed if force != desk.settings.org]


@act(Kind.POLICE)
def decline(desk: Desk, case: Case, to: str, *, text: str = "") -> OutboxItem:
    """The NGO is told at once that the force `to` is the right one. DeskError before it was opened, or again."""
    must_not_be_recalled(case)
    must_be_opened(case)
    must_not_be_declined(case)
    if to not in others(desk):
        raise DeskError(
            f"Name the force that covers it, of those that can receive: {', '.join(others(desk)) or 'none today'}."
        )
    for item in desk.outbox.of_report(case.report_id):
        if item.sort is ItemType.MAIL:
            desk.outbox.drop(item.id)
    case.declined = to
    desk.cases.put(case)
    return tell(desk, case, "declined", {"to": to, **({"text": text} if text else {})})


def destroy(desk: Desk, case: Case) -> bool:
    """True if the report, and what was said of what happened, is gone from this desk, and the NGO is told so.

    Only what this force declined is destroyed on an order alone: else an order could take evidence out of its hands.
    """
    if not case.declined or case.recalled is not None:
        return False
    tell(desk, case, "erased", {"about": REPORT}, about=f"copy destroyed, to {case.ngo}")
    for kept in desk.cases.envelopes_of(case.report_id):
        if kept.raw and kept.part != Part.DISCLOSE:  # what she released ends by its own rule
            desk.cases.empty(kept)
    for message in desk.cases.said(case.report_id):
        if message.kind not in _KEEPS:
            desk.cases.unsay(message)
    attachments.forget(desk, case)
    case.report, case.withheld, case.recalled = None, [], today()
    desk.cases.put(case)
    return True

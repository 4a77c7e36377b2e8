"""The list of reports. It is made of summaries alone, so that thousands take no longer than a breath."""

from typing import Any

from keys.clock import iso
from keys.desk.case_view.progress import state
from keys.desk.desk import Desk
from keys.desk.store.records import Message
from keys.desk.store.summaries import Summary
from keys.roles import Kind


def case_list(desk: Desk) -> list[dict[str, Any]]:
    """Every case as a line of a list, newest first. Nothing of a report's own words is in it."""
    return [_line(summary, desk.settings.kind) for summary in desk.cases.summaries()]


def _line(summary: Summary, kind: Kind) -> dict[str, Any]:
    case = summary.case
    return {
        "reference": case.reference,
        "received": iso(case.received),
        "ngo": case.ngo,
        "force": case.force,
        "state": state(case, kind),
        "news": any(map(_is_news, summary.said)),
        "asked": any(each.waits and not each.out for each in summary.said),
        "soon": case.priority,
        "risks": summary.risks,
        "withheld": len(case.withheld),
        "unit": summary.unit,
        "stopped": "withdrew" if case.withdrawn else "paused" if case.paused else "",
    }


def _is_news(message: Message) -> bool:
    return not message.out and (message.seen is None or message.waits)

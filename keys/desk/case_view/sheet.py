"""What a police desk shows of a report: what must be known first, its fields by entity, what was said, what was signed.

Made of the same blocks in the same order on the page, as text and in every file (`gateway.report.printing`); what is
withheld is behind its mark in each. Looking (`keys.desk.look`) comes first: this looks at nothing by itself.
"""

from dataclasses import dataclass

from gateway.report.codes import NOT_A_STATEMENT
from gateway.report.names import day_in_london, name_of
from gateway.report.printing.blocks import ENTITIES, VICTIM, Block, blocks
from gateway.report.printing.steering import indented, one_line
from gateway.report.printing.text import handling_lines, victim_placeholder
from gateway.report.triage import first_lines
from keys.desk.case_view.history import HistoryEntry, history
from keys.desk.case_view.progress import other_accounts, sender_line, stopped
from keys.desk.desk import Desk
from keys.desk.police import disclosed, redaction
from keys.desk.police.disclosed import HANDLING
from keys.desk.store.records import Case
from keys.envelope.receipts import Action
from keys.roles import Kind, Part


@dataclass(frozen=True)
class Notice:
    """What stands before the report: its sort (for a page's box), a title or nothing, sentences."""

    sort: str
    title: str
    lines: list[str]


@dataclass(frozen=True)
class Sheet:
    """One report for a page. `sections` are (entity, blocks) in the order of a records system."""

    case: Case
    sender: str
    handling: list[str]
    not_a_statement: str
    first: list[str]
    notices: list[Notice]
    sections: list[tuple[str, list[Block]]]
    said: list[HistoryEntry]
    receipts: list[str]


def sheet_of(desk: Desk, case: Case) -> Sheet:
    """The report and everything around it, as this desk may show it today."""
    return Sheet(
        case=case,
        sender=one_line(sender_line(case)),
        handling=[line.removeprefix("* ") for line in handling_lines(case.report or {}, name_of(case.ngo))],
        not_a_statement=NOT_A_STATEMENT,
        first=first_lines(case.report or {}, soon=case.priority),
        notices=notices(desk, case),
        sections=_sections(case),
        said=history(desk.cases.said(case.report_id), Kind.POLICE),
        receipts=_receipts(desk, case),
    )


def notices(desk: Desk, case: Case) -> list[Notice]:
    """What no page and no file may leave out: that she stopped, what replaces it, what is withheld, corrected."""
    found = [Notice("stopped", "", [line]) for line in stopped(case)]
    found += [Notice("account", "", [line]) for line in other_accounts(desk, case)]
    found += [Notice("newer", "", [line]) for line in redaction.notices(case.schema_version)]
    if case.withheld:
        asked = "The organisation has been asked." if case.withheld_question else "Ask the organisation."
        held = (
            f"{len(case.withheld)} place(s) look like what must not reach police (a document, bank, health or Home "
            f"Office number), and are withheld here and in every file until the NGO has answered. {asked}"
        )
        found.append(Notice("withheld", "Something is withheld", [held]))
    corrected = [
        f"{day_in_london(each.day)}: {indented(redaction.masked(str(each.body.get('text', ''))))}"
        for each in desk.cases.said(case.report_id)
        if each.kind == "correction" and not each.out
    ]
    if corrected:
        stands = "The account below stands as it was sealed. What is right now:"
        found.append(Notice("corrected", "Corrected since", [stands, *corrected]))
    if released := disclosed.lines(desk, case):
        handling = HANDLING.format(ngo=name_of(case.ngo))
        found.append(Notice("released", "Released with her consent", [handling, *map(indented, released)]))
    return found


def said_since(found: list[Notice]) -> list[str]:
    """Notices as lines of a file; a title stands in front of its first line, so that no copy goes without it."""
    return [
        f"{each.title}. {line}" if each.title and not place else line
        for each in found
        for place, line in enumerate(each.lines)
    ]


def _sections(case: Case) -> list[tuple[str, list[Block]]]:
    who = Block("identity", VICTIM, "Identity", victim_placeholder(case.reference))
    listed = [who, *blocks(redaction.shown(case))]
    found = [(entity, [block for block in listed if block.entity == entity]) for entity in ENTITIES]
    return [(entity, inside) for entity, inside in found if inside]


def _receipts(desk: Desk, case: Case) -> list[str]:
    """What this desk has said of the report with its signature."""
    kept = desk.cases.kept(Part.CRIME, case.report_id)
    given = {} if kept is None else kept.receipts
    days = {"Received": (Action.RECEIVED, case.received), "First opened": (Action.OPENED, case.opened)}
    return [
        f"{what} on {day_in_london(day)}: told to {name_of(case.ngo)}, signed."
        for what, (action, day) in days.items()
        if day is not None and str(int(action)) in given
    ]

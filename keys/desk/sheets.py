"""What a police desk shows of a report, as data: for a page that can be copied from, field by field.

Made from the same blocks, in the same order, as the page of text and the exports (`gateway.report.printing`); what is withheld is
behind its mark here too. Call `Reader.look` first: this looks at nothing by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.report.names import day_in_london, name_of
from gateway.report.printing.blocks import Block, blocks, printable
from gateway.report.printing.labels import ENTITIES, VICTIM
from gateway.report.printing.text import NOT_A_STATEMENT, handling_lines, victim_placeholder
from keys.desk.police.disclosed import HANDLING
from keys.desk.reading import Reader, sender_line, stopped
from keys.desk.store import versions, withholding
from keys.desk.store.cases import Case, Message
from keys.envelope.receipts import Action
from keys.parts import Part

IDENTITY = Block("identity", VICTIM, "Identity", "")


@dataclass(frozen=True)
class Said:
    """One thing said about the report. `waits`: a question of the NGO that nobody answered yet. `id` names it."""

    day: str
    who: str
    kind: str
    lines: list[str]
    ours: bool
    waits: bool
    id: str


@dataclass(frozen=True)
class Sheet:
    """One report for a page. `sections` are (entity, blocks) in the order of a records system."""

    case: Case
    sender: str
    handling: list[str]
    not_a_statement: str
    sections: list[tuple[str, list[Block]]]
    withheld: int
    withheld_asked: bool
    stopped: list[str]
    accounts: list[str]
    newer: list[str]
    corrections: list[tuple[str, str]]
    released: list[str]
    released_handling: str
    said: list[Said]
    receipts: list[str]
    state: str


def sheet_of(reader: Reader, case: Case) -> Sheet:
    """The report and everything around it, as this desk may show it today."""
    messages = reader.cases.said(case.report_id)
    released = reader.disclosed.lines(case)
    return Sheet(
        case=case,
        sender=printable(sender_line(case)),
        handling=[line.removeprefix("* ") for line in handling_lines(case.report or {}, name_of(case.ngo))],
        not_a_statement=NOT_A_STATEMENT,
        sections=_sections(case),
        withheld=len(case.withheld),
        withheld_asked=bool(case.withheld_question),
        stopped=stopped(case),
        accounts=reader.other_accounts(case),
        newer=versions.notices(case.schema_version),
        corrections=[
            (day_in_london(each.day), printable(str(each.body.get("text", ""))))
            for each in messages
            if each.kind == "correction" and not each.out
        ],
        released=[printable(line) for line in released],
        released_handling=HANDLING.format(ngo=name_of(case.ngo)) if released else "",
        said=[_said(reader, each) for each in messages if each.part != Part.MAILBOX],
        receipts=_receipts(reader, case),
        state=reader.state(case),
    )


def _sections(case: Case) -> list[tuple[str, list[Block]]]:
    listed = blocks(withholding.shown(case))
    found = []
    for entity in ENTITIES:
        inside = [block for block in listed if block.entity == entity]
        if entity == VICTIM:
            who = Block(IDENTITY.path, VICTIM, IDENTITY.label, victim_placeholder(case.reference))
            inside = [who, *inside]
        if inside:
            found.append((entity, inside))
    return found


def _said(reader: Reader, message: Message) -> Said:
    """A message as lines. A status has two copies, one of them hers; it is told once."""
    _, *lines = reader.said_lines(message)
    return Said(
        day=day_in_london(message.day),
        who="this desk" if message.out else message.org,
        kind=message.kind.replace("_", " "),
        lines=[line.strip() for line in lines],
        ours=message.out,
        waits=message.kind == "question" and not message.out and message.dealt_with is None,
        id=str(message.body.get("id", "")),
    )


def _receipts(reader: Reader, case: Case) -> list[str]:
    """What this desk has said of the report with its signature."""
    kept = reader.cases.kept(Part.CRIME, case.report_id)
    given = {} if kept is None else kept.receipts
    found = []
    if str(int(Action.RECEIVED)) in given:
        found.append(f"Received on {day_in_london(case.received)}: told to {name_of(case.ngo)}, signed.")
    if str(int(Action.OPENED)) in given and case.opened is not None:
        found.append(f"First opened on {day_in_london(case.opened)}: told to {name_of(case.ngo)}, signed.")
    return found

"""All that was said about a report, as rows that text, page and files print, in the order in which it happened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.report.names import day_in_london, name_of
from gateway.report.partial_dates import say as day_in_words
from gateway.report.printing.steering import one_line, printable
from gateway.report.statuses import sentence
from keys.desk.case_view.words import ACTIONS, COMPARTMENTS, KINDS, MOVING, ON_HER_PAGE, REASONS, STATES, in_words
from keys.desk.messages.correspondence import OUTCOMES, REPORT
from keys.desk.police import redaction
from keys.desk.police.information_request import LABELS, NOTICE, SORTS, lint_received
from keys.desk.store.records import Message
from keys.roles import Kind, Part

Row = tuple[str, str]
"""A label and its words."""
_OLD_CODE = "Written with a code that was replaced: somebody else may hold it."


@dataclass(frozen=True)
class HistoryEntry:
    """One thing that was said: who, a heading, words, rows of a form, what to beware of.

    `ours`: by this desk. `hers`: in her own words. `waits`: a question to this desk that nobody has answered; its `id`.
    """

    day: str
    who: str
    heading: str
    text: str = ""
    rows: list[Row] = field(default_factory=list)
    warning: str = ""
    ours: bool = False
    hers: bool = False
    waits: bool = False
    id: str = ""


def history(messages: Iterable[Message], kind: Kind) -> list[HistoryEntry]:
    """What a desk of `kind` shows of its messages; a second look like the first, and a copy for her page, only once."""
    found: list[HistoryEntry] = []
    for message in messages:
        if kind is Kind.POLICE and message.part == Part.MAILBOX:
            continue
        said = _said(message, kind)
        if message.kind != "opened_by" or said not in found:
            found.append(said)
    return found


def lines(said: HistoryEntry) -> list[str]:
    """The same as text: day, who and what in the first line, the rest indented below."""
    body = [said.text, *(f"{label}: {words}" for label, words in said.rows), said.warning]
    below = [line for words in body for line in printable(words).splitlines() if line]
    return [f"{said.day}  {one_line(said.who)}: {one_line(said.heading)}", *(f"  {line}" for line in below)]


def _said(message: Message, kind: Kind) -> HistoryEntry:
    body = message.body
    police = kind is Kind.POLICE
    foreign = police and not message.out

    def text(name: str) -> str:
        words = str(body.get(name, ""))
        return printable(redaction.masked(words)) if foreign else words

    heading, rows, warning = _heading(message), [], ""
    if message.kind == "status":
        code = str(body.get("body", body).get("code", ""))
        rows = [("She reads", sentence(code))]
        if body.get("reason"):
            rows.insert(0, ("Reason", in_words(REASONS, str(body["reason"]))))
    elif message.kind == "question" and message.part == Part.FROM_POLICE:
        rows, warning = question_rows(body), warning_of(body)
    elif message.kind == "declined":
        rows = [("The right force", name_of(str(body["to"])))]
    if body.get("old_token"):
        warning = _OLD_CODE
    mine = "This desk" if police else "You"
    return HistoryEntry(
        day=day_in_london(message.day),
        who=mine if message.out else "She" if message.part == Part.VICTIM else name_of(message.org),
        heading=heading,
        text=text("text"),
        rows=rows,
        warning=warning,
        ours=message.out,
        hers=message.part == Part.VICTIM,
        waits=message.waits and not message.out,
        id=str(body.get("id", "")),
    )


def _heading(message: Message) -> str:
    body, kind = message.body, message.kind
    hers = message.part == Part.MAILBOX
    if message.part == Part.VICTIM:
        return "Wrote"
    if kind == "status":
        words = in_words(STATES, str(body.get("body", body).get("code", "")))
        return f"Her page: {words}" if hers else words
    if kind == "opened_by":
        return f"{in_words(ACTIONS, str(body.get('action', '')))} by {printable(str(body.get('officer', '')))}"
    if body.get("about") == REPORT and kind in MOVING:
        return MOVING[kind]
    if kind == "answer" and body.get("outcome"):
        return f"Answered: {in_words(OUTCOMES, str(body['outcome']))}"
    return in_words(ON_HER_PAGE if hers else KINDS, kind)


def question_rows(body: Mapping[str, Any]) -> list[Row]:
    """A question of the police as rows, in the order in which it is read to her."""
    coded = {"about": SORTS, "compartment": COMPARTMENTS, "notice": NOTICE}
    read = {name: str(body[name]) for name in LABELS if body.get(name)}
    read |= {name: in_words(table, read[name]) for name, table in coded.items() if name in read}
    if "due" in read:
        read["due"] = day_in_words(read["due"])
    return [(LABELS[name], printable(text)) for name, text in read.items()]


def warning_of(body: Mapping[str, Any]) -> str:
    """What must be said beside a question that asks for too much; empty when nothing was found."""
    found = sorted(set(lint_received(dict(body))))
    warning = f"This asks for what the police may not ask here: {', '.join(found)}. You may refuse. " if found else ""
    if body.get("counselling"):
        warning += "It asks for counselling notes: the law presumes they are not needed."
    return warning.strip()

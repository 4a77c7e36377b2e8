"""Look at what came: list, show, export. The first look is told to the sender, signed, before anything is shown.

What a person sees is made of text only, with signs taken out that could steer a terminal. At the police, what the
patterns found stays behind a mark. Nothing of a report's channel is ever exported, but "contact only through <NGO>".

What a police desk shows of a report, as data: for a page that can be copied from, field by field.

Made from the same blocks, in the same order, as the page of text and the exports (`gateway.report.printing`); what is
withheld is behind its mark here too. Call `Reader.look` first: this looks at nothing by itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from gateway.report.filing import identity_of
from gateway.report.names import day_in_london, name_of
from gateway.report.printing.blocks import ENTITIES, VICTIM, Block, blocks, printable
from gateway.report.printing.csv import csv_row
from gateway.report.printing.pole_json import pole_json
from gateway.report.printing.text import NOT_A_STATEMENT, handling_lines, page_text, victim_placeholder
from gateway.report.statuses import STATUSES
from keys.clock import iso, today
from keys.desk.errors import DeskError
from keys.desk.messages import status_line
from keys.desk.messages.correspondence import Correspondence
from keys.desk.messages.releases import Releases
from keys.desk.ngo.filing import replaces
from keys.desk.police.disclosed import HANDLING, Disclosed
from keys.desk.police.information_request import SORTS, lint_received
from keys.desk.store import redaction
from keys.desk.store.cases import Case, Cases, Message
from keys.desk.store.folder import Settings
from keys.desk.store.keyring import Ring
from keys.desk.store.outbox import Outbox
from keys.desk.sync.fetch import Receiver
from keys.directory.view import View
from keys.envelope.receipts import Action, receipt
from keys.roles import Kind, Part
from keys.signing import Signer

FORMATS = ("text", "pdf", "csv", "json")
_FIRST = ("safe_contact", "name", "phone", "language")  # what a caseworker needs before she calls


def sender_line(case: Case) -> str:
    """What the police desk says about who sealed a report: computed, never read from it (ENVELOPE.md, section 13)."""
    if not case.sealed_by_gateway:
        return f"Signed by {name_of(case.ngo)}"
    if case.confirmed is not None:
        return (
            f"Confirmed by {name_of(case.ngo)} on {day_in_london(case.confirmed)}. The NGO filed this report; "
            "it does not say that the gateway sealed its words unchanged."
        )
    ngo = name_of(case.ngo)
    return f"Sealed by the gateway {case.sealed_by}, which says it is for {ngo}. Not confirmed by the NGO."


@dataclass
class Reader:
    """What looking needs of a desk."""

    settings: Settings
    cases: Cases
    outbox: Outbox
    ring: Ring
    receiver: Receiver
    said: Correspondence
    disclosed: Disclosed
    releases: Releases
    officer: str = ""
    """Police: the pseudonym of who sits at the desk, told to the NGO with each opening and export."""

    def rows(self) -> list[dict[str, Any]]:
        """Every case as a line of a list, newest first. Nothing of a report's own words is in it."""
        cases = self.cases.all()
        waiting = {case.report_id for case in cases if any(map(_is_news, self.cases.said(case.report_id)))}
        return [
            {
                "reference": case.reference,
                "received": iso(case.received),
                "ngo": case.ngo,
                "force": case.force,
                "state": self.state(case),
                "news": case.report_id in waiting,
                "withheld": len(case.withheld),
                "unit": case.unit,
                "stopped": "withdrew" if case.withdrawn else "paused" if case.paused else "",
            }
            for case in cases
        ]

    def state(self, case: Case) -> str:
        """How far the report is, in a word or the code of a status."""
        if case.recalled is not None:
            return "recalled"
        if case.superseded_by:
            return "replaced"
        if case.refile:
            return "file again"
        if self.settings.kind is Kind.POLICE and case.opened is None:
            return "new"
        for code, _ in reversed(case.line):
            return str(code)
        return "received"

    # --- the first look

    def look(self, case: Case, view: View | None, action: str) -> None:
        """It is durable that a person looked: receipts `opened`, at the police also the status and the pseudonym.

        DeskError when the report was recalled. Where no key of this desk may say so (a vault restored on another
        computer) a force's desk shows nothing, DeskError too; an NGO's shows it, for she may need a call now, and the
        receipt is made at the first look with a key.
        """
        if case.recalled is not None and case.report is None and case.leaves is None:
            raise DeskError("This report was recalled by the NGO and deleted here unseen.")
        main = Part.CRIME if self.settings.kind is Kind.POLICE else Part.IDENTITY
        due = [(main, case.report_id)] if case.opened is None else []
        unseen = [each for each in self.cases.said(case.report_id) if not each.out and each.seen is None]
        due += [(Part(each.part), each.cid) for each in unseen if each.part != Part.VICTIM]
        signer = None
        if due:
            try:
                signer = self._signer(view)
            except DeskError:
                if self.settings.kind is Kind.NGO:
                    return
                raise
        with self.cases.vault.batch():
            for part, cid in due:
                kept = self.cases.kept(part, cid)
                if kept is not None and signer is not None and str(int(Action.OPENED)) not in kept.receipts:
                    digest = bytes.fromhex(kept.digest)
                    word = receipt(Action.OPENED, bytes.fromhex(cid), digest, today(), signer)
                    self.receiver.promise(kept, Action.OPENED, word)
            for message in unseen:
                message.seen = today()
                self.cases.say(message)
            first, case.opened = case.opened is None, case.opened or today()
            self.cases.put(case)
            if self.settings.kind is Kind.POLICE:
                if first:
                    status_line.report_status(self.cases, self.outbox, case, "opened", self.settings.org, {})
                if self.officer and (first or action != "opened"):
                    self.said.opened_by(case, self.officer, action)

    def _signer(self, view: View | None) -> Signer:
        if view is None:
            raise DeskError("This desk has not seen the directory yet. Run amparo-desk receive first.")
        return self.ring.signer(self.receiver.reply_role, view, today())

    # --- pages

    def page(self, case: Case) -> str:
        """The whole case as text. Call `look` first."""
        newer = "".join(f"{line}\n\n" for line in redaction.notices(case.schema_version))
        head = self._police_page(case) if self.settings.kind is Kind.POLICE else self._ngo_page(case)
        said = [line for message in self.cases.said(case.report_id) for line in self.said_lines(message)]
        return newer + head + ("\nWHAT WAS SAID\n" + "\n".join(said) + "\n" if said else "")

    def _police_page(self, case: Case) -> str:
        text = page_text(
            redaction.shown(case),
            case.reference,
            sender_line(case),
            name_of(case.ngo),
            watermark=self.officer,
        )
        if case.withheld:
            asked = (
                "The NGO has been asked."
                if case.withheld_question
                else f"Ask: amparo-desk ask {case.short} --withheld"
            )
            text += f"\nWithheld: {len(case.withheld)} place(s) that look like what must not reach police. {asked}\n"
        text += self.disclosed.section(case)
        for line in self.other_accounts(case):
            text += f"\n{line}\n"
        for line in stopped(case):
            text += f"\n{line}\n"
        return text

    def _ngo_page(self, case: Case) -> str:
        lines = [
            "ONLY YOUR ORGANISATION CAN READ THIS",
            f"Report {case.reference} for {case.force}, filed {iso(case.filed)}",
            f"Police: received {_day(case.police_received)}, opened {_day(case.police_opened)}",
        ]
        if not case.sealed_by_gateway:
            lines.append("Sealed with your own key.")
        elif case.confirmed is not None:
            lines.append(f"You confirmed on {iso(case.confirmed)} that you filed it.")
        else:
            lines.append(f"Not confirmed yet. If you filed it: amparo-desk confirm {case.short}")
        lines += [*self.other_accounts(case), *self.releases.lines(case)]
        if case.refile and not case.superseded_by:
            lines.append(f"FILE IT AGAIN: it could not be delivered ({printable(case.refile)}).")
        lines += form_lines(identity_of(case.leaves or [""] * 20))
        text = "\n".join(lines) + "\n"
        if case.report is not None:
            text += "\nWHAT THE POLICE GET (filed at this desk)\n\n"
            text += page_text(case.report, case.reference, sender_line(case), name_of(case.ngo))
        return text

    def other_accounts(self, case: Case) -> list[str]:
        """Which earlier account this one replaces, and which later one replaces it, one a line."""
        known = {each.report_id for each in self.cases.accounts(case)}
        found = []
        if case.supersedes:
            doubt = "" if case.supersedes in known else ", which this desk does not hold as hers"
            found.append(f"A new account. It replaces report {replaces(case.supersedes)}{doubt}.")
        if case.superseded_by in known:
            found.append(f"REPLACED by a newer account of hers: report {replaces(case.superseded_by)}.")
        return found

    def _words(self, message: Message, name: str) -> str:
        """Words of a message for a person; at the police with a mark where a pattern fits what an NGO's desk sealed."""
        text = str(message.body[name])
        police = self.settings.kind is Kind.POLICE and not message.out
        return printable(redaction.masked(text) if police else text)

    def said_lines(self, message: Message) -> list[str]:
        """What was said, as lines: day, who and kind in the first, the words below, indented."""
        who = "you" if message.out else ("she" if message.part == Part.VICTIM else message.org)
        to = " to her page" if message.part == Part.MAILBOX else ""
        lines = [f"{iso(message.day)}  {who}{to}: {message.kind.replace('_', ' ')}"]
        body = message.body
        if message.kind == "status":
            code = str(body.get("body", body).get("code", ""))
            lines.append(
                f"  {printable(code)}: {STATUSES[code].sentence if code in STATUSES else 'not known here'}"
            )
            lines += [
                f"  {name}: {printable(str(body[name]))}" for name in ("reason", "text") if name in body
            ]
        elif message.kind == "question" and message.part == Part.FROM_POLICE:
            lines += request_lines(body, out=message.out)
        else:
            shown = ("outcome", "text", "officer", "action")
            lines += [f"  {self._words(message, name)}" for name in shown if name in body]
        if body.get("old_token"):
            lines.append("  (written with a token that was replaced: somebody else may hold it)")
        return lines

    # --- exports

    def export(self, case: Case, form: str) -> bytes:
        """The case as a file of `form`, one of FORMATS. Call `look` first. DeskError for a form this desk has not."""
        if form == "text":
            return self.page(case).encode()
        if self.settings.kind is Kind.POLICE:
            report, status, since = redaction.shown(case), self.state(case), self._since(case)
            if form == "pdf":
                return self._pdf(case, report, since)
            if form == "csv":
                return csv_row(report, case.reference, name_of(case.ngo), status=status, since=since)
            if form == "json":
                return pole_json(
                    report, case.reference, name_of(case.ngo), status=status, since=since
                ).encode()
        elif form == "json":
            whole = {
                "reference": case.reference,
                "force": case.force,
                "filed": iso(case.filed),
                "identity": identity_of(case.leaves or [""] * 20),
                "said": [
                    {"day": iso(each.day), "by": each.org, "kind": each.kind, "body": each.body}
                    for each in self.cases.said(case.report_id)
                ],
            }
            return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()
        raise DeskError(f"There is no export as {form} at this desk. Take --text or --json.")

    def _since(self, case: Case) -> list[str]:
        """What an export must not leave out: that she stopped, what was corrected, that something is withheld."""
        newer = redaction.notices(case.schema_version)
        found = [*newer, *self.other_accounts(case), *self.disclosed.exported(case)]
        if case.withheld:
            found.append(
                f"{len(case.withheld)} place(s) look like what must not reach police, and are withheld until the NGO "
                "has answered."
            )
        found += stopped(case)
        for message in self.cases.said(case.report_id):
            if message.kind == "correction" and not message.out:
                found.append(
                    f"Correction of {iso(message.day)}: {redaction.masked(str(message.body['text']))}"
                )
        return found

    def _pdf(self, case: Case, report: dict[str, Any], since: list[str]) -> bytes:
        from gateway.report.printing.pdf import (  # half a second to load: only a PDF waits for it
            NotPrintable,
            page_pdf,
        )

        day = date.fromisoformat(iso(today()))
        try:
            return page_pdf(
                report, case.reference, sender_line(case), name_of(case.ngo),
                day=day, watermark=self.officer, since=since,
            )  # fmt: skip
        except NotPrintable as reason:
            raise DeskError(str(reason)) from None


def stopped(case: Case) -> list[str]:
    """What an officer must know before anything else once she has stopped: for now, or for good."""
    found = []
    if case.paused is not None:
        found.append(
            f"She asked to pause on {day_in_london(case.paused)}. Take no step that involves her until she is back."
        )
    if case.withdrawn is not None:
        found.append(
            f"She withdrew on {day_in_london(case.withdrawn)}: no further contact. The information remains; take no "
            "further step that involves her."
        )
    return found


def form_lines(groups: dict[str, Any]) -> list[str]:
    """Named groups of a report as lines of text, what a caseworker needs before she calls in front."""
    found = []
    for name in (*_FIRST, *(name for name in groups if name not in _FIRST)):
        if name in groups:
            found += ["", f"[{printable(name).replace('_', ' ').capitalize()}]", *_flat(groups[name])]
    return found


def _is_news(message: Message) -> bool:
    return not message.out and (
        message.seen is None or (message.kind == "question" and message.dealt_with is None)
    )


def _day(day: int | None) -> str:
    return "not yet" if day is None else iso(day)


def _flat(value: Any, indent: str = "  ") -> list[str]:
    if isinstance(value, dict):
        lines = []
        for name, inner in value.items():
            if isinstance(inner, dict | list):
                lines += [f"{indent}{printable(str(name)).replace('_', ' ')}:", *_flat(inner, indent + "  ")]
            else:
                lines.append(f"{indent}{printable(str(name)).replace('_', ' ')}: {printable(str(inner))}")
        return lines
    if isinstance(value, list):
        return [line for inner in value for line in (_flat(inner, indent) or [])]
    return [f"{indent}{line}" for line in printable(str(value)).split("\n")]


def request_lines(body: dict[str, Any], *, out: bool = True) -> list[str]:
    """A question by the form as its reader sees it; at the NGO (`out` is false) with what the linter finds in it."""
    names = {
        "about": "About", "sought": "What they ask", "why": "Why they think you have it",
        "line_of_enquiry": "Line of enquiry", "necessity": "Why it is necessary",
        "how_dealt_with": "How it is dealt with",
        "substantial_value": "Substantial value", "presumption_rebutted": "Why counselling notes",
        "notice": "Notice to her", "notice_why": "Why no notice at once", "due": "They hope for an answer by",
    }  # fmt: skip
    said = {**body, "about": SORTS.get(str(body.get("about")), str(body.get("about")))}
    lines = [f"  {words}: {printable(str(said[name]))}" for name, words in names.items() if said.get(name)]
    if body.get("counselling"):
        lines.append("  COUNSELLING NOTES are asked for: the law presumes they are not needed.")
    if not out and (found := lint_received(body)):
        lines.append(f"  THIS ASKS FOR WHAT IT MAY NOT: {', '.join(sorted(set(found)))}. You may refuse.")
    return lines


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
        newer=redaction.notices(case.schema_version),
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
    listed = blocks(redaction.shown(case))
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

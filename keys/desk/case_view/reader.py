"""Look at what came: list, show, export. The first look is told to the sender, signed, before anything is shown.

What a person sees is made of text only, with signs taken out that could steer a terminal. At the police, what the
patterns found stays behind a mark. Nothing of a report's channel is ever exported, but "contact only through <NGO>".
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from gateway.report.names import day_in_london, name_of
from gateway.report.printing.blocks import printable
from gateway.report.printing.csv import csv_row
from gateway.report.printing.pole_json import pole_json
from gateway.report.printing.text import page_text
from gateway.report.triage import first_lines, risks
from keys.clock import iso, today
from keys.desk.case_view import history, identity
from keys.desk.case_view.progress import other_accounts, sender_line, state
from keys.desk.case_view.sheet import Sheet, notices, said_since, sheet_of
from keys.desk.errors import DeskError
from keys.desk.messages import status_line
from keys.desk.messages.correspondence import Correspondence
from keys.desk.messages.releases import Releases
from keys.desk.police.disclosed import Disclosed
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
        said = {case.report_id: self.cases.said(case.report_id) for case in cases}
        return [
            {
                "reference": case.reference,
                "received": iso(case.received),
                "ngo": case.ngo,
                "force": case.force,
                "state": state(case, self.settings.kind),
                "news": any(map(_is_news, said[case.report_id])),
                "asked": any(map(_is_open_question, said[case.report_id])),
                "withheld": len(case.withheld),
                "unit": case.unit,
                "soon": case.priority,
                "risks": risks(case.report or {}),
                "stopped": "withdrew" if case.withdrawn else "paused" if case.paused else "",
            }
            for case in cases
        ]

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

    # --- pages and files

    def page(self, case: Case) -> str:
        """The whole case as text. Call `look` first."""
        police = self.settings.kind is Kind.POLICE
        said = history.history(self.cases.said(case.report_id), self.settings.kind)
        lines = [line for each in said for line in history.lines(each)]
        head = self._police_page(case) if police else self._ngo_page(case)
        return head + ("\nWHAT WAS SAID\n" + "\n".join(lines) + "\n" if lines else "")

    def sheet(self, case: Case) -> Sheet:
        """The case as data for a page of a police desk. Call `look` first."""
        return sheet_of(self.cases, self.disclosed, case)

    def _since(self, case: Case) -> list[str]:
        return said_since(notices(self.cases, self.disclosed, case))

    def _police_page(self, case: Case) -> str:
        since = self._since(case)
        if case.withheld and not case.withheld_question:
            since.append(f"To ask the organisation for it: amparo-desk ask {case.short} --withheld")
        return page_text(
            redaction.shown(case), case.reference, sender_line(case), name_of(case.ngo),
            watermark=self.officer, first=first_lines(case.report or {}, soon=case.priority), since=since,
        )  # fmt: skip

    def _ngo_page(self, case: Case) -> str:
        lines = [
            "ONLY YOUR ORGANISATION CAN READ THIS",
            f"Report {case.reference} for {name_of(case.force)}, filed {day_in_london(case.filed)}",
            f"Police: received {_day(case.police_received)}, opened {_day(case.police_opened)}",
        ]
        if not case.sealed_by_gateway:
            lines.append("Sealed with your own key.")
        elif case.confirmed is not None:
            lines.append(f"You confirmed on {day_in_london(case.confirmed)} that you filed it.")
        else:
            lines.append(f"Not confirmed yet. If you filed it: amparo-desk confirm {case.short}")
        lines += [*redaction.notices(case.schema_version), *other_accounts(self.cases, case)]
        lines += self.releases.lines(case)
        if case.refile and not case.superseded_by:
            lines.append(f"FILE IT AGAIN: it could not be delivered ({printable(case.refile)}).")
        lines += identity.lines({"identity": identity.identity(case)})
        text = "\n".join(lines) + "\n"
        if case.report is not None:
            text += "\nWHAT THE POLICE GET (filed at this desk)\n\n"
            text += page_text(
                case.report, case.reference, sender_line(case), name_of(case.ngo),
                first=first_lines(case.report, soon=case.priority),
            )  # fmt: skip
        return text

    def export(self, case: Case, form: str) -> bytes:
        """The case as a file of `form`, one of FORMATS. Call `look` first. DeskError for a form this desk has not."""
        police = self.settings.kind is Kind.POLICE
        if form == "text":
            return self.page(case).encode()
        if form == "json" and not police:
            return (json.dumps(self._whole(case), ensure_ascii=False, indent=2) + "\n").encode()
        if not police or form not in FORMATS:
            raise DeskError(f"There is no export as {form} at this desk. Take --text or --json.")
        report, ngo, since = redaction.shown(case), name_of(case.ngo), self._since(case)
        if form == "pdf":
            return self._pdf(case, report, since)
        since = [*first_lines(report, soon=case.priority), *since]
        status = state(case, Kind.POLICE)
        if form == "csv":
            return csv_row(report, case.reference, ngo, status=status, since=since)
        return pole_json(report, case.reference, ngo, status=status, since=since).encode()

    def _whole(self, case: Case) -> dict[str, Any]:
        said = self.cases.said(case.report_id)
        return {
            "reference": case.reference,
            "force": case.force,
            "filed": iso(case.filed),
            "identity": identity.identity(case),
            "said": [
                {"day": iso(each.day), "by": each.org, "kind": each.kind, "body": each.body} for each in said
            ],
        }

    def _pdf(self, case: Case, report: dict[str, Any], since: list[str]) -> bytes:
        from gateway.report.printing.pdf import page_pdf  # half a second to load: only a PDF waits for it

        return page_pdf(
            report, case.reference, sender_line(case), name_of(case.ngo),
            day=date.fromisoformat(iso(today())), watermark=self.officer,
            first=first_lines(report, soon=case.priority), since=since,
        )  # fmt: skip


def _is_news(message: Message) -> bool:
    return not message.out and (message.seen is None or _is_open_question(message))


def _is_open_question(message: Message) -> bool:
    return message.kind == "question" and not message.out and message.dealt_with is None


def _day(day: int | None) -> str:
    return "not yet" if day is None else day_in_london(day)

"""One report as text and as a file. `keys.desk.look` looks first: nothing here does.

What a person sees is made of text only, with signs taken out that could steer a terminal. At the police, what the
patterns found stays behind a mark. Nothing of a report's channel is ever exported, but "contact only through <NGO>".
"""

from datetime import date
from typing import Any

from gateway.report.names import day_in_london, name_of
from gateway.report.printing.csv import csv_row
from gateway.report.printing.pole_json import pole_json
from gateway.report.printing.steering import as_json, one_line
from gateway.report.printing.text import page_text
from gateway.report.triage import first_lines
from keys.clock import iso, today
from keys.desk.case_view import history, identity
from keys.desk.case_view.progress import other_accounts, sender_line, state
from keys.desk.case_view.sheet import notices, said_since
from keys.desk.desk import Desk
from keys.desk.errors import DeskError
from keys.desk.ngo import releases
from keys.desk.police import margins, redaction
from keys.desk.store.records import Case
from keys.roles import Kind

FORMATS = ("text", "pdf", "csv", "json")


# --- pages and files


def page(desk: Desk, case: Case) -> str:
    """The whole case as text."""
    police = desk.settings.kind is Kind.POLICE
    said = history.history(desk.cases.said(case.report_id), desk.settings.kind)
    lines = [line for each in said for line in history.lines(each)]
    head = _police_page(desk, case) if police else _ngo_page(desk, case)
    return head + ("\nWHAT WAS SAID\n" + "\n".join(lines) + "\n" if lines else "")


def _police_page(desk: Desk, case: Case) -> str:
    since = said_since(notices(desk, case))
    if case.withheld and not case.withheld_question:
        since.append(f"To ask the organisation for it: amparo-desk ask {case.short} --withheld")
    return page_text(
        redaction.shown(case), case.reference, sender_line(case), name_of(case.ngo),
        watermark=desk.officer, first=first_lines(case.report or {}, soon=case.priority), since=since,
    )  # fmt: skip


def _ngo_page(desk: Desk, case: Case) -> str:
    lines = [
        "ONLY YOUR ORGANISATION CAN READ THIS",
        f"Report {case.reference} for {name_of(case.force)}, filed {day_in_london(case.filed)}",
        f"Police: received {_day(case.police_received)}, opened {_day(case.police_opened)}",
    ]
    if not case.sealed_by_gateway:
        where = "at this desk" if case.filed_here else "but not at this desk: by another desk or program of yours?"
        lines.append(f"Sealed with a key of your organisation, {where}")
    elif case.confirmed is not None:
        lines.append(f"You confirmed on {day_in_london(case.confirmed)} that you filed it.")
    else:
        lines.append(f"Not confirmed yet. If you filed it: amparo-desk confirm {case.short}")
    lines += [*redaction.notices(case.schema_version), *other_accounts(desk, case)]
    lines += releases.lines(desk, case)
    if case.refile and not case.superseded_by:
        lines.append(f"FILE IT AGAIN: it could not be delivered ({one_line(case.refile)}).")
    lines += identity.lines({"identity": identity.identity(case)})
    text = "\n".join(lines) + "\n"
    if case.report is not None:
        text += "\nWHAT THE POLICE GET (filed at this desk)\n\n"
        text += page_text(
            case.report, case.reference, sender_line(case), name_of(case.ngo),
            first=first_lines(case.report, soon=case.priority),
        )  # fmt: skip
    return text


def export(desk: Desk, case: Case, form: str) -> bytes:
    """The case as a file of `form`, one of FORMATS. DeskError for a form this desk has not."""
    police = desk.settings.kind is Kind.POLICE
    if form == "text":
        return page(desk, case).encode()
    if form == "json" and not police:
        return (as_json(_whole(desk, case), indent=2) + "\n").encode()
    if not police or form not in FORMATS:
        raise DeskError(f"There is no export as {form} at this desk. Take --text or --json.")
    report, ngo, since = redaction.shown(case), name_of(case.ngo), said_since(notices(desk, case))
    if form == "pdf":
        return _pdf(desk, case, report, since)
    since = [*first_lines(report, soon=case.priority), *since]
    status = state(case, Kind.POLICE)
    if form == "csv":
        return csv_row(report, case.reference, ngo, status=status, since=since)
    return pole_json(report, case.reference, ngo, status=status, since=since).encode()


def _whole(desk: Desk, case: Case) -> dict[str, Any]:
    said = desk.cases.said(case.report_id)
    return {
        "reference": case.reference,
        "force": case.force,
        "filed": iso(case.filed),
        "identity": identity.identity(case),
        "said": [{"day": iso(each.day), "by": each.org, "kind": each.kind, "body": each.body} for each in said],
    }


def _pdf(desk: Desk, case: Case, report: dict[str, Any], since: list[str]) -> bytes:
    from gateway.report.printing.pdf import page_pdf  # half a second to load: only a PDF waits for it

    return page_pdf(
        report, case.reference, sender_line(case), name_of(case.ngo),
        day=date.fromisoformat(iso(today())), watermark=desk.officer,
        first=first_lines(report, soon=case.priority), since=since, number=margins.of(desk, case).number,
        history=_statuses_and_questions(desk, case),
    )  # fmt: skip


def _statuses_and_questions(desk: Desk, case: Case) -> list[str]:
    """What was said of how the case stands and what was asked and answered, oldest first; each thing on one line."""
    said = [each for each in desk.cases.said(case.report_id) if each.kind in ("status", "question", "answer")]
    return [" ".join(" ".join(history.lines(each)).split()) for each in history.history(said, Kind.POLICE)]


def _day(day: int | None) -> str:
    return "not yet" if day is None else day_in_london(day)

"""What needs a person today, most pressing first, each with the command that deals with it."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.report.statuses import STATUSES
from keys.days import iso, today
from keys.desk import picture
from keys.desk.cases import Case, Cases, Message
from keys.desk.outbox import Outbox
from keys.parts import Kind, Part

SAFETY, ALARM, ASKED, NEWS, LATE, NOTE = range(6)
"""How pressing: her safety, something lost, somebody waits for an answer, something new, somebody is late, to know."""
_UNDELIVERED = 3  # days until a report nobody fetched is named
_WEEKEND = 2  # days added to a clock of working days, so that no weekend makes an alarm


@dataclass(frozen=True, order=True)
class Need:
    """One thing for a person. `do` is the next useful command."""

    pressing: int
    day: int
    reference: str
    what: str
    do: str


def today_needs(cases: Cases, outbox: Outbox, kind: Kind) -> list[Need]:
    """Everything that needs a person now, most pressing first."""
    found: list[Need] = []
    said: dict[str, list[Message]] = {}
    for message in cases.everything_said():
        said.setdefault(message.report_id, []).append(message)
    for case in cases.all():
        if case.recalled is None:
            found += _police(case) if kind is Kind.POLICE else _ngo(case)
            found += [need for message in said.get(case.report_id, []) if (need := _about(case, message))]
    for _, held in cases.vault.all("held"):
        found.append(
            Need(
                NOTE, held["day"], "", f"A form kept for later since {iso(held['day'])}.", "amparo-desk held"
            )
        )
    for thing in outbox.waiting():
        if thing.stuck:
            found.append(
                Need(ALARM, today(), "", f"The gateway keeps refusing: {thing.about}.", "amparo-desk check")
            )
    return sorted(found)


def _about(case: Case, message: Message) -> Need | None:
    if message.out or message.dealt_with is not None:
        return None
    show = f"amparo-desk show {case.short}"
    if message.kind == "status":
        code = str(message.body["body"]["code"])
        if picture.dangerous(code):
            waits = " Her page was asked to wait." if message.body.get("delayed") else ""
            what = f"{code}: the suspect may know. Call her before her page tells her.{waits}"
            return Need(
                SAFETY, message.day, case.short, what, f"{show}, call her, then amparo-desk safe {case.short}"
            )
        return (
            Need(NEWS, message.day, case.short, f"New status: {code}.", show)
            if message.seen is None
            else None
        )
    if message.kind == "question":
        due = f" They hope for an answer by {message.body['due']}." if message.body.get("due") else ""
        what = f"{message.org} has a question.{due}"
        return Need(ASKED, message.day, case.short, what, f"{show}, then amparo-desk answer {case.short}")
    if message.seen is None:
        who = (
            "She wrote"
            if message.part == Part.VICTIM
            else f"{message.org} sent: {message.kind.replace('_', ' ')}"
        )
        return Need(NEWS, message.day, case.short, f"{who}.", show)
    return None


def _police(case: Case) -> list[Need]:
    found = []
    if case.opened is None:
        found.append(Need(NEWS, case.received, case.short, "A new report.", f"amparo-desk show {case.short}"))
    if case.withheld and not case.withheld_question and case.is_confirmed:
        do = f"amparo-desk ask {case.short} --withheld"
        found.append(
            Need(NEWS, case.received, case.short, "Something in it is withheld until the NGO answers.", do)
        )
    return found


def _ngo(case: Case) -> list[Need]:
    found: list[Need] = []
    if case.superseded_by:
        return found
    if case.refile:
        what = "It could not be delivered. File it again."
        found.append(Need(ALARM, case.received, case.short, what, f"amparo-desk show {case.short}"))
    if not case.is_confirmed:
        what = "The police do not know yet that it is yours."
        found.append(Need(NEWS, case.received, case.short, what, f"amparo-desk confirm {case.short}"))
    if case.police_received is None and today() >= case.filed + _UNDELIVERED and not case.refile:
        what = f"No police desk has fetched it since {iso(case.filed)}; after 30 days it is destroyed."
        return [*found, Need(LATE, case.filed, case.short, what, "call the force's safe-reporting unit")]
    clock = STATUSES["opened"].within
    if case.police_opened is None and clock and today() > case.filed + clock + _WEEKEND and not case.refile:
        what = f"The police have not opened it since {iso(case.filed)}."
        found.append(Need(LATE, case.filed, case.short, what, "call the force's safe-reporting unit"))
    return found

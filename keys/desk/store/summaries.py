"""One small row for each report: all that a list, or what needs a person today, says of it.

Derived from the case and from what was said about it, whenever either is put, in the same batch (`store.cases` is the
only one to put them). A list of 10,000 reports so opens 10,000 rows of half a kilobyte, and not every word of them.
What is derived by rules (dangers, unit) is derived anew from everything once the rules are others.
"""

import json
from dataclasses import MISSING, dataclass, fields
from typing import Any

from gateway.report import triage
from keys.desk.store.records import Case, CaseHead, Message, MessageHead
from keys.desk.store.vault import Vault
from keys.encoding import H
from keys.roles import Part

LISTED = ("action", "code", "delayed", "due", "officer")
"""What of a message's body a list or a task reads; a status has its `code` one body deeper."""
_SHELF, _RULES = "summary", "summary rules"
_MADE_AS = 1  # raise it when a summary is to say something else, or `triage` judges otherwise with the same tables
_HEAD = {each.name: None if each.default is MISSING else each.default for each in fields(CaseHead)}


@dataclass(frozen=True, slots=True)
class Summary:
    """One report in a list. `said`: what came in about it, and what this desk asked, in order; bodies cut to LISTED.

    `told_her` is the last day on which this desk wrote to her mailbox.
    """

    case: CaseHead
    unit: str
    risks: list[str]
    said: list[MessageHead]
    told_her: int | None


class Summaries:
    """The summaries in one vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def put(self, case: Case, said: list[Message]) -> None:
        """The summary is of the case and all that was said about it, in order."""
        head = {name: value for name, usual in _HEAD.items() if (value := getattr(case, name)) not in (usual, [])}
        told_her = max((each.day for each in said if each.out and each.part == Part.MAILBOX), default=None)
        risks = triage.risks(case.report) if case.report else []
        heads = [_cut(each) for each in said if not each.out or each.kind == "question"]
        row = [head, case.unit, risks, heads, told_her]
        self._vault.put(_SHELF, case.report_id, row)

    def all(self) -> list[Summary]:
        """Every summary, newest first."""
        found = [_summary(row) for _, row in self._vault.all(_SHELF)]
        return sorted(found, key=lambda each: (-each.case.received, each.case.report_id))

    def of(self, report_id: str) -> Summary:
        """The summary of one report that this desk holds."""
        return _summary(self._vault.get(_SHELF, report_id))

    def are_of_this_program(self) -> bool:
        """False where they are missing, or were made by other rules."""
        return bool(self._vault.get(_RULES, "") == _rules())

    def mark(self) -> None:
        """They are of this program."""
        self._vault.put(_RULES, "", _rules())


def _rules() -> str:
    return H("amparo1/summaries", json.dumps([_MADE_AS, triage.TABLES]).encode()).hex()


def _summary(row: list[Any]) -> Summary:
    head, unit, risks, heads, told_her = row
    said = [MessageHead(head["report_id"], **each) for each in heads]
    return Summary(CaseHead(**head), unit, risks, said, told_her)


def _cut(message: Message) -> dict[str, Any]:
    body = {name: message.body[name] for name in LISTED if name in message.body}
    if message.kind == "status" and "body" in message.body:
        body["body"] = {"code": message.body["body"]["code"]}
    row = {name: getattr(message, name) for name in ("part", "org", "out", "day", "seq", "kind", "seen", "dealt_with")}
    return {**row, "body": body}

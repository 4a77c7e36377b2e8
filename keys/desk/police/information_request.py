"""A question of the police: the form of a Victim Information Request, and what it may not ask.

Since January 2026 such a request must say what is sought, why, on which line of enquiry, why it is necessary and
proportionate, and how the answer is dealt with; counselling notes are presumed not needed (PCSC Act 2022 ss44A-44E and
its code). The linter refuses what would lead to her: name, birth, address, nationality, status. It reads what the
officer types before it is sent, and what arrives at the NGO again. It is a tripwire, not a judge: an NGO may always
refuse to answer.
"""

import re
import secrets
from dataclasses import asdict, dataclass
from typing import Any

from gateway.report.names import name_of
from keys.clock import from_iso, today
from keys.desk.desk import Desk, act
from keys.desk.errors import DeskError, Withheld
from keys.desk.messages.correspondence import (
    must_be_confirmed,
    must_be_opened,
    must_not_be_declined,
    must_not_be_recalled,
    tell,
)
from keys.desk.store.outbox import OutboxItem
from keys.desk.store.records import Case, Message
from keys.roles import Kind
from keys.vocabulary import VOCABULARY

_REQUEST = VOCABULARY["request"]
SORTS: dict[str, str] = _REQUEST["about"]
NOTICE: dict[str, str] = _REQUEST["notice"]
LABELS: dict[str, str] = _REQUEST["labels"]
"""What each field is called to its reader, in the order in which it is read to her."""
NEEDED: tuple[str, ...] = tuple(_REQUEST["needed"])
"""The fields that the law asks for in each request."""
LONGEST = 900
"""Characters of one field; all together must fit one envelope of 4092 bytes."""
_HER = r"(?:her|his|their|your|the\s+(?:victim|woman|man|complainant|client|reporter|person)(?:'s)?)"
_LINES = (
    ("name", rf"\b{_HER}\s+(?:(?:full|real|first|last|family|own)\s+)*(?:sur)?name\b"),
    ("name", r"\bname\s+of\s+(?:the\s+)?(?:victim|woman|man|complainant|client|reporter|caseworker|worker)\b"),
    ("name", r"\bwho\s+is\s+(?:she|he|the\s+(?:victim|woman|complainant|client|reporter))\b"),
    ("birth", r"\b(?:date\s+of\s+birth|d\.?o\.?b\.?|birth\s*(?:day|date)|how\s+old\s+(?:is|are))\b"),
    ("birth", r"\bwhere\s+(?:was|were)\s+\S+(?:\s+\S+)?\s+born\b|\b(?:place|country)\s+of\s+birth\b"),
    ("address", rf"\b{_HER}\s+(?:(?:home|current|present|full)\s+)*(?:address|postcode|whereabouts)\b"),
    ("address", r"\bwhere\s+(?:do|does|is|are)\s+(?:she|he|they|you|the\s+\w+)\s+(?:live|living|stay|staying|now)\b"),
    ("contact", rf"\b{_HER}\s+(?:(?:mobile|tele)\s*)?(?:phone|telephone|mobile|e-?mail)(?:\s+number)?\b"),
    ("nationality", r"\b(?:nationalit(?:y|ies)|citizen(?:ship)?|ethnicit(?:y|ies)|country\s+of\s+origin|religion)\b"),
    ("nationality", r"\bwhere\s+(?:is|are)\s+(?:she|he|they|you)\s+(?:originally\s+)?from\b|\bmother\s+tongue\b"),
    ("status", r"\b(?:immigration|visa|visas|asylum|undocumented|overstay\w*|leave\s+to\s+remain|home\s+office)\b"),
    ("status", r"\b(?:passport|brp|e-?visa|right\s+to\s+(?:work|rent)|nrpf|recourse\s+to\s+public\s+funds)\b"),
    ("status", r"\b(?:is|are)\s+(?:she|he|they|you)\s+(?:here\s+)?(?:legal|illegal|british|settled|documented)\w*\b"),
    ("are you", r"\bare\s+you\b"),
)
_FORBIDDEN = tuple((code, re.compile(pattern, re.IGNORECASE)) for code, pattern in _LINES)


@dataclass(frozen=True)
class Question:
    """What an officer fills in. Texts are English or Welsh; `due` is YYYY-MM-DD or empty."""

    sort: str
    sought: str
    why: str
    line_of_enquiry: str
    necessity: str
    how_dealt_with: str
    counselling: bool = False
    substantial_value: str = ""
    presumption_rebutted: str = ""
    notice: str = "given"
    notice_why: str = ""
    due: str = ""
    compartment: str = ""

    def words(self) -> dict[str, Any]:
        """The form as it stands inside part 4, with a fresh id; DeskError or Withheld when it may not be sent."""
        self._complete()
        found = lint(self.texts())
        if found:
            raise Withheld(
                "The question was not sent: it asks for what the police may not ask here "
                f"({', '.join(sorted(set(found)))}). Ask about what happened, not who she is."
            )
        return {"id": secrets.token_hex(8), **self.as_read()}

    def as_read(self) -> dict[str, Any]:
        """The form as its reader gets it, without an id; whether it may be sent was not looked at."""
        given = {name: value for name, value in asdict(self).items() if value not in ("", False) and name != "sort"}
        return {"about": self.sort, "counselling": self.counselling, **given}

    def texts(self) -> dict[str, str]:
        """Every field that holds words."""
        return {name: value for name, value in asdict(self).items() if isinstance(value, str) and value}

    def _complete(self) -> None:
        for sentence in self.gaps().values():
            raise DeskError(sentence)

    def gaps(self) -> dict[str, str]:
        """What the form still lacks, a sentence by field, in the order of the form; empty when it is complete."""
        found: dict[str, str] = {}
        if self.sort not in SORTS:
            found["sort"] = f"A question is one of: {', '.join(SORTS)}."
        if self.notice not in NOTICE:
            found["notice"] = f"Notice to her is one of: {', '.join(NOTICE)}."
        for name in NEEDED:
            if not getattr(self, name).strip():
                found[name] = f"The form needs '{name}': the law asks for it. Nothing was sent."
        if self.counselling and not (self.substantial_value and self.presumption_rebutted):
            empty = "presumption_rebutted" if self.substantial_value else "substantial_value"
            found[empty] = (
                "Counselling notes are presumed not needed. Say what substantial value they have (substantial_value) "
                "and why the presumption does not hold (presumption_rebutted), or do not ask for them."
            )
        if self.notice != "given" and not self.notice_why:
            found["notice_why"] = "Say why she is not told at once (notice_why)."
        if self.due and not _is_to_come(self.due):
            found["due"] = "An answer is hoped for by a day that is to come, such as 2026-12-31, or by none (due)."
        for name, text in self.texts().items():
            if len(text) > LONGEST:
                found[name] = f"'{name}' has {len(text)} characters; at most {LONGEST} fit. Nothing was sent."
        return found

    def forbidden(self) -> dict[str, list[str]]:
        """What the linter finds, as short names by field; empty when it finds nothing."""
        each = {name: sorted(set(lint({name: text}))) for name, text in self.texts().items()}
        return {name: codes for name, codes in each.items() if codes}


def _is_to_come(day: str) -> bool:
    try:
        return from_iso(day) > today()
    except ValueError:
        return False


@act(Kind.POLICE)
def ask(desk: Desk, case: Case, question: Question) -> OutboxItem:
    """The question leaves at once for the NGO."""
    must_not_be_declined(case)
    must_be_confirmed(case)
    return tell(desk, case, "question", question.words())


CONFIRM_ASKED = "confirm_asked"
"""The action of `opened_by` by which an officer asks the NGO to confirm: until it has, no question is taken."""


def confirm_asked(desk: Desk, case: Case) -> Message | None:
    """The word with which this desk asked the NGO to confirm the report, or nothing."""
    said = (each for each in desk.cases.said(case.report_id) if each.kind == "opened_by")
    return next((each for each in said if each.body.get("action") == CONFIRM_ASKED), None)


@act(Kind.POLICE, called="ask --confirm")
def ask_to_confirm(desk: Desk, case: Case) -> OutboxItem:
    """The NGO is asked at once, in fixed words, to confirm the report. DeskError where it did, or once more."""
    must_not_be_recalled(case)
    must_not_be_declined(case)
    must_be_opened(case)
    if case.is_confirmed:
        raise DeskError(f"{name_of(case.ngo)} has confirmed this report already.")
    if confirm_asked(desk, case) is not None:
        raise DeskError(f"{name_of(case.ngo)} was asked already, and is asked once.")
    words = {"officer": desk.officer or "an officer", "action": CONFIRM_ASKED}
    return tell(desk, case, "opened_by", words, about=f"asked to confirm, to {case.ngo}")


@act(Kind.POLICE, called="ask --withheld")
def ask_withheld(desk: Desk, case: Case) -> OutboxItem:
    """The NGO is asked whether what the patterns found may be read: by place, never by its words."""
    must_not_be_declined(case)
    must_be_confirmed(case)
    if not case.withheld:
        raise DeskError("Nothing is withheld in this report.")
    places = ", ".join(f"{each['field']}, signs {each['start'] + 1} to {each['end']}" for each in case.withheld)
    question = Question(
        "clarify_fact",
        f"May the police read what the patterns found here: {places}?"[:900],
        "It looks like something that should not have reached the police.",
        "None: it was found by the desk, before anybody read it.",
        "It stays out of sight until you answer.",
        "Answer 'provided' to let it be read; any other answer keeps it out of sight.",
    )
    words = question.words()
    case.withheld_question = words["id"]
    return tell(desk, case, "question", words)


def lint(texts: dict[str, str]) -> list[str]:
    """What the texts ask for that they may not, as short names; empty when nothing was found."""
    return [code for text in texts.values() for code, pattern in _FORBIDDEN if pattern.search(text)]


def lint_received(body: dict[str, Any]) -> list[str]:
    """The same for a question that arrived at the NGO."""
    return lint({name: value for name, value in body.items() if isinstance(value, str)})

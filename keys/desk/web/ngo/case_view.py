"""What an NGO's page shows of a report: the picture, the safe-contact rule, the folded fields, all that was said.

Words come from the form and the closed lists, so a field is called here as where it was written. Nothing is shown by
these functions; a template does, and folds away what need not stand on a screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.report.filing import identity_of
from gateway.report.form import ngo_questions, texts, values
from gateway.report.form.questions import Ask, Repeat
from gateway.report.names import name_of
from gateway.report.schema import Choice, Choices, Code, Flag, Shape
from gateway.report.statuses import STEPS, stage
from gateway.report.statuses import is_dangerous as dangerous
from gateway.report.statuses import words as status_words
from keys.desk.messages.correspondence import OUTCOMES
from keys.desk.ngo.tasks import spoken
from keys.desk.police.information_request import NOTICE, SORTS, lint_received
from keys.desk.store.cases import Case, Message
from keys.roles import Part

STEP_WORDS = {
    "kept": "Kept",
    "sent": "Sent",
    "opened": "Opened",
    "working": "At work",
    "finished": "Finished",
}
VIR = {
    "sought": "What they ask",
    "why": "Why they think you have it",
    "line_of_enquiry": "What it is for",
    "necessity": "Why they say it is necessary",
    "how_dealt_with": "Who will see the answer, and how it is kept",
    "substantial_value": "What counselling notes would add, as they say",
    "presumption_rebutted": "Why they say counselling notes are needed all the same",
    "notice_why": "Why they would not tell her at once",
    "due": "They hope for an answer by",
}


def identity(case: Case) -> dict[str, Any]:
    """The identity half as it was filed; {} where this desk does not hold it."""
    return dict(identity_of(case.leaves)) if case.leaves else {}


# --- the picture


def way(case: Case) -> list[tuple[str, str, str]]:
    """The five steps as her page draws them: (name, words, "done", "now" or "")."""
    reached = max((stage(str(code)) for code, _ in case.line), default=1)
    marks = ["done" if at < reached else "now" if at == reached else "" for at in range(len(STEPS))]
    return [(name, STEP_WORDS[name], mark) for name, mark in zip(STEPS, marks, strict=True)]


# --- the safe-contact rule


@dataclass(frozen=True)
class Way:
    """One way to reach her: what to know first, then how, then the number or address itself."""

    first: list[tuple[str, str]]
    how: str
    value: str


@dataclass(frozen=True)
class SafeContact:
    """What must be read before anybody calls, and only then the ways to reach her."""

    never: list[str]
    rule: list[tuple[str, str]]
    ways: list[Way]
    phones: list[str]
    language: str

    @property
    def is_empty(self) -> bool:
        return not (self.never or self.rule or self.ways)


def safe_contact(whole: Mapping[str, Any]) -> SafeContact:
    """The rule of a report's identity half."""
    safe = whole.get("safe_contact") or {}
    languages = [
        texts.LANGUAGES.get(each.get("tag", ""), each.get("tag", ""))
        for each in (whole.get("language") or {}).get("languages", [])
    ]
    return SafeContact(
        never=[str(line) for line in safe.get("never_do", [])],
        rule=list(_plain(safe)),
        ways=[_way(each) for each in safe.get("channels", [])],
        phones=[str(number) for number in (whole.get("phone") or {}).get("numbers", [])],
        language=", ".join(filter(None, languages)),
    )


def _way(channel: Mapping[str, Any]) -> Way:
    shape = values.shape_at("identity.safe_contact.channels.0")
    labels = {ask.path: ask.label for ask in _channel_asks()}
    first = [
        (label, said(_under(shape, name), channel[name]))
        for name, label in labels.items()
        if name not in ("type", "value") and name in channel
    ]
    how = said(_under(shape, "type"), channel["type"]) if "type" in channel else "Another way"
    return Way(first, how, str(channel.get("value", "")))


def _channel_asks() -> Sequence[Ask]:
    return values.REPEATS["identity.safe_contact.channels"].asks


def _plain(safe: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in ("note", "if_partner_answers", "review_on"):
        if safe.get(name):
            yield values.LABELS[f"identity.safe_contact.{name}"], str(safe[name])
    for name, value in (safe.get("device") or {}).items():
        path = f"identity.safe_contact.device.{name}"
        yield values.LABELS[path], said(values.shape_at(path), value)


# --- the fields


@dataclass(frozen=True)
class Fields:
    """A section of the form with what was written in it."""

    title: str
    rows: list[tuple[str, str]]


def fields(whole: Mapping[str, Any]) -> list[Fields]:
    """Every section of "only us" that holds something, in the order of the form."""
    found = []
    for section in ngo_questions.SECTIONS:
        rows: list[tuple[str, str]] = []
        for question in section.questions:
            rows += _rows({"identity": whole}, question)
        if rows:
            found.append(Fields(section.title, rows))
    return found


def _rows(whole: Mapping[str, Any], question: Ask | Repeat) -> list[tuple[str, str]]:
    value = _at(whole, question.path)
    if value in (None, "", [], {}):
        return []
    if isinstance(question, Ask):
        return [(question.label, said(values.shape_at(question.path), value))]
    found = []
    for place, item in enumerate(value):
        for ask in question.asks:
            inner = _at(item, ask.path)
            if inner not in (None, "", []):
                label = f"{question.one} {place + 1}: {ask.label}" if len(value) > 1 else ask.label
                found.append((label, said(values.shape_at(f"{question.path}.0.{ask.path}"), inner)))
    return found


def _at(value: Any, path: str) -> Any:
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _under(shape: Shape | None, name: str) -> Shape | None:
    return getattr(shape, "of", {}).get(name)


def said(shape: Shape | None, value: Any) -> str:
    """A value as the form says it."""
    if isinstance(value, list):
        inner = shape if isinstance(shape, Choices) else getattr(shape, "of", None)
        return "\n".join(said(inner, each) for each in value)
    unanswered = dict(texts.UNANSWERED)
    if isinstance(shape, Choice | Choices):
        label = shape.of.get(value) or unanswered.get(value, str(value))
        return label[:1].upper() + label[1:]
    if isinstance(shape, Flag):
        return {True: "Yes", False: "No"}.get(value, str(value))
    if isinstance(shape, Code):
        return texts.LANGUAGES.get(str(value), str(value))
    return str(value)


# --- what was said


@dataclass(frozen=True)
class Said:
    """One thing that was said: who, when, a heading, words, and rows of a form. `hers`: in her own words."""

    day: str
    who: str
    heading: str
    text: str = ""
    rows: list[tuple[str, str]] = field(default_factory=list)
    hers: bool = False
    warning: str = ""


def everything_said(case: Case, messages: Sequence[Message]) -> list[Said]:
    """All that was said about a report, newest first."""
    return [_said(case, message) for message in reversed(messages)]


def _said(case: Case, message: Message) -> Said:
    body, kind, day = message.body, message.kind, spoken(message.day)
    who = "You" if message.out else "She" if message.part == Part.VICTIM else name_of(message.org)
    text = str(body.get("text", ""))
    if kind == "status":
        code = str(body.get("body", body).get("code", ""))
        short, more = status_words(code)
        reason = [("Reason", str(body["reason"]).replace("_", " "))] if body.get("reason") else []
        where = "Her page: " if message.part == Part.MAILBOX else ""
        return Said(day, who, f"{where}{short}", text or ("" if where else more), reason)
    if kind == "question" and message.part == Part.FROM_POLICE:
        return Said(day, who, "A question", "", question_rows(body), warning=warning_of(body))
    if message.part == Part.VICTIM:
        old = (
            "Written with a code that was replaced: somebody else may hold it."
            if body.get("old_token")
            else ""
        )
        return Said(day, who, "Wrote", text, hers=True, warning=old)
    if kind == "answer":
        outcome = OUTCOMES.get(str(body.get("outcome")), "")
        return Said(day, who, "Answered" + (f": {outcome}" if outcome else ""), text)
    if kind == "opened_by":
        rows = [
            ("Officer", str(body.get("officer", ""))),
            ("What", str(body.get("action", "")).replace("_", " ")),
        ]
        return Said(day, who, "Looked at it", "", rows)
    heading = _HEADINGS.get(kind, kind.replace("_", " ").capitalize())
    if message.part == Part.MAILBOX:
        heading = {"safe": "She knows: her page may show it", "not_yet": "Her page waits 72 hours more"}.get(
            kind, f"To her page: {kind}"
        )
    return Said(day, who, heading, text)


_HEADINGS = {
    "confirm": "Confirmed to the police that you filed it",
    "correction": "A correction for the police",
    "paused": "Told the police that she pauses",
    "withdrawn": "Told the police that she stopped",
    "question": "Asked the police",
    "mailbox_moved": "She has a new code",
    "release": "Shown to the police",
    "release_withdrawn": "Taken back from the police",
    "erased": "Erased what was taken back",
}


def question_rows(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A question of the police as rows, in the order in which it is read to her."""
    rows = [("About", SORTS.get(str(body.get("about")), str(body.get("about", ""))))]
    rows += [(label, str(body[name])) for name, label in VIR.items() if body.get(name)]
    if body.get("notice") in NOTICE:
        rows.append(("Notice to her", NOTICE[str(body["notice"])].capitalize()))
    return rows


def warning_of(body: Mapping[str, Any]) -> str:
    """What must be said beside a question that asks for too much; empty when nothing was found."""
    found = sorted(set(lint_received(dict(body))))
    said_of = (
        f"This asks for what the police may not ask here: {', '.join(found)}. You may refuse."
        if found
        else ""
    )
    if body.get("counselling"):
        said_of += " It asks for counselling notes: the law presumes they are not needed."
    return said_of.strip()


def is_dangerous(code: str) -> bool:
    """True for a status that waits for a call to her."""
    return dangerous(code)

"""What needs a person at this desk today, most pressing first, each with the command that deals with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.report.deadlines import ANSWER, SHOW_QUESTION, TELL_HER
from gateway.report.names import day_in_london, name_of
from gateway.report.partial_dates import say as day_in_words
from gateway.report.printing.steering import printable
from gateway.report.statuses import is_dangerous, words
from keys.clock import today
from keys.desk.case_view.words import ACTIONS, KINDS, in_words, leaves_in_words
from keys.desk.desk import Desk
from keys.desk.ngo import notebook, releases
from keys.desk.ngo.deadlines import answer_by, is_over, late, spoken, told_by
from keys.desk.ngo.drafts import HELD_SHELF
from keys.desk.police import disclosed
from keys.desk.police.information_request import CONFIRM_ASKED
from keys.desk.store.records import CaseHead, Message
from keys.desk.store.summaries import Summary
from keys.roles import Kind, Part

SAFETY, HERS, ALARM, ASKED, NEWS, AGAIN, LATE, NOTE = range(8)
"""How pressing: her safety, her own words, something lost, somebody waits for an answer, something new, a day that the
caseworker set herself, a late police, to know.
"""
_UNDELIVERED = 3  # days until a report nobody fetched is named


@dataclass(frozen=True, order=True)
class Task:
    """One thing for a person. `do` is the next useful command; `kind` names the sort of thing, for a page's button."""

    pressing: int
    day: int
    reference: str
    what: str
    do: str
    kind: str = ""


def needs(desk: Desk) -> list[Task]:
    """Everything that needs a person now, most pressing first."""
    kind = desk.settings.kind
    if kind is Kind.POLICE:
        disclosed.sweep(desk)
    reports = desk.cases.summaries()
    released = releases.with_any(desk, [each.case.report_id for each in reports]) if kind is Kind.NGO else set()
    found = [need for each in reports for need in _of_report(desk, each, each.case.report_id in released)]
    if kind is Kind.NGO:
        found += _again(desk)
    for _, held in desk.vault.all(HELD_SHELF):
        what = f"A form kept for later since {spoken(held['day'])}."
        found.append(Task(NOTE, held["day"], "", what, "amparo-desk held", "held"))
    for item in desk.outbox.stuck():
        what = f"The gateway keeps refusing: {item.about}."
        found.append(Task(ALARM, today(), "", what, "amparo-desk check", "stuck"))
    return sorted(set(found))


def needs_of(desk: Desk, case: CaseHead) -> list[Task]:
    """The same of one report alone."""
    ngo = desk.settings.kind is Kind.NGO
    found = _of_report(desk, desk.cases.summary(case.report_id), ngo)
    if ngo:
        found += [need for need in _again(desk) if need.reference == case.short]
    return sorted(set(found))


def _of_report(desk: Desk, summary: Summary, released: bool) -> list[Task]:
    kind, case, about = desk.settings.kind, summary.case, summary.said
    own: list[Task] = []
    if case.recalled is None:
        own += [need for message in about if not _is_told(message, about) and (need := _about(case, message, kind))]
        own += _police(case) if kind is Kind.POLICE else _ngo(case, about)
    if case.elsewhere:
        return [need for need in own if need.pressing == SAFETY]
    return own + (_released(desk, case) if released else [])


def _about(case: CaseHead, message: Message, kind: Kind) -> Task | None:
    if message.out or message.dealt_with is not None:
        return None
    show = f"amparo-desk show {case.short}"
    if message.kind == "status":
        code = str(message.body["body"]["code"])
        if is_dangerous(code):
            waits = " Her page was asked to wait." if message.body.get("delayed") else ""
            told = told_by(TELL_HER, message.day)
            what = f"{_short(code)} The suspect may know. Call her before her page tells her. {told}{waits}"
            do = f"{show}, call her, then amparo-desk safe {case.short}"
            return Task(SAFETY, message.day, case.short, what, do, "dangerous")
        if message.seen is not None:
            return None
        return Task(NEWS, message.day, case.short, f"New: {_short(code)}", show, "news")
    if message.kind == "declined":
        named = name_of(case.declined)
        what = f"{name_of(message.org)} says that {named} is the right force. Move the report there."
        return Task(ASKED, message.day, case.short, what, f"amparo-desk move {case.short}", "declined")
    if message.kind == "question":
        what = f"{name_of(message.org)} has a question.{_clocks(message) if kind is Kind.NGO else ''}"
        do = f"{show}, then amparo-desk answer {case.short}"
        return Task(ASKED, message.day, case.short, what, do, "question")
    if message.body.get("action") == CONFIRM_ASKED and not case.is_confirmed:
        return None  # the act itself is asked for, more pressing than before
    if message.seen is None:
        if message.part == Part.VICTIM:
            return Task(HERS, message.day, case.short, "She wrote to you.", show, "hers")
        return Task(NEWS, message.day, case.short, _news(message), show, "news")
    return None


def _is_told(message: Message, about: Sequence[Message]) -> bool:
    """True for the name of who opened the report while the news that it was opened stands there already."""
    return message.body.get("action") == "opened" and any(
        each.kind == "status" and not each.out and each.seen is None and each.body["body"]["code"] == "opened"
        for each in about
    )


def _news(message: Message) -> str:
    """What another organisation said or did, as a sentence."""
    who, body = name_of(message.org), message.body
    if message.kind == "opened_by":
        done = in_words(ACTIONS, str(body.get("action", "")))
        return f"{who}: {done[:1].lower()}{done[1:]} by {body.get('officer') or 'somebody'}."
    if message.kind == "answer":
        return f"{who} answered."
    words = in_words(KINDS, message.kind)
    return f"{who}: {words[:1].lower()}{words[1:]}."


def _short(code: str) -> str:
    """What happened, in a sentence."""
    return words(code)[0]


def _clocks(message: Message) -> str:
    """What is said of the time for a question of the police: she never has to answer."""
    hoped = printable(day_in_words(str(message.body.get("due", ""))))
    due = f" They hope for an answer by {hoped}." if hoped else ""
    heard = f" {SHOW_QUESTION.late}" if message.seen is None and is_over(SHOW_QUESTION, message.day) else ""
    return f"{due}{heard} {answer_by(ANSWER, message.day)}"


def _police(case: CaseHead) -> list[Task]:
    found = []
    if case.opened is None:
        do = f"amparo-desk show {case.short}"
        found.append(Task(NEWS, case.received, case.short, "A new report.", do, "new"))
    if case.withheld and not case.withheld_question and case.is_confirmed:
        do = f"amparo-desk ask {case.short} --withheld"
        what = "Something in it is withheld until the NGO answers."
        found.append(Task(NEWS, case.received, case.short, what, do, "withheld"))
    return found


def _ngo(case: CaseHead, said: Sequence[Message]) -> list[Task]:
    found: list[Task] = []
    if case.superseded_by:
        return found
    if case.refile:
        what = "It could not be delivered. File it again."
        found.append(Task(ALARM, case.received, case.short, what, f"amparo-desk show {case.short}", "refile"))
    if not case.is_confirmed:
        what = "The police do not know yet that it is yours."
        do = f"amparo-desk confirm {case.short}"
        asked = any(each.body.get("action") == CONFIRM_ASKED for each in said)
        if asked:
            what = f"{name_of(case.force)} asks you to confirm that your organisation filed it."
        found.append(Task(ASKED if asked else NEWS, case.received, case.short, what, do, "confirm"))
    if case.police_received is None and today() >= case.filed + _UNDELIVERED and not case.refile:
        what = f"No police desk has fetched it since {spoken(case.filed)}; after 30 days it is destroyed."
        do = "call the force's safe-reporting unit"
        return [*found, Task(LATE, case.filed, case.short, what, do, "late")]
    for each in late(case, said):
        found.append(Task(LATE, each.since, case.short, each.words, each.clock.do, "late"))
    return found


def _released(desk: Desk, case: CaseHead) -> list[Task]:
    """Releases that wait for somebody: for a second NGO, or for the police's word that they erased it."""
    found = []
    for row in releases.of(desk, case):
        what = leaves_in_words(row.names)
        if row.state == releases.WAITING:
            do = f"amparo-desk release {case.short} --cosigned FILE"
            found.append(Task(NEWS, row.day, case.short, f"{what}: a second NGO has to sign.", do, "cosign"))
        elif releases.is_erasure_late(desk, case, row):
            told = f"{case.force} has not said that it erased {what.lower()}, due {day_in_london(row.end)}."
            found.append(Task(LATE, row.end, case.short, told, "call the force; tell the coalition", "late"))
    return found


def _again(desk: Desk) -> list[Task]:
    """Reports that a caseworker wanted to look at again. Her note stays folded on the report's page."""
    found = []
    for note in notebook.due(desk):
        case = desk.cases.get(note.report_id)
        if case is not None and note.again is not None and not case.elsewhere:
            what = f"You wanted to look at this report again on {spoken(note.again)}."
            found.append(Task(AGAIN, note.again, case.short, what, f"amparo-desk notebook {case.short}", "again"))
    return found

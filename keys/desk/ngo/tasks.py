"""What needs a person today, most pressing first, each with the command that deals with it.

When a clock is over: working days of England and Wales, in London's days.

Bank holidays come from the `holidays` library, the substitute ones too: an arrest on Saturday 26 December 2026 is to
be told by Tuesday the 29th. Between desks only UTC days travel. Such a day counts as London's: what was written in
the first hour of a London summer's day belongs to the day before, so a clock of it ends a day early and never late.

What is late about a report, at an NGO's desk: since when, by whose word, and what to do then.

A clock stops when the police say something, when the report is finished, and when she pauses or stops. A status leaves
its desk at a random time of a day, so it is called late a day after its clock: it may be on its way. Nothing here
changes a report: a clock only asks a person to telephone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from gateway.report.deadlines import (
    ANSWER,
    ASSESS,
    DECIDE,
    OPEN,
    OPEN_PRIORITY,
    POLICE_ANSWER,
    RIGHT_6,
    SHOW_QUESTION,
    TELL_HER,
    UPDATE,
    Clock,
)
from gateway.report.names import LONDON, name_of
from gateway.report.statuses import FINISHED, is_dangerous, stage, words
from keys.clock import now, today
from keys.desk.store.cases import Case, Cases, Message
from keys.desk.store.outbox import Outbox
from keys.roles import Kind, Part

if TYPE_CHECKING:
    from holidays import HolidayBase

_EPOCH = date(1970, 1, 1)


def london_today() -> date:
    """The day it is in London now."""
    return datetime.fromtimestamp(now(), LONDON).date()


def as_date(day: int) -> date:
    """A day number of the protocol as a date."""
    return _EPOCH + timedelta(days=day)


def ends(clock: Clock, since: int) -> date:
    """The last day on which `clock`, begun on the day number `since`, is not over."""
    began = as_date(since)
    if clock.days:
        return began + timedelta(days=clock.days)
    return _england_and_wales().get_nth_working_day(began, clock.working_days)


def is_over(clock: Clock, since: int) -> bool:
    """True from the day after the clock's last day on."""
    return london_today() > ends(clock, since)


def spoken(day: date | int) -> str:
    """A day as people say it: Tue 29 December 2026."""
    day = as_date(day) if isinstance(day, int) else day
    return f"{day:%a} {day.day} {day:%B} {day.year}"


@cache
def _england_and_wales() -> HolidayBase:
    import holidays  # a quarter of a second to load: only a clock waits for it

    return holidays.country_holidays("GB", subdiv="ENG")


_ON_ITS_WAY = 1  # days a status may need from the police desk to this one


@dataclass(frozen=True)
class Late:
    """One clock that is over. `since` is the day number it began on."""

    clock: Clock
    since: int

    @property
    def words(self) -> str:
        """What is late, due when, by whose word."""
        return f"{self.clock.late} It was due by {spoken(ends(self.clock, self.since))} ({self.clock.law})."


def of(case: Case, said: list[Message]) -> list[Late]:
    """Every clock of the police that is over for this report; `said` is all that was said about it, in order."""
    if case.recalled is not None or case.superseded_by or case.refile or case.withdrawn is not None:
        return []
    if case.police_opened is None and not _police_words(said):
        clock = OPEN_PRIORITY if case.priority else OPEN
        return [Late(clock, case.filed)] if is_over(clock, case.filed) else []
    found = [
        Late(POLICE_ANSWER, message.day)
        for message in said
        if message.out and message.kind == "question" and message.part == Part.TO_POLICE
        if message.dealt_with is None and is_over(POLICE_ANSWER, message.day)
    ]
    next_word = None if case.paused is not None else _next_word(case, said)
    if next_word is not None and (london_today() - ends(next_word.clock, next_word.since)).days > _ON_ITS_WAY:
        found.insert(0, next_word)
    return found


def _next_word(case: Case, said: list[Message]) -> Late | None:
    """The clock that runs towards the police's next word on how far they are; None when they are done."""
    codes = [message for message in _police_words(said) if message.kind == "status"]
    last = str(codes[-1].body["body"]["code"]) if codes else "opened"
    if last == "opened":
        since = codes[-1].day if codes else case.police_opened
        return None if since is None else Late(DECIDE, since)
    if stage(last) == FINISHED:
        return None
    if last == "assessing":
        return Late(ASSESS, codes[-1].day)
    return Late(UPDATE, max(message.day for message in _police_words(said)))


def _police_words(said: list[Message]) -> list[Message]:
    return [
        message
        for message in said
        if not message.out and message.part == Part.FROM_POLICE and message.kind != "opened_by"
    ]


def told_by(clock: Clock, since: int) -> str:
    """By when she is to be told, or that the day is over."""
    day = spoken(ends(clock, since))
    if is_over(clock, since):
        return f"OVERDUE: she was to hear it by {day} ({RIGHT_6})."
    return f"She is to hear it, with the reasons, by {day} ({RIGHT_6})."


def answer_by(clock: Clock, since: int) -> str:
    """Until when she may take her time, or what silence means once it is over."""
    if is_over(clock, since):
        return clock.late
    return f"She has until {spoken(ends(clock, since))}, and does not have to answer."


SAFETY, ALARM, ASKED, NEWS, LATE, NOTE = range(6)
"""How pressing: her safety, something lost, somebody waits for an answer, something new, somebody is late, to know."""
_UNDELIVERED = 3  # days until a report nobody fetched is named


@dataclass(frozen=True, order=True)
class Need:
    """One thing for a person. `do` is the next useful command; `kind` names the sort of thing, for a page's button."""

    pressing: int
    day: int
    reference: str
    what: str
    do: str
    kind: str = ""


def today_needs(cases: Cases, outbox: Outbox, kind: Kind) -> list[Need]:
    """Everything that needs a person now, most pressing first."""
    found: list[Need] = []
    said: dict[str, list[Message]] = {}
    for message in cases.everything_said():
        said.setdefault(message.report_id, []).append(message)
    for case in cases.all():
        if case.recalled is None:
            about = said.get(case.report_id, [])
            own = [need for message in about if (need := _about(case, message, kind))]
            own += _police(case) if kind is Kind.POLICE else _ngo(case, about)
            found += [need for need in own if need.pressing == SAFETY] if case.elsewhere else own
    for _, held in cases.vault.all("held"):
        what = f"A form kept for later since {spoken(held['day'])}."
        found.append(Need(NOTE, held["day"], "", what, "amparo-desk held", "held"))
    for thing in outbox.waiting():
        if thing.stuck:
            what = f"The gateway keeps refusing: {thing.about}."
            found.append(Need(ALARM, today(), "", what, "amparo-desk check", "stuck"))
    return sorted(found)


def _about(case: Case, message: Message, kind: Kind) -> Need | None:
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
            return Need(SAFETY, message.day, case.short, what, do, "dangerous")
        return (
            Need(NEWS, message.day, case.short, f"New: {_short(code)}", show, "news")
            if message.seen is None
            else None
        )
    if message.kind == "question":
        what = f"{name_of(message.org)} has a question.{_clocks(message) if kind is Kind.NGO else ''}"
        do = f"{show}, then amparo-desk answer {case.short}"
        return Need(ASKED, message.day, case.short, what, do, "question")
    if message.seen is None:
        what = "She wrote." if message.part == Part.VICTIM else _news(message)
        return Need(NEWS, message.day, case.short, what, show, "news")
    return None


def _news(message: Message) -> str:
    """What another organisation sent, as a sentence."""
    who = name_of(message.org)
    said = {
        "opened_by": "Somebody at {who} looked at it.",
        "answer": "{who} answered.",
        "erased": "{who} says that it erased what was taken back.",
    }
    return said.get(message.kind, "{who} sent: " + message.kind.replace("_", " ") + ".").format(who=who)


def _short(code: str) -> str:
    """What happened, in a sentence."""
    return words(code)[0]


def _clocks(message: Message) -> str:
    """What is said of the time for a question of the police: she never has to answer."""
    due = f" They hope for an answer by {message.body['due']}." if message.body.get("due") else ""
    heard = f" {SHOW_QUESTION.late}" if message.seen is None and is_over(SHOW_QUESTION, message.day) else ""
    return f"{due}{heard} {answer_by(ANSWER, message.day)}"


def _police(case: Case) -> list[Need]:
    found = []
    if case.opened is None:
        found.append(
            Need(NEWS, case.received, case.short, "A new report.", f"amparo-desk show {case.short}", "new")
        )
    if case.withheld and not case.withheld_question and case.is_confirmed:
        do = f"amparo-desk ask {case.short} --withheld"
        found.append(
            Need(
                NEWS,
                case.received,
                case.short,
                "Something in it is withheld until the NGO answers.",
                do,
                "withheld",
            )
        )
    return found


def _ngo(case: Case, said: list[Message]) -> list[Need]:
    found: list[Need] = []
    if case.superseded_by:
        return found
    if case.refile:
        what = "It could not be delivered. File it again."
        found.append(Need(ALARM, case.received, case.short, what, f"amparo-desk show {case.short}", "refile"))
    if not case.is_confirmed:
        what = "The police do not know yet that it is yours."
        do = f"amparo-desk confirm {case.short}"
        found.append(Need(NEWS, case.received, case.short, what, do, "confirm"))
    if case.police_received is None and today() >= case.filed + _UNDELIVERED and not case.refile:
        what = f"No police desk has fetched it since {spoken(case.filed)}; after 30 days it is destroyed."
        return [
            *found,
            Need(LATE, case.filed, case.short, what, "call the force's safe-reporting unit", "late"),
        ]
    for late in of(case, said):
        found.append(Need(LATE, late.since, case.short, late.words, late.clock.do, "late"))
    return found

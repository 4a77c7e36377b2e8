"""The acts of an NGO's desk that are one press or one text: one table, of which its command line and pages are made.

An act is added here, and stands in both. What needs more than a press or a text has a command and a page of its own: a
report, a release, an answer by its form, a token that is shown. So has all that police do: a status is read as she will
read it before it leaves, a question is a form, and the rest stands beside the report on its page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gateway.report import statuses
from gateway.report.reason import NO_REASON, Reason
from keys.desk.case_view.identity import fields, identity, safe_contact
from keys.desk.case_view.words import REASONS, in_words
from keys.desk.desk import Desk
from keys.desk.messages import correspondence
from keys.desk.ngo import care, disclosure, releases
from keys.desk.ngo.care import NOTE_CHARACTERS
from keys.desk.ngo.deadlines import spoken
from keys.desk.store.records import Case

_ENGLISH = "In English or Welsh. No name, no address, nothing about papers: it is looked through before it leaves."


@dataclass(frozen=True)
class ActInput:
    """What a person gives with an act. `reason`: why words that are only warned of stay; `kind`: of a note."""

    text: str = ""
    reason: Reason = NO_REASON
    kind: str = "note"


@dataclass(frozen=True)
class Text:
    """The words of an act: `asked` for by the command line when they are `needed`, `label` and `hint` on the page."""

    asked: str = ""
    label: str = ""
    hint: str = _ENGLISH
    longest: int = 3000

    @property
    def needed(self) -> bool:
        return bool(self.asked)


@dataclass(frozen=True)
class Page:
    """How an act stands on its page: the address it ends in, what it says before the press, the button.

    A `template` of its own says all that itself, with what it `shows` of a case. Not its `own`: the
    button stands on another act's page.
    """

    path: str
    title: str = ""
    press: str = ""
    lead: tuple[str, ...] = ()
    grave: bool = False
    template: str = "ngo_words.html"
    shows: Callable[[Desk, Case], dict[str, Any]] | None = None
    own: bool = True


@dataclass(frozen=True)
class Act:
    """One act. `run` takes the desk, a reference and what was given; what is empty means `not_sent` instead of `done`.

    `ask`: what the command line has confirmed. `cannot_undo` is said before the press and after the command, `promise`
    likewise, of this very report. `timed`: it may wait for a random time, which a demonstration can skip.
    """

    name: str
    help: str
    run: Callable[[Desk, str, ActInput], object]
    done: str
    page: Page
    ask: str = ""
    cannot_undo: str = ""
    promise: Callable[[Case], tuple[str, ...]] | None = None
    not_sent: str = ""
    text: Text | None = None
    reason: bool = False
    kinds: tuple[tuple[str, str], ...] = ()
    timed: bool = False
    next: str = "amparo-desk today"


def recall_promise(case: Case) -> tuple[str, ...]:
    """What a recall of this report can still do, as far as this desk knows (ENVELOPE.md, section 13)."""
    if case.police_opened is not None:
        return ("Too late: the police have opened it. You can withdraw instead.",)
    if case.police_received is None:
        return (
            "If no police desk has received it, it is destroyed for certain. This desk knows of none that has.",
            "If one has received it in the meantime, this is an order: an honest desk deletes it unseen and says so.",
            "If somebody has opened it in the meantime, it is too late. You will be told which of these it was.",
        )
    return (
        "A police desk has received it: its list shows how soon, which dangers and which unit. Nobody there has said "
        "that it was opened.",
        "This is an order: while it is unopened, an honest desk deletes it unseen and says so.",
        "If somebody has opened it in the meantime, it is too late. You will be told.",
    )


def _call(desk: Desk, case: Case) -> dict[str, Any]:
    """A dangerous status: the rule, how to reach her, what happened and what the police wrote for the NGO alone."""
    waiting = care.dangerous(desk, case)[::-1]
    told = [
        (
            spoken(each.day),
            " ".join(statuses.words(str(each.body["body"]["code"]))),
            in_words(REASONS, str(each.body.get("reason", ""))),
            str(each.body.get("text", "")),
        )
        for each in waiting
    ]
    asked = any(each.body.get("delayed") for each in waiting)
    return {"safe": safe_contact(identity(case)), "told": told, "asked": asked}


_TABLE = (
    Act(
        "confirm",
        "Tell the police that your NGO filed REF. Do it when you know the report: from then on they may ask.",
        run=lambda desk, ref, _: care.confirm(desk, ref),
        done="Confirmed. From now on the police may ask about it.",
        cannot_undo="It does not say that the gateway sealed its words unchanged.",
        page=Page(
            "confirm",
            template="ngo_confirm.html",
            shows=lambda _, case: {"fields": fields({"identity": identity(case)})},
        ),
    ),
    Act(
        "question",
        "Ask the police something about REF.",
        run=lambda desk, ref, typed: correspondence.question(desk, ref, typed.text, reason=typed.reason),
        done="Asked. If no answer comes within ten working days, this desk reminds you.",
        text=Text("Your question to the police", "Your question"),
        reason=True,
        page=Page(
            "ask",
            "Ask the police something",
            "Ask them",
            ("It leaves at once, sealed to their desk. Nothing else about her goes along.",),
        ),
    ),
    Act(
        "recall",
        "Call the report REF back, if the police have not opened it.",
        run=lambda desk, ref, _: care.recall(desk, ref),
        done="The recall is on its way. Fetch later: the report then says what became of it.",
        promise=recall_promise,
        not_sent="It had not left this desk, and never will now. Nobody outside ever had anything of it.",
        next="amparo-desk receive, later; then amparo-desk list shows whether it was recalled",
        page=Page("recall", "Call the report back", "Call it back", grave=True),
    ),
    Act(
        "withdraw",
        "She wants to stop: tell the police. What they have read they may keep.",
        run=lambda desk, ref, typed: care.withdraw(desk, ref, typed.text, reason=typed.reason),
        done="The police are told that she withdrew. What was released is taken back.",
        cannot_undo="What they have opened cannot be un-read. They keep what they wrote down.",
        text=Text(label="Anything they should know (may stay empty)"),
        reason=True,
        timed=True,
        page=Page(
            "withdraw",
            "She wants to stop",
            "Tell the police that she stops",
            (
                "The police are told at once: no further contact. Everything she had released is taken back.",
                "You will still see here what they say. She can come back with a new report.",
            ),
            grave=True,
        ),
    ),
    Act(
        "pause",
        "She wants to stop for now: tell the police.",
        run=lambda desk, ref, typed: care.pause(desk, ref, typed.text, reason=typed.reason),
        done="The police are told that she pauses.",
        text=Text(label="Anything they should know (may stay empty)"),
        reason=True,
        timed=True,
        page=Page(
            "pause",
            "She wants to stop for now",
            "Tell the police that she pauses",
            (
                "The police are told at once to take no step that involves her until she is back.",
                "What she had released is not taken back by a pause. Take it back by itself if she wants that.",
            ),
        ),
    ),
    Act(
        "correct",
        "Correct something in REF: shown to the police beside the untouched original.",
        run=lambda desk, ref, typed: care.correct(desk, ref, typed.text, reason=typed.reason),
        done="The correction is on its way. It stands beside the original.",
        text=Text("The correction", "What is right"),
        reason=True,
        page=Page(
            "correct",
            "Correct something",
            "Send the correction",
            (
                "The police see it beside the original, which stays as it was. Nothing is erased by a correction.",
                "If the whole account has changed, file a new report that replaces this one: her code stays.",
            ),
        ),
    ),
    Act(
        "safe",
        "You have spoken with her and she is safe: her page may show the news.",
        run=lambda desk, ref, _: care.safe(desk, ref),
        done="Her page may show it once this word has reached her mailbox.",
        timed=True,
        page=Page("call", template="ngo_call.html", shows=_call),
    ),
    Act(
        "not-yet",
        "You could not reach her, or it is not safe: her page waits 72 hours more, once.",
        run=lambda desk, ref, _: care.not_yet(desk, ref),
        done="Her page waits 72 hours more, once. Keep this desk open until that word has left, and keep trying.",
        timed=True,
        next="amparo-desk safe {ref}, when you have spoken with her",
        page=Page("not-yet", template="ngo_call.html", shows=_call, own=False),
    ),
    Act(
        "note",
        "Write to her page. She may be read over the shoulder: no names, nothing that identifies.",
        run=lambda desk, ref, typed: care.note(desk, ref, typed.text, kind=typed.kind),
        done="It waits for its time, and then stands on her page.",
        text=Text(
            "Your words for her",
            "Your words",
            f"At most {NOTE_CHARACTERS} characters, in her language.",
            NOTE_CHARACTERS,
        ),
        kinds=(
            ("note", "A few words"),
            ("notice", "Something she should know"),
            ("question", "Something she can answer with yes, no, or skip"),
        ),
        timed=True,
        page=Page(
            "note",
            "Write to her",
            "Write it to her page",
            (
                "It stands on her page, for whoever looks at it with her code. Write so that nobody else learns "
                "anything: no names, no places, nothing about the police.",
                "It leaves at a random time within a day. Do not count on her reading it: call when it matters.",
            ),
        ),
    ),
    Act(
        "unrelease",
        "Take back everything she released of REF. No token is needed to stop.",
        run=lambda desk, ref, _: disclosure.unrelease(desk, ref),
        ask="Take back everything she released of it?",
        done="Taken back. What nobody opened is destroyed; the rest is hidden there, and their desk says so.",
        cannot_undo="They may remember it.",
        not_sent="Nothing of this report is released now.",
        timed=True,
        next="amparo-desk receive, later",
        page=Page(
            "unrelease",
            template="ngo_unrelease.html",
            shows=lambda desk, case: {"releases": releases.lines(desk, case)},
        ),
    ),
)
ACTS = {act.name: act for act in _TABLE}

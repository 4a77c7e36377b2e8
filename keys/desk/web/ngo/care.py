"""What a caseworker does about one report: confirm, answer, call her first, stop, recall, write to her or the police.

Each act has a page that says what it does and what it cannot undo, before the press. Words towards the police are
screened by the act itself; what is only warned of comes back with everything typed and a place for the reason.

The words of the acts that are one press or one text: what each does, what it cannot undo, what is said after it.

A recall promises exactly what it can do (ENVELOPE.md, section 13): certain until the police desk has received the
report, an order that an honest desk obeys until somebody opened it, too late after that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from gateway.report import statuses
from gateway.report.deadlines import ANSWER
from keys.desk import look
from keys.desk.case_view.history import question_rows, warning_of
from keys.desk.case_view.identity import fields, identity, safe_contact
from keys.desk.case_view.words import REASONS, in_words
from keys.desk.errors import DeskError, Withheld
from keys.desk.messages import correspondence
from keys.desk.messages.correspondence import OUTCOMES
from keys.desk.ngo import care
from keys.desk.ngo.care import NOTE_CHARACTERS
from keys.desk.ngo.deadlines import answer_by, spoken
from keys.desk.police.information_request import SORTS
from keys.desk.store.cases import Case, Message
from keys.desk.web.pages import Pages, desk, done, page
from keys.roles import Part

_NOT_UNREAD = "What the police have opened cannot be un-read. They keep what they wrote down."
_ENGLISH = (
    "In English or Welsh. No name, no address, nothing about papers: it is looked through before it leaves."
)


@dataclass(frozen=True)
class Words:
    """One act. `label`: of the text, empty for none. `kinds`: of a note. `promise`: what holds for this report now."""

    name: str
    title: str
    lead: tuple[str, ...]
    press: str
    done: str
    label: str = ""
    hint: str = ""
    needed: bool = False
    longest: int = 3000
    kinds: tuple[tuple[str, str], ...] = ()
    to_police: bool = True
    gone: str = ""
    grave: bool = False
    promise: Callable[[Case], tuple[str, ...]] | None = None


def recall_promise(case: Case) -> tuple[str, ...]:
    """What a recall of this report can still do, as far as this desk knows."""
    if case.police_opened is not None:
        return ("Too late: the police have opened it. You can withdraw instead.",)
    if case.police_received is None:
        return (
            "As far as this desk knows, no police desk has received it. If that is so, it is destroyed for certain.",
            "If one has received it in the meantime, this is an order: an honest desk deletes it unseen and says so.",
            "If somebody has opened it in the meantime, it is too late. You will be told which of these it was.",
        )
    return (
        "A police desk has received it. Nobody there has said that it was opened.",
        "This is an order: an honest desk that has not opened it deletes it unseen, and says so.",
        "If somebody has opened it in the meantime, it is too late. You will be told.",
    )


_ALL = (
    Words(
        "note",
        "Write to her",
        (
            "It stands on her page, for whoever looks at it with her code. Write so that nobody else learns anything: "
            "no names, no places, nothing about the police.",
            "It leaves at a random time within a day. Do not count on her reading it: call when it matters.",
        ),
        "Write it to her page",
        "It waits for its time, and then stands on her page.",
        label="Your words",
        hint=f"At most {NOTE_CHARACTERS} characters, in her language.",
        needed=True,
        longest=NOTE_CHARACTERS,
        kinds=(
            ("note", "A few words"),
            ("notice", "Something she should know"),
            ("question", "Something she can answer with yes, no, or skip"),
        ),
        to_police=False,
    ),
    Words(
        "ask",
        "Ask the police something",
        ("It leaves at once, sealed to their desk. Nothing else about her goes along.",),
        "Ask them",
        "Asked. If no answer comes within ten working days, this desk reminds you.",
        label="Your question",
        hint=_ENGLISH,
        needed=True,
    ),
    Words(
        "correct",
        "Correct something",
        (
            "The police see it beside the original, which stays as it was. Nothing is erased by a correction.",
            "If the whole account has changed, file a new report that replaces this one: her code stays.",
        ),
        "Send the correction",
        "The correction is on its way. It stands beside the original.",
        label="What is right",
        hint=_ENGLISH,
        needed=True,
    ),
    Words(
        "pause",
        "She wants to stop for now",
        (
            "The police are told at once to take no step that involves her until she is back.",
            "What she had released is not taken back by a pause. Take it back by itself if she wants that.",
        ),
        "Tell the police that she pauses",
        "The police are told that she pauses.",
        label="Anything they should know (may stay empty)",
        hint=_ENGLISH,
    ),
    Words(
        "withdraw",
        "She wants to stop",
        (
            "The police are told at once: no further contact. Everything she had released is taken back.",
            _NOT_UNREAD,
            "You will still see here what they say. She can come back with a new report.",
        ),
        "Tell the police that she stops",
        "The police are told that she withdrew. What was released is taken back.",
        label="Anything they should know (may stay empty)",
        hint=_ENGLISH,
        grave=True,
    ),
    Words(
        "recall",
        "Call the report back",
        (),
        "Call it back",
        "The recall is on its way. Fetch later: the report then says what became of it.",
        gone="It had not left this desk, and never will now. Nobody outside ever had anything of it.",
        grave=True,
        promise=recall_promise,
    ),
)
WORDS = {words.name: words for words in _ALL}


blueprint = Pages("caring", __name__, audience="ngo")

NEEDS_WORDS = ("provided", "part")


# --- confirm


@blueprint.get("/report/<report:ref>/confirm")
def confirm(ref: str) -> Response:
    """Look first: a person says that this NGO filed the report."""
    case = look.looked(desk(), ref)
    return page("ngo_confirm.html", case=case, fields=fields({"identity": identity(case)}))


@blueprint.post("/report/<report:ref>/confirm")
def confirmed(ref: str) -> Response:
    """The force is told."""
    care.confirm(desk(), ref)
    return done("Confirmed. From now on the police may ask about it.", "hers.shown", ref=ref)


# --- call her first


@blueprint.get("/report/<report:ref>/call")
def call(ref: str) -> Response:
    """A dangerous status: the rule, then how to reach her, then what came of it."""
    case = look.looked(desk(), ref)
    waiting = [message for message in desk().cases.said(case.report_id) if _is_dangerous(message)]
    told = [(spoken(each.day), *_news(each)) for each in waiting]
    asked = any(message.body.get("delayed") for message in waiting)
    return page(
        "ngo_call.html",
        case=case,
        safe=safe_contact(identity(case)),
        told=told,
        asked=asked,
    )


@blueprint.post("/report/<report:ref>/call")
def called(ref: str) -> Response:
    """She knows and is safe, or was not reached."""
    if request.form.get("came") == "safe":
        care.safe(desk(), ref)
        return done("Her page may show it once this word has reached her mailbox.", "hers.shown", ref=ref)
    care.not_yet(desk(), ref)
    sentence = (
        "Her page waits 72 hours more, once. Keep this desk open until that word has left, and keep trying."
    )
    return done(sentence, "today.listed")


def _is_dangerous(message: Message) -> bool:
    return (
        message.kind == "status"
        and not message.out
        and message.dealt_with is None
        and message.part == Part.FROM_POLICE
        and statuses.is_dangerous(str(message.body["body"].get("code", "")))
    )


def _news(message: Message) -> tuple[str, str, str]:
    """What happened in her words, and what the police wrote for the NGO alone."""
    code = str(message.body["body"]["code"])
    reason = in_words(REASONS, str(message.body.get("reason", "")))
    return " ".join(statuses.words(code)), reason, str(message.body.get("text", ""))


# --- answer


@blueprint.get("/report/<report:ref>/answer")
def answer(ref: str) -> Response:
    """The oldest open question, as it is read to her."""
    return _asked(look.looked(desk(), ref))


@blueprint.post("/report/<report:ref>/answer")
def answered(ref: str) -> Response:
    """The answer leaves at once, or comes back with what stands in the way."""
    form = {name: request.form.get(name, "").strip() for name in ("outcome", "text", "reason", "about")}
    wrong: dict[str, str] = {}
    if form["outcome"] not in OUTCOMES:
        wrong["outcome"] = "Choose how it went."
    elif form["outcome"] in NEEDS_WORDS and not form["text"]:
        wrong["text"] = "Write the answer, or choose another way it went."
    if not wrong:
        try:
            text = form["text"] if form["outcome"] in NEEDS_WORDS else ""
            how = {name: form[name] for name in ("outcome", "about", "reason")}
            correspondence.answer(desk(), ref, text, **how)
            return done("Answered. Nothing else about her went along.", "hers.shown", ref=ref)
        except Withheld as held:
            wrong |= _held(held)
        except DeskError as trouble:
            wrong["text"] = str(trouble)
    return _asked(look.looked(desk(), ref), form, wrong)


def _asked(case: Case, form: dict[str, str] | None = None, wrong: dict[str, str] | None = None) -> Response:
    open_ones = [
        message
        for message in desk().cases.said(case.report_id)
        if message.kind == "question" and not message.out and message.dealt_with is None
        if message.part == Part.FROM_POLICE
    ]
    if not open_ones:
        return page("ngo_no_question.html", case=case)
    body = open_ones[0].body
    return page(
        "ngo_answer.html",
        409 if wrong else 200,
        case=case,
        about=body.get("id", ""),
        sort=SORTS.get(str(body.get("about")), ""),
        rows=question_rows(body)[1:],
        warning=warning_of(body),
        more=len(open_ones) - 1,
        answers=OUTCOMES,
        values=form or {},
        errors=wrong or {},
        told=answer_by(ANSWER, open_ones[0].day),
    )


# --- words, stopping, recall


def act(ref: str, act: str) -> Response:
    """What the act does, before it is done."""
    return _act(WORDS[act], look.looked(desk(), ref), {}, {})


def acted(ref: str, act: str) -> Response:
    """It is done, or comes back with what stands in the way and everything typed."""
    words = WORDS[act]
    form = {name: request.form.get(name, "").strip() for name in ("text", "reason", "kind")}
    if words.needed and not form["text"]:
        return _act(words, look.looked(desk(), ref), form, {"text": "There are no words yet."})
    try:
        came = _ACTS[act](ref, form)
    except Withheld as held:
        return _act(words, look.looked(desk(), ref), form, _held(held))
    except DeskError as trouble:
        return _act(words, look.looked(desk(), ref), form, {"text" if words.label else "act": str(trouble)})
    sentence = words.gone if act == "recall" and came is None else words.done
    return done(sentence, "hers.shown", ref=ref)


for _name in WORDS:
    _path = f"/report/<report:ref>/{_name}"
    blueprint.add_url_rule(_path, "act", act, defaults={"act": _name})
    blueprint.add_url_rule(_path, "acted", acted, defaults={"act": _name}, methods=["POST"])


def _act(words: Words, case: Case, form: dict[str, str], wrong: dict[str, str]) -> Response:
    promise = words.promise(case) if words.promise else ()
    return page(
        "ngo_words.html",
        409 if wrong else 200,
        case=case,
        words=words,
        promise=promise,
        too_late=words is WORDS["recall"] and case.police_opened is not None,
        values={"kind": "note"} | form,
        errors=wrong,
    )


def _held(held: Withheld) -> dict[str, str]:
    """Beside the words: what was found. Where a reason helps, it is asked for."""
    wrong = {"text": str(held)}
    if "--reason" in str(held):
        wrong["text"] = str(held).replace(" with --reason", " below")
        wrong["reason"] = "Needed if they stay. Only your organisation reads it."
    return wrong


_ACTS: dict[str, Callable[[str, dict[str, str]], Any]] = {
    "note": lambda ref, form: care.note(desk(), ref, form["text"], kind=form["kind"] or "note"),
    "ask": lambda ref, form: correspondence.question(desk(), ref, form["text"], reason=form["reason"]),
    "correct": lambda ref, form: care.correct(desk(), ref, form["text"], reason=form["reason"]),
    "pause": lambda ref, form: care.pause(desk(), ref, form["text"], reason=form["reason"]),
    "withdraw": lambda ref, form: care.withdraw(desk(), ref, form["text"], reason=form["reason"]),
    "recall": lambda ref, _form: care.recall(desk(), ref),
}

"""What a caseworker does about one report: confirm, call her first, answer, and the acts of `keys.desk.acts`.

Each act has a page that says what it does and what it cannot undo, before the press. Words towards the police are
screened by the act itself; what is only warned of comes back with everything typed and a place for the reason.
"""

from flask import request
from werkzeug.wrappers import Response

from gateway.report import statuses
from gateway.report.deadlines import ANSWER
from gateway.report.reason import Reason
from keys.desk import look
from keys.desk.acts import ACTS, Act, Given
from keys.desk.case_view.history import question_rows, warning_of
from keys.desk.case_view.identity import fields, identity, safe_contact
from keys.desk.case_view.words import REASONS, in_words
from keys.desk.errors import DeskError, Withheld
from keys.desk.messages import correspondence
from keys.desk.messages.correspondence import OUTCOMES
from keys.desk.ngo import care
from keys.desk.ngo.deadlines import answer_by, spoken
from keys.desk.police.information_request import SORTS
from keys.desk.store.cases import Case, Message
from keys.desk.web.pages import Pages, desk, done, page
from keys.roles import Part

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
    return done(ACTS["confirm"].done, "hers.shown", ref=ref)


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
        return done(ACTS["safe"].done, "hers.shown", ref=ref)
    care.not_yet(desk(), ref)
    return done(ACTS["not-yet"].done, "today.listed")


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
    form = {
        name: request.form.get(name, "").strip() for name in ("outcome", "text", "reason", "agreed", "about")
    }
    wrong: dict[str, str] = {}
    if form["outcome"] not in OUTCOMES:
        wrong["outcome"] = "Choose how it went."
    elif form["outcome"] in NEEDS_WORDS and not form["text"]:
        wrong["text"] = "Write the answer, or choose another way it went."
    if not wrong:
        try:
            text = form["text"] if form["outcome"] in NEEDS_WORDS else ""
            reason = Reason(form["reason"], form["agreed"])
            correspondence.answer(
                desk(), ref, text, outcome=form["outcome"], about=form["about"], reason=reason
            )
            return done("Answered. Nothing else about her went along.", "hers.shown", ref=ref)
        except Withheld as held:
            wrong |= held_back(held)
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
    return _act(ACTS[act], look.looked(desk(), ref), {}, {})


def acted(ref: str, act: str) -> Response:
    """It is done, or comes back with what stands in the way and everything typed."""
    words = ACTS[act]
    form = {name: request.form.get(name, "").strip() for name in ("text", "reason", "agreed", "kind")}
    if words.text and words.text.needed and not form["text"]:
        return _act(words, look.looked(desk(), ref), form, {"text": "There are no words yet."})
    try:
        reason = Reason(form["reason"], form["agreed"])
        came = words.run(desk(), ref, Given(form["text"], reason, form["kind"] or "note"))
    except Withheld as held:
        return _act(words, look.looked(desk(), ref), form, held_back(held))
    except DeskError as trouble:
        return _act(words, look.looked(desk(), ref), form, {"text" if words.text else "act": str(trouble)})
    sentence = words.not_sent if came is None and words.not_sent else words.done
    return done(sentence, "hers.shown", ref=ref)


for _act_of in ACTS.values():
    if _act_of.page:
        _path = f"/report/<report:ref>/{_act_of.page.path}"
        blueprint.add_url_rule(_path, "act", act, defaults={"act": _act_of.name})
        blueprint.add_url_rule(_path, "acted", acted, defaults={"act": _act_of.name}, methods=["POST"])


def _act(words: Act, case: Case, form: dict[str, str], wrong: dict[str, str]) -> Response:
    return page(
        "ngo_words.html",
        409 if wrong else 200,
        case=case,
        act=words,
        promise=words.promise(case) if words.promise else (),
        too_late=words.name == "recall" and case.police_opened is not None,
        values={"kind": "note"} | form,
        errors=wrong,
    )


def held_back(held: Withheld) -> dict[str, str]:
    """Beside the words: what was found. Where a reason helps, it is asked for."""
    wrong = {"text": str(held)}
    if "--reason" in str(held):
        wrong["text"] = str(held).replace(" with --reason", " below").replace(" with --agreed", "")
        if "--agreed" in str(held):
            wrong["agreed"] = "Needed if these words stay: they tell of immigration status."
        wrong["reason"] = "Needed if they stay. Only your organisation reads it."
    return wrong

"""What a caseworker does about one report: answer a question, and the acts of `keys.desk.acts`.

Each act has a page that says what it does and what it cannot undo, before the press. Words towards the police are
screened by the act itself; what is only warned of comes back with everything typed and a place for the reason.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from gateway.look.http import page
from gateway.report.deadlines import ANSWER
from gateway.report.reason import Reason
from gateway.report.screening.findings import Outcome
from keys.desk import look
from keys.desk.acts import ACTS, Act, ActInput
from keys.desk.case_view.history import question_rows, warning_of
from keys.desk.errors import DeskError, Withheld
from keys.desk.messages import correspondence
from keys.desk.messages.correspondence import OUTCOMES
from keys.desk.ngo import care
from keys.desk.ngo.deadlines import answer_by
from keys.desk.police.information_request import SORTS
from keys.desk.store.records import Case
from keys.desk.web.pages import Pages, desk, done

blueprint = Pages("caring", __name__, audience="ngo")

NEEDS_WORDS = ("provided", "part")
_MUST_CHANGE = "Remove the marked words, and send again."
_PLEASE_LOOK = "Change the marked words, or explain below why they stay."


# --- answer


@blueprint.get("/report/<report:ref>/answer")
def answer(ref: str) -> Response:
    """The oldest open question, as it is read to her."""
    return _asked(look.looked(desk(), ref))


@blueprint.post("/report/<report:ref>/answer")
def answered(ref: str) -> Response:
    """The answer leaves at once, or comes back with what stands in the way."""
    form = {name: request.form.get(name, "").strip() for name in ("outcome", "text", "reason", "agreed", "about")}
    wrong: dict[str, str] = {}
    found: dict[str, Any] = {}
    if form["outcome"] not in OUTCOMES:
        wrong["outcome"] = "Choose how it went."
    elif form["outcome"] in NEEDS_WORDS and not form["text"]:
        wrong["text"] = "Write the answer, or choose another way it went."
    if not wrong:
        try:
            text = form["text"] if form["outcome"] in NEEDS_WORDS else ""
            reason = Reason(form["reason"], form["agreed"])
            care.answer(desk(), ref, text, outcome=form["outcome"], about=form["about"], reason=reason)
            return done("Answered. Nothing else about her went along.", "hers.shown", ref=ref)
        except Withheld as held:
            wrong |= held_back(held)
            found = found_in(held, form)
        except DeskError as trouble:
            wrong["text"] = str(trouble)
    return _asked(look.looked(desk(), ref), form, wrong, found)


def _asked(
    case: Case,
    form: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
    found: dict[str, Any] | None = None,
) -> Response:
    open_ones = correspondence.open_questions(desk(), case)
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
        findings=found or {},
        told=answer_by(ANSWER, open_ones[0].day),
    )


# --- the acts of the table


def acted(ref: str, act: Act) -> Response:
    """What the act does, before it is done; then it is done, or comes back with what is in the way, all typed kept."""
    form = {name: request.form.get(name, "").strip() for name in ("text", "reason", "agreed", "kind")}
    if request.method != "POST":
        return _act(act, ref, {}, {})
    if act.text and act.text.needed and not form["text"]:
        return _act(act, ref, form, {"text": "There are no words yet."})
    try:
        reason = Reason(form["reason"], form["agreed"])
        came = act.run(desk(), ref, ActInput(form["text"], reason, form["kind"] or "note"))
    except Withheld as held:
        return _act(act, ref, form, held_back(held), found_in(held, form))
    except DeskError as trouble:
        return _act(act, ref, form, {"text" if act.text else "act": str(trouble)})
    return done(act.done if came or not act.not_sent else act.not_sent, "hers.shown", ref=ref)


for _each in ACTS.values():
    _methods = ["GET", "POST"] if _each.page.own else ["POST"]
    blueprint.add_url_rule(
        f"/report/<report:ref>/{_each.page.path}", _each.name, partial(acted, act=_each), methods=_methods
    )


def _act(
    act: Act, ref: str, form: dict[str, str], wrong: dict[str, str], found: dict[str, Any] | None = None
) -> Response:
    case = look.looked(desk(), ref)
    return page(
        act.page.template,
        409 if wrong else 200,
        case=case,
        act=act,
        promise=act.promise(case) if act.promise else (),
        too_late=act.name == "recall" and case.police_opened is not None,
        values={"kind": "note"} | form,
        errors=wrong,
        findings=found or {},
        **(act.page.shows(desk(), case) if act.page.shows else {}),
    )


def held_back(held: Withheld) -> dict[str, str]:
    """What to do about words that were not sent. Where a reason helps, it is asked for."""
    if "--reason" not in str(held):
        return {"text": _MUST_CHANGE}
    wrong = {"text": _PLEASE_LOOK}
    if "--agreed" in str(held):
        wrong["agreed"] = "Needed if these words stay: they tell of immigration status."
    return wrong | {"reason": "Needed if they stay. Only your organisation reads it."}


def found_in(held: Withheld, form: Mapping[str, str], field: str = "text") -> dict[str, list[dict[str, Any]]]:
    """The very words that were found, as `_notes.html` marks them: each beside its field, else beside `field`."""
    notes: dict[str, list[dict[str, Any]]] = {}
    for each in held.findings:
        name = each.field if form.get(each.field) else field
        note = {
            "outcome": str(each.outcome),
            "blocks": each.outcome is Outcome.BLOCK,
            "quote": form.get(name, "")[each.start : each.end],
            "why": each.why,
            "instead": each.instead,
            "offer": "",
        }
        notes.setdefault(name, []).append(note)
    return notes

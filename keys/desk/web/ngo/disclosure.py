"""Show the police one thing more, with her consent: chosen, explained, said by her, provable, taken back at a press.

She types her token, or says it on the telephone. It is used once, inside the act, and given back to no page: a form
that comes back for another reason asks for it again. With the token lost, a second NGO that spoke with her signs.
"""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from gateway.look.http import page
from gateway.report.codes import ADVICE, CONSENT_POINTS, GIVEN_BY, MODES
from gateway.report.form import texts
from gateway.report.form.questions import POINTS
from gateway.report.form.widgets import said
from gateway.report.names import day_to_type
from gateway.report.partial_dates import from_words
from gateway.report.partial_dates import say as day_of
from gateway.report.reason import Reason
from keys.clock import from_iso, iso, today
from keys.desk import look
from keys.desk.case_view.identity import fields, identity
from keys.desk.case_view.words import COMPARTMENTS, OF_HERS, in_words, leaves_in_words
from keys.desk.errors import Withheld
from keys.desk.ngo import consent_record, disclosure
from keys.desk.ngo.consent_record import IMMIGRATION_SHARING, Explanation
from keys.desk.ngo.deadlines import spoken
from keys.desk.ngo.disclosure import DISCLOSABLE, ReleaseRequest
from keys.desk.store.records import Case
from keys.desk.web.ngo.care import found_in, held_back
from keys.desk.web.pages import Pages, desk, done
from keys.errors import AmparoError, BadToken

blueprint = Pages("release", __name__, audience="ngo")

_ASKED = {
    "language": "In which language?",
    "mode": "How was it explained?",
    "given_by": "How did she say yes?",
    "advice": "Was independent advice offered?",
}
_NO_CODE = {"token": "Type her code. She types it here, or says it to you."}
USUALLY_DAYS = 28
LONGEST_DAYS = 92


@blueprint.get("/report/<report:ref>/release")
def ask(ref: str) -> Response:
    """What she may show, and what is explained to her before she says yes."""
    case = look.looked(desk(), ref)
    return _form(case, consent_record.asked_before(desk(), case) | {"until": day_to_type(today() + USUALLY_DAYS)}, {})


@blueprint.post("/report/<report:ref>/release")
def say_yes(ref: str) -> Response:
    """The page that says what leaves; from it, with her token, it leaves at once. Or the form, without her token."""
    form = {name: request.form.get(name, "").strip() for name in request.form if name not in ("csrf", "token")}
    case = look.looked(desk(), ref)
    before = consent_record.explained_before(desk(), case)
    wrong = _missing(form, before)
    how = form.get("how", "")
    if wrong or how == "change":
        return _form(case, form, wrong)
    lost = how == "lost"
    if not lost and how != "share":
        return _check(case, form, {})
    if not lost and not request.form.get("token", "").strip():
        return _check(case, form, _NO_CODE)
    try:
        if lost:
            note = disclosure.release_without_token(desk(), ref, _asked(form, before))
            return page("ngo_release_lost.html", case=case, note=note.decode())
        row = disclosure.release(desk(), ref, _asked(form, before), request.form["token"])
    except BadToken as trouble:
        return _check(case, form, {"token": str(trouble)})
    except Withheld as held:
        wrong = {"words" if name == "text" else name: said for name, said in held_back(held).items()}
        return _form(case, form, wrong, found_in(held, form, "words"))
    except AmparoError as trouble:
        return _form(case, form, {"act": str(trouble).replace(": --token-lost", " (“Her code is lost”, below)")})
    what = leaves_in_words(row.names)
    return done(f"Shared with the police until {spoken(row.until)}: {what}.", "hers.shown", ref=ref)


def _check(case: Case, form: dict[str, str], wrong: dict[str, str]) -> Response:
    """What leaves, to whom, until when: the last page before it does. Her token is asked for here alone."""
    whole, later = identity(case), _later(form)
    rows = _shown(whole, _fields(form)) | {name: [("Given later", text)] for name, text in later.items()}
    return page(
        "ngo_release_check.html",
        409 if wrong else 200,
        case=case,
        leaves=[(in_words(OF_HERS, name), told) for name, told in rows.items()],
        until=spoken(_until(form)),
        words=form.get("words", ""),
        carried={name: text for name, text in form.items() if name != "how"},
        errors=wrong,
    )


# --- the token is lost: two NGOs


@blueprint.get("/report/<report:ref>/cosigned")
def cosigned(ref: str) -> Response:
    """The note of the second NGO is put in."""
    return page("ngo_cosigned.html", case=look.looked(desk(), ref))


@blueprint.post("/report/<report:ref>/cosigned")
def sent_cosigned(ref: str) -> Response:
    """What waited for the second signature leaves."""
    try:
        disclosure.release_cosigned(desk(), ref, _note())
    except AmparoError as trouble:
        return page("ngo_cosigned.html", 409, case=look.looked(desk(), ref), errors={"note": str(trouble)})
    return done("Shared with the police, signed by both organisations.", "hers.shown", ref=ref)


@blueprint.get("/second-signature")
def second() -> Response:
    """This organisation is the second one: it heard her itself."""
    return page("ngo_cosign.html", signed="", values={}, errors={})


@blueprint.post("/second-signature")
def sign_second() -> Response:
    """The note with this organisation's signature, to be given back."""
    if not request.form.get("heard"):
        wrong = {"heard": "Sign only when she told you herself, without the other organisation."}
        return page("ngo_cosign.html", 409, signed="", values={"note": _note().decode()}, errors=wrong)
    try:
        signed = disclosure.cosign(desk(), _note()).decode()
    except AmparoError as trouble:
        values = {"note": _note().decode(), "heard": "yes"}
        return page("ngo_cosign.html", 409, signed="", values=values, errors={"note": str(trouble)})
    return page("ngo_cosign.html", signed=signed, values={}, errors={})


def _note() -> bytes:
    """The pasted note with the line ends it was signed with."""
    return (request.form.get("note", "").replace("\r\n", "\n").strip() + "\n").encode()


# --- the form


def _form(case: Case, values: dict[str, str], wrong: dict[str, str], found: dict[str, Any] | None = None) -> Response:
    whole = identity(case)
    held = [name for name in DISCLOSABLE if name in whole]
    before = consent_record.explained_before(desk(), case)
    return page(
        "ngo_release.html",
        409 if wrong else 200,
        case=case,
        locked=[(name, words) for name, words in COMPARTMENTS.items() if name in held],
        others=[(name, in_words(OF_HERS, name)) for name in held if name not in COMPARTMENTS],
        later=list(COMPARTMENTS.items()),
        opens={"others": any(name not in COMPARTMENTS for name in _fields(values)), "later": bool(_later(values))},
        shown=_shown(whole, held),
        points=[point for point in POINTS if point.code not in before],
        before=[(point, day_of(before[point.code])) for point in POINTS if point.code in before],
        again=any(values.get(f"points.{name}") for name in before),
        explained=" and ".join(dict.fromkeys(day_of(day) for day in sorted(before.values()))),
        languages=[("", list(texts.LANGUAGES.items()))],
        modes=said(MODES),
        given_by=said(GIVEN_BY),
        advice=said(ADVICE),
        immigration=IMMIGRATION_SHARING,
        last=day_to_type(today() + LONGEST_DAYS),
        values=values,
        errors=wrong,
        findings=found or {},
    )


def _missing(form: dict[str, str], before: dict[str, str]) -> dict[str, str]:
    wrong = {}
    if not _fields(form) and not _later(form):
        wrong["fields"] = "Choose what she wants shown."
    left = [name for name in CONSENT_POINTS if not form.get(f"points.{name}")]
    if any(name not in before for name in left):
        wrong["points"] = "Each of these is explained to her before she says yes. Tick what you explained."
    elif left and not form.get("remembers"):
        wrong["remembers"] = "Ask whether she remembers, and tick this; or explain them again, and tick each."
    wrong |= {name: sentence for name, sentence in _ASKED.items() if not form.get(name)}
    try:
        _until(form)
    except ValueError:
        wrong["until"] = f"A day such as {day_to_type(today() + USUALLY_DAYS)}."
    return wrong


def _until(form: dict[str, str]) -> int:
    """The last day, as it was written. ValueError where it is none."""
    return from_iso(from_words(form.get("until", ""), iso(today())[:7]))


def _asked(form: dict[str, str], before: dict[str, str]) -> ReleaseRequest:
    remembered = [day for name, day in before.items() if form.get("remembers") and not form.get(f"points.{name}")]
    how = Explanation(
        points=tuple(name for name in CONSENT_POINTS if form.get(f"points.{name}") or name in before),
        explained_on=min(remembered, default=""),
        language=form["language"],
        mode=form["mode"],
        given_by=form["given_by"],
        advice=form["advice"],
        interpreter=form.get("interpreter", "")[:80],
    )
    return ReleaseRequest(
        _fields(form),
        _later(form),
        _until(form),
        form.get("words", ""),
        how,
        Reason(form.get("reason", ""), form.get("agreed", "")),
    )


def _fields(form: dict[str, str]) -> list[str]:
    return [name for name in DISCLOSABLE if form.get(f"fields.{name}") and not form.get(f"later.{name}")]


def _later(form: dict[str, str]) -> dict[str, str]:
    return {name: form[f"later.{name}"] for name in COMPARTMENTS if form.get(f"later.{name}")}


def _shown(whole: dict[str, Any], held: list[str]) -> dict[str, list[tuple[str, str]]]:
    """What would be shown of each, so that she hears it before she says yes."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name in held:
        rows = [row for part in fields({"identity": {name: whole[name]}}) for row in part.rows]
        found[name] = rows
    return found

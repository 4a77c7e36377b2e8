"""The caseworker's form: write, look at it, send or keep. Every step posts the whole form and gets it back.

Rules
- Nothing written here waits anywhere: no session, no cache, no row. It is in the request and in the page.
- Under 18, or not sure: no crime part, no screening, nothing kept; the page shows the other ways.
- What screening blocks cannot be sent. What it warns of needs a reason, which only the NGO sees. A red meter needs two
  confirmations and nothing more.
- Signed out while writing: the password and a code are asked for in the same post, and the text comes back.
- A double tap or a retry is one report with the same code: `filing_secret` is in the body of every step.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from werkzeug.exceptions import Forbidden

from gateway.errors import Blocked, Conflict, UnknownForce
from gateway.filing import Filed, file_report
from gateway.form import before as saying
from gateway.form import blank as blank_form
from gateway.form import editing, picking, repeating, words
from gateway.form import written as w
from gateway.intake import before, keeping, sessions, signin
from gateway.intake.pages import host, ngo_page
from gateway.intake.schemas import NotAFiling, read_filing
from gateway.look.square import square
from gateway.report.filing import Filing
from gateway.report.names import name_of
from gateway.report.rules import Problem
from keys import token
from keys.errors import CannotSeal

blueprint = Blueprint("form", __name__, url_prefix="/caseworker")
blueprint.audience = "caseworker"  # type: ignore[attr-defined]
sessions.guard(blueprint)

SECRET = re.compile("[0-9a-f]{64}")
HEX_OF_DIRHASH = 20

Answer = str | Response | tuple[str, int]


@blueprint.get("/report")
def blank() -> Any:
    """The empty form, with a filing secret of its own."""
    if g.account is None:
        return redirect(url_for("signin.ask"), 303)
    return _write({}, secrets.token_hex(32))


@blueprint.post("/report")
def step() -> Any:
    """The next step of the form, for a caseworker; signed in again on the way where that is needed."""
    whole = w.values(request.form)
    secret = request.form.get("filing_secret", "")
    if not SECRET.fullmatch(secret):
        secret = secrets.token_hex(32)
    name, *about = request.form.get("step", "").split()[:4] or ["review"]
    name = name if name in STEPS else "review"
    if g.account is None or sessions.is_forged():
        wrong = _sign_in_again()
        if g.account is None or wrong is not None:
            next_step = " ".join((name, *about))
            return render_template(
                "again.html",
                values=whole | before.said(),
                secret=secret,
                next_step=next_step,
                wrong=wrong or "",
            )
    return STEPS[name](whole, secret, about)


@blueprint.post("/screen")
def live() -> Any:
    """The findings, meters and room of a form as it stands, for the page's script. Nothing is kept."""
    if g.account is None or sessions.is_forged():
        raise Forbidden()
    looked = before.look(w.values(request.form))
    notes = {
        name.replace(".", "-"): render_template("_notes.html", founds=founds)
        for name, founds in looked.by_field().items()
    }
    html = render_template("_gauges.html", gauges=looked.gauges)
    return {"notes": notes, "gauges": html, "summary": looked.summary, "room": looked.room()}


def _sign_in_again() -> str | None:
    """None if the credentials in this very post fit, and the browser is signed in; else a sentence, empty at first."""
    g.account = None
    if "password" not in request.form:
        return ""
    account, wrong = signin.try_credentials()
    if account is None:
        return wrong
    sessions.start(account)
    return None


def _write(
    whole: dict[str, str],
    secret: str,
    *,
    problems: tuple[Problem, ...] = (),
    wrong: Mapping[str, str] | None = None,
    focus: str = "",
    counted: Mapping[str, int] | None = None,
) -> str:
    """The form to write in, with what is wrong beside each field: `problems` of the schema, `wrong` by question.

    `focus`: a group that was just changed; `counted`: items of each group that stand on the page.
    """
    forces = host().view().forces(host().today())
    errors = {**(wrong or {}), **picking.told(problems, whole, forces)}
    shown = blank_form.shown(whole, before.look(whole), forces, errors=errors, focus=focus, counted=counted)
    return ngo_page("write.html", g.account.ngo, secret=secret, **shown)


def _edit(step: str, whole: dict[str, str], secret: str, about: list[str]) -> Answer:
    """The form after a press that changes it; an offer taken on the page before sending leads back there."""
    forces = host().view().forces(host().today())
    after = editing.edited(step, about, whole, request.form, forces)
    if step == "coarsen" and not any(name.startswith(repeating.ROWS) for name in request.form):
        return _review(after.whole, secret, [])
    return _write(after.whole, secret, counted=after.counted, focus=after.focus)


def _ready(whole: dict[str, str], secret: str) -> tuple[dict[str, str], Filing | None, Answer]:
    """The form with its force found and its gaps closed, and the filing it means; or the page that is shown instead."""
    if w.is_adult(whole) is False:
        return whole, None, render_template("under18.html", values=whole, secret=secret)
    if whole.get(w.WISH) == w.KEEP:
        return whole, None, _later(whole, secret, [])
    if wrong := keeping.hidden(whole):
        return whole, None, _write(whole, secret, wrong=wrong)
    whole = picking.with_force(repeating.without_gaps(whole), host().view().forces(host().today()))
    try:
        filing = read_filing(w.document(whole))
    except NotAFiling as refused:
        return whole, None, _write(whole, secret, problems=refused.problems)
    if before.look(whole).blocked:
        return whole, None, _write(whole, secret)
    return whole, filing, ""


def _review(whole: dict[str, str], secret: str, _about: list[str]) -> Answer:
    """What the police will see and what to look at once more; or the form again, if it cannot be sent like this."""
    whole, filing, instead = _ready(whole, secret)
    return instead if filing is None else before.page(whole, filing, secret, {})


def _send(whole: dict[str, str], secret: str, _about: list[str]) -> Answer:
    """Sent, and the code shown; or whichever page says why not, with everything that was written."""
    whole, filing, instead = _ready(whole, secret)
    if filing is None:
        return instead
    looked = before.look(whole)
    if missing := saying.missing(looked, filing, before.said()):
        return before.page(whole, filing, secret, missing)
    try:
        filed = file_report(
            filing,
            secret=bytes.fromhex(secret),
            ngo=g.account.ngo,
            priority=whole.get(w.PRIORITY) == "priority",
            host=host(),
            reason=before.said().get(saying.REASON, ""),
            also=saying.also(looked),
        )
    except Blocked:
        return _write(whole, secret)
    except UnknownForce:
        return _write(whole, secret, problems=(Problem("force", ""),))
    except Conflict as first:
        return _sent(first.filed, filing, words.SENT_OTHERWISE, sheet=""), HTTPStatus.CONFLICT
    except CannotSeal as reason:
        return _cannot_seal(whole, secret, "send", reason)
    except NotAFiling as refused:
        return _write(whole, secret, problems=refused.problems)
    return _sent(
        filed, filing, words.SENT_AGAIN if filed.again else "", before.sheet(filing, filed.reference)
    )


def _later(whole: dict[str, str], secret: str, _about: list[str]) -> Answer:
    """Asked before it is kept: this page cannot open it again."""
    if w.is_adult(whole) is False:
        return render_template("under18.html", values=whole, secret=secret)
    if problems := keeping.problems(whole):
        return _write(whole, secret, wrong=problems)
    return ngo_page("later.html", g.account.ngo, values=whole, secret=secret)


def _keep(whole: dict[str, str], secret: str, _about: list[str]) -> Answer:
    """Kept: sealed to the NGO's desk, and to nobody else."""
    if w.is_adult(whole) is False or keeping.problems(whole):
        return _later(whole, secret, [])
    try:
        keeping.keep(whole, secret, g.account.ngo, host())
    except CannotSeal as reason:
        return _cannot_seal(whole, secret, "keep", reason)
    except ValueError:
        return _write(whole, secret, wrong={w.LONGEST_OF["crime"]: words.SHORTER})
    return ngo_page("kept.html", g.account.ngo)


def _cannot_seal(whole: dict[str, str], secret: str, again: str, reason: CannotSeal) -> Answer:
    page = ngo_page(
        "cannot_seal.html",
        g.account.ngo,
        values=whole | before.said(),
        secret=secret,
        again=again,
        reason=str(reason),
    )
    return page, HTTPStatus.SERVICE_UNAVAILABLE


def _sent(filed: Filed, filing: Filing, again: str, sheet: str) -> str:
    """The page that shows the code, this once; or none, where the worker tells her (token mode)."""
    view = host().view()
    record = filing.identity.get("record")
    spare = token.new_value()  # a code that leads to nothing, as every unknown one does
    return ngo_page(
        "sent.html",
        g.account.ngo,
        reference=filed.reference,
        symbols=filed.symbols,
        digits=filed.digits,
        no_code=isinstance(record, dict) and record.get("token_mode") == "worker_only",
        again=again,
        force_name=name_of(filing.force),
        dirsize=view.size,
        dirhash=view.root.hex()[:HEX_OF_DIRHASH],
        number=host().settings.numbers.get(g.account.ngo, ""),
        square=square(filed.digits),
        spare=(token.symbols(spare), token.digits(spare)),
        sheet=sheet,
    )


STEPS: dict[str, Callable[[dict[str, str], str, list[str]], Answer]] = {
    **{step: partial(_edit, step) for step in editing.EDITS},
    "review": _review,
    "send": _send,
    "later": _later,
    "keep": _keep,
}

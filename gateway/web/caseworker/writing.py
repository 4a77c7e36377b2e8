"""Writing a report, step by step: the form, its groups, a look before sending. What happens on "Send" is not here.

Rules
- Every step posts the whole form and gets it back. Nothing written here waits anywhere: no session, no cache, no row.
- Under 18, or not sure: no crime part, no screening, nothing kept; the page shows the other ways.
- What screening blocks goes no further. What it warns of needs a reason, which only the NGO sees. A red meter needs two
  confirmations and nothing more.
- Signed out while writing, or locked on purpose: the password and a code are asked for in the same post, only from our
  own page, and the text comes back.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from functools import partial

from flask import Response, g, redirect, render_template, request, url_for
from werkzeug import Response as Answer

from gateway.report import areas
from gateway.report.filing import Filing
from gateway.report.form import blank as blank_form
from gateway.report.form import editing, picking, repeating
from gateway.report.form import written as w
from gateway.report.reading import NotAFiling
from gateway.report.rules import Problem
from gateway.report_schema import read_filing
from gateway.web import sessions
from gateway.web.caseworker import before, keeping, signin
from gateway.web.pages import host, ngo_page

SECRET = re.compile("[0-9a-f]{64}")
LOCK = "lock"  # the step of somebody who leaves her desk

Page = str | Response | Answer | tuple[str, int]
Step = Callable[[dict[str, str], str, list[str]], Page]


def blank() -> Page:
    """The empty form, with a filing secret of its own."""
    if g.account is None:
        return redirect(url_for("signin.ask"), 303)
    return write({}, secrets.token_hex(32))


def answer(steps: Mapping[str, Step]) -> Page:
    """The step that was pressed, for a caseworker; signed in again on the way where that is needed."""
    whole = w.values(request.form)
    secret = request.form.get("filing_secret", "")
    if not SECRET.fullmatch(secret):
        secret = secrets.token_hex(32)
    name, *about = request.form.get("step", "").split()[:4] or ["review"]
    if name == LOCK and g.account is not None and not sessions.is_forged():
        sessions.end()
        return _again(whole, secret, "change", "")
    name = name if name in steps else "review"
    if g.account is None or sessions.is_forged():
        wrong = _sign_in_again()
        if g.account is None:
            return _again(whole, secret, " ".join((name, *about)), wrong)
    return steps[name](whole, secret, about)


def _again(whole: dict[str, str], secret: str, next_step: str, wrong: str) -> str:
    return render_template(
        "again.html",
        values=whole | before.said(),
        secret=secret,
        next_step=next_step,
        wrong=wrong,
        locked=request.form.get("step") == LOCK,
    )


def _sign_in_again() -> str:
    """The browser is signed in if the credentials in this very post fit; else a sentence, empty at first.

    A post from elsewhere tries nothing: else a stranger could sign her in as himself, to have what she writes next.
    """
    g.account = None
    if "password" not in request.form or sessions.is_forged():
        return ""
    account, wrong = signin.try_credentials()
    if account is not None:
        sessions.start(account)
    return wrong


def forces() -> list[str]:
    """Who can be chosen: the forces that receive reports today; every force of the table where nothing is sent."""
    return list(areas.forces()) if g.practice else host().view().forces(host().today())


def write(
    whole: dict[str, str],
    secret: str,
    *,
    problems: tuple[Problem, ...] = (),
    wrong: Mapping[str, str] | None = None,
    after: editing.Edited | None = None,
) -> str:
    """The form to write in, with what is wrong beside each field: `problems` of the schema, `wrong` by question.

    `after`: the press that gave the form back, where one did.
    """
    offered = forces()
    errors = {**(wrong or {}), **picking.told(problems, whole, offered)}
    shown = blank_form.shown(whole, before.look(whole), offered, errors=errors, after=after)
    sheet = url_for("printing.consent")
    return ngo_page("write.html", g.account.ngo, secret=secret, consent_sheet=sheet, **shown)


def _edit(step: str, whole: dict[str, str], secret: str, about: list[str]) -> Page:
    """The form after a press that changes it; an offer taken on the page before sending leads back there."""
    after = editing.edited(step, about, whole, request.form, forces())
    if step == "coarsen" and not any(name.startswith(repeating.ROWS) for name in request.form):
        return review(after.whole, secret, [])
    return write(after.whole, secret, after=after)


def ready(whole: dict[str, str], secret: str) -> tuple[dict[str, str], Filing | None, Page]:
    """The form with its force found and its gaps closed, and the filing it means; or the page that is shown instead."""
    if w.is_adult(whole) is False:
        return whole, None, render_template("under18.html", values=whole, secret=secret)
    if whole.get(w.WISH) == w.KEEP:
        return whole, None, later(whole, secret, [])
    if wrong := keeping.hidden(whole):
        return whole, None, write(whole, secret, wrong=wrong)
    whole = picking.with_force(repeating.without_gaps(whole), forces())
    try:
        filing = read_filing(w.document(whole))
    except NotAFiling as refused:
        return whole, None, write(whole, secret, problems=refused.problems)
    if before.look(whole).blocked:
        return whole, None, write(whole, secret)
    return whole, filing, ""


def review(whole: dict[str, str], secret: str, _about: list[str]) -> Page:
    """What the police will see and what to look at once more; or the form again, if it cannot be sent like this."""
    whole, filing, instead = ready(whole, secret)
    return instead if filing is None else before.page(whole, filing, secret, {})


def to_send(whole: dict[str, str], secret: str) -> tuple[dict[str, str], Filing | None, Page]:
    """As `ready`, and everything is said that must be said before sending."""
    whole, filing, instead = ready(whole, secret)
    if filing is None:
        return whole, None, instead
    if unsaid := before.missing(before.look(whole), filing):
        return whole, None, before.page(whole, filing, secret, unsaid)
    return whole, filing, ""


def later(whole: dict[str, str], secret: str, _about: list[str]) -> Page:
    """Asked before it is kept: this page cannot open it again."""
    if w.is_adult(whole) is False:
        return render_template("under18.html", values=whole, secret=secret)
    if problems := keeping.problems(whole):
        return write(whole, secret, wrong=problems)
    return ngo_page("later.html", g.account.ngo, values=whole, secret=secret)


WRITING: dict[str, Step] = {
    **{step: partial(_edit, step) for step in editing.EDITS},
    "review": review,
    "later": later,
}

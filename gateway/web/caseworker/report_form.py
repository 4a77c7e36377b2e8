"""Writing a report, step by step: the form, its groups, a look before sending. What happens on "Send" is not here.

Rules
- Every step posts the whole form and gets it back. Nothing written here waits anywhere: no session, no cache, no row.
- Under 18, or not sure: no crime part, no screening, nothing kept; the page shows the other ways.
- What screening blocks goes no further. What it warns of needs a reason, which only the NGO sees. A red meter needs two
  confirmations and nothing more.
- Signed out while writing, or locked on purpose: the password and a code are asked for in the same post, only from our
  own page, and the text comes back.

The page before sending, for a caseworker of this website, with the police page as their own desk prints it.

Keep for later: what may be kept.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from functools import partial

from flask import Response, g, redirect, render_template, request, url_for
from werkzeug import Response as Answer

from gateway.report import police_areas
from gateway.report.filing import Filing
from gateway.report.form import checks, steps, texts, values
from gateway.report.form import steps as blank_form
from gateway.report.form.checks import Looked
from gateway.report.names import name_of
from gateway.report.printing.text import page_text
from gateway.report.schema import LINE_ENDS, UNWELCOME
from gateway.report.validate import NotAFiling, Problem
from gateway.report_schema import read_filing
from gateway.web import sessions
from gateway.web.caseworker import signin
from gateway.web.pages import host, ngo_page
from keys import clock


def look(whole: Mapping[str, str]) -> Looked:
    """What screening and the meters say of a form now."""
    return checks.look(whole, clock.iso(host().today())[:7])


def page(whole: dict[str, str], filing: Filing, secret: str, errors: dict[str, str]) -> str:
    """The page, with what must still be said beside its place."""
    shown = steps.review_shown(whole, filing, look(whole), given=said(), errors=errors)
    return ngo_page("review.html", g.account.ngo, secret=secret, sheet=sheet(filing, reference=""), **shown)


def missing(looked: Looked, filing: Filing) -> dict[str, str]:
    """What must still be said before this can be sent."""
    return steps.missing(looked, filing, said())


def sheet(filing: Filing, reference: str) -> str:
    """What the police will see, as their own desk prints it."""
    sender = texts.SENDER.format(gateway=host().settings.gateway_org, ngo=name_of(g.account.ngo))
    return page_text(filing.crime, reference, ngo=name_of(g.account.ngo), sender_line=sender)


def said() -> dict[str, str]:
    """What was said beside the report."""
    return steps.said(request.form)


LOST = "\ufffd"  # what is left of bytes that were no UTF-8


def hidden(whole: Mapping[str, str]) -> dict[str, str]:
    """The questions whose answers hold signs that cannot be seen or were lost on the way, each with a sentence."""
    found = [
        name for name, text in whole.items() if LOST in text or UNWELCOME.search(LINE_ENDS.sub("\n", text))
    ]
    return {values.FIELDS[name].question: texts.HIDDEN_SIGNS for name in found}


def why_not_kept(whole: Mapping[str, str]) -> dict[str, str]:
    """Why a form cannot be kept as it is, by question. Anything unfinished may be kept; numbers of papers may not."""
    if not set(whole) - {values.WISH, values.ADULT}:
        return {"crime.acts_narrative": texts.NOTHING_TO_KEEP}
    found = [finding.field for finding in checks.nowhere(whole)]
    return hidden(whole) | {values.field_of(name): texts.NUMBERS_NOWHERE for name in found}


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
    whole = values.values(request.form)
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
        values=whole | said(),
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
    return list(police_areas.forces()) if g.practice else host().view().forces(host().today())


def write(
    whole: dict[str, str],
    secret: str,
    *,
    problems: tuple[Problem, ...] = (),
    wrong: Mapping[str, str] | None = None,
    after: blank_form.Edited | None = None,
) -> str:
    """The form to write in, with what is wrong beside each field: `problems` of the schema, `wrong` by question.

    `after`: the press that gave the form back, where one did.
    """
    offered = forces()
    errors = {**(wrong or {}), **checks.told(problems, whole, offered)}
    shown = blank_form.shown(whole, look(whole), offered, errors=errors, after=after)
    sheet = url_for("printing.consent")
    return ngo_page("write.html", g.account.ngo, secret=secret, consent_sheet=sheet, **shown)


def _edit(step: str, whole: dict[str, str], secret: str, about: list[str]) -> Page:
    """The form after a press that changes it; an offer taken on the page before sending leads back there."""
    after = blank_form.edited(step, about, whole, request.form, forces())
    if step == "coarsen" and not any(name.startswith(values.ROWS) for name in request.form):
        return review(after.whole, secret, [])
    return write(after.whole, secret, after=after)


def ready(whole: dict[str, str], secret: str) -> tuple[dict[str, str], Filing | None, Page]:
    """The form with its force found and its gaps closed, and the filing it means; or the page that is shown instead."""
    if values.is_adult(whole) is False:
        return whole, None, render_template("under18.html", values=whole, secret=secret)
    if whole.get(values.WISH) == values.KEEP:
        return whole, None, later(whole, secret, [])
    if wrong := hidden(whole):
        return whole, None, write(whole, secret, wrong=wrong)
    whole = checks.with_force(values.without_gaps(whole), forces())
    try:
        filing = read_filing(values.document(whole))
    except NotAFiling as refused:
        return whole, None, write(whole, secret, problems=refused.problems)
    if look(whole).blocked:
        return whole, None, write(whole, secret)
    return whole, filing, ""


def review(whole: dict[str, str], secret: str, _about: list[str]) -> Page:
    """What the police will see and what to look at once more; or the form again, if it cannot be sent like this."""
    whole, filing, instead = ready(whole, secret)
    return instead if filing is None else page(whole, filing, secret, {})


def to_send(whole: dict[str, str], secret: str) -> tuple[dict[str, str], Filing | None, Page]:
    """As `ready`, and everything is said that must be said before sending."""
    whole, filing, instead = ready(whole, secret)
    if filing is None:
        return whole, None, instead
    if unsaid := missing(look(whole), filing):
        return whole, None, page(whole, filing, secret, unsaid)
    return whole, filing, ""


def later(whole: dict[str, str], secret: str, _about: list[str]) -> Page:
    """Asked before it is kept: this page cannot open it again."""
    if values.is_adult(whole) is False:
        return render_template("under18.html", values=whole, secret=secret)
    if problems := why_not_kept(whole):
        return write(whole, secret, wrong=problems)
    return ngo_page("later.html", g.account.ngo, values=whole, secret=secret)


WRITING: dict[str, Step] = {
    **{step: partial(_edit, step) for step in blank_form.EDITS},
    "review": review,
    "later": later,
}

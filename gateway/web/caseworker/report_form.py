"""The form for a report at the hosted page, for somebody who is signed in. What happens on "Send" is not here.

Rules
- Nothing written here waits anywhere: no session, no cache, no row. `filing_secret` is in the body of every step.
- Signed out while writing, or locked on purpose: the password and a code are asked for in the same post, only from our
  own page, and the text comes back.
- Before it is kept, what may not be kept is said; numbers of papers are kept nowhere.
"""

import re
import secrets
from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

from flask import g, redirect, render_template, request, url_for
from werkzeug import Response
from werkzeug.exceptions import Forbidden

from gateway.look.http import is_forged, page
from gateway.report.form import checks, texts, values
from gateway.report.form.draft import Draft
from gateway.report.form.steps import AT, ReportFlow
from gateway.report.names import name_of
from gateway.web import sessions
from gateway.web.caseworker import signin
from gateway.web.pages import host
from keys import clock

SECRET = re.compile("[0-9a-f]{64}")
LOCK = "lock"  # the step of somebody who leaves her desk

Page = Response


class HostedForm(ReportFlow[Page]):
    """One press on the form of this website."""

    def __init__(self, form: Mapping[str, str]) -> None:
        super().__init__(form)
        given = form.get("filing_secret", "")
        self.secret = given if SECRET.fullmatch(given) else secrets.token_hex(32)

    @property
    def month(self) -> str:
        return clock.iso(host().today())[:7]

    @property
    def ngo(self) -> str:
        return g.account.ngo

    @property
    def sender_line(self) -> str:
        return texts.SENDER.format(gateway=host().settings.gateway_org, ngo=name_of(self.ngo))

    def forces(self) -> list[str]:
        return host().view().forces(host().today())

    def render(self, name: str, **shown: Any) -> Page:
        sheet = url_for("printing.consent")
        return page(f"{name}.html", secret=self.secret, consent_sheet=sheet, **shown)

    @staticmethod
    def piece(template: str, **shown: Any) -> str:
        return render_template(template, consent_sheet=url_for("printing.consent"), **shown)

    @abstractmethod
    def keep(self, draft: Draft) -> Page:
        """It is kept for later: asked, and nothing speaks against it."""

    def steps(self) -> dict[str, Callable[[], Page]]:
        later = {"later": lambda: self.save(self.draft), "keep": lambda: self.save(self.draft, asked=True)}
        return super().steps() | later

    def save(self, draft: Draft, *, asked: bool = False) -> Page:
        """Asked before it is kept, for this page cannot open it again; or the form, if it may not be kept like this."""
        if draft.is_adult is False:
            return self.render("under18", values=self.carried(draft))
        if wrong := _not_kept(draft):
            return self.write(draft, wrong=wrong)
        return self.keep(draft) if asked else self.render("later", values=self.carried(draft))


def _not_kept(draft: Draft) -> dict[str, str]:
    """Why it cannot be kept as it is, by question. Anything unfinished may be kept; numbers of papers may not."""
    if not set(draft.typed) - {values.WISH, values.ADULT}:
        return {"crime.acts_narrative": texts.NOTHING_TO_KEEP}
    return checks.hidden(draft.typed) | checks.nowhere(draft)


def blank(flow: HostedForm) -> Page:
    """The empty form, with a filing secret of its own."""
    return redirect(url_for("signin.ask"), 303) if g.account is None else flow.write()


def answer(flow: HostedForm) -> Page:
    """The page after the press, for a caseworker; signed in again on the way where that is needed."""
    is_locking = flow.step == LOCK
    if flow.step not in flow.steps():
        flow.step, flow.about = "review", []
    if is_locking and g.account is not None and not is_forged():
        sessions.end()
        return _again(flow, "change", "", locked=True)
    if g.account is None or is_forged():
        wrong = _sign_in_again()
        if g.account is None:
            return _again(flow, " ".join((flow.step, *flow.about)), wrong, locked=is_locking)
    return flow.answer()


def live(flow: HostedForm) -> dict[str, Any]:
    """What the page's script shows of the form as it stands. Nothing is kept."""
    if g.account is None or is_forged():
        raise Forbidden()
    return flow.live()


def _again(flow: HostedForm, next_step: str, wrong: str, *, locked: bool) -> Page:
    return page(
        "again.html",
        values=values.values(flow.form) | flow.said | {AT: flow.at},
        secret=flow.secret,
        next_step=next_step,
        wrong=wrong,
        locked=locked,
    )


def _sign_in_again() -> str:
    """The browser is signed in if the credentials in this very post fit; else a sentence, empty at first.

    A post from elsewhere tries nothing: else a stranger could sign her in as himself, to have what she writes next.
    """
    g.account = None
    if "password" not in request.form or is_forged():
        return ""
    account, wrong = signin.try_credentials()
    if account is not None:
        sessions.start(account)
    return wrong

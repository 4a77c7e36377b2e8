"""Signing in and out: caseworkers only. One answer for whatever did not fit."""

import time

from flask import Blueprint, redirect, request, url_for
from werkzeug import Response

from gateway.accounts import signin
from gateway.look.http import page
from gateway.store.accounts import Account
from gateway.web import sessions, texts
from gateway.web.pages import host

blueprint = Blueprint("signin", __name__, url_prefix="/caseworker")
blueprint.audience = "anyone"  # type: ignore[attr-defined]
sessions.guard(blueprint)


def now() -> float:
    """Real unix seconds, by which codes are made."""
    return time.time()


def try_credentials() -> tuple[Account | None, str]:
    """The account that the posted name, password and code belong to, or a sentence for the person. Nothing is kept."""
    try:
        account = signin.sign_in(
            host().engine,
            request.form.get("name", ""),
            request.form.get("password", ""),
            request.form.get("code", ""),
            key=host().settings.accounts_key,
            now=now(),
            known=sessions.is_known(),
        )
    except signin.Busy:
        return None, texts.BUSY_SIGN_IN
    return account, "" if account else texts.WRONG_SIGN_IN


@blueprint.get("/sign-in")
def ask() -> Response:
    """The empty sign-in form."""
    return page("signin.html", wrong="")


@blueprint.post("/sign-in")
def sign_in() -> Response:
    """Signed in and on the way to the reports, or the form again with one constant sentence."""
    sessions.refuse_forged()
    account, wrong = try_credentials()
    if account is None:
        return page("signin.html", wrong=wrong)
    sessions.start(account)
    return redirect(url_for("reports.listed"), 303)


@blueprint.post("/sign-out")
def leave_work() -> Response:
    """Signed out."""
    sessions.refuse_forged()
    sessions.end()
    return redirect(url_for("signin.ask"), 303)

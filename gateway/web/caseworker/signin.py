"""Signing in and out: caseworkers only. One answer for whatever did not fit."""

import time

from flask import Blueprint, redirect, request, url_for
from werkzeug import Response

from gateway.accounts import passkeys, signin
from gateway.limits import CHALLENGE_SECONDS
from gateway.look.http import page
from gateway.store.accounts import Account
from gateway.web import sessions, texts
from gateway.web.pages import host

blueprint = Blueprint("signin", __name__, url_prefix="/caseworker")
blueprint.audience = "anyone"  # type: ignore[attr-defined]
sessions.guard(blueprint)

SHOWN = b"passkey"  # what the challenge of a page to sign in is for


def now() -> float:
    """Real unix seconds, by which codes are made."""
    return time.time()


def try_credentials() -> tuple[Account | None, str]:
    """Whose the posted name, password and code or passkey are, or a sentence for the person. Nothing is kept."""
    try:
        account = signin.sign_in(
            host().engine,
            request.form.get("name", ""),
            request.form.get("password", ""),
            shown() or request.form.get("code", ""),
            key=host().settings.accounts_key,
            now=now(),
            known=sessions.is_known(),
        )
    except signin.Busy:
        return None, texts.BUSY_SIGN_IN
    return account, "" if account else texts.WRONG_SIGN_IN


def has_passkeys() -> bool:
    """True where a browser can have one for us: at the public address, if that is a name and no number."""
    settings = host().settings
    return bool(settings.domain) and request.host.lower() == settings.authority


@blueprint.app_template_global()
def passkey_to_show() -> dict[str, str]:
    """A challenge, and what the browser is asked with it; empty where there are no passkeys."""
    if not has_passkeys():
        return {}
    challenge = host().one_time.seal(SHOWN, b"", CHALLENGE_SECONDS)
    return {"challenge": challenge, "options": passkeys.to_show(challenge, host().settings.domain)}


def shown() -> passkeys.Proof | None:
    """What a passkey proves in this post; None if there is nothing, or its challenge is over or was used before."""
    sent, challenge = request.form.get("passkey", ""), request.form.get("challenge", "")
    if not sent or not has_passkeys() or not host().one_time.use(SHOWN, challenge):
        return None
    return proof(sent, challenge)


def proof(sent: str, challenge: str) -> passkeys.Proof:
    """What a browser sent, with what it had to sign at this gateway."""
    return passkeys.Proof(sent, challenge, host().settings.domain, host().settings.origin)


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

"""Joining with a code that was given by hand: choose a password, set up a second factor, print the codes for later.

Rules
- What opens it is the code, in the body of every post; a wrong, used and ended code give one and the same page.
- The secret of the new second factor waits in the page only, sealed; nothing is stored before everything fits.
"""

from __future__ import annotations

from flask import Blueprint, render_template, request

from gateway.accounts import accounts, second_factor
from gateway.accounts import invitations as joining
from gateway.store.accounts import Account
from gateway.web import sessions
from gateway.web import texts as words
from gateway.web.caseworker import signin
from gateway.web.caseworker.scanning import picture
from gateway.web.pages import host, ngo_page

blueprint = Blueprint("join", __name__, url_prefix="/caseworker")
blueprint.audience = "anyone"  # type: ignore[attr-defined]
sessions.guard(blueprint)


@blueprint.get("/join")
def ask() -> str:
    """The empty field for a code."""
    return render_template("join.html", wrong="")


@blueprint.post("/join")
def join() -> str:
    """What to choose, for a good code; then the account, signed in, with its printed codes."""
    sessions.refuse_forged()
    code, key, now = request.form.get("code", ""), host().settings.accounts_key, signin.now()
    account = joining.invited(host().engine, code, key=key, now=now)
    if account is None:
        return render_template("join.html", wrong=joining.BAD_CODE if code else "")
    secret = second_factor.carried(request.form.get("carried", ""), account.id, key, now)
    if secret is None:
        return _choose(account, code, second_factor.new_secret(), "")
    if wrong := differs():
        return _choose(account, code, secret, wrong)
    try:
        joined, printed = joining.join(
            host().engine,
            code,
            password=request.form.get("new", ""),
            secret=secret,
            typed=request.form.get("typed", ""),
            key=key,
            now=now,
        )
    except accounts.BadAccount as reason:
        return _choose(account, code, secret, str(reason))
    sessions.start(joined)
    return ngo_page("printed.html", joined.ngo, printed=printed, new=True)


def differs() -> str:
    """A sentence if the new password was not typed twice the same."""
    return "" if request.form.get("new") == request.form.get("repeated") else words.NOT_THE_SAME


def _choose(account: Account, code: str, secret: str, wrong: str) -> str:
    carried = second_factor.carry(secret, account.id, host().settings.accounts_key, signin.now())
    return ngo_page(
        "choose.html",
        account.ngo,
        name=account.name,
        code=code,
        carried=carried,
        secret=secret,
        picture=picture(account.name, secret),
        wrong=wrong,
    )

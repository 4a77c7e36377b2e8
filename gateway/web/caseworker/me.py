"""A caseworker's own page: where she is signed in, her password, her second factor, her printed codes.

Whatever changes how she signs in asks for her password again, and signs her out everywhere else. Shown of a session is
the day it began, and nothing finer: no address, no browser.
"""

from __future__ import annotations

from flask import Blueprint, g, redirect, request, url_for
from werkzeug import Response

from gateway.accounts import accounts, passwords, second_factor
from gateway.accounts import invitations as joining
from gateway.report.names import day_in_london
from gateway.store import accounts as store
from gateway.store import sessions as held
from gateway.store.engine import reading, writing
from gateway.web import sessions
from gateway.web import texts as words
from gateway.web.caseworker import join, signin
from gateway.web.caseworker.scanning import picture
from gateway.web.pages import host, ngo_page

blueprint = Blueprint("me", __name__, url_prefix="/caseworker/me")
blueprint.audience = "caseworker"  # type: ignore[attr-defined]
sessions.guard(blueprint)

PASSWORD, FACTOR, PRINTED = "password", "factor", "printed"  # its three forms


@blueprint.before_request
def only_her() -> Response | None:
    """Signed in, and from our own page."""
    if g.account is None:
        return redirect(url_for("signin.ask"), 303)
    if request.method == "POST":
        sessions.refuse_forged()
    return None


@blueprint.get("/")
def page() -> str:
    """Her page."""
    return _page()


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """Signed out in one other browser, or in all others."""
    which = request.form.get("session", "")
    with writing(host().engine) as connection:
        if which == "others":
            held.end_all(connection, g.account.id, but=sessions.this_one())
        else:
            held.end_one_of(connection, g.account.id, _bytes(which))
    return redirect(url_for("me.page"), 303)


@blueprint.post("/password")
def password() -> str:
    """A new password, and signed out everywhere else."""
    wrong = join.differs() or refused_password()
    if wrong:
        return _page(PASSWORD, wrong)
    try:
        password_hash = accounts.checked_password(request.form.get("new", ""))
    except accounts.BadAccount as reason:
        return _page(PASSWORD, str(reason))
    with writing(host().engine) as connection:
        store.set_password(connection, g.account.id, password_hash)
        held.end_all(connection, g.account.id, but=sessions.this_one())
    return _page(done=words.CHANGED)


@blueprint.post("/second-factor")
def factor() -> str:
    """The new secret to scan, for her password; then, for a code made with it, changed."""
    key, now = host().settings.accounts_key, signin.now()
    secret = second_factor.carried(request.form.get("carried", ""), g.account.id, key, now)
    if secret is None:
        if wrong := refused_password():
            return _page(FACTOR, wrong)
        return _scan(second_factor.new_secret(), "")
    step = second_factor.step_of(request.form.get("typed", ""), secret, now)
    if step is None:
        return _scan(secret, words.CODE_DID_NOT_FIT)
    printed = second_factor.printed()
    with writing(host().engine) as connection:
        sealed = second_factor.seal(secret, g.account.id, key)
        store.set_second_factor(connection, g.account.id, sealed, step)
        joining.keep_printed(connection, g.account, printed, key)
    sessions.start(g.account)
    return ngo_page("printed.html", g.account.ngo, printed=printed, new=False)


@blueprint.post("/printed")
def new_printed() -> str:
    """Eight new printed codes; the old ones are good no more."""
    if wrong := refused_password():
        return _page(PRINTED, wrong)
    printed = second_factor.printed()
    with writing(host().engine) as connection:
        joining.keep_printed(connection, g.account, printed, host().settings.accounts_key)
    return ngo_page("printed.html", g.account.ngo, printed=printed, new=False)


def refused_password() -> str:
    """A sentence if the password in this post is not that of who is signed in."""
    try:
        fits = accounts.is_her(
            host().engine,
            g.account,
            request.form.get("current", ""),
            key=host().settings.accounts_key,
            now=signin.now(),
        )
    except passwords.Busy:
        return words.BUSY_SIGN_IN
    return "" if fits else words.NOT_HERS


def _page(wrong_in: str = "", wrong: str = "", done: str = "") -> str:
    with reading(host().engine) as connection:
        found = held.of_account(connection, g.account.id, int(signin.now()))
        left = store.printed_left(connection, g.account.id)
    rows = [
        {"id": one.id_hash.hex(), "day": day_in_london(one.day), "here": one.id_hash == sessions.this_one()}
        for one in found
    ]
    return ngo_page(
        "me.html", g.account.ngo, sessions=rows, printed_left=left, wrong_in=wrong_in, wrong=wrong, done=done
    )


def _scan(secret: str, wrong: str) -> str:
    key = host().settings.accounts_key
    return ngo_page(
        "scan.html",
        g.account.ngo,
        carried=second_factor.carry(secret, g.account.id, key, signin.now()),
        secret=secret,
        picture=picture(g.account.name, secret),
        wrong=wrong,
    )


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""

"""A caseworker's account: joining with a code, and her own page with sessions, password, second factor and printed
codes.

Rules
- What opens joining is the code, in the body of every post; a wrong, used and ended code give one and the same page.
- The secret of a new second factor waits in the page only, sealed, with the picture that a phone scans drawn into it;
  nothing is stored before everything fits.
- Whatever changes how she signs in asks for her password again, and signs her out everywhere else.
- Shown of a session is the day it began, and nothing finer: no address, no browser.
"""

import segno
from flask import Blueprint, g, redirect, request, url_for
from markupsafe import Markup
from werkzeug import Response

from gateway.accounts import invitations, second_factor
from gateway.accounts import signin as accounts
from gateway.limits import CARRIED_SECONDS, PASSKEYS
from gateway.look.http import page
from gateway.report.names import day_in_london, name_of
from gateway.store import accounts as store
from gateway.store import passkeys
from gateway.store.accounts import Account
from gateway.store.engine import reading, writing
from gateway.web import sessions, texts
from gateway.web.caseworker import signin
from gateway.web.pages import host

SECRET_OF = b"second factor of "  # what the sealed value is for, with the account's id behind it


def picture(name: str, secret: str) -> Markup:
    """An SVG of the second factor's address: dark on light, with its quiet margin, also on a dark page."""
    code = segno.make(second_factor.address(name, secret), error="m", micro=False)
    drawn = code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass="scan")
    return Markup(drawn)  # noqa: S704  made of modules only, nothing of a reader's


def carry(secret: str, account: Account) -> str:
    """A new second factor's secret, sealed into a page of one account: until a code fits it rests nowhere else."""
    return host().one_time.seal(SECRET_OF + account.id, secret.encode("ascii"), CARRIED_SECONDS)


def carried(account: Account) -> str | None:
    """The secret that this post brings back, if it was sealed for this account within the hour."""
    secret = host().one_time.opened(SECRET_OF + account.id, request.form.get("carried", ""))
    return secret.decode("ascii") if secret else None


join_blueprint = Blueprint("join", __name__, url_prefix="/caseworker")
join_blueprint.audience = "anyone"  # type: ignore[attr-defined]
sessions.guard(join_blueprint)


@join_blueprint.get("/join")
def ask() -> Response:
    """The empty field for a code."""
    return page("join.html", wrong="")


@join_blueprint.post("/join")
def join() -> Response:
    """What to choose, for a good code; then the account, signed in, with its printed codes."""
    sessions.refuse_forged()
    code, key, now = request.form.get("code", ""), host().settings.accounts_key, signin.now()
    account = invitations.invited(host().engine, code, key=key, now=now)
    if account is None:
        return page("join.html", wrong=invitations.BAD_CODE if code else "")
    secret = carried(account)
    if secret is None:
        return _choose(account, code, second_factor.new_secret(), "")
    password, typed = request.form.get("new", ""), request.form.get("typed", "")
    wrong = invitations.wrong(password=password, secret=secret, typed=typed, now=now)
    if different := differs():
        wrong.insert(0, different)
    if wrong:
        return _choose(account, code, secret, " ".join([*wrong, texts.TYPE_AGAIN]))
    try:
        joined, printed = invitations.join(
            host().engine, code, password=password, secret=secret, typed=typed, key=key, now=now
        )
    except accounts.BadAccount as reason:
        return _choose(account, code, secret, str(reason))
    sessions.start(joined)
    return page("printed.html", printed=printed, new=True)


def differs() -> str:
    """A sentence if the new password was not typed twice the same."""
    return "" if request.form.get("new") == request.form.get("repeated") else texts.NOT_THE_SAME


def _choose(account: Account, code: str, secret: str, wrong: str) -> Response:
    return page(
        "choose.html",
        ngo_name=name_of(account.ngo),
        name=account.name,
        code=code,
        carried=carry(secret, account),
        secret=secret,
        picture=picture(account.name, secret),
        wrong=wrong,
    )


blueprint = Blueprint("me", __name__, url_prefix="/caseworker/me")
blueprint.audience = "caseworker"  # type: ignore[attr-defined]
sessions.guard(blueprint)
blueprint.before_request(sessions.signed_in_first)

PASSWORD, FACTOR, PRINTED, PASSKEY, LESS = "password", "factor", "printed", "passkey", "less"  # its forms


@blueprint.get("/")
def shown() -> Response:
    """Her page."""
    return her_page()


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """Signed out in one other browser, or in all others."""
    which = request.form.get("session", "")
    with writing(host().engine) as connection:
        if which == "others":
            store.end_all(connection, g.account.id, but=sessions.this_one())
        else:
            store.end_one_of(connection, g.account.id, _bytes(which))
    return redirect(url_for("me.shown"), 303)


@blueprint.post("/password")
def password() -> Response:
    """A new password, and signed out everywhere else."""
    wrong = differs() or refused_password()
    if wrong:
        return her_page(PASSWORD, wrong)
    try:
        password_hash = accounts.checked_password(request.form.get("new", ""))
    except accounts.BadAccount as reason:
        return her_page(PASSWORD, str(reason))
    with writing(host().engine) as connection:
        store.set_password(connection, g.account.id, password_hash)
        store.end_all(connection, g.account.id, but=sessions.this_one())
    return her_page(done=texts.CHANGED)


@blueprint.post("/second-factor")
def factor() -> Response:
    """The new secret to scan, for her password; then, for a code made with it, changed."""
    key, now = host().settings.accounts_key, signin.now()
    secret = carried(g.account)
    if secret is None:
        if wrong := refused_password():
            return her_page(FACTOR, wrong)
        return _scan(second_factor.new_secret(), "")
    step = second_factor.step_of(request.form.get("typed", ""), secret, now)
    if step is None:
        return _scan(secret, invitations.DID_NOT_FIT)
    printed = second_factor.printed()
    with writing(host().engine) as connection:
        sealed = second_factor.seal(secret, g.account.id, key)
        store.set_second_factor(connection, g.account.id, sealed, step)
        invitations.keep_printed(connection, g.account, printed, key)
    sessions.start(g.account)
    return page("printed.html", printed=printed, new=False)


@blueprint.post("/printed")
def new_printed() -> Response:
    """Eight new printed codes; the old ones are good no more."""
    if wrong := refused_password():
        return her_page(PRINTED, wrong)
    printed = second_factor.printed()
    with writing(host().engine) as connection:
        invitations.keep_printed(connection, g.account, printed, host().settings.accounts_key)
    return page("printed.html", printed=printed, new=False)


def refused_password() -> str:
    """A sentence if the password in this post is not that of who is signed in."""
    try:
        fits = accounts.is_her(
            host().engine,
            g.account,
            request.form.get("current", ""),
            session=sessions.this_one(),
            key=host().settings.accounts_key,
            now=signin.now(),
        )
    except accounts.Wait:
        return texts.WAIT
    return "" if fits else texts.NOT_HERS


def her_page(wrong_in: str = "", wrong: str = "", done: str = "") -> Response:
    """Her page; `wrong` in the form `wrong_in`, or what was `done`."""
    with reading(host().engine) as connection:
        found = store.of_account(connection, g.account.id, int(signin.now()))
        left = store.printed_left(connection, g.account.id)
        marks = [each.mark for each in passkeys.of_account(connection, g.account.id)]
    rows = [
        {"id": one.id_hash.hex(), "day": day_in_london(one.day), "here": one.id_hash == sessions.this_one()}
        for one in found
    ]
    return page(
        "me.html",
        sessions=rows,
        printed_left=left,
        passkeys=marks,
        passkeys_here=signin.has_passkeys(),
        most_passkeys=PASSKEYS,
        public_url=host().settings.origin if host().settings.domain else "",
        wrong_in=wrong_in,
        wrong=wrong,
        done=done,
    )


def _scan(secret: str, wrong: str) -> Response:
    return page(
        "scan.html",
        carried=carry(secret, g.account),
        secret=secret,
        picture=picture(g.account.name, secret),
        wrong=wrong,
    )


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""

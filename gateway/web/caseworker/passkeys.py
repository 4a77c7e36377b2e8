"""A caseworker's passkeys: adding one on her own page, and removing one. Signing in with one is `signin`.

Rules
- The browser's part needs script (look/static/passkey.js); the pages without it have the codes.
- Offered at the public address only, and only where it is a name. At the onion address and at a number no browser has
  passkeys: her page says so, and can still remove one.
- Adding and removing ask for her password, and sign her out everywhere else.
"""

from flask import Blueprint, g, request
from werkzeug import Response

from gateway.accounts import passkeys
from gateway.limits import CARRIED_SECONDS, PASSKEYS
from gateway.look.http import page
from gateway.store import accounts as store
from gateway.store import passkeys as stored
from gateway.store.engine import reading, writing
from gateway.store.passkeys import Passkey
from gateway.web import sessions, texts
from gateway.web.caseworker import account, signin
from gateway.web.pages import host

NEW_OF = b"new passkey of "  # what a challenge is for, with the account's id behind it

blueprint = Blueprint("passkeys", __name__, url_prefix="/caseworker/me/passkeys")
blueprint.audience = "caseworker"  # type: ignore[attr-defined]
sessions.guard(blueprint)
blueprint.before_request(sessions.signed_in_first)


@blueprint.post("/")
def ask() -> Response:
    """For her password: the page on which the browser makes one."""
    if wrong := account.refused_password():
        return account.her_page(account.PASSKEY, wrong)
    with reading(host().engine) as connection:
        has = stored.of_account(connection, g.account.id)
    if not signin.has_passkeys() or len(has) >= PASSKEYS:
        return account.her_page(account.PASSKEY, texts.NO_PASSKEY)
    mark = passkeys.new_mark()
    carried = host().one_time.seal(NEW_OF + g.account.id, mark.encode(), CARRIED_SECONDS)
    options = passkeys.to_make(g.account, mark, carried, host().settings.domain, has)
    return page("passkey.html", options=options, carried=carried, mark=mark)


@blueprint.post("/add")
def add() -> Response:
    """The passkey that her browser made is hers."""
    challenge = request.form.get("carried", "")
    mark = host().one_time.opened(NEW_OF + g.account.id, challenge)
    is_first = mark is not None and host().one_time.use(NEW_OF + g.account.id, challenge)
    new = passkeys.made(signin.proof(request.form.get("passkey", ""), challenge), mark.decode()) if mark else None
    if not is_first or new is None:
        return account.her_page(account.PASSKEY, texts.NO_PASSKEY)
    if not _keep(new):
        return account.her_page(account.PASSKEY, texts.NO_PASSKEY)
    return account.her_page(done=texts.PASSKEY_ADDED.format(mark=new.mark))


def _keep(new: Passkey) -> bool:
    """False if she has this one, has as many as she may, or was reset or suspended a moment ago."""
    with writing(host().engine) as connection:
        has = stored.of_account(connection, g.account.id)
        if (
            len(has) >= PASSKEYS
            or new.credential_id in {each.credential_id for each in has}
            or not store.is_as_it_was(connection, g.account)
        ):
            return False
        stored.add(connection, g.account.id, new)
        store.end_all(connection, g.account.id, but=sessions.this_one())
    return True


@blueprint.post("/remove")
def remove() -> Response:
    """The passkey of this mark is hers no more."""
    if wrong := account.refused_password():
        return account.her_page(account.LESS, wrong)
    mark = request.form.get("mark", "")
    with writing(host().engine) as connection:
        was_hers = stored.remove(connection, g.account.id, mark)
        if was_hers:
            store.end_all(connection, g.account.id, but=sessions.this_one())
    if not was_hers:
        return account.her_page(account.LESS, texts.WHICH_PASSKEY)
    return account.her_page(done=texts.PASSKEY_REMOVED.format(mark=mark))

"""Who is signed in at the hosted page: a cookie that means nothing, and a row that knows only its hash.

Rules
- The cookie holds 32 bytes: the minute it was made and 28 random bytes. Nothing of a report, a name or an NGO.
- Signing in makes a new cookie. A session ends after `IDLE` without a request, rounded up to the half hour, and after
  `LONGEST_SESSION` in any case.
- A browser in which somebody has signed in keeps a second cookie, of random bytes and a tag, that says only that. It
  does not wait behind strangers' tries to sign in.
- Every form carries a value made from the cookie and a key of this gateway; a post without it does nothing.
- A post that a browser says comes from another site does nothing.
"""

import hmac
import os
import time
from hashlib import blake2b

from flask import Blueprint, Response, g, redirect, request, url_for
from werkzeug import Response as Redirect
from werkzeug.exceptions import Forbidden

from gateway.limits import IDLE, LONGEST_SESSION
from gateway.look.http import is_cross_site, is_forged
from gateway.store import accounts
from gateway.store.accounts import Account
from gateway.store.engine import asking, writing
from gateway.web.pages import host
from keys.encoding import b64url, unb64url

ROUNDED = 1800  # seconds: a session's end is rounded up to this, so that it tells no time of day
LENGTH = 32  # bytes of a cookie
_RANDOM = 16  # of them in the cookie of a browser that is known; its tag has the others
KNOWN_SECONDS = 180 * 86_400  # that a browser is known after a sign-in


def guard(blueprint: Blueprint) -> None:
    """Every request of the blueprint knows its browser and its account, and every answer renews the cookie."""
    blueprint.before_request(_recognise)
    blueprint.after_request(_remember)


def cookie_name() -> str:
    """`__Host-` where the address is https; that prefix needs Secure, which plain http on loopback cannot have."""
    return "__Host-amparo" if _secure() else "amparo-gateway"


def start(account: Account) -> None:
    """This browser is signed in, under a cookie it did not have before."""
    now = int(time.time())
    _use(_fresh(now))
    with writing(host().engine) as connection:
        accounts.begin(
            connection, _hash(g.browser), account.id, expires=_rounded(now + IDLE), now=now, day=host().today()
        )
    g.account = account
    g.make_known = True


def is_known() -> bool:
    """True if somebody has signed in with this browser before."""
    seen = _read(request.cookies.get(f"{cookie_name()}-known", ""))
    return seen is not None and hmac.compare_digest(seen[_RANDOM:], _tag(seen[:_RANDOM]))


def end() -> None:
    """This browser is signed out and gets a new cookie."""
    with writing(host().engine) as connection:
        accounts.end(connection, _hash(g.browser))
    _use(_fresh(int(time.time())))
    g.account = None


def this_one() -> bytes:
    """The hash under which this browser's session is kept."""
    return _hash(g.browser)


def refuse_forged() -> None:
    """403 unless the post comes from our own page in this browser."""
    if is_forged():
        raise Forbidden()


def signed_in_first() -> Redirect | None:
    """The page to sign in at, for whoever is not; a post comes from our own page. For `before_request`."""
    if g.account is None:
        return redirect(url_for("signin.ask"), 303)
    if request.method == "POST":
        refuse_forged()
    return None


def _recognise() -> None:
    if request.method == "POST" and is_cross_site(host().settings.origin_at(request.host)):
        raise Forbidden()
    now = int(time.time())
    known = _read(request.cookies.get(cookie_name(), ""))
    _use(known or _fresh(now))
    g.new_cookie = known is None
    g.practice = False
    g.account = _account(now) if known else None


def _account(now: int) -> Account | None:
    """Whose session this is; it lasts on, but not beyond the longest time since the cookie was made."""
    last = int.from_bytes(g.browser[:4]) * 60 + LONGEST_SESSION
    if now >= last:
        return None
    with asking(host().engine) as connection:
        found = accounts.account_of(connection, _hash(g.browser), now)
    if found is None:
        return None
    account, expires = found
    if expires < _rounded(min(now + IDLE, last)):
        with writing(host().engine) as connection:
            accounts.extend(connection, _hash(g.browser), _rounded(min(now + IDLE, last)))
    return account


def _rounded(moment: int) -> int:
    return -(-moment // ROUNDED) * ROUNDED


def _remember(answer: Response) -> Response:
    if g.get("new_cookie"):
        _set(answer, cookie_name(), g.browser)
    if g.get("make_known"):
        seen = os.urandom(_RANDOM)
        _set(answer, f"{cookie_name()}-known", seen + _tag(seen), max_age=KNOWN_SECONDS)
    return answer


def _set(answer: Response, name: str, value: bytes, max_age: int | None = None) -> None:
    answer.set_cookie(
        name, b64url(value), max_age=max_age, secure=_secure(), httponly=True, samesite="Strict", path="/"
    )


def _tag(seen: bytes) -> bytes:
    key = host().settings.accounts_key
    return blake2b(seen, key=key, digest_size=LENGTH - _RANDOM, person=b"amparo known").digest()


def _use(browser: bytes) -> None:
    g.browser, g.new_cookie = browser, True
    key = host().settings.accounts_key
    g.csrf = blake2b(browser, key=key, digest_size=32, person=b"amparo form").hexdigest()


def _fresh(now: int) -> bytes:
    return (now // 60).to_bytes(4) + os.urandom(LENGTH - 4)


def _read(cookie: str) -> bytes | None:
    try:
        browser = unb64url(cookie)
    except ValueError:
        return None
    return browser if len(browser) == LENGTH else None


def _hash(browser: bytes) -> bytes:
    return blake2b(browser, digest_size=32, person=b"amparo session").digest()


def _secure() -> bool:
    return host().settings.public_url.startswith("https://")

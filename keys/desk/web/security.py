"""Who may speak to the page of a desk: the one browser that was opened with this start's link, and nobody else.

Against a page of another origin (rebinding, forged posts, frames, timing) and against other people of this computer.

Rules
- The Host must be the address this program printed, to the letter; 421 otherwise. Nothing else is looked at first.
- A browser that says the request comes from another site or another port gets 403, for reads too. Only the start link
  may be followed from anywhere. A post must say that it comes from our own page, by Sec-Fetch-Site or by Origin.
- The link is good once and for `LINK_LASTS`. It gives a cookie that no script reads and no other site sends; its name
  holds the port and its path a random word of this start, because cookies know no ports: another program of this
  computer on another port is not told it. Everything lies under that word.
- Every post carries the value that our own forms hold.
- Every answer is `no-store`, loads nothing from elsewhere, is framed by nobody and says nothing about what was asked.
Weakness: whoever can read this program's memory or this browser's profile, or write to this desk's folder, is in.

One press, one act: a form that makes something new (a second code takes the first one's place) carries a word that is
good once (`fresh`, `is_first`). The words live in this program's memory; one of an earlier start counts as used.
"""

import hmac
import secrets
import time
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import Forbidden, MisdirectedRequest

from gateway.look import http
from gateway.look.http import HEADERS, is_cross_site, is_forged
from keys.desk.web.pages import Pages

SECRET_BYTES = 32
LINK_LASTS = 5 * 60
"""Seconds for which an unused link is good: somebody is standing in front of it."""
_LAPSED = "The link was used, or is too old."

OURS = HEADERS | {"Cross-Origin-Embedder-Policy": "require-corp", "Cache-Control": "no-store"}


class NotLetIn(Forbidden):
    """The request may not come in. `why` is a sentence for the person whose own browser it may be."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why


class Guard:
    """The secrets of one start. `authority` is the `host:port` that was printed, `lasts` how long a link is good."""

    def __init__(
        self, authority: str, *, lasts: float = LINK_LASTS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.authority = authority.lower()
        self.word = secrets.token_hex(8)
        self.csrf = secrets.token_urlsafe(SECRET_BYTES)
        self.cookie_name = f"amparo-desk-{authority.rpartition(':')[2]}"
        self._cookie = secrets.token_urlsafe(SECRET_BYTES)
        self._lasts = lasts
        self._clock = clock
        self._links: dict[str, float] = {}

    @property
    def origin(self) -> str:
        return f"http://{self.authority}"

    @property
    def place(self) -> str:
        """The path under which everything lies."""
        return f"/{self.word}"

    def link(self) -> str:
        """An address that lets one browser in, once."""
        secret = secrets.token_urlsafe(SECRET_BYTES)
        self._links[secret] = self._clock() + self._lasts
        return f"{self.origin}{self.place}/start/{secret}"

    def spend(self, secret: str) -> None:
        """The link is used up. NotLetIn when it was, or is too old, or never was."""
        known = [link for link in self._links if hmac.compare_digest(link.encode(), secret.encode())]
        if not known or self._links.pop(known[0]) < self._clock():
            raise NotLetIn(_LAPSED)

    def let_in(self, answer: Response) -> None:
        """The browser that gets this answer is the one."""
        answer.set_cookie(self.cookie_name, self._cookie, httponly=True, samesite="Strict", path=f"{self.place}/")

    # --- each request

    def check_host(self) -> None:
        """MisdirectedRequest unless the request names exactly the printed address."""
        if request.host.lower() != self.authority:
            raise MisdirectedRequest()

    def check_site(self, *, from_anywhere: bool) -> None:
        """NotLetIn when the browser says that another site, or another port, asks."""
        site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
        if request.method not in ("GET", "HEAD"):
            if is_cross_site(self.origin) or (site is None and origin is None):
                raise NotLetIn("This did not come from the page of the desk.")
        elif not from_anywhere and site not in (None, "same-origin", "none"):
            raise NotLetIn("This did not come from the page of the desk.")

    def check_browser(self) -> None:
        """NotLetIn unless this is the browser that the link let in."""
        given = request.cookies.get(self.cookie_name, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._cookie.encode()):
            raise NotLetIn("This browser was not opened by this start of the program.")

    def check_form(self) -> None:
        """NotLetIn when a post does not carry the value of our own forms."""
        if request.method == "POST" and is_forged():
            raise NotLetIn("This form was made by an earlier start of the program.")


def install(app: Flask, guard: Guard) -> None:
    """Nothing of `app` is reached but by the rules above, and every answer carries the headers."""
    app.extensions["guard"] = guard
    app.wsgi_app = UnderPath(app.wsgi_app, guard.place)  # type: ignore[method-assign]

    @app.before_request
    def check() -> None:
        g.csrf = guard.csrf
        guard.check_host()
        audience = audience_of(app, request.endpoint)
        guard.check_site(from_anywhere=audience == "anyone")
        if audience != "anyone":
            guard.check_browser()
            guard.check_form()

    http.install(app, OURS)


def audience_of(app: Flask, endpoint: str | None) -> str:
    """Whom an endpoint is for; what no blueprint answers for is nobody's, so it is kept as the holder's."""
    blueprint = app.blueprints.get((endpoint or "").rpartition(".")[0])
    return blueprint.audience if isinstance(blueprint, Pages) else "holder"


class UnderPath:
    """A WSGI application under one path; every other path is answered 404, without a word."""

    def __init__(self, inner: Callable[..., Iterable[bytes]], place: str) -> None:
        self._inner = inner
        self._place = place

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        if not path.startswith(f"{self._place}/"):
            start_response("404 Not Found", [("Content-Length", "0"), *OURS.items()])
            return []
        environ["SCRIPT_NAME"], environ["PATH_INFO"] = self._place, path[len(self._place) :]
        return self._inner(environ, start_response)


def fresh() -> str:
    """A word for a form."""
    word = secrets.token_urlsafe(16)
    _words().add(word)
    return word


def is_first(word: str) -> bool:
    """True once for each word."""
    if word in _words():
        _words().remove(word)
        return True
    return False


def _words() -> set[str]:
    found: set[str] = current_app.extensions.setdefault("presses", set())
    return found

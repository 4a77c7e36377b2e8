"""What both web applications, the gateway and the page of a desk, have in common with a browser.

Rules
- A request is never written to disk: not its body, not a file in it (Werkzeug would spool what is over 500 kB).
- Nothing inline, nothing from elsewhere: a page loads our own style, script and picture, and nothing else.
- No page is framed, indexed, or keeps a handle on another window.
- No answer is kept by a browser or a proxy, unless whoever installs the headers names what may be.
- A post carries the value that our own page gave this browser (`g.csrf`, which each application makes), or is forged.
"""

import hmac
import io
import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import IO, Any

import flask
from flask import Blueprint, Flask, Response, current_app, g, render_template, request
from markupsafe import Markup

MOST_BYTES = 262_144  # of a body: a held form is the largest thing we take (66 kB sealed); a long form has under 100 kB
MOST_PARTS = 300  # fields of one form

_OFF = (
    *("accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope"),
    *("magnetometer", "microphone", "payment", "screen-wake-lock", "usb"),
)

HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "script-src 'self'",
            "img-src 'self'",
            "media-src blob:",  # a recording that the page has fetched already
            "connect-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    ),
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _OFF),
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers send "Origin: null" with posts of our own pages
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for browsers that do not know frame-ancestors
    "X-DNS-Prefetch-Control": "off",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Request(flask.Request):
    """A request that stays in memory."""

    def _get_file_stream(self, *_args: Any, **_named: Any) -> IO[bytes]:
        return io.BytesIO()


def install(app: Flask, headers: Mapping[str, str], *, static: str = "no-store") -> None:
    """Every answer of `app` carries `headers`, where it has none of its own; `static`: how long a static file keeps.

    Its templates have `csrf_field()`; a form has at most MOST_BYTES and MOST_PARTS; no exception reaches the server.
    """
    app.add_template_global(csrf_field)
    app.config.update(MAX_FORM_MEMORY_SIZE=MOST_BYTES, MAX_FORM_PARTS=MOST_PARTS, PROPAGATE_EXCEPTIONS=False)
    always = [(name.lower(), (name, value)) for name, value in headers.items()]

    @app.after_request
    def add_headers(response: Response) -> Response:
        own = {name.lower() for name, _ in response.headers}
        response.headers.extend([pair for lower, pair in always if lower not in own])
        keeps = is_static() and response.status_code in (200, 304)
        response.headers["Cache-Control"] = static if keeps else "no-store"
        return response


def is_static() -> bool:
    """True for a request for a style, a script or a picture: the same bytes for everybody."""
    return (request.endpoint or "").rpartition(".")[2] == "static"


def page(template: str, status: int = 200, **values: Any) -> Response:
    """A page made of `template`; what the fields of a form want is empty unless given."""
    named = {"values": {}, "errors": {}, "findings": {}, "focus": ""} | values
    return current_app.make_response((render_template(template, **named), status))


def csrf_field() -> Markup:
    """The hidden fields of every form: the value that shows it is ours; and what keeps browsers from keeping it."""
    field = Markup('<input type="hidden" name="csrf" value="{}">').format(g.get("csrf", ""))
    return field + Markup(current_app.jinja_env.get_template("_unkept.html").render())  # noqa: S704  ours


def is_forged() -> bool:
    """True for a post that does not carry the value our own page gave this browser."""
    return not hmac.compare_digest(request.form.get("csrf", "").encode("utf-8", "replace"), g.csrf.encode())


def is_cross_site(origin: str) -> bool:
    """True for a request of another site's page, or another port's, by what the browser says. `origin`: our own.

    Both headers count: browsers of before 2023 send only Origin. One that sends neither with a post of its own page is
    older still, and is let through. Source: Fetch Metadata Request Headers; Fetch, "Origin header".
    """
    said = request.headers.get("Origin")
    return request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin" or said not in (None, origin)


def blueprints_of(package: ModuleType) -> Iterator[tuple[str, Blueprint]]:
    """(module, blueprint) for each blueprint that stands in a module of the package, whichever modules it has."""
    for found in sorted(pkgutil.walk_packages(package.__path__, f"{package.__name__}."), key=lambda each: each.name):
        for named in vars(import_module(found.name)).values():
            if isinstance(named, Blueprint):
                yield found.name, named

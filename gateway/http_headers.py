"""What every answer of the gateway carries, and which Host it answers to.

Rules
- Nothing inline, nothing from elsewhere: a page can load our own style, script and picture, and nothing else.
- No answer is kept by a browser or a proxy, except the static files, which are the same for everybody.
- No page is framed, no page says where the reader came from.
- A request that names another host is refused before any view runs.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import MisdirectedRequest

CONTENT_SECURITY_POLICY = "; ".join(
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
)

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "payment",
        "screen-wake-lock",
        "usb",
    )
)

ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for browsers that do not know frame-ancestors
    "X-DNS-Prefetch-Control": "off",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

STRICT_TRANSPORT = "max-age=63072000"  # two years, seconds
STATIC_CACHE = "public, max-age=3600"  # seconds; the same bytes for everybody, so a copy says nothing


def authority(public_url: str) -> str:
    """The `host[:port]` that requests must name, lower case, without the scheme's own port."""
    parts = urlsplit(public_url)
    host = (parts.hostname or "").lower()
    shown = f"[{host}]" if ":" in host else host
    own_port = {"http": 80, "https": 443}.get(parts.scheme)
    return shown if parts.port in (None, own_port) else f"{shown}:{parts.port}"


def install(app: Flask, public_url: str) -> None:
    """Every answer of `app` carries these headers, and only requests for `public_url`'s host are answered."""
    expected = authority(public_url)
    secure = {"Strict-Transport-Security": STRICT_TRANSPORT} if urlsplit(public_url).scheme == "https" else {}
    always = [(name.lower(), (name, value)) for name, value in {**ALWAYS, **secure}.items()]

    @app.before_request
    def refuse_other_hosts() -> None:
        if request.host.lower() != expected:
            raise MisdirectedRequest()

    @app.after_request
    def add_headers(response: Response) -> Response:
        own = {name.lower() for name, _ in response.headers}
        response.headers.extend([pair for lower, pair in always if lower not in own])
        is_static = (request.endpoint or "").rpartition(".")[2] == "static"
        cacheable = is_static and response.status_code in (200, 304)
        response.headers["Cache-Control"] = STATIC_CACHE if cacheable else "no-store"
        return response

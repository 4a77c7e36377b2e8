"""The one place that turns what went wrong into an answer.

Rules
- A door of the exchange gives one constant answer to everything a stranger can provoke: `refusal()`. Which check
  failed stands in no answer and in no log.
- A person gets a page that says what to do next, never a traceback, never her own words back.
"""

from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, jsonify, render_template, request
from jinja2 import TemplateNotFound
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, TimeoutError
from werkzeug.exceptions import HTTPException

from gateway.store.group_commit import NotKept
from keys.errors import CannotSeal, Refused

REFUSED = b'{"error":"refused"}\n'
UNAVAILABLE = b'{"error":"unavailable","do":"Try again in a few minutes. Nothing was kept of this request."}\n'
DOORS = "/v1/"


def refusal() -> Response:
    """The one answer of every door to what it does not let in."""
    return Response(REFUSED, HTTPStatus.FORBIDDEN, content_type="application/json")


def unavailable(status: HTTPStatus = HTTPStatus.SERVICE_UNAVAILABLE) -> Response:
    """The answer when nobody could be served now: no key to seal to, no fresh directory, no database, a fault."""
    return Response(UNAVAILABLE, status, content_type="application/json")


WORDS = {
    400: ("This could not be read", "Go back, load the page again and send the form once more."),
    403: ("This page is not open to you", "Sign in again, or ask the person who runs this service."),
    404: ("There is no such page", "Check the address, or start again from the first page."),
    405: ("This page cannot be used like that", "Go back and use the buttons on the page."),
    413: ("This is too long", "Go back and shorten the text."),
    429: ("Too many tries", "Wait a few minutes, then try again."),
    500: ("Something went wrong here", "Nothing was sent. Wait a minute, go back and try again."),
    503: ("This is not possible now", "Nothing was sent. Try again in a few minutes."),
}


def install(app: Flask) -> None:
    """Every error of `app` has an answer from this file."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Refused, lambda _error: refusal())
    app.register_error_handler(CannotSeal, lambda _error: unavailable() if _at_a_door() else _page(503))
    for broken_off in (OperationalError, InterfaceError, InternalError, TimeoutError, NotKept):
        app.register_error_handler(broken_off, lambda error: _crash(error, HTTPStatus.SERVICE_UNAVAILABLE))
    app.register_error_handler(Exception, _crash)


def _at_a_door() -> bool:
    return request.path.startswith(DOORS)


def _http_error(error: HTTPException) -> Any:
    if error.response is not None:
        return error.response
    code = error.code or 500
    if not _at_a_door():
        return _page(code, error)
    if code in (404, 405, 429):
        answer = jsonify(error="slow down" if code == 429 else "no such door")
        answer.status_code = code
        answer.headers.extend(_kept(error))
        return answer
    return refusal() if code < 500 else unavailable()


def _crash(error: Exception, status: HTTPStatus = HTTPStatus.INTERNAL_SERVER_ERROR) -> Any:
    current_app.logger.error("a request failed", exc_info=error)  # gateway.logs writes the place, never the words
    return unavailable(status) if _at_a_door() else _page(status)


def _page(code: int, error: HTTPException | None = None) -> tuple[str, int, list[tuple[str, str]]]:
    title, advice = WORDS.get(code, WORDS[400] if code < 500 else WORDS[500])
    try:
        html = render_template("error.html", title=title, advice=advice)
    except TemplateNotFound:
        html = f"<!doctype html><html lang=en><title>{title}</title><h1>{title}</h1><p>{advice}</p></html>"
    return html, code, _kept(error)


def _kept(error: HTTPException | None) -> list[tuple[str, str]]:
    """Headers an error may keep: only those that say which methods a page has."""
    headers = error.get_headers() if error is not None else []
    return [(name, value) for name, value in headers if name == "Allow"]

"""The local page of a desk as a web application: wiring only.

Every module of this package that has a `Pages` is mounted, if it is for this kind of desk. Bodies are read into memory
and never to disk; nothing is logged.
"""

import logging
from typing import Any

import flask
from flask import Flask, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, ValidationError
from werkzeug.wrappers import Response

from gateway.look.http import MOST_BYTES, Request, blueprints_of, page
from keys.desk import web
from keys.desk.web import security, unlock
from keys.desk.web.pages import Pages, on_every_page
from keys.desk.web.security import Guard, NotLetIn, audience_of
from keys.desk.web.session import DeskSession, UrlCodes
from keys.errors import AmparoError

MOST_OF_A_FILE = 32 << 20
"""Of a body that is a file: cases that another desk handed over, about 150 kB each, or one piece of evidence."""
TAKES_A_FILE = ("handover.take", "attachments.add")


class DeskRequest(Request):
    """A request that stays in memory, and is short unless it brings cases."""

    @property
    def max_content_length(self) -> int | None:
        return MOST_OF_A_FILE if self.endpoint in TAKES_A_FILE else MOST_BYTES

    @max_content_length.setter
    def max_content_length(self, _value: int | None) -> None:
        raise AttributeError("The limits are those above.")


class Page(Flask):
    """Flask with our Request and without a log: a traceback could show a report."""

    request_class = DeskRequest

    def log_exception(self, exc_info: Any) -> None:
        """Nothing is written down."""


class Assets(Pages):
    """The style, script and picture of the pages, and template pieces that the hosted form has too."""

    def __init__(self, name: str, import_name: str) -> None:
        super().__init__(name, import_name, audience="anyone")
        self.static_folder, self.static_url_path = "static", f"/{name}"
        self.template_folder = "templates"


def create_app(session: DeskSession, guarding: Guard) -> Flask:
    """The application for one desk and one start."""
    logging.getLogger("werkzeug").disabled = True
    app = Page("keys.desk.web", static_folder=None)
    app.extensions["session"] = session
    app.url_map.converters["report"] = _converter(session.codes)
    app.context_processor(on_every_page)
    security.install(app, guarding)
    _take_turns(app, session)
    app.before_request(unlock.unlock_first)
    _answer_errors(app)
    for look in (Assets("look", "gateway.look"), Assets("own", "keys.desk.web")):
        app.register_blueprint(look)
    for pages in _all_pages(session.settings.kind.value):
        app.register_blueprint(pages)
    return app


def _all_pages(kind: str) -> list[Pages]:
    """The pages of this package for a desk of `kind`."""
    found = dict.fromkeys(each for _, each in blueprints_of(web) if isinstance(each, Pages))
    return [pages for pages in found if pages.audience in ("anyone", "holder", "desk", kind)]


def _take_turns(app: Flask, session: DeskSession) -> None:
    """One request at a time works with the desk; what is for anyone, and fetching, does not wait for it."""

    @app.before_request
    def take() -> None:
        if audience_of(app, flask.request.endpoint) not in ("anyone", "holder"):
            session.turn.acquire()
            g.has_turn = True
            if not session.locked:
                session.seen()

    @app.teardown_request
    def give(_fault: BaseException | None) -> None:
        if g.pop("has_turn", False):
            session.turn.release()


_REFUSED = "Close this page and use the window that is open, or start again: amparo-desk web."
_HTTP = {
    400: ("This could not be read", "Go back, look at the form, and send it again."),
    404: ("There is no such page", "Addresses of reports change with each start. Begin with the first page."),
    405: ("There is no such page", "Begin with the first page."),
    413: ("This is too long", "Go back and shorten it. Nothing was sent."),
    421: ("This address is not the desk's", "Use the address that the program printed."),
}


def _answer_errors(app: Flask) -> None:
    """Every exception becomes a page: a sentence and what to do, never a traceback, never a word of a report."""

    @app.errorhandler(NotLetIn)
    def refused(trouble: NotLetIn) -> Response:
        return page("stranger.html", 403, sentence=trouble.why, advice=_REFUSED)

    @app.errorhandler(AmparoError)
    def sentence(trouble: AmparoError) -> Response:
        return page("trouble.html", 409, title="That did not happen", sentence=str(trouble), fault=False)

    @app.errorhandler(HTTPException)
    def http(trouble: HTTPException) -> Response:
        code = trouble.code or 500
        title, advice = _HTTP.get(code, ("That did not work", "Begin with the first page."))
        if code == 421 or request.endpoint is None:
            return page("stranger.html", code, sentence=title + ".", advice=advice)
        return page("trouble.html", code, title=title, sentence=advice, fault=False)

    @app.errorhandler(Exception)
    def fault(trouble: Exception) -> Response:
        return page("trouble.html", 500, title="A fault in the program", sentence=type(trouble).__name__, fault=True)


def _converter(codes: UrlCodes) -> type[BaseConverter]:
    """`<report:ref>` in a rule: a code in the address, the whole reference in the view."""

    class ReportConverter(BaseConverter):
        regex = "[0-9A-Za-z_-]{12}"

        def to_python(self, value: str) -> str:
            found = codes.reference(value)
            if found is None:
                raise ValidationError
            return found

        def to_url(self, value: str) -> str:
            return codes.code(value)

    return ReportConverter

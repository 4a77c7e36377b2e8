"""The local page of a desk as a web application: wiring only.

Every module of this package that has a `Pages` is mounted, if it is for this kind of desk. Bodies are read into memory
and never to disk; nothing is logged.
"""

from __future__ import annotations

import io
import logging
import pkgutil
from importlib import import_module
from typing import IO, Any

import flask
from flask import Flask, g

from keys.desk import web
from keys.desk.web import error_pages, security, unlock
from keys.desk.web.pages import Pages, on_every_page
from keys.desk.web.security import Guard, audience_of
from keys.desk.web.session import Sitting
from keys.desk.web.url_codes import converter

MOST_BYTES = 262_144
"""Of a body: the form of a report has under 100 kB."""


MOST_OF_A_FILE = 32 << 20
"""Of the one body that is a file: cases that another desk handed over, about 150 kB each."""
TAKES_A_FILE = "handover.take"


class Request(flask.Request):
    """A request that is never written to disk: not its body, not a file in it."""

    @property
    def max_content_length(self) -> int | None:
        return MOST_OF_A_FILE if self.endpoint == TAKES_A_FILE else MOST_BYTES

    @max_content_length.setter
    def max_content_length(self, _value: int | None) -> None:
        raise AttributeError("The limits are those above.")

    def _get_file_stream(self, *_args: Any, **_named: Any) -> IO[bytes]:
        return io.BytesIO()


class Page(Flask):
    """Flask with our Request and without a log: a traceback could show a report."""

    request_class = Request

    def log_exception(self, exc_info: Any) -> None:
        """Nothing is written down."""


class Look(Pages):
    """The style, script and picture of the pages, and template pieces that the hosted form has too."""

    def __init__(self, name: str, import_name: str) -> None:
        super().__init__(name, import_name, audience="anyone")
        self.static_folder, self.static_url_path = "static", f"/{name}"
        self.template_folder = "templates"


def create_app(sitting: Sitting, guarding: Guard) -> Flask:
    """The application for one desk and one start."""
    logging.getLogger("werkzeug").disabled = True
    app = Page("keys.desk.web", static_folder=None)
    app.config.update(
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        MAX_FORM_PARTS=300,
        PROPAGATE_EXCEPTIONS=False,
    )
    app.extensions["sitting"] = sitting
    app.url_map.converters["report"] = converter(sitting.codes)
    app.context_processor(on_every_page)
    security.install(app, guarding)
    _take_turns(app, sitting)
    app.before_request(unlock.unlock_first)
    error_pages.install(app)
    for look in (Look("look", "gateway.look"), Look("own", "keys.desk.web")):
        app.register_blueprint(look)
    for pages in _all_pages(sitting.settings.kind.value):
        app.register_blueprint(pages)
    return app


def _all_pages(kind: str) -> list[Pages]:
    """The pages of this package for a desk of `kind`."""
    found = []
    inside = pkgutil.walk_packages(web.__path__, f"{web.__name__}.")
    for module in sorted(inside, key=lambda module: module.name):
        named = vars(import_module(module.name)).values()
        found += [each for each in named if isinstance(each, Pages) and each not in found]
    return [pages for pages in found if pages.audience in ("anyone", "holder", "desk", kind)]


def _take_turns(app: Flask, sitting: Sitting) -> None:
    """One request at a time works with the desk; what is for anyone, and fetching, does not wait for it."""

    @app.before_request
    def take() -> None:
        if audience_of(app, flask.request.endpoint) not in ("anyone", "holder"):
            sitting.turn.acquire()
            g.has_turn = True
            if not sitting.locked:
                sitting.seen()

    @app.teardown_request
    def give(_fault: BaseException | None) -> None:
        if g.pop("has_turn", False):
            sitting.turn.release()

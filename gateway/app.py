"""The gateway as a web application: wiring only.

Every module of `gateway.web` and `gateway.api` that has a blueprint is mounted. Each names its audience, or
the start ends. gunicorn: `gateway.app:create_app()`.
"""

from __future__ import annotations

import io
import pkgutil
import resource
import sys
from importlib import import_module
from typing import IO, Any

import flask
from flask import Blueprint, Flask
from flask_smorest import Api
from flask_smorest import Blueprint as ApiBlueprint

from gateway import api as exchange
from gateway import http_errors, http_headers, limits, logs
from gateway import web as intake
from gateway.config import Settings, read_settings
from gateway.errors import BadSetting
from gateway.report.screening.screen import screen_text
from gateway.runtime import Host, open_host

MOST_BYTES = (
    262_144  # a body: a held form is the largest thing we take (66 kB sealed); a long form has under 100 kB
)
SWITCH = 0.0002  # seconds a thread may keep the interpreter: one that holds SQLite's turn needs it back at once, and
# with Python's own 0.005 eight filers at once were a third slower and twice as late at the tail
AUDIENCES = ("anyone", "victim", "caseworker", "administrator", "ngo system", "desk")


class Request(flask.Request):
    """A request that is never written to disk: not its body, not a file in it."""

    def _get_file_stream(self, *_args: Any, **_named: Any) -> IO[bytes]:
        return io.BytesIO()


class Gateway(Flask):
    """Flask with our Request, and with no text of an exception in its log."""

    request_class = Request

    def log_exception(self, exc_info: Any) -> None:
        self.logger.error("a request failed", exc_info=exc_info)


def create_app(settings: Settings | None = None, host: Host | None = None) -> Flask:
    """The application. Raises BadSetting, with a sentence that says what to set, rather than start unsafe."""
    sys.setswitchinterval(SWITCH)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold what one request holds
    logs.settle()
    host = host or open_host(settings or read_settings())
    app = Gateway("gateway", static_folder=None, template_folder="look/templates")
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        MAX_FORM_PARTS=300,
        API_TITLE="Amparo gateway",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/v1",
        OPENAPI_JSON_PATH="openapi.json",
        PROPAGATE_EXCEPTIONS=False,
    )
    app.extensions["amparo"] = host
    http_headers.install(app, host.settings.public_url)
    limits.install(app, host)
    _mount(app)
    http_errors.install(app)
    screen_text(
        {"text": "One text like any other."}, ["One Name"]
    )  # reads the word lists: before gunicorn forks
    return app


def _mount(app: Flask) -> None:
    api = Api(app)
    for package in (intake, exchange):
        inside = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        for found in sorted(inside, key=lambda module: module.name):
            named = vars(import_module(found.name)).values()
            for blueprint in (each for each in named if isinstance(each, Blueprint)):
                if getattr(blueprint, "audience", None) not in AUDIENCES:
                    raise BadSetting(
                        f"The pages of {found.name} do not say whom they are for. Set `blueprint.audience`."
                    )
                if isinstance(blueprint, ApiBlueprint):
                    api.register_blueprint(blueprint)
                else:
                    app.register_blueprint(blueprint)
    app.blueprints["api-docs"].audience = "anyone"  # type: ignore[attr-defined]

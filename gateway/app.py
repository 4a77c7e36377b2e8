"""The gateway as a web application: wiring only.

Every module of `gateway.web` and `gateway.api` that has a blueprint is mounted. Each names its audience, or
the start ends. gunicorn: `gateway.app:create_app()`.
"""

import resource
import sys
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, abort, request
from flask_smorest import Api
from flask_smorest import Blueprint as ApiBlueprint
from werkzeug.exceptions import MisdirectedRequest

from gateway import api, deliveries, logs, web
from gateway.api import health as health_door
from gateway.config import Settings, read_settings
from gateway.errors import BadSetting
from gateway.health import Health, can_file
from gateway.limits import Limits, client_address
from gateway.look.http import HEADERS, MOST_BYTES, Request, blueprints_of, install, is_static
from gateway.report.screening.screen import screen_text
from gateway.runtime import Host, open_host
from gateway.web import error_pages

SWITCH = 0.001  # seconds a thread may keep the interpreter. With Python's own 0.005 a filing among eight was late at
# the tail; 0.0002, which helped before writers shared a commit, cost a sixth of a visit in changing threads
AUDIENCES = ("anyone", "victim", "caseworker", "administrator", "ngo system", "desk")
STRICT_TRANSPORT = {"Strict-Transport-Security": "max-age=63072000"}  # two years, in seconds
STATIC_CACHE = "public, max-age=3600"  # seconds; the same bytes for everybody, so a copy says nothing


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
        API_TITLE="Amparo gateway",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/v1",
        OPENAPI_JSON_PATH="openapi.json",
    )
    app.extensions["amparo"] = host
    app.extensions["amparo-health"] = Health(lambda: can_file(host))
    _refuse(app, host)
    secure = urlsplit(host.settings.public_url).scheme == "https"
    install(app, HEADERS | (STRICT_TRANSPORT if secure else {}), static=STATIC_CACHE)
    _mount(app)
    error_pages.install(app)
    # reads the word lists: before gunicorn forks
    screen_text({"text": "One text like any other."}, ["One Name"])
    return app


def _refuse(app: Flask, host: Host) -> None:
    """A request that names another host, or one too many of a minute, is refused before any view runs.

    No view sees a directory that is older than what other gateways of this service took a few seconds ago.
    """
    settings = host.settings
    limits = Limits(lambda: host.quotas.key(host.today()))
    ours = {settings.authority, settings.onion or settings.authority}

    @app.before_request
    def refuse_other_hosts() -> None:
        # a request target in absolute form names a host of its own, which counts (RFC 9112, 3.2.2)
        host, target = request.host.lower(), urlsplit(request.environ.get("RAW_URI", "")).netloc.lower()
        if host not in ours or target not in ("", host):
            raise MisdirectedRequest()

    @app.before_request
    def refuse_too_many() -> None:
        forwarded = request.headers.get("X-Forwarded-For", "")
        if not _is_free() and not limits.allow(
            client_address(request.remote_addr, forwarded, settings.trusted_proxies)
        ):
            abort(429)

    @app.before_request
    def learn_from_other_gateways() -> None:
        if not _is_free() and host.directory.exchange():
            deliveries.refile_stopped(host)


def _is_free() -> bool:
    """True for what costs nothing and asks for nothing: a style or a script, and the door of a load balancer."""
    return is_static() or request.endpoint == health_door.ENDPOINT


def _mount(app: Flask) -> None:
    doors = Api(app)
    for module, blueprint in (*blueprints_of(web), *blueprints_of(api)):
        if getattr(blueprint, "audience", None) not in AUDIENCES:
            raise BadSetting(f"The pages of {module} do not say whom they are for. Set `blueprint.audience`.")
        if isinstance(blueprint, ApiBlueprint):
            doors.register_blueprint(blueprint)
        else:
            app.register_blueprint(blueprint)
    app.blueprints["api-docs"].audience = "anyone"  # type: ignore[attr-defined]

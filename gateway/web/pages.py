"""What every people's page has: its templates, and how a page is made. Its look is `gateway.look`.

Sentences live in the templates and in `gateway.web.texts`. Those of her pages go through `_`, which says them in
her language (`gateway.web.language`).
"""

from functools import lru_cache
from typing import Any

from flask import Blueprint, current_app, g, render_template, url_for
from markupsafe import Markup

from gateway.report.names import name_of
from gateway.runtime import Host
from gateway.store.accounts import Account
from gateway.web import catalogues, language
from gateway.web.catalogues import Catalogue
from keys.directory.rules import DEMONSTRATION

AWAY = "https://www.bbc.co.uk/weather"  # where "Leave this page now" leads: dull and quick

blueprint = Blueprint(
    "people", __name__, template_folder="templates", static_folder="../look/static", static_url_path="/static"
)
blueprint.audience = "anyone"  # type: ignore[attr-defined]


def host() -> Host:
    """The gateway that is answering."""
    return current_app.extensions["amparo"]


@blueprint.app_context_processor
def on_every_page() -> dict[str, Any]:
    """What `base.html` and `caseworker.html` need. Computed from nothing a reader sent."""
    account: Account | None = g.get("account")
    return {
        "demonstration": host().view().deployment == DEMONSTRATION,
        "address": host().settings.authority,
        "away": AWAY,
        "account": account,
        "ngo_name": name_of(account.ngo) if account else "",
        "hers": g.get("hers", False),
        "practice": g.get("practice", False),
        "writing_at": url_for("practice.step" if g.get("practice") else "form.step"),
        "spoken": language.now(),
        "offered": catalogues.offered().values(),
    }


@lru_cache(128)
def _piece(spoken: Catalogue, template: str) -> Markup:
    return Markup(render_template(template))  # noqa: S704


@blueprint.app_template_global()
def piece(template: str) -> Markup:
    """What a template says in the language of this request, made once: it takes nothing else of the request."""
    return _piece(language.now(), template)


blueprint.add_app_template_global(language.say, "_")
blueprint.add_app_template_global(language.aloud, "aloud")

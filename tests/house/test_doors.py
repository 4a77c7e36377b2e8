"""Every door says whom it is for, and none that changes something opens without its credentials."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask import Blueprint, Flask, Response
from werkzeug.routing import Rule

from gateway.app import AUDIENCES
from gateway.store.engine import reading
from gateway.store.tables import metadata
from tests.gateway.running import URL
from tests.world import World

CHANGES = {"POST", "PUT", "PATCH", "DELETE"}
NEEDS_NOBODY = {"anyone", "victim"}  # what opens these is in the body itself: a token, `read`, a signed stop

# Doors of everybody's that change something: what opens each, and where that is tested.
OPENED_BY_THE_BODY = {
    "/": "her token; tests/gateway/web",
    "/aloud": "nothing: it gives all recordings of one language, the same to everybody",
    "/now": "nothing: it shows the emergency card in her language",
    "/v1/log": "signatures of the log and of enough witnesses; tests/gateway/api",
    "/v1/mailbox": "a door key's signature, as below",
    "/v1/mailbox/read": "`read`, from her token; tests/gateway/api",
    "/v1/mailbox/release": "`read`, from her token, which her NGO holds; tests/journeys/test_moved_to_another_force.py",
    "/v1/mailbox/wipe": "`read`, from her token; tests/gateway/api",
    "/v1/stops": "a signature of the coalition; tests/gateway/api",
    "/leave": "nothing: it makes the browser forget",
    "/caseworker/sign-in": "name, password and code; tests/gateway/web",
    "/caseworker/join": "a code that was told by hand, once; tests/gateway/web/test_joining.py",
    "/caseworker/sign-out": "the form's own value, as below",
}


def audience(app: Flask, rule: Rule) -> str | None:
    """Whom a route is for, as its blueprint says; None when nothing says it."""
    blueprint = app.blueprints.get(rule.endpoint.rpartition(".")[0])
    return getattr(blueprint, "audience", None)


def unlabelled(app: Flask) -> list[str]:
    """Routes that nobody has said whom they are for. The framework's own document is for anyone."""
    own = {"/v1/openapi.json"}
    return [
        rule.rule for rule in app.url_map.iter_rules() if audience(app, rule) not in AUDIENCES and rule.rule not in own
    ]


def guarded(app: Flask) -> Iterator[Rule]:
    """Routes that change something and must refuse whoever shows nothing."""
    for rule in app.url_map.iter_rules():
        if (rule.methods or set()) & CHANGES and (
            audience(app, rule) not in NEEDS_NOBODY or "below" in OPENED_BY_THE_BODY.get(rule.rule, "")
        ):
            yield rule


def open_doors(app: Flask, bodies: tuple[bytes, ...]) -> list[str]:
    """Guarded routes that let a stranger through: an answer below 300, or to where a signed-in person goes."""
    found = []
    for rule in guarded(app):
        path = re.sub("<[^>]+>", "00" * 16, rule.rule)
        for method in sorted((rule.methods or set()) & CHANGES):
            for body in bodies:
                for kind in ("application/octet-stream", "application/json", "application/x-www-form-urlencoded"):
                    answer = app.test_client().open(path, method=method, base_url=URL, data=body, content_type=kind)
                    asks = b'name="password"' in answer.data  # the form that asks who you are is a refusal
                    if answer.status_code < 300 and not asks:
                        found.append(f"{method} {rule.rule}: {answer.status_code}")
    return sorted(set(found))


def rows(world: World) -> dict[str, int]:
    """How many rows each table of the gateway holds."""
    with reading(world.gateway.host.engine) as connection:
        return {name: len(connection.execute(table.select()).all()) for name, table in metadata.tables.items()}


def test_every_route_belongs_to_a_blueprint_that_names_its_audience(world: World) -> None:
    assert unlabelled(world.gateway.app) == []


def test_a_planted_route_without_an_audience_is_found(world: World) -> None:
    app = world.gateway.app
    planted = Blueprint("planted", __name__)
    planted.add_url_rule("/planted", view_func=lambda: "hello")
    app._got_first_request = False
    app.register_blueprint(planted)
    assert unlabelled(app) == ["/planted"]


def test_every_state_changing_door_refuses_whoever_shows_nothing(world: World) -> None:
    world.file()
    before = rows(world)
    lengths = (0, 32, 137, 138, 2324, 4404, 33532)
    assert open_doors(world.gateway.app, tuple(bytes(length) for length in lengths)) == []
    assert rows(world) == before


def test_a_planted_door_without_a_check_is_found(world: World) -> None:
    app = world.gateway.app
    planted = Blueprint("planted", __name__)
    planted.audience = "desk"  # type: ignore[attr-defined]
    planted.add_url_rule("/planted", methods=["POST"], view_func=lambda: Response(status=204), endpoint="door")
    app._got_first_request = False
    app.register_blueprint(planted)
    assert open_doors(app, (b"",)) == ["POST /planted: 204"]


def test_every_changing_door_for_everybody_says_what_opens_it(world: World) -> None:
    app = world.gateway.app
    everybodys = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if (rule.methods or set()) & CHANGES and audience(app, rule) in NEEDS_NOBODY
    }
    assert everybodys == set(OPENED_BY_THE_BODY)

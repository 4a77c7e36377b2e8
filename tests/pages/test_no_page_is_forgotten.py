"""The list of pages that are looked at is whole: each template and each address of a page is in some walk.

The lists are not written here: they come from the folders of templates and from the url maps of the two applications.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext

from deploy.demonstration.deployment import FORCE, NGO
from gateway import web as intake
from keys.desk.desk import Desk
from keys.desk.web.app import create_app
from keys.desk.web.security import Guard
from keys.desk.web.session import DeskSession
from tests.pages import desk_walks, people, walks
from tests.pages.stack import Stack
from tests.pages.walks import Stop

LAYOUTS = {"base.html", "caseworker.html"}  # what other templates extend

# Addresses of a desk that no link leads to, and why.
BESIDE = {
    "/": "leads to the first page at once",
    "/who": "only where several officers share a desk",
    "/start/<secret>": "the link that lets the browser in; it turns into the first page at once",
    "/look/<path:filename>": "style and script",
    "/own/<path:filename>": "style and script",
    "/write/<report:ref>": "only for a report that was filed at the desk and came back",
    "/report/<report:ref>/recall": "only until the police have opened it",
    "/report/<report:ref>/cosigned": "only while a second organisation's signature is awaited",
    "/report/<report:ref>/unrelease": "only while something is released",
    "/report/<report:ref>/files/<ident>/<int:number>": "a picture within a page",
    "/inbox/<unit>/<show>/<int:number>": "only with more reports than fit on one page",
}


def stops() -> list[Stop]:
    return [one for one in vars(walks).values() if isinstance(one, Stop)]


def test_every_template_of_the_gateway_is_a_stop_of_some_walk() -> None:
    templates = {path.name for path in (Path(intake.__file__).parent / "templates").glob("[!_]*.html")}
    assert templates - LAYOUTS == {stop.template for stop in stops()}


def rules_of(app: Flask) -> set[str]:
    return {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}


def by_rule(rule: str) -> str:
    """A rule of the url map as `desk_walks.rule_of` writes an address."""
    for part, written in {
        "<report:ref>": "REF",
        "<unit>/<show>": "UNIT/SHOW",
        "<ident>": "FILE",
        "<any(note, ask, correct, pause, withdraw, recall):act>": "note",
    }.items():
        rule = rule.replace(part, written)
    return rule


@pytest.fixture
def seen(amparo: Stack, busy: people.Filed, someone: Callable[..., BrowserContext]) -> Callable[[str], set[str]]:
    def look(org: str) -> set[str]:
        page = someone(may_fail=("status of 422",)).new_page()
        walk = desk_walks.police if org == FORCE else desk_walks.ngo
        return {stop.template for stop in walk(page, amparo, busy)}

    return look


@pytest.mark.parametrize("org", [FORCE, NGO])
def test_every_address_of_a_desk_is_a_stop_of_some_walk(
    org: str, amparo: Stack, seen: Callable[[str], set[str]]
) -> None:
    def never(_passphrase: bytes) -> Desk:
        raise AssertionError("nobody opens this desk")

    app = create_app(DeskSession(amparo.deployment.desk(org), never, idle=60), Guard("127.0.0.9:9999"))
    wanted = {by_rule(rule) for rule in rules_of(app) - BESIDE.keys()}
    assert wanted - seen(org) == set()

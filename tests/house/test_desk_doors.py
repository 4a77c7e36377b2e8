"""Every door of a desk's local page says whom it is for, and opens to nobody but the browser that was let in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, Response
from werkzeug.routing import Rule

from keys.desk.web.pages import AUDIENCES, Pages
from keys.roles import Kind
from tests.keys.desk.web.desk_page import DeskPage
from tests.world import PASSPHRASE, create_desk

FOR_ANYONE = {"opening.start", "look.static", "own.static"}
"""What a browser without the cookie reaches: the start link, which its own secret opens, and the style of the pages."""
FOR_A_LOCKED_DESK = {"lock.lock", "lock.fetch"}
"""What does something while the desk is locked: locking it again, and a fetch that only leads to the lock."""


@pytest.fixture(params=[Kind.POLICE, Kind.NGO], ids=str)
def page(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DeskPage]:
    folder = tmp_path / "desk"
    org = {Kind.POLICE: "northshire-police", Kind.NGO: "casa-aurora"}[request.param]
    create_desk(
        folder, org, request.param, "http://127.0.0.1:9", bytes(32), [], [], PASSPHRASE, demonstration=True
    ).close()
    found = DeskPage(folder)
    yield found
    found.close()


def audience(app: Flask, rule: Rule) -> str:
    blueprint = app.blueprints.get(rule.endpoint.rpartition(".")[0])
    return blueprint.audience if isinstance(blueprint, Pages) else ""


def unlabelled(app: Flask) -> list[str]:
    return [rule.rule for rule in app.url_map.iter_rules() if audience(app, rule) not in AUDIENCES]


def doors(page: DeskPage) -> Iterator[tuple[Rule, str, str]]:
    """Every rule that is not for anyone, with a method and an address that leads to it."""
    code = page.session.codes.code("0" * 26)
    for rule in page.app.url_map.iter_rules():
        if audience(page.app, rule) == "anyone":
            continue
        path = re.sub("<report:[^>]+>", code, rule.rule)
        path = re.sub("<int:[^>]+>", "1", path)
        path = re.sub(r"<any\((\w+)[^>]*>", r"\1", path)
        path = re.sub("<[^>]+>", "x", path)
        for method in sorted(rule.methods or set()):
            if method in ("GET", "POST"):
                yield rule, method, path


def open_to_a_stranger(page: DeskPage) -> list[str]:
    found = []
    for rule, method, path in doors(page):
        stranger = page.stranger()
        answer = stranger.post(path, {}) if method == "POST" else stranger.get(path)
        if answer.status != 403 or page.session.settings.org in answer.html:
            found.append(f"{method} {rule.rule}")
    return found


def test_every_route_belongs_to_pages_that_name_their_audience(page: DeskPage) -> None:
    assert unlabelled(page.app) == []
    everybodys = {rule.endpoint for rule in page.app.url_map.iter_rules() if audience(page.app, rule) == "anyone"}
    assert everybodys == FOR_ANYONE


def test_no_page_of_the_other_kind_of_desk_is_there(page: DeskPage) -> None:
    other = {"police": "ngo", "ngo": "police"}[page.session.settings.kind.value]
    assert [rule.rule for rule in page.app.url_map.iter_rules() if audience(page.app, rule) == other] == []


def test_no_door_opens_to_a_browser_that_was_not_let_in(page: DeskPage) -> None:
    assert open_to_a_stranger(page) == []


def test_no_form_does_anything_without_the_value_of_our_own_forms(page: DeskPage) -> None:
    for rule, method, path in doors(page):
        if method == "POST":
            assert page.post(path, {"csrf": ""}).status == 403, rule.rule


def test_a_locked_desk_asks_for_the_passphrase_at_every_door(page: DeskPage) -> None:
    page.session.lock()
    for rule, method, path in doors(page):
        if rule.endpoint in FOR_A_LOCKED_DESK:
            continue
        answer = page.post(path) if method == "POST" else page.get(path)
        assert 'name="passphrase"' in answer.html, rule.rule
    assert page.session.locked


def test_a_planted_door_without_an_audience_is_found_and_is_no_stranger_s(page: DeskPage) -> None:
    page.app._got_first_request = False
    page.app.add_url_rule("/planted", methods=["POST"], view_func=lambda: Response(status=204), endpoint="planted")
    assert unlabelled(page.app) == ["/planted"]
    assert open_to_a_stranger(page) == []


def test_a_planted_door_for_anyone_is_found(page: DeskPage) -> None:
    planted = Pages("planted", __name__, audience="anyone")
    planted.add_url_rule("/planted", view_func=lambda: "hello", endpoint="view")
    page.app._got_first_request = False
    page.app.register_blueprint(planted)
    with pytest.raises(AssertionError):
        test_every_route_belongs_to_pages_that_name_their_audience(page)

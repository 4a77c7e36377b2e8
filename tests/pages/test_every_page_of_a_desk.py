"""Every page of both desks: axe finds nothing, nothing is too wide, small or lost, and no address is left out.

The list of addresses is not written here: it comes from the url maps of the two applications. And of what matters most
on them, a photograph, it is asked whether eyes can see it.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext

from deploy.demonstration.deployment import FORCE, NGO
from keys.desk.desk import Desk
from keys.desk.web.app import create_app
from keys.desk.web.security import Guard
from keys.desk.web.session import DeskSession
from tests.pages import asking, desk_walks, people
from tests.pages.stack import Stack

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


@pytest.mark.parametrize("org", [FORCE, NGO])
def test_every_page_of_a_desk(
    org: str, amparo: Stack, busy: people.Filed, someone: Callable[..., BrowserContext]
) -> None:
    page = someone(viewport=asking.NARROW, may_fail=asking.FAILING).new_page()
    walk = desk_walks.police if org == FORCE else desk_walks.ngo
    seen = asking.at_each(page, walk(page, amparo, busy), closely=True)
    assert {by_rule(rule) for rule in rules_of(amparo, org) - BESIDE.keys()} - seen == set()


def rules_of(stack: Stack, org: str) -> set[str]:
    """Every address of a desk's pages, as its application has them."""

    def never(_passphrase: bytes) -> Desk:
        raise AssertionError("nobody opens this desk")

    app: Flask = create_app(DeskSession(stack.deployment.desk(org), never, idle=60), Guard("127.0.0.9:9999"))
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


@pytest.mark.parametrize("org", [NGO, FORCE])
def test_the_picture_is_on_the_page(
    org: str, amparo: Stack, busy: people.Filed, someone: Callable[..., BrowserContext]
) -> None:
    page = someone().new_page()
    people.sit_down(page, amparo, org)
    people.fetch(page)
    if org == NGO:
        people.of_hers(page, busy)
        page.get_by_role("link", name="Files of evidence").first.click()
        page.get_by_role("link", name="Look at the copy").first.click()
    else:
        people.open_report(page, busy)
        page.locator('a[href*="/files/"]').first.click()
    picture = page.locator("figure.sheet img")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('figure.sheet img').naturalWidth > 0")
    assert picture.bounding_box()["width"] > 200  # type: ignore[index]

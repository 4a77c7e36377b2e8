"""Every page, in every language in which it can be read: axe finds nothing, nothing is too wide, small or lost.

Each walk is made once a language on the narrowest phone. English and Arabic, one of each direction, are looked at in
the dark too, with letters of twice the size, with forced colours, and by Tab alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from gateway.web.catalogues import LANGUAGES
from tests.pages import asking, desk_walks, people, walks
from tests.pages.chromium import settle
from tests.pages.conftest import PHONE
from tests.pages.stack import Stack
from tests.pages.walks import Stop

CLOSELY = ("en", "ar")
FAILING = ("status of 404", "status of 422", "status of 503")  # pages that say no


def ask_at_each(page: Page, walk: Iterator[Stop], closely: bool) -> None:
    """Nothing is wrong at any stop of a walk; else everything that is, each with the page it is on."""
    wrong: list[str] = []
    for stop in walk:
        settle(page)
        found = asking.axe(page) + asking.too_wide(page) + asking.cut_off(page) + asking.too_small(page)
        if closely:
            found += asking.twice_the_text(page) + asking.in_the_dark(page)
            found += asking.without_colours(page) + asking.by_tab(page)
        wrong += [f"{stop.name}: {one}" for one in found]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("tag", [language.tag for language in LANGUAGES])
def test_her_pages(tag: str, amparo: Stack, marinas: people.Filed, someone: Callable[..., BrowserContext]) -> None:
    page = someone(**PHONE | {"viewport": asking.NARROW}, locale=tag).new_page()
    walk = walks.hers(page, amparo, marinas.token, tag)
    ask_at_each(page, walk, tag in CLOSELY)


def test_the_caseworkers_pages(amparo: Stack, someone: Callable[..., BrowserContext]) -> None:
    page = someone(viewport=asking.NARROW, may_fail=FAILING).new_page()
    ask_at_each(page, walks.caseworkers(page, amparo), closely=True)


def test_the_administrators_pages(amparo: Stack, someone: Callable[..., BrowserContext]) -> None:
    page = someone(viewport=asking.NARROW).new_page()
    ask_at_each(page, walks.administrators(page, amparo), closely=True)


def test_the_pages_with_a_passkey(amparo: Stack, someone: Callable[..., BrowserContext]) -> None:
    page = someone(viewport=asking.NARROW).new_page()
    ask_at_each(page, walks.with_a_passkey(page, amparo), closely=True)


def test_the_pages_for_everybody(amparo: Stack, someone: Callable[..., BrowserContext]) -> None:
    page = someone(viewport=asking.NARROW, may_fail=FAILING).new_page()
    ask_at_each(page, walks.anyones(page, amparo), closely=True)


def test_the_pages_of_a_police_desk(
    amparo: Stack, marinas: people.Filed, someone: Callable[..., BrowserContext]
) -> None:
    page = someone(viewport=asking.NARROW, may_fail=FAILING).new_page()
    ask_at_each(page, desk_walks.police(page, amparo, marinas), closely=True)


def test_the_pages_of_an_ngos_desk(amparo: Stack, busy: people.Filed, someone: Callable[..., BrowserContext]) -> None:
    page = someone(viewport=asking.NARROW).new_page()
    ask_at_each(page, desk_walks.ngo(page, amparo, busy), closely=True)

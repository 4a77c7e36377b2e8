"""Every page of the gateway, in every language of it: axe finds nothing, nothing is too wide, small or lost.

Each walk is made once a language on the narrowest phone. English and Arabic, one of each direction, are looked at in
the dark too, with letters of twice the size, with forced colours, and by Tab alone.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from gateway.web.catalogues import LANGUAGES
from tests.pages import asking, people, walks
from tests.pages.conftest import PHONE
from tests.pages.stack import Stack

CLOSELY = ("en", "ar")


@pytest.mark.parametrize("tag", [language.tag for language in LANGUAGES])
def test_her_pages(tag: str, amparo: Stack, marinas: people.Filed, someone: Callable[..., BrowserContext]) -> None:
    page = someone(**PHONE | {"viewport": asking.NARROW}, locale=tag).new_page()
    walk = walks.hers(page, amparo, marinas.token, tag)
    asking.at_each(page, walk, tag in CLOSELY)


def test_the_caseworkers_pages(amparo: Stack, someone: Callable[..., BrowserContext]) -> None:
    page = someone(viewport=asking.NARROW, may_fail=asking.FAILING).new_page()
    asking.at_each(page, walks.caseworkers(page, amparo), closely=True)


def test_the_administrators_pages(amparo: Stack, someone: Callable[..., BrowserContext]) -> None:
    page = someone(viewport=asking.NARROW).new_page()
    asking.at_each(page, walks.administrators(page, amparo), closely=True)


def test_the_pages_with_a_passkey(amparo: Stack, someone: Callable[..., BrowserContext]) -> None:
    page = someone(viewport=asking.NARROW).new_page()
    asking.at_each(page, walks.with_a_passkey(page, amparo), closely=True)


def test_the_pages_for_everybody(amparo: Stack, someone: Callable[..., BrowserContext]) -> None:
    page = someone(viewport=asking.NARROW, may_fail=asking.FAILING).new_page()
    asking.at_each(page, walks.anyones(page, amparo), closely=True)

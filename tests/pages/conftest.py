"""One whole Amparo and one Chromium for all tests of this folder; a fresh browser for each person in each test.

The demonstration's clock stands on Saturday 26 December 2026, between two bank holidays: the day of story A8. Whoever
is met in a test is watched from the first page to the last: the test ends by asserting that nothing was refused by the
content security policy, that the console has no error and that no request left this machine.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from gateway.web.pages import AWAY
from tests.pages import chromium, desk_walks, elsewhere, people, stack, walks
from tests.pages.chromium import Watch
from tests.pages.stack import Stack

THE_DAY = date(2026, 12, 26)
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
OFFICE = {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture(scope="session")
def amparo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The real thing, once: gunicorn, Celery, broker, desks; started as `deploy/up` starts it."""
    with stack.running(tmp_path_factory.mktemp("amparo") / "demonstration", THE_DAY) as running:
        yield running


@pytest.fixture(scope="session")
def elsewhere_port() -> Iterator[int]:
    with elsewhere.running() as port:
        yield port


@pytest.fixture(scope="session")
def browser(elsewhere_port: int) -> Iterator[Browser]:
    """This machine's Chromium. Where there is none, that is a failure in CI and one plain line elsewhere."""
    need_chromium()
    with chromium.started(elsewhere_port) as started:
        yield started


def need_chromium() -> None:
    """Chromium is here, or the test ends with the sentence that says how to get it."""
    if chromium.found() is None:
        if os.environ.get("CI") == "true":
            pytest.fail(chromium.MISSING)
        pytest.skip(f"Nothing was tried in a browser. {chromium.MISSING}")


@pytest.fixture
def someone(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a fresh browser for one person; what its pages may not do is asserted when the test ends."""
    watches: list[Watch] = []
    with ExitStack() as left:

        def made(*, may_fail: tuple[str, ...] = (), **how: Any) -> BrowserContext:
            context = browser.new_context(**({"locale": "en-GB"} | how))
            context.set_default_timeout(chromium.PATIENCE)
            left.callback(context.close)
            watch = Watch(away=AWAY, may_fail=may_fail)
            watch.over(context)
            watches.append(watch)
            return context

        yield made
    assert [wrong for watch in watches for wrong in watch.wrong] == []


@pytest.fixture
def office(someone: Callable[..., BrowserContext]) -> Page:
    """A caseworker's computer."""
    return someone(**OFFICE).new_page()


@pytest.fixture
def dalva(office: Page, amparo: Stack) -> Page:
    """A caseworker of Casa Aurora has signed in; her page."""
    people.sign_in(office, amparo.url, amparo.caseworker())
    return office


@pytest.fixture(scope="session")
def busy(browser: Browser, amparo: Stack, marinas: people.Filed) -> people.Filed:
    """Marina's report, at an NGO's desk that has something of each kind to do."""
    with chromium.computers(browser, **OFFICE) as computer:
        desk_walks.something_to_do(computer, amparo, marinas)
    return marinas


@pytest.fixture(scope="session")
def marinas(browser: Browser, amparo: Stack) -> people.Filed:
    """Marina's report, with something on her page; for tests that ask what can be seen."""
    with chromium.computers(browser, **OFFICE) as computer:
        return walks.a_case(computer, amparo)

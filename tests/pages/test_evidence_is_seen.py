"""A photograph reaches the eyes of the officer, and before those of the caseworker and of the victim beside her."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from deploy.demonstration.deployment import FORCE, NGO
from tests.pages import people
from tests.pages.stack import Stack


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

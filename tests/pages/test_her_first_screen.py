"""A small phone: the field for her code, and what is wrong with it, are on the first screen; what she typed stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from gateway.web.catalogues import LANGUAGES
from tests.pages.chromium import settle
from tests.pages.stack import Stack

SMALL = {"viewport": {"width": 360, "height": 640}, "has_touch": True}
COVERED = 57  # pixels at the foot: the way out


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("tag", [language.tag for language in LANGUAGES])
def test_a_mistyped_code_is_seen_and_kept(
    tag: str, script: bool, amparo: Stack, someone: Callable[..., BrowserContext]
) -> None:
    page = someone(**SMALL, locale=tag, java_script_enabled=script).new_page()
    page.goto(f"{amparo.url}/")
    code = page.locator("#code")

    def is_seen(selector: str) -> bool:
        box = page.locator(selector).bounding_box()
        return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= 640 - COVERED

    assert is_seen("#code")
    code.fill("ABCD 1234")
    page.locator('form:has(#code) button[type="submit"]').click()
    page.locator("#code-error").wait_for()
    settle(page)
    assert is_seen("#code-error")
    assert is_seen("#code")
    assert code.input_value() == "ABCD 1234"

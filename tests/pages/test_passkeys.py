"""A caseworker's passkey in a real browser, with the authenticator that Chromium makes for tests; never a real one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.pages import people
from tests.pages.conftest import OFFICE, PHONE
from tests.pages.people import Device
from tests.pages.stack import Stack
from tests.pages.test_by_keyboard_alone import press, tab_to, type_into


@pytest.fixture(scope="module")
def url(amparo: Stack) -> Iterator[str]:
    """A gateway whose address is a name: the demonstration's own is a number, to which no passkey is bound."""
    with amparo.another_gateway(host="localhost") as there:
        yield there


def test_it_is_added_used_and_removed_by_keyboard_alone(
    amparo: Stack, url: str, someone: Callable[..., BrowserContext]
) -> None:
    worker, page = amparo.caseworker(), someone(**PHONE).new_page()
    device = Device(page)
    people.sign_in(page, url, worker)
    page.goto(f"{url}/caseworker/me/")
    press(page, "details:has(#passkey-current) summary")
    type_into(page, "#passkey-current", worker.password)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="A new passkey").wait_for()
    press(page, "button[data-passkey]")
    expect(page.locator("[role=status]")).to_contain_text("is added")
    found = re.search(r"Passkey (\w{4}) is added", page.locator("[role=status]").inner_text())
    assert found
    (kept,) = device.keeps()
    assert kept["rpId"] == "localhost"
    assert kept["userName"] == f"{worker.name} {found[1]}"

    page.context.clear_cookies()
    page.goto(f"{url}/caseworker/sign-in")
    type_into(page, '[name="name"]', worker.name.upper())
    type_into(page, '[name="password"]', worker.password)
    press(page, "button[data-passkey]")
    page.wait_for_url(f"{url}/caseworker/")

    page.goto(f"{url}/caseworker/me/")
    press(page, "details:has(#less-current) summary")
    type_into(page, "#less-current", worker.password)
    tab_to(page, '[name="mark"]')
    page.keyboard.press("Space")
    press(page, "form:has(#less-current) button")
    expect(page.locator("[role=status]")).to_contain_text("does not work here any more")
    page.context.clear_cookies()
    page.goto(f"{url}/caseworker/sign-in")
    type_into(page, '[name="name"]', worker.name)
    type_into(page, '[name="password"]', worker.password)
    press(page, "button[data-passkey]")
    expect(page.locator("#wrong")).to_be_visible()


def test_a_finger_that_does_not_fit_signs_nobody_in_and_a_code_still_does(
    amparo: Stack, url: str, someone: Callable[..., BrowserContext]
) -> None:
    worker, page = amparo.caseworker(), someone(**OFFICE).new_page()
    device = Device(page)
    people.sign_in(page, url, worker)
    people.ask_for_a_passkey(page, url, worker)
    page.locator("button[data-passkey]").click()
    page.locator("[role=status]").wait_for()
    people.ask_for_a_passkey(page, url, worker)
    page.locator("button[data-passkey]").click()  # this device has one already
    expect(page.locator("#passkey-failed")).to_be_focused()
    device.verifies(False)
    page.context.clear_cookies()
    page.goto(f"{url}/caseworker/sign-in")
    page.locator("button[data-passkey]").click()  # her name and password first
    expect(page.locator("#passkey-failed")).to_be_hidden()
    assert page.locator('[name="code"]').evaluate("field => field.required")
    page.locator('[name="name"]').fill(worker.name)
    page.locator('[name="password"]').fill(worker.password)
    page.locator("button[data-passkey]").click()
    expect(page.locator("#passkey-failed")).to_be_focused()
    assert page.locator('[name="code"]').evaluate("field => field.required")
    device.verifies(True)
    page.locator("button[data-passkey]").click()
    page.wait_for_url(f"{url}/caseworker/")


def test_without_script_a_code_signs_her_in_and_the_page_says_what_it_cannot(
    amparo: Stack, url: str, someone: Callable[..., BrowserContext]
) -> None:
    worker, page = amparo.caseworker(), someone(**PHONE, java_script_enabled=False).new_page()
    page.goto(f"{url}/caseworker/sign-in")
    expect(page.locator("button[data-passkey]")).to_be_hidden()
    people.sign_in(page, url, worker)
    people.ask_for_a_passkey(page, url, worker)
    expect(page.locator("main")).to_contain_text("This browser cannot make one")
    expect(page.locator("button[data-passkey]")).to_be_hidden()


def test_at_an_address_that_is_a_number_nothing_is_offered(
    amparo: Stack, someone: Callable[..., BrowserContext]
) -> None:
    page = someone(**PHONE).new_page()
    people.sign_in(page, amparo.url, amparo.caseworker())
    page.goto(f"{amparo.url}/caseworker/me/")
    expect(page.locator("main")).to_contain_text("the address of this website is a number")
    expect(page.locator("#passkey-current")).to_have_count(0)

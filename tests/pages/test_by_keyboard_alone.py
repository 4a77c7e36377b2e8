"""Nobody needs a mouse: her whole visit, a whole report and an officer's answer, with Tab, letters, Space and Enter."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Error, Page, expect

from deploy.demonstration.deployment import FORCE
from tests.pages import people
from tests.pages.stack import Stack

MOST = 150  # presses of Tab until somebody would give up


def tab_to(page: Page, selector: str) -> None:
    """Tab was pressed until this has the focus."""
    for _ in range(MOST):
        page.wait_for_load_state("load")
        with contextlib.suppress(Error):  # the page was just left for the next one
            if page.evaluate("which => document.activeElement.matches(which)", selector):
                return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {selector}")


def type_into(page: Page, selector: str, text: str) -> None:
    tab_to(page, selector)
    page.keyboard.type(text)


def press(page: Page, selector: str, key: str = "Enter") -> None:
    tab_to(page, selector)
    page.keyboard.press(key)


def go_on(page: Page) -> None:
    """The next step of the form stands on the page."""
    with page.expect_navigation():
        press(page, 'button[value="next"]:not(.unseen)')


def choose(page: Page, name: str, value: str) -> None:
    """One of several radio buttons: Tab to the group, arrows to the button."""
    tab_to(page, f'[name="{name}"]')
    page.keyboard.press("Space")
    for _ in range(8):
        if page.evaluate("() => document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no arrow came to {value} of {name}")


def test_her_visit(amparo: Stack, marinas: people.Filed, someone: Callable[..., BrowserContext]) -> None:
    page = someone().new_page()
    page.goto(amparo.url)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Go to the page")
    page.keyboard.press("Enter")
    press(page, "nav.languages summary")
    press(page, 'button[name="speak"][value="tr"]')
    expect(page.locator("html")).to_have_attribute("lang", "tr")
    type_into(page, "#code", marinas.token)
    page.keyboard.press("Enter")
    page.locator("#code").wait_for(state="detached")
    type_into(page, "#text", "Her iki fotoğrafta da gün yazıyor.")
    press(page, "form:has(#text) button")
    page.locator("#text").wait_for(state="detached")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("https://www.bbc.co.uk/**")


def test_a_whole_report(amparo: Stack, someone: Callable[..., BrowserContext]) -> None:
    worker, page = amparo.caseworker(), someone().new_page()
    page.goto(f"{amparo.url}/caseworker/sign-in")
    type_into(page, '[name="name"]', worker.name)
    type_into(page, '[name="password"]', worker.password)
    type_into(page, '[name="code"]', worker.code())
    page.keyboard.press("Enter")
    press(page, 'a[href="/caseworker/report"]')
    choose(page, "crime.adult_confirmed", "yes")
    choose(page, "identity.advice", "taken")
    go_on(page)
    type_into(page, '[name="identity.name.preferred"]', "Marina S.")
    go_on(page)
    type_into(page, '[name="crime.where.area_code"]', "Leeds")
    go_on(page)
    type_into(page, '[name="crime.acts_narrative"]', "He broke the door and hit her.")
    for _ in range(3):  # what happened, who did it, danger
        go_on(page)
    choose(page, "crime.reporter_role", "victim")
    choose(page, "crime.wish", "contact_through_ngo")
    press(page, '.dock button[value="review"]')
    expect(page.locator("h1")).to_have_text("Check before sending")
    press(page, 'button[value="send"]')
    assert people.filed(page).token


def test_an_officers_answer(amparo: Stack, marinas: people.Filed, someone: Callable[..., BrowserContext]) -> None:
    page = someone().new_page()
    people.sit_down(page, amparo, FORCE)
    with page.expect_navigation():
        press(page, '.line button[type="submit"]')
    people.open_report(page, marinas)
    press(page, 'a[href$="/status"]')
    press(page, 'details:has([value="assessing"]) summary')
    press(page, 'details button[name="code"][value="assessing"]')
    type_into(page, "#text", "We read it this week.")
    press(page, "form:has(#text) button[type=submit]")
    expect(page.locator("[role=status]")).to_be_visible()

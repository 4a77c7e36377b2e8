"""Everything works in a browser that runs no script: her visit, a report with a mistake in it, a desk."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from deploy.demonstration.deployment import FORCE, NGO
from tests.pages import people, walks
from tests.pages.conftest import PHONE
from tests.pages.stack import Stack


def test_her_visit(amparo: Stack, marinas: people.Filed, someone: Callable[..., BrowserContext]) -> None:
    amparo.desk(NGO, "note", marinas.short, "--kind", "question", "--text", walks.TO_HER, "--now")
    page = someone(**PHONE, java_script_enabled=False).new_page()
    people.look(page, amparo.url, marinas.token)
    expect(page.locator("main")).to_contain_text("Police are investigating.")
    people.speak(page, "es")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.locator('button[name="answer"][value="skip"]').click()
    expect(page.locator('button[name="answer"]')).to_have_count(0)
    page.locator("a.exit").click()
    page.wait_for_url("https://www.bbc.co.uk/**")


def test_a_report_with_a_mistake_in_it(amparo: Stack, someone: Callable[..., BrowserContext]) -> None:
    page = someone(java_script_enabled=False).new_page()
    people.sign_in(page, amparo.url, amparo.caseworker())
    page.goto(f"{amparo.url}/caseworker/report/whole")
    people.write(page, people.MARINA | {"crime.acts_narrative": "Call her on 07700 900123."})
    people.press(page, "review")
    expect(page.locator("#crime-acts_narrative-found")).to_contain_text("07700 900123")
    people.answer(page, "crime.acts_narrative", "He broke the door.")
    people.press(page, "review")
    assert people.send(page).token


def test_a_desk(amparo: Stack, marinas: people.Filed, someone: Callable[..., BrowserContext]) -> None:
    page = someone(java_script_enabled=False).new_page()
    people.sit_down(page, amparo, FORCE)
    people.fetch(page)
    people.open_report(page, marinas)
    people.set_status(page, "assessing")
    expect(page.locator("[role=status]")).to_be_visible()

"""The form step by step, in a browser: a tired person beside her, on a phone too, with and without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from gateway.report.form import task_list, values
from tests.pages import asking, people
from tests.pages.conftest import OFFICE, PHONE
from tests.pages.stack import Stack


def by_steps(page: Page, answers: dict[str, str]) -> None:
    """Each question is answered on its own step; after the last stands the page before sending."""
    for number, task in enumerate(task_list.TASKS, 1):
        expect(page.locator("h1")).to_have_text(task.title)
        expect(page.locator(".progress")).to_have_text(f"Step {number} of 7")
        for name, value in answers.items():
            if task_list.task_of(values.FIELDS[name].question) == task:
                people.answer(page, name, value)
        people.press(page, "next" if task_list.after(task) else "review")


@pytest.mark.parametrize("how", [OFFICE, PHONE], ids=["office", "phone"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_whole_report(
    script: bool, how: dict[str, object], amparo: Stack, someone: Callable[..., BrowserContext]
) -> None:
    page = someone(**how, java_script_enabled=script).new_page()
    people.sign_in(page, amparo.url, amparo.caseworker())
    page.goto(f"{amparo.url}/caseworker/report")
    by_steps(page, people.MARINA)
    expect(page.locator("h1")).to_have_text("Check before sending")
    assert people.send(page).token


def test_what_is_wrong_on_a_step_is_seen_and_leads_to_its_field(dalva: Page, amparo: Stack) -> None:
    page = dalva
    page.goto(f"{amparo.url}/caseworker/report")
    for _ in range(3):
        people.press(page, "next")
    people.answer(page, "crime.when.from", "tomorrow")
    people.press(page, "next")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.locator("#crime-when-from")).to_be_focused()
    people.answer(page, "crime.when.from", "last autumn")
    people.press(page, "next")
    expect(page.locator("h1")).to_have_text("Who did it")
    people.unfold(page.locator('button[value="review"]').last)
    people.press(page, "review")
    expect(page.locator("h1")).to_have_text("Before she says yes")
    page.get_by_role("alert").get_by_role("link", name="Say whether").click()
    expect(page.locator("#crime-adult_confirmed")).to_be_focused()
    page.get_by_role("alert").get_by_role("button", name="Choose what she wants").click()
    expect(page.locator("h1")).to_have_text("What she wants")
    expect(page.locator("#crime-wish")).to_be_focused()


def test_every_step_is_read_in_her_direction_at_320_pixels_and_by_tab(dalva: Page, amparo: Stack) -> None:
    page = dalva
    page.goto(f"{amparo.url}/caseworker/report")
    page.set_viewport_size(asking.NARROW)
    for task in task_list.TASKS:
        for direction in ("rtl", "ltr"):
            page.evaluate("way => { document.documentElement.dir = way; }", direction)
            assert asking.too_wide(page) == [], (task.name, direction)
        assert asking.axe(page) == [], task.name
        assert asking.by_tab(page) == [], task.name
        if task_list.after(task):
            people.press(page, "next")

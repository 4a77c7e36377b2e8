"""Story A8: he is arrested on Saturday 26 December 2026. He may know before she does, so a person calls her first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from deploy.demonstration.deployment import FORCE, NGO
from gateway.report.deadlines import TELL_HER
from gateway.web import catalogues
from keys import clock
from keys.desk.ngo import deadlines
from tests.pages import people
from tests.pages.conftest import OFFICE, PHONE
from tests.pages.stack import Stack

ARABIC = catalogues.offered()["ar"]
CONDITION = "He must not come within 100 metres of her home in Chapel Allerton"
HUDA = people.MARINA | {"identity.name.preferred": "Huda", "identity.language.languages.0.tag": "ar"}


@pytest.fixture
def officer(someone: Callable[..., BrowserContext], amparo: Stack) -> Page:
    """The page of West Yorkshire Police's desk."""
    page = someone(**OFFICE).new_page()
    people.sit_down(page, amparo, FORCE)
    return page


@pytest.fixture
def carer(someone: Callable[..., BrowserContext], amparo: Stack) -> Page:
    """The page of Casa Aurora's desk."""
    page = someone(**OFFICE).new_page()
    people.sit_down(page, amparo, NGO)
    return page


def her_page(amparo: Stack, someone: Callable[..., BrowserContext], token: str) -> Page:
    page = someone(**PHONE, locale="ar").new_page()
    people.look(page, amparo.url, token)
    return page


def test_her_page_says_nothing_until_her_worker_has_spoken_with_her(
    amparo: Stack, dalva: Page, officer: Page, carer: Page, someone: Callable[..., BrowserContext]
) -> None:
    filed = people.file(dalva, amparo.url, HUDA)
    people.fetch(officer)
    people.open_report(officer, filed)

    # Early on Saturday, between two bank holidays, he is arrested. An officer says so at once, and reads what she will.
    people.set_status(officer, "arrested")
    people.send_now(officer)
    amparo.carried()

    # Her own page tells nothing of it: he may be holding her phone.
    hers = her_page(amparo, someone, filed.token)
    expect(hers.locator("html")).to_have_attribute("dir", "rtl")
    expect(hers.locator("main")).to_contain_text(ARABIC.plain("A police officer has opened it."))
    expect(hers.locator("main")).not_to_contain_text(ARABIC.plain("The person was arrested."))

    # At Casa Aurora it stands above everything else. Her worker reads how to reach her, calls, and she is safe.
    people.fetch(carer)
    carer.get_by_role("link", name="Today").click()
    expect(carer.locator("main section").first).to_contain_text("The suspect may know")
    people.of_hers(carer, filed)
    carer.get_by_role("link", name="Call her: read this first").click()
    expect(carer.locator("main")).to_contain_text("Shared phone")
    carer.get_by_role("button", name="I spoke with her, and she is safe").click()
    people.send_now(carer)

    # Now her page tells it: right to left, and each date by itself, so that its digits do not run into the sentence.
    hers = her_page(amparo, someone, filed.token)
    expect(hers.locator("html")).to_have_attribute("lang", "ar")
    expect(hers.locator("main .lead").first).to_contain_text(ARABIC.plain("The person was arrested."))
    dates = hers.locator("main bdi").filter(has_text="2026")
    for one in dates.all():
        assert one.evaluate("one => getComputedStyle(one).unicodeBidi") == "isolate"
    assert "".join(dates.all_inner_texts()).count("2026") == hers.locator("main").inner_text().count("2026") > 0


def test_she_has_a_right_to_hear_it_by_tuesday() -> None:
    """One working day: Monday the 28th stands in for Boxing Day, which is a Saturday this year."""
    assert deadlines.ends(TELL_HER, clock.from_iso("2026-12-26")) == date(2026, 12, 29)


def test_the_rules_of_his_bail_reach_her_worker_and_never_her_page(
    amparo: Stack, dalva: Page, officer: Page, carer: Page, someone: Callable[..., BrowserContext]
) -> None:
    """They would tell a reader of her phone where she lives."""
    filed = people.file(dalva, amparo.url, HUDA)
    people.fetch(officer)
    people.open_report(officer, filed)
    people.set_status(officer, "bailed", CONDITION)
    amparo.desk(FORCE, "send", "--now")
    amparo.carried()
    people.fetch(carer)
    people.of_hers(carer, filed)
    carer.get_by_role("link", name="Call her: read this first").click()
    expect(carer.locator("blockquote")).to_have_text(CONDITION)
    carer.get_by_role("button", name="I spoke with her, and she is safe").click()
    carer.wait_for_load_state("load")
    amparo.desk(NGO, "send", "--now")
    hers = her_page(amparo, someone, filed.token)
    let_go = ARABIC.plain("Police let the person go for now, with rules they must keep.")
    expect(hers.locator("main .lead").first).to_contain_text(let_go)
    for word in ("Chapel Allerton", "100 metres"):
        expect(hers.locator("main")).not_to_contain_text(word)

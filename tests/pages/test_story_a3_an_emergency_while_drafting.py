"""Story A3: Amina in Birmingham is on the phone; he is at her door with a knife. The report can wait."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import func, select

from deploy.demonstration.deployment import NGO
from gateway.store.engine import open_store
from gateway.store.tables import deliveries, reports
from tests.pages import people
from tests.pages.conftest import PHONE
from tests.pages.stack import Stack

HEARD = "He pushed the door in while we were speaking."
NO_NETWORK = ("ERR_INTERNET_DISCONNECTED", "Failed to fetch")


def rows(amparo: Stack) -> int:
    """Reports and deliveries that the gateway holds."""
    engine = open_store(amparo.database)
    with engine.connect() as connection:
        found = sum(
            connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (reports, deliveries)
        )
    engine.dispose()
    return found


def test_one_press_shows_what_to_say_to_999_without_a_network_and_nothing_is_sent_by_itself(
    amparo: Stack, someone: Callable[..., BrowserContext]
) -> None:
    before = rows(amparo)
    # The worker is writing what Amina says on the phone.
    office = someone(may_fail=NO_NETWORK)
    page = office.new_page()
    people.sign_in(page, amparo.url, amparo.caseworker())
    page.goto(f"{amparo.url}/caseworker/report/whole")
    people.write(page, {"crime.acts_narrative": HEARD, "identity.name.preferred": "Amina"})

    # The network is gone, of all moments now. One press, wherever she is in the long form, and the card is there.
    office.set_offline(True)
    page.get_by_role("link", name="Danger now?", exact=True).click()
    card = page.locator(".emergency")
    expect(card.get_by_text("Police, please.")).to_be_in_viewport()
    expect(card.get_by_text("press 55").last).to_be_visible()
    expect(card.locator("a.call")).to_have_attribute("href", "tel:999")

    # What she wrote is still in the page. Nothing of it was sent, and nothing waits to be.
    expect(page.locator('[name="crime.acts_narrative"]')).to_have_value(HEARD)
    office.set_offline(False)
    page.wait_for_timeout(1200)  # longer than the pause after which a page looks at what was typed
    assert rows(amparo) == before

    # Afterwards, at the desk alone, somebody writes down what was told to whom and why it could not wait.
    amparo.desk(
        NGO, "emergency", "record", "--basis", "threat_to_life", "--to", "999", "--asked", "no_time",
        "--what", "Her address, and that he has a knife", "--why", "He was at the door",
        "--decided-by", "Dalva",
    )  # fmt: skip
    listed = amparo.desk(NGO, "emergency", "list")
    assert "SHE HAS NOT BEEN TOLD YET" in listed
    number = listed.split()[0]
    amparo.desk(NGO, "emergency", "told", number, later=1)
    assert "she was told on 2026-12-27" in amparo.desk(NGO, "emergency", "list")
    assert rows(amparo) == before


def test_999_stands_once_on_a_screen_and_never_scrolls_away(
    amparo: Stack, someone: Callable[..., BrowserContext]
) -> None:
    page = someone().new_page()
    page.set_viewport_size({"width": 1280, "height": 640})
    people.sign_in(page, amparo.url, amparo.caseworker())
    page.goto(f"{amparo.url}/caseworker/report/whole")
    above, below = page.locator(".emergency a.call"), page.get_by_role("link", name="Danger now?", exact=True)
    expect(above).to_be_in_viewport()
    expect(below).to_be_hidden()
    page.mouse.wheel(0, 2000)
    expect(above).not_to_be_in_viewport()
    expect(below).to_be_in_viewport()


def test_the_card_needs_no_login_no_script_and_one_press_from_any_first_page(
    amparo: Stack, someone: Callable[..., BrowserContext]
) -> None:
    for path in ("/", "/caseworker/sign-in"):
        page: Page = someone(**PHONE, java_script_enabled=False).new_page()
        page.goto(amparo.url + path)
        expect(page.locator(".emergency a.call")).to_be_in_viewport()
        page.locator(".emergency summary").click()
        expect(page.get_by_text("Police, please.").first).to_be_visible()

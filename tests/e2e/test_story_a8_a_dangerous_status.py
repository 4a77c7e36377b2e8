"""Story A8: he is arrested on Saturday 26 December 2026. He may know before she does, so a person calls her first."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from deploy.browsing import people
from deploy.browsing.stack import Stack
from deploy.demonstration.world import FORCE, NGO
from gateway.intake import catalogues
from tests.e2e.conftest import PHONE

ARABIC = catalogues.offered()["ar"]
CONDITION = "He must not come within 100 metres of her home in Chapel Allerton"


def test_her_page_says_nothing_until_her_worker_has_spoken_with_her(
    amparo: Stack, dalva: Page, someone: Callable[..., BrowserContext]
) -> None:
    filed = people.file(
        dalva,
        amparo.url,
        people.MARINA | {"identity.name.preferred": "Huda", "identity.language.languages.0.tag": "ar"},
    )
    amparo.desk(FORCE, "receive")
    amparo.desk(FORCE, "show", filed.short)

    # Early on Saturday, between two bank holidays, he is arrested. The police say so at once.
    said = amparo.desk(FORCE, "status", filed.short, "arrested", "--now")
    assert "her page waits 24 hours" in said
    amparo.carried()

    # Her own page tells nothing of it: he may be holding her phone.
    hers = someone(**PHONE, locale="ar").new_page()
    people.look(hers, amparo.url, filed.token)
    expect(hers.locator("html")).to_have_attribute("dir", "rtl")
    expect(hers.locator("main")).to_contain_text(ARABIC.plain("A police officer has opened it."))
    expect(hers.locator("main")).not_to_contain_text(ARABIC.plain("The person was arrested."))

    # At Casa Aurora it stands above everything else.
    amparo.desk(NGO, "receive")
    needs = amparo.desk(NGO, "today")
    assert "arrested: the suspect may know. Call her before her page tells her." in " ".join(needs.split())

    # Her worker calls her. She is safe. Now her page may tell.
    amparo.desk(NGO, "safe", filed.short, "--now")
    hers = someone(**PHONE, locale="ar").new_page()
    people.look(hers, amparo.url, filed.token)
    expect(hers.locator("main .lead").first).to_contain_text(ARABIC.plain("The person was arrested."))

    # Right to left, and each date stands by itself, so that its digits do not run into the sentence.
    expect(hers.locator("html")).to_have_attribute("lang", "ar")
    for date in hers.locator("main bdi").filter(has_text="2026").all():
        assert date.evaluate("one => getComputedStyle(one).unicodeBidi") == "isolate"
    dated = hers.locator("main").filter(has_text="2026").inner_text().count("2026")
    isolated = "".join(hers.locator("main bdi").all_inner_texts()).count("2026")
    assert dated == isolated > 0


def test_the_rules_of_his_bail_reach_her_worker_and_never_her_page(
    amparo: Stack, dalva: Page, someone: Callable[..., BrowserContext]
) -> None:
    """They would tell a reader of her phone where she lives."""
    filed = people.file(dalva, amparo.url, people.MARINA)
    amparo.desk(FORCE, "receive")
    amparo.desk(FORCE, "show", filed.short)
    amparo.desk(FORCE, "status", filed.short, "bailed", "--text", CONDITION, "--now")
    amparo.carried()
    amparo.desk(NGO, "receive")
    assert "Chapel Allerton" in amparo.desk(NGO, "show", filed.short)
    amparo.desk(NGO, "safe", filed.short, "--now")
    hers = someone(**PHONE, locale="ar").new_page()
    people.look(hers, amparo.url, filed.token)
    let_go = ARABIC.plain("Police let the person go for now, with rules they must keep.")
    expect(hers.locator("main .lead").first).to_contain_text(let_go)
    expect(hers.locator("main")).not_to_contain_text("Chapel Allerton")
    expect(hers.locator("main")).not_to_contain_text("100 metres")

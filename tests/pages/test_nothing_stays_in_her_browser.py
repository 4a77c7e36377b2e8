"""After her visit her browser holds one dull line in its history, and nothing of what she read, typed or who helps her.

The search is proved first: a page that did everything wrong is found out in every place where a browser keeps things.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from gateway.web.pages import AWAY
from tests.pages import elsewhere, people, profile, walks
from tests.pages.conftest import PHONE
from tests.pages.stack import Stack

HER_WORDS = "velvet pomegranate lighthouse"
TITLE = "Information"

KEEP_EVERYTHING = """async word => {
  localStorage.setItem('word', word);
  sessionStorage.setItem('word', word);
  document.cookie = 'word=' + word + '; max-age=86400';
  history.replaceState({}, '', '/?' + word);
  const cache = await caches.open('words');
  await cache.put('/words', new Response(word));
  await new Promise(done => {
    const asked = indexedDB.open('words', 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore('words');
    asked.onsuccess = () => {
      const writing = asked.result.transaction('words', 'readwrite');
      writing.objectStore('words').put(word, 'word');
      writing.oncomplete = done;
    };
  });
}"""


def private_words(token: str) -> list[str]:
    """What nobody may find: her token as typed and bare, her status, the question, her words, who helps her."""
    return [
        token,
        token.replace(" ", "").replace("-", ""),
        "investigating",
        walks.TO_HER,
        HER_WORDS,
        "Casa Aurora",
        "How things stand",
    ]


def read_and_write(page: Page, amparo: Stack, token: str) -> None:
    """Her whole visit, but for leaving."""
    people.look(page, amparo.url, token)
    expect(page.locator("main")).to_contain_text("Police are investigating.")
    page.locator("#text").fill(HER_WORDS)
    page.locator('form:has(#text) button[type="submit"]').click()
    page.locator("#text").wait_for(state="detached")


def test_the_search_finds_a_page_that_keeps_things(
    amparo: Stack, browser: Browser, elsewhere_port: int, tmp_path: Path
) -> None:
    word = "hippopotamus-quartz-violin"
    with profile.visit(browser, tmp_path, elsewhere_port) as page:
        page.goto(amparo.url)
        page.evaluate(KEEP_EVERYTHING, word)
    found = profile.left_in(tmp_path, [word])
    assert {"Local Storage", "Session Storage", "Service Worker", "IndexedDB", "History"} <= found | (
        {"Service Worker"} if any("Cache" in place or "WebStorage" in place for place in found) else set()
    )
    assert ("127.0.0.1", "word") in profile.cookies(tmp_path)
    assert any(word in address for address in profile.history(tmp_path))


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_her_visit_leaves_one_dull_line_and_nothing_else(
    script: bool, amparo: Stack, marinas: people.Filed, browser: Browser, elsewhere_port: int, tmp_path: Path
) -> None:
    with profile.visit(browser, tmp_path, elsewhere_port, java_script_enabled=script, **PHONE) as page:
        read_and_write(page, amparo, marinas.token)
        page.locator("a.exit").click()
        page.wait_for_url(AWAY)
        expect(page).to_have_title(elsewhere.TITLE)
    shown = set(profile.history(tmp_path))
    assert AWAY in shown
    assert shown <= {f"{amparo.url}/", AWAY}  # with script not even that: the page took itself out
    assert profile.titles(tmp_path) <= {TITLE, elsewhere.TITLE, ""}
    passed = {address for address in profile.history(tmp_path, hidden=True) if address.startswith(amparo.url)}
    assert passed <= {f"{amparo.url}/", f"{amparo.url}/leave"}  # the second only without script, and not listed
    assert profile.cookies(tmp_path) == []
    assert profile.left_in(tmp_path, private_words(marinas.token)) == set()


def test_a_browser_that_dies_in_the_middle_of_her_visit_has_kept_nothing_either(
    amparo: Stack, marinas: people.Filed, browser: Browser, elsewhere_port: int, tmp_path: Path
) -> None:
    with profile.visit(browser, tmp_path, elsewhere_port, **PHONE) as page:
        people.look(page, amparo.url, marinas.token)
        page.locator("#text").fill(HER_WORDS)
        page.wait_for_timeout(500)
    assert profile.left_in(tmp_path, private_words(marinas.token)) == set()


def test_what_a_caseworker_wrote_is_not_in_the_office_computers_browser(
    amparo: Stack, browser: Browser, elsewhere_port: int, tmp_path: Path
) -> None:
    with profile.visit(browser, tmp_path, elsewhere_port) as page:
        people.sign_in(page, amparo.url, amparo.caseworker())
        filed = people.file(page, amparo.url, people.MARINA)
    written = ["Marina S.", "900123", "receita", "held her by the throat", "Torvald", filed.reference]
    assert profile.left_in(tmp_path, [*written, filed.token]) == set()


def test_back_after_leaving_leads_to_where_she_was_before(
    amparo: Stack, marinas: people.Filed, browser: Browser
) -> None:
    context = browser.new_context(**PHONE)
    page = context.new_page()
    page.goto(AWAY)
    people.look(page, amparo.url, marinas.token)
    page.locator("a.exit").click()
    page.wait_for_url(AWAY)
    page.go_back()
    expect(page).to_have_url(AWAY)
    context.close()


def test_without_script_back_after_leaving_shows_no_more_than_the_empty_first_page(
    amparo: Stack, marinas: people.Filed, browser: Browser
) -> None:
    context = browser.new_context(**PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(AWAY)
    people.look(page, amparo.url, marinas.token)
    page.locator("a.exit").click()
    page.wait_for_url(AWAY)
    with contextlib.suppress(Error):  # the browser asks before it would send the form again
        page.go_back(wait_until="commit")
    for word in private_words(marinas.token):
        expect(page.locator("html")).not_to_contain_text(word)
    page.reload()  # and if somebody lets it: a form works once
    expect(page.locator("#code")).to_be_visible()
    for word in private_words(marinas.token):
        expect(page.locator("html")).not_to_contain_text(word)
    context.close()

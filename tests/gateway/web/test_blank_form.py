"""The empty parts of the form are drawn once for everybody, and hold nothing of anybody."""

from __future__ import annotations

import re

import pytest

from deploy.demonstration.browser import Browser, Page
from gateway.report.form import steps
from tests.gateway.running import Gateway
from tests.gateway.web.conftest import new_caseworker
from tests.orgs import OTHER_NGO

WORD = "plimsollbar"


def own(page: Page) -> set[str]:
    """What belongs to one browser and one form: the token against forged posts, the filing secret."""
    fields = page.form("filing_secret").fields
    return {fields["csrf"], fields["filing_secret"]}


def pressed(browser: Browser, page: Page, **typed: str) -> Page:
    """The form given back with these words in it (dots written as __)."""
    return browser.send(page, "filing_secret", "add crime.vehicles", **typed)


@pytest.mark.parametrize("path", ["/caseworker/report/whole", "/caseworker/practice/whole"])
def test_two_caseworkers_never_get_each_others_secret_or_words(gateway: Gateway, path: str):
    steps._blank.cache_clear()
    browsers = [gateway.browser(), gateway.browser()]
    new_caseworker(gateway, "dalva").sign_in(browsers[0])
    new_caseworker(gateway, "ines", OTHER_NGO).sign_in(browsers[1])
    pages = [browser.get(path) for browser in (*browsers, *browsers)]
    assert steps._blank.cache_info().hits > 0
    secrets = [page.form("filing_secret").fields["filing_secret"] for page in pages]
    assert len(set(secrets)) == 4
    for page in pages:
        for other in pages:
            theirs = own(other) - own(page)
            assert not [text for text in theirs if text in page.html]
    written = pressed(browsers[0], pages[2], crime__acts_narrative=WORD)
    assert WORD in written.html
    assert own(written) == own(pages[2])
    after = browsers[1].get(path)
    assert WORD not in after.html
    assert own(pages[0]) & own(after) == set()


def test_the_page_is_the_same_drawn_once_or_drawn_anew(work: Browser):
    def without_its_own(page: Page) -> str:
        return re.sub("[0-9a-f]{64}", "", page.html)

    steps._blank.cache_clear()
    anew = work.get("/caseworker/report/whole")
    again = work.get("/caseworker/report/whole")
    assert without_its_own(anew) == without_its_own(again)
    assert len(anew.form("filing_secret").names) > 150


def test_what_is_kept_of_the_form_holds_no_value(work: Browser, monkeypatch: pytest.MonkeyPatch):
    drawn: list[str] = []
    real = steps._blank.__wrapped__

    def drawing(*given: object) -> str:
        drawn.append(real(*given))
        return drawn[-1]

    monkeypatch.setattr(steps, "_blank", drawing)
    page = work.get("/caseworker/report/whole")
    pressed(work, page, crime__acts_narrative=WORD, identity__name__preferred=WORD)
    assert len(drawn) > 20
    for text in drawn:
        assert WORD not in text
        assert not re.search("[0-9a-f]{64}", text)
        assert "csrf" not in text
        assert not re.search(r" (selected|checked)\b", text)


def test_a_section_with_something_in_it_is_drawn_with_it(work: Browser):
    page = work.get("/caseworker/report/whole")
    written = pressed(work, page, crime__suspects__0__marks=WORD)
    section = r"<summary><h3>Who did it(?:(?!</details>).)*" + WORD
    assert re.search(r'<details class="part" open>\s*' + section, written.html, re.S)
    steered = pressed(work, page, crime__suspects__0__relationship="police_officer")
    assert "choose a neighbouring force" in steered.text

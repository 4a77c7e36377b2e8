"""Her page, rule by rule: P1, P10, P11 and P13 of the protocol in the running page, in every language.

The other rules: P2 and P3 in `test_status` and `tests/keys/test_token`; P4 to P7 in the vectors of
`tests/keys/test_vectors`; P8 and P9 in `tests/gateway/test_showing`; P12 in `test_status`.
"""

from __future__ import annotations

import logging
import re
from types import SimpleNamespace

import pytest

from deploy.demonstration.browser import Browser, Page
from gateway.web.victim import status
from keys import token
from tests.gateway.running import Gateway
from tests.gateway.web.box import VALUE, Box
from tests.gateway.web.test_languages import EVERY, said, speak

SYMBOLS, DIGITS = token.symbols(VALUE), token.digits(VALUE)
MISTYPED = SYMBOLS[:-6] + ("A" if SYMBOLS[-6] != "A" else "B") + SYMBOLS[-5:]
LOADED = re.compile(r'(?:<link[^>]*\shref|<script[^>]*\ssrc|<img[^>]*\ssrc|<audio[^>]*\ssrc)="([^"]*)"')


UNKNOWN = token.symbols(token.new_value())


def look(browser: Browser, tag: str, code: str) -> Page:
    return browser.send(speak(browser, tag), "code", code=code)


def seen_from_outside(page: Page) -> tuple[int, int, tuple[tuple[str, str], ...], tuple[str, ...]]:
    """What somebody on the line, or a proxy, can tell of an answer."""
    headers = tuple(sorted((name, value) for name, value in page.headers.items() if name != "date"))
    return page.status, len(page.answer.content), headers, tuple(LOADED.findall(page.html))


@pytest.mark.parametrize("tag", EVERY)
def test_p11_empty_unknown_and_wiped_are_one_document_in_her_language(browser: Browser, full: Box, tag: str):
    answers = [look(browser, tag, code) for code in ("0" * 24, UNKNOWN, token.digits(0))]
    full.wipe()
    answers += [look(browser, tag, SYMBOLS), look(browser, tag, DIGITS)]
    assert len({page.html for page in answers}) == 1
    assert len({seen_from_outside(page) for page in answers}) == 1
    assert said(tag, "No messages yet") in answers[0].text


@pytest.mark.parametrize("tag", EVERY)
def test_p10_from_outside_a_full_box_an_empty_one_and_every_language_look_alike(browser: Browser, full: Box, tag: str):
    whole = look(browser, tag, SYMBOLS)
    pages = [
        browser.get("/"),
        speak(browser, tag),
        look(browser, tag, "1"),
        look(browser, tag, "0" * 24),
        whole,
        browser.post("/", {"code": SYMBOLS}),
        browser.send(look(browser, tag, SYMBOLS), "about", "yes"),
        browser.send(look(browser, tag, SYMBOLS), "text", text=""),
        browser.send(look(browser, tag, SYMBOLS), "text", text="&" * 9000),
    ]
    assert len({seen_from_outside(page) for page in pages}) == 1
    assert seen_from_outside(whole)[1] == status.SIZE == 65536
    assert whole.headers["Content-Encoding"] == "identity"
    assert whole.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("spent", [0.001, 0.004, 0.0099])
def test_p10_every_posted_code_is_answered_one_time_after_it_came(
    browser: Browser, full: Box, monkeypatch: pytest.MonkeyPatch, spent: float
):
    waited: list[float] = []
    ticks = iter([100.0, 100.0 + spent] * 20)
    clock = SimpleNamespace(monotonic=lambda: next(ticks), sleep=waited.append)
    forms = [browser.get("/").form("code").fields for _ in range(5)]
    monkeypatch.setattr(status, "PACE", 0.01)
    monkeypatch.setattr(status, "time", clock)
    codes = (SYMBOLS, "0" * 24, MISTYPED, "1")
    for fields, code in zip(forms, codes, strict=False):
        browser.post("/", fields | {"code": code})
    browser.post("/", {"code": SYMBOLS})  # no stamp
    assert waited == [pytest.approx(0.01 - spent)] * 5


def test_p1_p13_her_code_and_her_words_are_in_no_address_header_cookie_log_or_page(
    gateway: Gateway, browser: Browser, full: Box, caplog: pytest.LogCaptureFixture
):
    words = "The blue door with the broken lamp."
    with caplog.at_level(logging.DEBUG):
        first = look(browser, "ar", SYMBOLS)
        second = browser.send(first, "text", text=words)
    for page in (first, second):
        request = page.answer.request
        around = f"{request.url} {request.headers} {page.headers} {page.html} {caplog.text}"
        for secret in (SYMBOLS, SYMBOLS.replace("-", ""), DIGITS, DIGITS.replace(" ", ""), words):
            assert secret not in around
        assert "Set-Cookie" not in page.headers
        assert "lang" not in page.url
    assert not browser.cookies
    for table in ("deliveries", "envelopes"):
        assert words not in str(gateway.rows(table))


def test_p1_a_get_shows_the_empty_form_whatever_its_address_says(browser: Browser, full: Box):
    answers = [browser.get(path) for path in ("/", f"/?code={SYMBOLS}", "/?speak=ar")]
    without_stamp = {re.sub(r'name="stamp" value="[^"]*"', "", answer.text) for answer in answers}
    assert len(without_stamp) == 1


@pytest.mark.parametrize("zero", ["٠", "۰", "०", "০", "੦", "૦", "௦", "߀", "０", "𝟎", "᠐", "༠"])
def test_p2_digits_of_every_script_are_read(browser: Browser, full: Box, zero: str):
    code = DIGITS.translate({48 + digit: chr(ord(zero) + digit) for digit in range(10)})
    assert "A police officer has opened it." in look(browser, "en", code).text

"""What her page says of the way so far: what happened, what comes next, and what she let the police see."""

from __future__ import annotations

import re

import pytest

from deploy.demonstration.browser import Browser
from gateway.report import statuses
from gateway.report.names import name_of
from keys import clock, token
from keys.roles import Role
from tests.gateway.running import Gateway
from tests.gateway.web.box import VALUE, Box
from tests.gateway.web.test_languages import EVERY, said, speak
from tests.orgs import FORCE, NGO


def look(browser: Browser, tag: str = "en"):
    page = speak(browser, tag)
    return browser.send(page, "code", code=token.symbols(VALUE))


@pytest.mark.parametrize("code", [*statuses.STATUSES, "a code of a later version"])
def test_every_status_says_what_comes_next_and_none_is_a_dead_end(browser: Browser, box: Box, code: str):
    org = NGO if code in statuses.codes_of(statuses.NGO) else FORCE
    box.put(org, "status", 1, clock.today() - 9, code=code, line=[], show_after=0)
    page = look(browser)
    heading, after = statuses.after(code)
    assert statuses.sentence(code) in page.text
    assert heading in page.text
    assert after
    for text in after:
        assert re.sub(r"%\(n999\)s", "999", text) in page.text.replace(" .", ".")


def test_where_police_do_no_more_she_reads_of_review_complaint_court_and_support(browser: Browser, box: Box):
    box.put(FORCE, "status", 1, clock.today() - 9, code="nfa", line=[], show_after=0)
    told = look(browser).text
    places = [told.index(words) for words in ("look at it again", "can complain", "A court can", "still helps you")]
    assert places == sorted(places)
    assert "three months" in told


def test_who_wrote_the_status_is_said_and_the_way_is_told_in_its_order(browser: Browser, box: Box):
    today = clock.today()
    line = [[code, today] for code in ("sent", "delivered", "opened", "assessing")]
    box.put(FORCE, "status", 1, today, code="investigating", line=line)
    told = look(browser).text
    assert f"From {name_of(FORCE)}" in told
    order = [told.index(statuses.words(code)[0]) for code, _day in line]
    assert order == sorted(order)


@pytest.mark.parametrize("tag", EVERY)
def test_a_fixed_notice_is_said_in_her_language_with_its_things_and_its_day(browser: Browser, box: Box, tag: str):
    today = clock.today()
    for number, code in enumerate(statuses.NOTICES, 1):
        about = {"leaves": ["premises", "suspect"], "day": today - 2}
        text = statuses.english(code, about["leaves"], about["day"])
        box.put(NGO, "notice", number, code=code, about=about, text=text)
    page = look(browser, tag)
    for sentence in statuses.NOTICES.values():
        before = said(tag, sentence).split("%(")[0].strip()
        assert before in page.text
    assert said(tag, statuses.thing("premises")) in page.text
    assert said(tag, statuses.thing("suspect")) in page.text
    if tag != "en":
        assert "the place" not in page.text


def test_a_notice_with_a_code_of_a_later_version_is_said_as_its_ngo_wrote_it(browser: Browser, box: Box):
    about = {"leaves": ["premises"], "day": clock.today()}
    box.put(NGO, "notice", 1, code="given_back", about=about, text="It was given back.")
    assert "It was given back." in look(browser).text


@pytest.mark.parametrize("day", [3_000_000, 10**9, 2**53 - 1])
def test_a_day_that_no_calendar_has_takes_her_page_from_her_no_more(browser: Browser, box: Box, day: int):
    box.put(FORCE, "status", 1, code="investigating", line=[["opened", day], ["assessing", clock.today()]])
    about = {"leaves": ["premises"], "day": day}
    box.put(NGO, "notice", 1, code=next(iter(statuses.NOTICES)), about=about, text="The place was sent.")
    page = look(browser)
    for words in (statuses.words("investigating")[0], statuses.words("assessing")[0], "The place was sent."):
        assert words in page.text
    assert "A police officer has opened it." not in page.text


def test_when_her_ngo_is_gone_the_page_says_whom_to_call_and_who_else_helps(
    gateway: Gateway, browser: Browser, full: Box, monkeypatch: pytest.MonkeyPatch
):
    view = gateway.host.view()
    active = type(view).active
    gone = lambda self, org, role, *rest: (  # noqa: E731
        () if (org, role) == (NGO, Role.NGO_CASE) else active(self, org, role, *rest)
    )
    monkeypatch.setattr(type(view), "active", gone)
    page = look(browser)
    assert "Nothing can be sent to Casa Aurora from this page now. Call the number on your paper." in page.text
    assert "others can help you" in page.text
    assert "0808 2000 247" in page.text  # the card is in the page
    assert not any({"text", "about"} & form.names for form in page.forms)
    assert "A police officer has opened it." in page.text  # what was written stays


def test_the_page_goes_on_offering_to_write_while_only_the_directory_is_old(
    browser: Browser, full: Box, monkeypatch: pytest.MonkeyPatch
):
    now = clock.now()
    monkeypatch.setattr("keys.clock.now", lambda: now + 3 * 86400)
    page = look(browser)
    assert any("text" in form.names for form in page.forms)
    assert "This could not be sent" in browser.send(page, "text", text="Hello").text

"""Somebody who is not a caseworker, or who wants her to be somebody else, at the caseworker's pages."""

from __future__ import annotations

import re

import pytest

from deploy.demonstration.browser import Browser
from gateway.web.caseworker import practice, send
from gateway.web.caseworker.report_form import HostedForm
from tests.gateway.running import Gateway
from tests.gateway.web.conftest import Caseworker
from tests.gateway.web.filling import WRITTEN, write


def test_nobody_signs_her_in_as_himself_by_a_form_from_elsewhere(gateway: Gateway, dalva: Caseworker):
    """Else what she writes next is his organisation's."""
    for path in ("/caseworker/report", "/caseworker/practice"):
        browser = gateway.browser()
        fields = WRITTEN | {"step": "review", "csrf": "0" * 64} | dalva.credentials()
        page = browser.post(path, fields)
        assert "Please sign in again" in page.text
        assert gateway.rows("sessions") == []
        assert "Sent reports" not in browser.get("/caseworker/").text


def test_signed_out_while_writing_the_text_comes_back_with_the_password(
    gateway: Gateway, work: Browser, dalva: Caseworker
):
    looked = write(work)
    work.cookies.delete("amparo-gateway")
    again = work.send(looked, "filing_secret", "send")
    assert "Please sign in again" in again.text
    wrong = work.send(again, "password", name="dalva", password="not hers", code="1")
    assert "That did not fit" in wrong.text
    back = work.send(wrong, "password", **dalva.credentials())
    assert "shown only now" in back.text


def test_a_page_that_is_locked_shows_nothing_and_comes_back_with_the_password(
    gateway: Gateway, work: Browser, dalva: Caseworker
):
    locked = work.send(write(work), "filing_secret", "lock")
    assert gateway.rows("sessions") == []
    assert "Sokolova" not in locked.text
    assert "broke the door" not in locked.text
    assert "Sent reports" not in work.get("/caseworker/").text
    back = work.send(locked, "password", **dalva.credentials())
    assert "A report" in back.text
    assert back.form("filing_secret").fields["identity.name.preferred"] == "Marina Sokolova"


def test_a_cookie_that_was_set_before_signing_in_is_nobodys_after(gateway: Gateway, dalva: Caseworker):
    """Session fixation: a stranger who planted a cookie holds nothing."""
    browser, thief = gateway.browser(), gateway.browser()
    browser.get("/caseworker/sign-in")
    planted = browser.cookies.get("amparo-gateway")
    assert planted is not None
    dalva.sign_in(browser)
    thief.cookies.set("amparo-gateway", planted, domain="127.0.0.1")
    assert "Sent reports" not in thief.get("/caseworker/").text


@pytest.mark.parametrize("next_", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(gateway: Gateway, dalva: Caseworker, next_: str):
    browser, where = gateway.browser(), f"/caseworker/sign-in?next={next_}"
    fields = browser.get(where).form("password").fields | dalva.credentials() | {"next": next_}
    assert browser.post(where, fields, follow=False).headers["Location"] == "/caseworker/"


def test_what_is_typed_is_in_no_header(work: Browser):
    hostile = "x\r\nSet-Cookie: stolen=1"
    page = write(work, force=hostile, crime__acts_narrative=hostile, identity__name__preferred=hostile)
    assert "stolen" not in str(page.headers)


def test_what_is_typed_is_never_markup(work: Browser):
    hostile = '"><script>alert(1)</script>'
    for path in ("/caseworker/report", "/caseworker/practice"):
        page = work.get(path)
        typed = WRITTEN | {"crime.acts_narrative": hostile, "identity.suspect.note": hostile, "step": "review"}
        assert "<script>alert" not in work.post(path, page.form("filing_secret").fields | typed).html
    csrf = work.get("/caseworker/").form("csrf").fields["csrf"]
    assert "<script>alert" not in work.post("/caseworker/", {"csrf": csrf, "find": hostile}).html
    assert "<script>alert" not in work.post("/caseworker/join", {"csrf": csrf, "code": hostile}).html


@pytest.mark.parametrize("parts", [301, 2000])
def test_a_post_of_many_parts_ends_in_a_page_that_says_what_to_do(work: Browser, parts: int):
    csrf = work.get("/caseworker/report/whole").form("filing_secret").fields["csrf"]
    fields = {f"x{n}": "y" for n in range(parts)} | {"csrf": csrf, "step": "review"}
    page = work.ask("POST", "/caseworker/report", files={name: (None, value) for name, value in fields.items()})
    assert page.status in (200, 413)
    assert 'href="tel:999"' in page.html


def test_a_long_form_is_never_cut_for_its_number_of_fields(work: Browser):
    from gateway.report.form import values

    page = work.get("/caseworker/report/whole")
    every = {name: "x" for name in values.FIELDS}
    fields = page.form("filing_secret").fields | every | {"crime.adult_confirmed": "yes", "step": "change"}
    changed = work.post("/caseworker/report", fields)
    assert changed.status == 200
    carried = changed.form("filing_secret").fields
    assert {name for name in every if name in carried and carried[name] == "x"} >= {
        name for name, field in values.FIELDS.items() if name.startswith("identity.") and name.endswith(".note")
    }


@pytest.mark.parametrize("form", [send.Report, practice.Practice])
def test_a_step_that_there_is_not_is_a_look_before_sending(work: Browser, form: type[HostedForm]):
    page = work.get("/caseworker/report/whole")
    fields = page.form("filing_secret").fields | WRITTEN
    for step in ("", "nonsense", "send\x00", "x" * 1000, "coarsen", "remove a b c d e"):
        answered = work.post("/caseworker/report", fields | {"step": step})
        assert answered.status == 200, step
        assert "shown only now" not in answered.text
    assert {"review", "send", "keep", "later"} <= set(form({}).steps())


def test_no_session_and_no_code_stands_in_an_address(work: Browser):
    for path in ("/caseworker/", "/caseworker/report", "/caseworker/me/", "/caseworker/practice"):
        page = work.get(path)
        assert not re.search(r'(?:href|action)="[^"]*\?', page.html), path

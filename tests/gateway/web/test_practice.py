"""Practice: everything a caseworker does on a real report, and nothing of it goes anywhere."""

from __future__ import annotations

import re

from deploy.demonstration.browser import Browser, Page
from gateway.report import police_areas
from gateway.web.caseworker import practice
from tests.gateway.running import Gateway
from tests.gateway.web.filling import WRITTEN, named

TABLES = ("reports", "filings", "deliveries", "envelopes", "seen", "mailboxes", "slots", "nonces")


def practised(work: Browser, press: str = "review", **changes: str) -> Page:
    page = work.get("/caseworker/practice/whole")
    return work.send(page, "filing_secret", press, **(WRITTEN | named(changes)))


def test_every_page_of_practice_says_so_and_stores_nothing(gateway: Gateway, work: Browser):
    before = {name: gateway.rows(name) for name in TABLES}
    looked = practised(work)
    pages = {
        "blank": work.get("/caseworker/practice/whole"),
        "review": looked,
        "sent": work.send(looked, "filing_secret", "send"),
        "sent again": work.send(looked, "filing_secret", "send"),
        "changed": work.send(looked, "filing_secret", "change"),
        "errors": work.send(work.get("/caseworker/practice/whole"), "filing_secret", "review"),
        "blocked": practised(work, crime__acts_narrative="Marina was hit."),
        "under 18": practised(work, crime__adult_confirmed="no"),
        "later": practised(work, "later"),
        "kept": work.send(practised(work, "later"), "filing_secret", "keep"),
        "told by her worker": work.send(
            practised(work, identity__record__token_mode="worker_only"), "filing_secret", "send"
        ),
        "locked": work.send(looked, "filing_secret", "lock"),
    }
    for name, page in pages.items():
        assert "PRACTICE: nothing is sent" in page.text, name
        assert page.status == 200, name
        assert '/caseworker/report"' not in page.html.split("<main", 1)[1].split('class="actions"')[0], name
    assert {name: gateway.rows(name) for name in TABLES} == before
    assert gateway.nudged == 0
    assert "nothing was sent and nothing was kept" in pages["sent"].text
    assert "nothing was kept and nothing was sent" in pages["kept"].text


def test_its_slip_is_marked_and_its_code_opens_nothing(gateway: Gateway, work: Browser):
    sent = work.send(practised(work), "filing_secret", "send")
    slip = re.search(r'<div class="slip">(.*?)</div>', sent.html, re.S)
    assert slip
    assert "<strong>PRACTICE</strong>" in slip[1]
    assert "PRAC TICE PRAC TICE PRAC TICE" in sent.text
    browser = gateway.browser()
    typed = [browser.send(browser.get("/"), "code", code=code) for code in (practice.SYMBOLS, "0" * 24)]
    assert "is not right" in typed[0].text
    assert "No messages yet" in typed[1].text


def test_it_screens_as_the_real_form_does(work: Browser):
    page = work.send(work.get("/caseworker/practice/whole"), "step", "example")
    assert "problems" in page.text
    for quoted in ("Lucija", "07700 900461", "On 14 March 2026", "visa"):
        assert f"<mark>{quoted}</mark>" in page.html, quoted
    mended = work.send(
        page,
        "filing_secret",
        "review",
        crime__acts_narrative="Her partner hits her most weeks. He threatens to report her to the authorities.",
    )
    assert "Check before sending" in mended.text
    assert "This is how it would look" in work.send(mended, "filing_secret", "send").text


def test_any_force_can_be_practised_with_also_one_that_receives_nothing_yet(work: Browser):
    page = work.get("/caseworker/practice/whole")
    for force in ("devon-and-cornwall-police", "metropolitan-police"):
        assert force in police_areas.forces()
        assert f'value="{force}"' in page.html
        assert f'value="{force}"' not in work.get("/caseworker/report/whole").html


def test_signed_out_while_practising_she_comes_back_to_practice(work: Browser, dalva):
    looked = practised(work)
    work.cookies.delete("amparo-gateway")
    again = work.send(looked, "filing_secret", "send")
    assert "Please sign in again" in again.text
    assert again.form("filing_secret").action == "/caseworker/practice"


def test_no_step_of_practice_is_the_real_ones():
    from gateway.web.caseworker import send

    for hook in ("file", "keep"):
        assert getattr(practice.Practice, hook) is not getattr(send.Report, hook)
        assert getattr(practice.Practice, hook).__module__ == "gateway.web.caseworker.practice"
    for inherited in practice.Practice.__mro__:
        assert inherited.__module__ != "gateway.web.caseworker.send"

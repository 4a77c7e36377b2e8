"""A day's quota: what a stolen account, or a system gone mad, can do ends there, and no text is lost."""

from __future__ import annotations

import pytest

from deploy.demonstration.browser import Browser
from gateway.web.caseworker import send as form
from tests.gateway.filing.test_filing_api import file as file_by_api
from tests.gateway.running import Gateway
from tests.gateway.web.conftest import Caseworker, new_caseworker
from tests.gateway.web.filling import WRITTEN, file, send, write
from tests.gateway.writing import posted
from tests.orgs import OTHER_NGO


@pytest.fixture
def two_a_day(gateway: Gateway) -> Gateway:
    return gateway.with_settings(reports_a_day=2)


@pytest.fixture
def there(two_a_day: Gateway, dalva: Caseworker) -> Browser:
    """A browser at a gateway that takes two reports a day of each NGO."""
    browser = two_a_day.browser()
    dalva.sign_in(browser)
    return browser


def words(n: int) -> dict[str, str]:
    return {"crime__acts_narrative": f"He came {n} times."}


def test_a_day_ends_with_a_page_that_keeps_the_text(two_a_day: Gateway, there: Browser):
    assert "shown only now" in file(there, **words(1)).text
    retried = write(there, **words(2))
    assert "shown only now" in send(there, retried).text
    assert "Nothing was sent twice" in send(there, retried).text  # a retry costs nothing
    page = file(there, **words(3))
    assert page.status == 429
    assert "Daily limit reached" in page.text
    assert page.form("filing_secret").fields["crime.acts_narrative"] == "He came 3 times."
    assert len(two_a_day.rows("reports")) == 2
    assert "Daily limit reached" in there.send(page, "filing_secret", "send").text


def test_one_ngos_day_is_not_anothers(two_a_day: Gateway, there: Browser):
    for n in range(3):
        file(there, **words(n))
    other = two_a_day.browser()
    new_caseworker(two_a_day, "ines", OTHER_NGO).sign_in(other)
    assert "shown only now" in file(other, **words(1)).text


def test_keeping_counts_too_and_keeps_the_text(two_a_day: Gateway, there: Browser):
    for n in range(3):
        later = write(there, crime__wish="keep", **words(n))
        page = there.send(later, "filing_secret", "keep")
    assert page.status == 429
    assert page.form("filing_secret").fields["crime.acts_narrative"] == "He came 2 times."


def test_an_account_that_presses_without_end_is_stopped(
    gateway: Gateway, work: Browser, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(form, "SENDS_A_DAY", 2)
    for n in range(2):
        assert "shown only now" in file(work, **words(n)).text
    assert "Daily limit reached" in file(work, **words(2)).text
    colleague = gateway.browser()
    new_caseworker(gateway, "bruna").sign_in(colleague)
    assert "shown only now" in file(colleague, **words(2)).text


def test_who_filed_is_stored_nowhere(gateway: Gateway, work: Browser):
    file(work)
    (account,) = gateway.rows("accounts")
    for table in ("reports", "filings", "deliveries", "envelopes", "seen"):
        assert account.id.hex() not in repr(gateway.rows(table))
        assert account.id not in b"".join(
            value for row in gateway.rows(table) for value in row if isinstance(value, bytes)
        )


def test_a_filing_system_is_told_with_429_and_its_request_may_be_sent_again_tomorrow(two_a_day: Gateway):
    documents = [posted() for _ in range(3)]
    assert [file_by_api(two_a_day, one).status_code for one in documents] == [201, 201, 429]
    answer = file_by_api(two_a_day, documents[2])
    assert answer.status_code == 429
    assert "As many reports" in answer.json["error"]
    assert file_by_api(two_a_day, documents[0]).status_code == 200  # a retry of what was filed
    assert len(two_a_day.rows("reports")) == 2
    described = two_a_day.client.get("/v1/openapi.json", base_url="http://127.0.0.1:8000").json
    assert "429" in described["paths"]["/v1/reports"]["post"]["responses"]


def test_the_same_words_sent_twice_from_two_forms_are_asked_about(gateway: Gateway, work: Browser):
    file(work)
    page = file(work)
    assert "with exactly these words today" in page.text
    assert len(gateway.rows("reports")) == 1
    assert not page.form("filing_secret").fields.get("told.twice")
    assert "shown only now" in work.send(page, "told.twice", "send", told__twice="yes").text
    assert len(gateway.rows("reports")) == 2


def test_what_is_compared_is_a_hash_of_today(gateway: Gateway, work: Browser):
    file(work)
    kept = gateway.host.quotas._firsts
    assert len(kept) == 1
    assert WRITTEN["crime.acts_narrative"].split()[0].encode() not in b"".join([*kept, *kept.values()])

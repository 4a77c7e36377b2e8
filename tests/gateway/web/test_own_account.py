"""On the page of her own account a caseworker sees where she is signed in, and changes what she signs in with."""

from __future__ import annotations

import re

import pyotp

from deploy.demonstration.browser import Browser
from gateway import limits
from gateway.accounts import second_factor
from gateway.store import accounts
from gateway.store.engine import writing
from tests.gateway.running import Gateway
from tests.gateway.web.conftest import NOW, PASSWORD, Caseworker
from tests.gateway.web.people import CHOSEN, account, secret_on


def test_she_sees_where_she_is_signed_in_by_day_and_signs_out_there(gateway: Gateway, work: Browser, dalva: Caseworker):
    elsewhere = gateway.browser()
    dalva.sign_in(elsewhere)
    page = work.get("/caseworker/me/")
    assert "This browser" in page.text
    assert page.text.count("Another browser") == 1
    assert not re.search(r"\d\d:\d\d", page.text)
    work.send(page, "session")
    assert "Sent reports" not in elsewhere.get("/caseworker/").text
    assert "Sent reports" in work.get("/caseworker/").text


def test_nobody_ends_somebody_elses_session(gateway: Gateway, work: Browser, office: Browser):
    ada = account(gateway, "ada")
    assert ada is not None
    (row,) = [row for row in gateway.rows("sessions") if row.account_id == ada.id]
    csrf = work.get("/caseworker/").form("csrf").fields["csrf"]
    work.post("/caseworker/me/sign-out", {"csrf": csrf, "session": row.id_hash.hex()})
    assert "Sent reports" in office.get("/caseworker/").text


def test_a_new_password_signs_her_out_everywhere_else(gateway: Gateway, work: Browser, dalva: Caseworker):
    elsewhere = gateway.browser()
    dalva.sign_in(elsewhere)
    page = work.get("/caseworker/me/")
    page = work.send(page, "new", current=PASSWORD, new=CHOSEN, repeated=CHOSEN)
    assert "Your password is changed" in page.text
    assert "Sent reports" not in elsewhere.get("/caseworker/").text
    dalva.password = CHOSEN
    dalva.at = NOW + 30
    assert "Sent reports" in dalva.sign_in(gateway.browser()).text


def test_a_new_second_factor_takes_over_when_it_has_shown_that_it_works(
    gateway: Gateway, work: Browser, dalva: Caseworker
):
    forms = [form for form in work.get("/caseworker/me/").forms if form.action.endswith("/second-factor")]
    page = work.post(forms[0].action, forms[0].fields | {"current": PASSWORD})
    secret = secret_on(page)
    page = work.send(page, "carried", typed="123456")
    assert "did not fit" in page.text
    assert secret_on(page) == secret
    done = work.send(page, "carried", typed=pyotp.TOTP(secret).at(NOW))
    assert "It is changed" in done.text
    assert "Sent reports" in work.get("/caseworker/").text
    assert "Sent reports" not in dalva.sign_in(gateway.browser()).text
    dalva.secret, dalva.at = secret, NOW + 30
    assert "Sent reports" in dalva.sign_in(gateway.browser()).text


def test_a_secret_in_a_page_is_nobody_elses_and_ends(gateway: Gateway, ada: Caseworker, dalva: Caseworker):
    key = gateway.host.settings.accounts_key
    hers, other = account(gateway, "dalva"), account(gateway, "ada")
    assert hers is not None
    assert other is not None
    carried = gateway.host.one_time.seal(b"second factor of " + hers.id, b"SECRET", limits.CARRIED_SECONDS)
    assert gateway.host.one_time.opened(b"second factor of " + hers.id, carried) == b"SECRET"
    assert gateway.host.one_time.opened(b"second factor of " + other.id, carried) is None
    with writing(gateway.host.engine) as connection:
        found = accounts.by_id(connection, hers.id)
    assert found is not None
    assert second_factor.opened(found.totp_sealed, other.id, key) is None

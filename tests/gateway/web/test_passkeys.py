"""A passkey in place of a code: whose it is, where it works, and that nothing of its use is kept."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from deploy.broker import start_broker
from deploy.demonstration.browser import Browser
from gateway import limits
from gateway.accounts import passkeys
from gateway.web import texts
from tests.gateway.running import Gateway
from tests.gateway.web.authenticator import PRESENT, Authenticator
from tests.gateway.web.conftest import PASSWORD, Caseworker, new_caseworker
from tests.gateway.web.filling import send, write
from tests.gateway.web.passkeys import HERE, ONION, add, browser, gateway, hers, is_in, options, phone, remove, show

__all__ = ["browser", "gateway", "hers", "phone"]


def test_name_password_and_passkey_open_the_work_pages(gateway: Gateway, browser: Browser, hers: Authenticator):
    assert is_in(show(Browser(HERE, gateway.app), hers))
    assert is_in(show(Browser(HERE, gateway.app), hers))  # each time anew
    assert gateway.rows("tries") == []


def test_codes_go_on_working_beside_a_passkey(gateway: Gateway, hers: Authenticator, dalva: Caseworker):
    assert is_in(dalva.sign_in(Browser(HERE, gateway.app)))


def test_a_passkey_alone_opens_nothing_nor_with_a_wrong_password(gateway: Gateway, hers: Authenticator):
    for password in ("", "wrong wrong wrong"):
        assert not is_in(show(Browser(HERE, gateway.app), hers, password=password))


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "http://localhost:8001"},
        {"origin": "https://localhost:8000"},
        {"origin": "http://amparo.example"},
        {"domain": "amparo.example"},
        {"flags": PRESENT},  # nobody asked its owner for PIN, finger or face
        {"flags": 0},
        {"id": b"another passkey"},
        {"key": Authenticator("", "").key},
    ],
)
def test_what_is_not_signed_by_her_passkey_for_our_address_is_refused(
    gateway: Gateway, hers: Authenticator, changes: dict
):
    page = show(Browser(HERE, gateway.app), hers.but(**changes))
    assert texts.WRONG_SIGN_IN in page.text
    assert gateway.rows("tries")[0].failed == 1
    assert is_in(show(Browser(HERE, gateway.app), hers))


def test_what_was_posted_once_is_good_no_more(gateway: Gateway, hers: Authenticator):
    first, thief = Browser(HERE, gateway.app), Browser(HERE, gateway.app)
    page = first.get("/caseworker/sign-in")
    challenge = page.form("password").fields["challenge"]
    posted = {"name": "dalva", "password": PASSWORD, "challenge": challenge, "passkey": hers.shown(challenge)}
    assert is_in(first.send(page, "password", **posted))
    assert not is_in(thief.send(thief.get("/caseworker/sign-in"), "password", **posted))
    for other in ("", "x", gateway.host.one_time.seal(b"stamp", b"", 60)):  # a challenge we never asked with
        posted |= {"challenge": other, "passkey": hers.shown(other)}
        assert not is_in(thief.send(thief.get("/caseworker/sign-in"), "password", **posted))


def test_a_page_of_one_gateway_is_signed_in_with_at_another_once(gateway: Gateway, hers: Authenticator, tmp_path: Path):
    with start_broker(tmp_path / "broker") as broker:
        one, other = (gateway.with_settings(redis_url=broker.url) for _ in range(2))
        challenge = Browser(HERE, one.app).get("/caseworker/sign-in").form("password").fields["challenge"]
        posted = {"name": "dalva", "password": PASSWORD, "challenge": challenge, "passkey": hers.shown(challenge)}
        signed_in = []
        for there in (other, one, other):
            browser = Browser(HERE, there.app)
            signed_in.append(is_in(browser.send(browser.get("/caseworker/sign-in"), "password", **posted)))
    assert signed_in == [True, False, False]


def test_a_challenge_ends_after_an_hour(gateway: Gateway, hers: Authenticator, monkeypatch: pytest.MonkeyPatch):
    browser = Browser(HERE, gateway.app)
    page = browser.get("/caseworker/sign-in")
    challenge = page.form("password").fields["challenge"]
    later = time.time() + limits.CHALLENGE_SECONDS + 2
    monkeypatch.setattr("gateway.one_time.time.time", lambda: later)
    posted = {"name": "dalva", "password": PASSWORD, "passkey": hers.shown(challenge)}
    assert not is_in(browser.send(page, "password", **posted))


def test_somebody_elses_passkey_does_not_fit_her_account(gateway: Gateway, hers: Authenticator):
    bruna, theirs = Browser(HERE, gateway.app), Authenticator(HERE, "localhost")
    new_caseworker(gateway, "bruna").sign_in(bruna)
    assert "is added" in add(bruna, theirs).text
    assert not is_in(show(Browser(HERE, gateway.app), theirs, name="dalva"))
    assert not is_in(show(Browser(HERE, gateway.app), hers, name="bruna"))
    assert is_in(show(Browser(HERE, gateway.app), theirs, name="bruna"))


def test_wrong_passkeys_behind_the_right_password_make_a_name_wait_as_wrong_codes_do(
    gateway: Gateway, hers: Authenticator
):
    for _ in range(limits.FREE_TRIES):
        show(Browser(HERE, gateway.app), hers.but(flags=PRESENT))
    assert not is_in(show(Browser(HERE, gateway.app), hers))


def test_the_question_tells_nothing_of_any_account(gateway: Gateway, browser: Browser, hers: Authenticator):
    asked = options(Browser(HERE, gateway.app).get("/caseworker/sign-in"))
    assert asked.pop("challenge")
    assert asked == {
        "rpId": "localhost",
        "timeout": passkeys.PATIENCE,
        "allowCredentials": [],
        "userVerification": "required",
    }


def test_a_row_is_the_same_bytes_however_often_it_was_used(gateway: Gateway, hers: Authenticator):
    before = gateway.rows("passkeys")
    for counter in (7, 8, 3):
        assert is_in(show(Browser(HERE, gateway.app), hers.but(counter=counter)))
    assert gateway.rows("passkeys") == before
    assert set(before[0]._fields) == {"account_id", "credential_id", "public_key", "mark"}


def test_who_was_signed_out_while_writing_goes_on_with_a_passkey(gateway: Gateway, work: Browser, hers: Authenticator):
    looked = write(work)
    work.cookies.delete("amparo-gateway")
    again = send(work, looked)
    assert "Please sign in again" in again.text
    challenge = again.form("password").fields["challenge"]
    page = work.send(again, "password", name="dalva", password=PASSWORD, passkey=hers.shown(challenge))
    assert "shown only now" in page.text


@pytest.mark.parametrize("public_url", ["http://127.0.0.1:8000", "https://[::1]"])
def test_at_a_number_none_is_offered_and_her_page_says_so(gateway: Gateway, dalva: Caseworker, public_url: str):
    there = gateway.with_settings(public_url=public_url)
    browser = Browser(public_url, there.app)
    assert "passkey" not in browser.get("/caseworker/sign-in").text
    dalva.sign_in(browser)
    page = browser.get("/caseworker/me/")
    assert "the address of this website is a number" in page.text
    assert "Add a passkey" not in page.text


def test_at_the_onion_address_none_is_offered_and_one_can_still_be_removed(
    gateway: Gateway, hers: Authenticator, dalva: Caseworker
):
    tor = Browser(f"http://{ONION}", gateway.app)
    assert "data-passkey" not in tor.get("/caseworker/sign-in").html
    form = tor.get("/caseworker/sign-in").form("password")
    posted = form.fields | {"name": "dalva", "password": PASSWORD, "challenge": "", "passkey": hers.shown("")}
    assert not is_in(tor.post(form.action, posted))
    challenge = gateway.host.one_time.seal(b"passkey", b"", 60)  # as of a page of the public address
    posted |= {"challenge": challenge, "passkey": hers.shown(challenge)}
    assert not is_in(tor.post(form.action, posted))
    assert is_in(dalva.sign_in(tor))
    page = tor.get("/caseworker/me/")
    assert "cannot be added or used at this one" in page.text
    assert HERE in page.text
    assert "Add a passkey" not in page.text
    assert "does not work here any more" in remove(tor).text

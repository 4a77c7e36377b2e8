"""A caseworker adds and removes passkeys on her own page with her password; none outlasts a recovery or her account."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from deploy.demonstration.browser import Browser
from gateway import limits
from gateway.accounts import cli, passkeys, signin
from gateway.store import accounts as store
from gateway.store import passkeys as stored
from gateway.store.engine import reading
from gateway.web import texts
from tests.gateway.running import Gateway
from tests.gateway.web.authenticator import PRESENT, Authenticator
from tests.gateway.web.conftest import PASSWORD, new_caseworker
from tests.gateway.web.passkeys import (
    HERE,
    add,
    browser,
    form_to,
    gateway,
    hers,
    is_in,
    options,
    phone,
    remove,
    show,
    to_make,
)

__all__ = ["browser", "gateway", "hers", "phone"]


def test_a_browser_is_asked_for_one_that_verifies_its_owner_and_for_nothing_about_the_device(
    gateway: Gateway, work: Browser, hers: Authenticator
):
    page = to_make(work)
    asked = options(page)
    mark = asked["user"]["name"].removeprefix("dalva ")
    assert re.fullmatch("[0-9A-Z]{4}", mark)
    assert mark in page.text
    assert asked["attestation"] == "none"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert len(asked["excludeCredentials"]) == 1  # the device that has one makes no second


@pytest.mark.parametrize(
    "changes", [{"origin": "http://amparo.example"}, {"domain": "amparo.example"}, {"flags": PRESENT}]
)
def test_no_other_passkey_is_added(gateway: Gateway, work: Browser, phone: Authenticator, changes: dict):
    assert texts.NO_PASSKEY in add(work, phone.but(**changes)).text
    assert gateway.rows("passkeys") == []


def test_a_passkey_is_added_with_her_password_on_her_own_page_once(gateway: Gateway, work: Browser, phone):
    assert texts.NOT_HERS in to_make(work, current="wrong").text
    fields = form_to(to_make(work), "/passkeys/add")
    posted = fields | {"passkey": phone.made(fields["carried"])}
    bruna = Browser(HERE, gateway.app)
    csrf = new_caseworker(gateway, "bruna").sign_in(bruna).form("csrf").fields["csrf"]
    assert texts.NO_PASSKEY in bruna.post("/caseworker/me/passkeys/add", posted | {"csrf": csrf}).text
    assert "is added" in work.post("/caseworker/me/passkeys/add", posted).text
    assert texts.NO_PASSKEY in work.post("/caseworker/me/passkeys/add", posted).text
    assert len(gateway.rows("passkeys")) == 1
    for path in ("", "add", "remove"):
        forged = {"csrf": "0" * 64, "current": PASSWORD}
        assert work.post(f"/caseworker/me/passkeys/{path}", forged).status == 403
    assert "Sign in" in Browser(HERE, gateway.app).post("/caseworker/me/passkeys/", {}).text


def test_adding_and_removing_sign_her_out_everywhere_else(gateway: Gateway, work: Browser, dalva, phone):
    for change in (lambda: add(work, phone), lambda: remove(work)):
        elsewhere = Browser(HERE, gateway.app)
        dalva.sign_in(elsewhere)
        assert "signed out everywhere else" in change().text
        assert not is_in(elsewhere.get("/caseworker/"))
        assert is_in(work.get("/caseworker/"))


def test_a_removed_passkey_opens_nothing(gateway: Gateway, work: Browser, hers: Authenticator):
    assert texts.NOT_HERS in remove(work, current="wrong").text
    assert texts.WHICH_PASSKEY in remove(work, mark="????").text
    assert is_in(show(Browser(HERE, gateway.app), hers))
    assert "does not work here any more" in remove(work).text
    assert not is_in(show(Browser(HERE, gateway.app), hers))
    assert gateway.rows("passkeys") == []


def test_an_account_has_no_more_of_them_than_it_may(gateway: Gateway, work: Browser):
    for _ in range(limits.PASSKEYS):
        assert "is added" in add(work, Authenticator(HERE, "localhost")).text
    page = work.get("/caseworker/me/")
    assert "Add a passkey" not in page.text
    fields = form_to(page, "/passkeys/remove") | {"current": PASSWORD}
    assert texts.NO_PASSKEY in work.post("/caseworker/me/passkeys/", fields).text


@pytest.mark.parametrize("command", ["recover", "reset-second-factor"])
def test_whoever_runs_the_gateway_ends_passkeys_with_all_else(
    gateway: Gateway, hers: Authenticator, monkeypatch: pytest.MonkeyPatch, command: str
):
    monkeypatch.setattr(cli, "read_settings", lambda: gateway.host.settings)
    assert CliRunner().invoke(cli.account, [command, "dalva"]).exit_code == 0
    assert gateway.rows("passkeys") == []


def test_a_suspended_account_has_no_way_in_and_a_removed_one_leaves_no_passkey(gateway: Gateway, hers: Authenticator):
    with gateway.host.engine.begin() as connection:
        account = store.by_name(connection, "dalva")
        assert account is not None
        store.suspend(connection, account.id)
    assert not is_in(show(Browser(HERE, gateway.app), hers))
    with gateway.host.engine.begin() as connection:
        store.remove(connection, account.id)
    assert gateway.rows("passkeys") == []


def test_both_databases_keep_them(gateway_anywhere: Gateway, phone: Authenticator):
    new_caseworker(gateway_anywhere, "dalva")
    engine = gateway_anywhere.host.engine
    made = passkeys.made(passkeys.Proof(phone.made("c"), "c", "localhost", HERE), "K7QM")
    assert made is not None
    with engine.begin() as connection:
        account = store.by_name(connection, "dalva")
        assert account is not None
        stored.add(connection, account.id, made)
    key = gateway_anywhere.host.settings.accounts_key
    proof = passkeys.Proof(phone.shown("c"), "c", "localhost", HERE)
    assert signin.sign_in(engine, "dalva", PASSWORD, proof, key=key, now=0) is not None
    with engine.begin() as connection:
        store.remove(connection, account.id)
    with reading(engine) as connection:
        assert stored.of_account(connection, account.id) == []

"""Somebody new joins her NGO with a code that works once, and chooses what nobody else knows."""

from __future__ import annotations

import re

import pyotp
import pytest

from deploy.demonstration.browser import Browser
from gateway.accounts import administration, invitations, second_factor
from gateway.accounts.signin import BadAccount
from gateway.store import accounts
from gateway.store.engine import reading, writing
from keys import clock
from tests.gateway.running import Gateway
from tests.gateway.web.conftest import NOW, PASSWORD, new_caseworker
from tests.gateway.web.people import CHOSEN, account, choose, invite
from tests.orgs import NGO, OTHER_NGO


def test_somebody_new_joins_with_a_code_and_chooses_what_nobody_else_knows(gateway: Gateway, office: Browser):
    code = invite(office, "Bruna")
    hers = gateway.browser()
    joined = choose(hers, code.lower().replace("-", " "))
    assert "You have joined" in joined.text
    assert "Sent reports" in hers.get("/caseworker/").text
    found = account(gateway, "bruna")
    assert found is not None
    assert (found.ngo, found.admin, found.state) == (NGO, False, "active")
    assert hers.get("/caseworker/people/").status == 403
    assert CHOSEN not in found.password_hash


def test_nobody_is_called_by_an_email_address_and_that_is_said_before_a_password_is_asked(
    gateway: Gateway, office: Browser
):
    answer = office.send(office.get("/caseworker/people/"), "name", name="maria.lima@ngo.example")
    assert "not an e-mail address" in answer.text
    assert 'value="maria.lima@ngo.example"' in answer.html
    assert account(gateway, "maria.lima@ngo.example") is None


def test_who_invites_reads_out_where_the_code_is_typed(gateway: Gateway, office: Browser):
    asked = office.send(office.get("/caseworker/people/"), "name", name="Bruna")
    told = office.send(asked, "current", current=PASSWORD).text
    assert f"Open {gateway.host.settings.authority}/caseworker/sign-in and choose" in told


def test_no_name_is_refused_for_being_somebodys_at_another_ngo(gateway: Gateway, office: Browser):
    new_caseworker(gateway, "mary", OTHER_NGO)
    page = office.send(office.get("/caseworker/people/"), "name", name="mary")
    told = office.send(page, "current", current=PASSWORD)
    assert re.search(r"mary\d{3}", told.text)
    assert "mary" not in re.sub(r"mary\d{3}", "", told.text)


def test_a_code_to_join_works_once_and_for_three_days(gateway: Gateway, office: Browser):
    code = invite(office, "bruna")
    engine, key = gateway.host.engine, gateway.host.settings.accounts_key
    assert invitations.invited(engine, code, key=key, now=NOW + invitations.GOOD_FOR + 60) is None
    choose(gateway.browser(), code)
    again = gateway.browser()
    page = again.send(again.get("/caseworker/join"), "code", code=code)
    assert invitations.BAD_CODE in page.text
    assert "Key:" not in page.text


def test_no_session_from_before_outlives_a_reset(gateway: Gateway, office: Browser):
    code = invite(office, "bruna")
    invited = account(gateway, "bruna")
    assert invited is not None
    with writing(gateway.host.engine) as connection:  # as a sign-in that was under way when she was reset
        accounts.begin(connection, bytes(32), invited.id, expires=NOW + 60, now=NOW, day=clock.today())
    choose(gateway.browser(), code)
    with reading(gateway.host.engine) as connection:
        assert accounts.account_of(connection, bytes(32), NOW) is None


def test_what_does_not_fit_is_told_and_the_code_still_works(gateway: Gateway, office: Browser):
    code = invite(office, "bruna")
    browser = gateway.browser()
    for wrong, said in (
        ({"repeated": "another"}, "typed twice the same"),
        ({"new": "short", "repeated": "short"}, "at least 12"),
        ({"typed": "000000"}, "six digits did not fit"),
        ({"new": "short", "repeated": "short", "typed": "000000"}, "at least 12 characters. The six digits did not"),
        ({"repeated": "another", "typed": "000000"}, "twice the same. The six digits did not fit"),
    ):
        page = choose(browser, code, **wrong)
        assert said in page.text
        assert "Type the password again: this page gives none back." in page.text
        assert account(gateway, "bruna").state == "invited"  # type: ignore[union-attr]
    assert "You have joined" in choose(browser, code).text


def test_the_database_keeps_no_code_that_was_told_or_printed(gateway: Gateway, office: Browser):
    code = invite(office, "bruna")
    joined = choose(gateway.browser(), code)
    printed = re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}", joined.text)
    assert len(printed) == second_factor.PRINTED
    rows = repr([gateway.rows("accounts"), gateway.rows("printed_codes")])
    for secret in (code, code.replace("-", ""), *printed, *(one.replace("-", "") for one in printed)):
        assert secret not in rows


def test_a_printed_code_opens_once_where_the_phone_is_gone(gateway: Gateway, office: Browser):
    joined = choose(gateway.browser(), invite(office, "bruna"))
    printed = re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}", joined.text)
    for code, opens in ((printed[0].lower(), True), (printed[0], False), (printed[1].replace("-", ""), True)):
        browser, name = gateway.browser(), account(gateway, "bruna").name
        page = browser.send(browser.get("/caseworker/sign-in"), "password", name=name, password=CHOSEN, code=code)
        assert ("Sent reports" in page.text) is opens, code


def test_joining_and_recovery_are_the_same_on_both_databases(gateway_anywhere: Gateway):
    gateway = gateway_anywhere
    new_caseworker(gateway, "ada", admin=True)
    ada, engine = account(gateway, "ada"), gateway.host.engine
    key = gateway.host.settings.accounts_key
    assert ada is not None
    _, code = administration.invite(engine, ada, "bruna", admin=True, key=key, now=NOW, day=clock.today())
    secret = second_factor.new_secret()
    given = {"password": CHOSEN, "secret": secret, "typed": pyotp.TOTP(secret).at(NOW), "key": key, "now": NOW}
    bruna, printed = invitations.join(engine, code, **given)
    assert (bruna.admin, bruna.state, len(gateway.rows("printed_codes"))) == (True, "active", len(printed))
    with pytest.raises(BadAccount, match="does not work"):
        invitations.join(engine, code, **given)
    administration.reset(engine, ada, bruna.id, key=key, now=NOW)
    assert gateway.rows("printed_codes") == []
    administration.remove(engine, ada, bruna.id)
    assert [row.name for row in gateway.rows("accounts")] == ["ada"]

"""An NGO's own administrator suspends, resets and removes people of her NGO alone, each time with her password."""

from __future__ import annotations

import re

import pytest

from deploy.demonstration.browser import Browser, Page
from gateway.accounts import administration
from gateway.accounts.signin import BadAccount
from gateway.web import texts
from tests.gateway.running import Gateway
from tests.gateway.web.conftest import PASSWORD, Caseworker, new_caseworker
from tests.gateway.web.people import account, choose, code_on, invite
from tests.orgs import OTHER_NGO


def press(office: Browser, act: str, name: str, **more: str) -> Page:
    """One act on the list, confirmed with the administrator's password."""
    page = office.get("/caseworker/people/")
    assert re.search(rf'value="{act}"[^>]*>[^<]*<span class="unseen">: {name}<', page.html), page.text
    found = re.search(rf'name="who" value="([0-9a-f]{{32}})">(?:(?!</li>).)*: {name}</span>', page.html, re.S)
    assert found
    asked = office.post("/caseworker/people/", {"csrf": page.form("csrf").fields["csrf"], "who": found[1], "act": act})
    return office.send(asked, "current", **({"current": PASSWORD} | more))


def test_what_ends_an_account_is_folded_away_behind_the_rest(gateway: Gateway, office: Browser):
    invite(office, "bruna")
    listed = office.get("/caseworker/people/").html.split('<ul class="rows">')[1].split("</ul>")[0]
    for row in listed.split("<li>")[1:]:
        before, folded = row.split("<details>")
        assert 'value="suspend"' in folded
        assert "suspend" not in before
        assert "remove" not in before


def test_who_is_suspended_is_out_everywhere_at_once_and_may_come_back_with_a_new_code(
    gateway: Gateway, office: Browser, work: Browser, dalva: Caseworker
):
    assert "Done for dalva" in press(office, "suspend", "dalva").text
    assert "Sent reports" not in work.get("/caseworker/").text
    assert "Sent reports" not in dalva.sign_in(gateway.browser()).text
    code = code_on(press(office, "reset", "dalva"))
    assert "You have joined" in choose(gateway.browser(), code).text


def test_recovery_ends_everything_old_at_once(gateway: Gateway, office: Browser, work: Browser, dalva: Caseworker):
    code = code_on(press(office, "reset", "dalva"))
    assert "Sent reports" not in work.get("/caseworker/").text
    assert "Sent reports" not in dalva.sign_in(gateway.browser()).text
    browser = gateway.browser()
    assert "You have joined" in choose(browser, code).text
    assert gateway.rows("accounts")[0].join_hash is None


def test_no_act_reaches_another_ngo(gateway: Gateway, office: Browser):
    new_caseworker(gateway, "quimera", OTHER_NGO)
    page = office.get("/caseworker/people/")
    assert "quimera" not in page.text
    ines, csrf = account(gateway, "quimera"), page.form("csrf").fields["csrf"]
    assert ines is not None
    before = gateway.rows("accounts")
    for act in ("suspend", "reset", "remove", "promote", "demote", "out"):
        fields = {"csrf": csrf, "who": ines.id.hex(), "act": act, "current": PASSWORD}
        assert administration.GONE in office.post("/caseworker/people/", fields).text
    ada = account(gateway, "ada")
    assert ada is not None
    for act in (administration.suspend, administration.remove, administration.sign_out):
        with pytest.raises(BadAccount, match=r"no such account"):
            act(gateway.host.engine, ada, ines.id)
    assert gateway.rows("accounts") == before


def test_the_last_administrator_stays(gateway_anywhere: Gateway):
    gateway = gateway_anywhere
    new_caseworker(gateway, "ada", admin=True)
    new_caseworker(gateway, "dalva")
    ada, dalva = account(gateway, "ada"), account(gateway, "dalva")
    assert ada is not None
    assert dalva is not None
    engine = gateway.host.engine
    for act in (
        lambda: administration.suspend(engine, ada, ada.id),
        lambda: administration.set_admin(engine, ada, ada.id, False),
    ):
        with pytest.raises(BadAccount, match="last administrator"):
            act()
    administration.set_admin(engine, ada, dalva.id, True)
    administration.suspend(engine, dalva, ada.id)
    with pytest.raises(administration.NotAnAdministrator):
        administration.suspend(engine, ada, dalva.id)  # she was suspended a moment ago
    with pytest.raises(BadAccount, match="last administrator"):
        administration.set_admin(engine, dalva, dalva.id, False)


def test_a_stranger_who_tries_her_name_does_not_disarm_an_administrator(
    gateway: Gateway, office: Browser, dalva: Caseworker
):
    stranger = gateway.browser()
    for _ in range(10):
        page = stranger.get("/caseworker/sign-in")
        stranger.send(page, "password", name="ada", password="wrong wrong wrong", code="000000")
    assert "Done for dalva" in press(office, "suspend", "dalva").text
    assert account(gateway, "dalva").state == "suspended"  # type: ignore[union-attr]


def test_a_change_needs_the_administrators_own_password(gateway: Gateway, office: Browser, dalva: Caseworker):
    page = press(office, "suspend", "dalva", current="not hers")
    assert "That is not your password" in page.text
    assert account(gateway, "dalva").state == "active"  # type: ignore[union-attr]


def test_passwords_cannot_be_guessed_at_a_computer_that_was_left(gateway: Gateway, office: Browser, dalva):
    for _ in range(5):
        press(office, "suspend", "dalva", current="a guess")
    assert texts.WAIT in press(office, "suspend", "dalva").text
    assert account(gateway, "dalva").state == "active"  # type: ignore[union-attr]


def test_an_ordinary_caseworker_sees_no_people_and_changes_nobody(gateway: Gateway, work: Browser):
    assert work.get("/caseworker/people/").status == 403
    csrf = work.get("/caseworker/").form("csrf").fields["csrf"]
    fields = {"csrf": csrf, "act": "invite", "name": "eve", "admin": "yes", "current": PASSWORD}
    assert work.post("/caseworker/people/", fields).status == 403
    assert account(gateway, "eve") is None


def test_a_form_from_elsewhere_changes_nobody(gateway: Gateway, office: Browser, dalva: Caseworker):
    found = account(gateway, "dalva")
    assert found is not None
    fields = {"csrf": "0" * 64, "who": found.id.hex(), "act": "suspend", "current": PASSWORD}
    assert office.post("/caseworker/people/", fields).status == 403
    for path in ("sign-out", "password", "second-factor", "printed"):
        assert office.post(f"/caseworker/me/{path}", {"csrf": "0" * 64, "current": PASSWORD}).status == 403
    assert office.post("/caseworker/join", {"csrf": "0" * 64, "code": "x"}).status == 403

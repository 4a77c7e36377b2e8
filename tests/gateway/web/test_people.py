"""An NGO's own administrator: who joins, who leaves, who has lost a phone; and where everybody is signed in."""

from __future__ import annotations

import re

import pyotp
import pytest

from deploy.demonstration.browser import Browser, Page
from gateway import limits
from gateway.accounts import administration, invitations, second_factor
from gateway.accounts.signin import BadAccount
from gateway.store import accounts
from gateway.store.accounts import Account
from gateway.store.engine import reading, writing
from gateway.web import texts
from keys import clock
from tests.gateway.running import Gateway
from tests.gateway.web.conftest import NOW, PASSWORD, Caseworker, new_caseworker
from tests.orgs import NGO, OTHER_NGO

CHOSEN = "four words that rhyme"


@pytest.fixture
def ada(gateway: Gateway) -> Caseworker:
    return new_caseworker(gateway, "ada", admin=True)


@pytest.fixture
def office(gateway: Gateway, ada: Caseworker) -> Browser:
    """A browser in which the administrator is signed in."""
    browser = gateway.browser()
    assert "People" in ada.sign_in(browser).text
    return browser


def account(gateway: Gateway, name: str) -> Account | None:
    """Whose name begins like this: whoever was invited has digits after hers."""
    with reading(gateway.host.engine) as connection:
        names = [row.name for row in gateway.rows("accounts") if row.name.rstrip("0123456789") == name]
        return accounts.by_name(connection, names[0]) if names else None


def press(office: Browser, act: str, name: str, **more: str) -> Page:
    """One act on the list, confirmed with the administrator's password."""
    page = office.get("/caseworker/people/")
    assert re.search(rf'value="{act}"[^>]*>[^<]*<span class="unseen">: {name}<', page.html), page.text
    found = re.search(rf'name="who" value="([0-9a-f]{{32}})">(?:(?!</li>).)*: {name}</span>', page.html, re.S)
    assert found
    asked = office.post("/caseworker/people/", {"csrf": page.form("csrf").fields["csrf"], "who": found[1], "act": act})
    return office.send(asked, "current", **({"current": PASSWORD} | more))


def invite(office: Browser, name: str, **more: str) -> str:
    """The code for somebody new."""
    asked = office.send(office.get("/caseworker/people/"), "name", name=name, **more)
    return code_on(office.send(asked, "current", current=PASSWORD))


def code_on(page: Page) -> str:
    found = re.search(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", page.text)
    assert found, page.text
    return found[0]


def choose(browser: Browser, code: str, **changes: str) -> Page:
    """The code typed, password and second factor chosen."""
    page = browser.send(browser.get("/caseworker/join"), "code", code=code)
    secret = secret_on(page)
    fitting = pyotp.TOTP(secret).at(NOW)
    chosen = {"new": CHOSEN, "repeated": CHOSEN, "typed": fitting} | changes
    return browser.send(page, "carried", **chosen)


def secret_on(page: Page) -> str:
    found = re.search(r"Key: ((?:[A-Z2-7]{4} ?)+)", page.text)
    assert found, page.text
    return found[1].replace(" ", "")


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


def test_what_ends_an_account_is_folded_away_behind_the_rest(gateway: Gateway, office: Browser):
    invite(office, "bruna")
    listed = office.get("/caseworker/people/").html.split('<ul class="rows">')[1].split("</ul>")[0]
    for row in listed.split("<li>")[1:]:
        before, folded = row.split("<details>")
        assert 'value="suspend"' in folded
        assert "suspend" not in before
        assert "remove" not in before


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

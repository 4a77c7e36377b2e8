"""A passkey in place of a code: whose it is, where it works, and that nothing of its use is kept."""

from __future__ import annotations

import json
import re
import time
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.broker import start_broker
from deploy.demonstration.browser import Browser, Page
from gateway import limits
from gateway.accounts import cli, passkeys, signin
from gateway.store import accounts as store
from gateway.store import passkeys as stored
from gateway.store.engine import reading
from gateway.web import texts
from keys.encoding import b64url, unb64url
from tests.gateway.running import Gateway, settings_in
from tests.gateway.web.authenticator import PRESENT, Authenticator
from tests.gateway.web.conftest import PASSWORD, Caseworker, new_caseworker
from tests.gateway.web.filling import send, write
from tests.orgs import Orgs

HERE = "http://localhost:8000"  # a name: passkeys are bound to one
ONION = "a" * 56 + ".onion"


@pytest.fixture
def gateway(orgs: Orgs, tmp_path: Path, sqlite_url: str) -> Gateway:
    return Gateway(orgs, settings_in(tmp_path, orgs, sqlite_url)).with_settings(public_url=HERE, onion=ONION)


@pytest.fixture
def browser(gateway: Gateway) -> Browser:
    return Browser(HERE, gateway.app)


@pytest.fixture
def phone() -> Authenticator:
    return Authenticator(HERE, "localhost")


@pytest.fixture
def hers(work: Browser, phone: Authenticator) -> Authenticator:
    """A passkey that the caseworker has added."""
    assert "is added" in add(work, phone).text
    return phone


def form_to(page: Page, path: str) -> dict[str, str]:
    (form,) = [form for form in page.forms if form.action.endswith(path)]
    return form.fields


def to_make(work: Browser, current: str = PASSWORD) -> Page:
    fields = form_to(work.get("/caseworker/me/"), "/passkeys/")
    return work.post("/caseworker/me/passkeys/", fields | {"current": current})


def add(work: Browser, phone: Authenticator) -> Page:
    fields = form_to(to_make(work), "/passkeys/add")
    return work.post("/caseworker/me/passkeys/add", fields | {"passkey": phone.made(fields["carried"])})


def show(browser: Browser, phone: Authenticator, name: str = "dalva", password: str = PASSWORD) -> Page:
    """She signs in, with a passkey and no code."""
    page = browser.get("/caseworker/sign-in")
    challenge = page.form("password").fields["challenge"]
    return browser.send(page, "password", name=name, password=password, code="", passkey=phone.shown(challenge))


def options(page: Page) -> dict:
    (found,) = re.findall(r'data-passkey="([^"]*)"', page.html)
    return json.loads(unescape(found))


def is_in(page: Page) -> bool:
    return "Sent reports" in page.text


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


def remove(work: Browser, **changes: str) -> Page:
    page = work.get("/caseworker/me/")
    mark = re.findall(r'name="mark" value="(\w{4})"', page.html)[0]
    fields = form_to(page, "/passkeys/remove") | {"current": PASSWORD, "mark": mark} | changes
    return work.post("/caseworker/me/passkeys/remove", fields)


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


@given(st.lists(st.binary(max_size=200), max_size=5))
@settings(max_examples=300, deadline=None)
def test_no_bytes_but_a_passkeys_own_make_one(hostile: list[bytes]):
    assert passkeys.made(proof_of(".".join(map(b64url, hostile))), "K7QM") is None


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_new_passkey_with_a_byte_changed_is_refused_or_is_just_another_one(data: st.DataObject):
    sent = data.draw(changed(Authenticator(HERE, "localhost").made("challenge")))
    found = passkeys.made(proof_of(sent), "K7QM")  # a byte of its id may differ
    assert found is None or found.mark == "K7QM"


def test_a_signature_over_any_other_byte_is_refused(gateway: Gateway, hers: Authenticator):
    sent = hers.shown("challenge")
    with reading(gateway.host.engine) as connection:
        account = store.by_name(connection, "dalva")
        assert account is not None
        assert passkeys.fits(connection, account, proof_of(sent))

        @given(changed(sent))
        @settings(max_examples=300, deadline=None)
        def refused(other: str) -> None:
            assert not passkeys.fits(connection, account, proof_of(other))

        refused()


@st.composite
def changed(draw: st.DrawFn, sent: str) -> str:
    """What a browser posts, with one byte changed, or a piece left out or doubled."""
    parts = [bytearray(unb64url(part)) for part in sent.split(".")]
    which = draw(st.integers(0, len(parts) - 1))
    if act := draw(st.sampled_from(("", "without", "twice"))):
        parts = [*parts[:which], *([parts[which]] * 2 if act == "twice" else []), *parts[which + 1 :]]
    else:
        parts[which][draw(st.integers(0, len(parts[which]) - 1))] ^= draw(st.integers(1, 255))
    return ".".join(b64url(bytes(part)) for part in parts)


def proof_of(sent: str) -> passkeys.Proof:
    return passkeys.Proof(sent, "challenge", "localhost", HERE)


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

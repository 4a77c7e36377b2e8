"""Signing in at the hosted page."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from deploy.demonstration.browser import Browser
from gateway import limits
from gateway.accounts import signin
from gateway.store import accounts as store
from gateway.store import retention
from gateway.store.engine import writing
from gateway.web import texts
from tests.gateway.running import Gateway
from tests.gateway.web.conftest import NOW, PASSWORD, Caseworker, new_caseworker


def test_a_name_a_password_and_a_code_open_the_work_pages(browser: Browser, dalva: Caseworker):
    assert "Sign in" in browser.get("/caseworker/").text
    assert "Sent reports" in dalva.sign_in(browser).text
    assert "Only the police" in browser.get("/caseworker/report/whole").text


def test_every_wrong_try_gives_one_and_the_same_page(gateway: Gateway, dalva: Caseworker):
    suspended = new_caseworker(gateway, "gone")
    with writing(gateway.host.engine) as connection:
        found = store.by_name(connection, "gone")
        assert found is not None
        store.suspend(connection, found.id)
    tries = [
        {"name": "nobody", "password": PASSWORD, "code": "123456"},
        {"name": "dalva", "password": "wrong", "code": dalva.code()},
        {"name": "dalva", "password": PASSWORD, "code": "000000"},
        {"name": "dalva", "password": PASSWORD, "code": "not a code"},
        {"name": "dalva", "password": "", "code": ""},
        suspended.credentials(),
    ]
    pages = set()
    for one in tries:
        browser = gateway.browser()
        empty = browser.get("/caseworker/sign-in")
        page = browser.send(empty, "password", **one)
        csrf = empty.form("password").fields["csrf"]
        pages.add((page.status, page.html.replace(csrf, "")))
    assert len(pages) == 1


def test_a_code_works_once(gateway: Gateway, dalva: Caseworker):
    credentials = dalva.credentials()
    first, second = gateway.browser(), gateway.browser()
    assert "Sent reports" in first.send(first.get("/caseworker/sign-in"), "password", **credentials).text
    assert "Sent reports" not in second.send(second.get("/caseworker/sign-in"), "password", **credentials).text


def test_an_earlier_code_does_not_work_after_a_later_one(gateway: Gateway, dalva: Caseworker):
    early, late = dalva.credentials(), dalva.credentials()
    for credentials, fits in ((late, True), (early, False)):
        browser = gateway.browser()
        page = browser.send(browser.get("/caseworker/sign-in"), "password", **credentials)
        assert ("Sent reports" in page.text) is fits


def test_whoever_is_suspended_while_her_password_is_looked_at_does_not_get_in(
    gateway: Gateway, browser: Browser, dalva: Caseworker, monkeypatch: pytest.MonkeyPatch
):
    fits = signin.fits

    def suspended_meanwhile(password_hash: str, password: str, *, known: bool) -> bool:
        with writing(gateway.host.engine) as connection:
            found = store.by_name(connection, "dalva")
            assert found is not None
            store.suspend(connection, found.id)
        return fits(password_hash, password, known=known)

    monkeypatch.setattr(signin, "fits", suspended_meanwhile)
    page = dalva.sign_in(browser)
    assert page.status < 500
    assert "Sent reports" not in page.text
    assert gateway.rows("sessions") == []


def test_codes_may_be_typed_in_the_digits_of_any_script(browser: Browser, dalva: Caseworker):
    arabic = dalva.code().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    page = browser.send(browser.get("/caseworker/sign-in"), "password", name="DALVA ", password=PASSWORD, code=arabic)
    assert "Sent reports" in page.text


def test_a_blank_in_a_code_and_capitals_in_a_name_are_forgiven(gateway: Gateway, browser: Browser, dalva: Caseworker):
    code = dalva.code()
    typed = {"name": " Dalva", "password": PASSWORD, "code": f"{code[:3]} {code[3:]} "}
    assert "Sent reports" in browser.send(browser.get("/caseworker/sign-in"), "password", **typed).text


def test_of_a_name_no_more_is_looked_at_than_a_name_can_have():
    flood = "\u0315\u0334" * 50_000  # composing all of it would stop this process for a minute
    assert len(signin.normal_name(flood)) == signin.LONGEST_TYPED
    with pytest.raises(signin.BadAccount):
        signin.checked_name("dalva" + " " * signin.LONGEST_TYPED)


def test_wrong_tries_make_the_account_wait_longer_and_longer():
    waits = [signin.wait_after(failed) for failed in range(1, 20)]
    assert waits[:4] == [0, 0, 0, 0]
    assert waits[4:8] == [60, 120, 240, 480]
    assert max(waits) == 15 * 60
    assert waits == sorted(waits)


def test_wrong_codes_behind_the_right_password_make_a_name_wait(gateway: Gateway, dalva: Caseworker):
    now, key, engine = NOW, gateway.host.settings.accounts_key, gateway.host.engine
    for _ in range(limits.FREE_TRIES):
        assert signin.sign_in(engine, "dalva", PASSWORD, "", key=key, now=now) is None
    code = dalva.code()
    assert signin.sign_in(engine, "dalva", PASSWORD, code, key=key, now=now) is None
    dalva.at = now + 121
    assert signin.sign_in(engine, "dalva", PASSWORD, dalva.code(), key=key, now=now + 121) is not None
    assert gateway.rows("tries") == []


def test_a_stranger_who_tries_her_name_keeps_her_from_nothing(gateway: Gateway, work: Browser, dalva: Caseworker):
    stranger = gateway.browser()
    for _ in range(4 * limits.FREE_TRIES):
        wrong = {"name": "dalva", "password": "wrong wrong wrong", "code": "000000"}
        assert "Sent reports" not in stranger.send(stranger.get("/caseworker/sign-in"), "password", **wrong).text
    assert "Sent reports" in dalva.sign_in(gateway.browser()).text
    page = work.send(work.get("/caseworker/me/"), "new", current=PASSWORD, new="x" * 20, repeated="x" * 20)
    assert texts.CHANGED in page.text


def test_wrong_passwords_inside_a_session_make_that_session_wait_and_no_other(
    gateway: Gateway, work: Browser, dalva: Caseworker
):
    other = gateway.browser()
    dalva.sign_in(other)
    chosen = {"new": "y" * 20, "repeated": "y" * 20}
    for _ in range(limits.FREE_TRIES):
        assert texts.NOT_HERS in work.send(work.get("/caseworker/me/"), "new", current="wrong", **chosen).text
    assert texts.WAIT in work.send(work.get("/caseworker/me/"), "new", current=PASSWORD, **chosen).text
    assert texts.CHANGED in other.send(other.get("/caseworker/me/"), "new", current=PASSWORD, **chosen).text


def test_a_name_that_nobody_has_is_counted_as_one_that_somebody_has(gateway: Gateway, dalva: Caseworker):
    key, engine = gateway.host.settings.accounts_key, gateway.host.engine
    for name in ("dalva", "nobody"):
        for _ in range(limits.FREE_TRIES - 1):
            signin.sign_in(engine, name, "wrong", "", key=key, now=NOW)
    rows = gateway.rows("tries")
    assert [(row.failed, row.locked_until) for row in rows] == [(limits.FREE_TRIES - 1, NOW // 86400 * 86400)] * 2
    assert all(b"dalva" not in row.name_hash for row in rows)


def test_wrong_tries_are_forgotten_after_a_day(gateway: Gateway):
    key, engine = gateway.host.settings.accounts_key, gateway.host.engine
    signin.sign_in(engine, "dalva", "wrong", "", key=key, now=NOW)
    begun = NOW // 86400 * 86400
    retention.forget_sign_ins(engine, begun + retention.TRIES - 1)
    assert len(gateway.rows("tries")) == 1
    retention.forget_sign_ins(engine, begun + retention.TRIES)
    assert gateway.rows("tries") == []


def test_people_queue_to_sign_in_and_only_a_long_queue_sends_a_stranger_away(
    gateway: Gateway, browser: Browser, dalva: Caseworker, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(signin, "_places", threading.BoundedSemaphore(1))
    with signin._places:
        assert "try again in a few seconds" in dalva.sign_in(browser).text
    assert "Sent reports" in dalva.sign_in(browser).text
    browser.send(browser.get("/caseworker/"), "csrf")  # signed out
    with signin._places, signin._strangers:  # strangers hash and wait without end
        assert "Sent reports" in dalva.sign_in(browser).text


def test_whoever_is_known_here_does_not_wait_while_a_strangers_password_is_tried(monkeypatch: pytest.MonkeyPatch):
    hers, trying, go_on = signin.hashed(PASSWORD), threading.Event(), threading.Event()
    verify = signin.pwhash.argon2id.verify

    def slowly(hashed: bytes, password: bytes) -> bool:
        if password == b"a stranger":
            trying.set()
            assert go_on.wait(30)
        return verify(hashed, password)

    monkeypatch.setattr(signin.pwhash.argon2id, "verify", slowly)
    found: list[bool] = []
    stranger = threading.Thread(target=signin.fits, args=(hers, "a stranger"), kwargs={"known": False})
    known = threading.Thread(target=lambda: found.append(signin.fits(hers, PASSWORD, known=True)))
    stranger.start()
    try:
        assert trying.wait(30)
        known.start()
        known.join(20)
        assert found == [True]
    finally:
        go_on.set()
        stranger.join()


def test_eight_strangers_who_never_stop_keep_nobody_from_signing_in(gateway: Gateway, dalva: Caseworker):
    going, sent = threading.Event(), []
    going.set()

    def strange() -> None:
        stranger = gateway.browser()
        while going.is_set():
            page = stranger.get("/caseworker/sign-in")
            sent.append(stranger.send(page, "password", name="x", password="y" * 12, code="000000"))

    strangers = [threading.Thread(target=strange) for _ in range(8)]
    for thread in strangers:
        thread.start()
    try:
        assert all("Sent reports" in dalva.sign_in(gateway.browser()).text for _ in range(3))
    finally:
        going.clear()
        for thread in strangers:
            thread.join()
    assert sent


def test_the_cookie_is_strict_and_new_after_signing_in(gateway: Gateway, dalva: Caseworker):
    browser = gateway.browser()
    empty = browser.get("/caseworker/sign-in")
    before = empty.headers["Set-Cookie"]
    after = dalva.sign_in(browser).answer.history[0].headers.get_list("Set-Cookie")[0]
    assert before.split(";")[0] != after.split(";")[0]
    for cookie in (before, after):
        assert cookie.startswith("amparo-gateway=")
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert "Secure" not in cookie  # plain http on loopback
        assert "Domain" not in cookie
        assert "Expires" not in cookie


def test_behind_https_the_cookie_is_secure_and_bound_to_the_host(gateway: Gateway):
    there = gateway.with_settings(public_url="https://127.0.0.1")
    browser = Browser("https://127.0.0.1", there.app)
    cookie = browser.get("/caseworker/sign-in").headers["Set-Cookie"]
    assert cookie.startswith("__Host-amparo=")
    assert "Secure" in cookie
    assert "Path=/;" in cookie + ";"


def test_the_database_holds_only_a_hash_of_what_the_browser_holds(gateway: Gateway, work: Browser):
    from base64 import urlsafe_b64decode

    cookie = work.cookies.get("amparo-gateway")
    assert cookie is not None
    held = urlsafe_b64decode(cookie)
    (row,) = gateway.rows("sessions")
    assert held not in (row.id_hash, row.account_id)
    assert cookie.encode() not in row.id_hash


def test_the_second_factor_is_sealed_to_its_account(gateway: Gateway, dalva: Caseworker):
    other = new_caseworker(gateway, "bruna")
    (row,) = [row for row in gateway.rows("accounts") if row.name == "dalva"]
    assert dalva.secret.encode() not in row.totp_sealed
    with writing(gateway.host.engine) as connection:
        found = store.by_name(connection, "bruna")
        assert found is not None
        store.set_second_factor(connection, found.id, row.totp_sealed)  # a thief moves one into another account
    moved = replace(dalva, name="bruna")
    assert "Sent reports" not in moved.sign_in(gateway.browser()).text
    assert "Sent reports" not in other.sign_in(gateway.browser()).text


def test_passwords_are_hashed_at_libsodiums_interactive_limits(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.undo()
    assert signin.hashed(PASSWORD).startswith("$argon2id$v=19$m=65536,t=2,p=1$")


@pytest.mark.parametrize("path", ["/caseworker/sign-in", "/caseworker/sign-out", "/caseworker/"])
def test_a_form_from_elsewhere_does_nothing(work: Browser, dalva: Caseworker, path: str):
    fields = {"csrf": "0" * 64, **dalva.credentials()}
    assert work.post(path, fields).status == 403
    good = work.get("/caseworker/report/whole").form("filing_secret").fields["csrf"]
    assert work.post(path, {"csrf": good}, headers={"Sec-Fetch-Site": "cross-site"}).status == 403
    assert "Sent reports" in work.get("/caseworker/").text  # still signed in


def test_signing_out_ends_the_session_for_every_copy_of_the_cookie(gateway: Gateway, work: Browser):
    cookie = work.cookies.get("amparo-gateway")
    assert cookie is not None
    page = work.send(work.get("/caseworker/"), "csrf")
    assert "Sign in" in page.text
    assert gateway.rows("sessions") == []
    thief = gateway.browser()
    thief.cookies.set("amparo-gateway", cookie, domain="127.0.0.1")
    assert "Sent reports" not in thief.get("/caseworker/").text


def test_a_suspended_account_is_out_at_once(gateway: Gateway, work: Browser):
    with writing(gateway.host.engine) as connection:
        found = store.by_name(connection, "dalva")
        assert found is not None
        store.suspend(connection, found.id)
    assert "Sent reports" not in work.get("/caseworker/").text


def test_a_session_ends_when_idle_and_after_a_working_day(work: Browser, monkeypatch: pytest.MonkeyPatch):
    from gateway.web import sessions

    class Clock:
        now = time.time()

        @classmethod
        def time(cls) -> float:
            return cls.now

    monkeypatch.setattr(sessions, "time", Clock)
    start = Clock.now
    for minutes in range(20, 10 * 60 - 5, 20):  # never idle for long
        Clock.now = start + minutes * 60
        assert "Sent reports" in work.get("/caseworker/").text, minutes
    Clock.now = start + limits.LONGEST_SESSION + 60
    assert "Sent reports" not in work.get("/caseworker/").text


def test_an_idle_session_is_over(work: Browser, monkeypatch: pytest.MonkeyPatch):
    from gateway.web import sessions

    later = time.time() + limits.IDLE + sessions.ROUNDED + 1
    monkeypatch.setattr(sessions.time, "time", lambda: later)
    assert "Sent reports" not in work.get("/caseworker/").text


def test_no_row_says_at_what_time_somebody_signed_in(gateway: Gateway, work: Browser):
    assert [row.expires % 1800 for row in gateway.rows("sessions")] == [0]
    (account,) = gateway.rows("accounts")
    assert account.totp_step > 0  # her code could be tried again for a minute
    retention.forget_steps(gateway.host.engine, account.totp_step)
    assert [row.totp_step for row in gateway.rows("accounts")] == [account.totp_step]
    retention.forget_steps(gateway.host.engine, account.totp_step + 1)
    assert [row.totp_step for row in gateway.rows("accounts")] == [0]

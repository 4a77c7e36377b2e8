"""What every page has: the way out, 999 before any question, strict headers, labels, nothing from elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.demonstration.browser import Browser, Page
from gateway import look
from gateway.look import http
from gateway.web import pages
from gateway.web.victim import emergency
from tests.gateway.running import URL, Gateway
from tests.gateway.web.conftest import PASSWORD, Caseworker, new_caseworker
from tests.gateway.web.filling import file, send, write

STATIC = Path(look.__file__).parent / "static"


EVERYTHING = {
    "crime__suspects__0__relationship": "partner",
    "crime__suspects__1__relationship": "police_officer",
    "crime__vehicles__0__type": "car",
    "crime__evidence__0__type": "messages",
    "crime__methods__threats__to_kill": "yes",
    "crime__reported_before": "yes_police",
    "crime__wish": "investigate_without_me",
    "crime__where__place_type": "shared_home",
    "identity__children__0__first_name": "Luisa",
    "identity__people__afraid_of__0__name": "Gregory",
    "identity__record__consent__points_explained__may_stop": "yes",
}


def every_page(browser: Browser, dalva: Caseworker) -> dict[str, Page]:
    """One of each, errors and all."""
    found = {
        "look": browser.get("/"),
        "nothing": browser.send(browser.get("/"), "code", code="0" * 24),
        "wrong length": browser.send(browser.get("/"), "code", code="1"),
        "card": browser.get("/now"),
        "recipients": browser.get("/recipients"),
        "sign in": browser.get("/caseworker/sign-in"),
        "wrong": browser.send(browser.get("/caseworker/sign-in"), "password", name="x", password="y", code="z"),
        "404": browser.get("/nothing/here"),
        "405": browser.post("/now", {}),
        "403": browser.post("/caseworker/sign-out", {"csrf": "0"}),
    }
    dalva.sign_in(browser)
    found |= {
        "list": browser.get("/caseworker/"),
        "write": browser.get("/caseworker/report/whole"),
        "errors": browser.send(browser.get("/caseworker/report/whole"), "filing_secret", "review"),
        "blocked": write(browser, crime__acts_narrative="Marina was hit."),
        "under 18": write(browser, crime__adult_confirmed="no"),
        "review": (looked := write(browser)),
        "sent": file(browser),
        "every part": browser.send(write(browser, **EVERYTHING), "filing_secret", "change"),
        "red": write(
            browser, **EVERYTHING, crime__acts_narrative="He wrote “you will never leave this house” on 3 May."
        ),
        "less exact": write(browser, crime__acts_narrative="On 3 May at 21:40 he spoke of her visa."),
        "later": write(browser, crime__wish="keep"),
        "kept": browser.send(write(browser, crime__wish="keep"), "filing_secret", "keep"),
        "told by her worker": file(browser, identity__record__token_mode="worker_only"),
    }
    browser.cookies.delete("amparo-gateway")
    found["again"] = send(browser, looked)
    return found


def pages_of_accounts(gateway: Gateway) -> dict[str, Page]:
    """Those of an administrator, and of whoever joins."""
    office, hers = gateway.browser(), gateway.browser()
    new_caseworker(gateway, "ada", admin=True).sign_in(office)
    found = {
        "join": hers.get("/caseworker/join"),
        "bad code": hers.send(hers.get("/caseworker/join"), "code", code="1234"),
        "me": office.get("/caseworker/me/"),
        "wrong password": office.send(office.get("/caseworker/me/"), "new", current="x"),
        "people": office.get("/caseworker/people/"),
        "asked": office.send(office.get("/caseworker/people/"), "name", name="bruna", admin="yes"),
    }
    found["asked again"] = office.send(found["asked"], "current", current="x")
    found["invited"] = office.send(found["asked"], "current", current=PASSWORD)
    code = re.findall(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", found["invited"].text)[0]
    found["choose"] = hers.send(found["join"], "code", code=code)
    found["choose again"] = hers.send(found["choose"], "carried", new="x", repeated="y", typed="1")
    factor = next(form for form in found["me"].forms if form.action.endswith("/second-factor"))
    found["scan"] = office.post(factor.action, factor.fields | {"current": PASSWORD})
    return found


@pytest.fixture
def found(gateway: Gateway, browser: Browser, dalva: Caseworker) -> dict[str, Page]:
    return every_page(browser, dalva) | pages_of_accounts(gateway)


def test_the_way_out_and_999_stand_before_any_question(found: dict[str, Page]):
    for name, page in found.items():
        before = page.html.split("<main", 1)[0]
        for wanted in (
            'href="tel:999"',
            "<strong>55</strong>",
            "<strong>18000</strong>",
            "text <bdi><strong>999</strong></bdi>",
            'href="/leave"',
        ):
            assert wanted in before, (name, wanted)
        assert "<form" not in before.split('href="/leave"')[0].split("<nav")[0], name
        assert "DEMONSTRATION" in before, name


def test_no_page_has_anything_inline_or_from_elsewhere(found: dict[str, Page]):
    for name, page in found.items():
        assert not re.search(r"\son\w+\s*=|\sstyle\s*=|<style|javascript:", page.html), name
        assert set(re.findall(r"<script[^>]*>(.*?)</script>", page.html)) == {""}, name
        loaded = re.findall(r'(?:<link[^>]*\shref|<script[^>]*\ssrc|<img[^>]*\ssrc)="([^"]*)"', page.html)
        more = ["/static/work.css"] if "<title>Work</title>" in page.html else []
        more = (["/static/away.js"] if 'id="away"' in page.html else []) + more
        more += ["/static/writing.js"] if 'data-screen="' in page.html else []
        more += ["/static/print.js"] if 'data-prints="' in page.html else []
        assert sorted(loaded) == sorted(["/static/icon.svg", "/static/page.js", "/static/style.css", *more]), name


def test_every_page_says_its_language_and_has_one_heading(found: dict[str, Page]):
    for name, page in found.items():
        assert '<html lang="en" dir="ltr"' in page.html, name
        assert page.html.count("<h1>") == 1, name
        assert "<title>Information</title>" in page.html or "<title>Work</title>" in page.html, name


def test_every_field_has_one_label_no_memory_and_every_id_stands_once(found: dict[str, Page]):
    for name, page in found.items():
        assert len(page.ids) == len(set(page.ids)), name
        for _tag, ident, remembered in page.controls:
            assert page.labels.count(ident) == 1, (name, ident)
            allowed = ("off", "current-password", "new-password", "one-time-code")
            assert remembered in allowed, (name, ident)
        for linked in re.findall(r'aria-(?:describedby|labelledby)="([^"]*)"', page.html):
            assert set(linked.split()) <= set(page.ids), (name, linked)
        for target in re.findall(r'href="#([^"]+)"', page.html):
            assert target in page.ids, (name, target)


def test_every_form_holds_a_password_so_that_no_browser_writes_down_what_it_posts(found: dict[str, Page]):
    for name, page in found.items():
        for form in re.findall(r'<form[^>]*method="post".*?</form>', page.html, re.DOTALL):
            assert 'type="password"' in form, (name, form[:120])


def test_no_answer_is_kept_and_every_header_is_there(found: dict[str, Page]):
    for name, page in found.items():
        given = page.headers
        assert given["Cache-Control"] == "no-store", name
        for header, value in http.HEADERS.items():
            assert given[header] == value, (name, header)
    policy = http.HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
        assert part in policy


def test_static_files_are_the_same_for_everybody_and_may_be_kept(browser: Browser):
    for name in ("style.css", "page.js", "work.css", "writing.js", "print.js", "away.js", "icon.svg"):
        page = browser.get(f"/static/{name}")
        assert page.status == 200
        assert "no-store" not in page.headers["Cache-Control"]
        assert page.headers["Content-Security-Policy"] == http.HEADERS["Content-Security-Policy"]
        assert "Set-Cookie" not in page.headers


def test_the_style_sheet_loads_nothing_and_knows_no_left_or_right():
    text = (STATIC / "style.css").read_text(encoding="utf-8")
    assert "url(" not in text
    assert "@import" not in text
    sides = r"(?m)^\s*(?:(?:margin|padding|border)-)?(?:left|right|top|bottom|width|height)\s*:"
    assert not re.search(sides, text)
    assert (STATIC / "style.css").stat().st_size < 22_000


def test_leaving_clears_this_site_and_goes_elsewhere_without_a_login(browser: Browser):
    left = browser.get("/leave", follow=False)
    assert left.status == 303
    assert left.headers["Location"] == pages.AWAY
    assert left.headers["Clear-Site-Data"] == emergency.CLEAR
    quiet = browser.post("/leave")
    assert quiet.status == 204
    assert quiet.headers["Clear-Site-Data"] == emergency.CLEAR


def test_another_host_is_not_answered(gateway: Gateway):
    client = gateway.app.test_client()
    for host in ("evil.example", "127.0.0.1", "127.0.0.1:8001", "localhost:8000"):
        answer = client.get("/", headers={"Host": host})
        assert answer.status_code == 421, host
        assert "<form" not in answer.text
    for target, status in (("http://evil.example/", 421), (URL + "/", 200), ("/", 200)):
        answer = client.get("/", base_url=URL, environ_overrides={"RAW_URI": target})
        assert answer.status_code == status, target
    assert client.get("/", headers={"Host": "127.0.0.1:8000"}).status_code == 200


def test_behind_https_browsers_are_told_to_stay_there(gateway: Gateway):
    there = gateway.with_settings(public_url="https://127.0.0.1")
    answer = there.app.test_client().get("/", base_url="https://127.0.0.1")
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert (
        "Strict-Transport-Security" not in gateway.app.test_client().get("/", base_url="http://127.0.0.1:8000").headers
    )


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Amparo.example", "amparo.example"),
        ("https://amparo.example:443/", "amparo.example"),
        ("https://amparo.example:8443", "amparo.example:8443"),
        ("http://[::1]:8000", "[::1]:8000"),
    ],
)
def test_the_host_is_read_from_the_public_address(gateway: Gateway, url: str, host: str):
    assert replace(gateway.host.settings, public_url=url).authority == host


def test_a_crash_shows_no_trace_and_keeps_the_way_out(gateway: Gateway, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(emergency, "render_template", lambda *_: (_ for _ in ()).throw(RuntimeError("wanderlust")))
    page = gateway.browser().get("/now")
    assert page.status == 500
    assert "wanderlust" not in page.html
    assert "Traceback" not in page.html
    assert 'href="tel:999"' in page.html
    assert "Nothing was sent." in page.text


def test_only_a_demonstration_says_so(gateway: Gateway, monkeypatch: pytest.MonkeyPatch):
    view = gateway.host.view()
    monkeypatch.setattr(gateway.host, "view", lambda: replace(view, deployment="amparo-uk"))
    assert "DEMONSTRATION" not in gateway.browser().get("/").html

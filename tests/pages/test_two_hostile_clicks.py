"""Somebody hostile gets her, or a caseworker, to open his page in the browser in which Amparo is open too.

He may open, frame, load and post whatever he likes. He learns nothing and changes nothing.
"""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from html import escape
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from deploy.demonstration.deployment import FORCE, NGO
from keys import token
from tests.pages import hostile, people
from tests.pages.hostile import Hostile
from tests.pages.stack import Stack

PAGES = ("/", "/now", "/recipients", "/caseworker/sign-in", "/caseworker/", "/caseworker/report")

TRY = """async url => {
  const tried = {};
  const said = async (name, what) => { tried[name] = await what.catch(() => 'refused'); };
  await said('fetch', fetch(url, {credentials: 'include'}).then(answer => answer.text()));
  await said('blind', fetch(url, {mode: 'no-cors', credentials: 'include'})
    .then(answer => answer.type + answer.status));
  const load = tag => new Promise((done, failed) => {
    const one = document.createElement(tag);
    one.onload = () => done('loaded'); one.onerror = failed;
    one[tag === 'link' ? 'href' : 'src'] = url; if (tag === 'link') one.rel = 'stylesheet';
    document.body.append(one);
  });
  for (const tag of ['img', 'script', 'link']) await said(tag, load(tag));
  return tried;
}"""
OPEN = "url => document.querySelector('button').addEventListener('click', () => { window.his = open(url); })"


@pytest.fixture(scope="module")
def his() -> Iterator[Hostile]:
    with hostile.running() as server:
        yield server


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One browser with everything open in it; its console may complain of what he tries."""
    made = browser.new_context()
    made.set_default_timeout(20_000)
    yield made
    made.close()


@pytest.fixture
def work(context: BrowserContext, amparo: Stack) -> Page:
    """A caseworker is signed in, in this very browser."""
    page = context.new_page()
    people.sign_in(page, amparo.url, amparo.caseworker())
    return page


def opened(context: BrowserContext, his: Hostile, html: str) -> Page:
    his.html = f"<!doctype html><title>his</title>{html}"
    page = context.new_page()
    page.goto(his.url)
    return page


def posting(action: str, fields: dict[str, str]) -> str:
    """A form that sends itself."""
    inside = "".join(f'<input name="{name}" value="{escape(value)}">' for name, value in fields.items())
    return f'<form id=f method=post action="{action}">{inside}</form><script>f.submit()</script>'


def test_he_frames_no_page(context: BrowserContext, work: Page, his: Hostile, amparo: Stack) -> None:
    frames = "".join(f'<iframe src="{amparo.url}{path}"></iframe>' for path in PAGES)
    page = opened(context, his, frames)
    page.wait_for_load_state("networkidle")
    shown = [frame for frame in page.frames if frame != page.main_frame]
    assert len(shown) == len(PAGES)
    for frame in shown:
        assert frame.locator("main").count() == 0, frame.url


def test_he_reads_no_page(context: BrowserContext, work: Page, his: Hostile, amparo: Stack) -> None:
    page = opened(context, his, "")
    for path in PAGES:
        learned = page.evaluate(TRY, amparo.url + path)
        assert learned == {name: "refused" for name in ("fetch", "blind", "img", "script", "link")}, path


def test_a_window_that_he_opens_is_lost_to_him(
    context: BrowserContext, work: Page, his: Hostile, amparo: Stack
) -> None:
    for path in PAGES:
        page = opened(context, his, "<button>look</button>")
        page.evaluate(OPEN, amparo.url + path)
        with context.expect_page() as popup:
            page.locator("button").click()
        popup.value.wait_for_load_state("load")
        page.wait_for_function("window.his.closed")  # at the latest when it has taken the new page
        assert page.evaluate("(() => { try { return window.his.document.title } catch (e) { return '' } })()") == ""
        assert popup.value.evaluate("window.opener") is None
        page.close()
        popup.value.close()


def test_a_form_of_his_does_nothing_at_the_caseworkers_pages(
    context: BrowserContext, work: Page, his: Hostile, amparo: Stack
) -> None:
    for path, fields in (
        ("/caseworker/sign-out", {"csrf": "0" * 64}),
        ("/caseworker/", {"after": "1.00"}),
        ("/caseworker/report", {"step": "send", "filing_secret": "0" * 64}),
        ("/caseworker/screen", {}),
    ):
        page = opened(context, his, posting(amparo.url + path, fields))
        page.wait_for_url(amparo.url + path)
        expect(page.locator("main")).not_to_contain_text("Sent reports")
        page.close()
    work.goto(f"{amparo.url}/caseworker/")
    expect(work.get_by_role("button", name="Sign out")).to_be_visible()


def test_he_signs_nobody_in_under_his_own_account(context: BrowserContext, his: Hostile, amparo: Stack) -> None:
    own = amparo.caseworker()
    fields = {"name": own.name, "password": own.password, "code": own.code()}
    page = opened(context, his, posting(f"{amparo.url}/caseworker/sign-in", fields))
    page.wait_for_url(f"{amparo.url}/caseworker/sign-in")
    page.goto(f"{amparo.url}/caseworker/")
    assert page.url.endswith("/sign-in")


def test_he_shows_nobody_messages_of_his_choice(
    context: BrowserContext, his: Hostile, amparo: Stack, marinas: people.Filed
) -> None:
    """A form with a real code and a real stamp, fetched by his own server, posted from her browser."""
    fetched = context.new_page()
    fetched.goto(amparo.url)
    stamp = fetched.locator('[name="stamp"]').first.get_attribute("value") or ""
    page = opened(context, his, posting(f"{amparo.url}/", {"code": marinas.token, "stamp": stamp}))
    page.wait_for_url(f"{amparo.url}/")
    expect(page.locator("#code")).to_be_visible()


def test_on_the_wire_a_code_that_leads_somewhere_is_as_long_as_one_that_does_not(
    context: BrowserContext, amparo: Stack, marinas: people.Filed
) -> None:
    sizes = set()
    for code in (marinas.token, "0" * 24, token.digits(token.new_value())):
        page = context.new_page()
        page.goto(amparo.url)
        with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
            people.look(page, amparo.url, code)
        answered.value.finished()
        measured = answered.value.request.sizes()
        sizes.add((measured["responseBodySize"], measured["responseHeadersSize"], answered.value.status))
        page.close()
    assert len(sizes) == 1, sizes


# --- the pages of the desks, on other addresses of this computer


@pytest.fixture(params=[FORCE, NGO])
def desk(request: pytest.FixtureRequest, context: BrowserContext, amparo: Stack) -> Page:
    """Somebody sits at a desk, in the browser in which his page is opened."""
    page = context.new_page()
    people.sit_down(page, amparo, request.param)
    return page


def test_a_desk_answers_to_no_other_name(desk: Page) -> None:
    """A name of his that leads to this computer (DNS rebinding) is a name that the desk was not printed with."""
    parts = urlsplit(desk.url)
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in desk.context.cookies(desk.url))
    for name in ("evil.example", f"evil.example:{parts.port}", f"localhost:{parts.port}", "", f"{parts.hostname}"):
        line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        line.putrequest("GET", parts.path, skip_host=True)
        line.putheader("Host", name)
        line.putheader("Cookie", cookies)
        line.endheaders()
        answer = line.getresponse()
        assert answer.status in (400, 421), name
        said = answer.read()
        assert not any(word in said for word in (b"Casa Aurora", b"West Yorkshire", b"Fetch now")), name
        line.close()


def test_he_frames_reads_and_opens_nothing_of_a_desk(context: BrowserContext, desk: Page, his: Hostile) -> None:
    """Even if he knew the secret word in its addresses."""
    page = opened(context, his, f'<iframe src="{desk.url}"></iframe><button>look</button>')
    page.wait_for_load_state("networkidle")
    for frame in page.frames[1:]:
        assert frame.locator("main").count() == 0
    assert set(page.evaluate(TRY, desk.url).values()) == {"refused"}
    page.evaluate(OPEN, desk.url)
    with context.expect_page() as popup:
        page.locator("button").click()
    popup.value.wait_for_load_state("load")
    expect(popup.value.locator("body")).not_to_contain_text("Fetch now")
    page.wait_for_function("window.his.closed")  # at the latest when it has taken the new page


def test_a_form_of_his_does_nothing_at_a_desk(context: BrowserContext, desk: Page, his: Hostile) -> None:
    for action in desk.locator("form[method=post]").evaluate_all("all => all.map(one => one.action)"):
        page = opened(context, his, posting(action, {"csrf": "guessed"}))
        page.wait_for_url(action)
        expect(page.get_by_role("button", name="Fetch now")).to_have_count(0)
        page.close()
    desk.reload()
    expect(desk.get_by_role("button", name="Fetch now")).to_be_visible()

"""Nobody but the one browser that was opened here gets a word out of a desk's local page."""

from __future__ import annotations

import pytest

from keys.desk.web.security import LINK_LASTS
from tests.keys.desk.web.desk_page import DeskPage


def test_the_browser_that_followed_the_link_is_in(lone_page: DeskPage) -> None:
    assert lone_page.get("/this-desk").status == 200


def test_the_start_page_replaces_itself_so_that_the_link_is_not_kept(lone_page: DeskPage) -> None:
    answer = lone_page.stranger().browser.get(lone_page.guard.link())
    assert answer.headers["Refresh"] == f"0; url={lone_page.guard.place}/"
    assert "Location" not in answer.headers


def test_a_link_is_good_once(lone_page: DeskPage) -> None:
    link = lone_page.guard.link()
    assert lone_page.stranger().browser.get(link).status == 200
    again = lone_page.stranger().browser.get(link)
    assert again.status == 403
    assert "Set-Cookie" not in again.headers


def test_a_link_nobody_used_lapses(lone_page: DeskPage) -> None:
    link = lone_page.guard.link()
    lone_page.clock.seconds += LINK_LASTS + 1
    assert lone_page.stranger().browser.get(link).status == 403


def test_another_browser_learns_not_even_whose_desk_it_is(lone_page: DeskPage) -> None:
    answer = lone_page.stranger().get("/this-desk")
    assert answer.status == 403
    assert "Yorkshire" not in answer.html
    assert "Police" not in answer.text


@pytest.mark.parametrize("host", ["localhost:8765", "127.0.0.1:8766", "127.0.0.1", "evil.example:8765"])
def test_a_request_that_names_another_host_is_refused(lone_page: DeskPage, host: str) -> None:
    answer = lone_page.get("/this-desk", headers={"Host": host})
    assert answer.status == 421
    assert "Yorkshire" not in answer.html


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://127.0.0.1:9999", "Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1:9999", "Sec-Fetch-Site": None},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "null", "Sec-Fetch-Site": None},
        {"Origin": None, "Sec-Fetch-Site": None},
        {"Origin": None, "Sec-Fetch-Site": "none"},
    ],
)
def test_a_post_from_elsewhere_does_nothing(lone_page: DeskPage, headers: dict[str, str | None]) -> None:
    assert lone_page.post("/lock", headers=headers).status == 403
    assert not lone_page.session.locked


def test_a_post_of_an_old_browser_that_names_our_origin_alone_is_taken(lone_page: DeskPage) -> None:
    assert lone_page.post("/lock", headers={"Sec-Fetch-Site": None}).status == 303
    assert lone_page.session.locked


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_can_neither_read_nor_embed_a_page(lone_page: DeskPage, site: str) -> None:
    assert lone_page.get("/this-desk", headers={"Sec-Fetch-Site": site}).status == 403


@pytest.mark.parametrize("value", ["", "guessed", "\u00e9\u0645"])
def test_a_post_without_the_value_of_our_forms_does_nothing(lone_page: DeskPage, value: str) -> None:
    assert lone_page.post("/lock", {"csrf": value}).status == 403
    assert not lone_page.session.locked


def test_what_lies_outside_the_random_word_is_silence(lone_page: DeskPage) -> None:
    for path in ("/", "/this-desk", "/look/style.css"):
        answer = lone_page.browser.get(path)
        assert (answer.status, answer.answer.content) == (404, b"")


def test_the_cookie_is_told_to_no_script_no_other_site_and_no_other_port(lone_page: DeskPage) -> None:
    answer = lone_page.stranger().browser.get(lone_page.guard.link())
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("amparo-desk-8765=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert f"Path={lone_page.guard.place}/" in cookie
    assert "Domain" not in cookie


def test_every_answer_is_unkept_unframed_and_loads_nothing_from_elsewhere(lone_page: DeskPage) -> None:
    page, stranger = lone_page, lone_page.stranger()
    for answer in (
        page.get("/this-desk"),
        page.get("/nowhere"),
        stranger.get("/this-desk"),
        page.get("/look/style.css"),
    ):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Frame-Options"] == "DENY"
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_two_starts_share_no_secret(lone_page: DeskPage) -> None:
    from keys.desk.web.security import Guard

    other = Guard(lone_page.guard.authority)
    assert other.word != lone_page.guard.word
    assert other.csrf != lone_page.guard.csrf
    assert other.link() != lone_page.guard.link()


def test_a_preview_does_not_spend_the_link(lone_page: DeskPage) -> None:
    link = lone_page.guard.link()
    looked = lone_page.stranger().browser.ask("HEAD", link)
    assert "Set-Cookie" not in looked.headers
    assert lone_page.stranger().browser.get(link).status == 200

"""Her page: a code in, her messages out, a word back. Used without script, as on an old phone."""

from __future__ import annotations

import logging

import pytest
import redis

from deploy.broker import start_broker
from deploy.demonstration.browser import Browser, Page
from gateway.store import mailboxes
from gateway.store.engine import writing
from gateway.web import texts
from gateway.web.victim import status
from keys import clock, token
from keys.roles import Part
from tests.gateway.running import Gateway
from tests.gateway.web.box import VALUE, Box
from tests.orgs import FORCE, NGO

NOTHING = "No messages yet"


def look(browser: Browser, code: str) -> Page:
    return browser.send(browser.get("/"), "code", code=code)


def test_both_writings_of_her_token_open_her_messages(browser: Browser, full: Box):
    for code in (token.symbols(VALUE), token.digits(VALUE), token.symbols(VALUE).lower().replace("-", " ")):
        page = look(browser, code)
        assert "A police officer has opened it. They do not know your name." in page.text
        assert "Was there <anybody> else?" in page.text
        assert "From Casa Aurora" in page.text
        assert "It reached the police computer." in page.text


@pytest.mark.parametrize("zero", ["٠", "۰", "০", "०", "੦", "０"])
def test_the_digits_may_be_of_any_script(browser: Browser, full: Box, zero: str):
    code = token.digits(VALUE).translate({48 + i: chr(ord(zero) + i) for i in range(10)})
    assert "A police officer has opened it." in look(browser, code).text


def test_check_signs_choose_no_mailbox_and_a_strange_sign_counts_as_nothing(browser: Browser, full: Box):
    plain = token.symbols(VALUE).replace("-", "")
    assert "A police officer has opened it." in look(browser, plain[:22] + "00").text
    assert "is not right" in look(browser, "é" + plain[1:]).text


def test_unknown_empty_and_wiped_are_one_document_that_says_the_code_is_written_correctly(
    gateway: Gateway, browser: Browser, full: Box
):
    spare = token.new_value()
    answers = [look(browser, code) for code in ("0" * 24, token.symbols(spare), token.digits(spare))]
    full.wipe()
    answers.append(look(browser, token.symbols(VALUE)))
    assert len({page.html for page in answers}) == 1
    headers = [{name: value for name, value in page.headers.items() if name != "date"} for page in answers]
    assert all(each == headers[0] for each in headers)
    assert NOTHING in answers[0].text
    assert "This code is written correctly." in answers[0].text


@pytest.mark.parametrize("place", range(24))
def test_one_wrong_sign_is_found_in_its_group_whether_or_not_a_mailbox_is_there(browser: Browser, place: int):
    plain = token.symbols(token.new_value()).replace("-", "")
    typed = plain[:place] + ("A" if plain[place] != "A" else "B") + plain[place + 1 :]
    page = look(browser, typed)
    assert f"Group {place // 4 + 1} of this code is not right." in page.text
    assert page.form("code").fields["code"] == typed


def test_wrong_digits_are_told_without_a_group(browser: Browser):
    assert "Something in this code is not right." in look(browser, "9" * 36).text


def test_she_empties_her_page_after_one_question(browser: Browser, full: Box):
    shown = look(browser, token.symbols(VALUE))
    asked = browser.send(shown, "wipe", "ask")
    assert "Empty this page?" in asked.text
    kept = browser.send(asked, "wipe", "no")
    assert "A police officer has opened it." in kept.text
    emptied = browser.send(browser.send(kept, "wipe", "ask"), "wipe", "yes")
    assert "The page is empty now" in emptied.text
    assert len(emptied.answer.content) == len(asked.answer.content) == status.SIZE
    assert NOTHING in look(browser, token.symbols(VALUE)).text
    full.put(FORCE, "status", 9, code="investigating", line=[])
    assert "Police are investigating." in look(browser, token.symbols(VALUE)).text


@pytest.mark.parametrize(
    "said",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=["Origin alone, as before 2023", "an Origin that is hidden", "Sec-Fetch-Site"],
)
def test_a_page_of_another_site_shows_her_no_mailbox_of_its_choice(browser: Browser, full: Box, said: dict[str, str]):
    """Its own server can fetch a fresh form; only what her browser says of the post tells the two sites apart."""
    fields = browser.get("/").form("code").fields | {"code": token.symbols(VALUE)}
    shown = browser.post("/", fields, headers=said)
    assert "Casa Aurora" not in shown.text
    assert shown.form("code").fields["code"] == ""
    ours = browser.post("/", fields, headers={"Origin": browser.root})
    assert "From Casa Aurora" in ours.text


def test_another_length_says_only_how_long_a_code_is(browser: Browser, full: Box):
    for code in ("", "12345", "A" * 25, "1" * 35, "1" * 150):
        page = look(browser, code)
        assert texts.WRONG_LENGTH in page.text
        assert page.form("code").fields["code"] == code  # to be mended: 24 signs are long to type


def test_every_document_is_one_size_and_is_not_kept(browser: Browser, full: Box):
    pages = [
        browser.get("/"),
        look(browser, "1"),
        look(browser, "0" * 24),
        look(browser, token.symbols(VALUE)),
        browser.send(look(browser, token.symbols(VALUE)), "text", text="Yes."),
        browser.send(look(browser, token.symbols(VALUE)), "text", text=""),
        browser.send(look(browser, token.symbols(VALUE)), "text", text="'\"<&" * 20_000),
    ]
    for page in pages:
        assert page.status == 200
        assert len(page.answer.content) == status.SIZE == 65536
        assert page.headers["Content-Encoding"] == "identity"
        assert page.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in page.headers
        assert "<title>Information</title>" in page.html
        assert token.symbols(VALUE)[:9] not in page.html
        assert token.digits(VALUE)[:9] not in page.html


def test_the_longest_messages_there_can_be_fit_into_the_one_size(browser: Browser, box: Box):
    for seq in range(4):
        box.put(NGO, "note", seq + 1, text="\"'&<>" * 310)
        line = [["unheard_of", day] for day in range(80)]
        box.put(FORCE, "status", seq + 1, code="opened", line=line)
    page = look(browser, token.symbols(VALUE))
    assert len(page.answer.content) == status.SIZE
    assert page.text.count("\"'&<>\"'&<>") >= 4


def test_what_was_posted_once_gives_the_empty_form_when_it_is_posted_again(gateway: Gateway, full: Box, tmp_path):
    with start_broker(tmp_path / "broker") as broker:
        browser = gateway.with_settings(redis_url=broker.url).browser()
        fields = browser.get("/").form("code").fields | {"code": token.symbols(VALUE)}
        assert "A police officer" in browser.post("/", fields).text
        again = browser.post("/", fields)
        assert "A police officer" not in again.text
        assert again.form("code").fields["code"] == ""
        assert "A police officer" in look(browser, token.symbols(VALUE)).text  # a new form works
        (one, two) = redis.Redis.from_url(broker.url).scan_iter("amparo:first:*")
        assert len(one) == len(two) == len(b"amparo:first:") + 32


def test_without_a_stamp_there_is_only_the_empty_form(browser: Browser, full: Box):
    page = browser.post("/", {"code": token.symbols(VALUE)})
    assert "A police officer" not in page.text
    assert "stamp" in page.form("code").fields


def test_answers_leave_at_multiples_of_one_time():
    status_wait = status.still_to_wait
    status.PACE, kept = 0.01, status.PACE
    try:
        for spent in (0.0, 0.001, 0.0099, 0.0101, 0.7):
            left = spent + status_wait(spent)
            assert min(left % 0.01, 0.01 - left % 0.01) < 1e-9
    finally:
        status.PACE = kept


def test_dangerous_news_is_not_on_the_page_until_its_hour_nor_is_any_trace_of_it(browser: Browser, full: Box):
    calm = look(browser, token.symbols(VALUE))
    today = clock.today()
    full.put(FORCE, "status", 2, today, code="arrested", line=[["arrested", today]], show_after=(today + 2) * 24)
    waiting = look(browser, token.symbols(VALUE))
    assert waiting.text == calm.text
    full.put(NGO, "safe", 3, today, about={"org": FORCE, "seq": 2})
    assert "The person was arrested." in look(browser, token.symbols(VALUE)).text


def test_a_slot_somebody_else_wrote_is_skipped_without_a_trace(browser: Browser, full: Box):
    calm = look(browser, token.symbols(VALUE)).text
    with writing(full.gateway.host.engine) as connection:
        mailboxes.write(connection, full.row, b"\x07" * mailboxes.SLOT, police=True, day=1)
    assert look(browser, token.symbols(VALUE)).text == calm


def test_her_word_is_owed_to_her_ngo_sealed_and_says_nothing_of_a_report(gateway: Gateway, browser: Browser, full: Box):
    page = browser.send(look(browser, token.symbols(VALUE)), "text", text="Nobody else was there.")
    assert "It has been sent" in page.text
    (row,) = gateway.rows("deliveries")
    assert (row.part, row.org, row.report_id, row.from_org) == (Part.VICTIM, NGO, None, "")
    (envelope,) = gateway.rows("envelopes")
    assert b"Nobody else" not in envelope.body


def test_the_fifth_word_of_a_day_is_not_taken_and_she_is_told_whom_to_call(gateway: Gateway, full: Box):
    browser = gateway.with_settings(numbers={NGO: "020 7946 0123"}).browser()
    pages = [browser.send(look(browser, token.symbols(VALUE)), "text", text=f"Word {n}.") for n in range(5)]
    assert ["It has been sent" in page.text for page in pages] == [True] * 4 + [False]
    assert "This could not be sent Call 020 7946 0123" in pages[4].text


def test_words_that_are_too_long_come_back_to_be_shortened(gateway: Gateway, browser: Browser, full: Box):
    page = browser.send(look(browser, token.symbols(VALUE)), "text", text="ق" * 1500)
    assert "too long" in page.text
    assert page.form("text").fields["text"] == "ق" * 1500
    assert gateway.rows("deliveries") == []
    shorter = browser.send(page, "text", text="ق" * 800)
    assert "It has been sent" in shorter.text


def test_writing_is_offered_only_beside_a_message_of_the_ngo(browser: Browser, box: Box):
    box.put(FORCE, "status", 1, code="opened", line=[])
    page = look(browser, token.symbols(VALUE))
    assert "A police officer has opened it." in page.text
    assert not any("text" in form.names for form in page.forms)


def test_her_code_is_in_no_log_and_in_no_address(gateway: Gateway, browser: Browser, full: Box, caplog):
    with caplog.at_level(logging.DEBUG):
        page = look(browser, token.symbols(VALUE))
    assert page.url == browser.root + "/"
    assert "?" not in page.url
    assert token.symbols(VALUE)[:9] not in caplog.text
    assert browser.get("/").status == 200
    assert browser.get("/?code=" + token.symbols(VALUE)).status == 200

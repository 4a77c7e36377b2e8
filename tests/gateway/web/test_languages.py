"""Her pages in thirteen languages: whole, of one size, marked as drafts, and her choice in the form alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from deploy import catalogues as files
from deploy.catalogues import faults, wanted
from deploy.demonstration.browser import Browser, Page
from gateway.report import statuses
from gateway.web import catalogues
from gateway.web.catalogues import LANGUAGES, TRANSLATIONS
from gateway.web.victim import status
from keys import clock, token
from tests.gateway.running import Gateway
from tests.gateway.web.box import VALUE, Box
from tests.orgs import FORCE, NGO

OTHERS = [language.tag for language in LANGUAGES[1:]]
EVERY = [language.tag for language in LANGUAGES]
OPENED = "A police officer has opened it."


def speak(browser: Browser, tag: str, page: Page | None = None) -> Page:
    return browser.send(page or browser.get("/"), "speak", tag)


def look(browser: Browser, tag: str) -> Page:
    return browser.send(speak(browser, tag), "code", code=token.symbols(VALUE))


def said(tag: str, text: str) -> str:
    return catalogues.offered()[tag].plain(text)


@pytest.mark.parametrize("tag", OTHERS)
def test_every_sentence_is_translated_with_its_placeholders_and_its_numbers(tag: str):
    with (TRANSLATIONS / f"{tag}.po").open("rb") as file:
        po = read_po(file, abort_invalid=True)
    assert {message.id for message in po if message.id} == set(wanted())
    assert faults(catalogues.offered()[tag].language) == []
    assert not any("<" in str(message.string) for message in po if message.id)


def test_thirteen_languages_are_offered_and_each_by_its_own_name(browser: Browser):
    page = browser.get("/")
    assert list(catalogues.offered()) == EVERY
    assert len(EVERY) == 13
    for language in LANGUAGES:
        assert f'value="{language.tag}" lang="{language.tag}" dir="{language.direction}"' in page.html
        assert language.name in page.text


@pytest.mark.parametrize("tag", EVERY)
def test_each_of_her_pages_says_its_language_and_has_one_size_and_the_same_to_load(
    gateway: Gateway, full: Box, tag: str
):
    browser = gateway.browser()
    shown = look(browser, tag)
    pages = {
        "first": speak(browser, tag),
        "wrong length": browser.send(speak(browser, tag), "code", code="1"),
        "nothing": browser.send(speak(browser, tag), "code", code="0" * 24),
        "shown": shown,
        "sent": browser.send(shown, "text", text="."),
        "not sent": browser.send(look(browser, tag), "text", text=""),
        "longer": browser.send(look(browser, tag), "text", text="'\"<&" * 20_000),
        "card": browser.post("/now", {"language": tag}),
    }
    direction = catalogues.offered()[tag].language.direction
    for name, page in pages.items():
        assert f'<html lang="{tag}" dir="{direction}"' in page.html, name
        assert len(page.answer.content) == status.SIZE == 65536, name
        assert page.headers["Content-Encoding"] == "identity", name
        assert "Set-Cookie" not in page.headers, name
        assert tag == "en" or f"lang={tag}" not in page.url, name
        assert "<title>Information</title>" in page.html, name
        assert page.html.count("<h1>") == 1, name
        assert len(page.ids) == len(set(page.ids)), name
        assert ("drafted" in page.html) is (tag != "en"), name
        assert "%(" not in page.html, name
        loaded = re.findall(r'(?:<link[^>]*\shref|<script[^>]*\ssrc|<img[^>]*\ssrc)="([^"]*)"', page.html)
        assert sorted(loaded) == ["/static/icon.svg", "/static/page.js", "/static/style.css"], name
    assert said(tag, OPENED) in shown.text
    assert said(tag, "If somebody is in danger now") in pages["card"].text
    assert '<bdi lang="en" dir="ltr">“Police, please.”</bdi>' in pages["card"].html


@pytest.mark.parametrize("tag", EVERY)
def test_eight_full_slots_in_the_heaviest_signs_never_overflow_the_one_size(browser: Browser, box: Box, tag: str):
    today = clock.today()
    heaviest = max(statuses.STATUSES, key=lambda code: len(said(tag, statuses.words(code)[0]).encode()))
    for number in range(4):
        line = [[heaviest, today - 90 + number * 20 + step] for step in range(20)]
        box.put(FORCE, "status", number + 1, today - number, code="nfa" if not number else "opened", line=line)
        box.put(NGO, "question", number + 1, today, text="&" * 1850)
    page = look(browser, tag)
    assert len(page.answer.content) == status.SIZE
    assert "&" * 1850 in page.text  # the newest is never cut
    assert "answer" in page.html


def test_what_does_not_fit_is_cut_from_the_oldest_and_the_page_says_so(
    browser: Browser, box: Box, monkeypatch: pytest.MonkeyPatch
):
    for number in range(4):
        box.put(NGO, "note", number + 1, text=f"{number}" + "&" * 1850)
    whole = look(browser, "pa")
    monkeypatch.setattr(status, "SIZE", 34_000)
    cut = look(browser, "pa")
    assert len(cut.answer.content) == 34_000
    assert "3&&&" in cut.text
    assert "0&&&" in whole.text
    assert "0&&&" not in cut.text
    note = said("pa", "Older messages do not fit on this page. Your worker can tell you about them.")
    assert note in cut.text
    assert note not in whole.text


def test_her_language_goes_with_her_from_page_to_page(browser: Browser, full: Box):
    first = speak(browser, "ar")
    card = browser.post("/now", first.form("speak").fields)
    again = browser.send(card, "speak", "ar")
    assert '<html lang="ar"' in again.html
    assert said("ar", "What to say") in again.text
    shown = look(browser, "ar")
    assert said("ar", OPENED) in shown.text
    punjabi = speak(browser, "pa", shown)
    assert said("pa", OPENED) in punjabi.text
    assert said("pa", OPENED) not in shown.text


def test_a_form_used_before_shows_nothing_in_another_language_either(browser: Browser, full: Box):
    fields = look(browser, "ar").form("speak").fields
    assert said("pa", OPENED) not in browser.post("/", fields | {"speak": "pa", "stamp": "used"}).text
    assert said("pa", OPENED) not in browser.post("/", fields | {"speak": "pa", "carried": "x"}).text


@pytest.mark.parametrize(
    ("asked", "given"),
    [("ar-SY,en;q=0.5", "ar"), ("pt-PT", "pt-BR"), ("fa-AF", "fa"), ("xx,yy", "en"), ("en-GB,ar", "en"), ("", "en")],
)
def test_a_browser_s_own_language_is_where_her_pages_begin(browser: Browser, asked: str, given: str):
    for path in ("/", "/now"):
        answer = browser.get(path, headers={"Accept-Language": asked})
        assert f'<html lang="{given}"' in answer.html
    pressed = browser.post("/", {"speak": "so"}, headers={"Accept-Language": asked})
    assert '<html lang="so"' in pressed.html


@pytest.mark.parametrize("tag", [tag for tag in catalogues.offered() if tag != "en"])
def test_no_word_of_her_first_page_stays_english(browser: Browser, tag: str):
    page = browser.post("/", {"speak": tag})
    for english in ("DEMONSTRATION", "For caseworkers"):
        assert english not in page.text
        assert said(tag, english) in page.text


@pytest.mark.parametrize("wrong", ["", "xx", "../ar", "<b>", "AR"])
def test_no_other_word_is_a_language(browser: Browser, wrong: str):
    page = browser.post("/", {"speak": wrong})
    assert '<html lang="en"' in page.html


def test_the_caseworker_s_pages_are_in_english(gateway: Gateway):
    page = gateway.browser().get("/caseworker/sign-in", headers={"Accept-Language": "ar"})
    assert '<html lang="en" dir="ltr"' in page.html
    assert 'name="speak"' not in page.html


def test_the_stages_and_the_dates_are_hers(browser: Browser, full: Box):
    page = look(browser, "pt-BR")
    for name in statuses.STAGES.values():
        assert said("pt-BR", name) in page.text
    assert re.search(r"Desde [0-9]+ de [a-zç]+ de 20[0-9]{2}", page.text)
    assert "<bdi>Casa Aurora</bdi>" in page.html


@pytest.mark.parametrize(("tag", "word"), [("en", "No"), ("ar", "No (لا)")])
def test_a_pressed_answer_goes_to_her_ngo_in_english_with_what_she_read(
    gateway: Gateway, browser: Browser, full: Box, tag: str, word: str, monkeypatch: pytest.MonkeyPatch
):
    told = []
    say = status.checking.say
    monkeypatch.setattr(
        status.checking, "say", lambda *given, **named: told.append((given[1], named["about"])) or say(*given, **named)
    )
    page = browser.send(look(browser, tag), "about", "no")
    assert said(tag, "It has been sent") in page.text
    assert told == [(word, 2)]
    assert len(gateway.rows("deliveries")) == 1


def test_an_answer_to_a_question_that_is_not_the_newest_any_more_shows_the_newest(
    gateway: Gateway, browser: Browser, full: Box
):
    page = look(browser, "en")
    full.put(NGO, "question", 3, text="Is it safe to call?")
    after = browser.send(page, "about", "yes")
    assert "Is it safe to call?" in after.text
    assert "It has been sent " not in after.text
    assert gateway.rows("deliveries") == []
    assert "It has been sent" in browser.send(after, "about", "yes").text


def test_buttons_stand_only_under_a_question(browser: Browser, full: Box):
    assert "about" in look(browser, "en").form("about").fields
    full.put(NGO, "note", 3, text="Thank you.")
    assert not any("about" in form.names for form in look(browser, "en").forms)


# --- what a translator can break, and cannot -----------------------------------------------------------------------


@pytest.fixture
def spanish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A folder with the Spanish file alone, and a way to change it."""
    path = tmp_path / "es.po"
    path.write_bytes((TRANSLATIONS / "es.po").read_bytes())
    monkeypatch.setattr(catalogues, "TRANSLATIONS", tmp_path)

    def change(before: str, after: str) -> None:
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after), encoding="utf-8")
        catalogues.offered.cache_clear()

    yield change
    monkeypatch.undo()
    catalogues.offered.cache_clear()


def test_a_corrected_file_is_all_that_a_correction_needs(spanish):
    spanish("Lea sus mensajes", "Sus mensajes")
    assert said("es", "Read your messages") == "Sus mensajes"


def test_a_translator_is_told_what_is_wrong_sentence_by_sentence(
    spanish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(files, "TRANSLATIONS", tmp_path)
    assert files.main(["es"]) == 0
    spanish("Desde el %(day)s", "Desde el dia")
    spanish("Salir de esta página ahora", "")
    spanish("Childline, para menores de 18 años", "Childline, para menores de 81 años")
    assert files.main(["es"]) == 1
    told = capsys.readouterr().out
    assert "has lost or gained a place such as %(ngo)s: Desde el dia" in told
    assert "is not translated: Leave this page now" in told
    assert "has other numbers than the English: Childline, para menores de 81" in told
    assert files.main(["klingon"]) == 2


def test_new_english_comes_in_empty_and_takes_the_name_of_who_checked_out(
    spanish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(files, "TRANSLATIONS", tmp_path)
    spanish('"X-Checked-By: ', '"X-Checked-By: Pilar')
    assert files.renew(LANGUAGES[1]) == 0
    assert catalogues.checked_by(tmp_path / "es.po") == "Pilar"
    more = wanted() | {"A new sentence.": "look.html"}
    monkeypatch.setattr(files, "wanted", lambda: more)
    assert files.renew(LANGUAGES[1]) == 1
    assert catalogues.checked_by(tmp_path / "es.po") == ""
    spanish("Lea sus mensajes", "Sus mensajes")  # what was translated stayed


def test_a_language_without_its_whole_emergency_card_is_not_offered(spanish):
    spanish('msgstr "Si no puede hablar"', 'msgstr ""')
    assert list(catalogues.offered()) == ["en"]


def test_a_placeholder_that_was_lost_gives_the_english_sentence_and_never_a_crash(spanish):
    spanish("Desde el %(day)s", "Desde el %(dia)s 100%")
    assert said("es", "Since %(day)s") == "Since %(day)s"


def test_a_file_that_cannot_be_read_is_not_offered(spanish):
    spanish('msgid "Emergency"', 'msgid "Emergency\nmsgid oops')
    assert list(catalogues.offered()) == ["en"]


def test_markup_in_a_translation_is_shown_and_not_obeyed(spanish):
    spanish("Lea sus mensajes", "<script>alert(1)</script>")
    assert "<script" not in catalogues.offered()["es"].say("Read your messages", {})


def test_a_language_is_a_draft_until_a_person_s_name_stands_in_its_header(spanish):
    assert catalogues.read(LANGUAGES[1], TRANSLATIONS / "es.po").drafted
    spanish('"X-Checked-By: ', '"X-Checked-By: Pilar')
    assert not catalogues.offered()["es"].drafted

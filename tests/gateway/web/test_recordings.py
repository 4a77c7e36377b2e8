"""Read aloud: one recording, made here; no recording, no button; the same bytes whatever is pressed."""

from __future__ import annotations

import io
import math
import struct
import wave
from pathlib import Path

import pytest

from deploy.demonstration.browser import Browser, Page
from deploy.recordings import script
from gateway.web import catalogues, recordings
from gateway.web.victim import status, texts
from keys import token
from tests.gateway.web.box import VALUE, Box
from tests.gateway.web.test_languages import EVERY, said, speak

OPENED = ("A police officer has opened it.", "They do not know your name.")


def tone(seconds: float = 0.2) -> bytes:
    """A short quiet tone: what a speaker's recording is made of, as far as a test can hear."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        samples = (int(3000 * math.sin(n / 3)) for n in range(int(8000 * seconds)))
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return sound.getvalue()


@pytest.fixture
def speaker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A folder of recordings, and somebody who speaks a sentence into it."""
    monkeypatch.setattr(recordings, "RECORDINGS", tmp_path)

    def forget() -> None:
        recordings.voice.cache_clear()
        recordings._length.cache_clear()

    def speak_one(tag: str, text: str, sound: bytes) -> None:
        (tmp_path / tag).mkdir(exist_ok=True)
        (tmp_path / tag / f"{recordings.name_for(said(tag, text))}.wav").write_bytes(sound)
        forget()

    forget()
    yield speak_one
    monkeypatch.undo()
    forget()


def look(browser: Browser, tag: str) -> Page:
    return browser.send(speak(browser, tag), "code", code=token.symbols(VALUE))


def pressed(page: Page) -> list[tuple[int, int, str]]:
    """What each button to listen plays, from the page."""
    found = []
    for piece in page.html.split('data-pieces="')[1:]:
        for part in piece.split('"')[0].split(" "):
            start, end, kind = part.split("-", 2)
            found.append((int(start), int(end), kind))
    return found


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_without_a_recording_there_is_no_button(browser: Browser, full: Box, speaker, tag: str):
    speaker(tag, OPENED[0], tone())  # the second sentence of that status is missing
    for page in (speak(browser, tag), look(browser, tag)):
        assert "aloud" not in page.html.split("<main", 1)[1]


def test_only_where_somebody_can_listen_does_the_page_say_that_this_needs_scripts(browser: Browser, speaker):
    told = said("bn", "Only listening does not work without scripts.")
    assert told not in speak(browser, "bn").text
    for text in texts.FIRST:
        speaker("bn", text, tone())
    assert told in speak(browser, "bn").text


def test_one_recorded_sentence_is_played_from_the_bytes_of_its_language(browser: Browser, full: Box, speaker):
    speaker("ar", OPENED[0], tone(0.1))
    speaker("ar", OPENED[1], tone(0.3))
    page = look(browser, "ar")
    pieces = pressed(page)
    assert [kind for _start, _end, kind in pieces] == ["audio/wav"] * 2
    assert 'type="button" hidden' in page.html  # the script shows it: nothing is offered that cannot be done
    sound = browser.post("/aloud", {"language": "ar"}).answer.content
    assert [sound[start:end] for start, end, _kind in pieces] == [tone(0.1), tone(0.3)]
    assert len(page.answer.content) == status.SIZE


def test_the_answer_is_the_same_whatever_is_pressed_and_as_long_in_every_language(browser: Browser, speaker):
    speaker("so", OPENED[0], tone(5))
    answers = {tag: browser.post("/aloud", {"language": tag}).answer for tag in EVERY}
    assert {len(answer.content) for answer in answers.values()} == {2 * recordings.STEP}
    for answer in answers.values():
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Encoding"] == "identity"
        assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "media-src blob:" in answers["so"].headers["Content-Security-Policy"]


def test_a_corrected_sentence_has_no_recording_until_it_is_spoken_again(speaker):
    speaker("es", OPENED[0], tone())
    spanish = catalogues.offered()["es"]
    assert recordings.pieces(spanish, OPENED[:1])
    changed = catalogues.Catalogue(spanish.language, {OPENED[0]: "Un policía lo abrió."}, "Pilar")
    assert not recordings.pieces(changed, OPENED[:1])


def test_a_language_with_too_much_sound_is_silent(speaker, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(recordings, "MOST", 1000)
    speaker("en", OPENED[0], tone())
    assert recordings.pieces(catalogues.ENGLISH, OPENED[:1]) == []


def test_the_speaker_s_script_has_every_sentence_and_says_what_is_missing(speaker):
    speaker("tr", OPENED[0], tone())
    lines = {sentence: (name, there) for name, sentence, there in script("tr")}
    assert len(lines) == len({said("tr", text) for text in texts.aloud()})
    assert lines[said("tr", OPENED[0])] == (recordings.name_for(said("tr", OPENED[0])), True)
    assert lines[said("tr", OPENED[1])][1] is False
    assert not [sentence for sentence in lines if "%(" in sentence or "<" in sentence]

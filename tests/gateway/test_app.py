"""The application as a whole: who each page is for, what never reaches a disk or a log."""

from __future__ import annotations

import io
import logging
import re
import resource
import sys
import tempfile

import pytest
from flask import request
from flask_smorest import Blueprint

from gateway import logs
from gateway.app import AUDIENCES, MOST_BYTES
from tests.gateway.running import URL, Gateway

CANARY = "vexillology-of-sorrow"


def test_every_blueprint_says_whom_it_is_for(gateway: Gateway) -> None:
    spoken = {name: getattr(each, "audience", None) for name, each in gateway.app.blueprints.items()}
    assert set(spoken.values()) <= set(AUDIENCES)
    assert {"desks", "mailbox", "directory", "filing"} <= spoken.keys()


def test_a_blueprint_without_an_audience_stops_the_start(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    from gateway.api import deliveries

    monkeypatch.setattr(deliveries, "blueprint", Blueprint("nobody", __name__))
    with pytest.raises(Exception, match="whom they are for"):
        gateway.with_settings()


def test_an_upload_is_never_written_to_disk(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file was made")

    for name in ("TemporaryFile", "SpooledTemporaryFile", "NamedTemporaryFile"):
        monkeypatch.setattr(tempfile, name, refuse)
    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", refuse, raising=False)
    monkeypatch.setattr("werkzeug.formparser.TemporaryFile", refuse, raising=False)
    body = {"file": (io.BytesIO(CANARY.encode() * 9000), "a.txt"), "text": "x" * 40_000}
    with gateway.app.test_request_context("/", base_url=URL, method="POST", data=body):
        assert request.files["file"].read(len(CANARY)) == CANARY.encode()
        assert isinstance(request.files["file"].stream, io.BytesIO)


def test_a_body_that_is_too_long_is_not_read(gateway: Gateway) -> None:
    answer = gateway.client.post("/", base_url=URL, data=b"x" * (MOST_BYTES + 1))
    assert answer.status_code in (404, 405, 413)


def test_no_core_file_can_hold_what_a_request_held(gateway: Gateway) -> None:
    assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)


@pytest.mark.parametrize(
    ("path", "words"), [("/v1/crash", b'"error":"unavailable"'), ("/crash", b"Something went wrong")]
)
def test_a_fault_shows_and_logs_the_place_and_never_the_words(
    gateway: Gateway, path: str, words: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    def crash() -> str:
        raise RuntimeError(CANARY + request.get_data(as_text=True))

    gateway.app._got_first_request = False
    gateway.app.add_url_rule(path, "crash", crash, methods=["POST"])
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Formatter("%(message)s"))
    gateway.app.logger.addHandler(handler)
    answer = gateway.client.post(path, base_url=URL, data=CANARY)
    assert answer.status_code == 500
    assert words in answer.data
    assert b"Traceback" not in answer.data
    assert CANARY not in answer.text + stream.getvalue()
    assert "RuntimeError" in stream.getvalue()
    assert "crash" in stream.getvalue()


def test_a_database_fault_does_not_log_what_was_to_be_stored() -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        formatted = logs.Formatter().formatException(sys.exc_info())
    assert formatted.startswith("ValueError at")
    assert CANARY not in formatted


@pytest.mark.parametrize("path", ["/v1/nothing", "/nothing", "/v1/sealed"])
def test_pages_that_do_not_exist_are_told_plainly(gateway: Gateway, path: str) -> None:
    answer = gateway.client.get(path, base_url=URL)
    assert answer.status_code in (404, 405)
    assert "Traceback" not in answer.text


def test_the_onion_name_shows_the_same_pages_and_takes_posts_of_its_own(gateway: Gateway) -> None:
    name = "a2" * 28 + ".onion"
    there = gateway.with_settings(onion=name)
    assert there.client.get("/", base_url=f"http://{name}").status_code == 200
    assert there.client.get("/", base_url=URL).status_code == 200
    assert gateway.client.get("/", base_url=f"http://{name}").status_code == 421
    for origin, heeded in ((f"http://{name}", True), (URL, False)):
        form = there.client.get("/", base_url=f"http://{name}").text
        typed = {"code": "NOT A CODE", "stamp": re.findall('name="stamp" value="([^"]+)"', form)[0]}
        answer = there.client.post("/", base_url=f"http://{name}", data=typed, headers={"Origin": origin})
        assert ("NOT A CODE" in answer.text) == heeded


def test_a_405_says_which_methods_there_are(gateway: Gateway) -> None:
    assert "POST" in gateway.client.get("/v1/sealed", base_url=URL).headers["Allow"]


def test_a_database_that_is_away_is_told_as_such(gateway: Gateway) -> None:
    away = gateway.with_settings(database_url="postgresql+psycopg://nobody@127.0.0.1:1/none")
    answer = away.plain("POST", "/v1/mailbox/read", bytes(32))
    assert (answer.status_code, answer.json["error"]) == (503, "unavailable")

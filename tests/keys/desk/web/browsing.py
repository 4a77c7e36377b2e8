"""One browser at the local page of a desk: what it was let in with, what it posts, what it reads."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import httpx
from flask import Flask, url_for
from werkzeug.test import TestResponse

from keys.desk.desk import Desk
from keys.desk.web.app import create_app
from keys.desk.web.security import Guard
from keys.desk.web.session import DeskSession
from tests.world import PASSPHRASE

AUTHORITY = "127.0.0.1:8765"


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Browser:
    """A browser of this computer. Paths begin below the random word of the start."""

    def __init__(self, app: Flask, guard: Guard) -> None:
        self.guard = guard
        self.client = app.test_client()

    def enter(self) -> Browser:
        """The start link was followed."""
        assert self.client.get(self.guard.link(), base_url=self.guard.origin).status_code == 200
        return self

    def get(self, path: str, **named: Any) -> TestResponse:
        """The page at `path`, or at a whole path as it stands in a link."""
        return self._ask("GET", path, **named)

    def post(self, path: str, fields: dict[str, Any] | None = None, **named: Any) -> TestResponse:
        """A form of the page was sent, with the value that our forms hold."""
        whole = {"csrf": self.guard.csrf} | (fields or {})
        return self._ask("POST", path, data=whole, **named)

    def press(self, path: str, fields: dict[str, Any] | None = None) -> str:
        """What is read after a form was sent and its redirect followed."""
        return words(self.post(path, fields, follow_redirects=True))

    def read(self, path: str) -> str:
        """The words of the page at `path`."""
        return words(self.get(path, follow_redirects=True))

    def _ask(self, method: str, path: str, **named: Any) -> TestResponse:
        headers = {"Sec-Fetch-Site": "same-origin", "Origin": self.guard.origin} | named.pop("headers", {})
        if method == "GET":
            headers.pop("Origin", None)
        whole = path if path.startswith(self.guard.place) else self.guard.place + path
        kept = {name: value for name, value in headers.items() if value is not None}
        base = named.pop("base_url", self.guard.origin)
        return self.client.open(whole, method=method, base_url=base, headers=kept, **named)


class DeskPage:
    """The desk of a folder behind its local page, and one browser that was let in."""

    def __init__(self, folder: Path, gateway: Flask | None = None) -> None:
        self.clock = Clock()
        self.folder = folder

        def opening(passphrase: bytes) -> Desk:
            transport = httpx.WSGITransport(app=gateway) if gateway is not None else None
            return Desk.open(folder, passphrase, transport=transport)

        self.session = DeskSession(self.folder, opening, background=False, clock=self.clock)
        self.guard = Guard(AUTHORITY, clock=self.clock)
        self.app = create_app(self.session, self.guard)
        self.session.unlock(PASSPHRASE)
        self.browser = Browser(self.app, self.guard).enter()

    @property
    def sync(self) -> Any:
        return self.session.sync

    def stranger(self) -> Browser:
        """Another browser, which nobody let in."""
        return Browser(self.app, self.guard)

    def path(self, endpoint: str, reference: str, **more: Any) -> str:
        """The address of a page about a report, as it stands in a link."""
        with self.app.test_request_context("/", base_url=self.guard.origin + self.guard.place):
            return url_for(endpoint, ref=reference, **more)

    def close(self) -> None:
        self.session.lock()


def words(answer: TestResponse) -> str:
    """What a person reads on a page, in one line."""
    text = re.sub(r"<head>.*?</head>|<script.*?</script>", " ", answer.get_data(as_text=True), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text))).strip()

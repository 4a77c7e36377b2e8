"""The local page of a desk in this process, and one browser that was let in."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from pathlib import Path
from typing import Any

import httpx
from flask import Flask, url_for

from deploy.demonstration.browser import Browser, Page
from keys.desk.desk import Desk
from keys.desk.web.app import create_app
from keys.desk.web.security import Guard
from keys.desk.web.session import DeskSession
from tests.gateway.running import COMPILED
from tests.world import PASSPHRASE

AUTHORITY = "127.0.0.1:8765"


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class DeskPage:
    """The desk of a folder behind its local page. Paths begin below the random word of the start, or are whole."""

    def __init__(self, folder: Path, gateway: Flask | None = None) -> None:
        self.clock = Clock()
        self.folder = folder

        def opening(passphrase: bytes) -> Desk:
            transport = httpx.WSGITransport(app=gateway) if gateway is not None else None
            return Desk.open(folder, passphrase, transport=transport)

        self.session = DeskSession(self.folder, opening, background=False, clock=self.clock)
        self.guard = Guard(AUTHORITY, clock=self.clock)
        self.app = create_app(self.session, self.guard)
        self.app.jinja_env.bytecode_cache = COMPILED
        self.session.unlock(PASSPHRASE)
        self.browser = Browser(self.guard.origin, self.app)
        assert self.browser.get(self.guard.link()).status == 200

    @property
    def sync(self) -> Any:
        return self.session.sync

    def stranger(self) -> DeskPage:
        """The same page in another browser, which nobody let in."""
        other = copy(self)
        other.browser = Browser(self.guard.origin, self.app)
        return other

    def path(self, endpoint: str, reference: str, **more: Any) -> str:
        """The address of a page about a report, as it stands in a link."""
        with self.app.test_request_context("/", base_url=self.guard.origin + self.guard.place):
            return url_for(endpoint, ref=reference, **more)

    def get(self, path: str, **more: Any) -> Page:
        """What is answered; a redirect is an answer."""
        return self.browser.get(self._whole(path), follow=False, **more)

    def post(self, path: str, fields: Mapping[str, Any] = {}, *, follow: bool = False, **more: Any) -> Page:
        """What is answered to a form of the page, with the value that our forms hold."""
        return self.browser.post(self._whole(path), {"csrf": self.guard.csrf, **fields}, follow=follow, **more)

    def read(self, path: str) -> str:
        """The words of the page at `path`, at the end of its redirects."""
        return self.browser.get(self._whole(path)).text

    def press(self, path: str, fields: Mapping[str, Any] = {}, **more: Any) -> str:
        """The words of the page after a form was sent, at the end of its redirects."""
        return self.post(path, fields, follow=True, **more).text

    def close(self) -> None:
        self.session.lock()

    def _whole(self, path: str) -> str:
        return path if path.startswith(self.guard.place) else self.guard.place + path

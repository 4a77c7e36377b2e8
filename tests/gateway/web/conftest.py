"""A caseworker with an account, her administrator, the browser of each, and pages that do not wait."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace

import pyotp
import pytest
from nacl import pwhash

from deploy.demonstration.browser import Browser, Page
from gateway.accounts import signin as accounts
from gateway.web.caseworker import signin
from gateway.web.victim import status
from keys import clock
from tests.gateway.running import Gateway
from tests.gateway.web.box import Box
from tests.orgs import FORCE, NGO

PASSWORD = "a long enough password"
NOW = int(time.time())  # the sign-in pages' clock stands still here, so that no half minute ends during a test


@dataclass
class Caseworker:
    """Who signs in: knows her password, and never gives one code twice."""

    name: str
    secret: str
    password: str = PASSWORD
    at: int = NOW - 30

    def code(self) -> str:
        """The next code that this gateway has not seen; three fit into one moment."""
        code = pyotp.TOTP(self.secret).at(self.at)
        self.at += 30
        return code

    def credentials(self) -> dict[str, str]:
        return {"name": self.name, "password": self.password, "code": self.code()}

    def sign_in(self, browser: Browser) -> Page:
        return browser.send(browser.get("/caseworker/sign-in"), "password", **self.credentials())


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Passwords are hashed at the lowest limits and pages do not wait: what they do stays the same."""
    monkeypatch.setattr(pwhash.argon2id, "OPSLIMIT_INTERACTIVE", pwhash.argon2id.OPSLIMIT_MIN)
    monkeypatch.setattr(pwhash.argon2id, "MEMLIMIT_INTERACTIVE", pwhash.argon2id.MEMLIMIT_MIN)
    monkeypatch.setattr(status, "PACE", 0.001)
    monkeypatch.setattr(signin, "time", SimpleNamespace(time=lambda: NOW))
    accounts.nobodys.cache_clear()
    yield
    accounts.nobodys.cache_clear()


@pytest.fixture
def dalva(gateway: Gateway) -> Caseworker:
    return new_caseworker(gateway, "dalva")


def new_caseworker(gateway: Gateway, name: str, ngo: str = NGO, *, admin: bool = False) -> Caseworker:
    key = gateway.host.settings.accounts_key
    secret = accounts.enrol(gateway.host.engine, name, ngo, PASSWORD, key=key, day=clock.today(), admin=admin)
    return Caseworker(name, secret)


@pytest.fixture
def browser(gateway: Gateway) -> Browser:
    return gateway.browser()


@pytest.fixture
def work(browser: Browser, dalva: Caseworker) -> Browser:
    """A browser in which a caseworker is signed in."""
    assert "Sent reports" in dalva.sign_in(browser).text
    return browser


@pytest.fixture
def ada(gateway: Gateway) -> Caseworker:
    return new_caseworker(gateway, "ada", admin=True)


@pytest.fixture
def office(gateway: Gateway, ada: Caseworker) -> Browser:
    """A browser in which the administrator is signed in."""
    browser = gateway.browser()
    assert "People" in ada.sign_in(browser).text
    return browser


@pytest.fixture
def box(gateway: Gateway) -> Box:
    return Box(gateway)


@pytest.fixture
def full(box: Box) -> Box:
    today = clock.today()
    box.put(NGO, "status", 1, today - 5, code="delivered", line=[["sent", today - 6], ["delivered", today - 5]])
    box.put(FORCE, "status", 1, today - 3, code="opened", line=[["opened", today - 3]])
    box.put(NGO, "question", 2, today - 1, text="Was there <anybody> else?\nYou need not answer.")
    return box

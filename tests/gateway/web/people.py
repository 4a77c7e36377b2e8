"""Somebody whom an NGO's administrator invites: the code for her, and what she chooses with it."""

from __future__ import annotations

import re

import pyotp

from deploy.demonstration.browser import Browser, Page
from gateway.store import accounts
from gateway.store.accounts import Account
from gateway.store.engine import reading
from tests.gateway.running import Gateway
from tests.gateway.web.conftest import NOW, PASSWORD

CHOSEN = "four words that rhyme"


def account(gateway: Gateway, name: str) -> Account | None:
    """Whose name begins like this: whoever was invited has digits after hers."""
    with reading(gateway.host.engine) as connection:
        names = [row.name for row in gateway.rows("accounts") if row.name.rstrip("0123456789") == name]
        return accounts.by_name(connection, names[0]) if names else None


def invite(office: Browser, name: str, **more: str) -> str:
    """The code for somebody new."""
    asked = office.send(office.get("/caseworker/people/"), "name", name=name, **more)
    return code_on(office.send(asked, "current", current=PASSWORD))


def code_on(page: Page) -> str:
    found = re.search(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", page.text)
    assert found, page.text
    return found[0]


def choose(browser: Browser, code: str, **changes: str) -> Page:
    """The code typed, password and second factor chosen."""
    page = browser.send(browser.get("/caseworker/join"), "code", code=code)
    secret = secret_on(page)
    fitting = pyotp.TOTP(secret).at(NOW)
    chosen = {"new": CHOSEN, "repeated": CHOSEN, "typed": fitting} | changes
    return browser.send(page, "carried", **chosen)


def secret_on(page: Page) -> str:
    found = re.search(r"Key: ((?:[A-Z2-7]{4} ?)+)", page.text)
    assert found, page.text
    return found[1].replace(" ", "")

"""A gateway at a name, a caseworker there who has a passkey, and the steps she takes with it."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from deploy.demonstration.browser import Browser, Page
from tests.gateway.running import Gateway, settings_in
from tests.gateway.web.authenticator import Authenticator
from tests.gateway.web.conftest import PASSWORD
from tests.orgs import Orgs

HERE = "http://localhost:8000"  # a name: passkeys are bound to one
ONION = "a" * 56 + ".onion"


@pytest.fixture
def gateway(orgs: Orgs, tmp_path: Path, sqlite_url: str) -> Gateway:
    return Gateway(orgs, settings_in(tmp_path, orgs, sqlite_url)).with_settings(public_url=HERE, onion=ONION)


@pytest.fixture
def browser(gateway: Gateway) -> Browser:
    return Browser(HERE, gateway.app)


@pytest.fixture
def phone() -> Authenticator:
    return Authenticator(HERE, "localhost")


@pytest.fixture
def hers(work: Browser, phone: Authenticator) -> Authenticator:
    """A passkey that the caseworker has added."""
    assert "is added" in add(work, phone).text
    return phone


def form_to(page: Page, path: str) -> dict[str, str]:
    (form,) = [form for form in page.forms if form.action.endswith(path)]
    return form.fields


def to_make(work: Browser, current: str = PASSWORD) -> Page:
    fields = form_to(work.get("/caseworker/me/"), "/passkeys/")
    return work.post("/caseworker/me/passkeys/", fields | {"current": current})


def add(work: Browser, phone: Authenticator) -> Page:
    fields = form_to(to_make(work), "/passkeys/add")
    return work.post("/caseworker/me/passkeys/add", fields | {"passkey": phone.made(fields["carried"])})


def remove(work: Browser, **changes: str) -> Page:
    page = work.get("/caseworker/me/")
    mark = re.findall(r'name="mark" value="(\w{4})"', page.html)[0]
    fields = form_to(page, "/passkeys/remove") | {"current": PASSWORD, "mark": mark} | changes
    return work.post("/caseworker/me/passkeys/remove", fields)


def show(browser: Browser, phone: Authenticator, name: str = "dalva", password: str = PASSWORD) -> Page:
    """She signs in, with a passkey and no code."""
    page = browser.get("/caseworker/sign-in")
    challenge = page.form("password").fields["challenge"]
    return browser.send(page, "password", name=name, password=password, code="", passkey=phone.shown(challenge))


def options(page: Page) -> dict:
    (found,) = re.findall(r'data-passkey="([^"]*)"', page.html)
    return json.loads(unescape(found))


def is_in(page: Page) -> bool:
    return "Sent reports" in page.text

"""What a caseworker writes into the form in these tests, and the steps she takes with it."""

from __future__ import annotations

from deploy.demonstration.browser import Browser, Page
from tests.orgs import FORCE

WRITTEN = {
    "crime.adult_confirmed": "yes",
    "force": FORCE,
    "crime.reporter_role": "victim",
    "crime.wish": "contact_through_ngo",
    "crime.crime_types.0": "domestic.physical",
    "crime.crime_types.1": "",
    "crime.crime_types.2": "domestic.strangulation",
    "crime.when.precision": "month",
    "crime.when.from": "2026-10",
    "crime.when.still_happening": "no",
    "crime.where.area_code": "E08000035",
    "crime.acts_narrative": "He came back and broke the door.\r\nShe left by the window.",
    "priority": "priority",
    "identity.name.preferred": "Marina Sokolova",
    "identity.name.aliases": "Masha\r\n\r\nMarinka",
    "identity.phone.numbers": "07700 900123",
    "identity.safe_contact.note": "Tuesdays, 10 to 12",
    "identity.language.languages.0.tag": "pt-BR",
    "identity.advice": "taken",
    "identity.suspect.name": "Gregory Ashdown",
    "identity.premises.address": "14 Elm Road",
}


def write(browser: Browser, **changes: str) -> Page:
    """The form, filled in and posted to be looked at, with what had to be added to it first (a second suspect)."""
    form = browser.get("/caseworker/report/whole").form("filing_secret")
    return browser.post(form.action, form.fields | WRITTEN | named(changes) | {"step": "review"})


def send(browser: Browser, reviewed: Page, **changes: str) -> Page:
    return browser.send(reviewed, "filing_secret", "send", **named(changes))


def file(browser: Browser, **changes: str) -> Page:
    """Filed: the page with the code."""
    return send(browser, write(browser, **changes))


def named(changes: dict[str, str]) -> dict[str, str]:
    """Field names with `__` for the dots, which Python's own names cannot have."""
    return {name.replace("__", "."): value for name, value in changes.items()}

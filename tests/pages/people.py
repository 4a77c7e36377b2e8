"""What people do in a browser: answer a question of the form, sign in, send, type a token, leave. By what they see.

Every act finds its control by its name on the page, opens what is folded above it, and waits until it can be used,
as a person would.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page

from deploy.demonstration.caseworker import Caseworker
from deploy.demonstration.deployment import FORCE
from tests.pages.stack import Stack

MARINA = {
    "crime.adult_confirmed": "yes",
    "crime.where.area_code": "E08000035",
    "force": FORCE,
    "crime.where.place_type": "shared_home",
    "crime.reporter_role": "victim",
    "crime.wish": "contact_through_ngo",
    "crime.crime_types.0": "domestic.physical",
    "crime.crime_types.1": "domestic.strangulation",
    "crime.crime_types.2": "domestic.coercive_control",
    "crime.acts_narrative": "Her partner has hit her most weeks for about a year. Once he held her by the throat until "
    "she could not breathe. She had bruises and saw no doctor.",
    "crime.when.precision": "month",
    "crime.when.from": "2025-10",
    "crime.when.to": "2026-10",
    "crime.when.frequency": "weekly",
    "crime.suspects.0.relationship": "partner",
    "crime.risk.flags.strangulation": "yes",
    "identity.name.preferred": "Marina S.",
    "identity.phone.numbers": "07700 900123",
    "identity.safe_contact.note": "Shared phone. Tuesday or Thursday, 10 to 12. Ask for the receita.",
    "identity.language.languages.0.tag": "pt-BR",
    "identity.advice": "taken",
    "identity.suspect.name": "Torvald G.",
}

QUESTION = {
    "sort": "evidence_location",
    "sought": "Whether the pictures of the messages show the day they were sent",
    "why": "The report says that the worker has seen them",
    "line_of_enquiry": "When the threats were made",
    "necessity": "Nobody else holds them",
    "how_dealt_with": "Kept with this report, read by the unit alone",
    "notice": "given",
}


Computer = Callable[[], Page]  # gives a page to whoever sits down at it


@dataclass(frozen=True)
class Filed:
    """What the page after sending says, once: the report's reference and her token."""

    reference: str
    token: str

    @property
    def short(self) -> str:
        return self.reference[:8]


def control(page: Page, name: str, value: str) -> Locator:
    """The control of a question; of several with one name the one for `value`."""
    found = page.locator(f'[name="{name}"]:not([type="hidden"])')
    return found if found.count() == 1 else page.locator(f'[name="{name}"][value="{value}"]')


def answer(page: Page, name: str, value: str) -> None:
    """The question has this answer."""
    where = control(page, name, value)
    unfold(where)
    kind = where.evaluate("field => field.type")
    if kind in ("radio", "checkbox"):
        where.check()
    elif kind.startswith("select"):
        where.select_option(value)
    else:
        where.fill(value)


def unfold(where: Locator) -> None:
    """What it is folded into is open."""
    while where.evaluate("field => Boolean(field.closest('details:not([open])'))"):
        where.locator("xpath=ancestor::details[not(@open)]").first.locator("summary").first.click()


def write(page: Page, answers: Mapping[str, str]) -> None:
    """Everything is answered, in this order."""
    for name, value in answers.items():
        answer(page, name, value)


def go_on(page: Page, answers: Mapping[str, str], until: str = "") -> dict[str, str]:
    """Every step is answered, up to the last or the one that asks for `until`; the answers that are left."""
    left = dict(answers)
    while True:
        here = [name for name in left if page.locator(f'[name="{name}"]:not([type="hidden"])').count()]
        write(page, {name: left.pop(name) for name in here})
        if not left or until in here:
            return left
        press(page, "next")


def sign_in(page: Page, url: str, worker: Caseworker) -> None:
    """She sees her reports."""
    page.goto(f"{url}/caseworker/sign-in")
    page.locator('[name="name"]').fill(worker.name)
    page.locator('[name="password"]').fill(worker.password)
    page.locator('[name="code"]').fill(worker.code())
    page.locator('main button[type="submit"]').click()
    page.wait_for_url(f"{url}/caseworker/")


class Device:
    """What this page's browser finds beside it: a phone or a computer that keeps passkeys, made by Chromium."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
        made = self._session.send(
            "WebAuthn.addVirtualAuthenticator", {"options": options | {"automaticPresenceSimulation": True}}
        )
        self.id = made["authenticatorId"]
        self.verifies(True)

    def verifies(self, fits: bool) -> None:
        """Its owner shows the finger that fits, or another."""
        self._session.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": fits})

    def keeps(self) -> list[dict[str, Any]]:
        """The passkeys in it."""
        return self._session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]


def ask_for_a_passkey(page: Page, url: str, worker: Caseworker) -> None:
    """The page on which the browser makes one; she is signed in."""
    page.goto(f"{url}/caseworker/me/")
    page.locator("summary", has_text="Add a passkey").click()
    page.locator("#passkey-current").fill(worker.password)
    page.locator("form:has(#passkey-current) button").click()
    page.get_by_role("heading", name="A new passkey").wait_for()


def press(page: Page, step: str) -> None:
    """The form went on by the button of this step, as far as it would go."""
    button = page.locator(f'main button[name="step"][value="{step}"]:visible').last
    if not button.count():
        raise AssertionError(f"no button for {step}: {page.locator('main').inner_text()[:600]}")
    with page.expect_navigation():
        button.click()


def file(page: Page, url: str, answers: Mapping[str, str]) -> Filed:
    """She wrote it, looked at it, and sent it; she is signed in."""
    page.goto(f"{url}/caseworker/report/whole")
    write(page, answers)
    press(page, "review")
    return send(page)


def send(page: Page) -> Filed:
    """The page before sending led to the one with the token."""
    send_on(page)
    return filed(page)


def send_on(page: Page) -> None:
    """She pressed "Send", and once more where the same words were sent today, which is asked about."""
    press(page, "send")
    if page.locator('[name="told.twice"]:visible').count():
        page.locator('[name="told.twice"]').check()
        press(page, "send")


def filed(page: Page) -> Filed:
    """What the page after sending says."""
    page.get_by_role("heading", name="The report is on its way").wait_for()
    text = " ".join(page.locator("main").inner_text().split())
    token = re.search(r"\b([0-9A-Z]{4}(?:[ -][0-9A-Z]{4}){5})\b", text)
    reference = re.search(r"\b([0-9A-HJKMNP-TV-Z]{26})\b", text)
    if token is None or reference is None:
        raise AssertionError(f"the page shows no code: {text[:600]}")
    return Filed(reference[1], token[1])


def look(page: Page, url: str, token: str) -> None:
    """Her page shows what the token leads to. Waits for the answer, with script and without."""
    if page.url.rstrip("/") != url or not page.locator("#code").count():
        page.goto(f"{url}/")
    page.locator("#code").fill(token)
    page.locator('form:has(#code) button[type="submit"]').click()
    page.locator("#code").wait_for(state="detached")


def speak(page: Page, tag: str) -> None:
    """Her page speaks this language."""
    if page.locator("html").get_attribute("lang") == tag:
        return
    button = page.locator(f'button[name="speak"][value="{tag}"]')
    unfold(button)
    button.click()
    page.locator(f'html[lang="{tag}"]').wait_for(state="attached")


def sit_down(page: Page, stack: Stack, org: str) -> None:
    """The page of a desk stands at its first page. Its link is good once: whoever sits down later has its cookie."""
    if org in stack.sat_down:
        home, cookies = stack.sat_down[org]
        page.context.add_cookies(cookies)
        page.goto(home)
        return
    page.goto(stack.link(org))
    page.get_by_role("button", name="Fetch now").wait_for()
    stack.sat_down[org] = page.url, page.context.cookies(page.url)


def fetch(page: Page) -> None:
    """The desk has asked the gateway for what waits."""
    with page.expect_navigation():
        page.get_by_role("button", name="Fetch now").click()


def send_now(page: Page) -> None:
    """What was decided at a desk's page has left: a demonstration does not wait a day."""
    page.wait_for_load_state("load")
    with page.expect_navigation():
        page.get_by_role("button", name="Send all now").click()


def open_report(page: Page, report: Filed) -> None:
    """The report stands on the page of a police desk, opened now if nobody did before."""
    page.get_by_role("link", name="Inbox").click()
    page.locator(".shows").wait_for()
    if page.locator('.shows a[href*="/every"]').count():
        page.locator('.shows a[href*="/every"]').click()
    page.get_by_role("link", name=report.short).click()
    unread, told = (page.get_by_role("button", name="Open the report"), page.get_by_role("link", name="Set a status"))
    unread.or_(told).first.wait_for()
    if unread.count():
        unread.click()
    told.wait_for()


def set_status(page: Page, code: str, text: str = "") -> None:
    """The police set this status on the report that stands on the page, with these words for the organisation."""
    page.get_by_role("link", name="Set a status").click()
    button = page.locator(f'button[name="code"][value="{code}"]').first
    unfold(button)
    button.click()
    tell = page.get_by_role("button", name="Update the status")
    tell.wait_for()
    if text:
        page.locator("#text").fill(text)
    if page.locator("#sure").count():
        page.locator("#sure").check()
    tell.click()
    page.locator("[role=status]").wait_for()


def of_hers(page: Page, report: Filed) -> None:
    """Her report stands on the page of an NGO's desk."""
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Reports").click()
    page.get_by_role("link", name=report.short).click()
    page.get_by_role("link", name="Give her a new code").wait_for()


def confirm(page: Page, report: Filed) -> None:
    """The NGO has said to the police that this report is its own."""
    of_hers(page, report)
    page.get_by_role("link", name="Check, and confirm").click()
    with page.expect_navigation():
        page.locator("main form button").first.click()


def write_to_her(page: Page, report: Filed, kind: str, text: str) -> None:
    """Words for her page have left the NGO's hands; the desk sends them in their time."""
    of_hers(page, report)
    page.get_by_role("link", name="Write to her page").click()
    answer(page, "kind", kind)
    answer(page, "text", text)
    with page.expect_navigation():
        page.locator("main form button").first.click()


def ask(page: Page, question: Mapping[str, str]) -> None:
    """The police have sent this question about the report that stands on the page, having read it once more."""
    write_question(page, question)
    with page.expect_navigation():
        page.get_by_role("button", name="Send the question").click()


def write_question(page: Page, question: Mapping[str, str]) -> None:
    """The question is filled in and looked at: sent it is not."""
    page.get_by_role("link", name="Ask a question").click()
    check = page.get_by_role("button", name="Check before sending")
    check.wait_for()
    write(page, question)
    with page.expect_navigation():
        check.click()

"""Walks through every page: each is a generator that stands still where somebody should look, and says what it is.

Whoever follows a walk takes a picture, asks axe, or tries the keyboard at each stop. The list of stops below is the
list of pages: a template that no walk stops at fails tests/pages/test_no_page_is_forgotten.py.

Stops are in the order in which people meet them. Her walk can be made in each of her languages; a caseworker's pages
and the desks' are in English.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyotp
from playwright.sync_api import Page

from deploy.demonstration.deployment import FORCE, NGO
from gateway.web import catalogues
from tests.pages import people
from tests.pages.people import Computer
from tests.pages.stack import Stack

WITHOUT_WITNESSES = 3  # days after which a list of recipients that nobody confirmed is not used
TO_HER = "Do you still have the pictures of the messages? You need not answer."


@dataclass(frozen=True)
class Stop:
    """A page to look at: its name, and the template that made it."""

    name: str
    template: str


LOOK = Stop("her-first-page", "look.html")
WRONG = Stop("her-code-too-short", "look.html")
SHOWN = Stop("her-messages", "shown.html")
EMPTY = Stop("her-page-to-empty", "wipe.html")
LONGER = Stop("her-words-too-long", "longer.html")
SENT_WORD = Stop("her-words-sent", "word.html")
UNSENT_WORD = Stop("her-words-not-sent", "word.html")
NOTHING = Stop("her-nothing-to-show", "shown.html")
HER_CARD = Stop("her-emergency-card", "word.html")
CARD = Stop("emergency", "emergency.html")

SIGN_IN = Stop("sign-in", "signin.html")
SIGN_IN_WRONG = Stop("sign-in-wrong", "signin.html")
REPORTS = Stop("sent-reports", "reports.html")
STEP = Stop("form-step", "write.html")
FORM = Stop("form", "write.html")
FORM_ALL = Stop("form-every-part", "write.html")
FORM_EMPTY = Stop("form-sent-empty", "write.html")
FORM_BLOCKED = Stop("form-blocked", "write.html")
FORM_CARD = Stop("form-emergency", "write.html")
REVIEW = Stop("before-sending", "review.html")
REVIEW_RED = Stop("before-sending-red", "review.html")
CANNOT = Stop("cannot-be-sealed", "cannot_seal.html")
AGAIN = Stop("signed-out-while-writing", "again.html")
SENT = Stop("sent-with-code", "sent.html")
LATER = Stop("keep-for-later", "later.html")
KEPT = Stop("kept", "kept.html")
UNDER18 = Stop("under-18", "under18.html")
PRACTICE = Stop("practice", "write.html")
PAPER = Stop("paper-form", "paper.html")
CONSENT = Stop("paper-consent", "consent.html")
RECIPIENTS = Stop("who-can-receive", "recipients.html")
FIGURES = Stop("figures", "figures.html")
ERROR = Stop("no-such-page", "error.html")

PEOPLE = Stop("people", "people.html")
ASKED = Stop("people-sure", "asked.html")
INVITED = Stop("people-invited", "invited.html")
JOIN = Stop("join", "join.html")
CHOOSE = Stop("join-choose", "choose.html")
PRINTED = Stop("join-printed-codes", "printed.html")
ME = Stop("my-account", "me.html")
SCAN = Stop("my-new-factor", "scan.html")
PASSKEY = Stop("my-new-passkey", "passkey.html")
PASSKEYS = Stop("my-account-with-a-passkey", "me.html")
SIGN_IN_PASSKEY = Stop("sign-in-with-a-passkey", "signin.html")
NO_PASSKEY = Stop("sign-in-no-passkey", "signin.html")


def a_case(computer: Computer, stack: Stack) -> people.Filed:
    """A report on whose page something is to be seen: opened, investigated, and a question to her.

    Three people at three computers: who files it, who reads it at the police desk, who cares for her at the NGO's.
    """
    worker, officer, carer = computer(), computer(), computer()
    people.sign_in(worker, stack.url, stack.caseworker())
    filed = people.file(worker, stack.url, people.MARINA)
    stack.carried()
    people.sit_down(carer, stack, NGO)
    people.fetch(carer)
    people.confirm(carer, filed)
    people.write_to_her(carer, filed, "question", TO_HER)
    stack.carried()
    people.sit_down(officer, stack, FORCE)
    people.fetch(officer)
    people.open_report(officer, filed)
    people.set_status(officer, "investigating")
    stack.desk(FORCE, "send", "--now")
    stack.desk(NGO, "send", "--now")
    return filed


def hers(page: Page, stack: Stack, token: str, tag: str) -> Iterator[Stop]:
    """What she meets, in the language of her browser, which is `tag`."""
    page.goto(f"{stack.url}/")
    yield LOOK
    page.locator("#code").fill("1")
    _press(page, 'form:has(#code) button[type="submit"]')
    page.locator("#code-error").wait_for()
    yield WRONG
    people.look(page, stack.url, token)
    yield SHOWN
    page.locator("#text").evaluate("field => field.removeAttribute('maxlength')")
    page.locator("#text").fill("Era de noite. " * 400)
    _press(page, 'form:has(#text) button[type="submit"]')
    page.locator("#text.long").wait_for()
    yield LONGER
    page.locator("#text").fill("Era de noite.")
    _press(page, 'form:has(#text) button[type="submit"]')
    page.locator("#text").wait_for(state="detached")
    sent = catalogues.offered()[tag].plain("It has been sent")
    yield SENT_WORD if page.locator("h1").inner_text() == sent else UNSENT_WORD
    page.locator(".emergency summary").click()
    yield HER_CARD
    page.goto(f"{stack.url}/now")
    yield CARD
    people.look(page, stack.url, "0" * 24)
    yield NOTHING
    people.look(page, stack.url, token)
    _press(page, 'button[name="wipe"]')
    page.locator('button[name="wipe"][value="yes"]').wait_for()
    yield EMPTY


def caseworkers(page: Page, stack: Stack) -> Iterator[Stop]:
    """What a caseworker meets, from signing in to the code, and what else may happen to her on the way."""
    url, worker = stack.url, stack.caseworker()
    page.goto(f"{url}/caseworker/sign-in")
    yield SIGN_IN
    page.locator('[name="name"]').fill(worker.name)
    page.locator('[name="password"]').fill("not her password")
    page.locator('[name="code"]').fill("000000")
    _press(page, 'main button[type="submit"]')
    page.locator("#wrong").wait_for()
    yield SIGN_IN_WRONG
    people.sign_in(page, url, worker)
    yield REPORTS
    page.goto(f"{url}/caseworker/practice/whole")
    yield PRACTICE
    page.goto(f"{url}/caseworker/paper")
    yield PAPER
    page.goto(f"{url}/caseworker/consent")
    yield CONSENT
    yield from _writing(page, url)
    yield from _before_sending(page, stack)
    yield from _otherwise(page, url)


def administrators(page: Page, stack: Stack) -> Iterator[Stop]:
    """An administrator invites a colleague, who joins and looks at her own account."""
    worker, url = stack.caseworker(admin=True), stack.url
    people.sign_in(page, url, worker)
    page.goto(f"{url}/caseworker/people/")
    yield PEOPLE
    page.locator("#new-name").fill(f"joana-{secrets.token_hex(2)}")
    _press(page, 'button[value="invite"]')
    page.locator("#current").wait_for()
    yield ASKED
    page.locator("#current").fill(worker.password)
    _press(page, 'button[value="invite"]')
    page.locator(".slip .token").wait_for()
    yield INVITED
    code = page.locator(".slip .token").inner_text()
    page.context.clear_cookies()
    page.goto(f"{url}/caseworker/join")
    yield JOIN
    page.locator("#code").fill(code)
    _press(page, 'main button[type="submit"]')
    page.locator("#join-new").wait_for()
    yield CHOOSE
    password = secrets.token_hex(12)
    page.locator("#join-new").fill(password)
    page.locator("#join-repeated").fill(password)
    page.locator("#typed").fill(_code_of(page))
    _press(page, 'main button[type="submit"]')
    page.locator(".printed").wait_for()
    yield PRINTED
    page.goto(f"{url}/caseworker/me/")
    yield ME
    page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    page.locator("#factor-current").fill(password)
    page.locator("form:has(#factor-current) button").click()
    page.locator("#typed").wait_for()
    yield SCAN


def with_a_passkey(page: Page, stack: Stack) -> Iterator[Stop]:
    """A caseworker adds a passkey, at an address that is a name; then she signs in, and her device refuses."""
    device = people.Device(page)
    with stack.another_gateway(host="localhost") as url:
        worker = stack.caseworker()
        people.sign_in(page, url, worker)
        people.ask_for_a_passkey(page, url, worker)
        yield PASSKEY
        _press(page, "button[data-passkey]")
        page.locator("[role=status]").wait_for()
        page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true; })")
        yield PASSKEYS
        page.context.clear_cookies()
        page.goto(f"{url}/caseworker/sign-in")
        yield SIGN_IN_PASSKEY
        device.verifies(False)
        page.locator('[name="name"]').fill(worker.name)
        page.locator('[name="password"]').fill(worker.password)
        page.locator("button[data-passkey]").click()
        page.locator("#passkey-failed").wait_for()
        yield NO_PASSKEY


def _code_of(page: Page) -> str:
    """The six digits that an authenticator shows which has scanned the picture on this page."""
    return pyotp.TOTP("".join(page.locator(".scanned strong").inner_text().split())).now()


def anyones(page: Page, stack: Stack) -> Iterator[Stop]:
    """What needs neither a code nor an account."""
    page.goto(f"{stack.url}/recipients")
    yield RECIPIENTS
    page.goto(f"{stack.url}/figures")
    yield FIGURES
    page.goto(f"{stack.url}/nothing/here")
    yield ERROR


def _writing(page: Page, url: str) -> Iterator[Stop]:
    page.goto(f"{url}/caseworker/report")
    yield STEP
    for number in range(2, 8):
        people.press(page, "next")
        yield Stop(f"{STEP.name}-{number}", STEP.template)
    page.goto(f"{url}/caseworker/report/whole")
    yield FORM
    page.locator(".emergency summary").click()
    yield FORM_CARD
    page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    yield FORM_ALL
    people.press(page, "review")
    yield FORM_EMPTY
    people.write(
        page, people.MARINA | {"crime.acts_narrative": "On 3 May at 21:40 Marina was hit. He spoke of her visa."}
    )
    people.press(page, "review")
    yield FORM_BLOCKED


def _before_sending(page: Page, stack: Stack) -> Iterator[Stop]:
    people.answer(page, "crime.acts_narrative", "He said “you will never leave this house”. An ambassador.")
    people.answer(page, "crime.reported_before", "yes_police")
    people.press(page, "review")
    people.press(page, "send")
    yield REVIEW_RED
    people.press(page, "change")
    people.answer(page, "crime.acts_narrative", people.MARINA["crime.acts_narrative"])
    people.answer(page, "crime.reported_before", "")
    people.press(page, "review")
    yield REVIEW
    cookies = page.context.cookies()
    page.context.clear_cookies()
    people.press(page, "change")
    yield AGAIN
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.goto(f"{stack.url}/caseworker/report/whole")
    people.write(page, people.MARINA)
    people.press(page, "review")
    people.send(page)
    yield SENT
    with stack.another_gateway(later=WITHOUT_WITNESSES) as late:
        page.goto(f"{late}/caseworker/report/whole")
        people.write(page, people.MARINA)
        people.press(page, "review")
        people.send_on(page)
        yield CANNOT


def _otherwise(page: Page, url: str) -> Iterator[Stop]:
    page.goto(f"{url}/caseworker/report/whole")
    people.write(page, people.MARINA | {"crime.wish": "keep"})
    people.press(page, "later")
    yield LATER
    people.press(page, "keep")
    yield KEPT
    page.goto(f"{url}/caseworker/report/whole")
    people.answer(page, "crime.adult_confirmed", "unsure")
    people.press(page, "review")
    yield UNDER18


def _press(page: Page, selector: str) -> None:
    page.locator(selector).first.click()
    page.wait_for_load_state("load")


Walk = Callable[[Page, Stack], Iterator[Stop]]

IN_ENGLISH: tuple[Walk, ...] = (caseworkers, administrators, with_a_passkey, anyones)

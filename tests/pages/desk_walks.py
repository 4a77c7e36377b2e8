"""Walks through the pages of the desks: from the first page along every link, each kind of page once.

A desk's addresses hold a word of this start and a code for each report, so a page is called by its rule: the same for
every report. What is only reached by pressing a button is walked to by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Page

from deploy.demonstration.deployment import FORCE, NGO, OTHER_FORCE
from keys.clock import iso, today
from tests.keys.desk.attachments.making import photograph
from tests.pages import people
from tests.pages.people import Computer
from tests.pages.stack import Stack
from tests.pages.walks import Stop

_CODE = re.compile(r"(?<=/(?:report)/)[0-9A-Za-z_-]{12}|(?<=/write/)[0-9A-Za-z_-]{12}")
_FILE = re.compile(r"(?<=/files/)[^/]+")
_NUMBER = re.compile(r"/\d+(?=/|$)")
UNITS = re.compile(r"^/inbox/.*")


def rule_of(url: str) -> str:
    """The address without what changes from start to start and from report to report."""
    path = "/" + urlsplit(url).path.split("/", 2)[2]
    path = _NUMBER.sub("/N", _FILE.sub("FILE", _CODE.sub("REF", path)))
    return UNITS.sub("/inbox/UNIT/SHOW", path)


def something_to_do(computer: Computer, stack: Stack, report: people.Filed) -> None:
    """The NGO's desk has something of each kind to do: a call, a confirmation, an answer, a form kept for later, a
    file of evidence that was sent and one that was not, a report that another force should have, a note of its own with
    a day that has come. `report`: one that is confirmed.
    """
    worker, officer = computer(), computer()
    people.sign_in(worker, stack.url, stack.caseworker())
    another = people.file(worker, stack.url, people.MARINA)
    elsewhere = people.file(worker, stack.url, people.MARINA)
    worker.goto(f"{stack.url}/caseworker/report/whole")
    people.write(worker, people.MARINA | {"crime.wish": "keep", "identity.name.preferred": "Luisa B."})
    people.press(worker, "later")
    people.press(worker, "keep")
    stack.carried()
    people.sit_down(officer, stack, FORCE)
    people.fetch(officer)
    people.open_report(officer, another)
    people.set_status(officer, "arrested")
    people.open_report(officer, report)
    people.ask(officer, people.QUESTION)
    picture = stack.folder / "photograph.jpg"
    picture.write_bytes(photograph())
    stack.desk(NGO, "receive")
    (kept,) = re.findall(r"Kept as (\S+)\.", stack.desk(NGO, "attach", "add", report.short, str(picture)))
    stack.desk(NGO, "attach", "send", report.short, kept, "--consents", "--text", "The door")
    stack.desk(NGO, "attach", "add", report.short, str(picture))
    picture.unlink()
    day = iso(today() + stack.ahead)
    stack.desk(NGO, "notebook", report.short, "--text", "Her sister can drive her.", "--again", day)
    stack.desk(FORCE, "show", elsewhere.short)
    stack.desk(FORCE, "decline", elsewhere.short, OTHER_FORCE)
    stack.carried()


def police(page: Page, stack: Stack, report: people.Filed) -> Iterator[Stop]:
    """The police desk: its inbox, a report, a status and a question read before they go."""
    known: set[str] = set()
    people.sit_down(page, stack, FORCE)
    people.fetch(page)
    yield from _along_the_links(page, "police", known)
    people.open_report(page, report)
    yield Stop("desk-police-report-opened", rule_of(page.url))
    yield from _along_the_links(page, "police", known)
    people.open_report(page, report)
    page.get_by_role("link", name="Set a status").click()
    closed = page.locator('button[name="code"][value="nfa"]').first
    people.unfold(closed)
    closed.click()
    page.locator("#text").wait_for()
    yield Stop("desk-police-status-read", "/report/REF/status/read")
    people.open_report(page, report)
    people.write_question(page, {"sought": "Her name"})
    yield Stop("desk-police-question-refused", "/report/REF/ask")
    people.open_report(page, report)
    people.set_status(page, "logged_incident")
    _waiting(page)
    yield Stop("desk-police-waiting", rule_of(page.url))


def ngo(page: Page, stack: Stack, report: people.Filed) -> Iterator[Stop]:
    """The NGO's desk: what needs somebody today, each report, and every act up to its last press."""
    known: set[str] = set()
    people.sit_down(page, stack, NGO)
    people.fetch(page)
    yield from _along_the_links(page, "ngo", known)
    people.of_hers(page, report)
    yield from _along_the_links(page, "ngo", known)
    people.of_hers(page, report)  # the links of another report may have led past its files
    page.get_by_role("link", name="Files of evidence").first.click()
    page.get_by_role("link", name="Look at the copy").first.click()
    page.locator("figure.sheet").first.wait_for()
    _drawn(page)
    yield Stop("desk-ngo-report-REF-files-FILE", "/report/REF/files/FILE")
    people.of_hers(page, report)
    page.get_by_role("link", name="Write to her page").click()
    page.locator("#text").fill("Call me when you can.")
    page.get_by_role("button", name="Write it to her page").click()
    _waiting(page)
    yield Stop("desk-ngo-waiting", rule_of(page.url))


def _waiting(page: Page) -> None:
    """What waits to leave is listed, with something that can be held back."""
    page.get_by_role("link", name=re.compile("waiting to be sent")).click()
    page.get_by_role("button", name=re.compile("^Hold back")).first.wait_for()


def _drawn(page: Page) -> None:
    """Every picture of a file of evidence is on the page: it takes a second, and may be wide."""
    for picture in page.locator("figure.sheet img").all():
        picture.scroll_into_view_if_needed()
    page.wait_for_function(
        "() => [...document.querySelectorAll('figure.sheet img')].every(one => one.naturalWidth > 0)"
    )


def _along_the_links(page: Page, whose: str, known: set[str]) -> Iterator[Stop]:
    """From the page that is shown along every link, each rule that is not known yet."""
    home = page.url
    place = home.split("/", 4)[3]
    ahead = [home]
    while ahead:
        page.goto(ahead.pop(0))
        rule = rule_of(page.url)
        if rule not in known:
            known.add(rule)
            _drawn(page)
            yield Stop(f"desk-{whose}{rule.rstrip('/').replace('/', '-') or '-home'}", rule)
        for link in page.locator("a[href]").evaluate_all("all => all.map(one => one.getAttribute('href'))"):
            there = urljoin(page.url, link).partition("#")[0]
            parts = urlsplit(there)
            ours = parts.netloc == urlsplit(home).netloc and parts.path.startswith(f"/{place}/")
            if ours and rule_of(there) not in {*known, *map(rule_of, ahead)}:
                ahead.append(there)

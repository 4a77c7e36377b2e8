"""What people do at the pages of the desks and around their accounts, each step of it after a failure.

Steps of `test_nothing_rests_in_the_clear`: a report written at the desk's own page and kept as a draft, opened, taken
out, answered and asked about at the police desk's page; somebody who joins, signs in with a printed code and changes
all she has; practice; a form kept for later. Every word of it is added to the words that must be nowhere.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

import pyotp

from deploy.demonstration.browser import Browser, Form, Page
from deploy.demonstration.deployment import FORCE, NGO
from tests.journeys.resting import PATIENCE, Run, failing

WRITTEN = {
    "crime.adult_confirmed": "yes", "force": FORCE, "crime.reporter_role": "victim",
    "crime.wish": "contact_through_ngo", "crime.crime_types.0": "domestic.physical", "identity.advice": "taken",
    "crime.acts_narrative": "The wobbletharn was broken that day", "identity.name.preferred": "Ysoldwyn",
    "identity.phone.numbers": "07700 900762", "identity.suspect.note": "sings the drummelhock",
}  # fmt: skip
PRACTISED = WRITTEN | {
    "crime.acts_narrative": "The crankleby was open",
    "identity.name.preferred": "Fenwolda",
    "identity.suspect.note": "",
}
KEPT = WRITTEN | {
    "crime.acts_narrative": "The pimmerling was shut",
    "identity.name.preferred": "Tarquessa",
    "identity.suspect.note": "",
}
DRAFTED = WRITTEN | {"crime.acts_narrative": "A glimberstone lay there", "identity.suspect.note": ""}
QUESTION = {
    "sort": "clarify_fact", "sought": "The bragwillow", "why": "It may be known", "line_of_enquiry": "The kettle",
    "necessity": "Nobody else knows", "how_dealt_with": "Kept with the report", "notice": "given",
}  # fmt: skip
EMERGENCY = {
    "basis": "threat_to_life", "to": "999", "asked": "no_time", "what": "The snickerdale", "why": "It could not wait",
    "decided_by": "Umbrecht",
}  # fmt: skip
WORDS = [
    "wobbletharn", "Ysoldwyn", "900762", "drummelhock", "crankleby", "Fenwolda", "pimmerling", "Tarquessa",
    "glimberstone", "bragwillow", "snickerdale", "Umbrecht", "chortlewood", "merrowgate", "zinderquill",
]  # fmt: skip
FIRST, LATER = "four words that marlinspike", "four words that gundersnap"  # of somebody who joins


class Terminal:
    """One browser at the page of a desk that runs as a program of its own."""

    def __init__(self, run: Run, link: str) -> None:
        parts = urlsplit(link)
        self.run, self.place = run, "/" + parts.path.split("/")[1]
        self.browser = Browser(f"{parts.scheme}://{parts.netloc}")
        run.browsers.append(self.browser)
        self.browser.get(parts.path)
        self.home = self.browser.get(self.place + "/")
        self.csrf = self.home.form("csrf").fields["csrf"]

    def get(self, path: str) -> Page:
        """The page at `path`, or at a whole path as it stands in a link."""
        return self.browser.get(path if path.startswith(self.place) else self.place + path)

    def post(self, path: str, values: Mapping[str, str] = {}, *, fails_at: str = "") -> Page:
        """This was sent as a form of the page sends it; before that it failed once at a place, without an echo."""
        whole = path if path.startswith(self.place) else self.place + path
        form = Form(whole, {"csrf": self.csrf, **values}, buttons=[("", "")])
        if fails_at:
            return failing(self.run, self.browser, fails_at, self.home, form, {})
        return self.browser.press(self.home, form)

    def fetched(self) -> Page:
        """Whatever waits for this desk is here."""
        self.run.carried()
        return self.post("/fetch")


def at_the_desks(run: Run) -> None:
    """Both desks do at their pages what they do; then both programs are killed while they still know it all."""
    run.words += WORDS
    links = run.programs.start_desk_pages({**run.environment(), "AMPARO_TEST_LOUD": "1"})
    hers, theirs = Terminal(run, links[NGO]), Terminal(run, links[FORCE])
    _filed_at_the_desk(run, hers)
    path = _opened_at_the_desk(run, theirs)
    _asked_at_the_desk(run, hers, theirs, path)
    hers.fetched()
    assert "Kept for later on the website" in hers.get("/drafts").text
    held = hers.get("/drafts").html.split('id="held"')[1]
    (name,) = re.findall(r'name="name" value="([0-9a-f]{8})"', held)[:1]
    assert "pimmerling" in hers.post("/drafts/held", {"name": name}).html
    for program in [each for each in run.programs.running if each.name.startswith("desk of")]:
        assert "DEBUG:" in program.log.read_text(), "nothing was logged that could have told something"
        program.process.kill()
        program.process.wait()
        run.programs.running.remove(program)


def _filed_at_the_desk(run: Run, hers: Terminal) -> None:
    last, left = in_steps(hers.browser, hers.get("/write"), DRAFTED, until="crime.acts_narrative")
    drafted = failing(run, hers.browser, "draft", last, last.form("draft", "at"), left, button="draft")
    assert "Kept here as a draft" in drafted.text, drafted.text
    assert "glimberstone" not in hers.get("/drafts").html
    review, _ = in_steps(hers.browser, hers.get("/write"), WRITTEN)
    send = review.form("draft", "crime.acts_narrative")
    ticks = {name: "yes" for name in ("told.her", "told.me") if name in send.names}
    sent = failing(run, hers.browser, "file", review, send, ticks, button="send")
    assert "The report is sealed, and on its way" in sent.text, sent.text
    symbols = re.search(r"\b([0-9A-Z]{4}(?: [0-9A-Z]{4}){5})\b", sent.text)
    digits = re.search(r"\b(\d{4}(?: \d{4}){8})\b", sent.text)
    assert symbols
    assert digits
    run.words += [
        written for code in (symbols[1], digits[1]) for written in (code, code.replace(" ", ""), code.replace(" ", "-"))
    ]
    found = hers.post("/reports", {"sought": "ysoldwyn drummelhock"})
    assert "Ysoldwyn" in found.text
    assert "Written down" in hers.post("/emergencies", EMERGENCY).text
    assert "chortlewood" in hers.post("/emergencies", EMERGENCY | {"to": "", "what": "chortlewood"}).html


def _opened_at_the_desk(run: Run, theirs: Terminal) -> str:
    """The report that was filed at the other desk is open; the path of its page."""
    until, path = time.monotonic() + PATIENCE, ""
    while not path:
        assert time.monotonic() < until
        found = re.findall(r'href="([^"]+/report/[^"]+)"', theirs.fetched().html)
        new = [each for each in found if "Nobody has opened this report yet" in theirs.get(each).text]
        path = next((each for each in new if "wobbletharn" in _opened(run, theirs, each)), "")
    for form in ("text", "csv", "json", "evidence"):
        taken = theirs.post(f"{path}/export/{form}", fails_at="export" if form == "csv" else "")
        assert "wobbletharn" in taken.html, form
    told = {"code": "investigating", "text": "merrowgate"}
    assert "noted" in theirs.post(path + "/status", told, fails_at="status").text
    assert "Noted" in theirs.post(path + "/margin", {"number": "", "note": "zinderquill"}).text
    return path


def _opened(run: Run, theirs: Terminal, path: str) -> str:
    """What is read when the report at `path` is opened, after that failed the first time."""
    fails_at = "" if (run.errors / "failed-sheet").exists() else "sheet"
    return theirs.post(path + "/open", fails_at=fails_at).text


def _asked_at_the_desk(run: Run, hers: Terminal, theirs: Terminal, path: str) -> None:
    hers.fetched()
    named = hers.post("/reports", {"sought": "ysoldwyn"})
    (report,) = re.findall(r'href="([^"]+/report/[^"/]+)"', named.html)[:1]
    theirs.fetched()
    assert "bragwillow" in theirs.post(path + "/ask", QUESTION | {"step": "read"}).html
    assert "Asked." in theirs.post(path + "/ask", QUESTION | {"step": "send"}, fails_at="ask").text
    until = time.monotonic() + PATIENCE
    while "bragwillow" not in hers.get(report + "/answer").text:  # it leaves beside the pages
        assert time.monotonic() < until
        time.sleep(0.2)
        hers.fetched()


def in_steps(
    browser: Browser, page: Page, values: Mapping[str, str], *, until: str = ""
) -> tuple[Page, dict[str, str]]:
    """The form was gone through step by step: the page before sending, or the step that asks for the field `until`.

    With it, which of the values that step asks for.
    """
    for _ in range(12):
        if "Last step Check before sending" in page.text:
            return page, {}
        form, forward = next(
            (form, way)
            for way in ("next", "review")
            for form in page.forms
            if way in {value for _, value in form.buttons}
        )
        here = {name: value for name, value in values.items() if name in form.names}
        if until in here:
            return page, here
        page = browser.press(page, form, here, button=forward)
    raise AssertionError(page.text)


def around_an_account(run: Run, office: Browser) -> None:
    """Somebody joins, and changes all that she signs in with. `office`: where an administrator is signed in."""
    people = office.get("/caseworker/people/")
    asked = office.press(people, people.form("name"), {"name": "bruna"}, button="invite")
    form = asked.form("current")
    told = failing(run, office, "invite", asked, form, {"current": run.worker.password}, button="invite")
    code = re.search(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", told.text)
    name = re.search(r"bruna\d{3}", told.text)
    assert code, told.text
    assert name, told.text
    run.words += [code[0], code[0].replace("-", ""), FIRST, LATER]
    browser = run.browser()
    page = browser.get("/caseworker/join")
    page = browser.press(page, page.form("code"), {"code": code[0]})
    secret = _secret(run, page)
    chosen = {"new": FIRST, "repeated": FIRST, "typed": pyotp.TOTP(secret).now()}
    printed = _printed(run, failing(run, browser, "join", page, page.form("carried"), chosen))
    page = browser.get("/caseworker/me/")
    by_action = {form.action: form for form in page.forms}
    changed = {"current": FIRST, "new": LATER, "repeated": LATER}
    page = browser.press(page, by_action["/caseworker/me/password"], changed)
    page = browser.press(page, by_action["/caseworker/me/second-factor"], {"current": LATER})
    secret = _secret(run, page)
    _printed(run, browser.press(page, page.form("carried"), {"typed": pyotp.TOTP(secret).now()}))
    page = browser.get("/caseworker/me/")
    form = next(form for form in page.forms if form.action == "/caseworker/me/printed")
    (*_, last) = _printed(run, browser.press(page, form, {"current": LATER}))
    elsewhere = run.browser()
    page = elsewhere.get("/caseworker/sign-in")
    who = {"name": name[0], "password": LATER}
    page = elsewhere.press(page, page.form("password"), who | {"code": printed[0]})
    page = failing(run, elsewhere, "sign-in", page, page.form("password"), who | {"code": last})
    assert "Sign out" in page.text, page.text


def practised(run: Run, browser: Browser) -> None:
    """A report that goes nowhere, up to its end."""
    page, left = in_steps(browser, browser.get("/caseworker/practice"), PRACTISED, until="crime.wish")
    review = failing(run, browser, "screen", page, page.form("filing_secret", "at"), left, button="review")
    assert "Last step Check before sending" in review.text, review.text
    form = review.form("filing_secret", "crime.acts_narrative")
    sent = failing(run, browser, "page", review, form, {}, button="send")
    assert "PRACTICE" in sent.text


def kept_for_later(run: Run, browser: Browser) -> None:
    """A form that only the NGO's desk can open (part 9) is owed to it."""
    page, left = in_steps(browser, browser.get("/caseworker/report"), KEPT, until="crime.acts_narrative")
    form = page.form("filing_secret", "at")
    run.words.append(form.fields["filing_secret"])
    asked = browser.press(page, form, left, button="later")
    kept = failing(run, browser, "keep-later", asked, asked.form("filing_secret"), {}, button="keep")
    assert kept.status == 200, kept.text
    assert "kept" in kept.text


def _secret(run: Run, page: Page) -> str:
    found = re.search(r"Key: ((?:[A-Z2-7]{4} ?)+)", page.text)
    assert found, page.text
    secret = found[1].replace(" ", "")
    run.words += [secret, page.form("carried").fields["carried"]]
    return secret


def _printed(run: Run, page: Page) -> list[str]:
    codes = re.findall(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", page.text)
    assert len(codes) == 8, page.text
    run.words += codes
    return codes

"""One realistic report, walked through every step, with what each party can and cannot see (`deploy/up --example`).

Everything is done as people would do it: the caseworker and the victim with a browser without script, the desks by
their own program. Marina, Dalva and their words are invented.
"""

from __future__ import annotations

import json
import re
import tempfile
import textwrap
import time
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from deploy.demonstration.browser import Browser, Page
from deploy.demonstration.caseworker import Caseworker
from deploy.demonstration.deployment import FORCE, NGO, OTHER_FORCE
from deploy.demonstration.programs import CannotStart, Programs, desk
from deploy.demonstration.telling import say, short
from gateway.store.engine import open_store
from gateway.store.tables import deliveries, envelopes
from keys import clock
from keys.envelope.format import read_reference
from keys.roles import Part

TOLD = (
    "Her partner has hit her most weeks for about a year. Once he held her by the throat until she could not breathe. "
    "She had bruises on both arms and saw no doctor. We have seen pictures of messages in which he threatens her."
)
QUESTION = {
    "sort": "evidence_location",
    "sought": "Whether the pictures of the messages show the day they were sent",
    "why": "The report says that you have seen them",
    "line_of_enquiry": "When the threats were made",
    "necessity": "Nobody else holds them",
    "how_dealt_with": "Kept with this report, read by the unit alone",
}
ANSWER = "Yes, each picture shows its day. We keep them safe for now."
PATIENCE = 30.0  # seconds until a step that takes one has failed


class Walk:
    """The story so far: what was shown on the way, and when it began."""

    def __init__(self, programs: Programs, worker: Caseworker) -> None:
        self.programs, self.worker = programs, worker
        self.started = time.monotonic()
        self.reference = self.token = ""

    def heading(self, number: int, words: str) -> None:
        say(f"\n{number}. {words}  [{time.monotonic() - self.started:.1f} s]")

    def desk(self, org: str, *command: str, shown: int = 8, then: str = "", fails: bool = False) -> str:
        """A desk's program did this; its first lines are shown as its people read them, and those from `then` on."""
        told = " ".join(f"'{word}'" if " " in word else word for word in command)
        say(f"   $ amparo-desk --desk {short(self.programs.deployment.desk(org))} {told}")
        done = desk(self.programs.deployment, org, *command)
        if (done.returncode != 0) is not fails:
            raise CannotStart(f"The example stopped: the desk of {org} said:\n{done.stdout}{done.stderr}")
        lines = (done.stdout + (done.stderr if fails else "")).rstrip().splitlines()
        picked = lines[:shown]
        if then in lines[shown:] and then:
            start = lines.index(then, shown)
            picked += ["...", *lines[start : start + 4]]
        for line in picked:
            wrapped = textwrap.wrap(line, 104, subsequent_indent=" " * (len(line) - len(line.lstrip()))) or [""]
            for part in wrapped:
                say(f"     | {part}")
        if len(lines) > len(picked):
            say("     | ...")
        return done.stdout


def walk(programs: Programs, worker: Caseworker) -> None:
    """Every step was shown; CannotStart with a sentence where one did not work."""
    story = Walk(programs, worker)
    say("One report, from a caseworker's page to the police and back to the victim. Everybody in it is invented.")
    _file(story)
    _deliver(story)
    _open(story)
    _not_theirs(story)
    _answer(story)
    _check(story)
    say(f"\nThat was all of it, in {time.monotonic() - story.started:.0f} s.")


def _file(story: Walk) -> None:
    story.heading(
        1, f"FILE. {story.worker.name.capitalize()}, a caseworker of {NGO}, fills in one form with two sides."
    )
    browser = Browser(story.programs.where.url)
    page = _signed_in(browser, story.worker)
    written = _written()
    say(f"     only the police will read   {TOLD[:70]}...")
    say(f"     only {NGO} will read    {written['identity.name.preferred']}, {written['identity.phone.numbers']}")
    page = browser.get("/caseworker/report/whole")
    review = browser.press(page, page.form("filing_secret", "force"), written, button="review")
    if "Check before sending" not in review.text:
        raise CannotStart(f"The example stopped at the form. The page says: {review.text[:600]}")
    sent = browser.press(review, review.form("filing_secret"), button="send")
    story.token = _found(r"([0-9A-Z]{4}(?:[ -][0-9A-Z]{4}){5})\b", sent.text)
    story.reference = _found(r"\b([0-9A-HJKMNP-TV-Z]{26})\b", sent.text)
    say("   Before she sends, she reads exactly what the police will see. Then both sides are sealed, and forgotten.")
    say(f"   The token is shown this once, for the victim's slip:  {story.token}")
    say(f"   What the gateway has kept of report {story.reference[:8]}:")
    for part, org, state, size in _kept(story):
        say(f"     {size} sealed bytes of the {part} part, for {org} ({state})")
    say(f"   Her name, her phone, his throat-hold in any file of the gateway: {_anywhere(story)}")


def _deliver(story: Walk) -> None:
    story.heading(2, "DELIVER. A worker carries each sealed part to its own reader. It holds no key.")
    until = time.monotonic() + PATIENCE
    while any(state == "owed" for _, _, state, _ in _kept(story)):
        if time.monotonic() > until:
            raise CannotStart("The example stopped: nobody carried the report. See logs/workers.log.")
        time.sleep(0.05)
    for part, org, state, _ in _kept(story):
        say(f"     the {part} part for {org}: {state}")


def _open(story: Walk) -> None:
    story.heading(3, "OPEN. Each desk fetches its own part and opens it with its own key, on its own computer.")
    story.desk(NGO, "receive", shown=1)
    story.desk(FORCE, "receive", shown=1)
    shown = story.desk(FORCE, "show", story.reference[:8], shown=6, then="INFORMATION")
    assert "throat" in shown
    assert "Marina" not in shown
    say("   The police read what happened. There is no name, no address, no language in it.")
    say(f"   {NGO} learns from a signed receipt that somebody has looked, and reads the other part.\n")
    story.desk(NGO, "receive", shown=1)
    shown = story.desk(NGO, "show", story.reference[:8], shown=11)
    assert "Marina" in shown
    assert "throat" not in shown
    story.desk(NGO, "confirm", story.reference[:8], shown=1)


def _not_theirs(story: Walk) -> None:
    story.heading(4, "NOT THEIRS. The same sealed bytes, in other hands.")
    story.desk(OTHER_FORCE, "receive", shown=1)
    with tempfile.TemporaryDirectory() as folder:
        for part, org, reader in (
            (Part.CRIME, OTHER_FORCE, "another police force, with the crime part"),
            (Part.IDENTITY, FORCE, "the police, with the identity part"),
            (Part.CRIME, NGO, "the NGO, with the crime part"),
        ):
            place = Path(folder) / org
            place.mkdir()
            for name, raw in _sealed(story, part):
                (place / f"{name}.amparo").write_bytes(raw)
            say(f"   {reader}:")
            story.desk(org, "receive", "--from", str(place), shown=3, fails=True)


def _answer(story: Walk) -> None:
    story.heading(5, "ANSWER. The police set a status and ask a question, by the form that the law wants.")
    with tempfile.TemporaryDirectory() as folder:
        form = Path(folder) / "question.json"
        form.write_text(json.dumps(QUESTION))
        story.desk(FORCE, "receive", shown=2)
        story.desk(FORCE, "status", story.reference[:8], "investigating", "--now", shown=2)
        story.desk(FORCE, "ask", story.reference[:8], "--form", str(form), shown=1)
    _carried(story)
    story.desk(NGO, "receive")
    story.desk(NGO, "today")
    story.desk(NGO, "answer", story.reference[:8], "--outcome", "provided", "--text", ANSWER, shown=1)
    _carried(story)
    story.desk(FORCE, "receive", shown=2)


def _check(story: Walk) -> None:
    story.heading(6, "CHECK. The victim types her token on any computer. The page works without script.")
    browser = Browser(story.programs.where.url)
    page = browser.get("/")
    shown = browser.press(page, page.form("code"), {"code": story.token})
    sentence = "Police are investigating."
    if sentence not in shown.text:
        raise CannotStart(f"The example stopped: her page says: {shown.text[:800]}")
    say(f"     | {sentence}")
    page = browser.get("/")
    other = browser.press(page, page.form("code"), {"code": "0000-0000-0000-0000-0000-0000"})
    nothing = "No messages yet"
    sizes = {len(shown.html.encode()), len(other.html.encode())}
    if nothing not in other.text or len(sizes) != 1:
        raise CannotStart(f"The example stopped: another code shows: {other.text[:400]}")
    say(f"   Any other code: {nothing}. Both pages have {sizes.pop()} bytes. Cookies: {len(browser.cookies)}.")
    say(f"   Her name, her phone, his throat-hold in any file of the gateway: {_anywhere(story)}")


def _signed_in(browser: Browser, worker: Caseworker) -> Page:
    """Dalva is signed in. A code works once: if this half minute's was used, the next one is waited for."""
    for code in (worker.code, worker.fresh_code):
        page = browser.get("/caseworker/sign-in")
        form = page.form("name", "password", "code")
        page = browser.press(page, form, {"name": worker.name, "password": worker.password, "code": code()})
        if "Sign out" in page.text:
            return page
    raise CannotStart(f"The example stopped at the sign-in page, which says: {page.text[:300]}")


def _written() -> dict[str, str]:
    last = date.fromisoformat(clock.iso(clock.today())).replace(day=1) - timedelta(days=1)
    return {
        "crime.adult_confirmed": "yes",
        "force": FORCE,
        "crime.reporter_role": "victim",
        "crime.wish": "contact_through_ngo",
        "crime.crime_types.0": "domestic.physical",
        "crime.crime_types.1": "domestic.strangulation",
        "crime.crime_types.2": "domestic.coercive_control",
        "crime.when.precision": "month",
        "crime.when.from": f"{last.year - 1}-{last.month:02d}",
        "crime.when.to": f"{last.year}-{last.month:02d}",
        "crime.when.frequency": "weekly",
        "crime.where.place_type": "shared_home",
        "crime.where.area_code": "E08000035",
        "crime.acts_narrative": TOLD,
        "identity.name.preferred": "Marina S.",
        "identity.phone.numbers": "07700 900123",
        "identity.safe_contact.note": "Shared phone. Tuesday or Thursday 10 to 12. Ask for the receita.",
        "identity.language.languages.0.tag": "pt-BR",
        "identity.advice": "taken",
        "identity.suspect.name": "Torvald G.",
    }


def _kept(story: Walk) -> list[tuple[str, str, str, int]]:
    """(part, organisation, state, sealed bytes) of what the gateway's database holds of the report."""
    wanted = select(deliveries.c.id, deliveries.c.part, deliveries.c.org, deliveries.c.state)
    found = []
    engine = open_store(story.programs.database_url)
    with engine.connect() as connection:
        for row in connection.execute(wanted.where(deliveries.c.report_id == read_reference(story.reference))):
            body = connection.execute(select(envelopes.c.body).where(envelopes.c.delivery_id == row.id)).scalar()
            found.append((Part(row.part).name.lower(), row.org, row.state, len(body or b"")))
    engine.dispose()
    return sorted(found)


def _sealed(story: Walk, part: Part) -> list[tuple[str, bytes]]:
    engine = open_store(story.programs.database_url)
    joined = select(deliveries.c.id, envelopes.c.body).join(envelopes, envelopes.c.delivery_id == deliveries.c.id)
    theirs = (deliveries.c.report_id == read_reference(story.reference)) & (deliveries.c.part == int(part))
    with engine.connect() as connection:
        found = [(row.id.hex(), row.body) for row in connection.execute(joined.where(theirs))]
    engine.dispose()
    return found


def _carried(story: Walk) -> None:
    """Whatever is owed has been released."""
    until = time.monotonic() + PATIENCE
    engine = open_store(story.programs.database_url)
    while time.monotonic() < until:
        with engine.connect() as connection:
            if not connection.execute(select(deliveries.c.id).where(deliveries.c.state == "owed")).first():
                break
        time.sleep(0.05)
    engine.dispose()


def _anywhere(story: Walk) -> str:
    """Whether the words lie in any file that the gateway, the broker or a worker keeps."""
    words = (b"Marina", b"900123", b"throat", story.token.replace(" ", "").replace("-", "").encode())
    folder = story.programs.deployment.folder
    theirs = [path for path in folder.rglob("*") if path.is_file() and path.relative_to(folder).parts[0] != "desks"]
    found = [path.name for path in theirs if any(word in path.read_bytes() for word in words)]
    return f"in {', '.join(found)}!" if found else f"nowhere ({len(theirs)} files searched)."


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise CannotStart(f"The example stopped: a page does not say what it should. It says: {text[:600]}")
    return match[1]

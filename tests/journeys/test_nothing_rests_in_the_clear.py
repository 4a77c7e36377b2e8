"""Improbable words in every field, through real programs that fail at every step: afterwards they are nowhere.

Real gunicorn, Celery and Valkey, desks as processes of their own, everything logging at DEBUG. Each step is made to
fail once, with an error that repeats all it was given (faulty/sitecustomize.py), and is then done again. The search
has proved itself in test_the_search_finds_what_is_there.py.
"""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from deploy.demonstration import caseworker
from deploy.demonstration.browser import Browser, Page
from deploy.demonstration.desks import desk
from deploy.demonstration.programs import Programs, Where
from deploy.demonstration.world import FORCE, NGO, World, opened
from gateway.store.engine import open_store, reading
from gateway.store.tables import deliveries
from keys.desk.desk import Desk
from keys.desk.door import sign_request
from tests.canaries import Found, Search

FAULTY = Path(__file__).parent / "faulty"
PATIENCE = 60.0  # seconds until something that must happen has not happened

# Each of these is said once, in one field. Nobody else says them.
CRIME = (
    "flumbrik",
    "quastenward",
    "brimfelder",
    "tozzlewick",
    "hargspindle",
    "vennick",
    "skoolbar",
)
IDENTITY = {
    "identity.name.preferred": "Zörnabel",
    "identity.name.legal": "Quîntafela Vexumphar",
    "identity.name.aliases": "Brudelquist\nOlmaranta",
    "identity.phone.numbers": "07700 900984",
    "identity.safe_contact.note": "Thursdays, ask for the gribbenwald & <snorvel>",
    "identity.language.languages.0.tag": "pt-BR",
    "identity.suspect.name": "Hjelmunder Praxitov",
    "identity.suspect.aliases": "Knurrwick",
    "identity.suspect.phones": "07700 900531",
    "identity.suspect.address": "14 Dwendle Quay",
    "identity.suspect.note": "drives a plimworth van",
    "identity.premises.address": "Flat 9, Ossenbrigg House",
    "identity.premises.postcode": "LS7 3QX",
    "identity.premises.note": "the yorvendale side door",
}
IDENTITY_WORDS = (
    "Zörnabel", "Quîntafela", "Vexumphar", "Brudelquist", "Olmaranta", "900984", "gribbenwald", "<snorvel>",
    "Hjelmunder", "Praxitov", "Knurrwick", "900531", "Dwendle", "plimworth", "Ossenbrigg", "yorvendale",
)  # fmt: skip
SAID_LATER = {
    "ask": "marblecot",
    "answer": "wintergloam",
    "note": "pellucifer",
    "word": "moonharrow",
    "status": "thistledrum",
}


@dataclass
class Run:
    """Programs that fail when asked to, and every word that must be nowhere afterwards."""

    folder: Path
    programs: Programs
    worker: caseworker.Caseworker
    search_also: list[Path]
    words: list[str] = field(default_factory=list)
    seen: list[Found] = field(default_factory=list)
    browsers: list[Browser] = field(default_factory=list)
    said_by_desks: list[str] = field(default_factory=list)

    @property
    def errors(self) -> Path:
        return self.folder / "errors"

    @property
    def world(self) -> World:
        return self.programs.world

    def arm(self, place: str) -> None:
        (self.errors / f"fail-{place}").touch()

    def failed(self, place: str) -> bool:
        """True once the armed place has failed; it may be a worker's."""
        until = time.monotonic() + PATIENCE
        while not (self.errors / f"failed-{place}").exists():
            if time.monotonic() > until:
                return False
            time.sleep(0.02)
        return True

    def desk(self, org: str, *command: str, fails_at: str = "") -> str:
        """The desk's program did this, after it failed once at a place. What it said then is searched later."""
        if fails_at:
            self.arm(fails_at)
            done = desk(self.world, org, *command, **self.environment())
            assert done.returncode != 0, done.stdout
            assert self.failed(fails_at)
            self.said_by_desks.append(done.stdout + done.stderr)
        done = desk(self.world, org, *command, **self.environment())
        assert done.returncode == 0, done.stdout + done.stderr
        self.said_by_desks.append(done.stderr)
        return done.stdout

    def environment(self) -> dict[str, str]:
        temporary = self.folder / "tmp"
        temporary.mkdir(exist_ok=True)
        return {"AMPARO_TEST_ERRORS": str(self.errors), "PYTHONPATH": str(FAULTY), "TMPDIR": str(temporary)}

    def browser(self) -> Browser:
        self.browsers.append(Browser(self.programs.where.url))
        return self.browsers[-1]

    def carried(self) -> None:
        """Nothing is owed any more."""
        engine, until = open_store(self.programs.database_url), time.monotonic() + PATIENCE
        while True:
            with reading(engine) as connection:
                if not connection.execute(deliveries.select().where(deliveries.c.state == "owed")).first():
                    break
            assert time.monotonic() < until
            time.sleep(0.05)
        engine.dispose()

    def search(self) -> list[Found]:
        """Every place where plaintext could rest, looked at now."""
        search, broker = Search(self.words), self.programs.broker
        found = search.redis(broker.url) if broker else []
        for folder in (self.world.folder, self.folder / "tmp", *self.search_also):
            found += search.tree(folder)
        for browser in self.browsers:
            found += search.blob(
                "cookies", "\n".join(f"{one.name}={one.value}" for one in browser.cookies).encode()
            )
            for page in browser.seen:
                found += search.headers(f"headers of {page.url}", page.headers.items())
                found += search.blob("an address", page.url.encode())
        found += search.blob("what a desk said when it failed", "\n".join(self.said_by_desks).encode())
        return found


@pytest.fixture(params=["sqlite", "postgresql"])
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Run]:
    url, also = None, []
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_server").fresh()
        with psycopg.connect(url) as connection:
            data = Path(connection.execute("SHOW data_directory").fetchone()[0])  # type: ignore[index]
            oid = connection.execute(
                "SELECT oid FROM pg_database WHERE datname = current_database()"
            ).fetchone()[0]  # type: ignore[index]
        also = [data / "base" / str(oid), data / "pg_wal", data / "pg_stat_tmp", data / "log"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        where = Where(port=probe.getsockname()[1], database_url=url)
    world = opened(tmp_path / "world", where.url)
    (tmp_path / "errors").mkdir()
    with Programs(world, where) as programs:
        programs.start_broker()
        programs.migrate()
        run = Run(tmp_path, programs, caseworker.made(world, programs.database_url), also)
        (
            world.folder / "caseworker.json"
        ).unlink()  # where the demonstration keeps the password to show it again
        programs.start_gateway({**run.environment(), "AMPARO_LOG_LEVEL": "debug"})
        yield run


def test_thirty_words_and_the_token_are_nowhere_though_every_step_failed_once(run: Run) -> None:
    run.words = [*CRIME, *IDENTITY_WORDS, *SAID_LATER.values(), run.worker.password, run.worker.secret]
    assert len(set(run.words)) >= 30
    reference, symbols, digits = file_on_the_page(run)
    run.words += [
        symbols,
        symbols.replace(" ", ""),
        symbols.replace(" ", "-"),
        digits,
        digits.replace(" ", ""),
    ]
    file_by_the_api(run)
    assert run.search() == []  # while the broker still holds the tasks: no worker has run yet

    run.arm("carry")
    soon = {
        "AMPARO_LEASE_SECONDS": "3",
        "AMPARO_SWEEP_SECONDS": "1",
    }  # what failed is tried again in this test's time
    run.programs.start_workers({**run.environment(), **soon}, log_level="DEBUG")
    assert run.failed("carry")
    run.arm("settle")
    run.carried()
    answer(run, reference)
    check(run, symbols)
    assert_no_core_files(run)
    assert {path.name for path in run.errors.glob("fail-*")} == set()
    assert run.search() == []
    logs = "".join(path.read_text(errors="replace") for path in (run.world.folder / "logs").iterdir())
    assert "RuntimeError" in logs  # the errors were logged, by their place and without their text
    assert "DEBUG" in logs
    run.programs.stop()
    assert run.search() == []


def file_on_the_page(run: Run) -> tuple[str, str, str]:
    """A report filed with the form, each step of which failed once. Its reference and the token's two writings."""
    browser = run.browser()
    page = browser.get("/caseworker/sign-in")
    who = {"name": run.worker.name, "password": run.worker.password, "code": run.worker.code()}
    page = failing(run, browser, "sign-in", page, page.form("password"), who)
    assert "Sign out" in page.text, page.text
    page = browser.get("/caseworker/report")
    form = page.form("filing_secret", "force")
    run.words.append(str(form.values["filing_secret"]))
    written = {
        "crime.adult_confirmed": "yes", "force": FORCE, "crime.reporter_role": "victim",
        "crime.wish": "contact_through_ngo", "crime.crime_types.0": "domestic.physical", "identity.advice": "taken",
        "crime.acts_narrative": ". ".join(f"{word} was there that day" for word in CRIME),
        **IDENTITY,
    }  # fmt: skip
    for place in ("read", "screen"):
        review = failing(run, browser, place, page, form, written, button="review")
    assert "Before you send" in review.text, review.text
    for place in (
        "seal",
        "store",
        "nudge",
        "page",
    ):  # from `nudge` on it is stored: the same form is the same report
        run.arm(place)
        answered = browser.press(review, review.form("filing_secret"), button="send")
        assert answered.status == 500, (place, answered.text)
    sent = browser.press(review, review.form("filing_secret"), button="send")
    assert "It is on its way" in sent.text, sent.text
    return told(sent)


def told(page: Page) -> tuple[str, str, str]:
    """Reference, symbols and digits from the page that shows them once."""
    reference = re.search(r"\b([0-9A-HJKMNP-TV-Z]{26})\b", page.text)
    symbols = re.search(r"\b([0-9A-Z]{4}(?: [0-9A-Z]{4}){5})\b", page.text)
    digits = re.search(r"\b(\d{4}(?: \d{4}){8})\b", page.text)
    assert None not in (reference, symbols, digits), page.text
    return reference[1], symbols[1], digits[1]  # type: ignore[index]


def failing(
    run: Run,
    browser: Browser,
    place: str,
    page: Page,
    form: Any,
    values: dict[str, str],
    button: str | None = None,
) -> Page:
    """The form was sent, failed at the place without an echo, and was sent again."""
    run.arm(place)
    failed = browser.press(page, form, values, button)
    assert failed.status == 500, (place, failed.status, failed.text)
    assert Search(run.words).blob("the error page", failed.html.encode()) == []
    return browser.press(page, form, values, button)


def file_by_the_api(run: Run) -> None:
    """A report posted as signed JSON: nonsense, then a failure, then accepted."""
    folder = run.world.desk(NGO)
    with Desk.open(folder, (folder / "passphrase").read_bytes()) as ngo:
        door = ngo.ring.door()
    secret = secrets.token_hex(32)
    document = {
        "filing_secret": secret,
        "force": FORCE,
        "crime": {
            "reporter_role": "victim", "adult_confirmed": True, "wish": "intelligence_only", "acts_narrative": CRIME[1],
            "crime_types": ["domestic.physical"],
        },
        "identity": {
            "name": {"preferred": "Zörnabel"}, "advice": "taken",
            "safe_contact": {"channels": [{"type": "whatsapp", "value": "07700 900984", "times": "gribbenwald"}]},
        },
    }  # fmt: skip
    run.words.append(secret)

    def post(given: Any) -> httpx.Response:
        body = json.dumps(given, ensure_ascii=False).encode()
        address = f"{run.programs.where.url}/v1/reports"
        request = httpx.Request("POST", address, headers={"content-type": "application/json"}, content=body)
        sign_request(request, body, door)
        return httpx.Client(timeout=30).send(request)

    unknown = post({**document, "Hjelmunder": "Praxitov"})
    assert unknown.status_code == 422
    blocked = post({**document, "crime": {**document["crime"], "acts_narrative": "Zörnabel said so"}})  # type: ignore[dict-item]
    assert blocked.status_code == 422
    run.arm("post")
    broken = post(document)
    assert broken.status_code == 500
    for answered in (unknown, blocked, broken):
        assert Search(run.words).blob("an error's body", answered.content) == []
    accepted = post(document)
    assert accepted.status_code == 201, accepted.text
    run.words += [accepted.json()["symbols"], accepted.json()["digits"]]


def answer(run: Run, reference: str) -> None:
    """Both desks open what is theirs and answer each other, each step after a failure."""
    run.desk(FORCE, "receive", fails_at="open")
    run.desk(NGO, "receive", fails_at="keep")
    assert CRIME[1] in run.desk(FORCE, "show", reference, fails_at="show")
    assert "Zörnabel" in run.desk(NGO, "show", reference)
    run.desk(NGO, "confirm", reference)
    run.carried()
    run.desk(FORCE, "receive")
    run.desk(FORCE, "status", reference, "investigating", "--text", SAID_LATER["status"], "--now")
    form = run.folder / "question.json"
    form.write_text(json.dumps({
        "sort": "clarify_fact", "sought": SAID_LATER["ask"], "why": "It may be known", "line_of_enquiry": "The kettle",
        "necessity": "Nobody else knows", "how_dealt_with": "Kept with the report",
    }))  # fmt: skip
    run.desk(FORCE, "ask", reference, "--form", str(form), fails_at="ask")
    run.carried()
    run.desk(NGO, "receive")
    words = run.folder / "words.txt"
    words.write_text(SAID_LATER["answer"])
    run.arm("admit")  # at the gateway; the desk keeps what it could not hand over, and tries again
    run.desk(NGO, "answer", reference, "--outcome", "provided", "--file", str(words))
    assert run.failed("admit")
    run.desk(NGO, "send", "--now")
    words.write_text(SAID_LATER["note"])
    run.desk(NGO, "note", reference, "--file", str(words), "--now")
    form.unlink()
    words.unlink()
    run.carried()
    run.desk(FORCE, "receive")
    assert SAID_LATER["answer"] in run.desk(FORCE, "show", reference)


def check(run: Run, symbols: str) -> None:
    """She reads her page, after it failed, and leaves a word, after that failed."""
    browser = run.browser()
    for place in ("look", "slots"):
        run.arm(place)
        page = browser.get("/")
        failed = browser.press(page, page.form("code"), {"code": symbols})
        assert failed.status == 500, failed.text
        assert Search(run.words).blob("the error page", failed.html.encode()) == []
    page = browser.get("/")
    shown = browser.press(page, page.form("code"), {"code": symbols})
    assert "Police are investigating." in shown.text
    assert SAID_LATER["note"] in shown.text
    run.arm("say")
    failed = browser.press(shown, shown.form("text"), {"text": SAID_LATER["word"]})
    assert failed.status == 500, failed.text
    page = browser.get("/")
    shown = browser.press(page, page.form("code"), {"code": symbols})
    sent = browser.press(shown, shown.form("text"), {"text": SAID_LATER["word"]})
    assert sent.status == 200
    run.carried()
    assert SAID_LATER["word"] not in run.desk(NGO, "receive")
    assert list(browser.cookies) == []


def assert_no_core_files(run: Run) -> None:
    """Every process that sees a report is forbidden to leave a core file."""
    for program in run.programs.running:
        for pid in in_session(program.process.pid):
            limits = Path(f"/proc/{pid}/limits").read_text()
            core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
            assert core.split()[4] == "0", core


def in_session(leader: int) -> list[int]:
    """The processes of a session, as the kernel lists them."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == leader:
                found.append(int(process.name))
    assert leader in found
    return found

"""Improbable words in every field, through real programs that fail at every step: afterwards they are nowhere.

Real gunicorn, Celery and Valkey, desks as processes of their own and with their pages, everything logging at DEBUG.
Each step is made to fail once, with an error that repeats all it was given (faulty/sitecustomize.py), and is then done
again. The search has proved itself in test_the_search_finds_what_is_there.py.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from deploy.demonstration import caseworker
from deploy.demonstration.browser import Page
from deploy.demonstration.deployment import FORCE, NGO
from deploy.demonstration.programs import prepared
from keys.desk.desk import Desk
from keys.desk.sync.gateway_client import sign_request
from tests.canaries import Search
from tests.journeys import at_every_page
from tests.journeys.resting import Run, failing, in_session

# Each of these is said once, in one field. Nobody else says them.
CRIME = ("flumbrik", "quastenward", "brimfelder", "tozzlewick", "hargspindle", "vennick", "skoolbar")
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


@pytest.fixture(params=["sqlite", "postgresql"])
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Run]:
    url, also = None, []
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_server").fresh()
        with psycopg.connect(url) as connection:
            data = Path(connection.execute("SHOW data_directory").fetchone()[0])  # type: ignore[index]
            oid = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()[0]  # type: ignore[index]
        also = [data / "base" / str(oid), data / "pg_wal", data / "pg_stat_tmp", data / "log"]
    (tmp_path / "errors").mkdir()
    with prepared(tmp_path / "world", url) as programs:
        run = Run(tmp_path, programs, caseworker.made(programs.deployment, programs.database_url), also)
        # where the demonstration keeps the password to show it again
        (programs.deployment.folder / "caseworker.json").unlink()
        programs.start_gateway({**run.environment(), "AMPARO_LOG_LEVEL": "debug"})
        yield run


def test_thirty_words_and_the_token_are_nowhere_though_every_step_failed_once(run: Run) -> None:
    run.words = [*CRIME, *IDENTITY_WORDS, *SAID_LATER.values(), run.worker.password, run.worker.secret]
    assert len(set(run.words)) >= 30
    reference, symbols, digits = file_on_the_page(run)
    run.words += [symbols, symbols.replace(" ", ""), symbols.replace(" ", "-"), digits, digits.replace(" ", "")]
    file_by_the_api(run)
    assert run.search() == []  # while the broker still holds the tasks: no worker has run yet

    run.arm("carry")
    soon = {"AMPARO_LEASE_SECONDS": "3", "AMPARO_SWEEP_SECONDS": "1"}  # what failed is tried again in this test's time
    run.programs.start_workers({**run.environment(), **soon}, log_level="DEBUG")
    assert run.failed("carry")
    run.arm("settle")
    run.carried()
    answer(run, reference)
    check(run, symbols)
    at_every_page.practised(run, run.browsers[0])
    at_every_page.kept_for_later(run, run.browsers[0])
    at_every_page.around_an_account(run, run.browsers[0])
    if run.programs.where.database_url is None:  # the pages of the desks are the same whatever the gateway's database
        at_every_page.at_the_desks(run)
    assert_no_core_files(run)
    assert {path.name for path in run.errors.glob("fail-*")} == set()
    assert run.search() == []
    logs = "".join(path.read_text(errors="replace") for path in (run.deployment.folder / "logs").iterdir())
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
    page = browser.get("/caseworker/report/whole")
    form = page.form("filing_secret", "force")
    run.words.append(form.fields["filing_secret"])
    written = {
        "crime.adult_confirmed": "yes", "force": FORCE, "crime.reporter_role": "victim",
        "crime.wish": "contact_through_ngo", "crime.crime_types.0": "domestic.physical", "identity.advice": "taken",
        "crime.acts_narrative": ". ".join(f"{word} was there that day" for word in CRIME),
        **IDENTITY,
    }  # fmt: skip
    for place in ("read", "screen"):
        review = failing(run, browser, place, page, form, written, button="review")
    assert "Check before sending" in review.text, review.text
    for place in ("seal", "store", "nudge", "page"):  # from `nudge` on it is stored: the same form is the same report
        run.arm(place)
        answered = browser.press(review, review.form("filing_secret"), button="send")
        assert answered.status == 500, (place, answered.text)
    sent = browser.press(review, review.form("filing_secret"), button="send")
    assert "The report is on its way" in sent.text, sent.text
    return told(sent)


def told(page: Page) -> tuple[str, str, str]:
    """Reference, symbols and digits from the page that shows them once."""
    reference = re.search(r"\b([0-9A-HJKMNP-TV-Z]{26})\b", page.text)
    symbols = re.search(r"\b([0-9A-Z]{4}(?: [0-9A-Z]{4}){5})\b", page.text)
    digits = re.search(r"\b(\d{4}(?: \d{4}){8})\b", page.text)
    assert None not in (reference, symbols, digits), page.text
    return reference[1], symbols[1], digits[1]  # type: ignore[index]


def file_by_the_api(run: Run) -> None:
    """A report posted as signed JSON: nonsense, then a failure, then accepted."""
    folder = run.deployment.desk(NGO)
    with Desk.open(folder, (folder / "passphrase").read_bytes()) as ngo:
        door = ngo.keyring.door()
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

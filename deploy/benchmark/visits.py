"""Whole visits of caseworkers at the hosted form: the empty form, the review, the press on "Send".

    python -m deploy.benchmark.visits HOST PORT SECONDS < caseworkers

A process of its own. Input: one JSON list of [name, password, code] of each caseworker, who signs in first, with a
browser of her own, and is not measured then. Output: "ready" when all have, then one line of JSON, as
`deploy.benchmark.load` gives; a visit's status is that of its last answer, 0 when nothing was sent.
"""

from __future__ import annotations

import http.client
import json
import re
import secrets
import sys
import threading
import time
from html import unescape
from typing import Any
from urllib.parse import urlencode

from deploy.benchmark.reports import document

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
FORM = "/caseworker/report"
SENT = "<h1>The report is on its way</h1>"


class Caseworker:
    """One browser: keeps its connection and its cookie."""

    def __init__(self, host: str, port: int) -> None:
        self._line = http.client.HTTPConnection(host, port, timeout=60)
        self._origin = f"http://{host}:{port}"
        self._cookie = ""

    def ask(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        head = {"Cookie": self._cookie, "Origin": self._origin, "Sec-Fetch-Site": "same-origin"}
        head["Content-Type"] = "application/x-www-form-urlencoded"
        body = None if fields is None else urlencode(fields)
        self._line.request("GET" if fields is None else "POST", path, body, head)
        answer = self._line.getresponse()
        page = answer.read().decode()
        if given := answer.getheader("Set-Cookie"):
            self._cookie = given.partition(";")[0]
        return answer.status, page

    def sign_in(self, name: str, password: str, code: str) -> None:
        _, page = self.ask("/caseworker/sign-in")
        fields = hidden(page) | {"name": name, "password": password, "code": code}
        status, _ = self.ask("/caseworker/sign-in", fields)
        if status != 303:
            raise SystemExit(f"{name} could not sign in ({status})")

    def visit(self, number: int) -> int:
        """The status of the last answer; 0 when the report was not sent."""
        _, page = self.ask(f"{FORM}/whole")
        _, page = self.ask(FORM, hidden(page) | written(number) | {"step": "review"})
        status, page = self.ask(FORM, hidden(page) | {"step": "send"})
        return status if SENT in page else 0


def hidden(page: str) -> dict[str, str]:
    """What the page's form carries."""
    return {name: unescape(value) for name, value in HIDDEN.findall(page)}


def written(number: int) -> dict[str, str]:
    """The report of this number, as somebody writes it into the form."""
    told = document(number)
    crime, identity = told["crime"], told["identity"]
    return {
        "crime.adult_confirmed": "yes",
        "force": told["force"],
        "crime.reporter_role": crime["reporter_role"],
        "crime.wish": crime["wish"],
        **{f"crime.crime_types.{place}": kind for place, kind in enumerate(crime["crime_types"])},
        "crime.when.precision": "month",
        "crime.when.from": crime["when"]["from"],
        "crime.when.still_happening": "no",
        "crime.where.area_code": crime["where"]["area_code"],
        "crime.acts_narrative": crime["acts_narrative"],
        "priority": "routine",
        "identity.name.preferred": identity["name"]["preferred"],
        "identity.phone.numbers": identity["phone"]["numbers"][0],
        "identity.safe_contact.note": identity["safe_contact"]["note"],
        "identity.language.languages.0.tag": "pt-BR",
        "identity.advice": "taken",
    }


def main(arguments: list[str]) -> None:
    host, port, seconds = arguments[0], int(arguments[1]), float(arguments[2])
    people = json.load(sys.stdin)
    workers = [Caseworker(host, port) for _ in people]
    for worker, (name, password, code) in zip(workers, people, strict=True):
        worker.sign_in(name, password, code)
    print("ready", flush=True)
    took: list[tuple[int, float]] = []
    statuses: dict[int, int] = {}
    started, processor = time.perf_counter(), time.process_time()

    def work(worker: Caseworker) -> None:
        number = secrets.randbelow(10**9)  # the same words a second time today would be asked about
        while (begun := time.perf_counter()) < started + seconds:
            number += 1
            status = worker.visit(number)
            took.append((number, time.perf_counter() - begun))
            statuses[status] = statuses.get(status, 0) + 1

    threads = [threading.Thread(target=work, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found: dict[str, Any] = {"took": took, "seconds": time.perf_counter() - started, "statuses": statuses}
    print(json.dumps(found | {"processor_seconds": time.process_time() - processor}))


if __name__ == "__main__":
    main(sys.argv[1:])

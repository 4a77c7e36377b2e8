"""One press works out each thing once: words are screened once for the page, and once more before they are sealed."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from deploy.demonstration.browser import Browser
from gateway.report.form import values
from gateway.report.screening import risk_meters, screen
from tests.gateway.web.filling import WRITTEN, send, write
from tests.gateway.web.test_practice import practised


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often words were screened, met by the meters, and made a document; wherever the name was imported to."""
    calls: Counter[str] = Counter()

    def counting(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*given: Any, **named: Any) -> Any:
            calls[name] += 1
            return function(*given, **named)

        return wrapper

    for real in (screen.screen, risk_meters.meters, values.document):
        wrapped = counting(real.__name__, real)
        for module in [module for name, module in sys.modules.items() if name.startswith(("gateway", "keys"))]:
            for name in [name for name, value in vars(module).items() if value is real]:
                monkeypatch.setattr(module, name, wrapped)
    return calls


def test_a_press_of_send_screens_twice_and_a_review_once(work: Browser, counted: Counter[str]):
    blank = work.get("/caseworker/report/whole")
    counted.clear()
    looked = work.send(blank, "filing_secret", "review", **WRITTEN)
    assert "Check before sending" in looked.text
    assert counted == {"screen": 1, "meters": 1, "document": 1}
    counted.clear()
    sent = send(work, looked)
    assert "shown only now" in sent.text
    assert counted == {"screen": 2, "meters": 1, "document": 1}


@pytest.mark.parametrize("press", ["review", "send"])
def test_practice_screens_once_for_it_seals_nothing(work: Browser, counted: Counter[str], press: str):
    looked = practised(work)
    counted.clear()
    assert work.send(looked, "filing_secret", press).status == 200
    assert counted == {"screen": 1, "meters": 1, "document": 1}


def test_an_area_that_finds_its_police_costs_no_second_document(work: Browser, counted: Counter[str]):
    page = work.get("/caseworker/practice/whole")  # where every force of the table can be found
    counted.clear()
    looked = work.send(page, "filing_secret", "review", **(WRITTEN | {"force": ""}))
    assert "West Yorkshire Police gets exactly this page" in looked.text
    assert counted == {"screen": 1, "meters": 1, "document": 1}


def test_an_offer_that_is_taken_is_screened_before_and_after(work: Browser, counted: Counter[str]):
    page = write(work, crime__acts_narrative="On 3 May 2026 he broke the door.")
    offers = [value for _, value in page.form("filing_secret").buttons if "coarsen" in value]
    counted.clear()
    changed = work.send(page, "filing_secret", offers[0])
    assert "In May 2026 he broke the door." in changed.html
    assert counted == {"screen": 2, "meters": 1, "document": 2}

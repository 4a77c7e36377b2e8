"""The acceptance stories of the design that screening has a part in, and its table of examples."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.report.printing.text import page_text
from gateway.report.screening.findings import Finding, Outcome, blocked
from gateway.report.screening.risk_meters import Colour, meters
from gateway.report.screening.screen import screen
from gateway.report.validate import NotAFiling, read_filing
from tests.gateway.report.making import marina, with_crime

PASTED = (
    "Entered 2021 on spouse visa, BRP ZU1234567, UAN 1212-0001-2345-6789, he says he'll call the Home Office; "
    "lives 14 Elm Rd LS7 3QX; Марина told me"
)


def found(text: str, **identity: Any) -> list[tuple[str, Finding]]:
    document = with_crime(acts_narrative=text)
    document["identity"] |= identity
    return [(text[one.start : one.end], one) for one in screen(read_filing(document))]


def test_immigration_text_that_leaks_in_is_stopped_and_put_in_neutral_words() -> None:
    address = {"lines": "14 Elm Rd, Leeds", "postcode": "LS7 3QX"}
    said = found(PASTED, address=address)
    blocks = {words for words, one in said if one.outcome is Outcome.BLOCK}
    assert {"ZU1234567", "1212-0001-2345-6789", "14 Elm Rd", "LS7 3QX", "Марина"} <= blocks
    warned = {words: one.instead for words, one in said if one.outcome is Outcome.WARN}
    assert "threatened to report her to the authorities" in warned["Home Office"]
    assert "uses her dependence on him as a threat" in warned["spouse visa"]

    put_right = "She said he threatened to report her to the authorities, and uses her dependence on him as a threat."
    assert found(put_right, address=address) == []


def test_a_crafted_call_with_a_nationality_is_refused() -> None:
    for half in ("crime", "identity"):
        document = marina()
        document[half]["nationality"] = "x"
        with pytest.raises(NotAFiling):
            read_filing(document)


def test_an_ordinary_report_shows_police_nothing_of_her_and_the_meters_say_so() -> None:
    document = marina()
    document["identity"]["safe_contact"]["channels"][0]["code_word_ok"] = "receita"
    filing = read_filing(document)
    assert screen(filing) == []
    page = page_text(filing.crime, "REF", "", "casa-aurora")
    for word in ("Marina", "Souza", "pt-BR", "Brazil", "receita", "07700", "John"):
        assert word not in page
    both = meters(filing, year_month="2026-11")
    assert (both.police.colour, both.suspect.colour) == (Colour.GREEN, Colour.AMBER)


def test_domestic_servitude_leads_to_no_door() -> None:
    document = marina()
    document["crime"] = {
        "reporter_role": "victim",
        "adult_confirmed": True,
        "wish": "intelligence_only",
        "crime_types": ["slavery.domestic_servitude"],
        "where": {"place_type": "employers_home", "area_level": "local_authority", "area_code": "E09000020"},
        "methods": {"control": ["documents_taken", "pay_withheld", "constant_watch"]},
        "suspects": [{"relationship": "employer", "job_sector": "private_household"}],
        "acts_narrative": "She sleeps on the floor and is paid £40 a week. He holds an unusual post, a diplomat. "
        "“You will never leave this house”, he said.",
    }
    document["identity"]["premises"] = {"address": "Palace Gardens 7", "postcode": "W8 4QP"}
    filing = read_filing(document)
    assert not blocked(screen(filing))
    assert meters(filing).police.colour is Colour.RED
    page = page_text(filing.crime, "REF", "", "casa-aurora")
    assert "Modern Slavery Act 2015 s52" in page
    assert "Palace" not in page
    assert "keeps her identity documents" in page


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("She has a BRP: ZU1234567", Outcome.BLOCK),
        ("he threatened to have me deported", Outcome.WARN),
        ("call me on 07700900123", Outcome.BLOCK),
        ("MARINA", Outcome.BLOCK),
        ("Mаrina", Outcome.BLOCK),
        ("M-a-r-i-n-a", Outcome.BLOCK),
        ("مارينا", Outcome.BLOCK),
        ("LS8 3QX", Outcome.COARSEN),
        ("on 14 March at 21:40", Outcome.COARSEN),
        ("NHS 943 476 5919", Outcome.BLOCK),
    ],
)
def test_the_examples_of_the_design(text: str, outcome: Outcome) -> None:
    said = found(text, name={"preferred": "Marina Souza", "aliases": ["مارينا"]})
    assert outcome in {one.outcome for _, one in said}
    assert blocked([one for _, one in said]) is (outcome is Outcome.BLOCK)

"""Offers to say it less exactly, and the two meters."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.report.filing import Filing
from gateway.report.police_areas import areas, people_of
from gateway.report.screening import coarsen
from gateway.report.screening.coarsen import Level
from gateway.report.screening.findings import Outcome
from gateway.report.screening.normalize import fold
from gateway.report.screening.risk_meters import Colour, Meters, less, meters
from gateway.report.screening.screen import screen
from gateway.report.validate import read_filing
from tests.gateway.report.making import marina, with_crime

OFFERS = [
    ("on 14 March at 21:40", ["in March, in the evening"]),
    ("the 3rd of May 2026", ["in May 2026"]),
    ("on 14/03/2026", ["in March 2026"]),
    ("2026-10-05", ["in October 2026"]),
    ("12-10-26", ["in October 2026"]),
    ("March 14th, 2026", ["In March 2026"]),
    ("On 6th and 7th October he", ["In October"]),
    ("between 3rd and 9th May", ["in May"]),
    ("Tuesday 6 October at 10.30 pm", ["In October, at night"]),
    ("the fourth of March", ["in March"]),
    ("since 3 May", ["since May"]),
    ("from 28 April to 3 May 2026", ["in April and May 2026"]),
    ("on Tuesday at 9pm", ["one evening"]),
    ("on Christmas Eve", ["in December"]),
    ("at 9pm", ["in the evening"]),
    ("about 03:20", ["at night"]),
    ("she is 34", ["30 to 39"]),
    ("a 34-year-old woman", ["30 to 39 years old"]),
    ("St James's Hospital", ["a hospital"]),
    ("Roundhay Primary School", ["a school"]),
]
NO_OFFERS = [
    "in May 2026",
    "may 3 people come",
    "it cost £2.50",
    "2.50 metres away",
    "he is 180 cm tall",
    "he is 40 minutes late",
    "the Hospital",
    "open 24/7",
    "since 2024",
    "between 10 and 12 times",
    "flat 12.5",
    "a ratio of 1:2",
    "99/99/2026",
    "every Monday",
    "in the first of the two rooms",
    "it may march on",
]


@pytest.mark.parametrize(("text", "offers"), OFFERS)
def test_an_exact_thing_comes_with_a_coarser_one_to_put_in_its_place(text: str, offers: list[str]) -> None:
    found = coarsen.find(fold(text), Level())
    assert [finding.offer for finding in found] == offers
    assert {finding.outcome for finding in found} == {Outcome.COARSEN}


@pytest.mark.parametrize("text", NO_OFFERS)
def test_what_is_not_exact_gets_no_offer(text: str) -> None:
    assert coarsen.find(fold(text), Level()) == []


def test_a_date_as_exact_as_she_chose_gets_no_offer() -> None:
    assert coarsen.find(fold("on 14 March"), Level(precision="day")) == []
    assert coarsen.find(fold("on 14 March"), Level(precision="month"))


def test_a_postcode_is_offered_as_the_local_authority_of_the_report() -> None:
    (finding,) = screen(read_filing(with_crime(acts_narrative="It was near LS8 1AA.")))
    assert (finding.code, finding.outcome, finding.offer) == ("place.postcode", Outcome.COARSEN, "Leeds")


def of(**crime: Any) -> Meters:
    return meters(read_filing(with_crime(**crime)), year_month="2026-11")


def codes(meter: Any) -> set[str]:
    return {reason.code for reason in meter.reasons}


def test_an_ordinary_domestic_report_fits_thousands_and_is_amber_for_the_suspect() -> None:
    read = of()
    assert read.police.colour is Colour.GREEN
    assert read.police.fits is not None
    assert read.police.fits > 10_000
    assert read.suspect.colour is Colour.AMBER
    assert codes(read.police) == {"household"}
    assert codes(read.suspect) == {"only_two_present", "recent"}


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("He has a van.", Colour.GREEN),
        ("He drives a taxi.", Colour.AMBER),
        ("He is a mechanic, and her son saw it.", Colour.RED),
        ("She is a nurse and he drives a taxi.", Colour.RED),
        ("He is a plumber with a white van. Her son, 4, and her daughter, 7, saw it.", Colour.RED),
        ("She is 34, a nurse; he is a taxi driver, and she is pregnant.", Colour.RED),
    ],
)
def test_clues_that_say_little_alone_are_counted_together(text: str, colour: Colour) -> None:
    halton = {"place_type": "shared_home", "area_level": "local_authority", "area_code": "E06000006"}  # 128,200 people
    read = of(acts_narrative=text, where=halton)
    assert read.police.colour is colour, read.police
    assert [one.cost for one in read.police.reasons] == sorted((one.cost for one in read.police.reasons), reverse=True)


def test_a_small_council_has_fewer_people_who_fit_than_a_large_one() -> None:
    fits = {}
    for code in ("E06000053", "E06000017", "E08000035"):  # Isles of Scilly, Rutland, Leeds
        place = {"place_type": "street_or_park", "area_level": "local_authority", "area_code": code}
        fits[code] = of(where=place).police.fits
    assert fits["E06000053"] < 1000 < fits["E06000017"] < 20_000 < 150_000 < fits["E08000035"]
    assert sum(people_of(code) or 0 for code in areas()) == 59_529_700
    assert all(people_of(code) for code in areas())


def test_an_empty_form_is_grey_and_says_nothing_is_written_yet() -> None:
    nothing = Filing("", {}, {})
    assert meters(nothing).police.colour is Colour.GREY
    assert meters(nothing).suspect.colour is Colour.GREY


@pytest.mark.parametrize(
    ("text", "less_exact"),
    [
        ("He is a plumber with an Audi.", "He is a worker with a car."),
        ("He took her to the mosque.", "He took her to the place of worship."),
    ],
)
def test_what_costs_most_can_be_said_less_exactly_in_its_place(text: str, less_exact: str) -> None:
    offers = less(read_filing(with_crime(acts_narrative=text)))
    for one in reversed(offers):
        text = text[: one.start] + one.offer + text[one.end :]
    assert text == less_exact


def test_a_live_in_worker_of_somebody_with_a_rare_job_is_red() -> None:
    read = of(
        crime_types=["slavery.domestic_servitude"],
        where={"place_type": "employers_home", "area_level": "local_authority", "area_code": "E09000020"},
        acts_narrative="The ambassador said: “You will never leave this house alive.” She sleeps on the floor.",
    )
    assert read.police.colour is Colour.RED
    assert {"household", "rare_job", "unique_account"} <= codes(read.police)


def test_a_theft_by_a_stranger_is_green() -> None:
    read = of(
        crime_types=["property.theft"],
        when={"precision": "month", "from": "2025-10"},
        where={"place_type": "street_or_park", "area_level": "local_authority", "area_code": "E08000035"},
        acts_narrative="A man she had never seen took her bag.",
        suspects=[{"relationship": "stranger"}],
    )
    assert read.police.colour is Colour.GREEN
    assert read.suspect.colour is Colour.GREEN


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("John Example did it", "suspect_named"),
        ("in Leeds General Infirmary", "premises"),
        ("she called 999", "emergency_call"),
        ("he rings from 07700 900999", "phone_or_plate"),
        ("near LS8 1AA", "postcode_sector"),
        ("on 14 March", "exact_date"),
        ("her two children saw it", "children"),
        ('he said "I will burn it all down"', "unique_account"),
    ],
)
def test_each_reason_is_counted_once(text: str, code: str) -> None:
    once, twice = of(acts_narrative=text), of(acts_narrative=f"{text}. {text}.")
    assert code in codes(once.police)
    assert once.police == twice.police
    assert code not in codes(of(acts_narrative="He hit her.").police)


def test_what_she_wants_and_when_it_was_count_for_the_suspect() -> None:
    assert "to_be_spoken_to" in codes(of(wish="investigate_without_me").suspect)
    assert "recent" in codes(of(when={"precision": "month", "to": "2026-10"}).suspect)
    assert "recent" not in codes(of(when={"precision": "month", "to": "2026-08"}).suspect)
    assert "exact_words" in codes(of(acts_narrative="“You will be sorry for this.”").suspect)
    assert "only_two_present" not in codes(of(witnesses={"count": "2_3"}).suspect)


def test_the_meters_hold_no_word_of_the_report() -> None:
    assert "Example" not in repr(of(acts_narrative="John Example did it"))
    assert meters(read_filing(marina())).suspect.points >= 4

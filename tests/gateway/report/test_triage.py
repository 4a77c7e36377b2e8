"""What an officer sees first: each danger that a report names, the gravest first, and the unit of its kind of crime."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.report import codes
from gateway.report.printing.pdf import page_pdf
from gateway.report.printing.text import page_text
from gateway.report.triage import SOON, first_lines, risks, unit_of
from tests.gateway.report.printing.test_pdf import DAY, in_order, words_of
from tests.gateway.report.printing.test_printing import NGO, REFERENCE, marinas_report


@pytest.mark.parametrize("flag", codes.RISK_FLAGS)
def test_every_risk_that_the_form_offers_is_named(flag: str) -> None:
    assert risks({"risk": {"flags": [flag]}}) == [codes.RISK_FLAGS[flag]]


def test_a_danger_is_named_once_wherever_the_report_says_it_and_the_gravest_is_first() -> None:
    report = {
        "when": {"still_happening": True},
        "others_at_risk": {"children_at_risk": "yes"},
        "methods": {"weapons": ["knife", "strangulation"], "threats": ["to_kill"]},
        "crime_types": ["domestic.strangulation"],
        "risk": {"flags": ["pregnancy", "weapon", "strangulation"], "dash_band": "high"},
        "suspects": [{"weapon_access": "yes"}, {"lives_with_or_near_victim": "yes"}],
    }
    assert risks(report) == [
        "strangulation", "threats to kill", "weapon", "children at risk", "DASH: high",
        "suspect lives with or near her", "pregnancy", "still happening",
    ]  # fmt: skip


@pytest.mark.parametrize("odd", [None, 7, "x", [], [[1]], {"flags": {"a": 1}}, {"flags": [None, 3, {}]}])
def test_a_report_of_any_shape_is_borne(odd: Any) -> None:
    assert risks({"risk": odd, "suspects": odd, "methods": odd, "crime_types": odd}) == []
    assert unit_of({"crime_types": odd, "force_role": odd, "hate_strands": None}) == ("general", False)


@pytest.mark.parametrize(
    ("report", "unit"),
    [
        ({"crime_types": ["domestic.strangulation", "sexual.rape"]}, ("domestic_abuse", False)),
        ({"crime_types": ["property.theft", "slavery.forced_labour"]}, ("modern_slavery", False)),
        ({"crime_types": ["honour.forced_marriage"]}, ("hba", False)),
        ({"crime_types": ["violence.assault"], "hate_strands": ["race"]}, ("hate", False)),
        ({"crime_types": ["violence.assault"]}, ("general", False)),
        ({"crime_types": ["domestic.physical"], "force_role": "rasso"}, ("rasso", True)),
        ({"crime_types": ["domestic.physical"], "force_role": "general"}, ("domestic_abuse", False)),
        ({"crime_types": ["domestic.of_tomorrow"]}, ("general", False)),
    ],
)
def test_the_unit_is_asked_for_or_proposed_from_the_kind_of_crime(report: Any, unit: tuple[str, bool]) -> None:
    assert unit_of(report) == unit


def test_it_stands_above_everything_else_as_text_and_as_pdf() -> None:
    from io import BytesIO

    from pypdf import PdfReader

    report = marinas_report() | {"risk": {"flags": ["strangulation"]}, "crime_types": ["domestic.physical"]}
    first = first_lines(report, soon=True)
    assert first[0] == SOON
    assert "strangulation" in first[1]
    text = page_text(report, REFERENCE, "", NGO, first=first)
    pdf = words_of(PdfReader(BytesIO(page_pdf(report, REFERENCE, "", NGO, day=DAY, first=first))))
    for shown in (" ".join(text.split()), pdf):
        assert in_order(shown, *first, "Contact only through")

"""Document, Home Office, health, bank and police numbers, and what only looks like one."""

from __future__ import annotations

import pytest

from gateway.report.screening.findings import Outcome
from gateway.report.screening.screen import patterns

# (text, the words that must be found, the code they are found under)
FOUND = [
    ("She has a BRP: ZU1234567", "ZU1234567", "number.residence_permit"),
    ("BRP ZU 123 4567", "ZU 123 4567", "number.residence_permit"),
    ("her card RFX123456", "RFX123456", "number.residence_permit"),
    ("our ref A1234567/2", "A1234567/2", "number.home_office"),
    ("Home Office A1234567", "A1234567", "number.home_office"),
    ("UAN 1212-0001-2345-6789", "1212-0001-2345-6789", "number.application_or_card"),
    ("uan 1212000123456789.", "1212000123456789", "number.application_or_card"),
    ("card 4929 1234 1234 1234", "4929 1234 1234 1234", "number.application_or_card"),
    ("GWF012345678", "GWF012345678", "number.visa_application"),
    ("gwf 012 345 678", "gwf 012 345 678", "number.visa_application"),
    ("port ref TN/123456", "TN/123456", "number.port_reference"),
    ("share code W4A 9FT 3BC", "W4A 9FT 3BC", "number.share_code"),
    ("S1B2C3D4E is her share code", "S1B2C3D4E", "number.share_code"),
    ("CoS C2G7A12345K", "C2G7A12345K", "number.sponsorship"),
    ("cas E4G1AB2C3D4E5F", "E4G1AB2C3D4E5F", "number.sponsorship"),
    ("NI AB 12 34 56 C", "AB 12 34 56 C", "number.national_insurance"),
    ("NINO: ab123456c", "ab123456c", "number.national_insurance"),
    ("NHS 943 476 5919", "943 476 5919", "number.nhs"),
    ("NHS no 9434765919.", "9434765919", "number.nhs"),
    ("NHS number 943 476\n5919", "943 476\n5919", "number.nhs"),
    ("her NHS, 943.476.5919", "943.476.5919", "number.nhs"),
    ("card ZU1234\n567 was", "ZU1234\n567", "number.residence_permit"),
    ("card ZU123 - 4567 was", "ZU123 - 4567", "number.residence_permit"),
    ("UAN 1212-0001-\n2345-6789", "1212-0001-\n2345-6789", "number.application_or_card"),
    ("GWF012 - 345 678", "GWF012 - 345 678", "number.visa_application"),
    ("AB 12 34\n56 C", "AB 12 34\n56 C", "number.national_insurance"),
    ("passport 123456789", "123456789", "number.passport"),
    ("123 456 789 is on her passport", "123 456 789", "number.passport"),
    ("P<BRASOUZA", "P<BRA", "number.passport"),
    ("IBAN GB29 NWBK 6016 1331 9268 19", "GB29 NWBK 6016 1331 9268 19", "number.bank"),
    ("sort code 12-34-56", "12-34-56", "number.bank"),
    ("account no. 12345678", "12345678", "number.bank"),
    ("sent it to account 12345678", "12345678", "number.bank"),
    ("CID 1234567", "1234567", "number.worded"),
    ("visa number 012345678", "012345678", "number.worded"),
    ("crime number 13240123456", "13240123456", "number.police"),
    ("CAD 4411 of that day", "4411", "number.police"),
    ("incident log no. 0872", "0872", "number.police"),
    ("police ref 13/22876/24", "13/22876/24", "number.police"),
    ("log 1823 of 3 May", "1823", "number.police"),
    ("URN 12AB3456725", "12AB3456725", "number.police"),
    ("NHS number: 943 476 5918", "943 476 5918", "number.nhs"),
    ("px 45 67 89 b", "px 45 67 89 b", "number.national_insurance"),
    ("temporary number TN 29 02 96 F", "TN 29 02 96 F", "number.national_insurance"),
    ("NI number AB 12 34 56", "AB 12 34 56", "number.national_insurance"),
    ("certificate of sponsorship C2G 7K1 2345M", "C2G 7K1 2345M", "number.sponsorship"),
    ("sponsor licence no JH9WX2K47", "JH9WX2K47", "number.worded"),
    ("landing ref EDD/22/01234", "EDD/22/01234", "number.port_reference"),
    ("right to work code W9K2LMN34", "W9K2LMN34", "number.share_code"),
    ("licence SOUZA903142M99AB", "SOUZA903142M99AB", "number.driving_licence"),
    ("sort code 123456", "123456", "number.bank"),
    ("s/c 12-34-56", "12-34-56", "number.bank"),
    ("id card PX 882211", "PX 882211", "number.passport"),
]

# Ordinary writing that holds figures.
NOT_FOUND = [
    "on 1234567 occasions",
    "on 123456 a month",
    "the log 12 of the pile",
    "sort of 123456 pounds",
    "at the port 5000000 tonnes a year",
    "car insurance AB12 CDE",
    "the driving licence has 6 points",
    "it went on\n1234567 times",
    "10 - 12 times in 2024 - 2025",
    "the 123456 pounds",
    "his phone is 07700 900999 or 07700 900998",
    "call 0113 496 0000",
    "he drives AB12 CDE",
    "flat 12, third floor",
    "she rang police 101 and then 999",
    "after the incident 2024 was quiet",
    "police came 3 times in 2025",
    "crime was 200 metres away",
    "the Home Office on 0300 123 2241",
    "visa until 31/12/24",
    "to his account on 12-10-2026",
    "in 2024 and 2025, on 12-10-26",
    "he owes £1,234,567",
    "NHS 943 476 5918",
    "NHS 111 did not answer",
    "share code something",
    "between 10 and 12 at number 14",
    "M62 2nd exit",
    "and/or 12345",
    "he was 40 years old and 180 cm tall",
    "I want 4 of the 12 papers",
    "+44 943 476 5919",
]


@pytest.mark.parametrize(("text", "words", "code"), FOUND)
def test_a_number_that_leads_to_her_is_blocked_where_it_stands(text: str, words: str, code: str | None) -> None:
    blocks = [f for f in patterns(text) if f.outcome is Outcome.BLOCK]
    assert [text[f.start : f.end] for f in blocks] == [words]
    assert blocks[0].code == code


@pytest.mark.parametrize("text", NOT_FOUND)
def test_ordinary_writing_with_figures_passes(text: str) -> None:
    assert patterns(text) == []


@pytest.mark.parametrize("text", ["lives at LS7 3QX", "ls73qx", "near SW1A 1AA."])
def test_a_postcode_is_offered_as_a_local_authority(text: str) -> None:
    assert [(f.code, f.outcome) for f in patterns(text)] == [("place.postcode", Outcome.COARSEN)]


@pytest.mark.parametrize(
    "text",
    [
        "ＺＵ１２３４５６７",
        "ZU\u200b1234567",
        "ZU١٢٣٤٥٦٧",
        "ΖU1234567",
        "Z\u0336U\u03361\u03362\u03363\u03364\u03365\u03366\u03367",
        "zu-1234567",
        "Z U 1 2 3 4 5 6 7",
    ],
)
def test_a_number_in_disguise_is_the_same_number(text: str) -> None:
    assert "number.residence_permit" in {f.code for f in patterns(text)}


@pytest.mark.parametrize(
    "text",
    [
        "1 " * 40_000,
        "a1" * 40_000,
        "passport " * 9_000,
        "AB" * 40_000,
        "0" * 80_000,
        "<" * 80_000,
        "1-" * 40_000,
        "gb29 " * 16_000,
        "cos c1a 1 " * 8_000,
        "uan " * 20_000,
        "home office ref no " * 4_000,
        "passport ab12" * 6_000,
        "right to work w1a" * 5_000,
        "log 1 of 1 " * 7_000,
        "smith9" * 13_000,
    ],
    ids=[
        *("figures", "pairs", "passports", "letters", "noughts", "angles", "dashes", "ibans"),
        *("certificates", "labels", "references", "documents", "codes", "logs", "licences"),
    ],
)
def test_no_text_makes_a_pattern_run_away(text: str) -> None:
    patterns(text)

"""What the police see of a report: the page, the table of one row, the POLE file."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.report.codes import HANDLING
from gateway.report.crime import CONSTANTS, CRIME
from gateway.report.printing.blocks import BY_PATH, blocks, pattern_of
from gateway.report.printing.csv import COLUMNS, csv_row, safe_cell
from gateway.report.printing.pole_json import pole_json
from gateway.report.printing.text import page_text
from gateway.report.schema import Group, Several, Shape
from gateway.report.validate import read_filing
from tests.gateway.report.making import documents, marina

REFERENCE = "7TY46HG5SMXBY55099J2CM7K3S"
NGO = "Casa Aurora"


def marinas_report() -> dict[str, Any]:
    report = read_filing(marina()).crime
    report["suspects"] = [
        {"role": "main", "relationship": "partner", "marks": "tattoo of an anchor"},
        {"role": "other", "relationship": "in_law"},
    ]
    report["vehicles"] = [{"type": "van", "colour": "white"}]
    report["evidence"] = [{"type": "photos", "held_by": "ngo", "perishes_by": "2026-12"}]
    return report


def everything(report: dict[str, Any]) -> str:
    """All that leaves a desk with a report, as one text."""
    return "\n".join(
        (
            page_text(report, REFERENCE, "Confirmed by Casa Aurora on 5 October 2026.", NGO, watermark="officer-7"),
            csv_row(report, REFERENCE, NGO).decode("utf-8"),
            pole_json(report, REFERENCE, NGO),
        )
    )


def read_row(raw: bytes) -> dict[str, str]:
    assert raw.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    return row


def test_the_page_says_first_that_identity_is_withheld_and_whom_to_contact() -> None:
    page = page_text(marinas_report(), REFERENCE, "Confirmed by Casa Aurora.", NGO, watermark="officer-7")
    first = page.split("\n")[:6]
    assert first[1] == "THIRD-PARTY REPORT. VICTIM IDENTITY WITHHELD."
    assert first[2] == "Contact only through Casa Aurora."
    assert first[3] == f"Reference: {REFERENCE}"
    assert "Confirmed by Casa Aurora." in first
    assert "Printed for: officer-7" in first


def test_every_handling_condition_is_on_every_export() -> None:
    for export in (
        page_text(marinas_report(), REFERENCE, "", NGO),
        csv_row(marinas_report(), REFERENCE, NGO).decode(),
        pole_json(marinas_report(), REFERENCE, NGO),
        page_text({}, REFERENCE, "", NGO),
    ):
        for words in HANDLING.values():
            assert words.replace("the organisation named here", NGO) in export


def test_entities_come_in_the_order_of_a_records_system_and_suspects_one_by_one() -> None:
    page = page_text(marinas_report(), REFERENCE, "", NGO)
    order = ["EVENT", "LOCATION", "PERSON - SUSPECT", "PERSON - VICTIM", "OBJECT", "INFORMATION"]
    places = [page.index(f"\n{entity}\n") for entity in order]
    assert places == sorted(places)
    labels = [block.label for block in blocks(marinas_report()) if block.path.startswith("suspects.")]
    assert labels == [
        "Suspect 1: Role",
        "Suspect 1: Relationship to the person harmed",
        "Suspect 1: Marks",
        "Suspect 2: Role",
        "Suspect 2: Relationship to the person harmed",
    ]


def test_codes_areas_and_dates_are_said_in_words() -> None:
    said = {block.path: block.text for block in blocks(marinas_report())}
    assert said["where.area_code"] == "Leeds (E08000035)"
    assert said["when.from"] == "October 2025"
    assert said["crime_types"].split("\n")[1] == "Domestic abuse: strangulation"
    assert said["when.still_happening"] == "yes"


def test_withheld_and_unknown_are_told_apart() -> None:
    said = {block.path: block.text for block in blocks({"injury": "withheld", "medical_help": "unknown"})}
    assert said == {"injury": "she chose not to say", "medical_help": "not known"}


def test_the_victim_is_one_placeholder() -> None:
    placeholder = f"IDENTITY WITHHELD - contact ref {REFERENCE}"
    assert placeholder in page_text(marinas_report(), REFERENCE, "", NGO)
    assert read_row(csv_row(marinas_report(), REFERENCE, NGO))["victim"] == placeholder
    assert json.loads(pole_json(marinas_report(), REFERENCE, NGO))["victim"]["identity"] == placeholder


def test_the_table_is_one_row_of_fixed_columns() -> None:
    row = read_row(csv_row(marinas_report(), REFERENCE, NGO))
    assert tuple(row) == COLUMNS
    assert row["where.place_type"] == "a home they share"
    assert row["suspects"].startswith("Suspect 1: Role: main suspect\n")
    assert tuple(read_row(csv_row({}, "", NGO))) == COLUMNS


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "  =", "\n=", "＝", "＋", "－", "＠", "\u00a0="])
def test_no_cell_is_a_formula(start: str) -> None:
    report = marinas_report() | {"acts_narrative": f"{start}HYPERLINK(1)"}
    row = read_row(csv_row(report, REFERENCE, NGO))
    assert row["acts_narrative"] == f"'{start}HYPERLINK(1)"
    assert safe_cell("an ordinary = sign") == "an ordinary = sign"


def test_no_semicolon_in_a_text_ends_its_cell() -> None:
    """A spreadsheet that takes it for a separator too would find another cell behind it: a formula."""
    report = marinas_report() | {"acts_narrative": 'He said "go"; then;=HYPERLINK(1)'}
    raw = csv_row(report, REFERENCE, NGO).decode("utf-8-sig")
    assert ";" not in re.sub(r'"(?:[^"]|"")*"', "", raw)
    assert read_row(raw.encode("utf-8-sig"))["acts_narrative"] == report["acts_narrative"]


@pytest.mark.parametrize("steering", ["\x1b[2J", "\x07", "\x9b1m", "\u202e", "\u2066", "\u2028", "\r\x08"])
def test_nothing_in_a_report_can_steer_a_screen_or_turn_text_around(steering: str) -> None:
    report = marinas_report() | {"acts_narrative": f"a{steering}b", f"new{steering}": f"x{steering}"}
    for sign in steering.replace("\r", "").replace("[2J", "").replace("1m", ""):
        assert sign not in everything(report)


def test_a_report_of_a_newer_gateway_is_shown_with_its_new_fields_by_name() -> None:
    report = marinas_report() | {"drone": {"colour": "red", "seen": ["twice", {"where": "roof"}]}, "score": 7}
    report["handling"] = [*report["handling"], "do_not_print"]
    page = page_text(report, REFERENCE, "", NGO)
    for words in (
        "[drone.colour (a field that this program does not know)]",
        "  red",
        "[drone.seen.2.where (a field that this program does not know)]",
        "  roof",
        "[score (a field that this program does not know)]",
        "  7",
        "* do_not_print",
    ):
        assert words in page
    assert (
        "drone.colour (a field that this program does not know): red"
        in read_row(csv_row(report, REFERENCE, NGO))["other"]
    )
    assert json.loads(pole_json(report, REFERENCE, NGO))["information"]["drone"]["colour"] == "red"


def _paths(shape: Shape, path: str) -> list[str]:
    if isinstance(shape, Group):
        return [found for name, inner in shape.of.items() for found in _paths(inner, f"{path}.{name}")]
    if isinstance(shape, Several) and isinstance(shape.of, Group):
        return _paths(shape.of, f"{path}.*")
    return [path.lstrip(".")]


def test_every_field_of_the_crime_half_has_a_label_and_no_label_is_left_over() -> None:
    fields = {path for path in _paths(CRIME, "") if path not in CONSTANTS}
    assert set(BY_PATH) == fields


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=50)
@given(documents())
def test_everything_answered_is_shown(document: Any) -> None:
    report = read_filing(document).crime
    shown = {pattern_of(block.path) for block in blocks(report)}
    assert {name for name in report if name not in CONSTANTS} == {path.split(".")[0] for path in shown}


def test_no_export_holds_a_time_of_day() -> None:
    assert not re.search(r"\b[0-2]?[0-9]:[0-5][0-9]", everything(marinas_report()))


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(sorted(CRIME.of)) | st.text(max_size=5), JUNK, max_size=6))
def test_a_report_sealed_by_somebody_careless_is_still_shown(report: dict[str, Any]) -> None:
    assert "VICTIM IDENTITY WITHHELD" in everything(report)


@pytest.mark.parametrize("number", ["*", "1" * 5000, "²", "x", ""])
def test_a_list_that_is_none_is_still_shown(number: str) -> None:
    assert "VICTIM IDENTITY WITHHELD" in everything({"suspects": {number: {"role": "main"}}})


def test_nothing_of_the_channel_is_exported() -> None:
    exported = everything(marinas_report())
    for word in ("mailbox", "vk", "schema_version", "terms", "screen_version", "created"):
        assert word not in exported

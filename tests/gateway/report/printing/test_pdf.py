"""The PDF the police print: one page, its text in reading order, nothing in it or about it that leads to her."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from gateway.report.codes import HANDLING
from gateway.report.printing.blocks import ENTITIES, blocks
from gateway.report.printing.csv import COLUMNS
from gateway.report.printing.latin import NAMED
from gateway.report.printing.pdf import page_pdf
from tests.gateway.report.printing.test_printing import NGO, REFERENCE, marinas_report

DAY = date(2026, 11, 22)
SENDER = "Confirmed by Casa Aurora on 2026-11-20. The NGO filed this report."


def printed(report: dict[str, Any], **more: Any) -> PdfReader:
    raw = page_pdf(report, REFERENCE, SENDER, NGO, day=DAY, watermark="kestrel", **more)
    return PdfReader(io.BytesIO(raw))


def words_of(pdf: PdfReader, page: int = 0) -> str:
    """The text as a reader takes it out, line ends as blanks."""
    return " ".join(pdf.pages[page].extract_text().split())


def in_order(text: str, *pieces: str) -> bool:
    places = [text.index(" ".join(piece.split())) for piece in pieces]
    return places == sorted(places)


def test_an_ordinary_report_is_one_page_in_the_order_of_a_records_system() -> None:
    pdf = printed(marinas_report())
    assert len(pdf.pages) == 1
    text = words_of(pdf)
    assert in_order(
        text,
        "THIRD-PARTY REPORT. VICTIM IDENTITY WITHHELD.",
        "Contact only through Casa Aurora.",
        REFERENCE,
        SENDER,
        "Printed for: kestrel",
        "HANDLING",
        *ENTITIES,
    )
    assert f"IDENTITY WITHHELD - contact ref {REFERENCE}" in text


def test_it_says_when_it_was_printed_the_forces_own_number_and_how_the_case_stands() -> None:
    said = ["23 November 2026 This desk: Opened", "24 November 2026 This desk: Asked a question"]
    pdf = printed(marinas_report(), number="13/26 0412", history=said)
    text = " ".join(words_of(pdf, page) for page in range(len(pdf.pages)))
    assert in_order(text, REFERENCE, "Number at the force: 13/26 0412", *ENTITIES, "STATUS AND QUESTIONS", *said)
    assert "Page 1 of" in text
    assert "Printed on 22 November 2026" in text


def test_its_text_comes_out_in_reading_order_every_field_after_its_label() -> None:
    report = marinas_report()
    text = words_of(printed(report))
    start = text.index(" EVENT ")
    for block in blocks(report):
        place = text.index(f"{block.label}: {'; '.join(block.text.split(chr(10)))}".replace("\n", " "), start)
        assert place >= start, block.label
        if block.entity != "PERSON - VICTIM":
            start = place


def test_it_prints_names_as_they_are_written_in_latin_letters() -> None:
    said = "Nguyễn, Łukasz, Şengül, Siân and Ŵyn: he said “pay £40” — or else…"
    assert said in words_of(printed(marinas_report() | {"acts_narrative": said}))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Марина said", "[Cyrillic: U+041C U+0430 U+0440 U+0438 U+043D U+0430] said"),
        ("Mаrina said", "M[Cyrillic: U+0430]rina said"),  # a letter that only looks like ours
        ("مارينا", "[Arabic: U+0645 U+0627 U+0631 U+064A U+0646 U+0627]"),
        ("שלום", "[Hebrew: U+05E9 U+05DC U+05D5 U+05DD]"),
        ("मरीना", "[Devanagari: U+092E U+0930 U+0940 U+0928 U+093E]"),
        ("王 came", "[Cjk: U+738B] came"),
        ("𠮷", "[Cjk: U+20BB7]"),
        ("he 😭 ran", "he [loudly crying face] ran"),
        ("👩\u200d👧 hid", "[woman][girl] hid"),
        ("❤\ufe0f", "[heavy black heart]"),
        ("she left ⟶ he came ⇒ 999", "she left [long rightwards arrow] he came [rightwards double arrow] 999"),
        ("q\u0307\u0323 and e\u0301", "q\u0323\u0307 and é"),
        ("\ue000 and \U000e0041", "[u+e000] and"),
    ],
)
def test_what_has_no_letter_here_is_printed_by_its_name_and_a_line_says_so(written: str, read: str) -> None:
    text = words_of(printed(marinas_report() | {"acts_narrative": written}))
    assert f"witness statement): {read}" in text
    assert (NAMED in text) == ("[" in read)


def test_whoever_is_named_in_another_script_and_a_field_too() -> None:
    raw = page_pdf(marinas_report() | {"новое": "field"}, REFERENCE, SENDER, "Каса", day=DAY)
    text = words_of(PdfReader(io.BytesIO(raw)))
    assert "Contact only through [Cyrillic: U+041A U+0430 U+0441 U+0430]." in text
    assert "U+043E U+0435] (a field that this program does not know): field" in text


def test_it_says_its_language_and_shows_its_title() -> None:
    root = printed(marinas_report()).root_object
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_every_page_says_whom_to_contact_and_how_to_handle_it() -> None:
    long = "\n\n".join(["He came back and shouted at the door for an hour that night."] * 98)
    pdf = printed(marinas_report() | {"acts_narrative": long})
    assert len(pdf.pages) > 1
    for number in range(len(pdf.pages)):
        text = words_of(pdf, number)
        assert "VICTIM IDENTITY WITHHELD" in text
        for line in HANDLING.values():
            assert line.replace("the organisation named here", NGO) in text
        assert f"Page {number + 1} of {len(pdf.pages)}" in text
        assert text.endswith("kestrel")


def test_the_longest_account_still_fits_one_page_when_it_is_written_without_gaps() -> None:
    longest = ("He came back and shouted at the door for an hour. " * 120)[:6000].strip()
    pdf = printed(marinas_report() | {"acts_narrative": longest})
    assert len(pdf.pages) == 1
    assert longest in words_of(pdf)


def test_the_watermark_is_the_officers_pseudonym_and_no_part_of_the_account() -> None:
    assert words_of(printed(marinas_report())).endswith("Page 1 of 1. Printed on 22 November 2026 kestrel")
    plain = page_pdf(marinas_report(), REFERENCE, SENDER, NGO, day=DAY)
    assert words_of(PdfReader(io.BytesIO(plain))).endswith("Printed on 22 November 2026")


def test_its_metadata_hold_no_author_and_no_time_of_day() -> None:
    pdf = printed(marinas_report())
    assert dict(pdf.metadata or {}) == {
        "/Title": f"Third-party report {REFERENCE}",
        "/CreationDate": "D:20261122000000Z",
    }
    xmp = pdf.xmp_metadata
    assert xmp is not None
    assert xmp.dc_title == {"x-default": f"Third-party report {REFERENCE}"}
    described = {name for node in xmp.rdf_root.childNodes for name in (child.tagName for child in node.childNodes)}
    assert described == {"dc:title", "dc:language"}
    again = page_pdf(marinas_report(), REFERENCE, SENDER, NGO, day=DAY, watermark="kestrel")
    assert again == page_pdf(marinas_report(), REFERENCE, SENDER, NGO, day=DAY, watermark="kestrel")


def test_what_was_said_since_stands_before_the_account() -> None:
    text = words_of(printed(marinas_report(), since=["She withdrew on 2026-11-21.", "Correction: two men."]))
    assert in_order(text, "HANDLING", "She withdrew on 2026-11-21.", "Correction: two men.", " EVENT ")


def test_a_field_of_a_newer_gateway_is_printed_by_its_name() -> None:
    text = words_of(printed(marinas_report() | {"drone": {"colour": "red"}}))
    assert "drone.colour (a field that this program does not know): red" in text


@pytest.mark.parametrize("nothing", ["", "\u200d", "\ufe0f", [], [""]])
def test_a_text_that_shows_nothing_keeps_no_report_from_being_printed(nothing: object) -> None:
    """A joiner alone is a text that every door takes."""
    text = words_of(printed(marinas_report() | {"injury": nothing, "drone": nothing, "acts_narrative": nothing}))
    assert "drone (a field that this program does not know): -" in text


def test_the_table_has_its_columns_in_the_order_of_the_entities() -> None:
    wanted = ["reference", "crime_types", "wish", "handling", "status", "where.area_code", "suspects"]
    wanted += ["victim", "injury", "vehicles", "evidence", "acts_narrative", "grading", "since", "other"]
    assert [column for column in COLUMNS if column in wanted] == wanted

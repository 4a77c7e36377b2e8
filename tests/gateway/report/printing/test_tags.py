"""The PDF is tagged: whoever listens to it hears it in order, leaps by headings, and hears no page's head twice."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from ctypes import c_ulong, c_ushort
from typing import Any, cast

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
from pypdf import PdfReader

from gateway.report.printing.blocks import ENTITIES, blocks
from gateway.report.printing.pdf import page_pdf
from tests.gateway.report.printing.test_pdf import DAY, SENDER
from tests.gateway.report.printing.test_printing import NGO, REFERENCE, marinas_report

LONG = "\n\n".join(f"Night {night}. " + "He came back and shouted at the door for an hour. " * 9 for night in range(25))


@pytest.fixture(params=["short", "long"])
def report(request: pytest.FixtureRequest) -> dict[str, Any]:
    return marinas_report() | ({"acts_narrative": LONG} if request.param == "long" else {})


@pytest.fixture
def pdf(report: dict[str, Any]) -> bytes:
    said = ["23 November 2026 This desk: Opened"]
    return page_pdf(report, REFERENCE, SENDER, NGO, day=DAY, watermark="kestrel", history=said)


def objects(pdf: bytes) -> Iterator[tuple[int, int, list[str], str]]:
    """(page, number of its element or -1, its marks, its words) of all that is drawn, in the order of drawing."""
    for number, page in enumerate(pdfium.PdfDocument(pdf)):
        words = page.get_textpage()
        for drawn in page.get_objects():
            marks = [raw.FPDFPageObj_GetMark(drawn.raw, at) for at in range(raw.FPDFPageObj_CountMarks(drawn.raw))]
            is_text = drawn.type == raw.FPDF_PAGEOBJ_TEXT
            yield (
                number,
                raw.FPDFPageObj_GetMarkedContentID(drawn.raw),
                [name_of(mark) for mark in marks],
                text_of(drawn.raw, words.raw) if is_text else "",
            )


def name_of(mark: Any) -> str:
    room, used = (c_ushort * 64)(), c_ulong()
    assert raw.FPDFPageObjMark_GetName(mark, room, 128, used)
    return bytes(room)[: used.value].decode("utf-16-le").rstrip("\0")


def text_of(drawn: Any, words: Any) -> str:
    room = (c_ushort * 4096)()
    used = raw.FPDFTextObj_GetText(drawn, words, room, 8192)
    return bytes(room)[:used].decode("utf-16-le").rstrip("\0")


def heard(pdf: bytes) -> list[tuple[str, str]]:
    """(type, words) of each element of the structure, in its order."""
    said: dict[tuple[int, int], str] = defaultdict(str)
    for page, number, _marks, text in objects(pdf):
        said[page, number] += text
    reader = PdfReader(io.BytesIO(pdf))
    pages = {page.indirect_reference.idnum: at for at, page in enumerate(reader.pages) if page.indirect_reference}
    (document,) = cast(Any, reader.root_object["/StructTreeRoot"])["/K"]
    assert document.get_object()["/S"] == "/Document"
    elements = [element.get_object() for element in document.get_object()["/K"]]
    return [
        (element["/S"], "".join(said[pages[element.raw_get("/Pg").idnum], number] for number in element["/K"]).strip())
        for element in elements
    ]


def test_it_says_that_it_is_tagged(pdf: bytes) -> None:
    assert cast(Any, PdfReader(io.BytesIO(pdf)).root_object["/MarkInfo"])["/Marked"]


def test_everything_drawn_is_an_element_or_an_artifact(pdf: bytes) -> None:
    for _page, number, marks, text in objects(pdf):
        assert marks, text
        assert (number == -1) == (marks == ["Artifact"]), text


def test_headings_are_its_name_and_each_part_and_every_field_is_a_paragraph(pdf: bytes, report: dict[str, Any]) -> None:
    elements = heard(pdf)
    assert {kind for kind, _ in elements} == {"/H1", "/H2", "/P"}
    assert [words for kind, words in elements if kind == "/H1"] == ["THIRD-PARTY REPORT. VICTIM IDENTITY WITHHELD."]
    parts = ["HANDLING", *ENTITIES, "STATUS AND QUESTIONS"]
    assert [words for kind, words in elements if kind == "/H2"] == parts
    whole = " ".join(" ".join(words for _, words in elements).split())
    for block in blocks(report):
        if block.path != "acts_narrative":
            assert f"{block.label}: {'; '.join(block.text.splitlines())}" in whole, block.label


def test_the_account_is_heard_whole_in_order_and_no_word_runs_into_the_next(pdf: bytes, report: dict[str, Any]) -> None:
    whole = " ".join(" ".join(words for _, words in heard(pdf)).split())
    assert " ".join(report["acts_narrative"].split()) in whole
    assert whole.count("Contact only through Casa Aurora. Reference") == 1  # also where every page shows it
    assert "Page 1 of" not in whole
    assert not whole.endswith("kestrel")


def test_a_word_longer_than_a_line_stays_one_word() -> None:
    report = marinas_report() | {"acts_narrative": "W" * 400}
    pdf = page_pdf(report, REFERENCE, SENDER, NGO, day=DAY)
    assert ("/P", "W" * 400) in heard(pdf)


def test_bookmarks_lead_to_the_parts(pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(pdf))
    marks = [cast(Any, each).title for each in reader.outline]
    assert marks == ["HANDLING", *ENTITIES, "STATUS AND QUESTIONS"]

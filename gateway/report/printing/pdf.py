"""The page the police get, as a PDF of one page where the account allows it. Pure: bytes out, no file, no clock.

The same blocks in the same order as the page of text, and the text can be taken out of it again in that order. Whom to
contact and the handling conditions stand on every page. The metadata hold no author and no time of day.

It is tagged, so that a screen reader reads it in order and leaps from heading to heading: H1 its name, H2 each part, P
each field with its label; what is printed again on every page is an artifact. It has a title, a language, bookmarks.
fpdf2 tags pictures only, so `_tagged` writes the marks for text, into fpdf2's own tree. No claim of PDF/UA is written
in it: nobody has asked a full validator. Source: ISO 32000-1, 14.6 to 14.8.

What it has no letters for is printed by name (`latin`), and a line in front says so: a report always has a PDF, and
nothing in it is quietly missing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any, cast
from xml.sax.saxutils import escape

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos
from fpdf.prefs import ViewerPreferences

from gateway.report.codes import NOT_A_STATEMENT
from gateway.report.names import MONTHS
from gateway.report.printing.blocks import BY_PATH, ENTITIES, INFORMATION, VICTIM, Block, blocks
from gateway.report.printing.latin import FONT, NAMED, has_other_signs, latin
from gateway.report.printing.steering import printable
from gateway.report.printing.text import handling_lines, victim_placeholder

_FAMILY = "noto"
_SIZES = (9.0, 8.0, 7.0)  # points: the largest at which it is one page
_SEVERAL_PAGES = 8.5  # points, where even the smallest does not fit on one
_MARGIN, _FOOT, _GUTTER = 14.0, 13.0, 4.0  # mm
_GREY, _BLACK, _PALE = (95, 95, 95), (0, 0, 0), (150, 150, 150)
_BAND = (228, 228, 228)  # behind the name of an entity; it prints and copies well
_TITLE, _PART, _FIELD, _ARTIFACT = "H1", "H2", "P", "Artifact"  # standard structure types; what is read by nobody
_LANGUAGE = "en-GB"
_NOTHING = "-"  # for a text that shows nothing: a joiner alone, or what another program left empty
_XMP = (  # what readers of a newer PDF ask for its title
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
    "<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>"
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
)


def page_pdf(
    report: Mapping[str, Any],
    reference: str,
    sender_line: str,
    ngo: str,
    *,
    day: date,
    watermark: str = "",
    first: Sequence[str] = (),
    since: Sequence[str] = (),
    number: str = "",
    history: Sequence[str] = (),
) -> bytes:
    """The report as a PDF, the same bytes for the same words and `day`: that of printing, and all its metadata tell.

    `since` is what was said about it since it was filed (a correction, a withdrawal), printed before the account;
    `history`, statuses and questions, behind it. `number` is the force's own. Other arguments as for `page_text`.
    """
    found = blocks(report)
    listed = [Block(block.path, block.entity, latin(block.label), latin(block.text) or _NOTHING) for block in found]
    later = [latin(printable(words)) for words in since]
    written = "".join([*since, *(block.label + block.text for block in found)])
    if has_other_signs(printable(written)):
        later.insert(0, NAMED)
    urgent = [latin(printable(line)) for line in first]
    head = [f"Contact only through {latin(printable(ngo))}.", f"Reference: {printable(reference)}"]
    if number:
        head.append(latin(printable(f"Number at the force: {number}")))
    if sender_line:
        head.append(latin(printable(sender_line)))
    handling = [latin(line) for line in handling_lines(report, ngo)]
    mark = latin(printable(watermark))
    before = [latin(printable(line)) for line in history]
    printed = f"Printed on {day.day} {MONTHS[day.month - 1]} {day.year}"
    for size in (*_SIZES, _SEVERAL_PAGES):
        pdf = _Page(urgent, head, handling, mark, printed, size)
        title = f"Third-party report {printable(reference)}"
        pdf.set_title(title)
        pdf.set_xmp_metadata(_XMP.format(title=escape(title), language=_LANGUAGE))
        pdf.set_lang(_LANGUAGE)
        pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
        pdf.set_creation_date(datetime.combine(day, time(), UTC))
        pdf.fill(listed, victim_placeholder(reference), later, before)
        if pdf.pages_count == 1:
            break
    return bytes(pdf.output())


class _Page(FPDF):
    """A4 sheets whose every head says whom to contact and how to handle it, drawn at one size of letters."""

    def __init__(
        self,
        urgent: Sequence[str],
        head: Sequence[str],
        handling: Sequence[str],
        watermark: str,
        printed: str,
        size: float,
    ) -> None:
        super().__init__(format="A4")
        self._urgent, self._head, self._handling = urgent, head, handling
        self._watermark, self._printed, self._size = watermark, printed, size
        self._line = size * 0.46  # mm: 1.3 times the height of the letters
        self._tag = self._goes_on = ""  # what is being written, and what goes on behind a page's end
        self.set_margin(_MARGIN)
        self.set_auto_page_break(True, _FOOT)
        self.add_font(_FAMILY, fname=FONT)
        self.set_font(_FAMILY, size=size)

    def header(self) -> None:
        if self.page_no() == 1:
            self._head_of_page()
            return
        with self._tagged(_ARTIFACT):
            self._head_of_page()
            self.ln(self._line * 0.5)
        if self._goes_on:
            self._begin(self._goes_on)
            self._goes_on = ""

    def _head_of_page(self) -> None:
        self._say("OFFICIAL-SENSITIVE", size=self._size - 0.5, colour=_GREY)
        with self._tagged(_TITLE):
            self._say("THIRD-PARTY REPORT. VICTIM IDENTITY WITHHELD.", size=self._size + 4)
        for line in self._urgent:
            self._say(line, size=self._size + 1.5)
        for line in self._head:
            self._say(line)
        if self._watermark:
            self._say(f"Printed for: {self._watermark}")
        self._say(NOT_A_STATEMENT, size=self._size - 0.5, colour=_GREY)
        self._title("HANDLING")
        self._say(" ".join(line.removeprefix("* ") for line in self._handling))

    def footer(self) -> None:
        self._goes_on = self._tag
        if self._tag:
            self._end()
        with self._tagged(_ARTIFACT):
            self._foot_of_page()

    def _foot_of_page(self) -> None:
        self.set_y(-_FOOT + 4)
        self._say(f"Page {self.page_no()} of {{nb}}. {self._printed}", size=7, colour=_GREY)
        if not self._watermark:
            return
        with self.local_context(fill_opacity=0.35, text_color=_PALE):
            self.set_font(_FAMILY, size=54)
            with self.rotation(50, self.w / 2, self.h / 2):
                self.text(self.w / 2 - self.get_string_width(self._watermark) / 2, self.h / 2, self._watermark)
        self.set_font(_FAMILY, size=self._size)

    def fill(self, listed: Iterable[Block], victim: str, since: Sequence[str], history: Sequence[str]) -> None:
        """Every block stands on the sheets, entity by entity."""
        self.add_page()
        if since:
            self._title("SAID SINCE IT WAS FILED")
            for words in since:
                self._say(words)
        by_entity: dict[str, list[tuple[str, str]]] = {entity: [] for entity in ENTITIES}
        by_entity[VICTIM].append(("Identity", victim))
        for block in listed:
            by_entity[block.entity].append((block.label, _in_one_line(block)))
        for entity, fields in by_entity.items():
            if fields:
                self._title(entity)
                self._fields(fields)
        if history:
            self._title("STATUS AND QUESTIONS")
            for line in history:
                self._say(line)

    def _fields(self, fields: Sequence[tuple[str, str]]) -> None:
        """Two short ones share a line, in reading order; a long one has its own."""
        half = (self.epw - _GUTTER) / 2
        left, group = False, ""  # a short field stands in the left half of this line; "Suspect 1" or the like
        for label, text in fields:
            before, group = group, label.partition(":")[0] if ":" in label else ""
            if left and group != before:
                self.ln(self._line)
                left = False
            if group and before and group != before:
                self.ln(self._line * 0.4)  # a blank between one suspect and the next
            short = self.get_string_width(f"{label}: {text}") < half - 3 and "\n" not in text
            if left and not short:
                self.ln(self._line)
                left = False
            if not short:
                self._field(label, text, self.epw)
                continue
            if self.will_page_break(self._line):
                self.add_page()
            x = self.l_margin + (half + _GUTTER if left else 0)
            self.set_x(x)
            with self._tagged(_FIELD):
                self._label(label)
                self.cell(text=text, h=self._line, new_x=XPos.RIGHT, new_y=YPos.TOP)
            if left:
                self.ln(self._line)
            left = not left
        if left:
            self.ln(self._line)

    def _field(self, label: str, text: str, width: float) -> None:
        if "\n" not in text and self.get_string_width(f"{label}: {text}") < width - 3:
            if self.will_page_break(self._line):
                self.add_page()
            with self._tagged(_FIELD):
                self._label(label)
                self.cell(text=text, h=self._line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            return
        if self.will_page_break(self._line * 2):
            self.add_page()  # a label stays with its words
        self._say(f"{label}:", colour=_GREY)
        self._say(text)

    def _label(self, label: str) -> None:
        self.set_text_color(*_GREY)
        self.cell(text=f"{label}: ", h=self._line, new_x=XPos.RIGHT, new_y=YPos.TOP)
        self.set_text_color(*_BLACK)

    def _title(self, text: str) -> None:
        self.ln(self._line * 0.35)
        if self.will_page_break(self._line * 3):
            self.add_page()
        self.set_font(_FAMILY, size=self._size)
        self.set_fill_color(_BAND)
        if self._tag != _ARTIFACT:
            self.start_section(text)  # a bookmark
        with self._tagged(_PART):
            self.cell(self.epw, self._line * 1.25, text, fill=True, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(self._line * 0.25)

    def _say(self, text: str, *, size: float | None = None, colour: tuple[int, int, int] = _BLACK) -> None:
        """Words over the whole width, wrapped, left-aligned so that no blank is stretched."""
        size = size or self._size
        for paragraph in text.split("\n"):
            if not self._tag and self.will_page_break(self._line * size / self._size):
                self.add_page()
            self.set_font(_FAMILY, size=size)
            self.set_text_color(*colour)
            with self._tagged(_FIELD):
                self._paragraph(paragraph, self._line * size / self._size)
        self.set_font(_FAMILY, size=self._size)
        self.set_text_color(*_BLACK)

    def _paragraph(self, text: str, height: float) -> None:
        """The blank at which a line ends is written too: a screen reader would join the words before and behind it."""
        self.set_auto_page_break(False)  # only to find the lines
        found = self.multi_cell(0, height, text, align="L", dry_run=True, output=MethodReturnValue.LINES)
        self.set_auto_page_break(True, _FOOT)
        for line in cast(list[str], found):
            text = text[text.index(line) + len(line) :]
            blank = "" if text and not text[0].isspace() else " "  # none in a word longer than a line
            self.cell(text=line + blank, h=height, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    @contextmanager
    def _tagged(self, tag: str) -> Iterator[None]:
        """What is written meanwhile is one element of the structure, or an artifact; inside another, part of that."""
        if self._tag:
            yield
            return
        self._begin(tag)
        yield
        self._end()

    def _begin(self, tag: str) -> None:
        self._tag = tag
        if tag == _ARTIFACT:
            self._out(f"/{tag} BMC")
            return
        number = self.struct_builder.next_mcid_for_page(self.page)
        self._add_marked_content(struct_type=f"/{tag}", mcid=number)
        self._out(f"/{tag} <</MCID {number}>> BDC")

    def _end(self) -> None:
        self._out("EMC")
        self._tag = ""


def _in_one_line(block: Block) -> str:
    """Several codes are one line here; an account keeps its paragraphs."""
    if block.path in BY_PATH and block.entity != INFORMATION:
        return "; ".join(block.text.split("\n"))
    return block.text

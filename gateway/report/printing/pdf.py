"""The page the police get, as a PDF of one page where the account allows it. Pure: bytes out, no file, no clock.

The same blocks in the same order as the page of text, and the text can be taken out of it again in that order. Whom to
contact and the handling conditions stand on every page. The metadata hold no author and no time of day.

Latin letters only: a crime part is written in English or Welsh, and a letter of another script that looks like one of
ours would mislead. Everything else (an emoji, an arrow, a word in another script) is printed by its name or code in
square brackets, and a line in front says so: a report always has a PDF, and nothing in it is quietly missing.
Font: Noto Sans (OFL-1.1), from the package fontpkg-noto-sans; PDF's own fonts cannot print "Nguyễn".
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from itertools import groupby
from pathlib import Path
from typing import Any

from fontpkg_noto_sans import ROOT
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont
from fpdf.prefs import ViewerPreferences

from gateway.report.codes import NOT_A_STATEMENT
from gateway.report.names import MONTHS
from gateway.report.printing.blocks import BY_PATH, ENTITIES, INFORMATION, VICTIM, Block, blocks, printable
from gateway.report.printing.text import handling_lines, victim_placeholder

FONT = Path(ROOT) / "files" / "NotoSans[wdth,wght].ttf"
_FAMILY = "noto"
_SIZES = (9.0, 8.0, 7.0)  # points: the largest at which it is one page
_SEVERAL_PAGES = 8.5  # points, where even the smallest does not fit on one
_MARGIN, _FOOT, _GUTTER = 14.0, 13.0, 4.0  # mm
_GREY, _BLACK, _PALE = (95, 95, 95), (0, 0, 0), (150, 150, 150)
_BAND = (228, 228, 228)  # behind the name of an entity; it prints and copies well
_LETTERS = frozenset("ªº")  # letters whose names do not say that they are Latin


NAMED = (
    "Signs that this PDF has no letters for stand in square brackets, by name or by Unicode number. The text, CSV and "
    "JSON files have them as they were written."
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
    listed = [Block(block.path, block.entity, _latin(block.label), _latin(block.text)) for block in found]
    later = [_latin(printable(words)) for words in since]
    written = "".join([*since, *(block.label + block.text for block in found)])
    if any(map(_script, _composed(printable(written)))):
        later.insert(0, NAMED)
    urgent = [_latin(printable(line)) for line in first]
    head = [f"Contact only through {_latin(printable(ngo))}.", f"Reference: {printable(reference)}"]
    if number:
        head.append(_latin(printable(f"Number at the force: {number}")))
    if sender_line:
        head.append(_latin(printable(sender_line)))
    handling = [_latin(line) for line in handling_lines(report, ngo)]
    mark = _latin(printable(watermark))
    before = [_latin(printable(line)) for line in history]
    printed = f"Printed on {day.day} {MONTHS[day.month - 1]} {day.year}"
    for size in (*_SIZES, _SEVERAL_PAGES):
        pdf = _Page(urgent, head, handling, mark, printed, size)
        pdf.set_title(f"Third-party report {printable(reference)}")
        pdf.set_lang("en-GB")
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
        self.set_margin(_MARGIN)
        self.set_auto_page_break(True, _FOOT)
        self.add_font(_FAMILY, fname=FONT)
        self.set_font(_FAMILY, size=size)

    def header(self) -> None:
        self._say("OFFICIAL-SENSITIVE", size=self._size - 0.5, colour=_GREY)
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
        if self.page_no() > 1:
            self.ln(self._line * 0.5)

    def footer(self) -> None:
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
            self._label(label)
            self.cell(text=text, h=self._line, new_x=XPos.RIGHT, new_y=YPos.TOP)
            if left:
                self.ln(self._line)
            left = not left
        if left:
            self.ln(self._line)

    def _field(self, label: str, text: str, width: float) -> None:
        if "\n" not in text and self.get_string_width(f"{label}: {text}") < width - 3:
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
        self.cell(self.epw, self._line * 1.25, text, fill=True, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(self._line * 0.25)

    def _say(self, text: str, *, size: float | None = None, colour: tuple[int, int, int] = _BLACK) -> None:
        """Words over the whole width, wrapped, left-aligned so that no blank is stretched."""
        size = size or self._size
        self.set_font(_FAMILY, size=size)
        self.set_text_color(*colour)
        height = self._line * size / self._size
        self.multi_cell(0, height, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_font(_FAMILY, size=self._size)
        self.set_text_color(*_BLACK)


def _in_one_line(block: Block) -> str:
    """Several codes are one line here; an account keeps its paragraphs."""
    if block.path in BY_PATH and block.entity != INFORMATION:
        return "; ".join(block.text.split("\n"))
    return block.text


def _latin(text: str) -> str:
    """The text as it is printed: composed, without signs that have no width; what has no letter here by its name."""
    runs = groupby(_composed(text), _script)
    return "".join(_named(script, list(run)) if script else "".join(run) for script, run in runs)


def _composed(text: str) -> list[str]:
    """The signs without joiners, marks of direction, and what chooses between two pictures of one."""
    signs = unicodedata.normalize("NFC", text)
    return [sign for sign in signs if unicodedata.category(sign) != "Cf" and not "\ufe00" <= sign <= "\ufe0f"]


def _script(sign: str) -> str:
    """Empty for what is printed; else the script of a letter or its mark, or "sign" for everything else."""
    name = unicodedata.name(sign, "unknown letter")
    letter = unicodedata.category(sign)[0] in "LM"
    ours = not letter or sign in _LETTERS or name.startswith(("LATIN ", "MODIFIER LETTER ", "COMBINING "))
    if sign == "\n" or (ours and ord(sign) in _signs()):
        return ""
    return name.split()[0] if letter else "sign"


def _named(script: str, run: list[str]) -> str:
    """Signs by name; letters of one script by their numbers, so that whoever must can write them again."""
    numbers = [f"U+{ord(sign):04X}" for sign in run]
    if script == "sign":
        names = [unicodedata.name(sign, number).lower() for sign, number in zip(run, numbers, strict=True)]
        return "".join(f"[{name}]" for name in names)
    return f"[{script.capitalize()}: {' '.join(numbers)}]"


_CMAP: dict[int, Any] = {}


def _signs() -> Mapping[int, Any]:
    """What the font can print, read once."""
    if not _CMAP:
        pdf = FPDF()
        pdf.add_font(_FAMILY, fname=FONT)
        font = pdf.fonts[_FAMILY]
        assert isinstance(font, TTFFont)
        _CMAP.update(font.cmap)
    return _CMAP

"""A file made anew without what its reader is not meant to see: metadata, scripts, hidden text, embedded files.

Rules
- Nothing of the original's bytes is passed on but what is seen or heard: a picture becomes its pixels, a page of a PDF
  a picture of it (as Dangerzone does), a sound its samples. What cannot be made anew is refused.
- Sizes are looked at before anything is unpacked. These functions run in `child` only, never in a desk's own process.
"""

from __future__ import annotations

import io
import struct
from datetime import UTC, datetime

import pypdfium2
from fpdf import FPDF
from PIL import Image, ImageOps

JPEG, PDF, WAV = "image/jpeg", "application/pdf", "audio/wav"
PICTURES = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000  # of a picture: what telephones take is below
LONGEST_SIDE = 4096  # pixels of a clean picture
PAGES = 60  # of a PDF
PAGE_PIXELS = 9_000_000  # of one page
DOTS = 150  # an inch of a page
QUALITY = 85  # of a JPEG
TOO_MANY_PIXELS = "The picture has too many pixels. Make it smaller with the telephone's own editor."
_POINTS = 72  # an inch
_PCM = 1


class Unclean(Exception):
    """It cannot be made anew. The text says why, to the person."""


def clean(raw: bytes) -> tuple[str, bytes, int]:
    """Media type, new bytes, how many pages. Unclean for what is no picture, PDF or WAV, or too large or damaged."""
    if raw[:5] == b"%PDF-":
        pages = _pages(raw)
        return PDF, _as_pdf(pages), len(pages)
    if raw[:4] == b"RIFF" and raw[8:12] == b"WAVE":
        return WAV, _wave(raw), 0
    return JPEG, _as_jpeg(_picture(raw)), 1


def page(raw: bytes, number: int) -> bytes:
    """One page of a PDF, or the picture itself, as a JPEG; number from 1."""
    if raw[:5] == b"%PDF-":
        return _as_jpeg(_page(_document(raw), number - 1))
    return _as_jpeg(_picture(raw))


def _picture(raw: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(raw), formats=PICTURES) as found:
            wide, high = found.size
            if wide * high > MOST_PIXELS:
                raise Unclean(TOO_MANY_PIXELS)
            if getattr(found, "n_frames", 1) > 1:
                raise Unclean("The picture moves. Save one frame of it as a picture.")
            seen = ImageOps.exif_transpose(found).convert("RGBA")
    except Unclean:
        raise
    except Image.DecompressionBombError:
        raise Unclean(TOO_MANY_PIXELS) from None
    except Exception:  # noqa: BLE001 whatever a decoder says of a damaged or hostile file
        raise Unclean(
            "It is not a picture (JPEG, PNG, WebP), a PDF or a WAV recording, or it is damaged. A video, an MP3 or a "
            "HEIC picture cannot be cleaned here: save a picture as JPEG; hand a recording over in person."
        ) from None
    seen.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    anew = Image.new("RGB", seen.size, "white")
    anew.paste(seen, mask=seen.getchannel("A"))
    return anew


def _as_jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _document(raw: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError:
        raise Unclean("The PDF is damaged, or locked with a password. Save it without one.") from None


def _pages(raw: bytes) -> list[Image.Image]:
    document = _document(raw)
    if not 0 < len(document) <= PAGES:
        raise Unclean(f"The PDF has {len(document)} pages; at most {PAGES} can be sent as one file. Split it.")
    return [_page(document, index) for index in range(len(document))]


def _page(document: pypdfium2.PdfDocument, index: int) -> Image.Image:
    try:
        found = document[index]
        wide, high = found.get_size()
        scale = min(DOTS / _POINTS, (PAGE_PIXELS / max(1.0, wide * high)) ** 0.5)
        return found.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, IndexError, ValueError):
        raise Unclean("A page of the PDF cannot be drawn.") from None


def _as_pdf(pages: list[Image.Image]) -> bytes:
    pdf = FPDF(unit="pt")
    pdf.set_creation_date(datetime(2000, 1, 1, tzinfo=UTC))  # the day of the copy is nobody's business
    pdf.set_margin(0)
    pdf.set_auto_page_break(auto=False)
    for each in pages:
        wide, high = (side * _POINTS / DOTS for side in each.size)
        pdf.add_page(format=(wide, high))
        pdf.image(io.BytesIO(_as_jpeg(each)), 0, 0, wide, high)
    return bytes(pdf.output())


def _wave(raw: bytes) -> bytes:
    """The samples behind a header of 44 bytes, and no other chunk. Source: RIFF, Multimedia Programming Interface."""
    at, form, samples = 12, b"", b""
    while at + 8 <= len(raw):
        name, length = struct.unpack_from("<4sI", raw, at)
        if name == b"fmt ":
            form = raw[at + 8 : at + 24]
        elif name == b"data":
            samples = raw[at + 8 : at + 8 + length]
            break
        at += 8 + length + length % 2
    if len(form) != 16 or struct.unpack_from("<H", form)[0] != _PCM or not samples:
        raise Unclean("The recording is not plain WAV (PCM). Save it as one, or hand it over in person.")
    head = struct.pack("<4sI4s4sI", b"RIFF", 36 + len(samples), b"WAVE", b"fmt ", 16)
    return head + form + struct.pack("<4sI", b"data", len(samples)) + samples

"""Files of evidence as telephones and offices make them, with a canary wherever metadata may lie."""

from __future__ import annotations

import io
import struct

from fpdf import FPDF
from PIL import Image
from PIL.PngImagePlugin import PngInfo

CANARY = "Quarndonquell"


def photograph(form: str = "JPEG", size: tuple[int, int] = (320, 240)) -> bytes:
    """A photograph that says where it was taken, by whom and with what."""
    picture = Image.effect_noise(size, 60).convert("RGB")
    exif = Image.Exif()
    exif[0x010E] = exif[0x0131] = exif[0x8298] = CANARY  # description, software, copyright
    exif.get_ifd(0x8825)[29] = CANARY  # GPS
    out = io.BytesIO()
    if form == "PNG":
        told = PngInfo()
        told.add_text("Author", CANARY)
        told.add_itxt("XML:com.adobe.xmp", f"<x>{CANARY}</x>")
        picture.save(out, form, exif=exif, pnginfo=told)
    else:
        picture.save(out, form, exif=exif, xmp=f"<x>{CANARY}</x>".encode())
    assert CANARY.encode() in out.getvalue()
    return out.getvalue()


def document(pages: int = 2) -> bytes:
    """A PDF with a title, an author, a script, an embedded file and a photograph."""
    pdf = FPDF()
    pdf.set_title(CANARY)
    pdf.set_author(CANARY)
    pdf.set_compression(False)
    pdf.embed_file(bytes=CANARY.encode(), basename=f"{CANARY}.txt")
    for number in range(pages):
        pdf.add_page()
        pdf.set_font("helvetica")
        pdf.cell(text=f"Page {number + 1}")
        pdf.image(io.BytesIO(photograph()), w=80)
    raw = bytes(pdf.output())
    assert CANARY.encode() in raw
    return raw


def recording(seconds: int = 1) -> bytes:
    """A WAV with a chunk of words beside its sound."""
    samples = bytes(range(256)) * (32 * seconds)
    told = b"INFOIART" + struct.pack("<I", len(CANARY)) + CANARY.encode()
    told += b"\0" * (len(told) % 2)
    body = b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
    body += b"LIST" + struct.pack("<I", len(told)) + told + b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", len(body)) + body

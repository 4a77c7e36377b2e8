"""A copy shows what is seen and nothing else; a hostile file harms nothing and gets a sentence."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys

import pytest
from PIL import Image
from pypdf import PdfReader

from keys.desk.attachments import child
from keys.desk.errors import DeskError
from tests.keys.desk.attachments.making import CANARY, document, photograph, recording


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_says_nothing_but_what_is_seen(form: str) -> None:
    clean = child.cleaned(photograph(form))
    assert (clean.type, clean.pages) == ("image/jpeg", 1)
    assert CANARY.encode() not in clean.raw
    with Image.open(io.BytesIO(clean.raw)) as seen:
        assert dict(seen.getexif()) == {}
        assert seen.size == (320, 240)
        assert "comment" not in seen.info


def test_a_photograph_stands_as_its_camera_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    out = io.BytesIO()
    Image.new("RGB", (40, 20)).save(out, "JPEG", exif=exif)
    with Image.open(io.BytesIO(child.cleaned(out.getvalue()).raw)) as seen:
        assert seen.size == (20, 40)


def test_a_pdf_becomes_pictures_of_its_pages_and_nothing_else() -> None:
    clean = child.cleaned(document())
    assert (clean.type, clean.pages) == ("application/pdf", 2)
    read = PdfReader(io.BytesIO(clean.raw))
    assert len(read.pages) == 2
    assert read.attachments == {}
    assert [page.extract_text() for page in read.pages] == ["", ""]
    assert CANARY not in str(read.metadata)
    assert "/JavaScript" not in str(read.trailer["/Root"])
    streams = b"".join(image.data for page in read.pages for image in page.images)
    assert CANARY.encode() not in clean.raw + streams
    with Image.open(io.BytesIO(child.page(clean.raw, 2))) as seen:
        assert seen.format == "JPEG"


def test_a_recording_keeps_its_samples_alone() -> None:
    raw = recording()
    clean = child.cleaned(raw)
    assert (clean.type, clean.pages) == ("audio/wav", 0)
    assert CANARY.encode() not in clean.raw
    assert clean.raw[44:] == raw[raw.index(b"data") + 8 :]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "not a picture"),
        (b"GIF89a" + bytes(100), "not a picture"),
        (photograph()[:2000], "not a picture"),
        (b"%PDF-1.7\n" + bytes(1000), "PDF is damaged"),
        (b"ID3\x04" + bytes(400), "MP3"),
        (bytes(4) + b"ftypmp42" + bytes(400), "video"),
        (b"RIFF" + struct.pack("<I", 4) + b"WAVE", "not plain WAV"),
        (b"RIFF\xff\xff\xff\xffWAVEdata\xff\xff\xff\xff", "not plain WAV"),
    ],
)
def test_what_cannot_be_made_anew_is_refused_with_a_sentence(raw: bytes, told: str) -> None:
    with pytest.raises(DeskError, match=told):
        child.cleaned(raw)


@pytest.mark.parametrize("mode", ["1", "RGB"])
def test_a_pixel_bomb_is_refused_before_it_is_unpacked(mode: str) -> None:
    side = 20_000 if mode == "1" else 7_000
    out = io.BytesIO()
    Image.new(mode, (side, side)).save(out, "PNG")
    assert len(out.getvalue()) < 1_000_000
    with pytest.raises(DeskError, match="too many pixels"):
        child.cleaned(out.getvalue())


def test_a_decoder_that_dies_takes_no_desk_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = subprocess.run

    def dying(command: list[str], **named: object) -> object:
        code = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
        return real([command[0], "-c", code], **named)  # type: ignore[call-overload]

    monkeypatch.setattr(child.subprocess, "run", dying)
    with pytest.raises(DeskError, match="damaged, too large, or made to do harm"):
        child.cleaned(photograph())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_the_process_that_cleans_can_write_no_file(tmp_path: os.PathLike[str]) -> None:
    code = (
        "from keys.desk.attachments.child import _shut_in; _shut_in(); "
        f"open({str(tmp_path)!r} + '/leak', 'wb', buffering=0).write(b'x' * 100)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True)
    assert done.returncode != 0
    assert sum(os.path.getsize(os.path.join(tmp_path, name)) for name in os.listdir(tmp_path)) == 0

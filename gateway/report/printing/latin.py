"""What the PDF has letters for, and how all other signs are printed: by name.

Latin letters only: a crime part is written in English or Welsh, and a letter of another script that looks like one of
ours would mislead. Everything else (an emoji, an arrow, a word in another script) is printed by its name or code in
square brackets.
Font: Noto Sans (OFL-1.1), from the package fontpkg-noto-sans; PDF's own fonts cannot print "Nguyễn".
"""

import unicodedata
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from fontpkg_noto_sans import ROOT
from fpdf import FPDF
from fpdf.fonts import TTFFont

FONT = Path(ROOT) / "files" / "NotoSans[wdth,wght].ttf"
_LETTERS = frozenset("ªº")  # letters whose names do not say that they are Latin

NAMED = (
    "Signs that this PDF has no letters for stand in square brackets, by name or by Unicode number. The text, CSV and "
    "JSON files have them as they were written."
)


def latin(text: str) -> str:
    """The text as it is printed: composed, without signs that have no width; what has no letter here by its name."""
    runs = groupby(_composed(text), _script)
    return "".join(_named(script, list(run)) if script else "".join(run) for script, run in runs)


def has_other_signs(text: str) -> bool:
    """True if something in it is printed by name."""
    return any(map(_script, _composed(text)))


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
        pdf.add_font("noto", fname=FONT)
        font = pdf.fonts["noto"]
        assert isinstance(font, TTFFont)
        _CMAP.update(font.cmap)
    return _CMAP

"""A text as screening compares it: lower-case plain Latin letters, ASCII digits, plain spaces and dashes.

Folding undoes case, diacritics, full-width and mathematical letters, invisible signs, any script's digits, and letters
of other scripts that look like Latin ones. Each sign keeps the place it came from, so that a finding points into the
text the person sees.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Letters that pass for a Latin one and that NFKD leaves alone, each followed by the Latin letter: Cyrillic, Greek,
# Armenian, Latin with a stroke or in small capitals.
_PAIRS = (
    "аaвbгrдdеeзeиnкkмmнhоoпnрpсcтtуyхxьbіiјjѕsһhԁdԛqԝwӏlҽeөoүyғfқkңhҳxѵvґr"
    "αaβbγyδdεeζzηnιiκkλlμmνvοoπnρpσoτtυuχxωwϲcϳjςsϕf"
    "օoսuոnհhցgզqյjւlքpեtռnաw"
    "ıiłløođdðdħhŋnɑaɡgɩiʀrɴnɪiʟlʙbɢgʜhᴀaᴄcᴅdᴇeᴊjᴋkᴍmᴏoᴘpᴛtᴜuᴠvᴡwᴢzꜱsꜰf"
)
LOOKALIKES = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
SPELLED = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "＇": "'",
    "`": "'",
    "´": "'",
}
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Folded:
    """`plain` and, for each of its signs, the index in the original text; `at` is None when they are the same."""

    plain: str
    at: list[int] | None
    original: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that plain[start:end] came from."""
        if self.at is None:
            return start, end
        return self.at[start], self.at[end - 1] + 1

    def source(self, start: int, end: int) -> str:
        """The words of the original text that plain[start:end] came from."""
        start, end = self.span(start, end)
        return self.original[start:end]


def fold(text: str) -> Folded:
    """The folded view of `text`. Linear; a text of plain ASCII costs one lower-casing."""
    if text.isascii():
        return Folded(text.lower(), None, text)
    parts: list[str] = []
    at: list[int] = []
    done = 0
    lowered = _lower_ascii(text)
    for match in _NOT_ASCII.finditer(text):
        here = match.start()
        parts.append(lowered[done:here])
        at.extend(range(done, here))
        folded = fold_sign(match.group())
        parts.append(folded)
        at.extend([here] * len(folded))
        done = here + 1
    parts.append(lowered[done:])
    at.extend(range(done, len(text)))
    return Folded("".join(parts), at, text)


def fold_plain(text: str) -> str:
    """The folded text alone: for values, where places do not matter."""
    return fold(text).plain


@lru_cache(maxsize=4096)
def fold_sign(sign: str) -> str:
    """One sign that is not ASCII, folded; "" for marks and invisible signs."""
    out = []
    for part in unicodedata.normalize("NFKD", _squared(sign)).lower():
        if part in SPELLED:
            out.append(SPELLED[part])
        elif part in LOOKALIKES:
            out.append(LOOKALIKES[part])
        elif part.isascii():
            out.append(part)
        else:
            out.append(_by_category(part))
    return "".join(out)


def _by_category(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in ("Mn", "Me", "Cf"):
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    if category == "Pd" or sign in "−·•":
        return "-"
    if category in ("Zs", "Zl", "Zp"):
        return " "
    return sign


def _squared(sign: str) -> str:
    """Negative circled and squared capitals, which NFKD does not know, as letters."""
    point = ord(sign)
    for first in (0x1F150, 0x1F170):
        if first <= point < first + 26:
            return chr(ord("a") + point - first)
    return sign


_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def _lower_ascii(text: str) -> str:
    """Lower case for ASCII letters at least, so that no sign changes its length."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text.translate(_LOWER)

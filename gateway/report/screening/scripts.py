"""Letters of another script than Latin, and signs that hide or tell: the police part is English or Welsh.

They are refused. A quotation in Cyrillic or Arabic tells her language by itself, and a lookalike letter inside a Latin
word is how a name slips past a reader. Refused as well: flags, Braille, signs that cannot be seen or stand for nothing.
"""

from __future__ import annotations

import re

from gateway.report.screening import spelling
from gateway.report.screening.findings import Finding, Outcome

_WORDS = re.compile(r"[^\x00-\x7f]+(?:[ ,.'\-]{1,2}[^\x00-\x7f]+)*")
_SIGNS = re.compile(
    "[\u2800-\u28ff\U0001f1e6-\U0001f1ff\ue000-\uf8ff\u115f\u1160\u3164\uffa0\ufff0-\ufffb\U000e0000-\U0010ffff]+"
    "|[\u034f\u200c\u200d\ufe00-\ufe0f]{3,}"
)
_RARE = re.compile("[\u034f-\u200f\u2028-\U0010ffff]")  # no sign of Latin text or of its punctuation
WHY = "Police read English or Welsh. Words or letters of another script can tell her language or hide a name."
WHY_SIGN = "A flag tells where somebody is from; Braille and signs that cannot be seen can hide a name."
INSTEAD_SIGN = "Take it out. What it says can be told in English, without names."
INSTEAD = "Say it in English, without names. What was said in another language can be told as what it meant."


def find(text: str) -> list[Finding]:
    """Every run of words with letters of another script than Latin, and every sign that is refused."""
    if text.isascii():
        return []
    used = set(text)
    words: list[tuple[int, int]] = []
    if any(map(spelling.is_foreign, used)):
        words = [match.span() for match in _WORDS.finditer(text) if spelling.has_foreign(match.group())]
    signs = [match.span() for match in _SIGNS.finditer(text)] if any(map(_RARE.match, used)) else []
    found = [("script.other", WHY, INSTEAD, *span) for span in words]
    found += [("script.sign", WHY_SIGN, INSTEAD_SIGN, *span) for span in signs]
    return [Finding("", start, end, code, Outcome.BLOCK, why, instead) for code, why, instead, start, end in found]

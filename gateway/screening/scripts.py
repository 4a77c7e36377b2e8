"""The police part is in English or Welsh: letters of any other script are refused.

A quotation in Cyrillic or Arabic tells her language by itself, and a single lookalike letter inside a Latin word is
how a name slips past a reader.
"""

from __future__ import annotations

import re

from gateway.screening import sounds
from gateway.screening.findings import Finding, Outcome

_WORDS = re.compile(r"[^\x00-\x7f]+(?:[ ,.'\-]{1,2}[^\x00-\x7f]+)*")
WHY = "Police read English or Welsh. Words or letters of another script can tell her language or hide a name."
INSTEAD = "Say it in English, without names. What was said in another language can be told as what it meant."


def find(text: str) -> list[Finding]:
    """Every run of words with letters of another script than Latin."""
    if text.isascii():
        return []
    return [
        Finding("", match.start(), match.end(), "script.other", Outcome.BLOCK, WHY, INSTEAD)
        for match in _WORDS.finditer(text)
        if sounds.has_foreign(match.group())
    ]

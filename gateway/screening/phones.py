"""Her phone numbers in a text: with any signs between the figures, with letters for figures, or said in words.

A number said in words is read in several languages (`digit_words.txt`), with "double" and "treble", tens ("seventy
seven") and "hundred". Linear in the text: its words are walked once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from functools import cache

from gateway.screening.words import lines_of

PIECE = re.compile(r"[a-z]+|[0-9]+|[^\W_a-z0-9]+")
_NUMBERISH = re.compile(r"(?:[0-9]|(?<![a-z])[oil])(?:[ ()./_\-\n,:;|~]{0,3}[0-9oil]){7,30}")
_AS_DIGITS = str.maketrans("oil", "011")
_TIMES = {"double": 2, "triple": 3, "treble": 3, "doble": 2, "duplo": 2}
_SAID_LEAST = 6  # words of a number that is said
_ROW_LEAST = 3  # of them without a break: few texts have that
_BETWEEN = 3  # signs between two of them
_BETWEEN_WORDS = frozenset({"and", "y", "e", "et", "then"})


def find(plain: str, words: Sequence[str], phones: Set[str]) -> Iterator[tuple[int, int]]:
    """The spans of a folded text that hold one of `phones` (national digits). `words` are its pieces, in order."""
    if not phones:
        return
    for match in _NUMBERISH.finditer(plain):
        digits = re.sub(r"[^0-9]", "", match.group().translate(_AS_DIGITS))
        if any(phone in digits for phone in phones):
            yield match.span()
    yield from _said(plain, words, phones)


def _said(plain: str, words: Sequence[str], phones: Set[str]) -> Iterator[tuple[int, int]]:
    spoken = _spoken_figures()
    in_a_row = 0
    for word in words:
        in_a_row = in_a_row + 1 if word in spoken or word in _TIMES else 0
        if in_a_row == _ROW_LEAST:
            break
    else:
        return
    row: list[tuple[str, int, int]] = []
    for match in PIECE.finditer(plain):
        word = match.group()
        if row and match.start() - row[-1][2] > _BETWEEN:
            yield from _row(row, phones)
            row = []
        if word in spoken or word in _TIMES or word.isdigit() or word in ("hundred", "thousand"):
            row.append((word, *match.span()))
        elif row and word in _BETWEEN_WORDS:
            row.append(("", *match.span()))
        elif row:
            yield from _row(row, phones)
            row = []
    yield from _row(row, phones)


def _row(row: list[tuple[str, int, int]], phones: Set[str]) -> Iterator[tuple[int, int]]:
    """The span of a row of said figures, if one of the numbers is in it."""
    if len(row) < _SAID_LEAST:
        return
    spoken, digits, times, tens = _spoken_figures(), "", 1, False
    for word, _, _ in row:
        if word in _TIMES:
            times = _TIMES[word]
            continue
        figures = spoken.get(word, {"hundred": "00", "thousand": "000"}.get(word, word))
        if tens and len(figures) == 1 and figures != "0":
            digits = digits[:-1]  # seventy seven is 77
        digits += figures * times
        tens = len(figures) == 2 and figures[1] == "0" and figures != "00" and not word.isdigit()
        times = 1
    if any(phone in digits for phone in phones):
        yield row[0][1], row[-1][2]


@cache
def _spoken_figures() -> dict[str, str]:
    return {
        word: figures
        for line in lines_of("digit_words")
        for figures, *words in [line.split()]
        for word in words
    }

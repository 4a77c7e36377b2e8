"""Her phone numbers in a text: with any signs between the figures, with letters for figures, or said in words.

A number said in words is read in several languages (`digit_words.txt`), with "double" and "treble", tens ("seventy
seven") and "hundred". Linear in the text: its words are walked once.
"""

import re
from collections.abc import Iterator, Set
from contextlib import suppress
from functools import cache

import phonenumbers

from gateway.report.screening.normalize import Pieces, fold_plain, matches
from gateway.report.screening.wordlists import lines_of

_NUMBERISH = re.compile(r"(?:[0-9]|(?<![a-z])[oil])(?:[ ()./_\-\n,:;|~]{0,3}[0-9oil]){7,30}")
_AS_DIGITS = str.maketrans("oil", "011")
_TIMES = {"double": 2, "triple": 3, "treble": 3, "doble": 2, "duplo": 2}
LEAST = 7  # national digits of a phone number
_ROW_LEAST = 3  # words of a number that is said, without a break: few texts have that
_NOUGHTS = {"hundred": "00", "thousand": "000"}
_BETWEEN = 3  # signs between two of them
_BETWEEN_WORDS = frozenset({"and", "y", "e", "et", "then"})


def national_digits(value: str) -> set[str]:
    """The national digits of a phone number: the same however it is written, at home or from abroad."""
    plain = fold_plain(value).replace("(0)", "")
    digits = re.sub(r"[^0-9]", "", plain)
    abroad = plain.lstrip().startswith("+") or digits.startswith("00")
    digits = digits.removeprefix("00")
    found = {digits.removeprefix("44").lstrip("0")}
    if abroad and not digits.startswith("44"):
        with suppress(phonenumbers.NumberParseException):
            found.add(str(phonenumbers.parse(f"+{digits}").national_number))
    return {digits for digits in found if len(digits) >= LEAST}


def find(plain: str, pieces: Pieces, phones: Set[str]) -> Iterator[tuple[int, int]]:
    """The spans of a folded text that hold one of `phones` (national digits)."""
    if not phones:
        return
    for match in matches(_NUMBERISH, plain, pieces.windows):
        digits = re.sub(r"[^0-9]", "", match.group().translate(_AS_DIGITS))
        if any(phone in digits for phone in phones):
            yield match.span()
    yield from _said(pieces, phones)


def _said(pieces: Pieces, phones: Set[str]) -> Iterator[tuple[int, int]]:
    said = _said_words()
    if not pieces.first_row(said, _ROW_LEAST):
        return
    row: list[tuple[str, int, int]] = []
    around = said | _BETWEEN_WORDS | {word for word in pieces.different if word.isdigit()}
    last = -1
    for place in pieces.places(pieces.different & around):
        if row and place > last + 1:
            yield from _row(row, phones)
            row = []
        last, word = place, pieces.words[place]
        if not row and word not in said and not word.isdigit():
            continue
        start, end = pieces.spans[place]
        if row and start - row[-1][2] > _BETWEEN:
            yield from _row(row, phones)
            row = []
        if word in said or word.isdigit():
            row.append((word, start, end))
        elif row and word in _BETWEEN_WORDS:
            row.append(("", start, end))
        elif row:
            yield from _row(row, phones)
            row = []
    yield from _row(row, phones)


def _row(row: list[tuple[str, int, int]], phones: Set[str]) -> Iterator[tuple[int, int]]:
    """The span of a row of said figures, if one of the numbers is in it."""
    if len(row) < _ROW_LEAST:
        return
    spoken, digits, times, tens = _spoken_figures(), "", 1, False
    for word, _, _ in row:
        if word in _TIMES:
            times = _TIMES[word]
            continue
        figures = spoken.get(word) or _NOUGHTS.get(word, word)
        if tens and len(figures) == 1 and figures != "0":
            digits = digits[:-1]  # seventy seven is 77
        digits += figures * times
        tens = len(figures) == 2 and figures[1] == "0" and figures != "00" and not word.isdigit()
        times = 1
    if any(phone in digits for phone in phones):
        yield row[0][1], row[-1][2]


@cache
def _said_words() -> frozenset[str]:
    return frozenset((*_spoken_figures(), *_TIMES, *_NOUGHTS))


@cache
def _spoken_figures() -> dict[str, str]:
    return {word: figures for line in lines_of("digit_words") for figures, *words in [line.split()] for word in words}

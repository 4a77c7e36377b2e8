"""A text read again as it is meant, where it is written in a disguise.

Leetspeak, a letter held down, letters spelled over the phone, a house number with its letter: each reading is the
pieces of the text with what they stand for in their place, so that a finding still points into the text as written.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from string import ascii_lowercase

from gateway.report.screening.normalize import NARROW, Piece, Pieces, any_in, matches, windows
from gateway.report.screening.wordlists import word_list

RADIO_LEAST = 4  # words of the radio alphabet in a row that may spell a name

# Leetspeak: figures and signs that stand for letters.
_LETTERS = str.maketrans("013456789@$!|+", "oieasgtbgasiit")
_LEET = re.compile(r"[a-z0-9@$!|+]+")
_LEET_SIGN = re.compile(r"[0-9@$!|+](?:(?=[a-z])|(?<=[a-z].)|(?<=[a-z][ ._\-].)(?![0-9]))")
_LONG_RUN = re.compile(r"([a-z])\1{2,}")
_has_run = any_in(letter * 3 for letter in ascii_lowercase)
_HOUSE_LETTER = re.compile(r"[0-9][a-z](?![a-z0-9])")


def readings(plain: str, pieces: Pieces) -> Iterator[Pieces]:
    """The text read again as it is meant: house letters left out, leetspeak, held letters, letters spelled out."""
    for match in matches(_HOUSE_LETTER, plain, pieces.narrow):  # 14a Elm Road, when she gave 14
        place = bisect_left(pieces.spans, (match.start() + 1,))
        around = (place - 1, *range(place + 1, min(place + 6, len(pieces.words))))
        yield Pieces.of(plain, map(pieces.at, around))
    readings = [pieces]
    if where := windows(plain, NARROW, _LEET_SIGN):
        tokens = matches(_LEET, plain, where)
        readings.append(Pieces.of(plain, [(_letters(match.group()), *match.span()) for match in tokens]))
        yield readings[-1]
    for reading in readings:
        if _has_run(" ".join(reading.different)):
            held = reading.places(set(filter(_LONG_RUN.search, reading.different)))
            for kept in (r"\1", r"\1\1"):
                yield Pieces.of(plain, [(_LONG_RUN.sub(kept, reading.words[one]), *reading.spans[one]) for one in held])
    spelled = any(_said(pieces, place - 1) for place in pieces.places({"for", "as", "like"}))
    if spelled or pieces.first_row(word_list("radio_alphabet"), RADIO_LEAST):
        yield Pieces.of(plain, _spelled(pieces))


def _letters(token: str) -> str:
    return token.rstrip("!|+$").translate(_LETTERS)


def _said(pieces: Pieces, place: int) -> int:
    """How many pieces after a letter say it: "M for mother", "A as in apple"."""
    if place < 0 or len(pieces.words[place]) != 1:
        return 0
    said = pieces.words[place + 1 : place + 3]
    length = 3 if said == ["as", "in"] else 2 if said[:1] in (["for"], ["like"]) else 0
    return length if place + length < len(pieces.words) else 0


def _spelled(pieces: Pieces) -> Iterator[Piece]:
    """The pieces with letters in place of what says them: words of the radio alphabet in a row, "M for mother"."""
    alphabet = word_list("radio_alphabet")
    row = [word in alphabet for word in pieces.words]
    place = 0
    while place < len(row):
        word, start, end = pieces.at(place)
        if length := _said(pieces, place):
            end = pieces.spans[place + length][1]
        elif row[place] and any(
            all(row[one : one + RADIO_LEAST]) and len(row) >= one + RADIO_LEAST
            for one in range(max(0, place - RADIO_LEAST + 1), place + 1)
        ):
            word = word[0]
        yield word, start, end
        place += length + 1

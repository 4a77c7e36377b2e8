"""Her address as it may be written: which two pieces next to each other, and which longer rows, are hers.

A house number with its street counts, in figures or words, the kind of street written out or short; a street or a house
by its name counts alone where it is not one that nearly every town has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from gateway.report.screening.dates_said import in_words
from gateway.report.screening.folding import fold_plain
from gateway.report.screening.pieces import PIECE
from gateway.report.screening.wordlists import any_of, word_list

_FORMS = (
    ("street", "st", "str"), ("road", "rd"), ("avenue", "ave", "av"), ("lane", "ln"), ("drive", "dr"), ("court", "ct"),
    ("close", "cl"), ("crescent", "cres"), ("terrace", "terr", "ter"), ("gardens", "gdns"), ("place", "pl"),
    ("square", "sq"), ("house", "hse"), ("building", "buildings", "bldg", "bldgs"), ("grove", "grv"), ("park", "pk"),
    ("heights", "hts"), ("tower", "twr"), ("mansions", "mans"), ("saint", "st"),
)  # fmt: skip
_SAINT = ("saint", "st")
STREET_MOST = 4  # words of a street's name that are looked for in a row


def pairs(value: str) -> Iterator[tuple[str, str]]:
    """Two pieces of an address that count where they stand next to each other."""
    kinds, generic = word_list("street_kinds"), word_list("generic_streets")
    pieces = _pieces(value)
    for left, right in pairwise(piece for piece in pieces if piece != "the"):
        if left in word_list("unit_words") or right.isdigit() or left in _SAINT:
            continue
        if left.isdigit():
            counts = right not in any_of("generic_streets", "unit_words")
        elif right in kinds:
            counts = left not in generic
        else:
            counts = not {left, right} <= any_of("places", "street_kinds", "generic_streets")
        if counts:
            yield from ((left, form) for form in _forms(right))


def rows(value: str) -> Iterator[str]:
    """The joined pieces of a house number with its street, in every usual way, and of a street with an own name."""
    pieces = _pieces(value)
    for place, piece in enumerate(pieces):
        if not piece.isdigit():
            continue
        street = pieces[place + 1 : place + 1 + STREET_MOST]
        for length in range(1, len(street) + 1):
            if _is_street(street[:length]):
                names = set(_written(street[:length]))
                names |= {name.removeprefix("the") for name in names}
                yield from (number + name for number in (piece, *in_words(int(piece[:4]))) for name in names)
                break


def _is_street(street: Sequence[str]) -> bool:
    """True if a row of pieces is a street: it ends with a kind of street."""
    return len(street) > 1 and street[-1] in word_list("street_kinds")


def _written(street: Sequence[str]) -> list[str]:
    """A street's words joined, with every form of its kind and of a saint's."""
    ways = [""]
    for place, word in enumerate(street):
        last = place == len(street) - 1
        forms = _forms(word) if last else _SAINT if word in _SAINT else (word,)
        ways = [way + form for way in ways for form in forms]
    return ways


def _forms(word: str) -> tuple[str, ...]:
    """The ways one kind of street or house is written."""
    return next((forms for forms in _FORMS if word in forms), (word,))


def _pieces(value: str) -> list[str]:
    """The pieces without the letter of a house number: 14a is looked for as 14. Mark's is marks."""
    pieces = PIECE.findall(fold_plain(value).replace("'", ""))
    return [
        piece
        for place, piece in enumerate(pieces)
        if len(piece) > 1 or piece.isdigit() or not place or not pieces[place - 1].isdigit()
    ]

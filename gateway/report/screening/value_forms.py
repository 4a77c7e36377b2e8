"""The forms that a date and an address may be written in, for the index of her values.

Each form is given as its pieces joined, as they are compared: "5 November 1991" as "5november1991". A house number with
its street counts, in figures or words, the kind of street written out or short; a street or a house by its name counts
alone where it is not one that nearly every town has.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from gateway.report.screening.normalize import PIECE, fold_plain
from gateway.report.screening.wordlists import any_of, lines_of, word_list

DATE_LEAST = 5  # signs of a way of writing that counts
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMBER_WORDS = frozenset((*_ONES[1:], *_TENS))
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth", "twenty": "twentieth", "thirty": "thirtieth",
}  # fmt: skip
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_SHORT = (
    ("jan",), ("feb",), ("mar",), ("apr",), ("may",), ("jun",),
    ("jul",), ("aug",), ("sep", "sept"), ("oct",), ("nov",), ("dec",),
)  # fmt: skip


def in_words(number: int) -> set[str]:
    """A number below a thousand as it is said, its words joined: "two hundred and twenty", "two twenty"."""
    if number < len(_ONES):
        return {_ONES[number]}
    if number < 100:
        tens, ones = divmod(number, 10)
        return {_TENS[tens - 2] + (_ONES[ones] if ones else "")}
    if number > 999:
        return set()
    hundreds, rest = divmod(number, 100)
    said = _ONES[hundreds]
    if not rest:
        return {said + "hundred"}
    ends = in_words(rest)
    between = {said + "o", said + "oh"} if rest < 10 else {said}
    return {start + end for start in (said + "hundred", said + "hundredand", *between) for end in ends}


def ways_to_write(day: str) -> set[str]:
    """A date (YYYY-MM-DD) as its joined pieces, in the orders people write it; empty for what is no date."""
    try:
        exact = date.fromisoformat(day)
    except ValueError:
        return set()
    years = (f"{exact:%Y}", f"{exact:%y}")
    months = (f"{exact.month}", f"{exact:%m}", _ROMAN[exact.month - 1])
    names = (f"{exact:%B}".lower(), *_SHORT[exact.month - 1])
    days = (f"{exact.day}", f"{exact:%d}")
    ordinals = tuple(f"{number}{end}" for number in days for end in ("st", "nd", "rd", "th"))
    ways = {d + m + y for d in days for m in months for y in years}
    ways |= {way for d in days for m in months[:2] for way in (m + d + years[0], years[0] + m + d)}
    ways |= {d + of + m + y for d in (*days, *ordinals) for of in ("", "of") for m in names for y in years}
    ways |= {m + the + d + y for d in (*days, *ordinals) for the in ("", "the") for m in names for y in years}
    for said in lines_of("month_names"):
        month = said.split()[exact.month - 1]
        ways |= {d + of + month + of + y for d in days for of in ("", "de") for y in years}
    said_days = {_ordinal(word) for word in in_words(exact.day)} | in_words(exact.day)
    said_years = {*years, *_year_in_words(exact.year)}
    ways |= {d + of + m + y for d in said_days for of in ("", "of") for m in names for y in said_years}
    ways |= {d + of + m + y for d in (*days, *ordinals) for of in ("", "of") for m in names for y in said_years}
    ways |= {m + the + d + y for d in said_days for the in ("", "the") for m in names for y in said_years}
    return {way for way in ways if len(way) >= DATE_LEAST}


def day_in_figures(day: str) -> set[tuple[int, int, int]]:
    """A date (YYYY-MM-DD) as day, month and the last two figures of the year; empty for what is no date."""
    try:
        exact = date.fromisoformat(day)
    except ValueError:
        return set()
    return {(exact.day, exact.month, exact.year % 100)}


def _ordinal(word: str) -> str:
    """ "twentyone" as "twentyfirst"."""
    for cardinal in sorted(_ORDINALS, key=len, reverse=True):
        if word.endswith(cardinal) and not (cardinal == "one" and word == "none"):
            return word.removesuffix(cardinal) + _ORDINALS[cardinal]
    return word + "th"


def _year_in_words(year: int) -> set[str]:
    """1991 as "nineteen ninety one", 2004 as "two thousand and four" and "twenty oh four"."""
    century, rest = divmod(year, 100)
    if century == 20 and rest < 10:
        end = _ONES[rest] if rest else ""
        return {f"twothousand{end}", f"twothousandand{end}", f"twentyoh{end}", f"twentyo{end}"}
    ends = in_words(rest) if rest > 9 else {f"oh{_ONES[rest]}", f"o{_ONES[rest]}"}
    starts = in_words(century)
    said = {start + end for start in starts for end in ends} | (ends if rest > 9 else set())
    return said | (
        {f"twothousand{end}" for end in ends} | {f"twothousandand{end}" for end in ends} if century == 20 else set()
    )


_FORMS = (
    ("street", "st", "str"), ("road", "rd"), ("avenue", "ave", "av"), ("lane", "ln"), ("drive", "dr"), ("court", "ct"),
    ("close", "cl"), ("crescent", "cres"), ("terrace", "terr", "ter"), ("gardens", "gdns"), ("place", "pl"),
    ("square", "sq"), ("house", "hse"), ("building", "buildings", "bldg", "bldgs"), ("grove", "grv"), ("park", "pk"),
    ("heights", "hts"), ("tower", "twr"), ("mansions", "mans"), ("saint", "st"),
)  # fmt: skip
_SAINT = ("saint", "st")
_UNITS = frozenset({"flat", "room", "apartment", "apt", "unit"})
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


def generic(value: str) -> Iterator[tuple[str, str]]:
    """The two words of a street that nearly every town has: together they count a little."""
    for left, right in pairwise(_pieces(value)):
        if right in word_list("street_kinds") and left in word_list("generic_streets"):
            yield from ((left, form) for form in _forms(right))


def units(value: str) -> Iterator[tuple[str, str]]:
    """The flat, room or floor of an address, with its number."""
    for left, right in pairwise(PIECE.findall(fold_plain(value))):
        if left in _UNITS and (right.isdigit() or len(right) == 1):
            yield left, right
            yield from ((left, said) for said in (in_words(int(right[:4])) if right.isdigit() else ()))


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

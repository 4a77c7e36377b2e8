"""Every way people write one date, and numbers in words: what a date of birth and a house number are looked for as.

Each way is given as its pieces joined, as `known` compares them: "5 November 1991" as "5november1991".
"""

from __future__ import annotations

from datetime import date

from gateway.report.screening.wordlists import lines_of

LEAST = 5  # signs of a way of writing that counts
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
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
    ways |= {
        d + of + m + y for d in (*days, *ordinals) for of in ("", "of") for m in names for y in said_years
    }
    ways |= {m + the + d + y for d in said_days for the in ("", "the") for m in names for y in said_years}
    return {way for way in ways if len(way) >= LEAST}


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
        {f"twothousand{end}" for end in ends} | {f"twothousandand{end}" for end in ends}
        if century == 20
        else set()
    )

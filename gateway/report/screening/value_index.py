"""The tables that her values are looked up in: made once for a filing, read by `known`.

Every way people write one date, and numbers in words: what a date of birth and a house number are looked for as.

Each way is given as its pieces joined, as `known` compares them: "5 November 1991" as "5november1991".

Her address as it may be written: which two pieces next to each other, and which longer rows, are hers.

A house number with its street counts, in figures or words, the kind of street written out or short; a street or a house
by its name counts alone where it is not one that nearly every town has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import pairwise

from ahocorasick_rs import AhoCorasick, Implementation

from gateway.report.screening import phone_numbers, spelling
from gateway.report.screening.normalize import PIECE, fold_plain
from gateway.report.screening.own_values import Kind, Own
from gateway.report.screening.wordlists import any_of, lines_of, one_letter_less, word_list

DATE_LEAST = 5  # signs of a way of writing that counts
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
    return {way for way in ways if len(way) >= DATE_LEAST}


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


LEAST = 3  # letters of a name token that counts alone
SPLIT_LEAST = 5  # letters of a value that counts when blanks split it
GAP = 3  # signs between two pieces of one value
STEM_LEAST = 3  # letters of a name's stem, for scripts whose words change their ends
BONES_LEAST = 3  # consonants that count against a Latin word
SLIP_LEAST = 7  # letters of a name that is found with one slip of the finger
SLIP_MOST = 20
SLIP_ENDS_FROM = 9  # and of one whose last letter may be the slip
SHORT_FROM, SHORT_LEAST = 8, 5  # letters of a name that is cut short, and of what is left
MISTYPED_MOST = 128  # ways of writing one postcode


class Index:
    """What to look for. Every key is folded; values are the kind that a match is reported as."""

    def __init__(self, values: Iterable[Own]):
        self.common = any_of("common_words", "places", "particles")
        self.single: dict[str, Kind] = {}  # a piece that counts alone
        self.warned: set[str] = set()  # a common word that is also a name token
        self.pairs: dict[tuple[str, str], Kind] = {}  # two adjacent pieces
        self.whole: dict[str, Kind] = {}  # pieces that count joined
        self.phones: set[str] = set()  # national digits
        self.latin: list[str] = []  # her names in Latin letters
        self.foreign_words: set[str] = set()  # names in another script, as given
        self.foreign_loose: set[str] = set()  # how those sound in Latin letters
        self.foreign_bones: set[str] = set()
        self.heard: set[str] = set()  # how her names sound, spelt in any usual way
        self.stems_heard: set[str] = set()
        self.shorter: set[str] = set()  # her names without their ends
        self.slips: dict[str, str] = {}  # her longer names without one of their letters
        self.initials: set[str] = set()
        for own in values:
            self._add(own)
        keys = {*self.single, *self.whole}
        self._keys = sorted(keys)
        self._automaton = AhoCorasick(self._keys, implementation=Implementation.ContiguousNFA)
        self.left = {left for left, _ in self.pairs} | {right for _, right in self.pairs}
        self.hot = self.warned | self.left
        self.empty = not (keys or self.warned or self.pairs or self.phones or self.foreign_words)

    def matches(self, joined: str) -> Iterator[tuple[str, int, int]]:
        """Every place of pieces joined where a key of `single` or `whole` stands, overlapping ones too."""
        found = self._automaton.find_matches_as_indexes(joined, overlapping=True)
        return ((self._keys[number], start, end) for number, start, end in found)

    def _add(self, own: Own) -> None:
        pieces = PIECE.findall(fold_plain(own.value))
        match own.kind:
            case Kind.PHONE:
                self.phones |= phone_numbers.national_digits(own.value)
            case Kind.EMAIL | Kind.HANDLE:
                self._add_whole(pieces, own.kind)
                for spoken in _spoken(own.value):
                    self._add_whole(spoken, own.kind)
            case Kind.BIRTH:
                self.whole |= dict.fromkeys(ways_to_write(own.value), Kind.BIRTH)
            case Kind.POSTCODE:
                for written in _mistyped("".join(pieces)):
                    self._add_whole([written], own.kind)
            case Kind.CODE_WORD | Kind.REFERENCE:
                self._add_whole(pieces, own.kind)
                if own.kind is Kind.CODE_WORD and len(pieces) == 2:
                    self.pairs[pieces[0], pieces[1]] = own.kind
            case Kind.ADDRESS:
                self.pairs |= dict.fromkeys(pairs(own.value), Kind.ADDRESS)
                self.whole |= dict.fromkeys(rows(own.value), Kind.ADDRESS)
            case Kind.NAME | Kind.LOOSE | Kind.PLACE:
                self._add_name(own)

    def sounds_like(self, word: str, *, capital: bool) -> bool:
        """True if a folded word is one of her names in another spelling, or bent. `capital` is how it is written."""
        key = spelling.key(word)
        if key in self.heard or (capital and word in self.shorter):
            return True
        least = spelling.STEM_LEAST if capital else spelling.LONG_STEM
        return any(len(stem) >= least and stem in self.stems_heard for stem in spelling.bent(key))

    def slipped(self, word: str) -> bool:
        """True if a folded word is one of her longer names with one letter wrong, missing, added or swapped."""
        if len(word) < SLIP_LEAST - 1 or word[0] not in self.begins:
            return False
        names = {self.slips[key] for key in one_letter_less(word) if key in self.slips}
        return any(_is_slip(word, name) for name in names)

    @cached_property
    def begins(self) -> frozenset[str]:
        """The first letters of her longer names."""
        return frozenset(name[0] for name in self.slips.values())

    @cached_property
    def stems(self) -> frozenset[str]:
        """How her names sound, without their ends; asked for only by a text with another script in it."""
        loose = [spelling.loose(latin) for latin in self.latin]
        stems = [(one.rstrip("aeiou"), one) for one in loose]
        return frozenset(stem if len(stem) >= STEM_LEAST else whole for stem, whole in stems)

    @cached_property
    def bones(self) -> frozenset[str]:
        """The consonants of her names, likewise."""
        return frozenset(bones for bones in map(spelling.bones, self.latin) if len(bones) >= 2)

    def _add_whole(self, pieces: Sequence[str], kind: Kind) -> None:
        joined = "".join(pieces)
        if len(joined) < LEAST:
            return
        if joined in self.common:
            self.warned.add(joined)
        else:
            self.whole[joined] = kind

    def _add_name(self, own: Own) -> None:
        words = spelling.WORD.findall(own.value)
        for word in words:
            if spelling.has_foreign(word):
                self._add_foreign(word)
        latin = " ".join(word for word in words if not spelling.has_foreign(word))
        pieces = PIECE.findall(fold_plain(latin))
        for piece in pieces:
            self._add_token(piece, own.kind)
        if own.kind is Kind.PLACE:
            self._add_place(pieces)
            return
        named = [piece for piece in pieces if piece not in word_list("particles")]
        if own.kind is Kind.NAME and 2 <= len(named) <= 4:
            self.initials |= {"".join(piece[0] for piece in named), named[0][0] + named[-1][0]}
        for left, right in pairwise(pieces):
            if {left, right} <= word_list("particles"):
                continue  # de la is nobody's name
            if own.kind is Kind.NAME or not {left, right} <= self.common:
                self.pairs[left, right] = own.kind
            joined = left + right
            if len(joined) >= SPLIT_LEAST and joined not in self.common:
                self.whole[joined] = own.kind

    def _add_place(self, pieces: Sequence[str]) -> None:
        """The whole name of a place, and its first two words: "care home" alone is many places."""
        named = [piece for piece in pieces if piece not in word_list("particles")]
        if len(named) >= 2:
            self.whole["".join(named)] = self.pairs[named[0], named[1]] = Kind.PLACE

    def _add_token(self, piece: str, kind: Kind) -> None:
        if len(piece) < LEAST or piece.isdigit():
            return
        if piece in self.common:
            if kind is Kind.NAME and piece not in word_list("particles"):
                self.warned.add(piece)
            return
        self.single[piece] = kind
        for drawn in (piece.replace("m", "rn"), piece.replace("w", "vv"), piece + "s"):
            if drawn not in self.common:
                self.single.setdefault(drawn, kind)
        if kind in (Kind.NAME, Kind.LOOSE):
            self._add_heard(piece)
        self.latin.append(piece)

    def _add_heard(self, piece: str) -> None:
        self.shorter |= _bent(piece) | _short(piece)
        if SLIP_LEAST <= len(piece) <= SLIP_MOST:
            self.slips |= dict.fromkeys(one_letter_less(piece), piece)
        if key := spelling.key(piece):
            self.heard.add(key)
            if stem := spelling.stem(key):
                self.stems_heard.add(stem)

    def _add_foreign(self, word: str) -> None:
        self.foreign_words.add(word)
        roman = spelling.roman(word)
        if len(roman) < LEAST:
            return
        self.latin.append(roman)
        if spelling.writes_vowels(word):
            if roman not in self.common:
                self.single[roman] = Kind.NAME
            self.foreign_loose.add(spelling.loose(roman))
        elif len(spelling.bones(roman)) >= BONES_LEAST:
            self.foreign_bones.add(spelling.bones(roman))


def _bent(piece: str) -> set[str]:
    """A name called out or bent by its last vowel: Nikos and Niko, Zosia and Zosi, Hania and Hanie."""
    if len(piece) < LEAST + 2:
        return set()
    bent = {piece[:-1]} if piece.endswith(("os", "as", "is", "us", "ia")) else set()
    return bent | ({piece[:-1] + vowel for vowel in "eiuy"} if piece.endswith("a") else set())


def _short(piece: str) -> set[str]:
    """A long name cut to no less than half: Encarna for Encarnacion."""
    if len(piece) < SHORT_FROM:
        return set()
    return {
        piece[:cut] for cut in range(max(SHORT_LEAST, (len(piece) + 1) // 2), min(len(piece), SLIP_MOST) - 1)
    }


def _is_slip(word: str, name: str) -> bool:
    """True for one slip in a name; a shorter name keeps its last letter, which tells Adriana from Adrian."""
    if word[0] != name[0] or abs(len(word) - len(name)) > 1:
        return False
    return word[-1] == name[-1] or len(name) >= SLIP_ENDS_FROM


def _mistyped(postcode: str) -> list[str]:
    """A postcode with letters and figures that look alike taken for one another."""
    ways = [""]
    for sign in postcode:
        alike = next((group for group in ("o0", "i1l", "s5") if sign in group), sign)
        ways = [way + one for way in ways for one in alike][:MISTYPED_MOST]
    return ways


# How the signs of an e-mail address are said: at, dot, underscore, hyphen; English, then Spanish, Portuguese, French
# and Romanian.
_SIGNS_SAID = (
    ("at", "dot", "underscore", "dash"), ("at", "dot", "underscore", "hyphen"), ("at", "point", "underscore", "minus"),
    ("arroba", "punto", "guion bajo", "guion"), ("arroba", "ponto", "underline", "hifen"),
    ("arobase", "point", "tiret bas", "tiret"), ("arond", "punct", "underscore", "liniuta"), ("arroba", "", "", ""),
)  # fmt: skip


def _spoken(value: str) -> list[list[str]]:
    """An e-mail address or handle as it is read aloud, in pieces: "@" is at, "." is dot."""
    plain = fold_plain(value)
    return [
        PIECE.findall("".join(f" {said.get(sign, sign)} " if sign in said else sign for sign in plain))
        for words in _SIGNS_SAID
        for said in [dict(zip("@._-", words, strict=True))]
    ]

"""The index that her values are looked up in: made once for a filing, read by `value_search`."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from ahocorasick_rs import AhoCorasick, Implementation
from anyascii import anyascii

from gateway.report.screening import phone_numbers, spelling, transliteration
from gateway.report.screening.normalize import PIECE, fold_plain
from gateway.report.screening.own_values import Kind, Own
from gateway.report.screening.value_forms import day_in_figures, generic, pairs, rows, units, ways_to_write
from gateway.report.screening.wordlists import any_of, groups, one_letter_less, word_list

LEAST = 3  # letters of a name token that counts alone
SPLIT_LEAST = 5  # letters of a value that counts when blanks split it
GAP = 3  # signs between two pieces of one value
SLIP_LEAST = 7  # letters of a name that is found with one slip of the finger
SLIP_MOST = 20
VOWEL_LEAST = 6  # letters of a name of which one vowel may be another
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
        self.streets: set[tuple[str, str]] = set()  # her street, where nearly every town has one of that name
        self.places: set[str] = set()  # a common word with which such a place begins: the Rainbow
        self.whole: dict[str, Kind] = {}  # pieces that count joined
        self.phones: set[str] = set()  # national digits
        self.latin: list[str] = []  # her names in Latin letters
        self.foreign_words: set[str] = set()  # names in another script, as given
        self.foreign: dict[str, list[transliteration.Units]] = {}  # and their Latin spellings, by first letter
        self.short: set[str] = set()  # names of two letters
        self.births: set[tuple[int, int, int]] = set()  # day, month, year of the century
        self.units: set[tuple[str, str]] = set()  # her flat or room: ("flat", "4")
        self.names: set[str] = set()  # her names, in any usual spelling of the lists
        self.heard: set[str] = set()  # how her names sound, spelt in any usual way
        self.stems_heard: set[str] = set()
        self.first_letters: set[str] = set()  # with which such a spelling may begin
        self.shorter: set[str] = set()  # her names without their ends
        self.vowels: dict[str, list[str]] = {}  # her names by their consonants: Gulnur and Gulnar
        self.slips: dict[str, str] = {}  # her longer names without one of their letters
        self.initials: set[str] = set()
        self.stopped: set[str] = set()  # and with those of the little words in her name, which count with stops only
        self.named: set[str] = set()  # the suspect's, told on purpose
        for own in values:
            self._add(own)
        keys = {*self.single, *self.whole}
        self._keys = sorted(keys)
        self._automaton = AhoCorasick(self._keys, implementation=Implementation.ContiguousNFA)
        self.left = {word for pair in (*self.pairs, *self.streets) for word in pair}
        self.hot = self.warned | self.left | self.short | self.places
        self.empty = not (keys or self.hot or self.phones or self.foreign_words or self.births)

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
                self.births |= day_in_figures(own.value)
            case Kind.POSTCODE:
                for written in _mistyped("".join(pieces)):
                    self._add_whole([written], own.kind)
            case Kind.CODE_WORD | Kind.REFERENCE:
                self._add_whole(pieces, own.kind)
                if own.kind is Kind.CODE_WORD and len(pieces) == 2:
                    self.pairs[pieces[0], pieces[1]] = own.kind
            case Kind.ADDRESS:
                self.pairs |= dict.fromkeys(pairs(own.value), Kind.ADDRESS)
                self.streets |= set(generic(own.value))
                self.whole |= dict.fromkeys(rows(own.value), Kind.ADDRESS)
                self.units |= set(units(own.value))
            case Kind.SUSPECTS:
                self.named.add("".join(pieces))
            case Kind.NAME | Kind.LOOSE | Kind.PLACE:
                self._add_name(own)

    def sounds_like(self, word: str, *, capital: bool) -> bool:
        """True if a folded word is one of her names in another spelling, or bent. `capital` is how it is written."""
        keys = spelling.keys(word)
        if not self.heard.isdisjoint(keys):
            return True
        if capital and (word in self.shorter or not self.names.isdisjoint(spelling.pet(word))):
            return True
        if capital and any(_apart(word, name) == 1 for name in self.vowels.get(word.translate(_VOWELS), ())):
            return True
        least = spelling.STEM_LEAST if capital else spelling.LONG_STEM
        bent = (stem for key in keys for stem in spelling.bent(key))
        return any(len(stem) >= least and stem in self.stems_heard for stem in bent)

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
        foreign = [word for word in words if spelling.has_foreign(word)]
        for word in (*foreign, *(left + right for left, right in pairwise(foreign) if left == "عبد")):
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
            stopped = "".join(piece[0] for piece in pieces)
            self.stopped |= {stopped, stopped[:3]}  # M.Y.A. of M.Y.A.K.
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
            if named[0] in self.common:
                self.places.add(named[0])

    def _add_token(self, piece: str, kind: Kind) -> None:
        if len(piece) == 2 and kind is Kind.NAME and piece.isalpha() and piece not in word_list("particles"):
            self.short.add(piece)
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
            for name in (piece, *groups("name_variants").get(piece, ())):
                if name not in self.common:
                    self.single.setdefault(name, kind)
                    self._add_heard(name)
        self.latin.append(piece)

    def _add_heard(self, piece: str) -> None:
        self.names.add(piece)
        self.shorter |= _bent(piece) | _short(piece)
        if len(piece) >= VOWEL_LEAST:
            self.vowels.setdefault(piece.translate(_VOWELS), []).append(piece)
        if SLIP_LEAST <= len(piece) <= SLIP_MOST:
            self.slips |= dict.fromkeys(one_letter_less(piece), piece)
        keys = spelling.keys(piece)
        self.first_letters |= spelling.first_letters(piece, keys)
        for key in keys:
            self.heard.add(key)
            self.stems_heard |= spelling.stems(key)

    def _add_foreign(self, word: str) -> None:
        self.foreign_words.add(word)
        which = transliteration.script(word)
        if which == "CJK":
            self._add_han(transliteration.pinyin(word))
            return
        row = transliteration.units(word)
        for letter in transliteration.first_letters(row):
            self.foreign.setdefault(letter, []).append(row)
        roman = "".join(filter(str.isalpha, anyascii(word).lower()))
        self.latin.append(roman)
        if which in _ALPHABETS and len(roman) >= LEAST:
            names = {roman, *groups("name_variants").get(roman, ())} - self.common
            self.single |= dict.fromkeys(names, Kind.NAME)

    def _add_han(self, syllables: Sequence[str]) -> None:
        """A name in Han: the first syllable may be a surname, the others one given name, or all are one."""
        first, given = syllables[0] if syllables else "", "".join(syllables[1:])
        if len(syllables) > 1:
            self.whole["".join(syllables)] = Kind.NAME
            self.pairs |= dict.fromkeys(pairwise(syllables), Kind.NAME)
        for surname in groups("chinese_surnames").get(first, (first,)):
            self._add_token(surname, Kind.NAME)
            self.pairs[surname, given] = self.pairs[surname, (*syllables[1:], "")[0]] = Kind.NAME
        for name in (given, "".join(syllables[:2]) if len(syllables) > 3 else ""):  # a surname of two, as in Ouyang
            self._add_token(name, Kind.NAME)


_VOWELS = str.maketrans("aeiouy", "******")


def _apart(word: str, name: str) -> int:
    """How many letters of two words of one length differ."""
    return sum(a != b for a, b in zip(word, name, strict=True))


# Scripts that write their vowels: what anyascii makes of a word is a spelling.
_ALPHABETS = frozenset({"CYRILLIC", "GREEK", "GEORGIAN", "ARMENIAN"})


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
    return {piece[:cut] for cut in range(max(SHORT_LEAST, (len(piece) + 1) // 2), min(len(piece), SLIP_MOST) - 1)}


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

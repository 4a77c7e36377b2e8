"""The tables that her values are looked up in: made once for a filing, read by `known`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from itertools import pairwise

import phonenumbers

from gateway.screening import hearing, sounds
from gateway.screening.folding import fold_plain
from gateway.screening.own import Kind, Own
from gateway.screening.words import any_of, lines_of, word_list

PIECE = re.compile(r"[a-z]+|[0-9]+|[^\W_a-z0-9]+")
LEAST = 3  # letters of a name token that counts alone
SPLIT_LEAST = 5  # letters of a value that counts when blanks split it
GAP = 3  # signs between two pieces of one value
PHONE_LEAST = 7  # national digits of a phone number
STEM_LEAST = 3  # letters of a name's stem, for scripts whose words change their ends
BONES_LEAST = 3  # consonants that count against a Latin word


class Learned:
    """What to look for. Every key is folded; values are the kind that a match is reported as."""

    def __init__(self, values: Iterable[Own]):
        self.common = any_of("common_words", "places", "particles")
        self.single: dict[str, Kind] = {}  # a piece that counts alone
        self.warned: set[str] = set()  # a common word that is also a name token
        self.pairs: dict[tuple[str, str], Kind] = {}  # two adjacent pieces
        self.whole: dict[str, Kind] = {}  # pieces that count joined
        self.phones: set[str] = set()  # national digits
        self.stems: set[str] = set()  # how her names sound, without their ends
        self.bones: set[str] = set()  # their consonants
        self.foreign_words: set[str] = set()  # names in another script, as given
        self.foreign_loose: set[str] = set()  # how those sound in Latin letters
        self.foreign_bones: set[str] = set()
        self.heard: set[str] = set()  # how her names sound, spelt in any usual way
        self.stems_heard: set[str] = set()
        self.shorter: set[str] = set()  # her names without their ends
        self.initials: set[str] = set()
        for own in values:
            self._learn(own)
        keys = {*self.single, *self.whole}
        self.starts = {key[:length] for key in keys for length in range(1, len(key) + 1)}
        self.hot = self.starts | self.warned | {left for pair in self.pairs for left in pair}
        self.empty = not (keys or self.warned or self.pairs or self.phones or self.foreign_words)

    def _learn(self, own: Own) -> None:
        pieces = PIECE.findall(fold_plain(own.value))
        match own.kind:
            case Kind.PHONE:
                self.phones |= _national_digits(own.value)
            case Kind.EMAIL | Kind.HANDLE:
                self._learn_whole(pieces, own.kind)
                for spoken in _spoken(own.value):
                    self._learn_whole(spoken, own.kind)
            case Kind.BIRTH:
                self.whole |= dict.fromkeys(_ways_to_write(own.value), Kind.BIRTH)
            case Kind.POSTCODE | Kind.CODE_WORD | Kind.REFERENCE:
                self._learn_whole(pieces, own.kind)
            case Kind.ADDRESS:
                self._learn_address(pieces)
            case Kind.NAME | Kind.LOOSE | Kind.PLACE:
                self._learn_name(own)

    def sounds_like(self, word: str, *, capital: bool) -> bool:
        """True if a folded word is one of her names in another spelling, or bent. `capital` is how it is written."""
        key = hearing.key(word)
        if key in self.heard or (capital and word in self.shorter):
            return True
        least = hearing.STEM_LEAST if capital else hearing.LONG_STEM
        return any(len(stem) >= least and stem in self.stems_heard for stem in hearing.bent(key))

    def _learn_whole(self, pieces: Sequence[str], kind: Kind) -> None:
        joined = "".join(pieces)
        if len(joined) < LEAST:
            return
        if joined in self.common:
            self.warned.add(joined)
        else:
            self.whole[joined] = kind

    def _learn_name(self, own: Own) -> None:
        words = sounds.WORD.findall(own.value)
        for word in words:
            if sounds.has_foreign(word):
                self._learn_foreign(word)
        latin = " ".join(word for word in words if not sounds.has_foreign(word))
        pieces = PIECE.findall(fold_plain(latin))
        for piece in pieces:
            self._learn_token(piece, own.kind)
        if own.kind is Kind.PLACE:
            self._learn_place(pieces)
            return
        named = [piece for piece in pieces if piece not in word_list("particles")]
        if own.kind is Kind.NAME and 2 <= len(named) <= 4:
            self.initials |= {"".join(piece[0] for piece in named), named[0][0] + named[-1][0]}
        for left, right in pairwise(pieces):
            if own.kind is Kind.NAME or not {left, right} <= self.common:
                self.pairs[left, right] = own.kind
            joined = left + right
            if len(joined) >= SPLIT_LEAST and joined not in self.common:
                self.whole[joined] = own.kind

    def _learn_place(self, pieces: Sequence[str]) -> None:
        """The whole name of a place, and its first two words: "care home" alone is many places."""
        named = [piece for piece in pieces if piece not in word_list("particles")]
        if len(named) >= 2:
            self.whole["".join(named)] = self.pairs[named[0], named[1]] = Kind.PLACE

    def _learn_token(self, piece: str, kind: Kind) -> None:
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
            self._learn_heard(piece)
        self._learn_sound(piece)

    def _learn_heard(self, piece: str) -> None:
        self.shorter |= _shorter(piece)
        if key := hearing.key(piece):
            self.heard.add(key)
            if stem := hearing.stem(key):
                self.stems_heard.add(stem)

    def _learn_sound(self, latin: str) -> None:
        loose, bones = sounds.loose(latin), sounds.bones(latin)
        stem = loose.rstrip("aeiou")
        self.stems.add(stem if len(stem) >= STEM_LEAST else loose)
        if len(bones) >= 2:
            self.bones.add(bones)

    def _learn_foreign(self, word: str) -> None:
        self.foreign_words.add(word)
        roman = sounds.roman(word)
        if len(roman) < LEAST:
            return
        self._learn_sound(roman)
        if sounds.writes_vowels(word):
            if roman not in self.common:
                self.single[roman] = Kind.NAME
            self.foreign_loose.add(sounds.loose(roman))
        elif len(sounds.bones(roman)) >= BONES_LEAST:
            self.foreign_bones.add(sounds.bones(roman))

    def _learn_address(self, pieces: Sequence[str]) -> None:
        """A house number with its street, and a street that is not one of those every town has."""
        generic, units = word_list("generic_streets"), word_list("unit_words")
        kinds = word_list("street_kinds")
        pieces = _without_house_letters(pieces)
        for left, the, right in zip(pieces, pieces[1:], pieces[2:], strict=False):
            if left.isdigit() and the == "the":  # 5 The Crescent, and 5 Crescent
                self.whole[left + the + right] = Kind.ADDRESS
        pieces = [piece for piece in pieces if piece != "the"]
        for place, (left, right) in enumerate(pairwise(pieces)):
            if left in units or right.isdigit():
                continue
            if left.isdigit() and right not in any_of("generic_streets", "unit_words"):
                self.pairs[left, right] = Kind.ADDRESS
            elif left.isdigit() and place + 2 < len(pieces):
                for kind in _same_kind(pieces[place + 2]):
                    self.whole[left + right + kind] = Kind.ADDRESS
            elif right in kinds and left not in generic and not left.isdigit():
                for kind in _same_kind(right):
                    self.pairs[left, kind] = Kind.ADDRESS
            elif (
                not {left, right} <= any_of("places", "street_kinds", "generic_streets")
                and not left.isdigit()
            ):
                self.pairs[left, right] = Kind.ADDRESS


def _shorter(piece: str) -> set[str]:
    """A name called out or bent by losing its end: Nikos and Niko, Zosia and Zosi."""
    return (
        {piece[:-1]} if len(piece) >= LEAST + 2 and piece.endswith(("os", "as", "is", "us", "ia")) else set()
    )


def _without_house_letters(pieces: Sequence[str]) -> list[str]:
    """The pieces without the letter of a house number: 14a is looked for as 14."""
    return [
        piece
        for place, piece in enumerate(pieces)
        if len(piece) > 1 or piece.isdigit() or not place or not pieces[place - 1].isdigit()
    ]


_STREET_FORMS = (
    ("street", "st"), ("road", "rd"), ("avenue", "ave", "av"), ("lane", "ln"), ("drive", "dr"), ("court", "ct"),
    ("close", "cl"), ("crescent", "cres"), ("terrace", "terr"), ("gardens", "gdns"), ("place", "pl"), ("square", "sq"),
)  # fmt: skip


def _same_kind(word: str) -> tuple[str, ...]:
    """The ways one kind of street is written."""
    return next((forms for forms in _STREET_FORMS if word in forms), (word,))


def _national_digits(value: str) -> set[str]:
    """The national digits of a phone number: the same however it is written, at home or from abroad."""
    plain = fold_plain(value).replace("(0)", "")
    digits = re.sub(r"[^0-9]", "", plain)
    abroad = plain.lstrip().startswith("+") or digits.startswith("00")
    digits = digits.removeprefix("00")
    found = {digits.removeprefix("44").lstrip("0")}
    if abroad and not digits.startswith("44"):
        with suppress(phonenumbers.NumberParseException):
            found.add(str(phonenumbers.parse(f"+{digits}").national_number))
    return {digits for digits in found if len(digits) >= PHONE_LEAST}


def _ways_to_write(day: str) -> set[str]:
    """A date as its joined pieces, in the orders people write it: 14/3/1992, 14 March 92, 1992-03-14 ..."""
    try:
        exact = date.fromisoformat(day)
    except ValueError:
        return set()
    years = (f"{exact:%Y}", f"{exact:%y}")
    months = (f"{exact.month}", f"{exact:%m}")
    names = (f"{exact:%B}".lower(), f"{exact:%b}".lower())
    days = (f"{exact.day}", f"{exact:%d}")
    ordinals = tuple(f"{number}{end}" for number in days for end in ("st", "nd", "rd", "th"))
    numbers = {d + m + y for d in days for m in months for y in years}
    numbers |= {m + d + years[0] for d in days for m in months} | {
        years[0] + m + d for d in days for m in months
    }
    named = {d + m + y for d in (*days, *ordinals) for m in names for y in years}
    named |= {m + d + years[0] for d in (*days, *ordinals) for m in names}
    for months_said in lines_of("month_names"):
        month = months_said.split()[exact.month - 1]
        named |= {d + of + month + of + y for d in days for of in ("", "de") for y in years}
    return {way for way in numbers | named if len(way) >= SPLIT_LEAST}


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

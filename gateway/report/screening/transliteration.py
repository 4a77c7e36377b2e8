"""Transliteration: whether a word in Latin letters is a usual spelling of a name given in another script.

A name becomes a row of units, each with the spellings that its letters may have (`lists/transliteration.txt`); a word
fits when it can be cut into one spelling of each unit. Where a script leaves vowels out, they may stand anywhere.
Han is read as pinyin (`pinyin`). Nothing is remembered of a name: the tables know letters only.
"""

import re
import unicodedata
from collections.abc import Collection
from functools import cache

from anyascii import anyascii

from gateway.report.screening.wordlists import lines_of

Unit = tuple[str, ...]
Units = list[Unit]

LEAST = 3  # letters of a word that may be a name
MOST = 40
_SHORT_VOWELS: Unit = ("", "a", "e", "i", "o", "u", "aa", "ou")  # that an abjad leaves out
_INHERENT: Unit = ("", "a", "o", "u", "e")  # that an Indic consonant brings along
_AFTER = frozenset("aeiouy")
_FIRST: Unit = ("a", "e", "i", "o", "u", "aa", "ee", "ou")  # a first alif
# The article, before a letter of the sun as it sounds.
_ARTICLE: Unit = ("", "al", "el", "ul", "ar", "as", "ash", "az", "an", "ad", "at")
_LETTER: dict[str, str] = {"c": "c k", "k": "k c", "j": "j y", "y": "y i", "w": "w v", "v": "v w", "f": "f ph"}
# The consonants of Ethiopic by their Unicode names, where the name is not the spelling.
_ETHIOPIC = {
    "hh": "h", "sz": "s", "q": "k q", "c": "ch", "x": "h", "ny": "gn ny n", "y": "y i",
    "glottal": "-", "kx": "h kh", "dd": "d",
    "pharyngeal": "-", "th": "t th", "ch": "ch", "ph": "p", "ts": "ts s tz", "tz": "ts s tz", "f": "f ph", "zh": "zh j",
    "s": "s ss", "sh": "sh", "j": "j", "g": "g", "w": "w", "k": "k c",
}  # fmt: skip
_ORDERS = {
    "aa": "a aa", "ee": "e ie ye ai a", "wa": "wa ua", "a": "e a o", "u": "u oo", "i": "i ee y", "e": "- e i", "o": "o",
}  # fmt: skip


def _unit(spellings: str) -> Unit:
    return tuple("" if one == "-" else one for one in spellings.split())


@cache
def _table() -> dict[str, Unit]:
    return {letters: _unit(" ".join(rest)) for letters, *rest in map(str.split, lines_of("transliteration"))}


@cache
def _letters() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_table(), key=len, reverse=True)) + "|.")


def script(word: str) -> str:
    """The script of a word's first letter that is not Latin: "ARABIC", "CJK", "GREEK"; "" if there is none."""
    names = (unicodedata.name(sign, "") for sign in word if not sign.isascii() and sign.isalpha())
    return next((name.split()[0] for name in names if name and not name.startswith("LATIN")), "")


def pinyin(word: str) -> list[str]:
    """The syllables of a word in Han, in small Latin letters."""
    return [one.lower() for one in re.findall("[A-Z][a-z]*", anyascii(word))]


def units(word: str) -> Units:
    """The row of spellings of a name in another script than Latin."""
    which = script(word)
    if which == "ETHIOPIC":
        return [unit for sign in word for unit in _syllable(sign)]
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", word).lower())
    if which == "ARABIC":
        return _abjad(unicodedata.normalize("NFC", re.sub("[\u0640\u064b-\u0652\u0670]", "", plain)))
    if which in ("CYRILLIC", "GREEK"):
        plain = unicodedata.normalize("NFC", re.sub("[\u0300\u0301\u0342-\u0345]", "", plain))
        if which == "GREEK":
            plain = plain.replace("ϊ", "ι").replace("ϋ", "υ")
        return [_table().get(part) or _fallback(part) for part in _letters().findall(plain)]
    signs = [_devanagari(sign) for sign in unicodedata.normalize("NFC", plain)]
    if any("\u0900" <= sign <= "\u097f" for sign in signs):
        return _indic(signs)
    return [unit for letter in re.sub("[^a-z]", "", anyascii(word).lower()) for unit in _loose(letter)]


def fits(row: Units, word: str) -> bool:
    """True if a word can be cut into one spelling of each unit; a consonant may be doubled."""
    places = {0}
    for unit in row:
        reached = set()
        for place in places:
            for spelling in unit:
                if word.startswith(spelling, place):
                    end = place + len(spelling)
                    reached.add(end)
                    if len(spelling) == 1 and spelling not in _AFTER and word.startswith(spelling, end):
                        reached.add(end + 1)
        if not reached:
            return False
        places = reached
    return len(word) in places


def is_spelt(word: str, latin: Collection[str]) -> bool:
    """True if one of these Latin words is a usual spelling of a name in another script; for Han, of a part of it."""
    if script(word) == "CJK":
        syllables = pinyin(word)
        return any(one in latin for one in (*syllables, "".join(syllables), "".join(syllables[1:])))
    row = units(word)
    return any(fits(row, one) for one in latin)


def first_letters(row: Units) -> set[str]:
    """The letters that a word which fits may begin with."""
    found: set[str] = set()
    for unit in row:
        found |= {spelling[0] for spelling in unit if spelling}
        if "" not in unit:
            break
    return found


def strength(row: Units) -> int:
    """How many units must be there with a consonant: what tells a name from an ordinary word."""
    return sum("" not in unit and unit[0][0] not in _AFTER for unit in row)


def _fallback(sign: str) -> Unit:
    return (re.sub("[^a-z]", "", anyascii(sign).lower()),)


# What two letters are read as: a long i, and the article inside a name (Abd al-Rahman).
_THE = "\u0001"
_READ = (
    ("یی", "ی"), ("يي", "ي"), ("إي", "ي"), ("اي", "ي"), ("ای", "ی"), ("عبدالله", "عبد\u0001ه"), ("عبدال", "عبد\u0001"),
)  # fmt: skip
_ASSIMILATED: Unit = ("u", "e", "a", "ur", "er", "us", "ush", "uz", "un", "ud", "ulla", "alla", "ella")


def _abjad(word: str) -> Units:
    row: Units = []
    if word.startswith("ال") and len(word) > 4:
        row, word = [_ARTICLE], word[2:]
    for written, read in _READ:
        word = word.replace(written, read)
    last = len(word) - 1
    for place, sign in enumerate(word):
        unit = _table().get(sign) or _fallback(sign)
        if sign in "هہ" and place != last:
            unit = ("h",)
        if sign in "وی" and place == 0:
            unit = ("w", "v", "o", "u", "ou") if sign == "و" else ("y", "i", "e")
        if sign == _THE:
            unit = _ARTICLE[1:] + _ASSIMILATED
        if sign == "ا" and place == 0:
            unit = _FIRST
        if sign == "ی" and place == last:
            unit = (*unit, "a")
        row.append(unit)
        if place != last:
            row.append(_SHORT_VOWELS)
    return [*row, ("", "e")]  # Yasmine


def _devanagari(sign: str) -> str:
    """The Devanagari letter in the same place of its block as a letter of another Indic script."""
    point = ord(sign)
    return chr(0x900 + (point & 0x7F)) if 0x980 <= point <= 0xD7F and sign not in "ੰੱ" else sign


def _indic(signs: list[str]) -> Units:
    row: Units = []
    for place, sign in enumerate(signs):
        if sign == "\u094d":
            continue
        row.append(_table().get(sign) or _fallback(sign))
        follows = signs[place + 1] if place + 1 < len(signs) else ""
        if "\u0915" <= sign <= "\u0939" and not "\u093e" <= follows <= "\u094d":
            row.append(_INHERENT)
    return row


def _syllable(sign: str) -> Units:
    """An Ethiopic syllable as its consonant and its vowel, from its Unicode name: SEE is s and e."""
    name = unicodedata.name(sign, "").removeprefix("ETHIOPIC SYLLABLE ").lower().split()
    said = name[-1] if name else ""
    vowel = next((end for end in _ORDERS if said.endswith(end)), "")
    consonant = name[0] if len(name) > 1 else said.removesuffix(vowel)
    return [_unit(_ETHIOPIC.get(consonant, consonant) or "-"), _unit(_ORDERS.get(vowel, "-"))]


def _loose(letter: str) -> Units:
    """A letter of a script without a table, as anyascii has it: any vowel may stand after a consonant."""
    if letter in "aeiou":
        return [("a", "e", "i", "o", "u", "")]
    return [_unit(_LETTER.get(letter, letter)), _SHORT_VOWELS]

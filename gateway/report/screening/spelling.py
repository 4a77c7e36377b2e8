"""A name as it is heard: the same key for the usual Latin spellings of one name, and for its case endings.

Layla and Leyla, Karim and Kareem, Mohamed and Muhammad, Theresa and Teresa get one key; so do Nowakowska and
Nowakowskiej, Papadopoulou and Papadopoulos, by their stem. A key of three signs counts for a longer word only (Aisha,
Aicha); a shorter one says too little, and the spelling stands for it (Zain, Zayn). Nothing is remembered between two
words: they may be hers.

One name in two scripts: how a word of another script may be written in Latin letters.

Three forms, from exact to vague. `roman` is the plain transliteration of the anyascii library. `loose` makes the usual
spellings of one sound equal (Yuliya, Julia, Iuliia). `bones` keeps consonants only, for scripts that do not write
vowels (Arabic, Hebrew) or write them by custom (Devanagari, Bengali).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

from gateway.report.screening.wordlists import word_list

WORD_LEAST = 4  # letters of a word that is heard
WORD_MOST = 40
KEY_LEAST = 4  # signs of a key that tells one name from another
STEM_LEAST = 4  # signs of a stem that endings may follow
LONG_STEM = 6  # and of one that tells a name even in small letters

# Letters that sound alike across the ways names are brought into Latin letters: groups first, then one by one.
_GROUPS = {
    "sch": "s", "sh": "s", "chr": "kr", "tch": "s", "ch": "s", "cz": "s", "sz": "s", "rz": "s", "zh": "s",
    "dzh": "i", "dj": "i", "dz": "i", "kh": "h", "gh": "h", "ph": "f", "th": "t", "ck": "k", "ce": "sa", "ci": "si",
    "cy": "si", "ai": "a", "ay": "a", "ei": "a", "ey": "a", "ae": "a", "ou": "u", "ow": "u", "au": "u", "ee": "i",
    "ea": "i", "ie": "i", "x": "ks",
}  # fmt: skip
_GROUP = re.compile("|".join(sorted(_GROUPS, key=len, reverse=True)))
_ONE = str.maketrans("cqwjyzeo", "kkviisau")
_TWICE = re.compile(r"(.)(?=\1)")
_EITHER = str.maketrans("yjw", "iiv")
_SILENT = re.compile(r"(?<=[aiu])h(?![aiu])|(.)(?=\1)")


def key(word: str) -> str:
    """How a folded word sounds; where that says too little, how it is spelt, but for letters written either way."""
    if len(word) < WORD_LEAST:
        return ""
    heard = _SILENT.sub("", _GROUP.sub(_group, word).translate(_ONE))
    least = KEY_LEAST - 1 if len(word) > WORD_LEAST else KEY_LEAST
    return heard if len(heard) >= least else "=" + _TWICE.sub("", word.translate(_EITHER))


def stem(name_key: str) -> str:
    """What stays of a key when the name is bent; "" if too little stays."""
    if name_key.startswith("="):
        return ""
    short = re.sub("(?:sk)?[aiu]+s?$", "", name_key)
    return short if len(short) >= STEM_LEAST else ""


def bent(word_key: str) -> list[str]:
    """The stems that a word may be bent from: what is before an ending."""
    endings = word_list("name_endings")
    return [word_key[:cut] for cut in range(STEM_LEAST, len(word_key)) if word_key[cut:] in endings]


def _group(match: re.Match[str]) -> str:
    return _GROUPS[match.group()]


# Words of any script, with their vowel signs, which are marks and no letters to `\w`.
WORD = re.compile(r"[^\s,.;:!?()\[\]{}\"'/\\<>«»„“”‘’|+=*_#@&%\-–—،؛؟۔।0-9]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_DIGRAPHS = (
    (re.compile("sch|sh"), "s"),
    (re.compile("tch|ch|tsh|cz"), "c"),
    (re.compile("kh|gh"), "h"),
    (re.compile("dzh|zh|dj"), "j"),
    (re.compile("ph"), "f"),
    (re.compile("th"), "t"),
    (re.compile("ts|tz"), "z"),
    (re.compile("x"), "ks"),
    (re.compile("ck|q|c(?=[aouklrt])"), "k"),
)
_SPELLINGS = (
    *_DIGRAPHS,
    (re.compile("w"), "v"),
    (re.compile("[jy]"), "i"),
    (re.compile("oo|ou"), "u"),
    (re.compile("ee|ea"), "i"),
    (re.compile("h$|'|`"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)
_SAME_BONE = str.maketrans(
    {"c": "k", "p": "b", "f": "b", "z": "s", "d": "t", "j": "g"} | dict.fromkeys("aeiouyhvw'`", "")
)


def is_foreign(sign: str) -> bool:
    """True for a letter of another script than Latin. Signs that only dress up a Latin letter are Latin."""
    return not sign.isascii() and _is_foreign(sign)


@lru_cache(maxsize=4096)
def _is_foreign(sign: str) -> bool:
    if unicodedata.category(sign) not in ("Lu", "Ll", "Lt", "Lo"):
        return False
    if unicodedata.normalize("NFKD", sign)[0].isascii():
        return False
    return not unicodedata.name(sign, "").startswith(("LATIN", "FEMININE", "MASCULINE", "MICRO"))


def has_foreign(text: str) -> bool:
    """True if any letter is of another script than Latin."""
    return not text.isascii() and any(map(_is_foreign, set(_NOT_ASCII.findall(text))))


def roman(word: str) -> str:
    """The word in plain lower-case Latin letters."""
    return re.sub("[^a-z']", "", anyascii(unicodedata.normalize("NFC", word)).lower())


def loose(latin: str) -> str:
    """The same for every usual spelling of the same sounds, as far as letters tell."""
    for pattern, instead in _SPELLINGS:
        latin = pattern.sub(instead, latin)
    return latin


def bones(latin: str) -> str:
    """The consonants that stay the same between scripts and spellings; often short, so use it with care."""
    for pattern, instead in _DIGRAPHS:
        latin = pattern.sub(instead, latin)
    return re.sub(r"(.)\1+", r"\1", latin.translate(_SAME_BONE))


def writes_vowels(word: str) -> bool:
    """True for a word of an alphabet (Cyrillic, Greek, Georgian, Armenian), whose transliteration is a spelling."""
    letter = next((sign for sign in word if is_foreign(sign)), "")
    return unicodedata.name(letter, "").startswith(("CYRILLIC", "GREEK", "GEORGIAN", "ARMENIAN"))

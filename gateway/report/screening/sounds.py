"""One name in two scripts: how a word of another script may be written in Latin letters.

Three forms, from exact to vague. `roman` is the plain transliteration of the anyascii library. `loose` makes the usual
spellings of one sound equal (Yuliya, Julia, Iuliia). `bones` keeps consonants only, for scripts that do not write
vowels (Arabic, Hebrew) or write them by custom (Devanagari, Bengali).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

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

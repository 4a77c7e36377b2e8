"""A name as it sounds: one key for the usual Latin spellings of a name, and for its case endings.

Layla and Leyla, Karim and Kareem, Mohamed and Muhammad, Theresa and Teresa get one key; so do Nowakowska and
Nowakowskiej, Papadopoulou and Papadopoulos, by their stem. A key of three signs counts for a longer word only (Aisha,
Aicha); a shorter one says too little, and the spelling stands for it (Zain, Zayn). Somali writes x for h and c for a
sound that others leave out (Xirsi, Nimco), South Slav names have đ as d or dj. Nothing is remembered between two words.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

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
_PET = re.compile("([a-z]{3,20}?)(?:z?inh[oa]|[cz]?it[oa]|[ei]?czka|[eo]?nka|ka|ul[ey]chka|echka|usia|ush?ka|ie|y|ey)")
_EITHER = str.maketrans("yjw", "iiv")
_SILENT = re.compile(r"(?<=[aiu])h(?![aiu])|(.)(?=\1)")


def key(word: str) -> str:
    """How a folded word sounds; where that says too little, how it is spelt, but for letters written either way."""
    if len(word) < WORD_LEAST:
        return ""
    heard = _SILENT.sub("", _GROUP.sub(_group, word).translate(_ONE))
    least = KEY_LEAST - 1 if len(word) > WORD_LEAST else KEY_LEAST
    return heard if len(heard) >= least else "=" + _TWICE.sub("", word.translate(_EITHER))


# With which letters a word may begin whose key begins with a sign: what no key of hers begins with need not be heard.
_BEGUN = {
    "d": "d", "t": "t", "b": "b", "f": "fp", "g": "g", "h": "hgkx", "k": "kqx", "l": "l", "m": "m", "n": "n", "p": "p",
    "r": "r", "s": "sztrd", "v": "vw",
} | dict.fromkeys("aeiouyj", "aeiouyjdw")  # fmt: skip


def first_letters(name: str, name_keys: Iterable[str]) -> set[str]:
    """The letters with which a spelling of a name may begin, by its keys; a c may be silent, so it may begin any."""
    begun = {key.lstrip("=")[:1] for key in name_keys} | {name[0]}
    return {"c"}.union(*(_BEGUN.get(sign, sign) + sign for sign in begun))


def keys(word: str) -> set[str]:
    """The key of a folded word, and of what it is in Somali or South Slav writing."""
    other = other_writing(word)
    found = {key(word)} if other == word else {key(word), key(other)}
    return found - {""}


def other_writing(word: str) -> str:
    """Xirsi is hirsi, Nimco is nimo, Deeqo is deqo, Djurdjevic is durdevic."""
    return _TWICE.sub("", word.replace("dj", "d").replace("x", "h").replace("c", ""))


def stems(name_key: str) -> set[str]:
    """What stays of a key when the name is bent, its last consonant as it may sound then; none if too little stays."""
    if name_key.startswith("="):
        return set()
    short = re.sub("(?:sk)?[aiu]+s?$", "", name_key)
    if len(short) < STEM_LEAST:
        return set()
    voiced = {"p": "b", "t": "d", "k": "h"}.get(short[-1])  # Zeynep, Zeynebi
    return {short, short[:-1] + voiced} if voiced else {short}


def pet(word: str) -> list[str]:
    """The names that a folded word may be a pet form of: Joaozinho, Rosita, Anetka."""
    match = _PET.fullmatch(word)
    return [match[1], match[1] + "a", match[1] + "o"] if match else []


def bent(word_key: str) -> list[str]:
    """The stems that a word may be bent from: what is before an ending."""
    endings = word_list("name_endings")
    return [word_key[:cut] for cut in range(STEM_LEAST, len(word_key)) if word_key[cut:] in endings]


def _group(match: re.Match[str]) -> str:
    return _GROUPS[match.group()]


# Words of any script, with their vowel signs, which are marks and no letters to `\w`.
WORD = re.compile(r"[^\s,.;:!?()\[\]{}\"'/\\<>«»„“”‘’|+=*_#@&%\-–—،؛؟۔।0-9]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


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

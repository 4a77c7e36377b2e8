"""A name as it is heard: the same key for the usual Latin spellings of one name, and for its case endings.

Layla and Leyla, Karim and Kareem, Mohamed and Muhammad, Theresa and Teresa get one key; so do Nowakowska and
Nowakowskiej, Papadopoulou and Papadopoulos, by their stem. A key of three signs counts for a longer word only (Aisha,
Aicha); a shorter one says too little, and the spelling stands for it (Zain, Zayn). Nothing is remembered between two
words: they may be hers.
"""

from __future__ import annotations

import re

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

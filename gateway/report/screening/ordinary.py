"""Whether an ordinary word that is also part of her name is meant as a name where it stands.

Grace and grace, Will and will, May and in May, Bee and a bee, Paris and to Paris: capitals, articles, months in
a row and the verb that follows tell most of them apart; what stays in doubt is a warning, not a block.
"""

from __future__ import annotations

import re

from gateway.report.screening.normalize import Folded, Pieces
from gateway.report.screening.wordlists import is_english, ordinary_words, word_list

_VERB = re.compile(  # a verb, or a thing that is called so: no name
    r"(?:will|may|can|mark|hope|grant) (?:i|you|he|she|it|we|they|this|that|these|the|be|not|have|to|all|my"
    r"|your|his|her|our|their|there|anybody|anyone|somebody|someone|nobody|no one|everybody|everyone|police)\b"
    r"|grace periods?\b|april (?:showers|fool)"
)
_SENTENCE_END = '.!?:\n"“'
_ARTICLES = frozenset(
    {"a", "an", "the", "no", "any", "some", "each", "every", "another", "such"}
    | {"his", "her", "their", "my", "your", "our", "its"}
)
# Places abroad that are names as well: after such a word the place may be meant.
CITIES = frozenset(
    {"paris", "vienna", "florence", "verona", "geneva", "sydney", "brooklyn", "savannah", "dallas", "milan", "sofia"}
    | {
        "india",
        "china",
        "kenya",
        "asia",
        "america",
        "georgia",
        "jordan",
        "chad",
        "israel",
        "petra",
        "holland",
        "austin",
    }
)
_SEASONS = frozenset(
    {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"}
    | {"december", "spring", "summer", "autumn", "winter"}
)
_SEASON_AFTER = frozenset(
    {"in", "since", "until", "till", "last", "next", "this", "early", "late", "mid", "during", "every", "each"}
)
_LINKS = frozenset({"or", "and", "to", "until", "till"})
CITY_AFTER = _ARTICLES | {"in", "to", "from", "near", "via", "of", "through", "visit", "visited", "visiting"}


def stands_out(folded: Folded, pieces: Pieces, place: int) -> bool:
    """True unless a very common word is used as one: in small letters, or a little one first in a sentence."""
    start, end = pieces.spans[place]
    if is_noun(folded, pieces, place):
        return False
    piece = folded.plain[start:end]
    if piece not in word_list("function_words"):
        return True
    if not folded.source(start, end)[:1].isupper() or (piece in _SEASONS and _is_season(pieces, place)):
        return False
    if _VERB.match(folded.plain, start):
        return not begins_sentence(folded.plain, start)
    return piece not in word_list("little_words") or not begins_sentence(folded.plain, start)


def is_short_name(folded: Folded, pieces: Pieces, place: int) -> bool:
    """True for a name of two letters with a capital; not for a little word that begins a sentence, nor Li-ion."""
    start, end = pieces.spans[place]
    written, word = folded.source(start, end), folded.plain[start:end]
    little = word in ordinary_words() and begins_sentence(folded.plain, start)
    return written == word.capitalize() and not little and pieces.words[place + 1 : place + 2] != ["ion"]


def is_name(folded: Folded, start: int, end: int) -> bool:
    """True for a word that is written as names are: with a capital, and no English word that begins a sentence."""
    if not folded.source(start, end)[:1].isupper():
        return False
    return not (begins_sentence(folded.plain, start) and is_english(folded.plain[start:end]))


def is_place(folded: Folded, pieces: Pieces, place: int) -> bool:
    """True for the Rainbow, where she works at the Rainbow Nursery; not for Rainbow Street."""
    start, end = pieces.spans[place]
    alone = place + 1 == len(pieces.words) or not folded.source(*pieces.spans[place + 1])[:1].isupper()
    return alone and folded.source(start, end)[:1].isupper() and pieces.words[place - 1] in ("the", "at")


def is_noun(folded: Folded, pieces: Pieces, place: int) -> bool:
    """True for a word in small letters after an article or a possessive, another word perhaps between: the old sands.

    After a word for a person it is a name: her sister hope.
    """
    start = pieces.spans[place][0]
    if folded.source(start, start + 1).isupper():
        return False
    for before in (place - 1, place - 2):
        if before < 0 or folded.plain[pieces.spans[before][1] : pieces.spans[before + 1][0]] not in (" ", " -", "-"):
            return False
        if pieces.words[before] in _ARTICLES:
            return True
        if pieces.words[before] in word_list("persons_of_peoples"):
            return False
    return False


def _is_season(pieces: Pieces, place: int) -> bool:
    """True for a month or a season that is told as one: in May, last April, May or June."""
    before, after = pieces.words[max(0, place - 2) : place], pieces.words[place + 1 : place + 3]
    beside = [row[-1] for row in (before[:1], after[1:]) if row]
    linked = bool({*before[-1:], *after[:1]} & _LINKS) and not _SEASONS.isdisjoint(beside)
    return linked or bool(before and before[-1] in _SEASON_AFTER) or bool(after and after[0].isdigit())


def begins_sentence(plain: str, start: int) -> bool:
    before = plain[max(0, start - 40) : start].rstrip(" '(")
    return not before or before[-1] in _SENTENCE_END

"""Words that tell of status, origin, language or faith: they warn, and each comes with neutral words.

Perpetrators use status as a weapon, so the tactic belongs into a report and the status does not. The lists are the
`lexicon_*.txt` and `peoples.txt` beside this file; their marks are explained at the top of `lexicon_status.txt`. A
word of seven letters or more is also found with one slip of the finger ("immgration").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise

from gateway.screening.findings import Finding, Outcome
from gateway.screening.folding import Folded, fold
from gateway.screening.sounds import WORD, has_foreign
from gateway.screening.words import word_list

LISTS = (
    "lexicon_status",
    "lexicon_families",
    "lexicon_other",
    "lexicon_tongues",
    "lexicon_arabic",
    "peoples",
    "peoples_tongues",
)
SLIP_LEAST = 7  # letters of a word that is found with one slip of the finger
SHOUT_LEAST = 8  # letters around and in a word, codes left out, that show how the text is written
SLIP_MOST = 24  # and of the longest word that is looked at for slips

_STATUS = "Whoever reads this could learn her immigration status."
_ORIGIN = "Whoever reads this could learn where she is from."
_LANGUAGE = "Her language tells where she is from."
SAY: dict[str, tuple[str, str]] = {
    "immigration.threat": (_STATUS, "Say: threatened to report her to the authorities."),
    "immigration.dependency": (_STATUS, "Say: uses her dependence on him as a threat."),
    "immigration.job": (_STATUS, "Say: threatens loss of job and home."),
    "immigration.documents": (_STATUS, "Say: keeps her identity documents."),
    "immigration.status": (
        _STATUS,
        "Leave it out. If he uses it against her, say: uses her dependence on him as a threat.",
    ),
    "immigration.authority": (
        _STATUS,
        "Leave it out. If he threatens with it, say: threatened to report her to the authorities.",
    ),
    "immigration.journey": (_STATUS, "Leave it out. The kind of place can be temporary accommodation."),
    "abroad": (
        "What happened abroad shows how she travelled.",
        "Keep it in your organisation's part, locked until she releases it.",
    ),
    "nationality": (
        _ORIGIN,
        "Leave it out, for her and for the suspect: say the woman, the man, her family.",
    ),
    "language": (_LANGUAGE, "Say only that an interpreter is needed."),
    "language.name": (
        _LANGUAGE,
        "Say only that an interpreter is needed. If he beat her for speaking it, say: keeps her from other people.",
    ),
    "faith": (
        "Her faith or custom narrows down who she is.",
        "Leave it out. The kind of place can be a faith setting.",
    ),
}
_TOKEN = re.compile(r"[a-z]+|[0-9]+")
_STOPPED = re.compile(
    r"(?<![a-z])(?:[a-z]\.){1,5}[a-z](?![a-z])"
)  # letters with stops are one word: n.r.p.f.
_TOKEN_OR_STOPPED = re.compile(rf"{_STOPPED.pattern}|{_TOKEN.pattern}")
# Words that stand for one another wherever a list has one of them: whom it is done to, and how one writes on a phone.
_SAME = dict.fromkeys(("me", "you", "u", "ya", "us", "them"), "her") | {"ur": "your", "theyll": "they"}
_DIALLED = re.compile(
    r"(?<![0-9+])(?:\+|00)(?!44)[1-9][0-9]{0,2}(?=[ ().\-]{0,2}[0-9]{2,4}[ ().\-]{0,2}[0-9]{3})"
)
_HERE = ("the uk", "uk", "england", "britain", "this country", "the country")  # {uk} of a list
JOINED_LEAST = 8  # letters of two listed words that are also found written as one
_PLACE_WORDS = frozenset(
    {
        "in",
        "from",
        "to",
        "of",
        "near",
        "left",
        "leave",
        "leaving",
        "visit",
        "via",
        "through",
        "reach",
        "outside",
        "inside",
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list. `words` in a row, the last one perhaps only begun; see lexicon_status.txt for the marks."""

    code: str
    words: tuple[str, ...]
    begun: frozenset[int]
    mark: str
    not_before: frozenset[str]
    not_after: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries by their first word or its beginning, and below that by their second word; and words by their slips.

    Below a first word, "" holds the entries of one word and "*" those whose second word is only begun.
    """

    exact: dict[str, dict[str, list[Entry]]]
    begun: dict[str, dict[str, list[Entry]]]
    foreign: dict[str, str]  # words of other scripts
    slips: dict[str, str]
    lengths: range  # letters that a beginning may have
    heads: frozenset[str]  # the first letters of every beginning, as many as the shortest has
    alone: frozenset[str]  # first words that may be an entry whatever follows
    together: frozenset[tuple[str, ...]]  # and the first two or three words of every other entry


def find(folded: Folded) -> list[Finding]:
    """Every word of the lists in one text."""
    lexicon = _lexicon()
    token = _TOKEN_OR_STOPPED if _STOPPED.search(folded.plain) else _TOKEN
    words = [_SAME.get(word, word) for word in token.findall(folded.plain)]
    if token is _TOKEN_OR_STOPPED:
        words = [word.replace(".", "") for word in words]
    found = [*_foreign(lexicon, folded.original), *_dialled(folded)]
    slipped = _slips(lexicon, words)
    head = lexicon.lengths.start
    if (
        not slipped
        and lexicon.alone.isdisjoint(words)
        and lexicon.together.isdisjoint(pairwise(words))
        and lexicon.together.isdisjoint(zip(words, words[1:], words[2:], strict=False))
        and not any(_begins(lexicon, word) for word in set(words) if word[:head] in lexicon.heads)
    ):
        return found
    tokens = [(word, *match.span()) for word, match in zip(words, token.finditer(folded.plain), strict=True)]
    done = 0
    for place, word in enumerate(words):
        if place < done:
            continue
        if word in lexicon.exact or word[:head] in lexicon.heads:
            entry = _longest(lexicon, folded, tokens, place)
            if entry is not None:
                done = place + len(entry.words)
                found.append(_finding(folded, tokens[place][1], tokens[done - 1][2], entry.code))
                continue
        if word in slipped:
            found.append(_finding(folded, tokens[place][1], tokens[place][2], slipped[word]))
    return found


def _begins(lexicon: Lexicon, word: str) -> bool:
    return any(word[:length] in lexicon.begun for length in lexicon.lengths)


def _slips(lexicon: Lexicon, words: list[str]) -> dict[str, str]:
    """The words that are a listed one with a slip of the finger, with the code of each."""
    unknown = set(words) - word_list("common_words")
    coded = {word: _slipped(lexicon, word) for word in unknown if SLIP_LEAST - 1 <= len(word) <= SLIP_MOST}
    return {word: code for word, code in coded.items() if code}


def _longest(
    lexicon: Lexicon, folded: Folded, tokens: list[tuple[str, int, int]], place: int
) -> Entry | None:
    first = tokens[place][0]
    second = tokens[place + 1][0] if place + 1 < len(tokens) else ""
    rows = [lexicon.exact[first]] if first in lexicon.exact else []
    if first[: lexicon.lengths.start] in lexicon.heads:
        rows += [
            lexicon.begun[first[:length]] for length in lexicon.lengths if first[:length] in lexicon.begun
        ]
    candidates = [entry for row in rows for key in {second, "", "*"} if key in row for entry in row[key]]
    fitting = [entry for entry in candidates if _fits(entry, folded, tokens, place)]
    return max(fitting, key=lambda entry: len(entry.words), default=None)


def _fits(entry: Entry, folded: Folded, tokens: list[tuple[str, int, int]], place: int) -> bool:
    last = place + len(entry.words)
    if last > len(tokens):
        return False
    for offset, word in enumerate(entry.words):
        token = tokens[place + offset][0]
        if token != word and not (offset in entry.begun and token.startswith(word)):
            return False
        if offset and "\n\n" in folded.plain[tokens[place + offset - 1][2] : tokens[place + offset][1]]:
            return False
    following = tokens[last][0] if last < len(tokens) else ""
    before = tokens[place - 1][0] if place else ""
    if following.isdigit() and "#" in entry.not_before:
        return False
    if following in entry.not_before or before in entry.not_after:
        return False
    if entry.code == "nationality" and not _of_a_person(folded, tokens, last, following):
        return False
    return not entry.mark or _marked(entry, folded, tokens, place, before)


def _of_a_person(folded: Folded, tokens: list[tuple[str, int, int]], last: int, following: str) -> bool:
    """False for a thing called after a people ("Danish bacon"), and for a street called after a country."""
    if following in word_list("things_of_peoples"):
        return False
    street = following in word_list("street_kinds") or following in ("station", "tube")
    return not (street and folded.source(*tokens[last][1:])[:1].isupper())


def _marked(
    entry: Entry, folded: Folded, tokens: list[tuple[str, int, int]], place: int, before: str
) -> bool:
    source = folded.source(*tokens[place][1:])
    if entry.mark == "?":
        return before in _PLACE_WORDS and source[:1].isupper()
    if entry.mark == "=":
        last = place + len(entry.words)
        if last < len(tokens) and tokens[last][0] in word_list("persons_of_peoples"):
            return entry.code != "faith" or source[:1].isupper()
        lead = folded.plain[: tokens[place][1]].rstrip(" \"'(“")
        starts = not lead or lead[-1] in ".!?\n"
        return source[:1].isupper() and (not starts or not entry.not_before)
    return sum(map(str.isupper, source)) >= 2 and not _shouted(folded, *tokens[place][1:])


def _shouted(folded: Folded, start: int, end: int) -> bool:
    """True where everything around is in capitals, so that capitals mean nothing."""
    around = folded.plain[max(0, start - 30) : start] + folded.plain[end : end + 30]
    if sum(map(str.isalpha, around)) < 6:
        return False
    first, last = folded.span(max(0, start - 30), min(len(folded.plain), end + 30))
    words = [word for word in folded.original[first:last].split() if not any(map(str.isdigit, word))]
    letters = [sign for word in words for sign in word if sign.isalpha()]
    return len(letters) > SHOUT_LEAST and sum(map(str.isupper, letters)) > 0.6 * len(letters)


def _slipped(lexicon: Lexicon, token: str) -> str | None:
    """The code of a listed word that this one is with one letter wrong, missing, added or swapped; else None."""
    if token in word_list("no_slips") or token in lexicon.exact:
        return None
    if _begins(lexicon, token):
        return None
    return next((lexicon.slips[key] for key in _one_letter_less(token) if key in lexicon.slips), None)


def _one_letter_less(word: str) -> Iterator[str]:
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


def _foreign(lexicon: Lexicon, text: str) -> Iterator[Finding]:
    if not has_foreign(text):
        return
    for match in WORD.finditer(text):
        code = lexicon.foreign.get(match.group())
        if code:
            yield Finding("", match.start(), match.end(), code, Outcome.WARN, *SAY[code])


def _dialled(folded: Folded) -> Iterator[Finding]:
    """The dialling code of another country: calls from there tell where somebody's people are."""
    if "+" in folded.plain or "00" in folded.plain:
        for match in _DIALLED.finditer(folded.plain):
            yield _finding(folded, *match.span(), "nationality")


def _finding(folded: Folded, start: int, end: int, code: str) -> Finding:
    start, end = folded.span(start, end)
    return Finding("", start, end, code, Outcome.WARN, *SAY[code])


@cache
def _lexicon() -> Lexicon:
    exact: dict[str, dict[str, list[Entry]]] = {}
    begun: dict[str, dict[str, list[Entry]]] = {}
    foreign: dict[str, str] = {}
    slips: dict[str, str] = {}
    for name in LISTS:
        for code, line in _lines(name):
            if has_foreign(line):
                foreign |= dict.fromkeys(WORD.findall(line), code) if " " not in line else {}
                continue
            entry = _entry(code, line)
            word = entry.words[0]
            second = "*" if 1 in entry.begun else entry.words[1] if len(entry.words) > 1 else ""
            row = (begun if 0 in entry.begun else exact).setdefault(word, {})
            row.setdefault(second, []).append(entry)
            if (
                len(entry.words) == 2
                and not entry.mark
                and not entry.begun
                and len("".join(entry.words)) >= JOINED_LEAST
            ):
                joined = replace(entry, words=("".join(entry.words),))
                exact.setdefault(joined.words[0], {}).setdefault("", []).append(joined)
            if len(entry.words) == 1 and len(word) >= SLIP_LEAST and not entry.mark and not entry.not_before:
                slips |= dict.fromkeys(_one_letter_less(word), code)
    lengths = range(min(map(len, begun)), max(map(len, begun)) + 1)
    heads = frozenset(word[: lengths.start] for word in begun)
    alone = frozenset(word for word, row in exact.items() if "" in row or "*" in row)
    longer = (entry for row in exact.values() for listed in row.values() for entry in listed)
    together = frozenset(entry.words[: 3 if 2 not in entry.begun else 2] for entry in longer)
    return Lexicon(exact, begun, foreign, slips, lengths, heads, alone, together)


def _lines(name: str) -> Iterator[tuple[str, str]]:
    code = ""
    text = files("gateway.screening").joinpath(f"{name}.txt").read_text(encoding="utf-8")
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            code = line.strip("[]")
        elif line and not line.startswith("#"):
            places = _HERE if "{uk}" in line else ("",)
            yield from ((code, line.replace("{uk}", place)) for place in places)


def _entry(code: str, line: str) -> Entry:
    parts = line.split()
    words = [part for part in parts if part[0] not in "-<"]
    mark = words[0][0] if words[0][0] in "=^?" else ""
    plain = [_SAME.get(word, word) for word in (fold(word.lstrip("=^?")).plain for word in words)]
    return Entry(
        code,
        tuple(word.rstrip("*") for word in plain),
        frozenset(place for place, word in enumerate(plain) if word.endswith("*")),
        mark,
        frozenset(part[1:] for part in parts if part.startswith("-")),
        frozenset(part[1:] for part in parts if part.startswith("<")),
    )

"""The lists of telling words, read once: what each line asks for, and how its words are looked up.

The lists are the `lexicon_*.txt` and `peoples*.txt` beside this file; their marks are explained at the top of
`lexicon_status.txt`. A word of seven letters or more is also found with one slip of the finger ("immgration"), a
demonym in each of its usual forms ("Ghanian", "Morrocan").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from gateway.report.screening.folding import fold
from gateway.report.screening.pieces import PIECE
from gateway.report.screening.sounds import WORD, has_foreign
from gateway.report.screening.wordlists import one_letter_less, word_list

LISTS = (
    "lexicon_status",
    "lexicon_families",
    "lexicon_routes",
    "lexicon_other",
    "lexicon_tongues",
    "lexicon_arabic",
    "peoples",
    "places_abroad",
    "peoples_tongues",
    "lexicon_faith",
)
SLIP_LEAST = 7  # letters of a word that is found with one slip of the finger
JOINED_LEAST = 8  # letters of two listed words that are also found written as one
# Words that stand for one another wherever a list has one of them: whom it is done to, and how one writes on a phone.
SAME = dict.fromkeys(("me", "you", "u", "ya", "us", "them"), "her") | {"ur": "your", "theyll": "they"}
_HERE = ("the uk", "uk", "england", "britain", "this country", "the country")  # {uk} of a list
_PEOPLE = ("", "n", "ns", "an", "ans", "ian", "ians", "i", "is", "ese", "o")  # how a name of a people goes on


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list. `words` in a row, the last one perhaps only begun; see lexicon_status.txt for the marks."""

    code: str
    words: tuple[str, ...]
    begun: frozenset[int]
    mark: str
    not_before: frozenset[str]
    not_after: frozenset[str]
    not_near: frozenset[str]


Row = dict[str, list[Entry]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries by their first word or its beginning, and below that by their second word; and words by their slips.

    Below a first word, "" holds the entries of one word and "*" those whose second word is only begun.
    """

    exact: dict[str, Row]
    begun: dict[str, Row]
    foreign: dict[str, str]  # words of other scripts
    slips: dict[str, str]
    lengths: range  # letters that a beginning may have
    heads: frozenset[str]  # the first letters of every beginning, as many as the shortest has
    alone: frozenset[str]  # first words that may be an entry whatever follows
    together: frozenset[tuple[str, ...]]  # the first two or three words of every other entry
    opening: dict[str, tuple[str, ...]]  # and for a first word, the beginnings that a second may have

    def beginnings(self, word: str) -> list[Row]:
        """The rows of every listed beginning that a word has."""
        if word[: self.lengths.start] not in self.heads:
            return []
        return [self.begun[word[:length]] for length in self.lengths if word[:length] in self.begun]

    def slipped(self, word: str) -> str | None:
        """The code of a listed word that this is with one letter wrong, missing, added or swapped; else None."""
        if word in self.exact or word in word_list("no_slips") or self.beginnings(word):
            return None
        return next((self.slips[key] for key in one_letter_less(word) if key in self.slips), None)


@cache
def lexicon() -> Lexicon:
    """Every list, read once."""
    exact: dict[str, Row] = {}
    begun: dict[str, Row] = {}
    foreign: dict[str, str] = {}
    slips: dict[str, str] = {}
    for code, line in (found for name in LISTS for found in _lines(name)):
        if has_foreign(line):
            foreign |= dict.fromkeys(WORD.findall(line), code) if " " not in line else {}
            continue
        entry = _entry(code, line)
        second = "*" if 1 in entry.begun else entry.words[1] if len(entry.words) > 1 else ""
        row = (begun if 0 in entry.begun else exact).setdefault(entry.words[0], {})
        row.setdefault(second, []).append(entry)
        if joined := _joined(entry):
            exact.setdefault(joined.words[0], {}).setdefault("", []).append(joined)
        for word in _spellings(entry):
            slips |= dict.fromkeys(one_letter_less(word), code)
    lengths = range(min(map(len, begun)), max(map(len, begun)) + 1)
    heads = frozenset(word[: lengths.start] for word in begun)
    alone = frozenset(word for word, row in exact.items() if "" in row)
    opening = {word: tuple(e.words[1] for e in row["*"]) for word, row in exact.items() if "*" in row}
    longer = (entry for row in exact.values() for listed in row.values() for entry in listed)
    together = frozenset(
        entry.words[: 2 if 2 in entry.begun else 3] for entry in longer if 1 not in entry.begun
    )
    return Lexicon(exact, begun, foreign, slips, lengths, heads, alone, together, opening)


def _joined(entry: Entry) -> Entry | None:
    """The same entry with its two words written as one, if that is long enough to be no other word."""
    joined = "".join(entry.words)
    if len(entry.words) != 2 or entry.mark or entry.begun or len(joined) < JOINED_LEAST:
        return None
    return replace(entry, words=(joined,))


def _spellings(entry: Entry) -> list[str]:
    """The whole words that an entry is found by when one letter of them is wrong."""
    if len(entry.words) > 1 or entry.mark or entry.not_before:
        return []
    (word,) = entry.words
    ends = _PEOPLE if entry.begun and entry.code == "nationality" and len(word) > 4 else ("",)
    return [word + end for end in ends if len(word + end) >= SLIP_LEAST]


def _lines(name: str) -> Iterator[tuple[str, str]]:
    code = ""
    text = files("gateway.report.screening").joinpath(f"{name}.txt").read_text(encoding="utf-8")
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            code = line.strip("[]")
        elif line and not line.startswith("#"):
            for part in line.split(" | "):
                places = _HERE if "{uk}" in part else ("",)
                yield from ((code, part.replace("{uk}", place)) for place in places)


def _entry(code: str, line: str) -> Entry:
    parts = line.split()
    words = [part for part in parts if part[0] not in "-<~"]
    mark = words[0][0] if words[0][0] in "=^?" else ""
    plain: list[str] = []
    begun: set[int] = set()
    for word in words:
        folded = fold(word.lstrip("=^?")).plain
        plain += [SAME.get(piece, piece) for piece in PIECE.findall(folded)]  # 3c is two pieces, as in a text
        if folded.endswith("*"):
            begun.add(len(plain) - 1)
    not_before, not_after, not_near = (
        frozenset(part[1:] for part in parts if part[0] == sign) for sign in "-<~"
    )
    return Entry(
        code,
        tuple(plain),
        frozenset(begun),
        mark,
        not_before,
        not_after,
        not_near,
    )

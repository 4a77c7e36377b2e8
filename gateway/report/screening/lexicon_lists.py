"""The lexicon: the entries of `lists/lexicon_*.txt`, of peoples and places abroad, read once into one automaton.

The marks of an entry are explained at the top of `lexicon_status.txt`. A word of seven letters or more is also kept by
what is left of it without one letter, a demonym in each of its usual forms ("Ghanian").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick, Implementation

from gateway.report.screening.normalize import PIECE, fold
from gateway.report.screening.spelling import WORD, has_foreign
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

    @property
    def row(self) -> str:
        """Its words as they are looked for: between blanks, up to the first that is only begun."""
        whole = min(self.begun, default=len(self.words))
        if whole == len(self.words):
            return f" {' '.join(self.words)} "
        return f" {' '.join(self.words[: whole + 1])}"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One automaton (Aho-Corasick) over the entries, each up to its first word that is only begun."""

    automaton: AhoCorasick
    entries: list[list[Entry]]  # by the automaton's numbers
    firsts: frozenset[str]  # the first words of all entries
    begun: tuple[str, ...]  # and those that are only begun
    foreign: dict[str, str]  # words of other scripts
    slips: dict[str, str]  # the code of a word, by what is left of it without one letter (symmetric deletion)

    def slipped(self, word: str) -> str | None:
        """The code of a listed word that this is with one letter wrong, missing, added or swapped; else None."""
        code = next((self.slips[key] for key in one_letter_less(word) if key in self.slips), None)
        if code is None or word in self.firsts or word in word_list("no_slips") or word.startswith(self.begun):
            return None
        return code


@cache
def lexicon() -> Lexicon:
    """Every list, read once."""
    entries: dict[str, list[Entry]] = {}
    foreign: dict[str, str] = {}
    slips: dict[str, str] = {}
    for code, line in (found for name in LISTS for found in _lines(name)):
        if has_foreign(line):
            foreign |= dict.fromkeys(WORD.findall(line), code) if " " not in line else {}
            continue
        entry = _entry(code, line)
        for one in (entry, _joined(entry)):
            if one is not None:
                entries.setdefault(one.row, []).append(one)
        for word in _spellings(entry):
            slips |= dict.fromkeys(one_letter_less(word), code)
    every = [entry for listed in entries.values() for entry in listed]
    firsts = frozenset(entry.words[0] for entry in every if 0 not in entry.begun)
    begun = tuple(sorted({entry.words[0] for entry in every if 0 in entry.begun}))
    automaton = AhoCorasick(list(entries), implementation=Implementation.ContiguousNFA)
    return Lexicon(automaton, list(entries.values()), firsts, begun, foreign, slips)


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
    text = files("gateway.report.screening").joinpath(f"lists/{name}.txt").read_text(encoding="utf-8")
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
    not_before, not_after, not_near = (frozenset(part[1:] for part in parts if part[0] == sign) for sign in "-<~")
    return Entry(code, tuple(plain), frozenset(begun), mark, not_before, not_after, not_near)

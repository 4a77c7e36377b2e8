"""The word lists that screening ships with, read once: plain text beside the code, `#` begins a remark."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files


def lines_of(name: str) -> list[str]:
    """The lines of `<name>.txt` without remarks and empty ones."""
    text = files("gateway.report.screening").joinpath(f"lists/{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of `<name>.txt`, folded as they are written there."""
    return frozenset(word for line in lines_of(name) for word in line.split())


@cache
def any_of(*names: str) -> frozenset[str]:
    """The words of all these lists together, joined once: joining them for every filing cost more than sealing it."""
    return frozenset().union(*(word_list(name) for name in names))


@cache
def ordinary_words() -> frozenset[str]:
    """Every word that is no name by itself: common English words, UK places, little words inside names."""
    return word_list("common_words") | word_list("places") | word_list("particles")


@cache
def groups(name: str) -> dict[str, tuple[str, ...]]:
    """Each word of `<name>.txt` with all the words of its lines, itself the first."""
    found: dict[str, dict[str, None]] = {}
    for line in map(str.split, lines_of(name)):
        for word in line:
            found.setdefault(word, {word: None}).update(dict.fromkeys(line))
    return {word: tuple(words) for word, words in found.items()}


@cache
def english_words() -> frozenset[str]:
    """Plain English words, more than `common_words`."""
    return word_list("english_words") | word_list("common_words")


def is_english(word: str) -> bool:
    """True for a plain English word, with one of its usual endings or without."""
    words = english_words()
    if word in words:
        return True
    return any(
        word.endswith(end) and not words.isdisjoint((word[: -len(end)], word[: -len(end)] + "e"))
        for end in ("s", "es", "ed", "d", "ing", "er", "ers", "ly", "ness")
    )


def one_letter_less(word: str) -> Iterator[str]:
    """The word, then all that is left of it without one letter: two words a slip apart have one of these in common."""
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]

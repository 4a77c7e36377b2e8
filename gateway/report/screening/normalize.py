"""A text as screening compares it: lower-case plain Latin letters, ASCII digits, plain spaces and dashes.

Folding undoes case, diacritics, full-width and mathematical letters, invisible signs, any script's digits, and letters
of other scripts that look like Latin ones. Each sign keeps the place it came from, so that a finding points into the
text the person sees.

Where the figures of a text are: the patterns for numbers, dates and ages need to look only there.

A folded text cut into its pieces, once for everything that reads it: words, figures, words of other scripts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate

from ahocorasick_rs import AhoCorasick, Implementation

# Letters that pass for a Latin one and that NFKD leaves alone, each followed by the Latin letter: Cyrillic, Greek,
# Armenian, Latin with a stroke or in small capitals.
_PAIRS = (
    "аaвbгrдdеeзeиnкkмmнhоoпnрpсcтtуyхxьbіiјjѕsһhԁdԛqԝwӏlҽeөoүyғfқkңhҳxѵvґr"
    "αaβbγyδdεeζzηnιiκkλlμmνvοoπnρpσoτtυuχxωwϲcϳjςsϕf"
    "օoսuոnհhցgզqյjւlքpեtռnաw"
    "ıiłløođdðdħhŋnɑaɡgɩiʀrɴnɪiʟlʙbɢgʜhᴀaᴄcᴅdᴇeᴊjᴋkᴍmᴏoᴘpᴛtᴜuᴠvᴡwᴢzꜱsꜰf"
)
LOOKALIKES = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
SPELLED = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "’": "'", "‘": "'", "ʼ": "'", "＇": "'", "`": "'", "´": "'"}
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Folded:
    """`plain` and, for each of its signs, the index in the original text; `at` is None when they are the same."""

    plain: str
    at: list[int] | None
    original: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that plain[start:end] came from."""
        if self.at is None:
            return start, end
        return self.at[start], self.at[end - 1] + 1

    def source(self, start: int, end: int) -> str:
        """The words of the original text that plain[start:end] came from."""
        start, end = self.span(start, end)
        return self.original[start:end]


def fold(text: str) -> Folded:
    """The folded view of `text`. Linear; a text of plain ASCII costs one lower-casing."""
    if text.isascii():
        return Folded(text.lower(), None, text)
    parts: list[str] = []
    at: list[int] = []
    done = 0
    lowered = _lower_ascii(text)
    for match in _NOT_ASCII.finditer(text):
        here = match.start()
        parts.append(lowered[done:here])
        at.extend(range(done, here))
        folded = fold_sign(match.group())
        parts.append(folded)
        at.extend([here] * len(folded))
        done = here + 1
    parts.append(lowered[done:])
    at.extend(range(done, len(text)))
    return Folded("".join(parts), at, text)


def fold_plain(text: str) -> str:
    """The folded text alone: for values, where places do not matter."""
    return fold(text).plain


@lru_cache(maxsize=4096)
def fold_sign(sign: str) -> str:
    """One sign that is not ASCII, folded; "" for marks and invisible signs."""
    out = []
    for part in unicodedata.normalize("NFKD", _squared(sign)).lower():
        if part in SPELLED:
            out.append(SPELLED[part])
        elif part in LOOKALIKES:
            out.append(LOOKALIKES[part])
        elif part.isascii():
            out.append(part)
        else:
            out.append(_by_category(part))
    return "".join(out)


def _by_category(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in ("Mn", "Me", "Cf"):
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    if category == "Pd" or sign in "−·•":
        return "-"
    if category in ("Zs", "Zl", "Zp"):
        return " "
    return sign


def _squared(sign: str) -> str:
    """Negative circled and squared capitals, which NFKD does not know, as letters."""
    point = ord(sign)
    for first in (0x1F150, 0x1F170):
        if first <= point < first + 26:
            return chr(ord("a") + point - first)
    return sign


_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def _lower_ascii(text: str) -> str:
    """Lower case for ASCII letters at least, so that no sign changes its length."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text.translate(_LOWER)


_RUN = re.compile(r"[0-9](?:[ ._\-/\n]{0,3}[0-9])*")
ANGLES = re.compile("<+")  # what the foot of a passport's page is filled with
WIDE = 72, 56  # signs around a run that a pattern may need: a word that tells what the number is; an IBAN
NARROW = 20, 26  # and where it is only the figures and what is glued to them, or a month


@dataclass(slots=True)
class Window:
    """A stretch of a folded text with figures in it; `longest` is the number of figures in its longest run."""

    start: int
    end: int
    longest: int


def windows(plain: str, around: tuple[int, int] = WIDE, run: re.Pattern[str] = _RUN) -> list[Window]:
    """The stretches of `plain` around its figures, or around what `run` finds, in order, merged where they meet."""
    before, after = around
    found: list[Window] = []
    for match in run.finditer(plain):
        start, end = max(0, match.start() - before), min(len(plain), match.end() + after)
        longest = sum(map(str.isdigit, match.group()))
        if found and start <= found[-1].end:
            found[-1].end = end
            found[-1].longest = max(found[-1].longest, longest)
        else:
            found.append(Window(start, end, longest))
    return found


def matches(pattern: re.Pattern[str], plain: str, where: Iterable[Window]) -> Iterator[re.Match[str]]:
    """The matches of `pattern` in those windows."""
    for window in where:
        yield from pattern.finditer(plain, window.start, window.end)


def any_in(parts: Iterable[str]) -> Callable[[str], bool]:
    """Tells whether any of these stands in a text: one pass, however many they are; a pattern costs ten times that."""
    automaton = AhoCorasick(list(parts), implementation=Implementation.ContiguousNFA)
    return lambda text: bool(automaton.find_matches_as_indexes(text))


PIECE = re.compile(r"[a-z]+|[0-9]+|[^\W_a-z0-9]+")
Piece = tuple[str, int, int]  # the piece, where it begins, where it ends


class Pieces:
    """The pieces of one folded text, in order, and the stretches around its figures."""

    def __init__(self, plain: str):
        self.plain = plain
        self.words = PIECE.findall(plain)

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where each piece begins and ends: asked for only where something is found."""
        return [match.span() for match in PIECE.finditer(self.plain)]

    @classmethod
    def of(cls, plain: str, pieces: Iterable[Piece]) -> Pieces:
        """Another reading of a text: these pieces."""
        read = list(pieces)
        self = cls("")
        self.plain = plain
        self.words = [word for word, _, _ in read]
        self.spans = [(start, end) for _, start, end in read]
        return self

    @cached_property
    def different(self) -> set[str]:
        """Every piece once."""
        return set(self.words)

    @cached_property
    def joined(self) -> str:
        """The pieces without what stands between them."""
        return "".join(self.words)

    @cached_property
    def offsets(self) -> list[int]:
        """Where each piece begins in `joined`, and where the last one ends."""
        return list(accumulate(map(len, self.words), initial=0))

    @cached_property
    def windows(self) -> list[Window]:
        """The stretches of the text around its figures, wide enough for the words that tell what they are."""
        return windows(self.plain)

    @cached_property
    def narrow(self) -> list[Window]:
        """The same with no more than what is written together with the figures."""
        return windows(self.plain, NARROW)

    def at(self, place: int) -> Piece:
        """One piece and where it stands."""
        return (self.words[place], *self.spans[place])

    def places(self, wanted: Set[str]) -> list[int]:
        """The places of every piece that is one of these words."""
        if wanted.isdisjoint(self.different):
            return []
        return [place for place, word in enumerate(self.words) if word in wanted]

    def first_row(self, wanted: frozenset[str], least: int) -> bool:
        """True if `least` of these words stand in a row anywhere."""
        return not wanted.isdisjoint(self.different) and b"\1" * least in bytes(map(wanted.__contains__, self.words))

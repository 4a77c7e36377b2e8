"""Words that tell of status, origin, language or faith, found in a text: they warn, and each comes with neutral words.

What is looked for stands in `lists/lexicon_*.txt`, `peoples*.txt` and `places_abroad.txt`; their marks are explained at
the top of `lexicon_status.txt`. The longest entry at a place counts. A word of seven letters or more is found at an
edit distance of one too ("immgration"), a demonym in each of its usual forms ("Ghanian"). Perpetrators use status as a
weapon, so the tactic belongs into a report and the status does not: `SAY` has the neutral words.

The police part is in English or Welsh: letters of any other script are refused (`find_scripts`). A quotation in
Cyrillic or Arabic tells her language by itself, and a lookalike letter inside a Latin word is how a name slips past a
reader. Refused as well: flags, Braille, and signs that cannot be seen or stand for nothing.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick, Implementation

from gateway.report.screening import spelling
from gateway.report.screening.findings import Finding, Outcome
from gateway.report.screening.normalize import PIECE, Folded, Pieces, fold, matches
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
        if (
            code is None
            or word in self.firsts
            or word in word_list("no_slips")
            or word.startswith(self.begun)
        ):
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


SHOUT_LEAST = 8  # letters around and in a word, codes left out, that show how the text is written
SLIP_MOST = 24  # letters of the longest word that is looked at for slips
NEAR = 6  # words either side in which a word may say that something else is meant

_STOPPED = re.compile(
    r"(?<![a-z])(?:[a-z]\.){1,5}[a-z](?![a-z])"
)  # letters with stops are one word: n.r.p.f.
_DIALLED = re.compile(
    r"(?<![0-9+])(?:\+|00)(?!44)[1-9][0-9]{0,2}(?=[ ().\-]{0,2}[0-9]{2,4}[ ().\-]{0,2}[0-9]{3})"
)
_PLACE_WORDS = frozenset(
    {"in", "from", "to", "of", "near", "left", "leave", "leaving", "visit", "via", "through", "reach"}
    | {"outside", "inside"}
)
_OF_PEOPLES = frozenset({"nationality", "language.name"})


@dataclass(frozen=True, slots=True)
class _Text:
    """A folded text, its words, and where each of them stands."""

    folded: Folded
    words: list[str]
    spans: list[tuple[int, int]]

    def word(self, place: int) -> str:
        """The word at a place; "" outside of the text."""
        return self.words[place] if 0 <= place < len(self.words) else ""

    def source(self, place: int) -> str:
        """The same as it was written."""
        return self.folded.source(*self.spans[place])

    def finding(self, first: int, last: int, code: str) -> Finding:
        """A warning about the words from `first` to `last`."""
        return _finding(self.folded, self.spans[first][0], self.spans[last][1], code)


def find(folded: Folded, pieces: Pieces | None = None) -> list[Finding]:
    """Every word of the lists in one text. `pieces` are the text's, if they are known already."""
    listed = lexicon()
    pieces = pieces or Pieces(folded.plain)
    given, spans = pieces.words, None
    if _STOPPED.search(folded.plain):
        given, spans = _stops_taken_out(pieces)
    words = [SAME.get(word, word) for word in given]
    found = [*_foreign(listed, folded.original), *_dialled(folded, pieces)]
    candidates: dict[int, list[Entry]] = {}
    row = f" {' '.join(words)} "
    for number, start, _ in listed.automaton.find_matches_as_indexes(row, overlapping=True):
        candidates.setdefault(row.count(" ", 0, start), []).extend(listed.entries[number])
    if slipped := _slips(listed, set(words)):
        candidates |= {
            place: [] for place, word in enumerate(words) if word in slipped and place not in candidates
        }
    if not candidates:
        return found
    text = _Text(folded, words, spans or pieces.spans)
    done = 0
    for place, entries in sorted(candidates.items()):
        if place < done:
            continue
        fitting = [entry for entry in entries if _fits(entry, text, place)]
        if fitting:
            entry = max(fitting, key=lambda entry: (len(entry.words), -len(entry.begun)))
            done = place + len(entry.words)
            found.append(text.finding(place, done - 1, entry.code))
        elif words[place] in slipped:
            found.append(text.finding(place, place, slipped[words[place]]))
    return found


def _stops_taken_out(pieces: Pieces) -> tuple[list[str], list[tuple[int, int]]]:
    """The words of a text and where they stand, letters with stops made one word."""
    words, spans = list(pieces.words), list(pieces.spans)
    for match in reversed(list(_STOPPED.finditer(pieces.plain))):
        first, last = bisect_left(spans, (match.start(),)), bisect_left(spans, (match.end(),))
        words[first:last] = [match.group().replace(".", "")]
        spans[first:last] = [match.span()]
    return words, spans


def _slips(listed: Lexicon, words: set[str]) -> dict[str, str]:
    """The words that are a listed one with a slip of the finger, with the code of each."""
    unknown = words - word_list("common_words")
    coded = {word: listed.slipped(word) for word in unknown if SLIP_LEAST - 1 <= len(word) <= SLIP_MOST}
    return {word: code for word, code in coded.items() if code}


def _fits(entry: Entry, text: _Text, place: int) -> bool:
    last = place + len(entry.words)
    if last > len(text.words):
        return False
    for offset, word in enumerate(entry.words):
        token = text.words[place + offset]
        if token != word and not (offset in entry.begun and token.startswith(word)):
            return False
        if (
            offset
            and "\n\n" in text.folded.plain[text.spans[place + offset - 1][1] : text.spans[place + offset][0]]
        ):
            return False
    following = text.word(last)
    if following.isdigit() and "#" in entry.not_before:
        return False
    if following in entry.not_before or text.word(place - 1) in entry.not_after:
        return False
    around = text.words[max(0, place - NEAR) : last + NEAR] if entry.not_near else ()
    if not entry.not_near.isdisjoint(around):
        return False
    if entry.code in _OF_PEOPLES and following in word_list("things_of_peoples"):
        return False
    if entry.code in (*_OF_PEOPLES, "faith") and _is_street(text, last, following):
        return False
    return not entry.mark or _marked(entry, text, place, last)


def _is_street(text: _Text, last: int, following: str) -> bool:
    """True for what is only called after a country or a church: Jamaica Street, Mosque Lane, Denmark Hill station."""
    street = following in word_list("street_kinds") or following in ("station", "tube")
    return street and text.source(last)[:1].isupper()


def _marked(entry: Entry, text: _Text, place: int, last: int) -> bool:
    source = text.source(place)
    if entry.mark == "?":
        return text.word(place - 1) in _PLACE_WORDS and source[:1].isupper()
    if entry.mark == "=":
        if text.word(last) in word_list("persons_of_peoples"):
            return source[:1].isupper() or (entry.code != "faith" and text.word(last) not in ("and", "or"))
        lead = text.folded.plain[: text.spans[place][0]].rstrip(" \"'(“")
        starts = not lead or lead[-1] in ".!?\n"
        return source[:1].isupper() and (not starts or not entry.not_before)
    return sum(map(str.isupper, source)) >= 2 and not _shouted(text.folded, *text.spans[place])


def _shouted(folded: Folded, start: int, end: int) -> bool:
    """True where everything around is in capitals, so that capitals mean nothing."""
    around = folded.plain[max(0, start - 30) : start] + folded.plain[end : end + 30]
    if sum(map(str.isalpha, around)) < 6:
        return False
    first, last = folded.span(max(0, start - 30), min(len(folded.plain), end + 30))
    words = [word for word in folded.original[first:last].split() if not any(map(str.isdigit, word))]
    letters = [sign for word in words for sign in word if sign.isalpha()]
    return len(letters) > SHOUT_LEAST and sum(map(str.isupper, letters)) > 0.6 * len(letters)


def _foreign(listed: Lexicon, text: str) -> Iterator[Finding]:
    if not has_foreign(text):
        return
    for match in WORD.finditer(text):
        code = listed.foreign.get(match.group())
        if code:
            yield Finding("", match.start(), match.end(), code, Outcome.WARN, *SAY[code])


def _dialled(folded: Folded, pieces: Pieces) -> Iterator[Finding]:
    """The dialling code of another country: calls from there tell where somebody's people are."""
    if "+" in folded.plain or "00" in folded.plain:
        for match in matches(_DIALLED, folded.plain, pieces.narrow):
            yield _finding(folded, *match.span(), "nationality")


def _finding(folded: Folded, start: int, end: int, code: str) -> Finding:
    start, end = folded.span(start, end)
    return Finding("", start, end, code, Outcome.WARN, *SAY[code])


_WORDS = re.compile(r"[^\x00-\x7f]+(?:[ ,.'\-]{1,2}[^\x00-\x7f]+)*")
_SIGNS = re.compile(
    "[\u2800-\u28ff\U0001f1e6-\U0001f1ff\ue000-\uf8ff\u115f\u1160\u3164\uffa0\ufff0-\ufffb\U000e0000-\U0010ffff]+"
    "|[\u034f\u200c\u200d\ufe00-\ufe0f]{3,}"
)
_RARE = re.compile("[\u034f-\u200f\u2028-\U0010ffff]")  # no sign of Latin text or of its punctuation
WHY = "Police read English or Welsh. Words or letters of another script can tell her language or hide a name."
WHY_SIGN = "A flag tells where somebody is from; Braille and signs that cannot be seen can hide a name."
INSTEAD_SIGN = "Take it out. What it says can be told in English, without names."
INSTEAD = "Say it in English, without names. What was said in another language can be told as what it meant."


def find_scripts(text: str) -> list[Finding]:
    """Every run of words with letters of another script than Latin, and every sign that is refused."""
    if text.isascii():
        return []
    used = set(text)
    words: list[tuple[int, int]] = []
    if any(map(spelling.is_foreign, used)):
        words = [match.span() for match in _WORDS.finditer(text) if spelling.has_foreign(match.group())]
    signs = [match.span() for match in _SIGNS.finditer(text)] if any(map(_RARE.match, used)) else []
    found = [("script.other", WHY, INSTEAD, *span) for span in words]
    found += [("script.sign", WHY_SIGN, INSTEAD_SIGN, *span) for span in signs]
    return [
        Finding("", start, end, code, Outcome.BLOCK, why, instead) for code, why, instead, start, end in found
    ]

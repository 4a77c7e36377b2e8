"""Words that tell of status, origin, language or faith, found in a text: they warn, and each comes with neutral words.

What is looked for is read by `lexicon_lists`. The longest entry at a place counts; a word with one slip of the finger
counts too ("immgration"). Perpetrators use status as a weapon, so the tactic belongs into a report and the status does
not: `SAY` has the neutral words.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.report.screening.findings import Finding, Outcome
from gateway.report.screening.lexicon_lists import SAME, SLIP_LEAST, Entry, Lexicon, lexicon
from gateway.report.screening.normalize import Folded, Pieces, matches
from gateway.report.screening.spelling import WORD, has_foreign
from gateway.report.screening.wordlists import word_list

_STATUS = "Whoever reads this could learn her immigration status."
_ORIGIN = "Whoever reads this could learn where she is from."
_LANGUAGE = "Her language tells where she is from."
# One set of words for every kind: words that stood for one kind alone would be a code of it.
_TACTIC = (
    "Leave it out. What was done to her can be told in words of your own, not always the same: he threatened her; "
    "threatened to report her to the authorities; uses her dependence on him as a threat; used what he knows; made "
    "her afraid to ask for help; kept her things from her; said that nobody would believe her."
)
SAY: dict[str, tuple[str, str]] = {
    **{
        f"immigration.{kind}": (_STATUS, _TACTIC)
        for kind in ("threat", "dependency", "job", "documents", "status", "authority")
    },
    "immigration.journey": (_STATUS, "Leave it out. The kind of place can be temporary accommodation."),
    "abroad": (
        "What happened abroad shows how she travelled.",
        "Keep it in your organisation's part, locked until she releases it.",
    ),
    "nationality": (_ORIGIN, "Leave it out, for her and for the suspect: say the woman, the man, her family."),
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

_STOPPED = re.compile(r"[a-z](?<![a-z].)\.(?:[a-z]\.){0,4}[a-z](?![a-z])")  # letters with stops are one word: n.r.p.f.
_DIALLED = re.compile(r"(?<![0-9+])(?:\+|00)(?!44)[1-9][0-9]{0,2}(?=[ ().\-]{0,2}[0-9]{2,4}[ ().\-]{0,2}[0-9]{3})")
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
        candidates |= {place: [] for place, word in enumerate(words) if word in slipped and place not in candidates}
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
        if offset and "\n\n" in text.folded.plain[text.spans[place + offset - 1][1] : text.spans[place + offset][0]]:
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

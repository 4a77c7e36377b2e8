"""Her values, looked for in a text however they are written.

Blocks: a whole phone number, e-mail address, handle, postcode or code word; a house number with its street; a name
token of three letters or more that is not a common English word or UK place; two adjacent tokens of one value. A lone
common token warns. The text is folded (`normalize`) and cut into pieces; one automaton over her values (Aho-Corasick)
reads the pieces without their gaps, and reads them again as they are meant where they look disguised: leetspeak, a
letter held down, letters spelled over the phone. A match counts where it begins and ends with a piece, or inside an
account name, a tag or an address on the net. Spellings, slips of the finger and other scripts are compared by sound
(`spelling`). Linear in the text.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from gateway.report.screening import disguises, phone_numbers, spelling, transliteration
from gateway.report.screening.findings import Finding, Outcome
from gateway.report.screening.normalize import Folded, Piece, Pieces, matches
from gateway.report.screening.ordinary import (
    CITIES,
    CITY_AFTER,
    begins_sentence,
    is_name,
    is_noun,
    is_place,
    is_short_name,
    stands_out,
)
from gateway.report.screening.own_values import Kind, Own
from gateway.report.screening.value_index import GAP, LEAST, SPLIT_LEAST, Index
from gateway.report.screening.wordlists import groups, is_english

WHY = {
    Kind.NAME: "This is, or looks like, her name or the name of somebody close to her.",
    Kind.PHONE: "This is her phone number.",
    Kind.EMAIL: "This is her e-mail address.",
    Kind.HANDLE: "This is her account name.",
    Kind.ADDRESS: "This is her address.",
    Kind.POSTCODE: "This is her postcode.",
    Kind.CODE_WORD: "This is her code word.",
    Kind.BIRTH: "This is her date of birth.",
    Kind.PLACE: "This is where she works, learns or is treated.",
    Kind.REFERENCE: "This is your organisation's case number.",
    Kind.LOOSE: "This is part of how she can be reached.",
}
_REACHED = "Leave it out: police reach her only through your organisation."
INSTEAD = {
    Kind.NAME: "Write she, her, the victim, or her child.",
    Kind.PHONE: _REACHED,
    Kind.EMAIL: _REACHED,
    Kind.HANDLE: "Leave it out. What was written to her can be told without it.",
    Kind.ADDRESS: "Leave it out. The kind of place and the local authority are enough.",
    Kind.POSTCODE: "Leave it out. The local authority is enough.",
    Kind.CODE_WORD: "Leave it out.",
    Kind.BIRTH: "Leave it out. An age band is enough.",
    Kind.PLACE: "Leave it out. The kind of place is enough.",
    Kind.REFERENCE: "Leave it out: the report has a reference of its own.",
    Kind.LOOSE: _REACHED,
}
COMMON_WHY = "This word is also part of her name. It may be an ordinary word here: look at it again."
HEARD_WHY = "This word sounds like her name, or a name close to her, spelt in another way. Look at it again."
PLACE_WHY = "This word is also part of the name of a place where she works, learns or is treated. Look at it again."
STREET_WHY = "This is also the name of her street. Nearly every town has one: look at it again."
INITIALS_WHY = "These could be her initials. Look at them again."


def block(folded: Folded, start: int, end: int, kind: Kind) -> Finding:
    """Her value stands at `folded.plain[start:end]`."""
    return block_at(*folded.span(start, end), kind)


def block_at(start: int, end: int, kind: Kind) -> Finding:
    """Her value stands there in the text as it was written."""
    return Finding("", start, end, f"own.{kind}", Outcome.BLOCK, WHY[kind], INSTEAD[kind])


def warn(folded: Folded, start: int, end: int, why: str = COMMON_WHY) -> Finding:
    """What stands at `folded.plain[start:end]` may be her name."""
    return warn_at(*folded.span(start, end), why)


def warn_at(start: int, end: int, why: str) -> Finding:
    """What stands there in the text as it was written may be her name."""
    return Finding("", start, end, "own.name", Outcome.WARN, why, INSTEAD[Kind.NAME])


GLUED_LEAST = 4  # letters of a name that counts inside a longer word
STRONG = 3  # consonants of a name in another script that tell it from a word in small letters
UNITS_MOST = 100  # flats and rooms of one text that are looked at

_MASKED = re.compile(r"(?<![a-z*])(?=[a-z]{0,20}\*)[a-z*]{3,20}(?![a-z*])")
# Words are glued together in an address on the net, an account name, a tag, and where figures are among letters.
_TOKEN = re.compile(r"[\w@#$!|+.:/\-]*[\w@$]")
_GLUE = re.compile(r"[@#_]|www\.|https?:|[0-9]|[$!|+](?=[a-z0-9])")
_TOKEN_MOST = 100  # signs either side of a name that belong to such a word

# Begins with its class of signs, not with \b: `re` then looks at capitals only.
_INITIALS = re.compile(r"[A-Z](?<!\w[A-Z])(?:(?:(?:\. ?|-)[A-Z]){1,3}|[A-Z]{2,3})\b")
_FIGURES = re.compile(r"(?<![0-9./\-])([0-9]{1,2})[./\- ]{1,2}([0-9]{1,2})[./\- ]{1,2}((?:19|20)?[0-9]{2})(?![0-9])")
_WHOLE_ROWS = frozenset({Kind.ADDRESS, Kind.BIRTH})  # values whose ways of writing are all listed


class Known:
    """Her values, indexed once and ready to be looked for in any number of texts."""

    def __init__(self, values: Iterable[Own]):
        self._index = Index(values)
        self._common = self._index.common
        self.named = frozenset(self._index.named)

    def find(self, folded: Folded, pieces: Pieces | None = None) -> list[Finding]:
        """Every place of a text where one of her values stands. `pieces` are the text's, if they are known already."""
        index = self._index
        if index.empty:
            return []
        pieces = pieces or Pieces(folded.plain)
        found: list[Finding] = []
        for reading in (pieces, *disguises.readings(folded.plain, pieces)):
            found += self._words(folded, reading)
            found += self._rows(folded, reading)
        found += self._heard(folded, pieces)
        found += self._initials(folded)
        if index.foreign:
            found += self._transliterated(folded, pieces)
        if index.births and pieces.windows:
            found += self._births(folded, pieces)
        if index.units:
            found += self._units(folded, pieces, found)
        if "*" in folded.plain:
            found += self._masked(folded)
        found += [
            block(folded, start, end, Kind.PHONE)
            for start, end in phone_numbers.find(folded.plain, pieces, index.phones)
        ]
        if spelling.has_foreign(folded.original):
            found += self._foreign(folded.original)
        return found

    def _words(self, folded: Folded, pieces: Pieces) -> Iterator[Finding]:
        """Common words that are also her name, alone and where one value's two words stand together."""
        index, last = self._index, len(pieces.words) - 1
        for place in pieces.places(index.hot):
            word = pieces.words[place]
            if (word in index.warned and stands_out(folded, pieces, place)) or (
                word in index.short and is_short_name(folded, pieces, place)
            ):
                yield warn(folded, *pieces.spans[place])
            elif word in index.places and is_place(folded, pieces, place):
                yield warn(folded, *pieces.spans[place], PLACE_WHY)
            if place < last and word in index.left:
                yield from self._pair(folded, pieces.at(place), pieces.at(place + 1))

    def _rows(self, folded: Folded, pieces: Pieces) -> Iterator[Finding]:
        """Values of one piece or of several in a row, and names inside a glued word."""
        index, offsets, plain = self._index, pieces.offsets, folded.plain
        for key, start, end in index.matches(pieces.joined):
            first, last = bisect_right(offsets, start) - 1, bisect_left(offsets, end) - 1
            if offsets[first] != start or offsets[last + 1] != end:
                start += pieces.spans[first][0] - offsets[first]
                end += pieces.spans[last][0] - offsets[last]
                if len(key) >= GLUED_LEAST and key in index.single and (token := _glued(plain, start, end)):
                    yield block(folded, *token, index.single[key])
                continue
            row = [pieces.at(place) for place in range(first, last + 1)]
            kind = index.whole.get(key) or index.single[key]
            start, end = row[0][1], row[-1][2]
            if first == last:
                yield from self._alone(folded, pieces, first, kind, key)
            elif row[-1][0] == "s" and plain[row[-1][1] - 1] == "'":
                continue  # her name's, not her names
            elif any(right[1] - left[2] > GAP for left, right in pairwise(row)):
                continue
            elif kind in _WHOLE_ROWS or self._is_one_word(folded, row, key):
                yield block(folded, start, end, kind)

    def _alone(self, folded: Folded, pieces: Pieces, place: int, kind: Kind, key: str) -> Iterator[Finding]:
        """A value of one piece blocks; a plain English word that stands as a noun (a bee) is none.

        A word of a place in small letters only warns, and so does a city abroad where one goes there: to Paris.
        """
        start, end = pieces.spans[place]
        written = folded.source(start, end)[:1].isupper() or _glued(folded.plain, start, end)
        of_place = kind is Kind.PLACE and key not in self._index.whole
        as_read = folded.plain[start:end] == key and kind is not Kind.CODE_WORD
        if not written and as_read and (of_place or is_english(key)) and is_noun(folded, pieces, place):
            return
        if not written and as_read and of_place:
            yield warn(folded, start, end, PLACE_WHY)
        elif written and key in CITIES and pieces.words[max(0, place - 1)] in CITY_AFTER:
            yield warn(folded, start, end)
        else:
            yield block(folded, start, end, kind)

    def _masked(self, folded: Folded) -> Iterator[Finding]:
        """Names with letters starred out: "M*rina"."""
        for match in _MASKED.finditer(folded.plain):
            word = match.group()
            starred = word.count("*") * 2 < len(word)
            if starred and any(_fits_stars(word, name) for name in self._index.single):
                yield block(folded, *match.span(), Kind.NAME)

    def _transliterated(self, folded: Folded, pieces: Pieces) -> Iterator[Finding]:
        """A Latin spelling of a name that she gave in another script. In small letters it only warns."""
        index = self._index
        like: dict[str, bool] = {}
        for word in pieces.different - self._common:
            if transliteration.LEAST <= len(word) <= transliteration.MOST:
                spellings = groups("name_variants").get(word, (word,))
                pairs = [(row, one) for one in spellings for row in index.foreign.get(one[0], ())]
                rows = [row for row, one in pairs if transliteration.fits(row, one)]
                if rows:
                    like[word] = max(map(transliteration.strength, rows)) >= STRONG
        for place in pieces.places(set(like)):
            span = pieces.spans[place]
            if is_name(folded, *span):
                yield block(folded, *span, Kind.NAME)
            elif like[pieces.words[place]]:
                yield warn(folded, *span, HEARD_WHY)

    def _births(self, folded: Folded, pieces: Pieces) -> Iterator[Finding]:
        """Her birthday in figures: 4/3/90."""
        for match in matches(_FIGURES, folded.plain, pieces.windows):
            first, second, year = (int(part) for part in match.groups())
            if not self._index.births.isdisjoint({(first, second, year % 100), (second, first, year % 100)}):
                yield block(folded, *match.span(), Kind.BIRTH)

    def _units(self, folded: Folded, pieces: Pieces, found: Sequence[Finding]) -> Iterator[Finding]:
        """Her flat or room: written as a name is, with a number that few houses have, or beside her street."""
        street = any(one.code == f"own.{Kind.ADDRESS}" for one in found)
        for place in pieces.places({unit for unit, _ in self._index.units})[:UNITS_MOST]:
            if place + 1 < len(pieces.words) and tuple(pieces.words[place : place + 2]) in self._index.units:
                start, end = pieces.spans[place][0], pieces.spans[place + 1][1]
                inside = folded.source(start, end)[:1].isupper() and not begins_sentence(folded.plain, start)
                if inside or street or len(pieces.words[place + 1]) > 2:
                    yield block(folded, start, end, Kind.ADDRESS)

    def _pair(self, folded: Folded, left: Piece, right: Piece) -> Iterator[Finding]:
        gap = folded.plain[left[2] : right[1]]
        if len(gap) > GAP or "\n" in gap:
            return
        kind = self._index.pairs.get((left[0], right[0]))
        if kind is None and ("," in gap or _are_capital(folded, left, right)):  # Souza, Marina; Li Wu
            kind = self._index.pairs.get((right[0], left[0]))
            kind = kind if kind is Kind.NAME else None
        if kind is not None:
            yield block(folded, left[1], right[2], kind)
        elif (left[0], right[0]) in self._index.streets and _are_capital(folded, left, right):
            yield warn(folded, left[1], right[2], STREET_WHY)

    def _is_one_word(self, folded: Folded, pieces: Sequence[Piece], joined: str) -> bool:
        """True if pieces that spell a value are that value, and not ordinary words in a row ("am in a")."""
        if all(len(piece) == 1 for piece, _, _ in pieces):
            return len(joined) >= LEAST
        gaps = [folded.plain[left[2] : right[1]] for left, right in pairwise(pieces)]
        if all(gap and " " not in gap and gap != "'" for gap in gaps):
            return True
        plain_words = all(is_english(piece) or len(piece) == 1 for piece, _, _ in pieces)  # There's a; some sum, I
        return len(joined) >= SPLIT_LEAST and (not plain_words or _are_capital(folded, *pieces))  # Fair Field

    def _initials(self, folded: Folded) -> Iterator[Finding]:
        """Her initials, written as initials are: "M.S.", "M. S.", "LHN"."""
        if self._index.initials:
            for match in _INITIALS.finditer(folded.original):
                letters = re.sub("[^A-Z]", "", match.group()).lower()
                if letters in self._index.initials or ("." in match.group() and letters in self._index.stopped):
                    yield warn_at(*match.span(), INITIALS_WHY)

    def _heard(self, folded: Folded, pieces: Pieces) -> Iterator[Finding]:
        """A name spelt in another way, bent as some languages bend names, cut short, or with a slip of the finger.

        In small letters it only warns, but for a slip in a long name.
        """
        index = self._index
        if not index.heard:
            return
        heard = {word for word in pieces.different if spelling.WORD_LEAST <= len(word) <= spelling.WORD_MOST}
        unknown = {word for word in heard - self._common - index.single.keys() if word[0] in index.first_letters}
        slipped = {word for word in unknown if index.slipped(word)}
        hers_too = {word for word in unknown if word in slipped or index.sounds_like(word, capital=True)}
        for place in pieces.places(hers_too):
            word, span = pieces.words[place], pieces.spans[place]
            if is_name(folded, *span) or (word in slipped and not is_english(word)):
                yield block(folded, *span, Kind.NAME)
            elif index.sounds_like(word, capital=False):
                yield warn(folded, *span, HEARD_WHY)

    def _foreign(self, text: str) -> Iterator[Finding]:
        """Her name in a word of another script, by its sound."""
        for match in spelling.WORD.finditer(text):
            if spelling.has_foreign(match.group()) and self._sounds_like_her(match.group()):
                yield block_at(*match.span(), Kind.NAME)

    def _sounds_like_her(self, word: str) -> bool:
        index = self._index
        if word in index.foreign_words:
            return True
        row = transliteration.units(word)
        stems = [stem for name in index.latin if len(stem := name.rstrip("aeiouy")) >= LEAST]
        shorter = [row[: len(row) - cut] for cut in range(min(5, len(row) - 2))]
        return any(transliteration.fits(one, name) for one in shorter for name in (*index.latin, *stems))


def _fits_stars(masked: str, name: str) -> bool:
    return len(masked) == len(name) and all(a in ("*", b) for a, b in zip(masked, name, strict=True))


def _are_capital(folded: Folded, *pieces: Piece) -> bool:
    return all(folded.source(start, end)[:1].isupper() for _, start, end in pieces)


def _glued(plain: str, start: int, end: int) -> tuple[int, int] | None:
    """The account name, tag, address on the net, or letters with figures among them that a name stands in."""
    first, last = max(0, start - _TOKEN_MOST), min(len(plain), end + _TOKEN_MOST)
    tokens = (match.span() for match in _TOKEN.finditer(plain, first, last))
    token = next((span for span in tokens if span[0] <= start and end <= span[1]), None)
    return token if token and _GLUE.search(plain, *token) else None

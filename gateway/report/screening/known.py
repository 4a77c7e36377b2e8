"""Her values, looked for in a text however they are written.

Blocks: a whole phone number, e-mail address, handle, postcode or code word; a house number with its street; a name
token of three letters or more that is not a common English word or UK place; two adjacent tokens of one value. A lone
common token warns. Case, diacritics, spacing, punctuation, lookalike letters, disguises (`disguised`), spellings and
slips of the finger, other scripts make no difference. Linear in the text: tables are looked up, no pattern is made from
her values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from gateway.report.screening import disguised, hearing, hers, sounds
from gateway.report.screening import phone_numbers as phones
from gateway.report.screening.findings import Finding
from gateway.report.screening.folding import Folded
from gateway.report.screening.learned import GAP, LEAST, SPLIT_LEAST, Learned
from gateway.report.screening.own_values import Kind, Own
from gateway.report.screening.pieces import Piece, Pieces
from gateway.report.screening.wordlists import word_list

_ASKS = re.compile(
    r"(?:will|may|can) (?:i|you|he|she|it|we|they|this|that|the|be|not|have)\b"
)  # a verb, no name
_INITIALS = re.compile(r"\b[A-Z](?:(?:\. ?|-)[A-Z]){1,3}\b|\b[A-Z]{3,4}\b")
_SENTENCE_END = '.!?:\n"“'
_WHOLE_ROWS = frozenset({Kind.ADDRESS, Kind.BIRTH})  # values whose ways of writing are all listed


class Known:
    """Her values, learned once and ready to be looked for in any number of texts."""

    def __init__(self, values: Iterable[Own]):
        self._learned = Learned(values)
        self._common = self._learned.common

    def find(self, folded: Folded, pieces: Pieces | None = None) -> list[Finding]:
        """Every place of a text where one of her values stands. `pieces` are the text's, if they are known already."""
        learned = self._learned
        if learned.empty:
            return []
        pieces = pieces or Pieces(folded.plain)
        found = list(self._words(folded, pieces))
        found += self._heard(folded, pieces)
        found += self._initials(folded)
        if learned.foreign_loose or learned.foreign_bones:
            found += self._by_sound(folded, pieces)
        found += disguised.find(folded, pieces, learned)
        found += [
            hers.block(folded, start, end, Kind.PHONE)
            for start, end in phones.find(folded.plain, pieces, learned.phones)
        ]
        if sounds.has_foreign(folded.original):
            found += self._foreign(folded.original)
        return found

    def _words(self, folded: Folded, pieces: Pieces) -> Iterator[Finding]:
        learned, last = self._learned, len(pieces.words) - 1
        for place in pieces.places(learned.hot):
            word = pieces.words[place]
            if word in learned.single:
                yield self._alone(folded, *pieces.spans[place], learned.single[word])
            elif word in learned.warned and self._stands_out(folded, *pieces.spans[place], word):
                yield hers.warn(folded, *pieces.spans[place])
            if place < last and word in learned.left:
                yield from self._pair(folded, pieces.at(place), pieces.at(place + 1))
            if word in learned.starts:
                yield from self._joined(folded, pieces, range(place, len(pieces.words)))
            if word.isdigit() and place + 2 <= last and _has_house_letter(pieces, place):
                row = (place, *range(place + 2, min(place + 6, last + 1)))  # 14a Elm Road, when she gave 14
                yield from self._pair(folded, pieces.at(row[0]), pieces.at(row[1]))
                yield from self._joined(folded, pieces, row)

    def _alone(self, folded: Folded, start: int, end: int, kind: Kind) -> Finding:
        if kind is Kind.PLACE and not folded.source(start, end)[:1].isupper():
            return hers.warn(folded, start, end, hers.PLACE_WHY)
        return hers.block(folded, start, end, kind)

    def _by_sound(self, folded: Folded, pieces: Pieces) -> Iterator[Finding]:
        """A Latin spelling of a name that she gave in another script only."""
        learned = self._learned
        unknown = {word for word in pieces.different - self._common if len(word) >= LEAST}
        like = {
            word
            for word in unknown
            if sounds.loose(word) in learned.foreign_loose or sounds.bones(word) in learned.foreign_bones
        }
        for place in pieces.places(like):
            yield hers.block(folded, *pieces.spans[place], Kind.NAME)

    def _stands_out(self, folded: Folded, start: int, end: int, piece: str) -> bool:
        """True unless a very common word is used as one: in small letters, or a little one first in a sentence."""
        if piece not in word_list("function_words"):
            return True
        if not folded.source(start, end)[:1].isupper():
            return False
        before = folded.plain[max(0, start - 40) : start].rstrip(" '(")
        first = not before or before[-1] in _SENTENCE_END
        if first and _ASKS.match(folded.plain, start):
            return False
        return not first or piece not in word_list("little_words")

    def _pair(self, folded: Folded, left: Piece, right: Piece) -> Iterator[Finding]:
        gap = folded.plain[left[2] : right[1]]
        if len(gap) > GAP or "\n" in gap:
            return
        kind = self._learned.pairs.get((left[0], right[0]))
        if kind is None and "," in gap:  # Souza, Marina
            kind = self._learned.pairs.get((right[0], left[0]))
            kind = kind if kind is Kind.NAME else None
        if kind is not None:
            yield hers.block(folded, left[1], right[2], kind)

    def _joined(self, folded: Folded, pieces: Pieces, row: Sequence[int]) -> Iterator[Finding]:
        """Values that run over several pieces from the first of `row` on, or whole values of one piece."""
        learned, plain = self._learned, folded.plain
        joined, start, end = pieces.at(row[0])
        if joined in learned.whole:
            yield hers.block(folded, start, end, learned.whole[joined])
        taken = [pieces.at(row[0])]
        for place in row[1:]:
            joined += pieces.words[place]
            if joined not in learned.starts:
                break
            word, start, end = pieces.at(place)
            if start - taken[-1][2] > GAP:
                break
            taken.append((word, start, end))
            if word == "s" and plain[start - 1] == "'":
                continue  # her name's, not her names
            kind = learned.whole.get(joined) or learned.single.get(joined)
            if kind is not None and (kind in _WHOLE_ROWS or self._is_one_word(plain, taken, joined)):
                yield hers.block(folded, taken[0][1], end, kind)

    def _is_one_word(self, plain: str, pieces: Sequence[Piece], joined: str) -> bool:
        """True if pieces that spell a value are that value, and not ordinary words in a row ("am in a")."""
        if all(len(piece) == 1 for piece, _, _ in pieces):
            return len(joined) >= LEAST
        gaps = [plain[left[2] : right[1]] for left, right in pairwise(pieces)]
        if all(gap and not gap.isspace() and gap != "'" for gap in gaps):
            return True
        return len(joined) >= SPLIT_LEAST and not all(piece in self._common for piece, _, _ in pieces)

    def _initials(self, folded: Folded) -> Iterator[Finding]:
        """Her initials, written as initials are: "M.S.", "M. S.", "LHN"."""
        if self._learned.initials:
            for match in _INITIALS.finditer(folded.original):
                if re.sub("[^A-Z]", "", match.group()).lower() in self._learned.initials:
                    yield hers.warn_at(*match.span(), hers.INITIALS_WHY)

    def _heard(self, folded: Folded, pieces: Pieces) -> Iterator[Finding]:
        """A name spelt in another way, bent as some languages bend names, cut short, or with a slip of the finger.

        In small letters it only warns, but for a slip in a long name.
        """
        learned = self._learned
        if not learned.heard:
            return
        heard = {word for word in pieces.different if hearing.WORD_LEAST <= len(word) <= hearing.WORD_MOST}
        unknown = heard - self._common - learned.single.keys()
        slipped = {word for word in unknown if learned.slipped(word)}
        hers_too = {word for word in unknown if word in slipped or learned.sounds_like(word, capital=True)}
        for place in pieces.places(hers_too):
            word, span = pieces.words[place], pieces.spans[place]
            if word in slipped or folded.source(*span)[:1].isupper():
                yield hers.block(folded, *span, Kind.NAME)
            elif learned.sounds_like(word, capital=False):
                yield hers.warn(folded, *span, hers.HEARD_WHY)

    def _foreign(self, text: str) -> Iterator[Finding]:
        """Her name in a word of another script, by its sound."""
        for match in sounds.WORD.finditer(text):
            if sounds.has_foreign(match.group()) and self._sounds_like_her(match.group()):
                yield hers.block_at(*match.span(), Kind.NAME)

    def _sounds_like_her(self, word: str) -> bool:
        learned = self._learned
        roman = sounds.roman(word)
        if roman in learned.single or word in learned.foreign_words:
            return True
        if sounds.writes_vowels(word):
            heard = sounds.loose(roman)
            return any(heard.startswith(stem) for stem in learned.stems)
        heard = sounds.bones(roman)
        if len(heard) < 2:
            return False
        return heard in learned.bones or any(len(bone) > 2 and bone in heard for bone in learned.bones)


def _has_house_letter(pieces: Pieces, place: int) -> bool:
    """True if one letter is glued to the figures there: 14a."""
    word, start, _ = pieces.at(place + 1)
    return len(word) == 1 and word.isalpha() and start == pieces.spans[place][1]

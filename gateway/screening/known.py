"""Her values, looked for in a text however they are written.

Blocks: a whole phone number, e-mail address, handle, postcode or code word; a house number with its street; a name
token of three letters or more that is not a common English word or UK place; two adjacent tokens of one value. A lone
common token warns. Case, diacritics, spacing, punctuation, lookalike letters, letters drawn with figures and other
scripts make no difference. Linear in the text: tables are looked up, no pattern is made from her values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from string import ascii_lowercase

from gateway.screening import hearing, phones, sounds
from gateway.screening.findings import Finding, Outcome
from gateway.screening.folding import Folded
from gateway.screening.learned import GAP, LEAST, PIECE, SPLIT_LEAST, Learned
from gateway.screening.own import Kind, Own
from gateway.screening.words import word_list

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
_HEARD_WHY = "This word sounds like her name, or a name close to her, spelt in another way. Look at it again."
_PLACE_WHY = (
    "This word is also part of the name of a place where she works, learns or is treated. Look at it again."
)
_INITIALS_WHY = "These could be her initials. Look at them again."
_COMMON_WHY = "This word is also part of her name. It may be an ordinary word here: look at it again."

# A word written with figures or signs for letters; it is read once more with the letters they stand for.
_MIXED = re.compile(r"[a-z][0-9@$!|+]|[0-9@$!|+][a-z]")
_DRAWN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789@$!|+")
_TOKEN_MOST = 40  # signs of a word that is read so
_SPACED = re.compile(r"(?<![a-z0-9@$!|+])[a-z0-9@$!|+](?:[ ._\-]{1,3}[a-z0-9@$!|+]){2,40}(?![a-z0-9@$!|+])")
_SINGLES = re.compile(
    r"(?<![a-z0-9@$!|+])[a-z0-9@$!|+][ ._\-]{1,3}[a-z0-9@$!|+][ ._\-]{1,3}[a-z0-9@$!|+](?![a-z0-9@$!|+])"
)
_LETTERS = str.maketrans("013456789@$!|+", "oieasgtbgasiit")
_MASKED = re.compile(r"(?<![a-z*])(?=[a-z]{0,20}\*)[a-z*]{3,20}(?![a-z*])")
# An address on the net, an account or a tag: words are glued together in it.
_GLUED = re.compile(
    r"[@#][\w.]{3,60}|(?<![\w.+\-])[\w.+\-]{1,60}@[\w.\-]{1,60}|(?:https?://|www\.)[^\s]{3,200}"
    r"|(?<![a-z0-9])[a-z]{1,30}_\w{2,40}"
)
_GLUES = ("@", "#", "_", "http", "www.")
GLUED_LEAST = 4  # letters of a name that counts inside a longer word
_ASKS = re.compile(
    r"(?:will|may|can) (?:i|you|he|she|it|we|they|this|that|the|be|not|have)\b"
)  # a verb, no name
_INITIALS = re.compile(r"\b[A-Z](?:(?:\. ?|-)[A-Z]){1,3}\b|\b[A-Z]{3,4}\b")
_LONG_RUN = re.compile(r"([a-z])\1{2,}")
# Whether a pattern is worth running: plain searches for what every match of it has, fifty times as quick.
_RUNS = tuple(letter * 3 for letter in ascii_lowercase)
_DRAWN_WITH = "0123456789@$!|+"
_SENTENCE_END = '.!?:\n"“'


class Known:
    """Her values, learned once and ready to be looked for in any number of texts."""

    def __init__(self, values: Iterable[Own]):
        self._learned = Learned(values)
        self._common = self._learned.common

    def find(self, folded: Folded) -> list[Finding]:
        """Every place of a text where one of her values stands, however it is written."""
        if self._learned.empty:
            return []
        words = PIECE.findall(folded.plain)
        found = list(self._words(folded, folded.plain, words))
        found += self._heard(folded, words)
        found += self._initials(folded)
        if any(run in folded.plain for run in _RUNS):
            found += self._stretched(folded)
        if self._learned.foreign_loose or self._learned.foreign_bones:
            found += self._by_sound(folded)
        if any(sign in folded.plain for sign in _DRAWN_WITH):
            found += self._drawn(folded)
        found += self._spelled(folded)
        found += self._glued(folded)
        found += [
            _finding(folded, start, end, Kind.PHONE)
            for start, end in phones.find(folded.plain, words, self._learned.phones)
        ]
        if sounds.has_foreign(folded.original):
            found += self._foreign(folded.original)
        return found

    def _words(self, folded: Folded, plain: str, words: list[str]) -> Iterator[Finding]:
        learned = self._learned
        if learned.hot.isdisjoint(words):
            return
        pieces = [(match.group(), match.start(), match.end()) for match in PIECE.finditer(plain)]
        hot = learned.hot
        for place, piece in enumerate(words):
            if piece not in hot:
                continue
            _, start, end = pieces[place]
            if piece in learned.single:
                kind = learned.single[piece]
                if kind is Kind.PLACE and not folded.source(start, end)[:1].isupper():
                    yield _warning(folded, start, end, _PLACE_WHY)
                else:
                    yield _finding(folded, start, end, kind)
            elif piece in learned.warned and self._stands_out(folded, start, end, piece):
                yield _warning(folded, start, end)
            if place + 1 < len(pieces):
                yield from self._pair(folded, plain, pieces[place], pieces[place + 1])
            if piece in learned.starts:
                yield from self._joined(folded, plain, pieces, place)
            if piece.isdigit() and _has_house_letter(pieces, place):
                row = [
                    pieces[place],
                    *pieces[place + 2 : place + 5],
                ]  # 14a Elm Road, when it is 14 that she gave
                if len(row) > 1:
                    yield from self._pair(folded, plain, row[0], row[1])
                    yield from self._joined(folded, plain, row, 0)

    def _stretched(self, folded: Folded) -> Iterator[Finding]:
        """A name with a letter held down: "Mariiina"."""
        single = self._learned.single
        for match in PIECE.finditer(folded.plain):
            if _LONG_RUN.search(match.group()):
                shorter = (_LONG_RUN.sub(kept, match.group()) for kept in (r"\1", r"\1\1"))
                kind = next((single[word] for word in shorter if word in single), None)
                if kind is not None:
                    yield _finding(folded, match.start(), match.end(), kind)

    def _by_sound(self, folded: Folded) -> Iterator[Finding]:
        """A Latin spelling of a name that she gave in another script only."""
        learned = self._learned
        for match in PIECE.finditer(folded.plain):
            piece = match.group()
            if len(piece) < LEAST or piece in self._common:
                continue
            if sounds.loose(piece) in learned.foreign_loose or sounds.bones(piece) in learned.foreign_bones:
                yield _finding(folded, match.start(), match.end(), Kind.NAME)

    def _drawn(self, folded: Folded) -> Iterator[Finding]:
        """A name with figures or signs for letters, or glued to figures: "m4r1na", "marina85"."""
        learned = self._learned
        plain = folded.plain
        done = 0
        for mixed in _MIXED.finditer(plain):
            if mixed.start() < done:
                continue
            start, end = _token_around(plain, mixed.start())
            done = end
            token = plain[start:end].strip("!|+$")
            word = token.translate(_LETTERS)
            kind = learned.single.get(word) or learned.whole.get(word)
            kind = (
                kind
                or self._within(re.sub("[^a-z]", "", token), GLUED_LEAST)
                or self._within(word, GLUED_LEAST)
            )
            if kind is not None:
                yield _finding(folded, start, end, kind)

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

    def _pair(
        self, folded: Folded, plain: str, left: tuple[str, int, int], right: tuple[str, int, int]
    ) -> Iterator[Finding]:
        gap = plain[left[2] : right[1]]
        if len(gap) > GAP or "\n" in gap:
            return
        kind = self._learned.pairs.get((left[0], right[0]))
        if kind is None and "," in gap:
            kind = self._learned.pairs.get((right[0], left[0]))
        if kind is not None:
            yield _finding(folded, left[1], right[2], kind)

    def _joined(
        self, folded: Folded, plain: str, pieces: list[tuple[str, int, int]], first: int
    ) -> Iterator[Finding]:
        """Values that run over several pieces, or whole values of one piece."""
        learned = self._learned
        joined = pieces[first][0]
        if joined in learned.whole:
            yield _finding(folded, *pieces[first][1:], learned.whole[joined])
        last = first + 1
        while last < len(pieces) and pieces[last][1] - pieces[last - 1][2] <= GAP:
            joined += pieces[last][0]
            if joined not in learned.starts:
                break
            last += 1
            if pieces[last - 1][0] == "s" and plain[pieces[last - 1][1] - 1] == "'":
                continue  # her name's, not her names
            kind = learned.whole.get(joined) or learned.single.get(joined)
            if kind is not None and self._is_one_word(plain, pieces[first:last], joined):
                yield _finding(folded, pieces[first][1], pieces[last - 1][2], kind)

    def _is_one_word(self, plain: str, pieces: list[tuple[str, int, int]], joined: str) -> bool:
        """True if pieces that spell a value are that value, and not ordinary words in a row ("am in a")."""
        if all(len(piece) == 1 for piece, _, _ in pieces):
            return len(joined) >= LEAST
        gaps = [plain[left[2] : right[1]] for left, right in pairwise(pieces)]
        if all(gap and not gap.isspace() and gap != "'" for gap in gaps):
            return True
        return len(joined) >= SPLIT_LEAST and not all(piece in self._common for piece, _, _ in pieces)

    def _spelled(self, folded: Folded) -> Iterator[Finding]:
        """Letters and figures one by one ("m 4 r 1 n 4"), and names with letters starred out ("M*rina")."""
        for match in _SPACED.finditer(folded.plain) if _SINGLES.search(folded.plain) else ():
            letters = re.sub(r"[ ._\-]", "", match.group()).translate(_LETTERS)
            kind = self._within(letters, LEAST)
            if kind is not None:
                yield _finding(folded, match.start(), match.end(), kind)
        if "*" not in folded.plain:
            return
        for match in _MASKED.finditer(folded.plain):
            word = match.group()
            if word.count("*") * 2 < len(word) and any(_fits(word, name) for name in self._learned.single):
                yield _finding(folded, match.start(), match.end(), Kind.NAME)

    def _glued(self, folded: Folded) -> Iterator[Finding]:
        """A name inside an account name, a tag or an address on the net."""
        if not any(glue in folded.plain for glue in _GLUES):
            return
        for match in _GLUED.finditer(folded.plain):
            whole = match.group().rstrip(".-")
            word = re.sub(r"[\W_]", "", whole)
            letters = re.sub("[0-9]", "", word)
            kind = self._within(letters, GLUED_LEAST) or self._within(word.translate(_LETTERS), GLUED_LEAST)
            if kind is not None:
                yield _finding(folded, match.start(), match.start() + len(whole), kind)

    def _within(self, letters: str, least: int) -> Kind | None:
        for name, kind in self._learned.single.items():
            if len(name) >= least and name in letters:
                return kind
        return None

    def _initials(self, folded: Folded) -> Iterator[Finding]:
        """Her initials, written as initials are: "M.S.", "M. S.", "LHN"."""
        if self._learned.initials:
            for match in _INITIALS.finditer(folded.original):
                if re.sub("[^A-Z]", "", match.group()).lower() in self._learned.initials:
                    yield Finding(
                        "", *match.span(), "own.name", Outcome.WARN, _INITIALS_WHY, INSTEAD[Kind.NAME]
                    )

    def _heard(self, folded: Folded, words: list[str]) -> Iterator[Finding]:
        """A name spelt in another way, or bent as some languages bend names; in small letters it only warns."""
        learned = self._learned
        if not learned.heard:
            return
        heard = {word for word in words if hearing.WORD_LEAST <= len(word) <= hearing.WORD_MOST}
        unknown = heard - self._common - learned.single.keys()
        hers = {word for word in unknown if learned.sounds_like(word, capital=True)}
        if not hers:
            return
        for match in PIECE.finditer(folded.plain):
            if match.group() not in hers:
                continue
            if folded.source(*match.span())[:1].isupper():
                yield _finding(folded, *match.span(), Kind.NAME)
            elif learned.sounds_like(match.group(), capital=False):
                yield _warning(folded, *match.span(), _HEARD_WHY)

    def _foreign(self, text: str) -> Iterator[Finding]:
        """Her name in a word of another script, by its sound."""
        for match in sounds.WORD.finditer(text):
            if sounds.has_foreign(match.group()) and self._sounds_like_her(match.group()):
                yield Finding(
                    "",
                    match.start(),
                    match.end(),
                    "own.name",
                    Outcome.BLOCK,
                    WHY[Kind.NAME],
                    INSTEAD[Kind.NAME],
                )

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


def _token_around(plain: str, place: int) -> tuple[int, int]:
    """The word of letters, figures and drawing signs that holds `place`, at most _TOKEN_MOST signs either way."""
    start = end = place
    while start > 0 and place - start < _TOKEN_MOST and plain[start - 1] in _DRAWN:
        start -= 1
    while end < len(plain) and end - place < _TOKEN_MOST and plain[end] in _DRAWN:
        end += 1
    return start, end


def _fits(masked: str, name: str) -> bool:
    return len(masked) == len(name) and all(a in ("*", b) for a, b in zip(masked, name, strict=True))


def _has_house_letter(pieces: list[tuple[str, int, int]], place: int) -> bool:
    """True if one letter is glued to the figures there: 14a."""
    after = pieces[place + 1] if place + 1 < len(pieces) else ("", 0, 0)
    return len(after[0]) == 1 and after[0].isalpha() and after[1] == pieces[place][2]


def _finding(folded: Folded, start: int, end: int, kind: Kind) -> Finding:
    start, end = folded.span(start, end)
    return Finding("", start, end, f"own.{kind}", Outcome.BLOCK, WHY[kind], INSTEAD[kind])


def _warning(folded: Folded, start: int, end: int, why: str = _COMMON_WHY) -> Finding:
    start, end = folded.span(start, end)
    return Finding("", start, end, "own.name", Outcome.WARN, why, INSTEAD[Kind.NAME])

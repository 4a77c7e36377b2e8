"""Her values, looked for in a text however they are written.

Blocks: a whole phone number, e-mail address, handle, postcode or code word; a house number with its street; a name
token of three letters or more that is not a common English word or UK place; two adjacent tokens of one value. A lone
common token warns. Case, diacritics, spacing, punctuation, lookalike letters, disguises (`disguised`), spellings and
slips of the finger, other scripts make no difference. Linear in the text: tables are looked up, no pattern is made from
her values.

What is said about a place where a value of hers stands: a block, or a warning to look again.

Her values in disguise: with figures or signs for letters, held down, starred, spelled out, glued into an address.

Each disguise is looked for only where plain searches, which cost next to nothing, have found what it cannot do without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from string import ascii_lowercase

from gateway.report.screening import phone_numbers, spelling
from gateway.report.screening.findings import Finding, Outcome
from gateway.report.screening.normalize import Folded, Piece, Pieces
from gateway.report.screening.own_values import Kind, Own
from gateway.report.screening.value_index import GAP, LEAST, SPLIT_LEAST, Learned
from gateway.report.screening.wordlists import word_list

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
PLACE_WHY = (
    "This word is also part of the name of a place where she works, learns or is treated. Look at it again."
)
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
SPELLED_LEAST = 4  # words of the radio alphabet in a row that may spell a name

# A word written with figures or signs for letters; it is read once more with the letters they stand for.
_SIGN = re.compile(r"[0-9@$!|+]")
_DRAWN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789@$!|+")
_DRAWN_WITH = "0123456789@$!|+"
_TOKEN_MOST = 40  # signs of a word that is read so
_SPACED = re.compile(r"(?<![a-z0-9@$!|+])[a-z0-9@$!|+](?:[ ._\-]{1,3}[a-z0-9@$!|+]){2,40}(?![a-z0-9@$!|+])")
_SINGLES = re.compile(
    r"(?<![a-z0-9@$!|+])[a-z0-9@$!|+][ ._\-]{1,3}[a-z0-9@$!|+][ ._\-]{1,3}[a-z0-9@$!|+](?![a-z0-9@$!|+])"
)
_LETTERS = str.maketrans("013456789@$!|+", "oieasgtbgasiit")
_MASKED = re.compile(r"(?<![a-z*])(?=[a-z]{0,20}\*)[a-z*]{3,20}(?![a-z*])")
_LONG_RUN = re.compile(r"([a-z])\1{2,}")
_RUNS = tuple(letter * 3 for letter in ascii_lowercase)
# An address on the net, an account or a tag: words are glued together in it.
_GLUED = re.compile(
    r"[@#][\w.]{3,60}|(?<![\w.+\-])[\w.+\-]{1,60}@[\w.\-]{1,60}|(?:https?://|www\.)[^\s]{3,200}"
    r"|(?<![a-z0-9])[a-z]{1,30}_\w{2,40}"
)
_GLUES = ("@", "#", "_", "http", "www.")
_AROUND = 210  # signs either side of such a glue that belong to it
# Said over the phone: "M for mother, A for apple", some letters alone between them.
_FOR = r"(?:,? (?:for|as in|like) [a-z]{2,12})?"
_SAID = re.compile(rf"(?<![a-z])[a-z]{_FOR}(?:[ ,.\-/;]{{1,3}}[a-z](?![a-z]){_FOR}){{2,40}}")
_FOR_WORD = re.compile(r",? (?:for|as in|like) [a-z]{2,12}")
_SAYS = (" for ", " as in ", " like ")


def find(folded: Folded, pieces: Pieces, learned: Learned) -> Iterator[Finding]:
    """Every disguise of one of her values in a text."""
    plain = folded.plain
    runs = [run for run in _RUNS if run in plain]
    if runs:
        yield from _stretched(folded, pieces, learned, runs)
    if any(sign in plain for sign in _DRAWN_WITH):
        yield from _drawn(folded, learned)
    if _SINGLES.search(plain):
        yield from _spaced(folded, learned)
    if "*" in plain:
        yield from _masked(folded, learned)
    yield from _glued(folded, learned)
    if (
        sum(_letter(plain[place - 1]) and not _letter(plain[place - 2 : place - 1]) for place in _says(plain))
        > 1
    ):
        yield from _said(folded, learned)
    if pieces.first_row(word_list("radio_alphabet"), SPELLED_LEAST):
        yield from _radioed(folded, pieces, learned)


def _stretched(folded: Folded, pieces: Pieces, learned: Learned, runs: Sequence[str]) -> Iterator[Finding]:
    """A name with a letter held down: "Mariiina"."""
    long = {word for word in pieces.different if len(word) > LEAST and any(run in word for run in runs)}
    held = {word: _unheld(word, learned) for word in long}
    for place in pieces.places({word for word, kind in held.items() if kind}):
        kind = held[pieces.words[place]]
        if kind is not None:
            yield block(folded, *pieces.spans[place], kind)


def _unheld(word: str, learned: Learned) -> Kind | None:
    shorter = (_LONG_RUN.sub(kept, word) for kept in (r"\1", r"\1\1"))
    return next((learned.single[short] for short in shorter if short in learned.single), None)


def _drawn(folded: Folded, learned: Learned) -> Iterator[Finding]:
    """A name with figures or signs for letters, or glued to figures: "m4r1na", "marina85"."""
    plain = folded.plain
    done = 0
    for sign in _SIGN.finditer(plain):
        place = sign.start()
        if place < done or not (_letter(plain[place - 1 : place]) or _letter(plain[place + 1 : place + 2])):
            continue
        start, end = _token_around(plain, place)
        done = end
        token = plain[start:end].strip("!|+$")
        word = token.translate(_LETTERS)
        kind = (
            learned.single.get(word)
            or learned.whole.get(word)
            or within(re.sub("[^a-z]", "", token), learned, GLUED_LEAST)
            or within(word, learned, GLUED_LEAST)
        )
        if kind is not None:
            yield block(folded, start, end, kind)


def _letter(sign: str) -> bool:
    return "a" <= sign <= "z"


def _spaced(folded: Folded, learned: Learned) -> Iterator[Finding]:
    """Letters and figures one by one: "m 4 r 1 n 4"."""
    for match in _SPACED.finditer(folded.plain):
        letters = re.sub(r"[ ._\-]", "", match.group()).translate(_LETTERS)
        kind = within(letters, learned, LEAST)
        if kind is not None:
            yield block(folded, *match.span(), kind)


def _masked(folded: Folded, learned: Learned) -> Iterator[Finding]:
    """Names with letters starred out: "M*rina"."""
    for match in _MASKED.finditer(folded.plain):
        word = match.group()
        if word.count("*") * 2 < len(word) and any(_fits(word, name) for name in learned.single):
            yield block(folded, *match.span(), Kind.NAME)


def _glued(folded: Folded, learned: Learned) -> Iterator[Finding]:
    """A name inside an account name, a tag or an address on the net."""
    done = 0
    for start, end in _glue(folded.plain):
        for match in _GLUED.finditer(folded.plain, max(start, done), end):
            done = match.end()
            whole = match.group().rstrip(".-")
            word = re.sub(r"[\W_]", "", whole)
            letters = re.sub("[0-9]", "", word)
            kind = within(letters, learned, GLUED_LEAST) or within(
                word.translate(_LETTERS), learned, GLUED_LEAST
            )
            if kind is not None:
                yield block(folded, match.start(), match.start() + len(whole), kind)


def _glue(plain: str) -> list[tuple[int, int]]:
    """The stretches around every sign that glues words together, in order, merged where they meet."""
    signs = sorted(place for glue in _GLUES if glue in plain for place in _places(plain, glue))
    merged: list[tuple[int, int]] = []
    for place in signs:
        start, end = max(0, place - _AROUND), min(len(plain), place + _AROUND)
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], end
        else:
            merged.append((start, end))
    return merged


def _places(plain: str, part: str) -> Iterator[int]:
    place = plain.find(part)
    while place >= 0:
        yield place
        place = plain.find(part, place + 1)


def _says(plain: str) -> Iterator[int]:
    return (place for said in _SAYS for place in _places(plain, said) if place)


def _said(folded: Folded, learned: Learned) -> Iterator[Finding]:
    """A name spelled over the phone: "M for mother, A for apple"."""
    for match in _SAID.finditer(folded.plain):
        said = match.group()
        if any(word in said for word in _SAYS):
            letters = re.sub("[^a-z]", "", _FOR_WORD.sub("", said))
            kind = within(letters, learned, LEAST)
            if kind is not None:
                yield block(folded, *match.span(), kind)


def _radioed(folded: Folded, pieces: Pieces, learned: Learned) -> Iterator[Finding]:
    """A name in the radio alphabet: "mike alfa romeo india november alfa"."""
    alphabet = word_list("radio_alphabet")
    row: list[int] = []
    for place, word in enumerate((*pieces.words, "")):
        if word in alphabet:
            row.append(place)
            continue
        if len(row) >= SPELLED_LEAST:
            letters = "".join(pieces.words[one][0] for one in row)
            kind = within(letters, learned, SPELLED_LEAST)
            if kind is not None:
                yield block(folded, pieces.spans[row[0]][0], pieces.spans[row[-1]][1], kind)
        row = []


def within(letters: str, learned: Learned, least: int) -> Kind | None:
    """The kind of one of her values of `least` letters that stands inside `letters`."""
    if len(letters) < least:
        return None
    for name, kind in learned.single.items():
        if len(name) >= least and name in letters:
            return kind
    return None


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
        found += find(folded, pieces, learned)
        found += [
            block(folded, start, end, Kind.PHONE)
            for start, end in phone_numbers.find(folded.plain, pieces, learned.phones)
        ]
        if spelling.has_foreign(folded.original):
            found += self._foreign(folded.original)
        return found

    def _words(self, folded: Folded, pieces: Pieces) -> Iterator[Finding]:
        learned, last = self._learned, len(pieces.words) - 1
        for place in pieces.places(learned.hot):
            word = pieces.words[place]
            if word in learned.single:
                yield self._alone(folded, *pieces.spans[place], learned.single[word])
            elif word in learned.warned and self._stands_out(folded, *pieces.spans[place], word):
                yield warn(folded, *pieces.spans[place])
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
            return warn(folded, start, end, PLACE_WHY)
        return block(folded, start, end, kind)

    def _by_sound(self, folded: Folded, pieces: Pieces) -> Iterator[Finding]:
        """A Latin spelling of a name that she gave in another script only."""
        learned = self._learned
        unknown = {word for word in pieces.different - self._common if len(word) >= LEAST}
        like = {
            word
            for word in unknown
            if spelling.loose(word) in learned.foreign_loose or spelling.bones(word) in learned.foreign_bones
        }
        for place in pieces.places(like):
            yield block(folded, *pieces.spans[place], Kind.NAME)

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
            yield block(folded, left[1], right[2], kind)

    def _joined(self, folded: Folded, pieces: Pieces, row: Sequence[int]) -> Iterator[Finding]:
        """Values that run over several pieces from the first of `row` on, or whole values of one piece."""
        learned, plain = self._learned, folded.plain
        joined, start, end = pieces.at(row[0])
        if joined in learned.whole:
            yield block(folded, start, end, learned.whole[joined])
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
                yield block(folded, taken[0][1], end, kind)

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
                    yield warn_at(*match.span(), INITIALS_WHY)

    def _heard(self, folded: Folded, pieces: Pieces) -> Iterator[Finding]:
        """A name spelt in another way, bent as some languages bend names, cut short, or with a slip of the finger.

        In small letters it only warns, but for a slip in a long name.
        """
        learned = self._learned
        if not learned.heard:
            return
        heard = {word for word in pieces.different if spelling.WORD_LEAST <= len(word) <= spelling.WORD_MOST}
        unknown = heard - self._common - learned.single.keys()
        slipped = {word for word in unknown if learned.slipped(word)}
        hers_too = {word for word in unknown if word in slipped or learned.sounds_like(word, capital=True)}
        for place in pieces.places(hers_too):
            word, span = pieces.words[place], pieces.spans[place]
            if word in slipped or folded.source(*span)[:1].isupper():
                yield block(folded, *span, Kind.NAME)
            elif learned.sounds_like(word, capital=False):
                yield warn(folded, *span, HEARD_WHY)

    def _foreign(self, text: str) -> Iterator[Finding]:
        """Her name in a word of another script, by its sound."""
        for match in spelling.WORD.finditer(text):
            if spelling.has_foreign(match.group()) and self._sounds_like_her(match.group()):
                yield block_at(*match.span(), Kind.NAME)

    def _sounds_like_her(self, word: str) -> bool:
        learned = self._learned
        roman = spelling.roman(word)
        if roman in learned.single or word in learned.foreign_words:
            return True
        if spelling.writes_vowels(word):
            heard = spelling.loose(roman)
            return any(heard.startswith(stem) for stem in learned.stems)
        heard = spelling.bones(roman)
        if len(heard) < 2:
            return False
        return heard in learned.bones or any(len(bone) > 2 and bone in heard for bone in learned.bones)


def _has_house_letter(pieces: Pieces, place: int) -> bool:
    """True if one letter is glued to the figures there: 14a."""
    word, start, _ = pieces.at(place + 1)
    return len(word) == 1 and word.isalpha() and start == pieces.spans[place][1]

"""Her values in disguise: with figures or signs for letters, held down, starred, spelled out, glued into an address.

Each disguise is looked for only where plain searches, which cost next to nothing, have found what it cannot do without.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from string import ascii_lowercase

from gateway.report.screening import hers
from gateway.report.screening.findings import Finding
from gateway.report.screening.folding import Folded
from gateway.report.screening.learned import LEAST, Learned
from gateway.report.screening.own_values import Kind
from gateway.report.screening.pieces import Pieces
from gateway.report.screening.wordlists import word_list

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
            yield hers.block(folded, *pieces.spans[place], kind)


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
            yield hers.block(folded, start, end, kind)


def _letter(sign: str) -> bool:
    return "a" <= sign <= "z"


def _spaced(folded: Folded, learned: Learned) -> Iterator[Finding]:
    """Letters and figures one by one: "m 4 r 1 n 4"."""
    for match in _SPACED.finditer(folded.plain):
        letters = re.sub(r"[ ._\-]", "", match.group()).translate(_LETTERS)
        kind = within(letters, learned, LEAST)
        if kind is not None:
            yield hers.block(folded, *match.span(), kind)


def _masked(folded: Folded, learned: Learned) -> Iterator[Finding]:
    """Names with letters starred out: "M*rina"."""
    for match in _MASKED.finditer(folded.plain):
        word = match.group()
        if word.count("*") * 2 < len(word) and any(_fits(word, name) for name in learned.single):
            yield hers.block(folded, *match.span(), Kind.NAME)


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
                yield hers.block(folded, match.start(), match.start() + len(whole), kind)


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
                yield hers.block(folded, *match.span(), kind)


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
                yield hers.block(folded, pieces.spans[row[0]][0], pieces.spans[row[-1]][1], kind)
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

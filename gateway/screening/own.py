"""Her own values, gathered from the identity part and looked for in every text towards the police (DECISIONS D24).

Blocks: a whole phone number, e-mail address, handle, postcode, house number with street; a name token of three letters
or more that is not a common English word; two adjacent tokens of one value. A lone common token ("May", "Rose") warns.
Compared after folding, so that case, diacritics, spacing, punctuation, lookalikes and leetspeak make no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any

import phonenumbers

from gateway.screening.findings import Finding, Outcome
from gateway.screening.folding import Folded, fold, fold_plain
from gateway.screening.words import word_list


class Kind(StrEnum):
    """What an own value is; it decides what counts as a match."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    HANDLE = "handle"
    ADDRESS = "address"
    POSTCODE = "postcode"
    CODE_WORD = "code_word"


@dataclass(frozen=True, slots=True)
class Own:
    """One value that is hers. `repr` does not show it."""

    kind: Kind
    value: str = field(repr=False)


WHY = {
    Kind.NAME: "This is, or looks like, her name or the name of somebody close to her.",
    Kind.PHONE: "This is her phone number.",
    Kind.EMAIL: "This is her e-mail address.",
    Kind.HANDLE: "This is her account name.",
    Kind.ADDRESS: "This is her address.",
    Kind.POSTCODE: "This is her postcode.",
    Kind.CODE_WORD: "This is her code word.",
}
INSTEAD = {
    Kind.NAME: "Write she, her, the victim, or her child.",
    Kind.PHONE: "Leave it out: police reach her only through your organisation.",
    Kind.EMAIL: "Leave it out: police reach her only through your organisation.",
    Kind.HANDLE: "Leave it out. What was written to her can be told without it.",
    Kind.ADDRESS: "Leave it out. The kind of place and the local authority are enough.",
    Kind.POSTCODE: "Leave it out. The local authority is enough.",
    Kind.CODE_WORD: "Leave it out.",
}
_COMMON_WHY = "This word is also part of her name. It may be an ordinary word here: look at it again."

_EMAIL = re.compile(r"[^\s@,;<>()]{1,64}@[^\s@,;<>()]{1,64}\.[^\s@,;<>()]{2,24}")
_HANDLE = re.compile(r"(?<![\w.])@[\w.]{3,40}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()./\-]{6,24}[0-9]")
_POSTCODE = re.compile(r"[a-z]{1,2}[0-9][a-z0-9]? ?[0-9][a-z]{2}")
_PIECE = re.compile(r"[a-z]+|[0-9]+|[^\W_a-z0-9]+")
# A word written with figures or signs for letters: read once more with the letters they stand for.
_DISGUISED = re.compile(
    r"(?<![a-z0-9@$!|+])(?=[a-z0-9@$!|+]{0,40}[a-z])(?=[a-z]{0,40}[0-9@$!|+])[a-z0-9@$!|+]{3,40}"
)
_LEET = str.maketrans("013456789@$!|+l", "oieasgtbgasiiti")
_NUMBERISH = re.compile(r"[0-9oil](?:[ ()./_\-]{0,3}[0-9oil]){8,30}")
_AS_DIGITS = str.maketrans("oil", "011")
_STREETS = frozenset(
    {"street", "st", "road", "rd", "avenue", "ave", "lane", "ln", "close", "drive", "dr", "court", "ct"}
)
LEAST = 3  # letters of a name token that count alone (D24)
SPLIT_LEAST = 5  # letters of a token that counts when other signs split it
GAP = 3  # signs between two pieces of one value


def own_values(identity: Mapping[str, Any]) -> list[Own]:
    """Every value of an identity half that must not turn up in a text towards the police."""
    found: list[Own] = []
    for leaf, kind in (("name", Kind.NAME), ("phone", Kind.PHONE)):
        found += [Own(kind, text) for text in _texts(identity.get(leaf))]
    contact = identity.get("safe_contact")
    if isinstance(contact, Mapping):
        for channel in contact.get("channels", ()):
            found += guess(channel.get("value", ""), Kind.NAME)
        found += inside(contact.get("note", ""))
    return [own for own in found if own.value.strip()]


def guess(value: str, otherwise: Kind) -> list[Own]:
    """One loose value as what it looks like: e-mail address, phone number, handle, postcode, or `otherwise`."""
    plain = fold_plain(value).strip()
    if _EMAIL.fullmatch(plain):
        return [Own(Kind.EMAIL, value)]
    if _HANDLE.fullmatch(plain):
        return [Own(Kind.HANDLE, value)]
    if _POSTCODE.fullmatch(plain):
        return [Own(Kind.POSTCODE, value)]
    return inside(value) or [Own(otherwise, value)]


def inside(text: str) -> list[Own]:
    """The phone numbers, e-mail addresses and handles that stand in running text."""
    plain = fold_plain(text)
    found = [Own(Kind.EMAIL, match.group()) for match in _EMAIL.finditer(plain)]
    found += [Own(Kind.HANDLE, match.group()) for match in _HANDLE.finditer(plain)]
    return found + [Own(Kind.PHONE, match.group()) for match in _PHONE.finditer(plain)]


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list | tuple):
        return [text for inner in value for text in _texts(inner)]
    return []


class Known:
    """Her values, folded once and ready to be looked for in any number of texts."""

    def __init__(self, values: Iterable[Own]):
        self._common = word_list("common_words")
        self._single: dict[str, Kind] = {}
        self._warned: set[str] = set()
        self._pairs: dict[tuple[str, str], Kind] = {}
        self._whole: dict[str, Kind] = {}
        self._phones: set[str] = set()
        for own in values:
            self._learn(own)
        keys = [*self._single, *self._whole]
        self._longest = max(map(len, keys), default=0)
        self._starts = {key[:length] for key in keys for length in range(1, len(key) + 1)}

    def find(self, text: str) -> list[Finding]:
        """Every place of `text` where one of her values stands, however it is written."""
        folded = fold(text)
        found = self._find_words(folded, folded.plain)
        disguised = _DISGUISED.sub(lambda match: match.group().translate(_LEET), folded.plain)
        if disguised != folded.plain:
            found += self._find_words(folded, disguised)
        return found + self._find_phones(folded)

    def _learn(self, own: Own) -> None:
        pieces = _PIECE.findall(fold_plain(own.value))
        whole = "".join(pieces)
        match own.kind:
            case Kind.PHONE:
                self._phones |= _national_digits(own.value)
            case Kind.EMAIL | Kind.HANDLE:
                if len(whole) >= LEAST:
                    self._whole[whole] = own.kind
                    self._whole["".join(_spoken(own.value))] = own.kind
            case Kind.POSTCODE | Kind.CODE_WORD:
                if len(whole) >= LEAST:
                    self._whole[whole] = own.kind
            case Kind.ADDRESS:
                self._learn_address(pieces)
            case Kind.NAME:
                self._learn_name(pieces)

    def _learn_name(self, pieces: Sequence[str]) -> None:
        for piece in pieces:
            if len(piece) >= LEAST and not piece.isdigit():
                if piece in self._common:
                    self._warned.add(piece)
                else:
                    self._single[piece] = Kind.NAME
        for left, right in pairwise(pieces):
            self._pairs[left, right] = self._pairs[right, left] = Kind.NAME
            if len(left + right) >= SPLIT_LEAST and left + right not in self._common:
                self._whole[left + right] = Kind.NAME

    def _learn_address(self, pieces: Sequence[str]) -> None:
        for left, right in pairwise(pieces):
            if right not in _STREETS:
                self._pairs[left, right] = Kind.ADDRESS

    def _find_words(self, folded: Folded, plain: str) -> list[Finding]:
        pieces = [(match.group(), match.start(), match.end()) for match in _PIECE.finditer(plain)]
        found: list[Finding] = []
        for place, (piece, start, end) in enumerate(pieces):
            if piece in self._single:
                found.append(_finding(folded, start, end, self._single[piece]))
            elif piece in self._warned:
                found.append(_common_finding(folded, start, end))
            if place + 1 < len(pieces) and pieces[place + 1][1] - end <= GAP:
                kind = self._pairs.get((piece, pieces[place + 1][0]))
                if kind is not None and "\n" not in plain[end : pieces[place + 1][1]]:
                    found.append(_finding(folded, start, pieces[place + 1][2], kind))
            if piece in self._starts:
                found += self._find_joined(folded, plain, pieces, place)
        return found

    def _find_joined(
        self, folded: Folded, plain: str, pieces: list[tuple[str, int, int]], first: int
    ) -> list[Finding]:
        joined = pieces[first][0]
        found: list[Finding] = []
        if joined in self._whole:
            found.append(_finding(folded, *pieces[first][1:], self._whole[joined]))
        last = first + 1
        while last < len(pieces) and pieces[last][1] - pieces[last - 1][2] <= GAP:
            joined += pieces[last][0]
            if joined not in self._starts:
                break
            kind = self._whole.get(joined) or self._single.get(joined)
            last += 1
            if kind is not None and self._is_one_word(plain, pieces[first:last], joined):
                found.append(_finding(folded, pieces[first][1], pieces[last - 1][2], kind))
        return found

    def _is_one_word(self, plain: str, pieces: list[tuple[str, int, int]], joined: str) -> bool:
        """True if pieces that spell a value are that value, and not ordinary words in a row ("am in a")."""
        if all(len(piece) == 1 for piece, _, _ in pieces):
            return len(joined) >= LEAST
        gaps = [plain[left[2] : right[1]] for left, right in pairwise(pieces)]
        if all(gap and not gap.isspace() and gap != "'" for gap in gaps):
            return True
        return len(joined) >= SPLIT_LEAST and not all(piece in self._common for piece, _, _ in pieces)

    def _find_phones(self, folded: Folded) -> list[Finding]:
        found = []
        for match in _NUMBERISH.finditer(folded.plain) if self._phones else ():
            digits = re.sub(r"[^0-9]", "", match.group().translate(_AS_DIGITS))
            if any(phone in digits for phone in self._phones):
                found.append(_finding(folded, match.start(), match.end(), Kind.PHONE))
        return found


def _national_digits(value: str) -> set[str]:
    """The national digits of a phone number: the same however it is written, at home or from abroad."""
    plain = fold_plain(value)
    found = set()
    try:
        read = phonenumbers.parse(plain, "GB")
        found.add(str(read.national_number))
    except phonenumbers.NumberParseException:
        pass
    digits = re.sub(r"[^0-9]", "", plain)
    found.add(digits.removeprefix("00").removeprefix("44").lstrip("0"))
    return {digits for digits in found if len(digits) >= 6}


def _spoken(value: str) -> list[str]:
    """An e-mail address as it is read aloud, in pieces: "@" is at, "." is dot."""
    return _PIECE.findall(fold_plain(value).replace("@", " at ").replace(".", " dot "))


def _finding(folded: Folded, start: int, end: int, kind: Kind) -> Finding:
    start, end = folded.span(start, end)
    return Finding("", start, end, f"own.{kind}", Outcome.BLOCK, WHY[kind], INSTEAD[kind])


def _common_finding(folded: Folded, start: int, end: int) -> Finding:
    start, end = folded.span(start, end)
    return Finding("", start, end, "own.name", Outcome.WARN, _COMMON_WHY, INSTEAD[Kind.NAME])

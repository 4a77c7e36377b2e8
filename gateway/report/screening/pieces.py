"""A folded text cut into its pieces, once for everything that reads it: words, figures, words of other scripts."""

from __future__ import annotations

import re
from functools import cached_property

from gateway.report.screening.figures import NARROW, Window, windows

PIECE = re.compile(r"[a-z]+|[0-9]+|[^\W_a-z0-9]+")
Piece = tuple[str, int, int]  # the piece, where it begins, where it ends


class Pieces:
    """The pieces of one folded text, in order, and the stretches around its figures."""

    def __init__(self, plain: str):
        self.plain = plain
        self.spans = [match.span() for match in PIECE.finditer(plain)]  # where each piece begins and ends
        self.words = [plain[start:end] for start, end in self.spans]
        self.different = set(self.words)

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

    def places(self, wanted: set[str]) -> list[int]:
        """The places of every piece that is one of these words."""
        if wanted.isdisjoint(self.different):
            return []
        return [place for place, word in enumerate(self.words) if word in wanted]

    def first_row(self, wanted: frozenset[str], least: int) -> bool:
        """True if `least` of these words stand in a row anywhere."""
        return b"\1" * least in bytes(map(wanted.__contains__, self.words))

"""A document of one size: nothing about what it says, or in which language, can be told from how long it is (P10)."""

from __future__ import annotations

from flask import Response

SIZE = 65536  # bytes of every document
_BEFORE, _AFTER = b"\n<!--", b"-->\n"


class TooBig(ValueError):
    """The page does not fit into the one size."""


def padded(html: str) -> bytes:
    """The document with a comment behind it, `SIZE` bytes in all. TooBig if it does not fit."""
    page = html.encode("utf-8")
    room = SIZE - len(page) - len(_BEFORE) - len(_AFTER)
    if room < 0:
        raise TooBig("the page does not fit into its one size")
    return page + _BEFORE + b" " * room + _AFTER


def as_it_is(response: Response) -> Response:
    """Nobody on the way compresses it. For `after_request` of her pages."""
    response.headers["Content-Encoding"] = "identity"
    return response

"""One press, one act: a form that makes something new carries a word, and the word is good once.

For acts that would do harm when a page is loaded again (a second code takes the first one's place). The words live in
this program's memory; an unknown one, of an earlier start, counts as used.
"""

from __future__ import annotations

import secrets

from flask import current_app


def fresh() -> str:
    """A word for a form."""
    word = secrets.token_urlsafe(16)
    _words().add(word)
    return word


def is_first(word: str) -> bool:
    """True once for each word."""
    if word in _words():
        _words().remove(word)
        return True
    return False


def _words() -> set[str]:
    found: set[str] = current_app.extensions.setdefault("presses", set())
    return found

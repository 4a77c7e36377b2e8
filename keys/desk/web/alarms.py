"""Alarms that came while nobody looked: kept until somebody says that they were read.

Some are found only once (a key that the directory lists and no desk made). A page that locks itself must not lose them.
Sentences for a person, none of a report's words.
"""

from keys.clock import today
from keys.desk.desk import Desk

_SHELF = "alarms"


def keep(desk: Desk, sentences: list[str]) -> None:
    """They stand until they were read; one that stands already is not told twice."""
    for sentence in sentences:
        if desk.vault.get(_SHELF, sentence) is None:
            desk.vault.put(_SHELF, sentence, today())


def unread(desk: Desk) -> list[str]:
    """What nobody has read yet, oldest first."""
    return [sentence for _, sentence in sorted((day, each) for each, day in desk.vault.all(_SHELF))]


def read(desk: Desk) -> None:
    """Somebody has read them."""
    with desk.vault.batch():
        for sentence in unread(desk):
            desk.vault.delete(_SHELF, sentence)

"""Alarms that came while nobody looked: kept until somebody says that they were read.

Some are found only once (a key that the directory lists and no desk made). A page that locks itself must not lose them.
"""

from __future__ import annotations

from keys.clock import today
from keys.desk.store.vault import Vault

_SHELF = "alarms"


class Alarms:
    """The unread alarms in one vault. Sentences for a person, none of a report's words."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def keep(self, sentences: list[str]) -> None:
        """They stand until they were read; one that stands already is not told twice."""
        for sentence in sentences:
            if self._vault.get(_SHELF, sentence) is None:
                self._vault.put(_SHELF, sentence, today())

    def unread(self) -> list[str]:
        """What nobody has read yet, oldest first."""
        return [sentence for _, sentence in sorted((day, each) for each, day in self._vault.all(_SHELF))]

    def read(self) -> None:
        """Somebody has read them."""
        with self._vault.batch():
            for sentence in self.unread():
                self._vault.delete(_SHELF, sentence)

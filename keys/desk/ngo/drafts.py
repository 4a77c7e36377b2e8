"""Drafts of reports at an NGO's desk: sealed in its vault, and gone from it when filed or deleted. No line is needed.

A draft is the form as it was typed, name by name, half finished or not. It was never a report, and nobody outside has
anything of it. Numbers of papers are kept nowhere, so a form that holds one is not kept as a draft either: whoever
calls has looked for them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from keys.clock import today
from keys.desk.errors import DeskError
from keys.desk.store.vault import Vault

SHELF = "draft"
_NAME = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Draft:
    """One draft. `day` is the UTC day it was last written, `values` the form, name by name."""

    name: str
    day: int
    values: dict[str, str]

    def __repr__(self) -> str:
        return "Draft(not shown)"


class Drafts:
    """The drafts of one desk."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def keep(self, name: str, values: dict[str, str]) -> None:
        """The draft `name` (32 hex digits) is these values, in place of what it was."""
        if not _NAME.fullmatch(name):
            raise DeskError("This form has lost its name. Copy your words, and begin a new one.")
        self._vault.put(SHELF, name, {"day": today(), "values": values})

    def all(self) -> list[Draft]:
        """Every draft, the one written last in front."""
        found = [Draft(name, row["day"], row["values"]) for name, row in self._vault.all(SHELF)]
        return sorted(found, key=lambda draft: (-draft.day, draft.name))

    def find(self, name: str) -> Draft:
        """The draft whose name begins like that. DeskError when there is not exactly one."""
        found = [draft for draft in self.all() if len(name) >= 4 and draft.name.startswith(name)]
        if len(found) != 1:
            raise DeskError(
                "No single draft is called that. It may have been filed or deleted. See: amparo-desk drafts"
            )
        return found[0]

    def delete(self, name: str) -> None:
        """The draft is gone, if it was there."""
        self._vault.delete(SHELF, name)

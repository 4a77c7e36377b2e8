"""The forms a caseworker kept for later: listed, looked at, taken out to be corrected, filed or deleted at this desk.

A held form was never a report and no force ever got anything of it. It is named by the first signs of the id it
came under. Whatever becomes of it, nothing of its words stays in the vault once it is filed or deleted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keys.desk.errors import DeskError
from keys.desk.store.cases import Cases
from keys.keyfiles import write_private_file
from keys.parts import Part

SHELF = "held"
SHORT = 8
"""Signs of a held form's id that a person types."""
_BESIDE = frozenset({"id", "priority"})  # what the page sends along that is no part of a report


@dataclass(frozen=True)
class Held:
    """One form. `day` is the UTC day it was kept, `document` what it holds so far, `priority` as it was chosen."""

    name: str
    cid: str
    day: int
    document: dict[str, Any]
    priority: bool

    def __repr__(self) -> str:
        return "Held(not shown)"


class Holding:
    """The held forms of one NGO's desk."""

    def __init__(self, cases: Cases) -> None:
        self._cases = cases

    def all(self) -> list[Held]:
        """Every held form, oldest first."""
        found = [_held(cid, row) for cid, row in self._cases.vault.all(SHELF)]
        return sorted(found, key=lambda held: (held.day, held.cid))

    def find(self, typed: str) -> Held:
        """The held form whose id begins like that. DeskError when there is not exactly one."""
        plain = typed.strip().lower()
        found = [held for held in self.all() if held.cid.startswith(plain)] if len(plain) >= 4 else []
        if len(found) != 1:
            raise DeskError("No single held form is called that. See them: amparo-desk held")
        return found[0]

    def write(self, typed: str, target: Path) -> None:
        """`target`, a new file that only its owner can read, holds the form to be corrected."""
        text = json.dumps(self.find(typed).document, ensure_ascii=False, indent=2) + "\n"
        try:
            write_private_file(target, text)
        except OSError:
            raise DeskError(f"{target} cannot be written. Choose another place.") from None

    def delete(self, typed: str) -> None:
        """The form is gone from this desk, and what it came in too."""
        held = self.find(typed)
        with self._cases.vault.batch():
            self._cases.vault.delete(SHELF, held.cid)
            kept = self._cases.kept(Part.HELD, held.cid)
            if kept is not None:
                self._cases.empty(kept)


def _held(cid: str, row: dict[str, Any]) -> Held:
    form = row["form"]
    document = {name: value for name, value in form.items() if name not in _BESIDE}
    return Held(cid[:SHORT], cid, row["day"], document, form.get("priority") == "priority")

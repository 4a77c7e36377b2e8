"""What is not a report yet, in the vault of an NGO's desk: drafts begun here, forms kept for later on the website.

Rules
- A draft is the form as it was typed, name by name, half finished or not; no line is needed. A form with a number of
  papers is kept nowhere: whoever calls has looked for them.
- A held form was never a report, and no force ever got anything of it. It is named by the first signs of the id it came
  under.
- Filed or deleted, nothing of its words stays in the vault.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keys.clock import today
from keys.desk.errors import DeskError
from keys.desk.store.cases import Cases
from keys.desk.store.vault import Vault
from keys.keyfiles import write_private_file
from keys.roles import Part

SHELF = "draft"
_NAME = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, repr=False)
class SavedDraft:
    """One draft. `day` is the UTC day it was last written, `values` the form, name by name."""

    name: str
    day: int
    values: dict[str, str]


class SavedDrafts:
    """The drafts of one desk."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def keep(self, name: str, values: dict[str, str]) -> None:
        """The draft `name` (32 hex digits) is these values, in place of what it was."""
        if not _NAME.fullmatch(name):
            raise DeskError("This form has lost its name. Copy your words, and begin a new one.")
        self._vault.put(SHELF, name, {"day": today(), "values": values})

    def all(self) -> list[SavedDraft]:
        """Every draft, the one written last in front."""
        found = [SavedDraft(name, row["day"], row["values"]) for name, row in self._vault.all(SHELF)]
        return sorted(found, key=lambda draft: (-draft.day, draft.name))

    def find(self, name: str) -> SavedDraft:
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


HELD_SHELF = "held"
SHORT = 8  # signs of a held form's id that a person types
_BESIDE = frozenset({"id", "priority"})  # what the page sends along that is no part of a report


@dataclass(frozen=True, repr=False)
class HeldForm:
    """One form. `day` is the UTC day it was kept, `document` what it holds so far, `priority` as it was chosen."""

    name: str
    cid: str
    day: int
    document: dict[str, Any]
    priority: bool


class HeldForms:
    """The held forms of one NGO's desk."""

    def __init__(self, cases: Cases) -> None:
        self._cases = cases

    def all(self) -> list[HeldForm]:
        """Every held form, oldest first."""
        found = [_held(cid, row) for cid, row in self._cases.vault.all(HELD_SHELF)]
        return sorted(found, key=lambda held: (held.day, held.cid))

    def find(self, typed: str) -> HeldForm:
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
        forget_held(self._cases, self.find(typed).cid)


def forget_held(cases: Cases, cid: str) -> None:
    """Nothing of the held form, nor of what it came in, is in the vault."""
    with cases.vault.batch():
        cases.vault.delete(HELD_SHELF, cid)
        kept = cases.kept(Part.HELD, cid)
        if kept is not None:
            cases.empty(kept)


def _held(cid: str, row: dict[str, Any]) -> HeldForm:
    form = row["form"]
    document = {name: value for name, value in form.items() if name not in _BESIDE}
    return HeldForm(cid[:SHORT], cid, row["day"], document, form.get("priority") == "priority")

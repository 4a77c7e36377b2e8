"""What a desk writes for itself: its own number beside a report, and who covers when somebody is away.

Nothing of it is ever sent, exported or printed with a report. It lies in the vault like everything else. A report that
belongs to a case, or that came twice, is linked here, in the organisation's own numbers.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from keys.clock import today
from keys.desk.errors import DeskError
from keys.desk.store.cases import Case
from keys.desk.store.vault import Vault
from keys.envelope.manifest import reference

_SHELF, _DESK = "margin", "desk-note"
LONGEST_NUMBER, LONGEST_NOTE = 60, 1000
"""Characters."""


@dataclass(frozen=True)
class Margin:
    """Beside one report: `number` in the organisation's own system, and a note. Changed on `day`."""

    number: str = ""
    note: str = ""
    day: int = 0


class Margins:
    """The margins in one vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def of(self, case: Case) -> Margin:
        """What stands beside the report."""
        row = self._vault.get(_SHELF, case.report_id)
        return Margin() if row is None else Margin(**row)

    def write(self, case: Case, *, number: str, note: str) -> None:
        """This stands beside the report from now on; two empty texts take it away."""
        found = Margin(_short(number, LONGEST_NUMBER), _short(note, LONGEST_NOTE), today())
        if found.number or found.note:
            self._vault.put(_SHELF, case.report_id, asdict(found))
        else:
            self._vault.delete(_SHELF, case.report_id)

    def numbers(self) -> dict[str, str]:
        """Our own numbers by whole reference."""
        rows = self._vault.all(_SHELF)
        return {reference(bytes.fromhex(ident)): row["number"] for ident, row in rows if row["number"]}

    def on_the_desk(self) -> Margin:
        """The note on the desk itself: who is away, and who covers."""
        row = self._vault.get(_DESK, "")
        return Margin() if row is None else Margin(**row)

    def leave_on_the_desk(self, note: str) -> None:
        """The note on the desk says this from now on."""
        self._vault.put(_DESK, "", asdict(Margin(note=_short(note, LONGEST_NOTE), day=today())))


def _short(text: str, most: int) -> str:
    plain = text.strip()
    if len(plain) > most:
        raise DeskError(f"That has {len(plain)} characters; at most {most} fit here. Nothing was changed.")
    return plain

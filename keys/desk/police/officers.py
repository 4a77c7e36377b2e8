"""The officers of one police desk: the pseudonym that the NGO is told, and who that is, which this desk alone knows.

An opening or an export is told to the NGO with the pseudonym (ENVELOPE.md, section 13). Which collar number it stands
for lies in the vault and leaves it never: it is for the force's own professional standards, when an NGO asks who
looked.

Rules
- A pseudonym is one word of letters, digits and dashes, and does not hold the collar number.
- It is never given to somebody else later: who left stays on the list, and can sit here no more.

What a desk writes for itself: its own number beside a report, and who covers when somebody is away.

Nothing of it is ever sent, exported or printed with a report. It lies in the vault like everything else. A report that
belongs to a case, or that came twice, is linked here, in the organisation's own numbers.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace

from keys.clock import today
from keys.desk.errors import DeskError
from keys.desk.store.cases import Case
from keys.desk.store.vault import Vault
from keys.envelope.format import reference

_SHELF = "officers"
_PSEUDONYM = re.compile(r"[a-z][a-z0-9-]{1,23}")
_LONGEST = 40  # characters of a collar number


@dataclass(frozen=True, order=True)
class Officer:
    """One of them. Days are UTC day numbers; `left` is None while they work here."""

    pseudonym: str
    collar: str
    since: int
    left: int | None = None


class Officers:
    """The officers in one vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def all(self) -> list[Officer]:
        """Everybody who ever sat at this desk, by pseudonym."""
        return sorted(Officer(**row) for _, row in self._vault.all(_SHELF))

    def here(self) -> list[Officer]:
        """Who works at this desk today."""
        return [officer for officer in self.all() if officer.left is None]

    def known(self, pseudonym: str) -> Officer:
        """The officer of a pseudonym who works here. DeskError when there is none."""
        for officer in self.here():
            if officer.pseudonym == pseudonym:
                return officer
        raise DeskError(f"No officer of this desk is called '{pseudonym}'. See: amparo-desk officers.")

    def add(self, pseudonym: str, collar: str) -> Officer:
        """An officer works here from today. DeskError when the pseudonym was ever used, or gives the number away."""
        word, number = pseudonym.strip().lower(), " ".join(collar.split())
        if not _PSEUDONYM.fullmatch(word):
            raise DeskError(
                "A pseudonym is one word of 2 to 24 letters, digits and dashes, such as kestrel, a letter first."
            )
        if not number or len(number) > _LONGEST:
            raise DeskError("Say whose pseudonym it is: a collar number. It stays at this desk.")
        if re.sub(r"\W", "", number).lower() in word.replace("-", ""):
            raise DeskError(
                "The pseudonym holds the collar number, so the NGO would learn it. Take a plain word."
            )
        with self._vault.batch():
            if any(officer.pseudonym == word for officer in self.all()):
                raise DeskError(
                    f"'{word}' is taken, or was once. A pseudonym is never given to somebody else."
                )
            found = Officer(word, number, today())
            self._vault.put(_SHELF, word, asdict(found))
        return found

    def leave(self, pseudonym: str) -> None:
        """The officer sits here no more; who they were stays known."""
        with self._vault.batch():
            found = self.known(pseudonym)
            self._vault.put(_SHELF, found.pseudonym, {**asdict(found), "left": today()})


_MARGIN_SHELF, _DESK = "margin", "desk-note"
LONGEST_NUMBER, LONGEST_NOTE = 60, 1000
"""Characters."""


@dataclass(frozen=True)
class Margin:
    """Beside one report: `number` in the organisation's own system, a note, the `officer` it is assigned to (a
    pseudonym). Changed on `day`."""

    number: str = ""
    note: str = ""
    day: int = 0
    officer: str = ""


class Margins:
    """The margins in one vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def of(self, case: Case) -> Margin:
        """What stands beside the report."""
        row = self._vault.get(_MARGIN_SHELF, case.report_id)
        return Margin() if row is None else Margin(**row)

    def write(self, case: Case, *, number: str, note: str) -> None:
        """This stands beside the report from now on."""
        self._put(
            case,
            replace(self.of(case), number=_short(number, LONGEST_NUMBER), note=_short(note, LONGEST_NOTE)),
        )

    def assign(self, case: Case, officer: str) -> None:
        """The report is this officer's from now on, or nobody's."""
        self._put(case, replace(self.of(case), officer=officer))

    def _put(self, case: Case, margin: Margin) -> None:
        if margin.number or margin.note or margin.officer:
            self._vault.put(_MARGIN_SHELF, case.report_id, asdict(replace(margin, day=today())))
        else:
            self._vault.delete(_MARGIN_SHELF, case.report_id)

    def all(self) -> dict[str, Margin]:
        """What stands beside reports, by whole reference."""
        rows = self._vault.all(_MARGIN_SHELF)
        return {reference(bytes.fromhex(ident)): Margin(**row) for ident, row in rows}

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

"""What a desk writes for itself: its own number beside a report, organisations' telephones, who covers for whom.

Nothing of it is ever sent or exported, but for the number, which stands on the printed PDF. It lies in the vault like
everything else. A report that belongs to a case, or that came twice, is linked here, in the organisation's own numbers.
"""

from dataclasses import asdict, dataclass, replace

from keys.clock import today
from keys.desk.desk import Desk
from keys.desk.errors import DeskError
from keys.desk.store.records import Case
from keys.envelope.format import reference

_SHELF, _DESK, _TELEPHONES = "margin", "desk-note", "telephone"
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


def of(desk: Desk, case: Case) -> Margin:
    """What stands beside the report."""
    row = desk.vault.get(_SHELF, case.report_id)
    return Margin() if row is None else Margin(**row)


def write(desk: Desk, case: Case, *, number: str, note: str) -> None:
    """This stands beside the report from now on."""
    found = replace(of(desk, case), number=_short(number, LONGEST_NUMBER), note=_short(note, LONGEST_NOTE))
    _put(desk, case, found)


def assign(desk: Desk, case: Case, officer: str) -> None:
    """The report is this officer's from now on, or nobody's."""
    _put(desk, case, replace(of(desk, case), officer=officer))


def _put(desk: Desk, case: Case, margin: Margin) -> None:
    if margin.number or margin.note or margin.officer:
        desk.vault.put(_SHELF, case.report_id, asdict(replace(margin, day=today())))
    else:
        desk.vault.delete(_SHELF, case.report_id)


def everything(desk: Desk) -> dict[str, Margin]:
    """What stands beside reports, by whole reference."""
    return {reference(bytes.fromhex(ident)): Margin(**row) for ident, row in desk.vault.all(_SHELF)}


def telephones(desk: Desk) -> dict[str, str]:
    """The telephone number of each organisation, as somebody at this desk wrote it down; by its id."""
    return {org: str(number) for org, number in desk.vault.all(_TELEPHONES)}


def write_telephone(desk: Desk, org: str, number: str) -> None:
    """The organisation is called by this number from now on; by none when it is empty."""
    number = _short(number, LONGEST_NUMBER)
    if number:
        desk.vault.put(_TELEPHONES, org, number)
    else:
        desk.vault.delete(_TELEPHONES, org)


def on_the_desk(desk: Desk) -> Margin:
    """The note on the desk itself: who is away, and who covers."""
    row = desk.vault.get(_DESK, "")
    return Margin() if row is None else Margin(**row)


def leave_on_the_desk(desk: Desk, note: str) -> None:
    """The note on the desk says this from now on."""
    desk.vault.put(_DESK, "", asdict(Margin(note=_short(note, LONGEST_NOTE), day=today())))


def _short(text: str, most: int) -> str:
    plain = text.strip()
    if len(plain) > most:
        raise DeskError(f"That has {len(plain)} characters; at most {most} fit here. Nothing was changed.")
    return plain

"""A caseworker's own notes on a case, and the days on which she wants to look at it again.

They lie in this desk's vault and go nowhere else: no envelope, export or proof of a report holds a word of them. They
go with the case to another desk of the same organisation (`merge`), and into a backup. What was removed leaves its name
without a word, so that no desk that still had it brings it back.
"""

import secrets
from dataclasses import asdict, dataclass, replace
from typing import Any

from gateway.report.names import day_to_type
from gateway.report.partial_dates import from_words
from keys.clock import from_iso, iso, today
from keys.desk.desk import Desk, act
from keys.desk.errors import DeskError
from keys.desk.store.records import Case
from keys.roles import Kind

LONGEST = 3000  # characters of one note
_DUE = "look-again"
"""The shelf of days that are still ahead or were not dealt with, so that Today reads these rows and no others."""


@dataclass(frozen=True, repr=False)
class OwnNote:
    """One note, written on `day`. `again`: the day to look at the case again, `done` the day on which somebody did."""

    id: str
    report_id: str
    day: int
    text: str = ""
    again: int | None = None
    done: int | None = None
    removed: bool = False

    @property
    def is_due(self) -> bool:
        return self.is_ahead and self.again is not None and self.again <= today()

    @property
    def is_ahead(self) -> bool:
        """True while the case is to be looked at again, on its day or late."""
        return self.again is not None and self.done is None and not self.removed


def of(desk: Desk, case: Case) -> list[OwnNote]:
    """The notes on a case and on her other accounts, the last one in front."""
    found = [note for each in [case, *desk.cases.accounts(case)] for note in _every(desk, each.report_id)]
    return sorted((note for note in found if not note.removed), key=lambda note: (-note.day, note.id))


def due(desk: Desk) -> list[OwnNote]:
    """The notes whose day has come, of every case."""
    found = [_at(desk, report_id, name) for name, report_id in desk.vault.all(_DUE)]
    return [note for note in found if note is not None and note.is_due]


def day_ahead(typed: str) -> int | None:
    """The day that was typed, today or later; None for none."""
    if not typed.strip():
        return None
    try:
        day = from_iso(from_words(typed, iso(today())[:7]))
    except ValueError:
        raise DeskError(f"Write the day as {day_to_type(today() + 7)}. Nothing was kept.") from None
    if day < today():
        raise DeskError("That day is over. Write one that is still to come, its year in four figures.")
    return day


@act(Kind.NGO, called="notebook")
def write(desk: Desk, case: Case, text: str, again: str = "") -> OwnNote:
    """A note, durable here alone. `again`: a day as people write it, or none. DeskError where either cannot be kept."""
    words, day = text.strip(), day_ahead(again)
    if not words and day is None:
        raise DeskError("Write a note, or a day to look at the report again. Nothing was kept.")
    if len(words) > LONGEST:
        raise DeskError(f"A note has at most {LONGEST} characters; this has {len(words)}. Nothing was kept.")
    note = OwnNote(secrets.token_hex(4), case.report_id, today(), words, day)
    _put(desk, note)
    return note


@act(Kind.NGO, called="notebook")
def looked_again(desk: Desk, case: Case, name: str) -> None:
    """The case was looked at again: Today says no more of this day."""
    _put(desk, replace(_named(desk, case, name), done=today()))


@act(Kind.NGO, called="notebook")
def remove(desk: Desk, case: Case, name: str) -> None:
    """No word of the note is left at this desk."""
    _put(desk, replace(_named(desk, case, name), text="", again=None, removed=True))


def packed(desk: Desk, case: Case) -> list[dict[str, Any]]:
    """What another desk of the organisation is given with the case."""
    return [asdict(note) for note in _every(desk, case.report_id)]


def join(desk: Desk, row: dict[str, Any]) -> None:
    """The note of another desk is here. What was removed or done at either desk is."""
    theirs = OwnNote(**row)
    ours = _at(desk, theirs.report_id, theirs.id)
    if ours is not None and ours.removed:
        return
    days = [note.done for note in (ours, theirs) if note is not None and note.done is not None]
    _put(desk, replace(theirs, done=min(days, default=None)))


def _every(desk: Desk, report_id: str) -> list[OwnNote]:
    return [OwnNote(**row) for _, row in desk.vault.all(_shelf(report_id))]


def _at(desk: Desk, report_id: str, name: str) -> OwnNote | None:
    row = desk.vault.get(_shelf(report_id), name)
    return None if row is None else OwnNote(**row)


def _named(desk: Desk, case: Case, name: str) -> OwnNote:
    found = [note for note in of(desk, case) if note.id == name]
    if not found:
        raise DeskError(f"This report has no note of that number. See: amparo-desk notebook {case.short}")
    return found[0]


def _put(desk: Desk, note: OwnNote) -> None:
    with desk.vault.batch():
        desk.vault.put(_shelf(note.report_id), note.id, asdict(note))
        if note.is_ahead:
            desk.vault.put(_DUE, note.id, note.report_id)
        else:
            desk.vault.delete(_DUE, note.id)


def _shelf(report_id: str) -> str:
    return f"notebook {report_id}"

"""What a caseworker writes down after she told an emergency service something without waiting for anybody's yes.

The call itself goes by telephone, never through Amparo: nothing here sends, delays or asks first. The record stays in
the NGO's vault and goes nowhere. It need not belong to a report: often there is none yet.
"""

import secrets
from dataclasses import asdict, dataclass
from typing import Any

from gateway.report.codes import BASES, VICTIM_ASKED, WHO_WAS_TOLD
from keys.clock import from_iso, iso, today
from keys.desk.errors import DeskError
from keys.desk.store.vault import Vault

_SHELF = "emergencies"
LONGEST = 2000  # characters of each text


@dataclass(frozen=True)
class EmergencyDisclosure:
    """Who was told what, why, and whether she was asked. Days are `YYYY-MM-DD`; `told_victim`: empty until she was."""

    id: str
    basis: str
    to: str
    what: str
    asked_victim: str
    why: str
    decided_by: str
    second_person: str
    day: str
    told_victim: str
    about: str


def record(vault: Vault, **words: str) -> EmergencyDisclosure:
    """The disclosure, durable in the vault. DeskError when a word is not one of the lists, or a text is missing."""
    told = EmergencyDisclosure(secrets.token_hex(4), **words)
    for name, value, known in (
        ("basis", told.basis, BASES), ("to", told.to, WHO_WAS_TOLD), ("asked", told.asked_victim, VICTIM_ASKED),
    ):  # fmt: skip
        if value not in known:
            raise DeskError(f"--{name} is one of: {', '.join(known)}. Nothing was written down.")
    for name, value in (("what", told.what), ("why", told.why), ("decided-by", told.decided_by)):
        if not value.strip() or len(value) > LONGEST:
            raise DeskError(f"--{name} needs words, at most {LONGEST} characters. Nothing was written down.")
    for name, day in (("day", told.day), ("told", told.told_victim)):
        if day or name == "day":
            _past(name, day)
    with vault.batch():
        vault.put(_SHELF, told.id, asdict(told))
    return told


def told_her(vault: Vault, record_id: str, day: str) -> EmergencyDisclosure:
    """The record says on which day she was told. DeskError when there is no such record."""
    _past("told", day)
    kept: dict[str, Any] | None = vault.get(_SHELF, record_id)
    if kept is None:
        raise DeskError("There is no emergency record of that number. See: amparo-desk emergency list")
    with vault.batch():
        vault.put(_SHELF, record_id, kept | {"told_victim": day})
    return EmergencyDisclosure(**(kept | {"told_victim": day}))


def every(vault: Vault) -> list[EmergencyDisclosure]:
    """All records, oldest day first."""
    return sorted((EmergencyDisclosure(**kept) for _, kept in vault.all(_SHELF)), key=lambda one: (one.day, one.id))


def _past(name: str, day: str) -> None:
    try:
        when = from_iso(day)
    except ValueError:
        raise DeskError(f"--{name} is a day written YYYY-MM-DD, such as {iso(today())}.") from None
    if when > today() + 1:
        raise DeskError(f"--{name} lies in the future. Nothing was written down.")

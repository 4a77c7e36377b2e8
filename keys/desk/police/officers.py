"""The officers of one police desk: the pseudonym that the NGO is told, and who that is, which this desk alone knows.

An opening or an export is told to the NGO with the pseudonym (ENVELOPE.md, section 13). Which collar number it stands
for lies in the vault and leaves it never: it is for the force's own professional standards, when an NGO asks who
looked.

Rules
- A pseudonym is one word of letters, digits and dashes, and does not hold the collar number.
- It is never given to somebody else later: who left stays on the list, and can sit here no more.
"""

import re
from dataclasses import asdict, dataclass, replace

from keys.clock import today
from keys.desk.desk import Desk, only
from keys.desk.errors import DeskError
from keys.roles import Kind

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


def everybody(desk: Desk) -> list[Officer]:
    """Everybody who ever sat at this desk, by pseudonym."""
    return sorted(Officer(**row) for _, row in desk.vault.all(_SHELF))


def here(desk: Desk) -> list[Officer]:
    """Who works at this desk today."""
    return [officer for officer in everybody(desk) if officer.left is None]


def known(desk: Desk, pseudonym: str) -> Officer:
    """The officer of a pseudonym who works here. DeskError when there is none."""
    for officer in here(desk):
        if officer.pseudonym == pseudonym:
            return officer
    raise DeskError(f"No officer of this desk is called '{pseudonym}'. See: amparo-desk officers.")


def add(desk: Desk, pseudonym: str, collar: str) -> Officer:
    """An officer works here from today. DeskError when the pseudonym was ever used, or gives the number away."""
    word, number = pseudonym.strip().lower(), " ".join(collar.split())
    if not _PSEUDONYM.fullmatch(word):
        raise DeskError(
            "A pseudonym is one word of 2 to 24 letters, digits and dashes, such as kestrel, a letter first."
        )
    if not number or len(number) > _LONGEST:
        raise DeskError("Say whose pseudonym it is: a collar number. It stays at this desk.")
    if re.sub(r"\W", "", number).lower() in word.replace("-", ""):
        raise DeskError("The pseudonym holds the collar number, so the NGO would learn it. Take a plain word.")
    with desk.vault.batch():
        if any(officer.pseudonym == word for officer in everybody(desk)):
            raise DeskError(f"'{word}' is taken, or was once. A pseudonym is never given to somebody else.")
        found = Officer(word, number, today())
        desk.vault.put(_SHELF, word, asdict(found))
    return found


def leave(desk: Desk, pseudonym: str) -> None:
    """The officer sits here no more; who they were stays known."""
    with desk.vault.batch():
        found = known(desk, pseudonym)
        desk.vault.put(_SHELF, found.pseudonym, {**asdict(found), "left": today()})


def sit(desk: Desk, pseudonym: str) -> Desk:
    """The desk at which this officer looks from now on. DeskError for none of its own, nor the one of desk.toml."""
    only(desk, Kind.POLICE, "officer")
    if pseudonym != desk.settings.officer:
        known(desk, pseudonym)
    return replace(desk, officer=pseudonym)

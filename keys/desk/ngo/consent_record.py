"""What a caseworker records before something of hers is shown: what was explained, how, and that advice was offered.

One record for each compartment, recipient and purpose. It stays in the NGO's vault and goes nowhere.
Sharing for immigration purposes is not asked: there is no field for it, and this is all that is ever said of it.
"""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gateway.report.codes import ADVICE, CONSENT_POINTS, GIVEN_BY, MODES
from gateway.report.filing import as_group, identity_of
from keys.clock import iso, today
from keys.desk.desk import Desk
from keys.desk.errors import DeskError
from keys.desk.ngo import releases
from keys.desk.store.cases import Case

IMMIGRATION_SHARING = "not asked; refused by design"
PURPOSE = "send"
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True)
class Explanation:
    """How she was asked. `points`: what was explained; `language`: a tag; the others are words of `gateway.report`.

    `explained_on`: where points were explained before and she said that she remembers them, the first such day
    (`YYYY-MM-DD`); else empty: all on the day of her yes.
    """

    points: tuple[str, ...]
    language: str
    mode: str
    given_by: str
    advice: str
    interpreter: str = ""
    explained_on: str = ""

    def complete(self) -> None:
        """Nothing, if she could choose freely: all twelve points, and advice offered. DeskError naming what is not."""
        missing = [name for name in CONSENT_POINTS if name not in self.points]
        if missing:
            told = "; ".join(CONSENT_POINTS[name] for name in missing)
            raise DeskError(f"Not everything was explained to her yet: {told}. Nothing was released.")
        if not _TAG.fullmatch(self.language):
            raise DeskError("Say in which language it was explained, as a tag such as pt-BR.")
        for value, known, name in (
            (self.mode, MODES, "--mode"), (self.given_by, GIVEN_BY, "--given-by"), (self.advice, ADVICE, "--advice"),
        ):  # fmt: skip
            if value not in known:
                raise DeskError(f"{name} is one of: {', '.join(known)}. Nothing was released.")


@dataclass(frozen=True)
class ConsentRecord:
    """Her yes, or her taking it back, for one compartment and one recipient. Days are `YYYY-MM-DD`."""

    id: str
    compartment: str
    recipient: str
    purpose: str
    decision: str
    points_explained: list[str]
    language: str
    mode: str
    interpreter_id: str
    given_by: str
    advice: str
    day: str
    review_on: str
    explained_on: str = ""


def yes(compartments: Iterable[str], recipient: str, how: Explanation, until: int) -> list[ConsentRecord]:
    """One record a compartment. It is asked anew on the day the release ends."""
    return [
        ConsentRecord(
            secrets.token_hex(8), name, recipient, PURPOSE, "yes", list(how.points), how.language, how.mode,
            how.interpreter, how.given_by, how.advice, iso(today()), iso(until), how.explained_on,
        )
        for name in compartments
    ]  # fmt: skip


def explained_before(desk: Desk, case: Case) -> dict[str, str]:
    """On which day (`YYYY-MM-DD`) each point was explained to her last, at filing or for an earlier release.

    Whatever she said yes to then, each release is asked for by itself; only the explaining is not done again.
    """
    filed = _at_filing(case)
    found = dict.fromkeys(filed.get("points_explained", ()), str(filed.get("day") or iso(case.filed)))
    for record in _records(desk, case):
        day = str(record.get("explained_on") or record["day"])
        found |= {name: max(day, found.get(name, "")) for name in record["points_explained"]}
    return {name: found[name] for name in CONSENT_POINTS if name in found}


def asked_before(desk: Desk, case: Case) -> dict[str, str]:
    """How she was asked last, where anything is known of it: language, mode, interpreter, advice."""
    last = next(iter(_records(desk, case)), _at_filing(case))
    known = {name: str(last.get(name) or "") for name in ("language", "mode", "advice")}
    return {**known, "interpreter": str(last.get("interpreter_id") or "")}


def _at_filing(case: Case) -> dict[str, Any]:
    """What was written down of her yes when the report was filed, and the advice she took."""
    whole: dict[str, Any] = identity_of(case.leaves) if case.leaves else {}
    consent = as_group(as_group(whole.get("record")).get("consent"))
    return {**consent, "advice": whole.get("advice", "")}


def _records(desk: Desk, case: Case) -> list[dict[str, Any]]:
    """Every yes of hers that is recorded, newest first."""
    found = [each for row in releases.of(desk, case) for each in row.records if each["decision"] == "yes"]
    return found[::-1]


def withdrawn(compartments: Iterable[str], recipient: str) -> list[ConsentRecord]:
    """One record a compartment that is taken back. Nothing needs to be explained to stop."""
    return [
        ConsentRecord(
            secrets.token_hex(8), name, recipient, PURPOSE, "withdrawn", [], "", "", "", "", "", iso(today()), ""
        )
        for name in compartments
    ]  # fmt: skip


def points(text: str) -> tuple[str, ...]:
    """The names of points written as numbers, such as `1-12` or `1,3,5-9`. DeskError when it is not that."""
    names, found = list(CONSENT_POINTS), set()
    try:
        for piece in text.replace(" ", "").split(","):
            first, _, last = piece.partition("-")
            numbers = range(int(first), int(last or first) + 1)
            if not numbers or numbers[0] < 1 or numbers[-1] > len(names):
                raise ValueError
            found |= {names[number - 1] for number in numbers}
    except ValueError:
        raise DeskError(f"Points are numbers from 1 to {len(names)}, such as 1-12.") from None
    return tuple(name for name in names if name in found)

"""Two meters: could police work out who she is, could the suspect work out it was her.

Each counts reasons, each reason once, with the points of the design; they are a judgement to be calibrated with
experts, not a measurement. They never block: what is red is her choice, after she and her worker have read why.
Pure: a filing in, points and reasons out; nothing of the filing's words is in the answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from gateway.report.crime import CRIME
from gateway.report.fields import texts
from gateway.report.filing import Filing
from gateway.report.screening import coarsen, numbers
from gateway.report.screening.normalize import fold
from gateway.report.screening.own_values import Kind, suspect_values
from gateway.report.screening.value_search import Known
from gateway.report.screening.wordlists import word_list

AMBER_FROM = 4  # points
RED_FROM = 8
LONG_ACCOUNT = 1500  # characters: an account told at length is hers alone


class Colour(StrEnum):
    """Green: nothing to say. Amber: explain. Red: she and the worker confirm having read the plain warning."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that counts: its code, its points and a sentence for her and the worker."""

    code: str
    points: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Meter:
    """The reasons of one meter, largest first."""

    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        return sum(reason.points for reason in self.reasons)

    @property
    def colour(self) -> Colour:
        if self.points >= RED_FROM:
            return Colour.RED
        return Colour.AMBER if self.points >= AMBER_FROM else Colour.GREEN


@dataclass(frozen=True, slots=True)
class Meters:
    """Both meters of one filing."""

    police: Meter
    suspect: Meter


POLICE = {
    "suspect_named": Reason("suspect_named", 6, "The suspect is named: who finds him finds who is with him."),
    "premises": Reason("premises", 5, "The exact place is named: police can see who lives or works there."),
    "emergency_call": Reason("emergency_call", 5, "A call to 999, or an earlier report, can be looked up."),
    "household": Reason(
        "household", 4, "The suspect is close to her: once police know him, they can guess her."
    ),
    "phone_or_plate": Reason(
        "phone_or_plate", 4, "A phone number or registration leads to the suspect, then to her."
    ),
    "postcode_sector": Reason("postcode_sector", 3, "The area is small: only some hundred homes."),
    "rare_job": Reason("rare_job", 3, "Few people have this work: it may lead to one house."),
    "exact_date": Reason("exact_date", 2, "An exact date can be matched with calls, visits and records."),
    "children": Reason("children", 2, "Details of children narrow down the family."),
    "unique_account": Reason("unique_account", 2, "The account holds exact words or is told at length."),
}
SUSPECT = {
    "to_be_spoken_to": Reason(
        "to_be_spoken_to", 6, "Police may speak to the suspect, who will think of her."
    ),
    "only_two_present": Reason(
        "only_two_present", 4, "Only she and the suspect were there: he will know who told."
    ),
    "exact_words": Reason("exact_words", 3, "His exact words are quoted: he knows who heard them."),
    "recent": Reason("recent", 2, "It was recent, or still goes on: he will think of her first."),
}

_CLOSE = frozenset({"partner", "ex_partner", "family", "in_law", "landlord", "housemate"})
_LIVE_IN = frozenset({"shared_home", "home_of_victim", "employers_home"})
_CLOSE_TYPES = ("domestic.", "honour.", "slavery.domestic_servitude")
_EMERGENCY = re.compile(
    r"\b(?:999|ambulance|paramedics?|police (?:came|attended|arrived|were called)|called the police)\b", re.I
)
_CHILDREN = re.compile(
    r"\b(?:(?:two|three|four|five|six|[2-9]) (?:\w+ )?(?:children|kids|sons|daughters)"
    r"|(?:son|daughter|baby|boy|girl|child)(?: is|,)? (?:aged |of )?[0-9]{1,2}\b|pregnant|newborn|twins)",
    re.I,
)
_QUOTED = re.compile(r"[\"“«][^\"”»\n]{8,300}[\"”»]|(?<!\w)['‘][^'’\n]{12,300}['’](?!\w)")


def meters(filing: Filing, *, year_month: str = "") -> Meters:
    """Both meters. `year_month` is this month ("2026-11"), to tell what is recent; without it only what goes on is."""
    account = "\n".join(text for _, text in texts(CRIME, filing.crime, "crime"))
    police = _police(filing, account)
    suspect = _suspect(filing.crime, account, year_month)
    return Meters(_meter(POLICE, police), _meter(SUSPECT, suspect))


def _meter(reasons: Mapping[str, Reason], counted: set[str]) -> Meter:
    return Meter(tuple(reason for reason in reasons.values() if reason.code in counted))


def _police(filing: Filing, account: str) -> set[str]:
    crime = filing.crime
    where, when = _group(crime, "where"), _group(crime, "when")
    folded = fold(account)
    named = {finding.code for finding in Known(suspect_values(filing.identity)).find(folded)}
    offers = {finding.code for finding in coarsen.find(folded, coarsen.Level())}
    postcode = any(finding.code == "place.postcode" for finding in numbers.find(folded))
    holds = {
        "suspect_named": f"own.{Kind.NAME}" in named,
        "premises": f"own.{Kind.ADDRESS}" in named or "place.named" in offers,
        "emergency_call": bool(_EMERGENCY.search(account)) or crime.get("reported_before") == "yes_police",
        "household": _is_close(crime),
        "phone_or_plate": bool(named & {f"own.{Kind.PHONE}", f"own.{Kind.EMAIL}", f"own.{Kind.REFERENCE}"})
        or any("vrm" in vehicle for vehicle in _list(crime, "vehicles")),
        "postcode_sector": where.get("area_level") in ("postcode_sector", "ward") or postcode,
        "rare_job": bool(word_list("rare_jobs") & set(re.findall(r"[a-z]+", account.lower()))),
        "exact_date": when.get("precision") == "day" or "date.exact" in offers,
        "children": bool(_CHILDREN.search(account)),
        "unique_account": bool(_QUOTED.search(account)) or len(account) > LONG_ACCOUNT,
    }
    return {code for code, true in holds.items() if true}


def _suspect(crime: Mapping[str, Any], account: str, year_month: str) -> set[str]:
    when = _group(crime, "when")
    until = str(when.get("to", when.get("from", "")))
    witnesses = _group(crime, "witnesses").get("count", "0")
    holds = {
        "to_be_spoken_to": crime.get("wish") == "investigate_without_me",
        "only_two_present": _is_close(crime) and witnesses in ("0", "unknown", "withheld"),
        "exact_words": bool(_QUOTED.search(account)),
        "recent": when.get("still_happening") is True
        or (bool(year_month) and until[:7] >= _months_before(year_month, 2)),
    }
    return {code for code, true in holds.items() if true}


def _is_close(crime: Mapping[str, Any]) -> bool:
    """True if he lives with her or is of her family, or the crime is of the kind that happens at home."""
    related = {str(suspect.get("relationship")) for suspect in _list(crime, "suspects")}
    types = crime.get("crime_types")
    return bool(
        related & _CLOSE
        or str(_group(crime, "where").get("place_type")) in _LIVE_IN
        or any(str(code).startswith(_CLOSE_TYPES) for code in (types if isinstance(types, list) else ()))
    )


def _months_before(year_month: str, months: int) -> str:
    year, month = int(year_month[:4]), int(year_month[5:7])
    place = year * 12 + month - 1 - months
    return f"{place // 12:04}-{place % 12 + 1:02}"


def _group(crime: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = crime.get(name)
    return value if isinstance(value, dict) else {}


def _list(crime: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    value = crime.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []

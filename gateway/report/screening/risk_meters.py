"""Two meters: could police work out who she is, could the suspect work out it was her.

The police meter reckons how many people of the place fit all that is told. Each clue leaves a share of them (or, in
bits, -log2 of the share: six bits leave one in 64), as if clues were independent. Where the shares come from:
- people of a place: its own number (Census 2021, `area_populations.txt`); of a ward or sector the mean of its level;
- ages: Census 2021 (TS007A), five-year bands summed up, as shares of the adults;
- children: ONS, Families and households in the UK 2024: 3.7 million families with one dependent child, 3.4 with two,
  1.2 with three or more, over 27.9 million women;
- faiths: Census 2021 (TS030), in `lists/shares.txt`; calls to the police: ONS, Domestic abuse in England and Wales
  overview, year ending March 2024 (1.35 million a year);
- jobs, cars, pregnancy, four children: estimates, halved, so that fewer people fit than we think.
Clues go together in life: it is an order of size, no count, and green is no proof.
The suspect meter counts points: no table says what a suspect knows. Neither blocks: what is red is her choice, after
she and her worker have read why. Grey means that nothing is written. Pure: a filing in, bits and sentences out; nothing
of the filing's words is in it, but for the place of an offer to say less (`less`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import log2
from typing import Any

from gateway.report.crime import CRIME
from gateway.report.fields import texts
from gateway.report.filing import Filing
from gateway.report.police_areas import people_of
from gateway.report.screening import coarsen, numbers
from gateway.report.screening.findings import Finding, Outcome
from gateway.report.screening.normalize import Pieces, any_in, fold
from gateway.report.screening.own_values import Kind, suspect_values
from gateway.report.screening.value_search import Known
from gateway.report.screening.wordlists import lines_of, word_list

AMBER_UNDER = 100  # people who fit
RED_UNDER = 20
AMBER_FROM = 4  # points of the suspect meter
RED_FROM = 8
LONG_ACCOUNT = 1500  # characters: an account told at length is hers alone
PEOPLE = 59_600_000  # of England and Wales
ADULT_WOMEN = 0.41  # of them
AREAS = {
    "region": 10,
    "force": 43,
    "local_authority": 318,
    "ward": 7_600,
    "postcode_sector": 9_200,
}  # how many there are
AGE_SHARES = {"18_24": 0.105, "25_39": 0.25, "40_59": 0.33, "60_or_over": 0.31}  # of all adults
HIS_AGE_SHARES = {
    "under_20": 0.03, "20_29": 0.16, "30_39": 0.17, "40_49": 0.16, "50_59": 0.17, "60_69": 0.14, "70_or_over": 0.17,
}  # fmt: skip
SECTOR_SHARES = {
    "agriculture_fishing": 0.005, "food_processing": 0.006, "manufacturing": 0.04, "construction": 0.05,
    "car_wash_repair": 0.01, "retail": 0.085, "restaurant_takeaway": 0.03, "hotel_leisure": 0.03, "cleaning": 0.012,
    "care": 0.03, "health": 0.06, "private_household": 0.001, "beauty_nails": 0.007, "transport_delivery": 0.03,
    "security": 0.006, "office_professional": 0.13, "education": 0.055, "public_service": 0.035, "sex_industry": 0.001,
}  # fmt: skip


class Colour(StrEnum):
    """Green: nothing to say. Amber: explain. Red: she and the worker confirm having read the warning. Grey: empty."""

    GREY = "grey"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that counts: its code, what it costs (bits, or points of the suspect meter), a sentence for her."""

    code: str
    cost: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Meter:
    """The reasons of one meter, the costliest first. `fits`: how many people fit, where that was reckoned."""

    reasons: tuple[Reason, ...]
    colour: Colour
    fits: int | None = None

    @property
    def points(self) -> float:
        return sum(reason.cost for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Meters:
    """Both meters of one filing."""

    police: Meter
    suspect: Meter


# What the police meter counts: bits where one table gives them, and a sentence.
_HIM = 15.0  # who finds him finds her: all but a few of the people of a district are ruled out
POLICE = {
    "suspect_named": (_HIM, "The suspect is named: who finds him finds who is with him."),
    "premises": (13.0, "The exact place is named: police can see who lives or works there."),
    "phone_or_plate": (_HIM, "A phone number or registration leads to the suspect, then to her."),
    "emergency_call": (4.2, "A call to 999, or an earlier report, can be looked up."),
    "call_that_day": (log2(365), "A call on a day that is named is one of about twelve in its area."),
    "exact_date": (3.0, "An exact date can be matched with calls, visits and records."),
    "household": (0.8, "The suspect is close to her: once police know him, they can guess her."),
    "postcode_sector": (5.0, "The area is small: some thousand homes."),
    "age": (6.0, "An exact age is one of sixty."),
    "age_band": (0.0, "Her age band leaves some of the women."),
    "his_age": (0.0, "His age band leaves some of the men."),
    "job": (0.0, "Work that is told, hers or his, leaves few people."),
    "rare_job": (11.0, "Few people have this work: it may lead to one house."),
    "faith": (0.0, "A faith that is told leaves some of the people."),
    "car": (0.0, "A car that is told leaves some households."),
    "children": (0.0, "Details of children narrow down the family."),
    "unique_account": (2.0, "The account holds exact words or is told at length."),
}
SUSPECT = {
    "to_be_spoken_to": (6, "Police may speak to the suspect, who will think of her."),
    "only_two_present": (4, "Only she and the suspect were there: he will know who told."),
    "exact_words": (3, "His exact words are quoted: he knows who heard them."),
    "recent": (2, "It was recent, or still goes on: he will think of her first."),
}

_CLOSE = frozenset({"partner", "ex_partner", "family", "in_law", "landlord", "housemate"})
_LIVE_IN = frozenset({"shared_home", "home_of_victim", "employers_home"})
_CLOSE_TYPES = ("domestic.", "honour.", "slavery.domestic_servitude")
_EMERGENCY = re.compile(
    r"\b(?:999|ambulance|paramedics?|police (?:came|attended|arrived|were called)|called the police)\b", re.I
)
_speaks_of_help = any_in(("999", "ambulance", "paramedic", "police"))
# Children however they are spoken of, with the bits of the women who have them so; of the last two an estimate.
_WHO = "children|kids|sons|daughters|boys|girls"
_CHILDREN = (
    (1.7, re.compile(rf"\b(?:her|their|the|his|my) (?:\w+ )?(?:{_WHO}|child|baby|son|daughter|boy|girl|toddler)\b")),
    (3.0, re.compile(rf"\b(?:two|both|2) (?:\w+ )?(?:{_WHO})\b")),
    (4.5, re.compile(rf"\b(?:three|3) (?:\w+ )?(?:{_WHO})\b|twins")),
    (7.0, re.compile(rf"\b(?:four|five|six|[4-9]) (?:\w+ )?(?:{_WHO})\b")),
    (6.8, re.compile(r"\bpregnan\w+|\bnewborn|\bnew baby|\bantenatal")),
)
# The age or class of one child: each leaves one family in eighteen.
_CHILD_AGE = re.compile(
    r"\b(?:son|daughter|baby|boy|girl|child|little one|[a-z]+ year[- ]old|year [1-9]|reception|nursery)"
    r"(?:,? (?:is |who is |aged |of )?[0-9]{1,2}\b)?"
)
_speaks_of_children = any_in((
    "child", "kid", "son", "daughter", "boy", "girl", "baby", "toddler", "twins", "little one", "pregnan", "newborn",
    "antenatal", "year", "reception", "nursery",
))  # fmt: skip
_AGED = re.compile(r"[0-9]|year|reception|nursery")
_QUOTED = re.compile(r"[\"“«][^\"”»\n]{8,300}[\"”»]|(?<!\w)['‘][^'’\n]{12,300}['’](?!\w)")


def meters(filing: Filing, *, year_month: str = "") -> Meters:
    """Both meters. `year_month` is this month ("2026-11"), to tell what is recent; without it only what goes on is."""
    account = "\n".join(text for _, text in texts(CRIME, filing.crime, "crime"))
    costs: dict[str, float] = {}
    quoted = bool(_QUOTED.search(account))
    for code, bits in _police(filing, account, quoted=quoted):
        costs[code] = max(costs.get(code, 0), bits) if code != "job" else costs.get(code, 0) + bits
    fits = int(_people(filing.crime) / 2 ** sum(costs.values()))
    colour = (
        Colour.GREY
        if not account.strip() and not costs
        else Colour.RED
        if fits < RED_UNDER
        else Colour.AMBER
        if fits < AMBER_UNDER
        else Colour.GREEN
    )
    reasons = [Reason(code, round(bits, 1), POLICE[code][1]) for code, bits in costs.items()]
    police = Meter(tuple(sorted(reasons, key=lambda one: -one.cost)), colour, fits)
    told = _suspect(filing.crime, year_month, quoted=quoted)
    suspect = tuple(Reason(code, *SUSPECT[code]) for code in SUSPECT if code in told)
    points = sum(reason.cost for reason in suspect)
    empty = not account.strip() and not suspect
    colour = (
        Colour.GREY
        if empty
        else Colour.RED
        if points >= RED_FROM
        else Colour.AMBER
        if points >= AMBER_FROM
        else Colour.GREEN
    )
    return Meters(police, Meter(suspect, colour))


def _people(crime: Mapping[str, Any]) -> float:
    """The women of the area that is named; of a ward or sector, as if all of its level were equally large."""
    where = _group(crime, "where")
    if people := people_of(str(where.get("area_code", ""))):
        return people * ADULT_WOMEN
    level = str(where.get("area_level", "local_authority" if where.get("area_code") else ""))
    return PEOPLE * ADULT_WOMEN / AREAS.get(level, 1)


@cache
def _shares() -> dict[str, tuple[int, str, float]]:
    """Each word of `shares.txt` with its line, its kind and its bits; an estimate costs one bit more."""
    lines = enumerate(line.split() for line in lines_of("shares"))
    return {
        word: (place, kind, -log2(float(share)) + (source == "estimate"))
        for place, (kind, share, source, _, *words) in lines
        for word in words
    }


@cache
def _instead() -> dict[str, tuple[str, str]]:
    """Each word of `shares.txt` with its kind and what may be said instead."""
    lines = (line.split() for line in lines_of("shares"))
    return {word: (kind, less.replace("_", " ")) for kind, _, _, less, *words in lines for word in words}


def less(filing: Filing) -> list[Finding]:
    """An offer for each word of the police half that the meter counts as work, faith or car: a word that tells less."""
    found = []
    for field, text in texts(CRIME, filing.crime, "crime"):
        folded = fold(text)
        pieces = Pieces(folded.plain)
        for place in pieces.places(set(_instead())):
            kind, offer = _instead()[pieces.words[place]]
            start, end = pieces.spans[place]
            if place and pieces.words[place - 1] in ("a", "an"):
                start, offer = pieces.spans[place - 1][0], f"a {offer}"
            span = folded.span(start, end)
            found.append(Finding(field, *span, f"meter.{kind}", Outcome.COARSEN, POLICE[kind][1], "", offer))
    return found


def _police(filing: Filing, account: str, *, quoted: bool) -> Iterator[tuple[str, float]]:
    """(code, bits) of every clue."""
    crime = filing.crime
    where, when, victim = _group(crime, "where"), _group(crime, "when"), _group(crime, "victim")
    folded = fold(account)
    pieces = Pieces(folded.plain)
    named = {finding.code for finding in Known(suspect_values(filing.identity)).find(folded, pieces)}
    offers = {finding.code for finding in coarsen.find(folded, coarsen.Level())}
    postcode = any(finding.code == "place.postcode" for finding in numbers.find(folded, pieces))
    said = _speaks_of_help(folded.plain) and _EMERGENCY.search(account)
    called = bool(said) or crime.get("reported_before") == "yes_police"
    dated = when.get("precision") == "day" or "date.exact" in offers
    holds = {
        "suspect_named": f"own.{Kind.NAME}" in named,
        "premises": f"own.{Kind.ADDRESS}" in named or "place.named" in offers,
        "emergency_call": called,
        "call_that_day": called and dated,
        "household": _is_close(crime),
        "phone_or_plate": bool(named & {f"own.{Kind.PHONE}", f"own.{Kind.EMAIL}", f"own.{Kind.REFERENCE}"})
        or any("vrm" in vehicle for vehicle in _list(crime, "vehicles")),
        "postcode_sector": where.get("area_level") not in ("postcode_sector", "ward") and postcode,
        "rare_job": not word_list("rare_jobs").isdisjoint(pieces.different),
        "exact_date": dated,
        "age": "age.exact" in offers,
        "unique_account": quoted or len(account) > LONG_ACCOUNT,
    }
    yield from ((code, POLICE[code][0]) for code, true in holds.items() if true)
    for _, kind, bits in {_shares()[word] for word in pieces.different & _shares().keys()}:
        yield kind, bits
    yield from (("children", bits) for bits in _children(folded.plain))
    if share := AGE_SHARES.get(str(victim.get("age_band"))):
        yield "age_band", -log2(share)
    for suspect in _list(crime, "suspects")[:1]:
        if share := HIS_AGE_SHARES.get(str(suspect.get("age_band"))):
            yield "his_age", -log2(share)
        if share := SECTOR_SHARES.get(str(suspect.get("job_sector"))):
            yield "job", 1 - log2(share)


def _children(plain: str) -> list[float]:
    """The bits of what is said of her children: how many, and each age."""
    if not _speaks_of_children(plain):
        return []
    counts = [bits for bits, shape in _CHILDREN if shape.search(plain)]
    ages = {match.group() for match in _CHILD_AGE.finditer(plain) if _AGED.search(match.group())}
    return [max(counts, default=1.7) + len(ages) * log2(18)] if counts or ages else []


def _suspect(crime: Mapping[str, Any], year_month: str, *, quoted: bool) -> set[str]:
    when = _group(crime, "when")
    until = str(when.get("to", when.get("from", "")))
    witnesses = _group(crime, "witnesses").get("count", "0")
    holds = {
        "to_be_spoken_to": crime.get("wish") == "investigate_without_me",
        "only_two_present": _is_close(crime) and witnesses in ("0", "unknown", "withheld"),
        "exact_words": quoted,
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

"""Offers to say a thing less exactly: exact dates, times, ages, named hospitals and schools, postcodes.

An offer is never a demand: she may keep what she wrote. Where a replacement can be made, the finding carries it for
one press. Nothing is offered that the chosen level of the report's own date already says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from gateway.report.screening.findings import Finding, Outcome
from gateway.report.screening.normalize import NARROW, Folded, Window, matches, windows

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?P<day>0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?:,? (?P<year>(?:19|20)[0-9]{2}))?"
_START, _END = r"(?<![a-z0-9/.\-£$€])", r"(?![a-z0-9])"

_DATES = (
    re.compile(rf"{_START}(?:the )?{_DAY}(?: of)? {_MONTH}{_YEAR}{_END}"),
    re.compile(
        rf"{_START}{_MONTH} (?:the )?{_DAY}{_YEAR}(?! ?(?:people|times|of|men|women|days|pm|am|:))(?![0-9:])"
    ),
    re.compile(
        rf"{_START}(?P<day>[0-3]?[0-9])[/.\-](?P<number>[01]?[0-9])[/.\-](?P<year>(?:19|20)?[0-9]{{2}}){_END}"
    ),
    re.compile(rf"{_START}(?P<year>(?:19|20)[0-9]{{2}})-(?P<number>[01][0-9])-(?P<day>[0-3][0-9]){_END}"),
)
_HALF = r"[ap]\.?m\.?"
_TIME = re.compile(
    r"(?<![0-9:.£$€])(?:at |around |about )?(?P<hour>[01]?[0-9]|2[0-3])"
    rf"(?:(?P<colon>[:.])[0-5][0-9](?: ?(?P<half>{_HALF}))?|(?: ?(?P<half2>{_HALF}))|[0-5][0-9] ?(?:hrs|hours))"
    r"(?![a-z0-9:])"
)
_HOURS = re.compile(
    r"\b(?:shifts?|hours|rota|open|opening|opens)(?: (?:from|are|is|times?|hours))?:? ?"
    r"(?:[0-9:.apm]{1,7} ?(?:-|to|until|till) ?)?$"
)
_MEASURES = r"weeks|days|months|times|minutes|hours|miles|cm|kg|am|pm|stone|percent"
_AGE = re.compile(
    r"(?<![0-9])(?:aged? |age of |she is |he is |she's |he's |turned )(?P<age>[1-9][0-9])(?![0-9%:/])"
    rf"(?! ?(?:{_MEASURES}))(?! to [1-9][0-9])"  # an age band is no exact age
    r"|(?<![0-9])(?<! to )(?P<age2>[1-9][0-9])[ \-]?(?:years?[ \-]old|yrs? old|y/?o|year old)(?![a-z])"
)
_NAMED = re.compile(
    r"\b(?:[A-Z][\w'’\-]+ |St\.? ){1,5}(?P<kind>Hospital|Infirmary|Surgery|Medical Centre|Health Centre|Clinic|Refuge"
    r"|School|Primary|Academy|College|University|Nursery|Playgroup|Children's Centre|Family Centre|Community Centre"
    r"|Day Centre|Drop-in Centre|Jobcentre|Library|Leisure Centre)\b"
)
# Words that make no name of a kind of place: the High School, Her Primary.
_UNNAMED = frozenset(
    {"The", "A", "An", "His", "Her", "Their", "My", "Our", "In", "At", "On", "To", "From", "Primary", "High"}
    | {
        "Secondary",
        "Grammar",
        "Nursery",
        "Infant",
        "Junior",
        "Public",
        "Local",
        "Private",
        "Family",
        "Children's",
    }
    | {"Health", "Medical", "Community", "General"}
)
_KINDS = {
    "Hospital": "a hospital",
    "Infirmary": "a hospital",
    "Surgery": "a surgery",
    "Medical Centre": "a surgery",
    "Health Centre": "a surgery",
    "Clinic": "a clinic",
    "Nursery": "a nursery",
    "Playgroup": "a nursery",
    "Centre": "a centre",
    "Jobcentre": "a public office",
    "Library": "a public place",
    "Refuge": "a refuge",
    "School": "a school",
    "Primary": "a school",
    "Academy": "a place of learning",
    "College": "a place of learning",
    "University": "a place of learning",
}
_DAY_PARTS = (
    (5, "at night"),
    (8, "early in the morning"),
    (12, "in the morning"),
    (17, "in the afternoon"),
    (22, "in the evening"),
)
_AS_EXACT = frozenset({"day"})


@dataclass(frozen=True, slots=True)
class Level:
    """What the report says elsewhere: the precision of its date, the name of its area ("" if none)."""

    precision: str = ""
    area: str = ""


def find(folded: Folded, level: Level, where: list[Window] | None = None) -> list[Finding]:
    """Every offer for one text. `where` are its windows, if they are known already."""
    found: list[Finding] = []
    where = windows(folded.plain, NARROW) if where is None else where
    if level.precision not in _AS_EXACT:
        found += _dates(folded, where)
    found += _times(folded, where)
    found += _ages(folded, where)
    if any(kind in folded.original for kind in _KINDS):
        found += _named(folded.original)
    return found


def with_area(findings: list[Finding], level: Level) -> list[Finding]:
    """The findings, a postcode among them with the name of the report's own area in its place."""
    if not level.area:
        return findings
    return [replace(one, offer=level.area) if one.code == "place.postcode" else one for one in findings]


def _dates(folded: Folded, where: list[Window]) -> Iterator[Finding]:
    taken: list[tuple[int, int]] = []
    for pattern in _DATES:
        for match in matches(pattern, folded.plain, where):
            span = match.span()
            offer = _month(match.groupdict())
            if not offer or any(span[0] < end and start < span[1] for start, end in taken):
                continue
            taken.append(span)
            yield _offer(
                folded, *span, "date.exact",
                "An exact date can be looked up: a call, an ambulance, a visit on that day.",
                "Say the month, or the season.", offer,
            )  # fmt: skip


def _month(parts: dict[str, str | None]) -> str:
    """ "March 2026", or "" when this is no date."""
    number = parts.get("number")
    name = parts.get("month")
    if number:
        if not 1 <= int(number) <= 12 or not 1 <= int(parts["day"] or 0) <= 31:
            return ""
        month = MONTHS[int(number) - 1]
    else:
        month = next(full for full in MONTHS if full.lower().startswith((name or "")[:3]))
    year = parts.get("year") or ""
    return f"{month} {'20' + year if len(year) == 2 else year}".strip()


def _times(folded: Folded, where: list[Window]) -> Iterator[Finding]:
    for match in matches(_TIME, folded.plain, where):
        half = (match["half"] or match["half2"] or "")[:1]
        if match["colon"] == "." and not half and not match.group().startswith(("at ", "around ", "about ")):
            continue  # 2.50 is money or a measure
        hour = int(match["hour"]) % 12 + (12 if half == "p" else 0) if half else int(match["hour"])
        if _HOURS.search(folded.plain, max(0, match.start() - 24), match.start()):
            continue  # hours of work or of opening are no event
        part = next((words for end, words in _DAY_PARTS if hour < end), "at night")
        yield _offer(
            folded, *match.span(), "time.exact",
            "A time of day, with a date, can be looked up.", "Say the part of the day.", part,
        )  # fmt: skip


def _ages(folded: Folded, where: list[Window]) -> Iterator[Finding]:
    for match in matches(_AGE, folded.plain, where):
        name = "age" if match["age"] else "age2"
        decade = int(match[name]) // 10 * 10
        start, end = match.span(name) if name == "age" else match.span()
        offer = f"{decade} to {decade + 9}" + ("" if name == "age" else " years old")
        yield _offer(
            folded,
            start,
            end,
            "age.exact",
            "An exact age narrows down who she or he is.",
            "Say an age band.",
            offer,
        )


def _named(text: str) -> Iterator[Finding]:
    for match in _NAMED.finditer(text):
        if _UNNAMED.issuperset(match.group()[: match.start("kind") - match.start()].split()):
            continue
        yield Finding(
            "",
            match.start(),
            match.end(),
            "place.named",
            Outcome.COARSEN,
            "A named hospital, surgery or school can be asked who was there.",
            "Say the kind of place.",
            _KINDS.get(match["kind"]) or _KINDS[match["kind"].split()[-1]],
        )


def _offer(folded: Folded, start: int, end: int, code: str, why: str, instead: str, offer: str) -> Finding:
    start, end = folded.span(start, end)
    return Finding("", start, end, code, Outcome.COARSEN, why, instead, offer)

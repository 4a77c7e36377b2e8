"""Offers to say a thing less exactly: exact dates, times, ages, named hospitals and schools, postcodes.

An offer is never a demand: she may keep what she wrote. Where a replacement can be made, the finding carries it for
one press. Nothing is offered that the chosen level of the report's own date already says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from gateway.report.screening.findings import Finding, Outcome
from gateway.report.screening.normalize import NARROW, Folded, Window, any_in, matches, windows

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_ORDINAL = (
    r"(?:(?:twenty|thirty)[ \-])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth)|twentieth|thirtieth"
)
_NUMBER = r"(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?"
_DAY = rf"(?:{_NUMBER}|{_ORDINAL})"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun|tue|wed|thu|thur|sat)(?:day)?"
_NEXT = r"(?: ?(?:,|and|&|or|to|until|till|-|/) ?(?:the )?)"  # between two days of one month
_DAYS = rf"{_DAY}(?:{_NEXT}{_DAY}){{0,6}}"
_YEAR = r"(?:,? (?P<year>(?:19|20)[0-9]{2}))?"
_START, _END = r"(?<![a-z0-9/.\-£$€])", r"(?![a-z0-9])"
_LEAD = (
    r"(?:(?P<lead>on|from|between|during|since|until|by|before|after|around|about|round) (?:or (?:about|around) )?)?"
    rf"(?:{_WEEKDAY},? )?"
)
_NOT_A_DAY = r"(?! ?(?:people|times|of|men|women|days|pm|am|:|children|years|hours|minutes|weeks|months))(?![0-9:])"

# A date in words, with the days beside it and a span of two months, is one thing: "between 28 April and 3 May 2026".
_DATES = (
    re.compile(
        rf"{_START}{_LEAD}(?:the )?{_DAYS}(?: of)? (?P<month>{_MONTH})"
        rf"(?:{_NEXT}(?:{_WEEKDAY},? )?(?:the )?{_DAYS}(?: of)? (?P<month2>{_MONTH}))?{_YEAR}{_END}"
    ),
    re.compile(
        rf"{_START}{_LEAD}(?P<month>{_MONTH}) (?:the )?{_NUMBER}(?:{_NEXT}{_NUMBER}){{0,6}}{_YEAR}{_NOT_A_DAY}{_END}"
    ),
    re.compile(
        rf"{_START}{_LEAD}(?P<day>[0-3]?[0-9])[/.\-](?P<number>[01]?[0-9])[/.\-](?P<year>(?:19|20)?[0-9]{{2}}){_END}"
    ),
    re.compile(rf"{_START}{_LEAD}(?P<year>(?:19|20)[0-9]{{2}})-(?P<number>[01][0-9])-(?P<day>[0-3][0-9]){_END}"),
)
_RANGE = re.compile(r"[0-9a-z] ?(?:-|to|until|till|and|&|,) ?(?:the )?[0-9]")
# Days that have a name: what part of the year may stand for them.
_FESTIVALS = {
    "christmas eve": "in December", "christmas day": "in December", "boxing day": "in December",
    "new year's eve": "in December", "new years eve": "in December", "new year's day": "in January",
    "new years day": "in January", "valentine's day": "in February", "valentines day": "in February",
    "mother's day": "in the spring", "mothers day": "in the spring", "good friday": "in the spring",
    "easter sunday": "in the spring", "easter monday": "in the spring", "st patrick's day": "in March",
    "halloween": "in October", "bonfire night": "in November", "guy fawkes night": "in November",
    "vaisakhi": "in the spring", "nowruz": "in the spring", "holi": "in the spring", "diwali": "in the autumn",
    "early may bank holiday": "in May", "may bank holiday": "in May", "spring bank holiday": "in May",
    "summer bank holiday": "in August", "august bank holiday": "in August", "easter bank holiday": "in the spring",
    "bank holiday monday": "one day",
    "mothering sunday": "in the spring", "pancake day": "in the spring", "father's day": "in June",
    "fathers day": "in June", "burns night": "in January", "hogmanay": "in December",
    "remembrance sunday": "in November",
}  # fmt: skip
_FESTIVAL = re.compile(rf"{_START}(?:(?:on|at) (?:the )?)?(?P<name>{'|'.join(map(re.escape, _FESTIVALS))}){_END}")
_names_festival = any_in(_FESTIVALS)
_WEEKDAY_LEAD = re.compile(
    rf"{_START}(?:on )?(?:last |the )?{_WEEKDAY}(?:,? (?:the )?(?:night|morning|evening|afternoon))?,? $"
)
_HALF = r"[ap]\.?m\.?"
_TIME = re.compile(
    r"(?<![0-9:.£$€])(?:at |around |about )?(?P<hour>[01]?[0-9]|2[0-3])"
    rf"(?:(?P<colon>[:.])[0-5][0-9](?: ?(?P<half>{_HALF}))?|(?: ?(?P<half2>{_HALF}))|[0-5][0-9] ?(?:hrs|hours))"
    r"(?![a-z0-9:])"
)
_HOUR = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_TIME_SAID = re.compile(
    r"(?<![a-z0-9])(?:at |around |about )?(?:(?:half|quarter|five|ten|twenty|twenty[ -]five) (?:past|to) "
    rf"(?:{_HOUR})|(?:{_HOUR}|[0-9]{{1,2}}) ?o'? ?clock|(?:at )(?P<name>midnight|noon|midday))"
    r"(?: (?P<part>in the (?:morning|afternoon|evening)|at night))?(?![a-z0-9]| (?:bus|news|train|shift|show))"
)
_says_time = any_in(
    (" past ", "five to ", "ten to ", "quarter to ", "twenty to ", "clock", "midnight", "noon", "midday")
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
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_AGE_WORDS = rf"(?:(?:{_TENS})[ -])?(?:{_HOUR})|{_TENS}"
_AGE_SAID = re.compile(
    rf"(?<![a-z0-9])(?:(?:aged |(?:he|she) is |(?:he|she)'s )(?P<age>{_AGE_WORDS})(?= *(?:[,.;:!?)\"]|and |but |$))"
    rf"|(?P<age2>{_AGE_WORDS})[ -]years?[ -]olds?)(?![a-z0-9])"
)
_says_age = any_in(
    part
    for word in f"{_HOUR}|{_TENS}".split("|")
    for part in (f"aged {word}", f"he is {word}", f"he's {word}", f"{word} year", f"{word}-year")
)
_NAMED = re.compile(
    r"\b(?:[A-Z][\w'’\-]+ |St\.? ){1,5}(?P<kind>Hospital|Infirmary|Surgery|Medical Centre|Health Centre|Clinic|Refuge"
    r"|School|Primary|Academy|College|University|Nursery|Playgroup|Children's Centre|Family Centre|Community Centre"
    r"|Day Centre|Drop-in Centre|Jobcentre|Library|Leisure Centre)\b"
)
# Words that make no name of a kind of place: the High School, Her Primary.
_UNNAMED = frozenset(
    {"The", "A", "An", "His", "Her", "Their", "My", "Our", "In", "At", "On", "To", "From", "Primary", "High"}
    | {"Secondary", "Grammar", "Nursery", "Infant", "Junior", "Public", "Local", "Private", "Family", "Children's"}
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
_names_kind = any_in(_KINDS)
_DAY_PARTS = (
    (5, "at night"),
    (8, "early in the morning"),
    (12, "in the morning"),
    (17, "in the afternoon"),
    (22, "in the evening"),
)
_WHY_DATE = "An exact date can be looked up: a call, an ambulance, a visit on that day."
_WHY_AGE = "An exact age narrows down who she or he is."
_WHY_TIME = "A time of day, with a date, can be looked up."
_BESIDE = re.compile(r",? ?(?:at |around |about |@ ?)?")
_IN_FIGURES = re.compile(r"[0-9][/.\-][0-9]")
_MONTHS_BEGIN = tuple(month[:3].lower() for month in MONTHS)
_DATE_MOST = 80  # signs of a date before or after the name of its month
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
    found += _dates_and_times(folded, where, dates=level.precision not in _AS_EXACT)
    found += _ages(folded, where)
    if _names_kind(folded.original):
        found += _named(folded.original)
    return found


def with_area(findings: list[Finding], level: Level) -> list[Finding]:
    """The findings, a postcode among them with the name of the report's own area in its place."""
    if not level.area:
        return findings
    return [replace(one, offer=level.area) if one.code == "place.postcode" else one for one in findings]


def _dates_and_times(folded: Folded, where: list[Window], *, dates: bool) -> Iterator[Finding]:
    """A date with the time of day beside it is one offer: "Tuesday 6 October at 10.30 pm", "in October, at night"."""
    plain = folded.plain
    found = [*_days(folded, where), *_festivals(plain)] if dates else []
    times = [*_times(plain, where), *_said(plain)]
    for start, end, offer in found:
        for time in times:
            if (time[0] >= end and _BESIDE.fullmatch(plain, end, time[0])) or plain[time[1] : start] in (" ", ", "):
                times.remove(time)
                start, end, offer = min(start, time[0]), max(end, time[1]), f"{offer}, {time[2]}"
                break
        offer = _cased(folded, start, offer)
        yield _offer(folded, start, end, "date.exact", _WHY_DATE, "Say the month, or the season.", offer)
    for start, end, offer in times:
        if dates and (weekday := _WEEKDAY_LEAD.search(plain, max(0, start - 30), start)):
            start, offer = weekday.start(), f"one {offer.split()[-1]}"
        offer = _cased(folded, start, offer)
        yield _offer(folded, start, end, "time.exact", _WHY_TIME, "Say the part of the day.", offer)


def _cased(folded: Folded, start: int, offer: str) -> str:
    """The offer with a capital where it takes the place of one that begins a sentence."""
    before = folded.plain[:start].rstrip(" \"'(")
    begins = (not before or before[-1] in ".!?\n") and folded.source(start, start + 1).isupper()
    return offer[0].upper() + offer[1:] if begins else offer


def _days(folded: Folded, where: list[Window]) -> Iterator[tuple[int, int, str]]:
    """Where each exact date stands, and what may stand in its place."""
    taken: list[tuple[int, int]] = []
    plain = folded.plain
    months = _around_months(plain)
    figures = [window for window in where if _IN_FIGURES.search(plain, window.start, window.end)]
    for pattern, windows_of in zip(_DATES, (months, months, figures, figures), strict=True):
        for match in matches(pattern, plain, windows_of):
            start, end = match.span()
            offer = _month(match)
            if offer and not any(start < done and begun < end for begun, done in taken):
                taken.append((start, end))
                yield start, end, offer


def _around_months(plain: str) -> list[Window]:
    """The stretches around the names of months, merged where they meet."""
    places = sorted(place for name in _MONTHS_BEGIN for place in _places(plain, name))
    found: list[Window] = []
    for place in places:
        if found and place - _DATE_MOST <= found[-1].end:
            found[-1].end = place + _DATE_MOST
        else:
            found.append(Window(max(0, place - _DATE_MOST), place + _DATE_MOST, 0))
    return found


def _places(plain: str, part: str) -> Iterator[int]:
    place = plain.find(part)
    while place >= 0:
        if not place or not plain[place - 1].isalpha():
            yield place
        place = plain.find(part, place + 1)


def _month(match: re.Match[str]) -> str:
    """ "in March 2026", or "" when this is no date."""
    parts = match.groupdict()
    number, year, lead = parts.get("number"), parts.get("year") or "", parts["lead"]
    if number:
        if not 1 <= int(number) <= 12 or not 1 <= int(parts["day"]) <= 31:
            return ""
        months = [MONTHS[int(number) - 1]]
    else:
        named = [name for name in (parts["month"], parts.get("month2")) if name]
        months = [next(full for full in MONTHS if full.lower().startswith(name[:3])) for name in named]
    one = len(months) == 1 and not _RANGE.search(match.group())
    lead = lead if one and lead in ("from", "since", "until", "by", "before", "after") else "in"
    return f"{lead} {' and '.join(dict.fromkeys(months))} {'20' + year if len(year) == 2 else year}".strip()


def _festivals(plain: str) -> Iterator[tuple[int, int, str]]:
    if _names_festival(plain):
        for match in _FESTIVAL.finditer(plain):
            yield *match.span(), _FESTIVALS[match["name"]]


def _times(plain: str, where: list[Window]) -> Iterator[tuple[int, int, str]]:
    for match in matches(_TIME, plain, where):
        half = (match["half"] or match["half2"] or "")[:1]
        if match["colon"] == "." and not half and not match.group().startswith(("at ", "around ", "about ")):
            continue  # 2.50 is money or a measure
        hour = int(match["hour"]) % 12 + (12 if half == "p" else 0) if half else int(match["hour"])
        if _HOURS.search(plain, max(0, match.start() - 24), match.start()):
            continue  # hours of work or of opening are no event
        yield *match.span(), next((words for end, words in _DAY_PARTS if hour < end), "at night")


def _said(plain: str) -> Iterator[tuple[int, int, str]]:
    """A time in words: "ten past three", "at midnight". Its half of the day is known from words beside it."""
    if _says_time(plain):
        for match in _TIME_SAID.finditer(plain):
            named = {"midnight": "at night", None: "one day"}.get(match["name"], "in the middle of the day")
            yield *match.span(), match["part"] or named


def _ages(folded: Folded, where: list[Window]) -> Iterator[Finding]:
    said = _AGE_SAID.finditer(folded.plain) if _says_age(folded.plain) else ()
    for match in said:
        name = "age" if match["age"] else "age2"
        start, end = match.span(name) if name == "age" else match.span()
        yield _offer(folded, start, end, "age.exact", _WHY_AGE, "Say an age band.", "")
    for match in matches(_AGE, folded.plain, where):
        name = "age" if match["age"] else "age2"
        decade = int(match[name]) // 10 * 10
        start, end = match.span(name) if name == "age" else match.span()
        offer = f"{decade} to {decade + 9}" + ("" if name == "age" else " years old")
        yield _offer(folded, start, end, "age.exact", _WHY_AGE, "Say an age band.", offer)


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

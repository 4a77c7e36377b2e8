"""Numbers and references that must never reach the police: structured patterns, looked for in one folded text.

Refused: numbers of documents, of the Home Office, of health, bank and police records; a whole postcode is only an
offer. Each pattern is linear: bounded repeats of one class each, no repeat inside a repeat that could match the same
signs in two ways. Where a shape alone would also catch ordinary writing ("on 1234567"), a check decides: a checksum, a
word nearby, letters written as a reference is. A pattern is tried only around runs of figures that are long enough.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from gateway.report.screening import number_checks as checks
from gateway.report.screening.findings import Finding, Outcome
from gateway.report.screening.normalize import ANGLES, Folded, Pieces, Window, matches, windows
from gateway.report.screening.number_checks import NEAR

CUE = 40  # characters of the longest such word

GAP = r"[ ._\-/\n]{0,3}"  # what stands between the groups of one number, a pasted letter's line end too
START = r"(?<![a-z0-9])"
END = r"(?![a-z0-9])"


@dataclass(frozen=True, slots=True)
class Advice:
    """Why a number is refused and what to write instead; `everywhere`: refused in the identity part too."""

    why: str
    instead: str
    everywhere: bool = False
    outcome: Outcome = Outcome.BLOCK


_INSTEAD = "Leave the number out. If it matters that documents were taken, say: he keeps her identity documents."
DOCUMENT = Advice("A document or Home Office number leads straight to her file.", _INSTEAD, everywhere=True)
CARD = Advice(
    "A sixteen-digit number is an application number or a card, and leads straight to her.", _INSTEAD, everywhere=True
)
BANK = Advice(
    "A bank or card number leads straight to her.",
    "Leave the number out. That money was taken can be said without it.",
    everywhere=True,
)
_RECORD = "This number leads straight to her health or work record."
WORK = Advice(_RECORD, "Leave the number out.")
HEALTH = Advice(_RECORD, "Leave the number out. That she had medical help can be said without it.")
POLICE = Advice(
    "An earlier police number leads straight to her name.",
    "Leave the number out. Your organisation keeps it; say only that it was reported before.",
)
SECTOR = Advice(
    "A postcode sector is some thousands of homes: with her age and her children it is few people.",
    "Choose the council area in its own field, and leave the postcode out.",
    outcome=Outcome.COARSEN,
)
POSTCODE = Advice(
    "A full postcode is a handful of homes.",
    "Choose the council area in its own field, and leave the postcode out.",
    outcome=Outcome.COARSEN,
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One kind of number: its shape, and what must be true besides."""

    code: str
    advice: Advice
    shape: str
    digits: int = 1  # figures in one run, gaps allowed, without which this pattern cannot match
    check: Callable[[re.Match[str], Folded], bool] | None = None
    near: str = ""  # one of these words must stand within NEAR characters
    wide: bool = False  # the shape begins with words that tell what the number is, or goes on for long


def _digits(count: int) -> str:
    return rf"(?:[0-9]{GAP}){{{count - 1}}}[0-9]"


# What says that a document's number or a Home Office reference follows.
_LABEL = (
    r"\b(?:home office|h\.o\.|ho|ukvi|cid|arc|uan|gwf|vaf|brp|cos|cas|nrm|visa|ihs|evisa|e-visa"
    r"|(?:port|landing)(?= ?(?:ref|no|num|nr|#))"
    r"|sponsor(?:ship)? licen[cs]e|biometric card|residence (?:card|permit)|id card|identity card|national id"
    r"|driving licen[cs]e|travel document)(?: ?(?:reference|ref|number|no|num|nr|id|#)){0,2}[ .:#]{0,3}(?:is |was )?"
)

PATTERNS = (
    Pattern(
        "number.residence_permit",
        DOCUMENT,
        rf"{START}(?P<letters>[a-z][ ]?[a-z])(?P<gap>{GAP}){_digits(7)}{END}",
        digits=7,
        check=checks.written_as_reference,
    ),
    Pattern(
        "number.residence_permit",
        DOCUMENT,
        rf"{START}(?P<letters>[a-z]{{3}})(?P<gap>{GAP}){_digits(6)}{END}",
        digits=6,
        check=checks.written_as_reference,
    ),
    Pattern(
        "number.home_office",
        DOCUMENT,
        rf"{START}(?P<letters>[a-z])(?P<gap>{GAP}){_digits(7)}(?: ?/ ?[0-9]{{1,3}})?{END}",
        digits=7,
        check=checks.written_as_reference,
    ),
    Pattern("number.application_or_card", CARD, rf"(?<![0-9])[0-9]{{4}}(?:{GAP}[0-9]{{4}}){{3}}(?![0-9])", digits=16),
    Pattern("number.application_or_card", CARD, r"(?<![0-9])(?:[0-9][ ._\-]){15}[0-9](?![0-9])", digits=16),
    Pattern("number.visa_application", DOCUMENT, rf"g{GAP}w{GAP}f{GAP}{_digits(9)}(?![0-9])", digits=9),
    Pattern(
        "number.worded",
        DOCUMENT,
        _LABEL + r"(?P<number>[a-z]{0,4}[ /-]?[0-9][0-9 /-]{4,18}[0-9])" + END,
        digits=6,
        check=checks.six_and_no_phone,
        wide=True,
    ),
    Pattern(
        "number.worded", DOCUMENT, _LABEL + r"(?P<number>[a-z0-9]{7,16})" + END, check=checks.mixed_code, wide=True
    ),
    Pattern(
        "number.port_reference", DOCUMENT, rf"{START}[a-z]{{2,3}}/(?:[0-9]{{1,4}}/)?[0-9]{{4,8}}(?![0-9])", digits=4
    ),
    Pattern(
        "number.share_code",
        DOCUMENT,
        rf"{START}[wrs][ -]?[a-z0-9]{{2}}[ -]?[a-z0-9]{{3}}[ -]?[a-z0-9]{{3}}{END}",
        check=checks.code_with_digit,
        near=r"share[ -]?code|right to (?:work|rent)|prove (?:your|her|his|my) (?:status|right)",
    ),
    Pattern(
        "number.sponsorship",
        DOCUMENT,
        rf"{START}(?P<number>(?:c[0-9][a-z]|e4g)[a-z0-9]{{8,14}}){END}",
        check=checks.mixed,
    ),
    Pattern(
        "number.sponsorship",
        DOCUMENT,
        rf"{START}(?P<number>(?:c[0-9][a-z]|e4g)[a-z0-9]{{0,10}}"
        rf"(?:[ -](?=[a-z]{{0,8}}[0-9])[0-9a-z]{{1,10}}){{1,4}}){END}",
        check=checks.mixed,
        near=r"certificate of sponsorship|\bcos\b|\bcas\b|confirmation of acceptance",
        wide=True,
    ),
    Pattern(
        "number.driving_licence",
        DOCUMENT,
        rf"{START}(?P<number>[a-z]{{1,5}}9{{0,4}}[ -]?[0-9]{{6}}[ -]?[a-z9]{{2}}[0-9a-z][ ]?[a-z]{{2}}){END}",
        digits=6,
        check=checks.sixteen_signs,
    ),
    Pattern(
        "number.national_insurance",
        WORK,
        rf"{START}(?P<letters>[a-z][ ]?[a-z])(?P<gap>{GAP}){_digits(6)}{GAP}[a-d]{END}",
        digits=6,
        check=checks.nino,
    ),
    Pattern("number.national_insurance", WORK, rf"{START}tn{GAP}{_digits(6)}{GAP}[fm]{END}", digits=6),
    Pattern(
        "number.national_insurance",
        WORK,
        r"\b(?:nino|n\.?i\.?|national insurance)(?: ?(?:number|num|no|ref|#)){0,2}[ .:#\-]{0,3}(?:is |was )?"
        rf"(?P<number>[a-z][ ]?[a-z]{GAP}{_digits(6)})(?![0-9])",
        digits=6,
        wide=True,
    ),
    Pattern(
        "number.nhs",
        HEALTH,
        r"(?<![0-9])(?<![0-9][ ._\-])(?:[0-9][ ._\-\n]{0,3}){9}[0-9](?![ ._\-]?[0-9])",
        digits=10,
        check=checks.nhs_number,
    ),
    Pattern(
        "number.passport",
        DOCUMENT,
        rf"{START}(?P<number>[a-z]{{0,2}}[0-9]{{6,9}}[a-z]?|[0-9]{{3}} [0-9]{{3}} [0-9]{{3}}"
        rf"|(?P<letters>[a-z]{{1,2}})[ -]?[0-9]{{2,3}}[ -]?[0-9]{{3,4}}){END}",
        digits=6,
        check=checks.no_word_before,
        near=r"passport|pasaporte|passaporte|passeport|pasaport|jawaz|baasaboor|paszport|pashaport"
        r"|travel document|\bmrz\b|identity card|\bid card|national id\b|cedula|buletin",
    ),
    Pattern("number.passport", DOCUMENT, r"[pacvi][a-z<]?<[a-z<]{3}|<{3,80}", digits=0),
    Pattern(
        "number.bank",
        BANK,
        r"(?<![0-9])[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}(?![0-9])",
        digits=6,
        near=r"\bsort ?(?:code|no|number)|\bs/c\b|\bsort[ :]{1,2}(?=[0-9])",
    ),
    Pattern(
        "number.bank",
        BANK,
        rf"(?<![0-9]){_digits(8)}(?![0-9])",
        digits=8,
        check=checks.eight_alone,
        near=r"sort ?code|\bs/c\b|\baccounts?\b|\bacct?\b|\ba/c\b|\bbank\b",
    ),
    Pattern(
        "number.bank",
        BANK,
        rf"{START}[a-z]{{2}}[0-9]{{2}}(?: ?[a-z0-9]{{4}}){{2,7}}(?: ?[a-z0-9]{{1,3}})?{END}",
        digits=2,
        check=checks.iban_number,
        wide=True,
    ),
    Pattern(
        "number.police",
        POLICE,
        r"\b(?:crime|incident|cad|log|custody|niche|athena|cris|urn|occurrence|999 call|police)"
        r"(?P<cue>(?: ?(?:reference|ref|report|log|number|no|num|nr|id|#)){0,3})[ .:#]{0,3}(?:is |was )?"
        r"(?P<number>[a-z0-9]{0,4}[/-]?[0-9]{2,}[a-z0-9/-]{0,12})" + END,
        digits=3,
        check=checks.police,
        wide=True,
    ),
    Pattern(
        "place.postcode",
        SECTOR,
        rf"{START}(?P<area>[a-z]{{1,2}})[0-9][a-z0-9]? [0-9](?![a-z0-9]|[.,:][0-9])",
        digits=2,
        check=checks.sector,
    ),
    Pattern(
        "place.postcode",
        POSTCODE,
        rf"{START}(?P<area>[a-z]{{1,2}})[0-9][a-z0-9]?[ ]{{0,2}}(?P<end>[0-9][abd-hjlnp-uw-z]{{2}}){END}",
        check=checks.postcode,
    ),
)


_SHAPES = [re.compile(pattern.shape, re.ASCII) for pattern in PATTERNS]
_CUES = [re.compile(pattern.near, re.ASCII) for pattern in PATTERNS]


def find(folded: Folded, pieces: Pieces | None = None, *, everywhere_only: bool = False) -> list[Finding]:
    """Every structured finding in one text; only those refused in the identity part too when `everywhere_only`."""
    pieces = pieces or Pieces(folded.plain)
    found: list[Finding] = []
    most = max((window.longest for window in pieces.windows), default=0)
    enough: dict[tuple[bool, int], list[Window]] = {}  # the windows that each kind of pattern looks at
    for pattern, shape, cue in zip(PATTERNS, _SHAPES, _CUES, strict=True):
        if pattern.digits > most or (everywhere_only and not pattern.advice.everywhere):
            continue
        key = pattern.wide, pattern.digits
        if key not in enough:
            enough[key] = _windows(pattern, folded.plain, pieces)
        for match in matches(shape, folded.plain, enough[key]):
            if (not pattern.near or _is_near(cue, folded.plain, *match.span())) and (
                pattern.check is None or pattern.check(match, folded)
            ):
                found.append(_finding(pattern, folded, match))
    return found


def _windows(pattern: Pattern, plain: str, pieces: Pieces) -> list[Window]:
    """Where a pattern is looked for: around runs of figures long enough, or around the angles of a passport's foot."""
    if not pattern.digits:
        return windows(plain, (2, 4), ANGLES) if "<" in plain else []
    where = pieces.windows if pattern.wide else pieces.narrow
    return [window for window in where if window.longest >= pattern.digits]


def _is_near(cue: re.Pattern[str], plain: str, start: int, end: int) -> bool:
    """True if a word that tells what the number is begins or ends within NEAR characters of it."""
    around = cue.finditer(plain, max(0, start - NEAR - CUE), end + NEAR + CUE)
    return any(one.start() <= end + NEAR and one.end() >= start - NEAR for one in around)


def _finding(pattern: Pattern, folded: Folded, match: re.Match[str]) -> Finding:
    group = "number" if "number" in match.groupdict() else 0
    advice = pattern.advice
    start, end = folded.span(match.start(group), match.end(group))
    return Finding("", start, end, pattern.code, advice.outcome, advice.why, advice.instead)

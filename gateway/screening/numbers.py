"""Numbers and references that must never reach the police: the structured patterns, with their checks.

Each pattern is linear: bounded repeats of one class each, no repeat inside a repeat that could match the same signs in
two ways. They run on the folded text (`folding`), so a full-width or lower-case number is the same number. Where a
shape alone would also catch ordinary writing ("on 1234567 ..."), the letters must be written as a reference is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stdnum import iban
from stdnum.gb import nhs

from gateway.screening.figures import Window, matches, windows
from gateway.screening.findings import Finding, Outcome
from gateway.screening.folding import Folded
from gateway.screening.words import word_list

GAP = r"[ ._\-/\n]{0,3}"  # what stands between the groups of one number, a pasted letter's line end too
START = r"(?<![a-z0-9])"
END = r"(?![a-z0-9])"
NEAR = 60  # characters between a word such as "passport" and its number

_WHY_DOCUMENT = "A document or Home Office number leads straight to her file."
_NO_NUMBER = (
    "Leave the number out. If it matters that documents were taken, say: he keeps her identity documents."
)
_WHY_BANK = "A bank or card number leads straight to her."
_NO_BANK = "Leave the number out. That money was taken can be said without it."
_WHY_HEALTH = "This number leads straight to her health or work record."
_WHY_POLICE = "An earlier police number leads straight to her name."

_ORDINARY = word_list("ordinary_before_numbers")
_AREAS = word_list("postcode_areas")
_LABELS = frozenset(
    {"no", "nos", "num", "tel", "mob", "fax", "ext", "ref", "cad", "log", "urn", "pin", "pc", "id"}
)
_NINO_NEVER_PAIRS = frozenset({"bg", "gb", "kn", "nk", "nt", "tn", "zz"})


@dataclass(frozen=True, slots=True)
class Pattern:
    """One kind of number. `near` are words that must stand within NEAR characters; `check` looks closer at a match."""

    code: str
    shape: re.Pattern[str]
    why: str
    instead: str
    everywhere: bool = True  # also refused in the identity part (N-everywhere)
    outcome: Outcome = Outcome.BLOCK
    digits: int = 1  # figures in one run, gaps allowed, without which this pattern cannot match
    near: re.Pattern[str] | None = None
    check: Callable[[re.Match[str], Folded], bool] | None = None


def find(folded: Folded, *, everywhere_only: bool = False) -> list[Finding]:
    """Every structured finding in one text; only those refused in the identity part too when `everywhere_only`."""
    where = windows(folded.plain)
    if not where and "<" not in folded.plain:
        return []
    most = max((window.longest for window in where), default=0)
    return [
        _finding(pattern, folded, match)
        for pattern in PATTERNS
        if pattern.digits <= most and (pattern.everywhere or not everywhere_only)
        for match in _matches(pattern, folded, where)
    ]


def _matches(pattern: Pattern, folded: Folded, where: list[Window]) -> Iterator[re.Match[str]]:
    cues: list[tuple[int, int]] = []
    if pattern.near is not None:
        cues = [cue.span() for cue in pattern.near.finditer(folded.plain)]
        if not cues:
            return
    found = (
        matches(pattern.shape, folded.plain, where, pattern.digits)
        if pattern.digits
        else pattern.shape.finditer(folded.plain)
    )
    for match in found:
        near = (start - NEAR <= match.end() and match.start() <= end + NEAR for start, end in cues)
        if pattern.near is not None and not any(near):
            continue
        if pattern.check is None or pattern.check(match, folded):
            yield match


def _finding(pattern: Pattern, folded: Folded, match: re.Match[str]) -> Finding:
    group = "number" if "number" in match.groupdict() else 0
    start, end = folded.span(match.start(group), match.end(group))
    return Finding("", start, end, pattern.code, pattern.outcome, pattern.why, pattern.instead)


def _written_as_reference(match: re.Match[str], folded: Folded) -> bool:
    """False for an ordinary word before an ordinary number: "on 1234567", "THE 123456"."""
    letters = match.group("letters").replace(" ", "")
    if not re.search(r"\s", match.group("gap")):
        return letters not in _LABELS
    source = folded.source(match.start("letters"), match.end("letters"))
    longer = re.match(r"[ ._\-]{1,2}[0-9]", folded.plain[match.end() : match.end() + 3])
    return source.isupper() and letters not in _ORDINARY and not longer


def _nino(match: re.Match[str], folded: Folded) -> bool:
    letters = match.group("letters")
    pair = letters[0] + letters[-1]
    around = folded.plain[max(0, match.start() - NEAR) : match.end() + NEAR]
    if re.search(r"\b(?:nino|ni|national insurance|insurance)\b", around):
        return True
    if set(pair) & set("dfiquv") or pair[1] == "o" or pair in _NINO_NEVER_PAIRS:
        return False
    return _written_as_reference(match, folded)


def _nhs(match: re.Match[str], folded: Folded) -> bool:
    before = folded.plain[max(0, match.start() - 4) : match.start()]
    return not re.search(r"(?:\+|00)44[ -]?$", before) and bool(
        nhs.is_valid(re.sub("[^0-9]", "", match.group()))
    )


def _iban(match: re.Match[str], folded: Folded) -> bool:
    return bool(iban.is_valid(match.group(), check_country=False))


def _postcode(match: re.Match[str], folded: Folded) -> bool:
    if match.group("area") not in _AREAS:
        return False
    source = folded.source(match.start(), match.end())
    return source.isupper() or match.group("end")[1:] not in ("st", "nd", "rd", "th")


def _police(match: re.Match[str], folded: Folded) -> bool:
    """False for the numbers that one calls, and for a year after a mere "incident" or "police"."""
    number = match.group("number")
    if number in ("999", "101", "111", "112", "55", "999s"):
        return False
    if match.group("cue") or match.group().startswith("cad"):
        return True
    return sum(map(str.isdigit, number)) >= 5


def _eight_alone(match: re.Match[str], folded: Folded) -> bool:
    """False for eight figures out of a longer number, or written like a date."""
    around = (
        folded.plain[max(0, match.start() - 2) : match.start()] + folded.plain[match.end() : match.end() + 2]
    )
    return not re.search("[0-9]", around) and not re.fullmatch(
        r"[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4}", match.group()
    )


def _six_and_no_phone(match: re.Match[str], folded: Folded) -> bool:
    digits = re.sub("[^0-9]", "", match.group("number"))
    return len(digits) >= 6 and not (len(digits) in (10, 11) and digits.startswith("0"))


def _mixed(match: re.Match[str], folded: Folded) -> bool:
    return sum(sign.isdigit() for sign in match.group("number")) >= 2


def _code_with_digit(match: re.Match[str], folded: Folded) -> bool:
    return any(sign.isdigit() for sign in match.group())


def _shape(text: str) -> re.Pattern[str]:
    return re.compile(text, re.ASCII)


def _digits(count: int) -> str:
    return rf"(?:[0-9]{GAP}){{{count - 1}}}[0-9]"


PATTERNS = (
    Pattern(
        "number.residence_permit",
        _shape(rf"{START}(?P<letters>[a-z][ ]?[a-z])(?P<gap>{GAP}){_digits(7)}{END}"),
        _WHY_DOCUMENT,
        _NO_NUMBER,
        check=_written_as_reference,
        digits=7,
    ),
    Pattern(
        "number.residence_permit",
        _shape(rf"{START}(?P<letters>[a-z]{{3}})(?P<gap>{GAP}){_digits(6)}{END}"),
        _WHY_DOCUMENT,
        _NO_NUMBER,
        check=_written_as_reference,
        digits=6,
    ),
    Pattern(
        "number.home_office",
        _shape(rf"{START}(?P<letters>[a-z])(?P<gap>{GAP}){_digits(7)}(?: ?/ ?[0-9]{{1,3}})?{END}"),
        _WHY_DOCUMENT,
        _NO_NUMBER,
        check=_written_as_reference,
        digits=7,
    ),
    Pattern(
        "number.application_or_card",
        _shape(rf"(?<![0-9])[0-9]{{4}}(?:{GAP}[0-9]{{4}}){{3}}(?![0-9])"),
        "A sixteen-digit number is an application number or a card, and leads straight to her.",
        _NO_NUMBER,
        digits=16,
    ),
    Pattern(
        "number.application_or_card",
        _shape(r"(?<![0-9])(?:[0-9][ ._\-]){15}[0-9](?![0-9])"),
        "A sixteen-digit number is an application number or a card, and leads straight to her.",
        _NO_NUMBER,
        digits=16,
    ),
    Pattern(
        "number.visa_application",
        _shape(rf"g{GAP}w{GAP}f{GAP}{_digits(9)}(?![0-9])"),
        _WHY_DOCUMENT,
        _NO_NUMBER,
        digits=9,
    ),
    Pattern(
        "number.worded",
        _shape(
            r"\b(?:home office|ho|ukvi|cid|arc|uan|gwf|vaf|brp|cos|cas|nrm|visa|ihs)"
            r"(?: ?(?:reference|ref|number|no|num|id)){0,2}[ .:#]{0,3}(?:is )?"
            r"(?P<number>[a-z]{0,3}[ -]?[0-9][0-9 /-]{4,18}[0-9])" + END
        ),
        _WHY_DOCUMENT,
        _NO_NUMBER,
        digits=6,
        check=_six_and_no_phone,
    ),
    Pattern(
        "number.port_reference",
        _shape(rf"{START}[a-z]{{2,3}}/[0-9]{{4,8}}(?![0-9])"),
        _WHY_DOCUMENT,
        _NO_NUMBER,
        digits=4,
    ),
    Pattern(
        "number.share_code",
        _shape(rf"{START}[wrs][ -]?[a-z0-9]{{2}}[ -]?[a-z0-9]{{3}}[ -]?[a-z0-9]{{3}}{END}"),
        _WHY_DOCUMENT,
        _NO_NUMBER,
        near=_shape(r"share[ -]?code"),
        check=_code_with_digit,
    ),
    Pattern(
        "number.sponsorship",
        _shape(rf"{START}(?P<number>(?:c[0-9][a-z]|e4g)[a-z0-9]{{8,14}}){END}"),
        _WHY_DOCUMENT,
        _NO_NUMBER,
        check=_mixed,
    ),
    Pattern(
        "number.national_insurance",
        _shape(rf"{START}(?P<letters>[a-z][ ]?[a-z])(?P<gap>{GAP}){_digits(6)}{GAP}[a-d]{END}"),
        _WHY_HEALTH,
        "Leave the number out.",
        everywhere=False,
        check=_nino,
        digits=6,
    ),
    Pattern(
        "number.nhs",
        _shape(r"(?<![0-9])(?<![0-9][ ._\-])(?:[0-9][ ._\-\n]{0,3}){9}[0-9](?![ ._\-]?[0-9])"),
        _WHY_HEALTH,
        "Leave the number out. That she had medical help can be said without it.",
        everywhere=False,
        check=_nhs,
        digits=10,
    ),
    Pattern(
        "number.passport",
        _shape(rf"{START}(?P<number>[a-z]{{0,2}}[0-9]{{6,9}}[a-z]?|[0-9]{{3}} [0-9]{{3}} [0-9]{{3}}){END}"),
        _WHY_DOCUMENT,
        _NO_NUMBER,
        near=_shape(r"passport|pasaporte|passaporte|pasaport|travel document|\bmrz\b"),
        digits=6,
    ),
    Pattern(
        "number.passport", _shape(r"[pacvi][a-z<]?<[a-z<]{3}|<{3,80}"), _WHY_DOCUMENT, _NO_NUMBER, digits=0
    ),
    Pattern(
        "number.bank",
        _shape(r"(?<![0-9])[0-9]{2}[ -][0-9]{2}[ -][0-9]{2}(?![0-9])"),
        _WHY_BANK,
        _NO_BANK,
        digits=6,
        near=_shape(r"\bsort\b"),
    ),
    Pattern(
        "number.bank",
        _shape(rf"(?<![0-9]){_digits(8)}(?![0-9])"),
        _WHY_BANK,
        _NO_BANK,
        digits=8,
        near=_shape(r"sort ?code|\baccounts?\b|\bacct?\b|\ba/c\b|\bbank\b"),
        check=_eight_alone,
    ),
    Pattern(
        "number.bank",
        _shape(rf"{START}[a-z]{{2}}[0-9]{{2}}(?: ?[a-z0-9]{{4}}){{2,7}}(?: ?[a-z0-9]{{1,3}})?{END}"),
        _WHY_BANK,
        _NO_BANK,
        check=_iban,
        digits=2,
    ),
    Pattern(
        "number.police",
        _shape(
            r"\b(?:crime|incident|cad|log|custody|niche|cris|occurrence|999 call|police)(?P<cue>(?: ?(?:reference|ref"
            r"|report|log|number|no|num|nr|id|#)){0,3})[ .:#]{0,3}(?:is |was )?"
            r"(?P<number>[a-z0-9]{0,4}[/-]?[0-9]{2,}[a-z0-9/-]{0,12})" + END
        ),
        _WHY_POLICE,
        "Leave the number out. Your organisation keeps it; say only that it was reported before.",
        everywhere=False,
        digits=3,
        check=_police,
    ),
    Pattern(
        "place.postcode",
        _shape(
            rf"{START}(?P<area>[a-z]{{1,2}})[0-9][a-z0-9]?[ ]{{0,2}}(?P<end>[0-9][abd-hjlnp-uw-z]{{2}}){END}"
        ),
        "A full postcode is a handful of homes.",
        "Give the local authority under `where` and leave the postcode out.",
        everywhere=False,
        outcome=Outcome.COARSEN,
        check=_postcode,
    ),
)

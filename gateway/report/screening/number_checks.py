"""What decides where the shape of a number alone would also catch ordinary writing ("on 1234567"): a checksum, letters
written as a reference is, a word nearby. Each check takes the match of a pattern and the text it stands in.
"""

from __future__ import annotations

import re

from stdnum import iban
from stdnum.gb import nhs

from gateway.report.screening.normalize import Folded
from gateway.report.screening.wordlists import word_list

NEAR = 60  # characters between a word such as "passport" and its number
_ORDINARY = word_list("ordinary_before_numbers")
_AREAS = word_list("postcode_areas")
_LABELS = frozenset({"no", "nos", "num", "tel", "mob", "fax", "ext", "ref", "cad", "log", "urn", "pin", "pc", "id"})
_OF_A_DAY = re.compile(r" ?(?:of|on|dated) (?:the )?[0-9]{1,2}(?:[./-]|st|nd|rd|th| ?[a-z]{3})")
_SAID_TO_BE_NHS = re.compile(r"\bnhs ?(?:number|num|no|id|#)[ .:#\-]{0,3}(?:is |was )?$")
_COUNTED = re.compile(
    r" ?(?:miles?|mins?|minutes?|hours?|hrs?|days?|weeks?|months?|years?|times|x\b|people|men|women|kids|am\b|pm\b"
    r"|[%/:]|-[0-9])"
)
_NINO_NEVER_PAIRS = frozenset({"bg", "gb", "kn", "nk", "nt", "tn", "zz"})


def written_as_reference(match: re.Match[str], folded: Folded) -> bool:
    """False for an ordinary word before an ordinary number: "on 1234567", "THE 123456"."""
    letters = match.group("letters").replace(" ", "")
    if not re.search(r"\s", match.group("gap")):
        return letters not in _LABELS
    source = folded.source(match.start("letters"), match.end("letters"))
    longer = re.match(r"[ ._\-]{1,2}[0-9]", folded.plain[match.end() : match.end() + 3])
    return source.isupper() and letters not in _ORDINARY and not longer


def nino(match: re.Match[str], folded: Folded) -> bool:
    """True for letters that a national insurance number can have, not read out of ordinary words."""
    letters = match.group("letters")
    pair = letters[0] + letters[-1]
    around = folded.plain[max(0, match.start() - NEAR) : match.end() + NEAR]
    if re.search(r"\b(?:nino|ni|national insurance|insurance)\b", around):
        return True
    if set(pair) & set("dfiquv") or pair[1] == "o" or pair in _NINO_NEVER_PAIRS:
        return False
    if not re.search(r"\s", match.group("gap")):
        return letters not in _LABELS
    return letters.replace(" ", "") not in _ORDINARY | _LABELS


def nhs_number(match: re.Match[str], folded: Folded) -> bool:
    """True for a number that passes its check, or that is said to be one: a slip in it hides nothing."""
    before = folded.plain[max(0, match.start() - 24) : match.start()]
    if _SAID_TO_BE_NHS.search(before) and not match.group().startswith("0"):
        return True
    return not re.search(r"(?:\+|00)44[ -]?$", before) and bool(nhs.is_valid(re.sub("[^0-9]", "", match.group())))


def iban_number(match: re.Match[str], folded: Folded) -> bool:
    """True for an account number that passes its check."""
    return bool(iban.is_valid(match.group(), check_country=False))


def postcode(match: re.Match[str], folded: Folded) -> bool:
    """True in an area that exists; not for what ends like a day (31st)."""
    if match.group("area") not in _AREAS:
        return False
    source = folded.source(match.start(), match.end())
    return source.isupper() or match.group("end")[1:] not in ("st", "nd", "rd", "th")


def sector(match: re.Match[str], folded: Folded) -> bool:
    """True in an area that exists, in capitals, where no road (M6 1 mile), count or time is meant."""
    source = folded.source(match.start(), match.end())
    return source.isupper() and match.group("area") in _AREAS and not _COUNTED.match(folded.plain, match.end())


def police(match: re.Match[str], folded: Folded) -> bool:
    """False for the numbers that one calls, and for a year after a mere "incident" or "police"."""
    number = match.group("number")
    if number in ("999", "101", "111", "112", "55", "999s"):
        return False
    if match.group("cue") or match.group().startswith("cad"):
        return True
    if _OF_A_DAY.match(folded.plain, match.end()):
        return True  # "log 1823 of 3 May" is how a control room writes it
    return sum(map(str.isdigit, number)) >= 5


def eight_alone(match: re.Match[str], folded: Folded) -> bool:
    """False for eight figures out of a longer number, or written like a date."""
    around = folded.plain[max(0, match.start() - 2) : match.start()] + folded.plain[match.end() : match.end() + 2]
    return not re.search("[0-9]", around) and not re.fullmatch(r"[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4}", match.group())


def six_and_no_phone(match: re.Match[str], folded: Folded) -> bool:
    """True for six figures or more that are no phone number."""
    digits = re.sub("[^0-9]", "", match.group("number"))
    return len(digits) >= 6 and not (len(digits) in (10, 11) and digits.startswith("0"))


def mixed(match: re.Match[str], folded: Folded) -> bool:
    """True if two figures or more are among the letters."""
    return sum(sign.isdigit() for sign in match.group("number")) >= 2


def no_word_before(match: re.Match[str], folded: Folded) -> bool:
    """False where the letters are an ordinary word before a number."""
    return match.group("letters") not in _ORDINARY | _LABELS


def sixteen_signs(match: re.Match[str], folded: Folded) -> bool:
    """True for the length that a driving licence number has."""
    return len(re.sub("[ -]", "", match.group("number"))) == 16


def mixed_code(match: re.Match[str], folded: Folded) -> bool:
    """True for letters and figures mixed as in a code: three figures or more."""
    code = match.group("number")
    return not code.isdigit() and sum(sign.isdigit() for sign in code) >= 3


def code_with_digit(match: re.Match[str], folded: Folded) -> bool:
    """True if a figure is among the letters."""
    return any(sign.isdigit() for sign in match.group())

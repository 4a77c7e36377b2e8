"""The never-list in front of every seal: what may not reach the police, found before anything is sealed.

`screen` reads a filing: every text of the crime half for numbers and for her own values, every text of the identity
half for the numbers that are kept nowhere. `screen_text` reads answers, corrections and a disclosure's words.
`patterns` is what a police desk runs again on what it opened. A finding whose outcome is `block` cannot be overridden
at any door. Nothing here is stored or logged, and no finding repeats the words it found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gateway.report.areas import name_of
from gateway.report.crime import CRIME
from gateway.report.fields import texts
from gateway.report.filing import Filing
from gateway.report.identity import IDENTITY
from gateway.report.screening import coarsen, lexicon, numbers, scripts, seams
from gateway.report.screening.coarsen import Level, with_area
from gateway.report.screening.findings import Finding, tidy
from gateway.report.screening.folding import fold
from gateway.report.screening.known import Known
from gateway.report.screening.own_values import Kind, Own, guess, own_values
from gateway.report.screening.pieces import Pieces


def screen(filing: Filing) -> list[Finding]:
    """Everything to be said about a filing before it may be sealed, in reading order. Fields are dotted paths."""
    where, when = _group(filing.crime, "where"), _group(filing.crime, "when")
    known = Known(own_values(filing.identity, where.get("place_type")))
    code = str(where.get("area_code", ""))
    level = Level(precision=str(when.get("precision", "")), area=name_of(code) if code else "")
    found: list[Finding] = []
    written = texts(CRIME, filing.crime, "crime")
    for field, text in written:
        found += [finding.under(field) for finding in _in_text(text, known, level)]
    found += seams.find(written, known)
    for field, text in texts(IDENTITY, filing.identity, "identity"):
        found += [finding.under(field) for finding in numbers.find(fold(text), everywhere_only=True)]
    return tidy(found)


def screen_text(given: Mapping[str, str], own: Iterable[str | Own] = ()) -> list[Finding]:
    """The same for loose texts towards the police, by name; `own` are her values (`own_values`, or plain strings)."""
    values = [
        item for value in own for item in ([value] if isinstance(value, Own) else guess(value, Kind.NAME))
    ]
    known = Known(values)
    found = [
        finding.under(field) for field, text in given.items() for finding in _in_text(text, known, Level())
    ]
    return tidy([*found, *seams.find(list(given.items()), known)])


def patterns(text: str) -> list[Finding]:
    """The structured patterns alone, for a desk that holds no values of hers."""
    return tidy(numbers.find(fold(text)))


def _in_text(text: str, known: Known, level: Level) -> list[Finding]:
    folded = fold(text)
    pieces = Pieces(folded.plain)
    found = [*numbers.find(folded, pieces), *scripts.find(text)]
    found += [*known.find(folded, pieces), *lexicon.find(folded, pieces)]
    return with_area([*found, *coarsen.find(folded, level, pieces.narrow)], level)


def _group(crime: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = crime.get(name)
    return value if isinstance(value, dict) else {}

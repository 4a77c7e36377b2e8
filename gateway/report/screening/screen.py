"""The never-list in front of every seal: what may not reach the police, found before anything is sealed.

`screen` reads a filing: every text of the crime half for numbers and for her own values, every text of the identity
half for the numbers that are kept nowhere. `screen_text` reads answers, corrections and a disclosure's words.
`patterns` is what a police desk runs again on what it opened. A finding whose outcome is `block` cannot be overridden
at any door. Nothing here is stored or logged, and no finding repeats the words it found.

Values that run over two texts: her phone begun in one field and ended in the next, her two names in two fields.

Only neighbours are put together, as they stand on the page, and only what neither text holds by itself is a finding
here; it is then one of both.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from gateway.report.crime import CRIME
from gateway.report.fields import texts
from gateway.report.filing import Filing
from gateway.report.identity import IDENTITY
from gateway.report.police_areas import name_of
from gateway.report.screening import coarsen, identifiers, lexicon, numbers, scripts
from gateway.report.screening.coarsen import Level, with_area
from gateway.report.screening.findings import Finding, Outcome, tidy
from gateway.report.screening.normalize import Pieces, fold
from gateway.report.screening.own_values import Kind, Own, guess, own_values
from gateway.report.screening.value_search import Known

REACH = 48  # signs of either text that are put together
BOTH = " It runs on from one text into the next."


def find(given: Sequence[tuple[str, str]], known: Known) -> Iterator[Finding]:
    """Findings for both sides of each seam that a value of hers, or a number, runs over; `given` are (field, text)."""
    for (left_field, left), (right_field, right) in pairwise(given):
        begun = max(0, len(left.rstrip()) - REACH)
        head = left[begun:].rstrip()
        blank = len(right) - len(right.lstrip())
        folded = fold(f"{head} {right[blank : blank + REACH]}")
        seam = len(head)
        for one in (*numbers.find(folded), *known.find(folded)):
            if one.outcome is Outcome.BLOCK and one.start < seam < one.end - 1:
                why = replace(one, why=one.why + BOTH)
                yield replace(why, field=left_field, start=begun + one.start, end=begun + seam)
                yield replace(why, field=right_field, start=blank, end=blank + one.end - seam - 1)


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
    found += find(written, known)
    for field, text in texts(IDENTITY, filing.identity, "identity"):
        found += [finding.under(field) for finding in numbers.find(fold(text), everywhere_only=True)]
    return tidy(found)


def screen_text(given: Mapping[str, str], own: Iterable[str | Own] = ()) -> list[Finding]:
    """The same for loose texts towards the police, by name; `own` are her values (`own_values`, or plain strings)."""
    values = [item for value in own for item in ([value] if isinstance(value, Own) else guess(value, Kind.NAME))]
    known = Known(values)
    found = [finding.under(field) for field, text in given.items() for finding in _in_text(text, known, Level())]
    return tidy([*found, *find(list(given.items()), known)])


def patterns(text: str) -> list[Finding]:
    """The structured patterns alone, for a desk that holds no values of hers."""
    return tidy(numbers.find(fold(text)))


def _in_text(text: str, known: Known, level: Level) -> list[Finding]:
    folded = fold(text)
    pieces = Pieces(folded.plain)
    found = [*numbers.find(folded, pieces), *scripts.find(text)]
    found += [*known.find(folded, pieces), *lexicon.find(folded, pieces)]
    blocks = [one for one in found if one.outcome is Outcome.BLOCK]
    offers = [
        offer
        for offer in (*identifiers.find(folded, pieces, known.named), *coarsen.find(folded, level, pieces.narrow))
        if not any(one.start < offer.end and offer.start < one.end for one in blocks)
    ]
    return with_area([*found, *offers], level)


def _group(crime: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = crime.get(name)
    return value if isinstance(value, dict) else {}

"""Values that run over two texts: her phone begun in one field and ended in the next, her two names in two fields.

Only neighbours are put together, as they stand on the page, and only what neither text holds by itself is a finding
here; it is then one of both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from gateway.report.screening import numbers
from gateway.report.screening.findings import Finding, Outcome
from gateway.report.screening.folding import fold
from gateway.report.screening.known import Known

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

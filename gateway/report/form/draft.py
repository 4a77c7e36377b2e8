"""A draft: what was typed into the form, and all that follows from it, each worked out once and handed on. Pure.

Rules
- One press makes one draft, and every page, check and seal of that press reads it: its words are screened here once,
  and once more by whoever seals them, who trusts nobody.
- It may be half written. `written` is what it says so far, for screening and the meters, never for sealing; `filing` is
  what can be sealed, and NotAFiling where it is none.
- Nothing of it is kept here, and its `repr` shows nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from gateway.report import partial_dates, police_areas
from gateway.report.crime import CONSTANTS, CRIME
from gateway.report.fields import texts as texts_of
from gateway.report.filing import Filing
from gateway.report.form import texts, values
from gateway.report.identity import IDENTITY
from gateway.report.screening import numbers
from gateway.report.screening.findings import Finding, Outcome, tells_status
from gateway.report.screening.normalize import fold
from gateway.report.screening.own_values import unspelled
from gateway.report.screening.risk_meters import Colour, Meters, less, meters
from gateway.report.screening.screen import screen
from gateway.report.validate import NotAFiling, Problem, read_filing

WHEN = ("crime.when.from", "crime.when.to")
PRECISION = "crime.when.precision"


@dataclass(frozen=True, repr=False)
class Draft:
    """`typed`: name -> text; `document`: the JSON it means; `month`: this one, such as "2026-11"."""

    typed: dict[str, str]
    document: dict[str, Any]
    month: str

    @classmethod
    def of(cls, typed: Mapping[str, str], month: str) -> Draft:
        """The draft of these values of the form."""
        return cls(dict(typed), values.document(typed, month), month)

    def changed(self, typed: Mapping[str, str]) -> Draft:
        """The draft of other values; this very one if they are the same."""
        return self if typed == self.typed else Draft.of(typed, self.month)

    def closed(self) -> Draft:
        """Without blank items of a group, so that its numbers are those of the report."""
        return self.changed(values.without_gaps(self.typed))

    def with_force(self, forces: Collection[str]) -> Draft:
        """With the force that covers its area, if none was chosen, it can receive and nothing speaks against it."""
        covers = police_areas.force_for(self.typed.get(values.AREA, ""))
        if self.typed.get(values.FORCE) or covers is None or covers.org not in forces or self.must_confirm:
            return self
        picked = {values.FORCE: covers.org}
        return replace(self, typed=self.typed | picked, document=self.document | picked)

    @property
    def is_adult(self) -> bool | None:
        """True or None (not answered): the form goes on. False: she is, or may be, under 18."""
        answer = self.typed.get(values.ADULT)
        return None if answer is None else answer == "yes"

    @property
    def written(self) -> Filing:
        """What was written so far, whether or not it can be filed."""
        made = self.document
        return Filing(str(made.get(values.FORCE, "")), made["crime"] | CONSTANTS, made["identity"])

    @cached_property
    def filing(self) -> Filing:
        """What can be sealed. NotAFiling where there are `problems`."""
        return read_filing({"force": "", **self.document})

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What keeps it from being filed; empty if nothing does."""
        try:
            self.filing  # noqa: B018  read for what it raises
        except NotAFiling as refused:
            return refused.problems
        return ()

    @cached_property
    def findings(self) -> list[Finding]:
        """What screening says of it, and an offer for each exact day in the fields of the date itself."""
        return [*screen(self.written), *self._exact_days()]

    @cached_property
    def meters(self) -> Meters:
        """How easily the police, and the suspect, could work out who she is."""
        return meters(self.written, year_month=self.month)

    @cached_property
    def less(self) -> list[Finding]:
        """What could be said less exactly, for what the meter of the police counts."""
        return [*(one for one in self.findings if one.offer), *less(self.written)]

    @property
    def blocked(self) -> bool:
        """True if something must change before this can be sent."""
        return any(one.outcome is Outcome.BLOCK for one in self.findings)

    @property
    def warned(self) -> bool:
        """True if a reason is needed to send it like this."""
        return any(one.outcome is Outcome.WARN for one in self.findings)

    @property
    def tells_status(self) -> bool:
        """True if a second person must agree to send it like this."""
        return tells_status(self.findings)

    @property
    def unspelled(self) -> bool:
        """True if a name stands in another script only."""
        return unspelled(self.document["identity"])

    @property
    def red(self) -> list[str]:
        """The names of the meters that are red."""
        both = {"police": self.meters.police, "suspect": self.meters.suspect}
        return [name for name, meter in both.items() if meter.colour == Colour.RED]

    @property
    def conflict(self) -> str:
        """A sentence if the suspect works for the police or another authority, else ""."""
        return police_areas.advice_on_force(self.document["crime"])

    @property
    def must_confirm(self) -> bool:
        """True if the suspect is a police officer: the choice of a force is then a person's, and confirmed."""
        return self.conflict == police_areas.STEER

    def nowhere(self) -> list[Finding]:
        """The numbers that are held nowhere, in either half: they stop even a form that is only kept."""
        halves = (*texts_of(CRIME, self.document["crime"], "crime"),
                  *texts_of(IDENTITY, self.document["identity"], "identity"))  # fmt: skip
        found = [one.under(field) for field, text in halves for one in numbers.find(fold(text), everywhere_only=True)]
        return [one for one in found if one.outcome is Outcome.BLOCK]

    def coarsened(self, about: Sequence[str]) -> Draft:
        """With one offer taken: `about` is field, start and end. This very one when there is no such offer."""
        field, start, end = (*about, "", "", "")[:3]
        if field in WHEN:
            months = {name: partial_dates.say(partial_dates.to_month(day)) for name, day in self._days()}
            return self.changed(self.typed | months | ({PRECISION: "month"} if months else {}))
        for one in self.less:
            if (one.field, str(one.start), str(one.end)) == (field, start, end):
                text = values.text_at(self.document, field)
                return self.changed(self.typed | {field: text[: one.start] + one.offer + text[one.end :]})
        return self

    def _exact_days(self) -> Iterator[Finding]:
        for name, day in self._days() if self.typed.get(PRECISION) == "day" else ():
            if month := partial_dates.say(partial_dates.to_month(day)):
                whole = (0, len(self.typed[name]))
                yield Finding(name, *whole, "date.exact", Outcome.COARSEN, texts.LESS_EXACT, texts.SAY_MONTH, month)

    def _days(self) -> Iterator[tuple[str, str]]:
        """(name, day) of each date that is an exact day."""
        for name in WHEN:
            text = partial_dates.from_words(self.typed.get(name, ""), self.month)
            try:
                if partial_dates.read(text).level == "day":
                    yield name, text
            except ValueError:
                continue

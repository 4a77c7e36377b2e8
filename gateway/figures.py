"""Public figures: how many reports each force was sent in a quarter, and whether it opened them.

    amparo-gateway figures              a quarter's table as it would be published, for a person to read
    amparo-gateway figures --publish    the same, published for good

Nobody else has such figures, and they must not give anybody away. The rules, after the disclosure control of the
Government Statistical Service for tables of counts from administrative data (2014):

* A quarter is published once, `SETTLED` days after its end, and never changed: no two tables can be subtracted.
* A force that fewer than `ORGANISATIONS` organisations sent to in the quarter has no row, and no organisation ever
  has one; nor has any kind of crime, place or day.
* A count below `LEAST`, nought among them, is hidden. So is a second one wherever the total would tell the first,
  and more until what is hidden in a line adds up to `LEAST` at least.
* What is shown is rounded to `BASE`, each by itself. Only rounded figures are kept.

The gateway cannot know how police answered: answers are sealed and tied to no report. That is for desks to count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from gateway.errors import CannotPublish
from gateway.store import figures as store
from gateway.store.engine import reading, writing
from keys import clock

LEAST = 10  # reports; a smaller count is hidden
BASE = 5  # every shown count is a multiple of it
ORGANISATIONS = 3  # that sent to a force in the quarter; below, its row would be about one of them
IN_TIME = 7  # days from filing to opening
SETTLED = 28  # days after the end of a quarter
ALL = ""  # the row of all forces together

Shown = int | None  # a rounded count; None: hidden


class Counts(NamedTuple):
    """Of the reports that a force received, in reports: opened within `IN_TIME` days, opened later, never opened."""

    in_time: int
    late: int
    never: int


class Row(NamedTuple):
    """What is published of a force, in reports; None where it is hidden."""

    received: Shown
    in_time: Shown
    late: Shown
    never: Shown


class Quarter(NamedTuple):
    """A quarter of a year: `Quarter(2026, 3)` is July to September. Its days are UTC days, as all days kept here."""

    year: int
    number: int

    @classmethod
    def read(cls, text: str) -> Quarter:
        """From "2026-Q3". ValueError for anything else."""
        year, found, number = text.partition("-Q")
        if not found or len(year) != 4 or not year.isdecimal() or number not in ("1", "2", "3", "4"):
            raise ValueError('A quarter is written as "2026-Q3".')
        return cls(int(year), int(number))

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def first(self) -> int:
        return clock.from_iso(f"{self.year:04}-{3 * self.number - 2:02}-01")

    @property
    def after(self) -> int:
        """The day behind its last."""
        return self.next().first

    @property
    def settled(self) -> int:
        """The day from which it may be published: what was not opened by then counts as never opened."""
        return self.after + SETTLED

    def next(self) -> Quarter:
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)

    def before(self) -> Quarter:
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)


def last_settled(today: int) -> Quarter:
    """The newest quarter that may be published on day `today`."""
    quarter = Quarter(int(clock.iso(today)[:4]), 4)
    while quarter.settled > today:
        quarter = quarter.before()
    return quarter


def table(engine: Engine, quarter: Quarter) -> dict[str, Row]:
    """The quarter's table as it may be published; empty when too few reports were received."""
    with reading(engine) as connection:
        found = store.counted(
            connection, first=quarter.first, after=quarter.after, in_time=IN_TIME, settled=quarter.settled
        )
    enough = {one.force: one for one in found if one.organisations >= ORGANISATIONS}
    return publishable({force: Counts(one.in_time, one.late, one.never) for force, one in enough.items()})


def publish(engine: Engine, quarter: Quarter, today: int) -> dict[str, Row]:
    """The quarter's table is published, for good. CannotPublish when it is too early, or was done before.

    Where nothing may be shown, a row of all forces with nothing in it says that the quarter was looked at.
    """
    if today < quarter.settled:
        raise CannotPublish(f"{quarter} can be published from {clock.iso(quarter.settled)} on.")
    rows = table(engine, quarter) or {ALL: Row(None, None, None, None)}
    try:
        with writing(engine) as connection:
            store.publish(connection, [store.Published(str(quarter), force, *row) for force, row in rows.items()])
    except IntegrityError:
        raise CannotPublish(f"{quarter} was published before. A published table never changes.") from None
    return rows


def publishable(counts: Mapping[str, Counts]) -> dict[str, Row]:
    """What may be told of `counts`, by force, with the row of `ALL`. Empty when nothing may."""
    exact = {force: [sum(each), *each] for force, each in sorted(counts.items()) if sum(each) >= LEAST}
    if not exact:
        return {}
    exact[ALL] = [sum(column) for column in zip(*exact.values(), strict=True)]
    hidden = {(force, place) for force, cells in exact.items() for place, n in enumerate(cells) if n < LEAST}
    lines = list(_lines(list(exact), width=4))
    while more := {cell for line in lines for cell in _also(line, exact, hidden)}:
        hidden |= more
    return {
        force: Row(*(None if (force, place) in hidden else _rounded(n) for place, n in enumerate(cells)))
        for force, cells in exact.items()
    }


Cell = tuple[str, int]


def _lines(forces: list[str], width: int) -> Iterator[list[Cell]]:
    """The cells that add up to one of them, which stands first in a row (all received) and last in a column (`ALL`)."""
    for force in forces:
        yield [(force, place) for place in range(width)]
    for place in range(width):
        yield [(force, place) for force in forces]


def _also(line: Iterable[Cell], exact: Mapping[str, list[int]], hidden: set[Cell]) -> set[Cell]:
    """The smallest shown cell of a line whose hidden ones could be told from the rest; none when they cannot."""
    inside = [cell for cell in line if cell in hidden]
    if not inside or (len(inside) > 1 and sum(exact[force][place] for force, place in inside) >= LEAST):
        return set()
    shown = [cell for cell in line if cell not in hidden]
    return {min(shown, key=lambda cell: (exact[cell[0]][cell[1]], cell))} if shown else set()


def _rounded(n: int) -> int:
    return BASE * round(n / BASE)

"""Reports as the gateway knows them, and the marks by which a retry finds its report again."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, func, or_, select

from gateway.store.statements import InsertNew, LookUp
from gateway.store.tables import CRIME, HELD, REFILE, deliveries, envelopes, filings, reports

_add = InsertNew(reports)
_mark = InsertNew(filings)
_marked = LookUp(
    select(filings.c.filing_body, filings.c.report_id).where(filings.c.filing_id == bindparam("filing_id"))
)

_stored = select(reports.c.day).where(reports.c.report_id == bindparam("report_id"))


class FiledMark(NamedTuple):
    """What is known of a filing secret: the hash of what was filed with it, and the report it became."""

    body: bytes
    report_id: bytes


class Progress(NamedTuple):
    """How far the two parts of a report have come."""

    report_id: bytes
    day: int
    force: str
    part: int
    state: str


def add(connection: Connection, report_id: bytes, *, ngo: str, force: str, priority: bool, day: int) -> bool:
    """True if the report is new; False if one of this id is known, which stays as it is."""
    row = {"report_id": report_id, "ngo": ngo, "force": force, "priority": priority, "day": day}
    return _add(connection, row) == 1


def mark(connection: Connection, filing_id: bytes, body: bytes, report_id: bytes, day: int) -> bool:
    """True if this filing secret is new and now stands for the report."""
    row = {"filing_id": filing_id, "filing_body": body, "report_id": report_id, "day": day}
    return _mark(connection, row) == 1


def marked(connection: Connection, filing_id: bytes) -> FiledMark | None:
    """What was filed with this secret, if it was."""
    rows = _marked(connection, filing_id=filing_id)
    return FiledMark(*rows[0]) if rows else None


def is_stored(connection: Connection, report_id: bytes) -> bool:
    """True if the report is stored already."""
    return connection.execute(_stored, {"report_id": report_id}).one_or_none() is not None


def of_ngo(
    connection: Connection, ngo: str, after: tuple[int, bytes] | None, most: int, *, states: Collection[str] = ()
) -> list[list[Progress]]:
    """An NGO's reports, newest day first, each as its parts. `after`: (day, report_id) of the last seen.

    states: only those whose crime part is in one of them.
    """
    crime = deliveries.c
    lists: list[Any] = [  # one for each state: each lies in its order in an index
        (crime.day, crime.cid, and_(crime.from_org == ngo, crime.state == state, crime.part == CRIME))
        for state in states
    ]
    rows: list[tuple[int, bytes]] = []
    for day, report_id, mine in lists or [(reports.c.day, reports.c.report_id, reports.c.ngo == ngo)]:
        page = select(day, report_id).where(mine)
        if after is not None:
            page = page.where(day <= after[0], or_(day < after[0], report_id > after[1]))
        rows += connection.execute(page.order_by(day.desc(), report_id).limit(most)).all()
    return _progress(connection, [report_id for _, report_id in sorted(rows, key=_newest_first)[:most]])


def between(
    connection: Connection, ngo: str, first: bytes, last: bytes, *, states: Collection[str] = ()
) -> list[list[Progress]]:
    """The same of the few whose report ids lie from `first` to `last`: four signs of a reference mean one in a million.

    Whose they are is asked of what was found: asked of the database, SQLite would look through all of the NGO's.
    """
    found = select(reports.c.day, reports.c.report_id, reports.c.ngo).where(reports.c.report_id.between(first, last))
    mine = [(row.day, row.report_id) for row in connection.execute(found) if row.ngo == ngo]
    all_of_them = _progress(connection, [report_id for _, report_id in sorted(mine, key=_newest_first)])
    return [parts for parts in all_of_them if not states or parts[0].state in states]


def _newest_first(place: tuple[int, bytes]) -> tuple[int, bytes]:
    day, report_id = place
    return -day, report_id


def _progress(connection: Connection, ids: Sequence[bytes]) -> list[list[Progress]]:
    """How far each has come, in the order of `ids`: its parts, the crime part first."""
    if not ids:
        return []
    found = (
        select(reports.c.report_id, reports.c.day, reports.c.force, deliveries.c.part, deliveries.c.state)
        .join(deliveries, deliveries.c.cid == reports.c.report_id)
        .where(reports.c.report_id.in_(ids), deliveries.c.part.in_((1, 2)))
        .order_by(deliveries.c.part)
    )
    parts: dict[bytes, list[Progress]] = {report_id: [] for report_id in ids}
    for row in connection.execute(found):
        parts[row.report_id].append(Progress(*row))
    return [each for each in parts.values() if each]


def to_file_again(connection: Connection, ngo: str) -> int:
    """How many of an NGO's reports the police could not open, so that they must be filed again."""
    mine = (deliveries.c.from_org == ngo, deliveries.c.state == REFILE, deliveries.c.part == CRIME)
    return connection.execute(select(func.count()).where(*mine)).scalar_one()


def held_for(connection: Connection, org: str, since: int, most: int) -> list[tuple[int, str]]:
    """(day, state) of what is kept for the organisation's own desk and still lies here, of day `since` on."""
    found = (
        select(deliveries.c.day, deliveries.c.state)
        .join(envelopes, envelopes.c.delivery_id == deliveries.c.id)
        .where(envelopes.c.org == org, deliveries.c.org == org, deliveries.c.part == HELD, deliveries.c.day >= since)
        .order_by(deliveries.c.day)
        .limit(most)
    )
    return [(row.day, row.state) for row in connection.execute(found)]

"""What public figures are counted from, and the figures once they are published: rounded, and never changed."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, and_, case, func, insert, select

from gateway.store.deliveries import OPENED
from gateway.store.reports import CRIME
from gateway.store.tables import deliveries, figures, receipts


class Counted(NamedTuple):
    """Of a force: reports opened in time, opened later and never opened, and how many organisations sent them."""

    force: str
    in_time: int
    late: int
    never: int
    organisations: int


def counted(connection: Connection, *, first: int, after: int, in_time: int, settled: int) -> list[Counted]:
    """Of reports filed on the days `first` to `after` - 1 that their force received, and that were not recalled.

    in_time: days from filing to opening. settled: what was opened on this day or later was never opened.
    """
    opened = and_(
        receipts.c.org == deliveries.c.from_org,
        receipts.c.delivery_id == deliveries.c.id,
        receipts.c.action == OPENED,
        receipts.c.day < settled,
    )
    days = receipts.c.day - deliveries.c.day
    question = (
        select(
            deliveries.c.org,
            func.sum(case((days <= in_time, 1), else_=0)),
            func.sum(case((days > in_time, 1), else_=0)),
            func.sum(case((receipts.c.day.is_(None), 1), else_=0)),
            func.count(deliveries.c.from_org.distinct()),
        )
        .join_from(deliveries, receipts, opened, isouter=True)
        .where(deliveries.c.part == CRIME, deliveries.c.day >= first, deliveries.c.day < after)
        .where(deliveries.c.received_day < settled, deliveries.c.state != "recalled")
        .group_by(deliveries.c.org)
    )
    return [Counted(*row) for row in connection.execute(question)]


class Published(NamedTuple):
    """A row of a quarter's table; None where the count is hidden."""

    quarter: str
    force: str
    received: int | None
    in_time: int | None
    late: int | None
    never: int | None


def publish(connection: Connection, rows: Iterable[Published]) -> None:
    """The rows stand for good. IntegrityError when one of them stands already."""
    connection.execute(insert(figures), [row._asdict() for row in rows])


def published(connection: Connection) -> list[Published]:
    """Everything published: the newest quarter first, its forces by name."""
    question = select(*figures.c).order_by(figures.c.quarter.desc(), figures.c.force)
    return [Published(*row) for row in connection.execute(question)]

"""What the gateways of one service hand each other of the directory: public lines, only ever added.

Nothing is verified here; who reads a line judges it as if a stranger had brought it (`gateway.directory`).
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from gateway.store.statements import InsertNew
from gateway.store.tables import shared_directory

LEAF, CHECKPOINT, STOP = 0, 1, 2

_insert = InsertNew(shared_directory)


class Line(NamedTuple):
    """`place`: a leaf's number, a checkpoint's size, the witnessed time at which a stop came."""

    kind: int
    place: int
    raw: bytes


def count(connection: Connection) -> int:
    """How many lines there are: as long as it is the same, nothing was added."""
    return connection.scalar(select(func.count()).select_from(shared_directory)) or 0


def lines(connection: Connection) -> list[Line]:
    """Every line, leaves first, each kind by its place."""
    columns = shared_directory.c
    order = columns.kind, columns.place, columns.digest
    return [Line(*row) for row in connection.execute(select(columns.kind, columns.place, columns.raw).order_by(*order))]


def add(connection: Connection, new: Iterable[Line]) -> None:
    """These lines are there; one that was there stays as it is."""
    rows = [{**line._asdict(), "digest": sha256(line.raw).digest()} for line in new]
    if rows:
        _insert(connection, *rows)

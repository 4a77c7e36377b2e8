"""Inserts whose SQL is written once for each database and then only filled in.

A filing is seven of them, and SQLAlchemy's own way from a statement to the driver cost more than the database did.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.compiler import SQLCompiler

Row = Mapping[str, Any]


class Insert:
    """`insert(connection, rows)` adds rows of plain values, all with the columns named here."""

    def __init__(self, table: Table, *columns: str) -> None:
        self._columns = columns or tuple(column.name for column in table.columns)
        self._statements = self._written(table)
        self._compiled: dict[str, tuple[str, Sequence[str] | None]] = {}

    def __call__(self, connection: Connection, *rows: Row) -> int:
        """How many rows were added."""
        text, places = self._compiled.get(connection.dialect.name) or self._compile(connection)
        filled = [tuple(map(row.__getitem__, places)) if places else dict(row) for row in rows]
        return connection.exec_driver_sql(text, filled[0] if len(filled) == 1 else filled).rowcount

    def _written(self, table: Table) -> dict[str, Any]:
        return {"sqlite": insert(table), "postgresql": insert(table)}

    def _compile(self, connection: Connection) -> tuple[str, Sequence[str] | None]:
        statement = self._statements[connection.dialect.name]
        compiled = statement.compile(dialect=connection.dialect, column_keys=list(self._columns))
        assert isinstance(compiled, SQLCompiler)
        found = compiled.string, compiled.positiontup
        self._compiled[connection.dialect.name] = found
        return found


class InsertNew(Insert):
    """The same, but a row whose key is there already stays as it is, and the new one is not added."""

    def _written(self, table: Table) -> dict[str, Any]:
        return {
            "sqlite": sqlite.insert(table).on_conflict_do_nothing(),
            "postgresql": postgresql.insert(table).on_conflict_do_nothing(),
        }

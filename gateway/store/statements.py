"""Statements whose SQL is written once for each database and then only filled in: inserts, and look-ups by a key.

A filing is six of them, and SQLAlchemy's own way from a statement to the driver cost more than the database did.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.sql.compiler import SQLCompiler

Row = Mapping[str, Any]


class _Statement:
    """One statement in the words of each database; `columns`: those that an insert names."""

    def __init__(self, statements: Mapping[str, Any], columns: Sequence[str] | None) -> None:
        self._statements, self._columns = statements, columns
        self._compiled: dict[str, tuple[str, Sequence[str] | None]] = {}

    def _run(self, connection: Connection, rows: Sequence[Row]) -> CursorResult[Any]:
        text, places = self._compiled.get(connection.dialect.name) or self._compile(connection)
        filled = [tuple(map(row.__getitem__, places)) if places else dict(row) for row in rows]
        return connection.exec_driver_sql(text, filled[0] if len(filled) == 1 else filled)

    def _compile(self, connection: Connection) -> tuple[str, Sequence[str] | None]:
        statement = self._statements[connection.dialect.name]
        compiled = statement.compile(dialect=connection.dialect, column_keys=self._columns)
        assert isinstance(compiled, SQLCompiler)
        found = compiled.string, compiled.positiontup
        self._compiled[connection.dialect.name] = found
        return found


class Insert(_Statement):
    """`insert(connection, rows)` adds rows of plain values, all with the columns named here."""

    def __init__(self, table: Table, *columns: str) -> None:
        super().__init__(self._written(table), columns or tuple(column.name for column in table.columns))

    def __call__(self, connection: Connection, *rows: Row) -> int:
        """How many rows were added."""
        return self._run(connection, rows).rowcount

    def _written(self, table: Table) -> dict[str, Any]:
        return {"sqlite": insert(table), "postgresql": insert(table)}


class InsertNew(Insert):
    """The same, but a row whose key is there already stays as it is, and the new one is not added."""

    def _written(self, table: Table) -> dict[str, Any]:
        return {
            "sqlite": sqlite.insert(table).on_conflict_do_nothing(),
            "postgresql": postgresql.insert(table).on_conflict_do_nothing(),
        }


class LookUp(_Statement):
    """`look_up(connection, key=...)` gives the rows of a SELECT of plain columns, by its bound parameters."""

    def __init__(self, found: Select[Any]) -> None:
        super().__init__({"sqlite": found, "postgresql": found}, None)

    def __call__(self, connection: Connection, **bound: Any) -> Sequence[Any]:
        return self._run(connection, [bound]).all()

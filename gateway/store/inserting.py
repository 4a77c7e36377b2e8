"""An insert that leaves an existing row alone, as each database says it."""

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


class InsertNew:
    """`insert(connection, row)` is True if the row is new; an older row of the same key stays as it is."""

    def __init__(self, table: Table) -> None:
        self._statements = {
            "sqlite": sqlite.insert(table).on_conflict_do_nothing(),
            "postgresql": postgresql.insert(table)
            .on_conflict_do_nothing()
            .execution_options(preserve_rowcount=True),
        }

    def __call__(self, connection: Connection, row: dict[str, object]) -> bool:
        return connection.execute(self._statements[connection.dialect.name], row).rowcount == 1

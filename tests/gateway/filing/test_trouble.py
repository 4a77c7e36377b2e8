"""When the database cannot take a report, the filer is told so, nothing of it is kept, and filing again works."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.engine import make_url

from gateway.store import engine
from gateway.web.error_pages import UNAVAILABLE
from keys.roles import Role
from tests.databases import PostgreSQL
from tests.gateway.running import URL, Gateway, headers, settings_in
from tests.gateway.writing import as_json, posted
from tests.orgs import NGO, Orgs

TABLES = ("reports", "filings", "deliveries", "envelopes", "seen", "nonces")


def file(gateway: Gateway, body: bytes) -> tuple[int, bytes]:
    given = headers(gateway.orgs.signer(NGO, Role.DOOR), "POST", "/v1/reports", body)
    answer = gateway.app.test_client().post(
        "/v1/reports", base_url=URL, data=body, headers=given, content_type="application/json"
    )
    return answer.status_code, answer.data


def kept(gateway: Gateway) -> Counter[str]:
    return Counter({table: len(gateway.rows(table)) for table in TABLES if gateway.rows(table)})


@pytest.fixture
def pages(gateway: Gateway) -> Callable[[int], None]:
    """Says how many pages SQLite's file may have: a disk that is full, and one that was made larger."""
    most = [2**30]

    @event.listens_for(gateway.host.engine, "begin")  # not "checkout": whoever files keeps its connection
    def _limit(connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={most[0]}")

    def set_to(number: int) -> None:
        most[0] = number

    return set_to


def test_on_a_full_disk_nothing_is_kept_the_filer_is_told_and_may_file_again_later(
    gateway: Gateway, pages: Callable[[int], None]
) -> None:
    body = as_json(posted())
    pages(1)  # never less than there are
    assert file(gateway, body) == (503, UNAVAILABLE)
    assert kept(gateway) == {}
    pages(2**30)
    assert file(gateway, body)[0] == 201
    assert kept(gateway)["reports"] == 1


def test_on_a_disk_that_fills_while_many_file_each_is_kept_whole_or_not_at_all(
    gateway: Gateway, pages: Callable[[int], None]
) -> None:
    bodies = [as_json(posted()) for _ in range(24)]
    with gateway.host.engine.connect() as connection:
        pages(connection.exec_driver_sql("PRAGMA page_count").scalar_one() + 120)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda body: file(gateway, body), bodies))
    statuses = Counter(status for status, _ in answers)
    assert set(statuses) == {201, 503}
    assert all(text == UNAVAILABLE for status, text in answers if status == 503)
    pages(2**30)
    filed = statuses[201]
    assert kept(gateway) == {
        "reports": filed, "filings": filed, "deliveries": 2 * filed, "envelopes": 2 * filed, "seen": 2 * filed,
        "nonces": filed,
    }  # fmt: skip
    assert {file(gateway, body)[0] for body in bodies} == {200, 201}
    assert kept(gateway)["reports"] == len(bodies)


def test_a_database_that_is_locked_is_waited_for_and_then_a_clear_answer(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine.open_store(gateway.host.settings.database_url).connect() as other:
        other.exec_driver_sql("COMMIT")
        other.exec_driver_sql("BEGIN IMMEDIATE")  # as a backup tool of somebody else's would

        @event.listens_for(gateway.host.engine, "checkout")
        def _impatient(connection, _record, _proxy) -> None:
            connection.execute("PRAGMA busy_timeout=100")

        body = as_json(posted())
        assert file(gateway, body) == (503, UNAVAILABLE)
        other.exec_driver_sql("COMMIT")
    assert file(gateway, body)[0] == 201


@pytest.fixture
def on_postgresql(orgs: Orgs, postgresql_server: PostgreSQL, tmp_path) -> Iterator[Gateway]:
    gateway = Gateway(orgs, settings_in(tmp_path, orgs, postgresql_server.fresh()))
    yield gateway
    gateway.host.engine.dispose()


def break_off(gateway: Gateway) -> None:
    """Every connection of the gateway's is gone, as when PostgreSQL starts again."""
    url = make_url(gateway.host.settings.database_url)
    with psycopg.connect(url.set(database="postgres").render_as_string(hide_password=False)) as other:
        question = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        other.execute(question, (url.database,))


def test_after_postgresql_has_started_again_the_next_report_is_filed_as_if_nothing_were(on_postgresql: Gateway) -> None:
    assert file(on_postgresql, as_json(posted()))[0] == 201
    break_off(on_postgresql)
    assert file(on_postgresql, as_json(posted()))[0] == 201


def test_when_postgresql_breaks_off_again_and_again_every_report_that_was_acknowledged_is_kept(
    on_postgresql: Gateway,
) -> None:
    bodies = [as_json(posted()) for _ in range(40)]

    def until_filed(body: bytes) -> set[int]:
        statuses: set[int] = set()
        while not statuses & {200, 201}:
            status, text = file(on_postgresql, body)
            statuses.add(status)
            assert status in (200, 201) or (status, text) == (503, UNAVAILABLE)
        return statuses

    with ThreadPoolExecutor(8) as pool:
        filing = [pool.submit(until_filed, body) for body in bodies]
        for _ in range(20):
            break_off(on_postgresql)
        for one in filing:
            one.result()
    assert len(on_postgresql.rows("reports")) == len(bodies)
    assert len(on_postgresql.rows("deliveries")) == 2 * len(bodies)

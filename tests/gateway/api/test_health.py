"""A load balancer hears whether a report is taken here now, and nobody hears why not."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from gateway import health, limits
from gateway.health import REMEMBERED, SILENT, Health
from gateway.store.engine import open_store
from gateway.store.tables import reports
from keys import clock
from keys.roles import Role
from tests.gateway.running import Gateway
from tests.gateway.writing import as_json, posted
from tests.orgs import FORCE, GATEWAY, OTHER_FORCE


def ask(gateway: Gateway) -> TestResponse:
    """A second later than whoever asked before."""
    gateway.app.extensions["amparo-health"]._at = float("-inf")
    return gateway.plain("GET", "/healthz")


def files(gateway: Gateway) -> bool:
    answer = gateway.signed("POST", "/v1/reports", as_json(posted()), content_type="application/json")
    return answer.status_code in (200, 201)


def test_a_gateway_that_takes_reports_says_so_with_the_broker_away(gateway_anywhere: Gateway) -> None:
    assert ask(gateway_anywhere).status_code == 200
    assert files(gateway_anywhere)


def test_without_its_database_it_does_not(gateway: Gateway, tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path}/none.sqlite", "postgresql://nobody@127.0.0.1:1/none"):
        gateway.host.engine = open_store(url)
        assert ask(gateway).status_code == 503


def test_with_an_old_directory_it_does_not(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + 49 * 3600)
    assert ask(gateway).status_code == 503
    assert not files(gateway)
    gateway.publish()
    assert ask(gateway).status_code == 200


@pytest.mark.parametrize(
    "stopped",
    [[(GATEWAY, Role.INTAKE)], [(FORCE, Role.CRIME), (OTHER_FORCE, Role.CRIME)]],
    ids=["its own", "of every force"],
)
def test_with_stopped_keys_it_does_not(gateway: Gateway, stopped: list[tuple[str, Role]]) -> None:
    for org, role in stopped:
        assert ask(gateway).status_code == 200
        stop = gateway.orgs.stop(gateway.orgs.leaf_of(org, role))
        assert gateway.plain("POST", "/v1/stops", stop).status_code == 204
    assert ask(gateway).status_code == 503


def test_yes_and_no_differ_in_the_status_and_in_nothing_else(gateway: Gateway, tmp_path: Path) -> None:
    yes = ask(gateway)
    gateway.host.engine = open_store(f"sqlite:///{tmp_path}/none.sqlite")
    no = ask(gateway)
    assert (yes.status_code, no.status_code) == (200, 503)
    assert yes.get_data() == no.get_data() == b""
    assert dict(yes.headers) == dict(no.headers)
    assert "no-store" in yes.headers["Cache-Control"]


def test_a_thousand_who_ask_in_a_second_cost_one_look_and_nobody_a_place(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []
    look = health.can_file
    monkeypatch.setattr("gateway.app.can_file", lambda host: looks.append(1) or look(host))
    monkeypatch.setattr(limits, "CAP", 10)
    assert {gateway.plain("GET", "/healthz").status_code for _ in range(1000)} == {200}
    assert len(looks) <= 3  # a slow machine takes more than a second for them
    assert gateway.plain("GET", "/").status_code == 200


def test_while_the_database_hangs_nobody_else_waits_and_yes_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    now, go_on = [100.0], threading.Event()
    monkeypatch.setattr(health.time, "monotonic", lambda: now[0])
    asked = Health(lambda: go_on.wait(20))
    go_on.set()
    assert asked.fine()
    go_on.clear()
    now[0] += REMEMBERED
    hangs = threading.Thread(target=asked.fine)
    hangs.start()
    while not asked._looking.locked():
        pass
    assert asked.fine()  # as a moment ago
    now[0] += SILENT
    assert not asked.fine()
    go_on.set()
    hangs.join()
    assert asked.fine()


def test_it_is_not_logged_and_keeps_nothing(gateway: Gateway, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    with caplog.at_level(logging.DEBUG):
        ask(gateway)
        gateway.host.engine = open_store(f"sqlite:///{tmp_path}/none.sqlite")
        ask(gateway)
    assert [record for record in caplog.records if record.name.startswith(("gateway", "werkzeug"))] == []


def test_the_look_reads_one_row_by_its_key(gateway_anywhere: Gateway) -> None:
    from sqlalchemy import event

    asked: list[str] = []

    @event.listens_for(gateway_anywhere.host.engine, "before_cursor_execute")
    def _note(_connection, _cursor, statement, *_more) -> None:  # type: ignore[no-untyped-def]
        asked.append(statement)

    assert ask(gateway_anywhere).status_code == 200
    (statement,) = [each for each in asked if reports.name in each]
    assert "WHERE reports.report_id = " in statement
    assert len(asked) <= 2


def test_another_host_s_name_is_refused_as_at_every_door(gateway: Gateway) -> None:
    assert gateway.client.get("/healthz", base_url="http://elsewhere.example").status_code == 421

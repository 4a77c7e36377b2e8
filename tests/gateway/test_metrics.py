"""Each trouble raises its alert and clears it again; and no number tells that somebody filed, read or signed in."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
import yaml
from prometheus_client import CollectorRegistry, generate_latest
from sqlalchemy import delete, insert, update

from deploy.broker import Broker, start_broker
from gateway import metrics
from gateway.broker import SWEPT, SWEPT_SECONDS, connect
from gateway.limits import FREE_TRIES
from gateway.metrics import NAMES, OVERDUE, Watch
from gateway.store.engine import open_store, writing
from gateway.store.tables import deliveries, tries
from keys import clock
from keys.roles import Role
from tests.databases import PostgreSQL
from tests.gateway.running import GATEWAY, Gateway, settings_in
from tests.gateway.writing import as_json, posted
from tests.orgs import Orgs, make_orgs

ALERTS = {
    rule["alert"]: rule["expr"]
    for rule in yaml.safe_load((Path(__file__).parents[2] / "deploy" / "alerts.yml").read_text())["groups"][0]["rules"]
}
COMPARED = re.compile(r"(abs\()?(\w+)\)? (==|<|>) ([\d.]+)")
HOW = {"==": operator.eq, "<": operator.lt, ">": operator.gt}


def firing(numbers: dict[str, float]) -> set[str]:
    """The alerts whose expression holds for these numbers. A number that is not there raises none, as in Prometheus."""
    found = set()
    for alert, expression in ALERTS.items():
        if expression == "absent(amparo_database_up)":
            if "amparo_database_up" not in numbers:
                found.add(alert)
            continue
        absolute, name, how, limit = COMPARED.fullmatch(expression).groups()  # type: ignore[union-attr]
        assert name in NAMES, f"{alert} asks for {name}, which nobody says"
        if name in numbers:
            value = abs(numbers[name]) if absolute else numbers[name]
            if HOW[how](value, float(limit)):
                found.add(alert)
    return found


class Watched(Gateway):
    """A gateway on PostgreSQL and a real broker, somebody who watches, and a sweep of a moment ago."""

    def __init__(self, orgs: Orgs, folder: Path, url: str, broker: Broker) -> None:
        super().__init__(orgs, settings_in(folder, orgs, url))
        self.broker = broker
        self.host.directory.exchange(now=True)
        self.watch = Watch(open_store(url), broker.url, orgs.genesis, GATEWAY, (folder,))
        self.sweep()

    def sweep(self, seconds_ago: int = 0) -> None:
        connect(self.broker.url, patience=1).set(SWEPT, 1, ex=SWEPT_SECONDS - seconds_ago)

    def file(self) -> None:
        answer = self.signed("POST", "/v1/reports", as_json(posted()), content_type="application/json")
        assert answer.status_code == 201

    def write(self, *words) -> None:  # type: ignore[no-untyped-def]
        with writing(self.host.engine) as connection:
            for each in words:
                connection.execute(each)

    def firing(self) -> set[str]:
        return firing(self.watch.numbers())


@pytest.fixture
def watched(postgresql_server: PostgreSQL, tmp_path: Path) -> Iterator[Watched]:
    with start_broker(tmp_path / "broker") as broker:
        yield Watched(make_orgs(), tmp_path, postgresql_server.fresh(), broker)


Patch = pytest.MonkeyPatch
Fault = Callable[[Watched, Patch], Callable[[], object]]


def _later(watched: Watched, patch: Patch, seconds: float) -> Callable[[], object]:
    now = clock.now
    patch.setattr(clock, "now", lambda: now() + seconds)
    patch.setattr(clock, "today", lambda: int((now() + seconds) // 86_400))
    return patch.undo


def database_away(watched: Watched, patch: Patch) -> Callable[[], object]:
    patch.setattr(watched.watch, "_engine", open_store("postgresql://nobody@127.0.0.1:1/none"))
    return patch.undo


def broker_away(watched: Watched, patch: Patch) -> Callable[[], object]:
    watched.broker.stop()

    def back() -> None:
        start_broker(watched.broker.folder, port=watched.broker.port)
        watched.sweep()

    return back


def deliveries_overdue(watched: Watched, patch: Patch) -> Callable[[], object]:
    watched.file()
    assert watched.firing() == set()
    later = metrics.time.monotonic() + OVERDUE
    patch.setattr(metrics.time, "monotonic", lambda: later)
    return watched.carry


def beat_silent(watched: Watched, patch: Patch) -> Callable[[], object]:
    watched.sweep(seconds_ago=200)
    return watched.sweep


def _in_state(state: str) -> Fault:
    def fault(watched: Watched, patch: Patch) -> Callable[[], object]:
        watched.file()
        watched.write(update(deliveries).values(state=state))
        return lambda: watched.write(update(deliveries).values(state="released"))

    return fault


def clock_wrong(watched: Watched, patch: Patch) -> Callable[[], object]:
    now = metrics.time.time
    patch.setattr(metrics.time, "time", lambda: now() - 60)
    return patch.undo


def disk_full(watched: Watched, patch: Patch) -> Callable[[], object]:
    patch.setattr(metrics.shutil, "disk_usage", lambda _: SimpleNamespace(total=100, free=9))
    return patch.undo


def connections_end(watched: Watched, patch: Patch) -> Callable[[], object]:
    taken = ExitStack()
    url = watched.host.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    first = taken.enter_context(psycopg.connect(url))
    (used,) = first.execute("SELECT count(*) FROM pg_stat_activity").fetchone() or (0,)
    for _ in range(92 - used):
        taken.enter_context(psycopg.connect(url))
    return taken.close


def sign_ins_refused(watched: Watched, patch: Patch) -> Callable[[], object]:
    rows = [{"name_hash": bytes([n] * 32), "failed": FREE_TRIES + 1, "locked_until": 0} for n in range(6)]
    watched.write(insert(tries).values(rows))
    return lambda: watched.write(delete(tries))


FAULTS: dict[str, tuple[Fault, set[str]]] = {  # the fault, and what else is so while it is there
    "DatabaseAway": (database_away, set()),
    "BrokerAway": (broker_away, set()),
    "DeliveriesOverdue": (deliveries_overdue, set()),
    "BeatSilent": (beat_silent, set()),
    "DeliveryRefused": (_in_state("refused"), set()),
    "EnvelopesForNobody": (_in_state("refile"), set()),
    "DirectoryAges": (lambda watched, patch: _later(watched, patch, 27 * 3600), set()),
    "CannotSeal": (lambda watched, patch: _later(watched, patch, 49 * 3600), {"DirectoryAges"}),
    "OwnKeyEnds": (lambda watched, patch: _later(watched, patch, 35 * 86_400), {"DirectoryAges", "CannotSeal"}),
    "NoForce": (
        lambda watched, patch: _later(watched, patch, 60 * 86_400),
        {"DirectoryAges", "CannotSeal", "OwnKeyEnds"},
    ),
    "ClockWrong": (clock_wrong, set()),
    "DiskFull": (disk_full, set()),
    "ConnectionsEnd": (connections_end, set()),
    "SignInsRefused": (sign_ins_refused, set()),
}


@pytest.mark.parametrize("alert", FAULTS)
def test_each_trouble_raises_its_alert_and_clears_it(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, alert: str
) -> None:
    assert watched.firing() == set()
    fault, besides = FAULTS[alert]
    mend = fault(watched, monkeypatch)
    assert watched.firing() == {alert, *besides}
    mend()
    assert watched.firing() == set()


def test_no_alert_is_without_its_trouble() -> None:
    assert ALERTS.keys() - FAULTS.keys() == {"NobodyWatches"}
    assert firing({}) == {"NobodyWatches"}


def test_no_number_tells_that_somebody_filed_fetched_or_mistyped_a_password(watched: Watched) -> None:
    watched.watch.numbers()  # the connections are made

    def said() -> dict[str, float]:
        restless = ("amparo_directory_age_seconds", "amparo_seconds_since_sweep", "amparo_clock_offset_seconds")
        restless += ("amparo_disk_free_ratio",)
        return {name: value for name, value in watched.watch.numbers().items() if name not in restless}

    before = said()
    for _ in range(3):
        watched.file()
        assert said() == before
    watched.carry()
    assert watched.signed("GET", "/v1/deliveries").status_code == 200
    watched.write(insert(tries).values(name_hash=bytes(32), failed=FREE_TRIES, locked_until=0))
    assert said() == before


def test_names_are_fixed_and_nothing_of_a_row_is_a_label(watched: Watched) -> None:
    watched.file()
    registry = CollectorRegistry(auto_describe=False)
    registry.register(watched.watch)
    lines = generate_latest(registry).decode().splitlines()
    samples = [line for line in lines if not line.startswith("#")]
    assert {line.split(" ")[0] for line in samples} == NAMES.keys()
    assert all(re.fullmatch(r"[a-z_]+ [-+.e0-9]+", line) for line in samples)
    kid = watched.orgs.opener("casa-aurora", Role.IDENTITY).kid.hex()
    assert not any(word in "".join(lines) for word in (*watched.orgs.view().forces(clock.today()), kid))

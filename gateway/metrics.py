"""What a service says of itself to Prometheus, so that somebody is woken before a report is late.

The rule: a number here changes because something is wrong or because time passes, never because somebody filed, read or
signed in. Prometheus keeps each number with its time, on a disk; a count of reports would tell whoever takes that disk
when each of them came. So nothing is counted before it is overdue, no name has a label that comes from a row, and there
is no organisation, reference or account. Ages are since this program saw it first: no row has a time of day.

    amparo-gateway watch /run/amparo-watch/amparo.prom     # for the textfile collector of node_exporter
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from gateway.broker import SWEPT, SWEPT_SECONDS, connect
from gateway.config import read_database_url, read_gateway_org, read_genesis, read_redis_url
from gateway.limits import FREE_TRIES
from gateway.quotas import PATIENCE
from gateway.store import directory as shared
from gateway.store.engine import database_time, open_store, reading
from gateway.store.tables import OWED, REFILE, REFUSED, deliveries, tries
from keys import clock
from keys.directory.fold import Folding
from keys.directory.statements import OutsideStop
from keys.directory.view import View
from keys.errors import CannotSeal, DirectoryRefused
from keys.roles import Role

REGISTRY = CollectorRegistry(auto_describe=False)  # ours alone: nothing of Python's or the process's
OVERDUE = 300.0  # seconds for which a delivery that is owed is nobody's business; all are carried in seconds
DAY = 86_400

NAMES = {
    "amparo_database_up": "1 if the database answers",
    "amparo_broker_up": "1 if the broker answers",
    "amparo_overdue_deliveries": "Deliveries owed for more than five minutes",
    "amparo_oldest_overdue_seconds": "For how long the oldest of them has been owed",
    "amparo_refused_deliveries": "Deliveries that no courier could carry: a person must look",
    "amparo_refile_deliveries": "Envelopes that nobody will open: their NGO files again",
    "amparo_refused_sign_ins": "Names under which wrong passwords or codes were typed again and again today",
    "amparo_seconds_since_sweep": "Since beat last made a worker look for what is owed",
    "amparo_directory_usable": "1 if sealing is possible under the directory of now",
    "amparo_directory_age_seconds": "Since the newest checkpoint was witnessed; at 48 hours sealing ends",
    "amparo_own_key_days": "Days until this gateway's keys end",
    "amparo_forces": "Police forces that can be sent a report today",
    "amparo_clock_offset_seconds": "By how much this machine's clock is ahead of the database's",
    "amparo_disk_free_ratio": "Free share of the fullest disk that is watched",
    "amparo_connections_ratio": "Share of the database's connections in use, in tenths",
}


class Watch(Collector):
    """Looks when it is asked. What cannot be known now has no sample."""

    def __init__(self, engine: Engine, redis_url: str, genesis: bytes, org: str, disks: tuple[Path, ...] = ()) -> None:
        self._engine = engine
        self._broker = connect(redis_url, patience=PATIENCE)
        self._folding = Folding(genesis)
        self._org = org
        self._disks = disks
        self._first_seen: dict[bytes, float] = {}  # ids of what is owed; in memory only

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Every number that can be known now."""
        for name, value in self.numbers().items():
            yield GaugeMetricFamily(name, NAMES[name], value=value)

    def numbers(self) -> dict[str, float]:
        """By name, of NAMES."""
        found = {"amparo_database_up": 0.0, "amparo_broker_up": 0.0}
        for look in (self._look_at_database, self._look_at_broker, self._look_at_disks):
            found |= look()
        return found

    def _look_at_database(self) -> dict[str, float]:
        try:
            with reading(self._engine) as connection:
                return {
                    "amparo_database_up": 1.0,
                    **self._overdue(connection),
                    **_troubles(connection),
                    **_server(connection),
                    **self._directory(connection),
                }
        except SQLAlchemyError:
            return {"amparo_database_up": 0.0}

    def _overdue(self, connection: Connection) -> dict[str, float]:
        owed = connection.execute(select(deliveries.c.id, deliveries.c.day).where(deliveries.c.state == OWED)).all()
        now, today = time.monotonic(), clock.today()
        self._first_seen = {id_: self._first_seen.get(id_, now) for id_, _ in owed}
        ages = [max(now - self._first_seen[id_], (today - day - 1) * DAY) for id_, day in owed]
        late = [age for age in ages if age >= OVERDUE]
        return {"amparo_overdue_deliveries": float(len(late)), "amparo_oldest_overdue_seconds": max(late, default=0.0)}

    def _directory(self, connection: Connection) -> dict[str, float]:
        """As every gateway of the service has it: what they hand each other, judged anew."""
        view = self._view(shared.lines(connection))
        if view is None:
            return {"amparo_directory_usable": 0.0}
        today, found = clock.today(), {"amparo_directory_usable": 1.0}
        try:
            view.acceptable(clock.now())
        except CannotSeal:
            found["amparo_directory_usable"] = 0.0
        if view.witnessed_at is not None:
            found["amparo_directory_age_seconds"] = max(0.0, clock.now() - view.witnessed_at)
        found["amparo_own_key_days"] = float(view.served_until(self._org, Role.INTAKE, today) - today)
        found["amparo_forces"] = float(len(view.forces(today)))
        return found

    def _view(self, lines: list[shared.Line]) -> View | None:
        def of(kind: int) -> list[shared.Line]:
            return [line for line in lines if line.kind == kind]

        leaves, checkpoints = ([line.raw for line in of(kind)] for kind in (shared.LEAF, shared.CHECKPOINT))
        try:
            return self._folding.view(
                leaves, checkpoints, [OutsideStop(line.raw, line.place) for line in of(shared.STOP)]
            )
        except DirectoryRefused:
            return None

    def _look_at_broker(self) -> dict[str, float]:
        try:
            left = int(self._broker.ttl(SWEPT))
        except Exception:  # noqa: BLE001  whatever its client raises, it does not answer
            return {"amparo_broker_up": 0.0}
        since = {"amparo_seconds_since_sweep": float(SWEPT_SECONDS - left)} if left >= 0 else {}
        return {"amparo_broker_up": 1.0, **since}

    def _look_at_disks(self) -> dict[str, float]:
        usage = [shutil.disk_usage(disk) for disk in self._disks if disk.exists()]
        return {"amparo_disk_free_ratio": min(each.free / each.total for each in usage)} if usage else {}


def read_watch() -> Watch:
    """The watch of these settings: of the gateway's, those that are no secret. BadSetting with a sentence otherwise."""
    environment = os.environ
    genesis = read_genesis(environment)
    disks = tuple(Path(disk) for disk in environment.get("AMPARO_WATCHED_DISKS", "/").split(":") if disk)
    engine = open_store(read_database_url(environment))
    return Watch(engine, read_redis_url(environment), genesis, read_gateway_org(environment), disks)


def _troubles(connection: Connection) -> dict[str, float]:
    def count(table, *conditions) -> float:
        return float(connection.scalar(select(func.count()).select_from(table).where(*conditions)) or 0)

    return {
        "amparo_refused_deliveries": count(deliveries, deliveries.c.state == REFUSED),
        "amparo_refile_deliveries": count(deliveries, deliveries.c.state == REFILE),
        "amparo_refused_sign_ins": count(tries, tries.c.failed > FREE_TRIES),
    }


def _server(connection: Connection) -> dict[str, float]:
    if connection.dialect.name == "sqlite":
        return {"amparo_clock_offset_seconds": 0.0}
    scalar: Callable[[str], float] = lambda question: float(connection.scalar(text(question)) or 0)  # noqa: E731
    used = scalar("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")
    most = scalar("SELECT setting::int FROM pg_settings WHERE name = 'max_connections'")
    return {
        "amparo_clock_offset_seconds": time.time() - database_time(connection),
        "amparo_connections_ratio": -(-10 * used // most) / 10,
    }

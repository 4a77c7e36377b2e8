"""A raid of the disk: who filed which report, when, and in which order? Whoever copies every file can only guess.

Four caseworkers file through the hosted form, in an order and at times that are written down. Then everything
that rests is copied as it lies there (database, its logs, the broker's folder, the programs' log lines) and searched
through every channel we could think of:

- where each report's identifiers first and last lie in each file (pages, write-ahead logs, heap, indexes): an order
- PostgreSQL's `ctid` and `xmin`: an order
- any number in any row, and any line of a log, that is a moment of the run: a time
- what a row or line of an account has in common with one of a report: a name
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from deploy.broker import start_broker
from gateway.store.engine import reading
from gateway.store.tables import accounts, deliveries, envelopes, metadata, reports
from gateway.wake_workers import WorkerSignal
from tests.databases import postgresql
from tests.gateway.running import Gateway, settings_in
from tests.gateway.web.conftest import new_caseworker
from tests.gateway.web.filling import file
from tests.orgs import Orgs
from workers.couriers.inbox import Inbox
from workers.deliver import deliver
from workers.retention import forget, rest

REPORTS, PEOPLE = 24, ("anna", "bela", "cleo", "dora")
ENOUGH = 16  # reports that a channel has to know; an identifier may lie across two pages
CHANCE = 0.75  # of |tau|: more than four standard deviations of a random order of ENOUGH
CHANNELS = {"sqlite": ("sqlite-wal",), "postgresql": ("pg_wal", "ctid", "xmin")}  # known to tell, before
BLOCK = 8192  # bytes: what is written into one block together has no order


class Raid:
    """Everything that rests, and what really happened."""

    def __init__(self, gateway: Gateway, folders: list[Path], log: list[str]) -> None:
        self.engine: Engine = gateway.host.engine
        self.folders, self.log = folders, log
        self.order: list[bytes] = []  # report ids as they were filed
        self.who: dict[bytes, str] = {}
        self.began, self.ended = time.time(), 0.0

    def files(self) -> Iterator[tuple[str, bytes]]:
        """(name, content); the pieces of PostgreSQL's log of writing as the one file that they are."""
        log = b""
        for folder in self.folders:
            for path in sorted(folder.rglob("*")):
                try:
                    content = path.read_bytes() if path.is_file() else b""
                except OSError:  # the server has just removed it
                    continue
                if path.parent.name == "pg_wal":
                    log += content
                elif content:
                    yield str(path), content
        yield "pg_wal", log

    def orders(self) -> Iterator[tuple[str, list[float]]]:
        """(channel, places of the reports in the order of filing) for every channel that has most of them."""
        named = self._identifiers()
        for name, content in self.files():
            for kind, of_report in named.items():
                for which in (content.find, content.rfind):
                    found = [place for one in self.order if (place := which(of_report[one])) >= 0]
                    if len(found) >= ENOUGH and len({place // BLOCK for place in found}) > 1:
                        yield f"{name}: {kind}", [float(place) for place in found]
        if self.engine.dialect.name == "postgresql":
            yield from self._of_postgresql()

    def _identifiers(self) -> dict[str, dict[bytes, bytes]]:
        found: dict[str, dict[bytes, bytes]] = {"report": {one: one for one in self.order}}
        with reading(self.engine) as connection:
            rows = connection.execute(
                select(deliveries.c.report_id, deliveries.c.part, deliveries.c.id, envelopes.c.body).join(
                    envelopes, envelopes.c.delivery_id == deliveries.c.id
                )
            )
            for row in rows:
                found.setdefault(f"delivery of part {row.part}", {})[row.report_id] = row.id
                for at in (500, 4000, len(row.body) - 100):
                    found.setdefault(f"part {row.part}, byte {at}", {})[row.report_id] = row.body[at : at + 32]
        return found

    def _of_postgresql(self) -> Iterator[tuple[str, list[float]]]:
        with reading(self.engine) as connection:
            for table in ("reports", "deliveries"):
                for place in ("(ctid::text::point)[0] * 1000 + (ctid::text::point)[1]", "xmin::text::bigint"):
                    rows = connection.execute(text(f"SELECT report_id, {place} FROM {table}"))
                    at = {bytes(row[0]): float(row[1]) for row in rows}
                    if len(set(at.values())) > 1:
                        yield f"{table} {place}", [at[one] for one in self.order]

    def moments(self) -> list[str]:
        """Numbers in rows that are a moment of the run: seconds, milliseconds, or steps of a second factor."""
        scales = (1, 1000, 1 / 30, 1 / 60)
        found = []
        with reading(self.engine) as connection:
            for table in metadata.sorted_tables:
                for row in connection.execute(select(table)).mappings():
                    for column, value in row.items():
                        if isinstance(value, int | float) and any(
                            self.began * scale - 3 <= value <= self.ended * scale + 3 for scale in scales
                        ):
                            found.append(f"{table.name}.{column} = {value}")
        return found


def tau(places: list[float]) -> float:
    """Kendall's rank correlation of the places with the order of filing: 1 or -1 is that order, 0 is chance."""
    pairs = [(a, b) for at, a in enumerate(places) for b in places[at + 1 :] if a != b]
    return sum(1 if a < b else -1 for a, b in pairs) / len(pairs) if pairs else 0.0


def linked(raid: Raid) -> list[str]:
    """The channels that say in which order the reports came."""
    return [f"{name} (tau {value:+.2f})" for name, at in raid.orders() if abs(value := tau(at)) > CHANCE]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """On PostgreSQL a server of its own: what other tests have left on theirs is no part of the loot."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    with postgresql() as server:
        yield server.fresh()


@pytest.fixture
def raid(orgs: Orgs, database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Raid]:
    with start_broker(tmp_path / "broker") as broker:
        caplog.set_level(logging.INFO)
        gateway = Gateway(orgs, settings_in(tmp_path, orgs, database_url)).with_settings(redis_url=broker.url)
        gateway.host.nudge = WorkerSignal(broker.url)
        folders = [tmp_path]
        if gateway.host.engine.dialect.name == "postgresql":
            folders.append(_data_of(gateway.host.engine))
        raided = Raid(gateway, folders, caplog.messages)
        chance = random.Random(7)
        people = {name: gateway.browser() for name in PEOPLE}
        for name, browser in people.items():
            signed_in = new_caseworker(gateway, name)
            assert "Sent reports" in signed_in.sign_in(browser).text
        for number in range(REPORTS):
            name = chance.choice(PEOPLE)
            page = file(people[name], crime__acts_narrative=f"He broke the door, evening {number}.")
            assert "Give her this code" in page.text or "code" in page.text
            with reading(gateway.host.engine) as connection:
                known = set(connection.execute(select(reports.c.report_id)).scalars())
            (new,) = known - set(raided.order)
            raided.order.append(new)
            raided.who[new] = name
            if number % 8 == 7:
                deliver(gateway.host.engine, lambda _org: Inbox(), lease=60)
        raided.ended = time.time()
        yield raided
        gateway.host.engine.dispose()


def _data_of(engine: Engine) -> Path:
    """The server's folder. Its settings are those that gateway/store/rewrite.py asks for."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ALTER SYSTEM SET wal_recycle = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
        return Path(str(connection.scalar(text("SHOW data_directory"))))


def test_whoever_copies_the_disk_learns_neither_order_nor_time_nor_name(
    raid: Raid, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = " ".join(linked(raid))  # the search finds what there is to find
    assert all(channel in before for channel in CHANNELS[raid.engine.dialect.name])

    later = time.time() + 120  # a used code can be tried no more
    monkeypatch.setattr("workers.retention.time.time", lambda: later)
    forget(raid.engine)
    rest(raid.engine)

    assert linked(raid) == []
    assert raid.moments() == []
    with reading(raid.engine) as connection:
        hers = connection.execute(select(accounts.c.id, accounts.c.name)).all()
    known = [one for name, content in raid.files() if "broker" in name for one in raid.order if one in content]
    assert known == []
    lines = "\n".join(raid.log)
    identifiers = [each for kind in raid._identifiers().values() for each in kind.values()]
    assert not any(each.hex() in lines for each in identifiers)
    assert not any(row.name in lines or row.id.hex() in lines for row in hers)

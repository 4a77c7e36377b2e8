"""Whatever is killed, every acknowledged report is delivered, and each desk holds it once.

Real gunicorn, real Celery with beat, a real Valkey, SQLite and PostgreSQL, desks with vaults of their own. Every kill
is kill -9, is aimed at the worst moment, and is counted: too few and the test has shown nothing, so it fails.
AMPARO_FAULT_REPORTS (200) sets how many reports are filed; `deploy/bench` runs it with 2,000.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from deploy.broker import free_port, start_broker
from deploy.demonstration.deployment import FORCE, NGO, OTHER_FORCE, Deployment, opened
from deploy.demonstration.programs import Programs, Where
from gateway.store.engine import open_store, reading
from gateway.store.tables import deliveries
from keys.roles import Part
from tests.journeys.faults import Clients, Killer, Pauses, carrier, force_of, wait_for
from tests.journeys.ledgers import desk, holds, receive

REPORTS = int(os.environ.get("AMPARO_FAULT_REPORTS", "200"))
ROUNDS = 25
AIMED_KILLS = 20  # of each kind, at least
SOON = 5.0  # seconds; a dead broker may cost a caseworker a moment, not a report


@dataclass
class Running:
    """A whole Amparo, and the folder of the force whose envelopes travel by folder."""

    deployment: Deployment
    programs: Programs
    pauses: Pauses
    store: Engine
    share: Path
    for_workers: dict[str, str]

    def clients(self) -> Clients:
        """Filing systems of the NGO, with its door key."""
        with desk(self.deployment, NGO) as ngo:
            return Clients(self.programs.where.url, ngo.keyring.door())

    def states(self) -> Counter[str]:
        """How many deliveries are in which state."""
        question = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
        with reading(self.store) as connection:
            return Counter(dict(tuple(row) for row in connection.execute(question)))

    def all_delivered(self) -> bool:
        """Nothing is owed any more."""
        return not self.states()["owed"]


@pytest.fixture(params=["sqlite", "postgresql"])
def running(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Running]:
    url = None
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_server").fresh()
    where = Where("127.0.0.1", free_port(), database_url=url)
    deployment = opened(tmp_path / "world", where.url)
    share = tmp_path / "share"
    share.mkdir()
    couriers = tmp_path / "couriers.toml"
    couriers.write_text(f'[{OTHER_FORCE}]\ncourier = "folder"\npath = "{share}"\n')
    pauses = Pauses(tmp_path / "pauses")
    for_workers = {
        **pauses.environment,
        "AMPARO_COURIERS": str(couriers),
        "AMPARO_LEASE_SECONDS": "4",
        "AMPARO_SWEEP_SECONDS": "1",
    }
    with Programs(deployment, where) as programs:
        programs.start_broker()
        programs.migrate()
        programs.start_workers(for_workers)
        programs.start_gateway(pauses.environment)
        store = open_store(programs.database_url)
        yield Running(deployment, programs, pauses, store, share, for_workers)
        pauses.disarm()
        store.dispose()


def test_with_the_broker_down_a_report_is_accepted_and_delivered_once_when_it_is_back(
    running: Running, tmp_path: Path
) -> None:
    clients = running.clients()
    broker = running.programs.broker
    assert broker is not None
    broker.stop()
    clients.file(range(6))
    clients.finish()
    assert len(clients.acknowledged()) == 6
    assert clients.slowest < SOON
    assert running.states() == {"owed": 12}
    running.programs.broker = start_broker(broker.folder, port=broker.port)
    wait_for(running.all_delivered, lambda: f"something is still owed: {running.states()}")
    check_ledgers(running, clients, running.share)


def test_killed_anywhere_every_acknowledged_report_reaches_its_desks_once(running: Running, tmp_path: Path) -> None:
    clients, away = running.clients(), tmp_path / "away"
    killer = Killer(running.programs, running.pauses, clients, running.store, running.for_workers)
    with carrier(running.share, away):
        for turn in range(ROUNDS):
            running.pauses.arm("gateway")
            running.pauses.arm("worker")
            clients.file(range(REPORTS * turn // ROUNDS, REPORTS * (turn + 1) // ROUNDS))
            killer.gateway_process()
            killer.worker_process()
            if turn % 6 == 2:
                killer.broker()
            if turn in (8, 16):
                killer.whole_worker()
            if turn == 12:
                killer.whole_gateway()
            say(
                f"round {turn + 1} of {ROUNDS}: {len(clients.told)} reports acknowledged; kills between insert and "
                f"response {killer.between_insert_and_response}, between claim and record "
                f"{killer.between_claim_and_record}"
            )
        running.pauses.disarm()
        clients.finish()
        say(f"all {len(clients.told)} acknowledged; waiting until nothing is owed")
        wait_for(running.all_delivered, lambda: f"something is still owed: {running.states()}")
    say(
        f"{REPORTS} reports; kill -9 between insert and response: {killer.between_insert_and_response}, between "
        f"claim and record: {killer.between_claim_and_record}, of the broker: {killer.brokers}, of all of Celery: "
        f"{killer.whole_workers}, of all of gunicorn: {killer.whole_gateways}; clients sent again {clients.retries} "
        f"times; {len(list(away.iterdir()))} files for {REPORTS // 2} reports left by folder"
    )
    assert killer.between_insert_and_response >= AIMED_KILLS
    assert killer.between_claim_and_record >= AIMED_KILLS
    assert (killer.brokers, killer.whole_workers, killer.whole_gateways) == (4, 2, 1)
    assert sorted(clients.told) == list(range(REPORTS))
    check_ledgers(running, clients, away)
    say(f"the ledgers agree: {REPORTS} reports told, {REPORTS} held once each by the force and by the NGO")


def say(line: str) -> None:
    """A line of progress, for whoever runs the long form of this test."""
    print(f"  {line}", flush=True)


def check_ledgers(running: Running, clients: Clients, share: Path) -> None:
    """What the clients were told is what the desks hold: each report once, nothing else, and receipts for all."""
    assert {len(references) for references in clients.told.values()} == {1}, "a client was told two references"
    told = {number: next(iter(references)) for number, references in clients.told.items()}
    assert len(set(told.values())) == len(told)
    for org, part, folder in ((FORCE, Part.CRIME, None), (OTHER_FORCE, Part.CRIME, share), (NGO, Part.IDENTITY, None)):
        mine = [reference for number, reference in told.items() if org in (NGO, force_of(number))]
        with desk(running.deployment, org) as one:
            received = receive(one, folder)
            assert (received.refused, received.alarms, received.troubles) == ([], [], [])
            assert holds(one, part) == Counter(mine)
            assert len(received.new) == len(mine)
    assert running.states() == {"received": 2 * len(told)}

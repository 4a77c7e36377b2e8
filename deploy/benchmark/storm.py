"""Storms: faults of every kind at a whole service while reports are filed, and afterwards the desks' own ledgers.

    deploy/bench storm --seeds 20 --reports 60
    deploy/bench storm --seeds 500 --jobs 2 --results storms.jsonl      # goes on where it was stopped

A seed says which faults come, in which order and for how long. In the middle of each storm the primary database is
gone for good, and its standby takes over. Each ends with everything mended. Then what is owed must be delivered within
a lease and two sweeps; and every report that a client was told of lies once at its force's desk, once at its NGO's,
and nowhere else.

Several services storm side by side (`--jobs`), each with folders and ports of its own, and each is made anew after a
few seeds: what desks keep of old storms takes time. With `--results` each seed is a line of JSON in a file, and a seed
that has its line is not run again.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from deploy.benchmark.faults import Faults
from deploy.benchmark.processes import Service
from deploy.demonstration.deployment import FORCE, NGO, OTHER_FORCE
from deploy.demonstration.telling import say
from gateway.store.engine import reading
from gateway.store.tables import deliveries
from keys.roles import Part
from tests.journeys.faults import CLIENTS, Clients, force_of
from tests.journeys.ledgers import desk, holds, receive

LEASE, SWEEP = 12.0, 2.0  # seconds
BOUND = LEASE + 2 * SWEEP  # within which all is delivered once all is well
FAULT_SECONDS = 1.5  # that one fault takes, about: so long reports come in
GRACE = 120.0  # seconds more that are waited for, so that what is late is told from what is lost
TOGETHER = 6  # seeds at one service


@dataclass
class Storm:
    """What happened in one seed, and what the ledgers say."""

    seed: int
    faults: list[str] = field(default_factory=list)
    told: int = 0
    again: int = 0
    late: float = 0.0
    lost: int = 0
    twice: int = 0
    wrong_desk: int = 0
    untold: int = 0  # at a desk, and no client was told of it: filed twice
    trouble: list[str] = field(default_factory=list)
    seconds: float = 0.0  # that all of it took

    @property
    def is_whole(self) -> bool:
        """True if nobody lost anything and nothing came late."""
        wrong = self.lost or self.twice or self.wrong_desk or self.untold or self.trouble
        return not wrong and self.late <= BOUND

    def __str__(self) -> str:
        return (
            f"seed {self.seed}: {self.told} told, {self.again} sent again; lost {self.lost}, twice {self.twice}, wrong "
            f"desk {self.wrong_desk}, untold {self.untold}; all delivered after {self.late:.1f} s "
            f"(at most {BOUND:.0f}) {' '.join(self.trouble)}\n    {' '.join(self.faults)}"
        )


def run(service: Service, storm: Storm, *, reports: int, faults: int, skew: bool, first: int) -> Clients:
    """One storm, mended afterwards. `first`: the number of its first report."""
    chance = random.Random(storm.seed)  # noqa: S311  the same storm again, not a secret
    all_faults = Faults(service, chance, skew=skew)
    kinds = [chance.choice(all_faults.kinds) for _ in range(faults)]
    kinds[faults // 2 : faults // 2] = [all_faults.fail_over]
    with desk(service.deployment, NGO) as ngo:
        clients = Clients(service.address, ngo.keyring.door(), pace=CLIENTS * FAULT_SECONDS * faults / reports)
    clients.file(range(first, first + reports))
    for fault in kinds:
        began = time.monotonic()
        fault()
        storm.faults.append(f"{fault.__name__}:{time.monotonic() - began:.1f}")
        time.sleep(chance.uniform(0.1, 0.5))
    service.repair()
    clients.finish()
    storm.again, storm.told = clients.retries, len(clients.told)
    mended = time.monotonic()
    late: list[str] = []
    while _owed(service) and time.monotonic() < mended + BOUND + GRACE:
        if not late and time.monotonic() > mended + BOUND:
            late = _waits(service)
        time.sleep(0.1)
    storm.late = time.monotonic() - mended
    if storm.late > BOUND:
        storm.trouble += [f"late: {each}" for each in late] or ["late"]
    return clients


def _owed(service: Service) -> int:
    question = select(func.count()).select_from(deliveries).where(deliveries.c.state == "owed")
    with reading(service.store) as connection:
        return connection.scalar(question) or 0


def _waits(service: Service) -> list[str]:
    """What each delivery that is owed waits for, by the database's own clock, and what the database is doing."""
    owed = (
        "SELECT concat('tries ', attempts, ', leased for ', round((lease_until - n)::numeric, 1), ' s, next try in ',"
        " round((next_try - n)::numeric, 1), ' s') FROM deliveries, "
        "(SELECT extract(epoch FROM clock_timestamp()) AS n) AS clock WHERE state = 'owed'"
    )
    busy = (
        "SELECT state || ' for ' || round(extract(epoch FROM clock_timestamp() - state_change)::numeric, 1) || ' s: ' "
        "|| left(query, 60) FROM pg_stat_activity WHERE state <> 'idle' AND pid <> pg_backend_pid()"
    )
    with reading(service.store) as connection:
        return [str(row[0]) for question in (owed, busy) for row in connection.exec_driver_sql(question)]


def judge(service: Service, storm: Storm, clients: Clients, before: dict[str, Counter[str]]) -> None:
    """The storm knows what the desks hold that they did not hold before. `before`, by desk, is brought on."""
    told = dict(clients.told)
    for org, part in ((NGO, Part.IDENTITY), (FORCE, Part.CRIME), (OTHER_FORCE, Part.CRIME)):
        with desk(service.deployment, org) as one:
            received = receive(one, None)
            storm.trouble += [str(each) for each in (*received.refused, *received.alarms, *received.troubles)]
            held = holds(one, part)
        new, before[org] = held - before[org], held
        mine = {each for number, all_of_it in told.items() if org in (NGO, force_of(number)) for each in all_of_it}
        others = {each for all_of_it in told.values() for each in all_of_it} - mine
        storm.lost += len(mine - new.keys())
        storm.twice += sum(count > 1 for count in new.values())
        storm.wrong_desk += len(new.keys() & others)
        storm.untold += len(new.keys() - mine - others)
    storm.twice += sum(len(references) > 1 for references in told.values())


def storms(folder: Path, seeds: Iterable[int], *, reports: int, faults: int, skew: bool = True) -> Iterator[Storm]:
    """Every seed's storm, one after the other at one service. One that ends in an exception is the last."""
    before = {org: Counter[str]() for org in (NGO, FORCE, OTHER_FORCE)}
    with Service(folder, lease=LEASE, sweep=SWEEP) as service:
        for number, seed in enumerate(seeds):
            began, storm = time.monotonic(), Storm(seed)
            try:
                clients = run(service, storm, reports=reports, faults=faults, skew=skew, first=number * reports)
                judge(service, storm, clients, before)
            except Exception as failure:  # noqa: BLE001  whatever it was, this seed is not whole
                storm.trouble.append("".join(traceback.format_exception(failure)[-3:]))
            storm.seconds = time.monotonic() - began
            yield storm
            if not storm.is_whole:
                break


def main(arguments: list[str]) -> int:
    """0 when every storm was whole."""
    given = _read(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # whatever was started is ended
    with contextlib.ExitStack() as ended:
        if given.results is None:
            given.results = Path(ended.enter_context(tempfile.TemporaryDirectory(prefix="amparo-storms-"))) / "results"
        if given.jobs > 1:
            _side_by_side(given)
        else:
            _one_by_one(given)
        found = _results(given)
    if given.every == 1:
        say(_summary(found))
    return 0 if all(storm.is_whole for storm in found) and len(found) == len(_seeds(given)) else 1


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="deploy/bench storm", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="how many storms")
    parser.add_argument("--from", type=int, default=1, dest="first", help="the first seed")
    parser.add_argument("--every", type=int, default=1, help="only every so many of them")
    parser.add_argument("--reports", type=int, default=60, help="filed in each")
    parser.add_argument("--faults", type=int, default=10, help="in each, beside the failover")
    parser.add_argument("--no-skew", action="store_true", help="every clock is right")
    parser.add_argument("--jobs", type=int, default=1, help="services that storm side by side")
    parser.add_argument(
        "--results", type=Path, help="a file: a line of JSON for each seed; its seeds are not run again"
    )
    return parser.parse_args(arguments)


def _seeds(given: argparse.Namespace) -> range:
    return range(given.first, given.first + given.seeds, given.every)


def _settings(given: argparse.Namespace) -> dict[str, object]:
    return {"reports": given.reports, "faults_each": given.faults, "skew": not given.no_skew}


def _one_by_one(given: argparse.Namespace) -> None:
    """Each seed has its line in the results."""
    done = {storm.seed for storm in _results(given)}
    left = [seed for seed in _seeds(given) if seed not in done]
    while left:
        with tempfile.TemporaryDirectory(prefix="amparo-storm-", ignore_cleanup_errors=True) as folder:
            for storm in storms(
                Path(folder), left[:TOGETHER], reports=given.reports, faults=given.faults, skew=not given.no_skew
            ):
                say(str(storm))
                with given.results.open("a") as file:
                    file.write(json.dumps(_settings(given) | asdict(storm)) + "\n")
                left.remove(storm.seed)


def _side_by_side(given: argparse.Namespace) -> None:
    """As many processes have run every so-manieth seed each."""
    told = ["--reports", given.reports, "--faults", given.faults, "--results", given.results, "--every", given.jobs]
    told += ["--no-skew"] * given.no_skew
    command = [sys.executable, "-m", "deploy.benchmark.storm", *map(str, told)]
    running: list[subprocess.Popen[bytes]] = []
    try:
        for place in range(given.jobs):
            some = ["--from", str(given.first + place), "--seeds", str(given.seeds - place)]
            running.append(subprocess.Popen([*command, *some]))
        for process in running:
            process.wait()
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


def _results(given: argparse.Namespace) -> list[Storm]:
    """What the file says of these seeds with these settings."""
    found, seeds, ours = [], _seeds(given), _settings(given)
    for line in given.results.read_text().splitlines() if given.results.exists() else []:
        row = json.loads(line)
        settings = {name: row.pop(name) for name in ours}
        if settings == ours and row["seed"] in seeds:
            found.append(Storm(**row))
    return found


def _summary(found: list[Storm]) -> str:
    whole = [storm for storm in found if storm.is_whole]
    late = sorted(storm.late for storm in found) or [0.0]
    lines = [
        f"{len(found)} storms, {sum(storm.told for storm in found)} reports told; whole {len(whole)}; lost "
        f"{sum(storm.lost for storm in found)}, twice {sum(storm.twice for storm in found)}, at a wrong desk "
        f"{sum(storm.wrong_desk for storm in found)}, untold {sum(storm.untold for storm in found)}; all delivered "
        f"after a storm in {late[len(late) // 2]:.1f} s, at the slowest {late[-1]:.1f} s (at most {BOUND:.0f})"
    ]
    return "\n".join(lines + [str(storm) for storm in found if not storm.is_whole])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

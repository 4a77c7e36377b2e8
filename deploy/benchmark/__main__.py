"""Measure this machine: reports filed, visits, statuses read, deliveries carried (`deploy/bench`)."""

from __future__ import annotations

import argparse
import itertools
import os
import platform
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from deploy.benchmark import databases, measuring, rows
from deploy.benchmark.measuring import Figure
from deploy.demonstration.programs import APPLICATION, CannotStart, Programs, prepared
from deploy.demonstration.telling import say

HEAD = f"{'':<34}{'clients':>8}{'a second':>10}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}{'load':>7}  beside"
CLIENTS = (1, 8)
SETTINGS = ("AMPARO_PROCESSES", "AMPARO_THREADS")  # of gunicorn, passed on
OPEN_LOOP = 0.6  # of what eight clients got: a rate at which nothing need wait
NOTHING, FLOOR = "floor: a view that answers 204", "floor: reads, seals, stores a row"
# what each figure is to be looked at beside, and published figures of a peer
BESIDE = {measuring.FILED: FLOOR, "mailbox read, 18336 bytes": NOTHING, "her page, 8 slots": NOTHING}
PEERS = {measuring.VISIT: "Hush Line 1e803cd6, one visit: 20 to 22 CPU ms, 26 to 29 a second at 8 clients"}


def main(arguments: list[str]) -> int:
    """Every figure was printed, with the settings it was measured under."""
    given = _read(arguments)
    cores, python = os.cpu_count(), platform.python_version()
    say(f"{measuring.processor()}, {cores} cores for servers and load, Python {python},")
    passed = {name: os.environ[name] for name in SETTINGS if name in os.environ}
    served = " x ".join(passed.get(name, usual) for name, usual in zip(SETTINGS, ("2", "32"), strict=True))
    say(f"gunicorn gthread {served}; {given.seconds:g} s each; screening, idempotency and both parts on.")
    for database in given.database:
        with (
            tempfile.TemporaryDirectory(prefix="bench-", dir=given.folder) as folder,
            databases.empty(database, Path(folder)) as (url, settings),
        ):
            say(f"\n{settings}, {given.rows} reports in it\n{HEAD}")
            Measuring(given.seconds, given.rows, passed).all(Path(folder) / "deployment", url)
    say(_BOUNDS)
    return 0


class Measuring:
    """All figures for one database; each is printed beside its floor of the same run."""

    def __init__(self, seconds: float, rows: int, settings: Mapping[str, str]) -> None:
        self.seconds, self.rows, self.settings = seconds, rows, settings
        self._floors: dict[tuple[str, int], Figure] = {}

    def all(self, folder: Path, database_url: str | None) -> None:
        with prepared(folder, database_url) as programs:
            self.show(measuring.sealing(programs.deployment, self.seconds))
            rows.fill(programs, self.rows)
            for app, steps in (("deploy.benchmark.floors:create()", self._below), (APPLICATION, self._gateway)):
                extra = {**self.settings, "AMPARO_FLOOR_TABLE": "make"}
                server = programs.start_gateway(app=app, extra=extra)
                steps(programs)
                programs.end(server)
            self.show(measuring.carried(programs, 10_000))

    def _below(self, programs: Programs) -> None:
        for what, path in ((NOTHING, "/nothing"), (FLOOR, "/sealed-and-stored")):
            for clients in CLIENTS:
                found = measuring.floor(programs, path, what, clients, self.seconds)
                self._floors[what, clients] = found
                self.show(found)

    def _gateway(self, programs: Programs) -> None:
        first = itertools.count(0, measuring.MOST_REQUESTS)
        measuring.warm(programs, next(first))
        for clients in CLIENTS:
            found = measuring.filed(programs, clients, self.seconds, next(first))
            self.show(found)
        rate = OPEN_LOOP * found.per_second
        self.show(measuring.filed(programs, 64, self.seconds, next(first), rate))
        for clients in CLIENTS:
            self.show(measuring.visited(programs, clients, self.seconds))
        keys, value = measuring.mailbox_of(programs)
        for clients in CLIENTS:
            self.show(measuring.read_as_bytes(programs, keys.read, clients, self.seconds))
        for clients in (8, 64):
            self.show(measuring.read_as_page(programs, value, clients, self.seconds))

    def show(self, figure: Figure) -> None:
        """One line of the table."""
        times = f"{figure.p50:>9.1f}{figure.p99:>9.1f}" if figure.p50 else f"{'-':>9}{'-':>9}"
        times += f"{figure.served:>9.2f}{figure.asked:>7.2f}"
        floor = self._floors.get((BESIDE.get(figure.what, ""), figure.clients))
        beside = f"  {figure.per_second / floor.per_second:.2f} of its floor" if floor else ""
        beside += f", {figure.served / floor.served:.1f} of its CPU" if floor and floor.served else ""
        beside += f"  {PEERS[figure.what]}" if figure.what in PEERS else ""
        wrong = f"   {figure.wrong} NOT ANSWERED AS EXPECTED" if figure.wrong else ""
        say(f"{figure.what:<34}{figure.clients:>8}{figure.per_second:>10.0f}{times}{beside}{wrong}")


_BOUNDS = """
CPU ms is what one answer cost the server's processes (PostgreSQL's own not among them), load what it cost the programs
that asked: two idle cores give at most 2000 / (CPU ms + load) a second. On a busy machine look at these two.
"due a second" is an open loop: requests leave when they are due, whether or not those before them were answered.

What bounds each: filing, Python's own work (screening, reading, Flask, sealing) on both cores, then SQLite's one
writer, who takes along whoever waits; a visit, Jinja and screening the same text twice; a mailbox read, gunicorn and
Flask; her page, eight slots opened and a whole page laid out whatever the code leads to, sent at a multiple of 10 ms:
eight clients get at most 800 a second; a delivery, one commit a bundle.
"""


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="deploy/bench")
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rows", type=int, default=0)
    return databases.read(parser, arguments)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotStart as sentence:
        sys.exit(str(sentence))

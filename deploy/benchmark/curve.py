"""What each door costs with ten thousand, a hundred thousand and a million settled reports in the database.

    deploy/bench curve                              both databases: half an hour, and 8 GB of disk for each
    deploy/bench curve --database sqlite --rows 100000

A door is what somebody asks of the gateway, or what a worker or a timer does: each is done again and again in this
process, for a second or so, and its cost is the milliseconds of processor that one took here and in PostgreSQL. Beside
it stands the median time that it took. The last column is the cost with the most rows by that with the fewest: 1.3 at
most for what people and desks wait for.

The reports are settled, as after two years (rows.py); those of the last days still lie there sealed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from deploy.benchmark import databases, rows
from deploy.benchmark.doors import Cost, Doors
from deploy.demonstration.programs import prepared
from deploy.demonstration.telling import say

SIZES = (10_000, 100_000, 1_000_000)
MOST = 1.3  # times


def main(arguments: list[str]) -> int:
    """1 when a door grew more than it may."""
    given = _read(arguments)
    grown = 0
    for database in given.database:
        with (
            tempfile.TemporaryDirectory(prefix="curve-", dir=given.folder) as folder,
            databases.empty(database, Path(folder)) as (url, _),
        ):
            grown += _measure(database, url, Path(folder), given)
    return 1 if grown else 0


def _measure(database: str, url: str | None, folder: Path, given: argparse.Namespace) -> int:
    sizes = [size for size in SIZES if size <= given.rows]
    found: dict[str, list[Cost]] = {}
    with prepared(folder, url) as programs:
        filled = 0
        for size in sizes:
            began = time.perf_counter()
            rows.fill(programs, size - filled)
            filled = size
            say(f"{database}: {size} reports, filled in {time.perf_counter() - began:.0f} s")
            doors = Doors(programs, given.seconds)
            for name, cost in doors.all().items():
                found.setdefault(name, []).append(cost)
            alone, beside, gone = doors.stall()
            say(f"  slowest filing alone {alone:.0f} ms, beside an hourly run that let go of {gone}: {beside:.0f} ms")
            say(f"  a quarter's figures {doors.once(doors.quarter):.2f} s")
            if size <= given.rewritten:
                say(f"  rewritten in the order of keys in {doors.once(doors.rewrite):.1f} s")
            doors.engine.dispose()
    heads = "".join(f"{f'{size} CPU':>14}{'median':>9}" for size in sizes)
    say(f"\n{database + ', milliseconds':<44}{heads}{'times':>8}")
    grown = 0
    for name, costs in found.items():
        times = costs[-1].processor / costs[0].processor
        grown += times > MOST
        line = "".join(f"{cost.processor:>14.2f}{cost.median:>9.2f}" for cost in costs)
        say(f"{name:<44}{line}{times:>8.2f}{'  <-' if times > MOST else ''}")
    return grown


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="deploy/bench curve")
    parser.add_argument("--seconds", type=float, default=1.0, help="for each door")
    parser.add_argument("--rows", type=int, default=SIZES[-1], help="reports at most")
    parser.add_argument("--rewritten", type=int, default=100_000, help="reports at most for the rewriting by key")
    return databases.read(parser, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

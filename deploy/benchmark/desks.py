"""What somebody at a desk waits for with 10,000 reports in it, and the memory filing them took (`deploy/bench desk`).

Reports are filed through the gateway and carried by the workers; both desks fetch the first thousand, then the rest.
Beside each figure of a command stands its floor: the same command at a desk that holds nothing, and for `--help` a
Python that does nothing. CPU is the command's own; memory is PSS, in which shared pages are shared out.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psutil
from sqlalchemy import func, select

from deploy.benchmark import measuring
from deploy.benchmark.reports import posted
from deploy.demonstration.deployment import FORCE, NGO, OTHER_FORCE, passphrase_file
from deploy.demonstration.programs import Program, Programs, prepared
from deploy.demonstration.telling import say
from gateway.store.engine import open_store
from gateway.store.tables import deliveries
from keys.roles import Role

FIRST, REPORTS = 1_000, 10_000
SIGNED = 2_000  # requests at a time: a signature is good for five minutes
CARRYING = 600.0  # seconds until what is owed must be with the inboxes
TIMES = 3  # a command is run; the fastest counts, since other work only adds
MIB = 1 << 20
COMMANDS = ("amparo-desk", "amparo-gateway", "amparo-keys", "amparo-witness")
HEAD = f"{'':<44}{'seconds':>9}{'CPU s':>8}   beside"
Taken = tuple[float, float]


def main() -> int:
    """Every figure was printed beside its aim and its floor."""
    say(f"{measuring.processor()}, {os.cpu_count()} cores; SQLite; reports of 2 KB\n{HEAD}")
    floor = _fastest([sys.executable, "-c", "pass"])
    for name in COMMANDS:
        _show(f"{name} --help", _fastest([_script(name), "--help"]), 0.2, floor)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, prepared(Path(folder)) as programs:
        server = programs.start_gateway()
        programs.start_workers({"AMPARO_SWEEP_SECONDS": "1"})
        _file(programs, range(FIRST))
        for org in (FORCE, NGO):
            _show(f"{org}: receive {FIRST:,}", _took(_desk(programs, org, "receive")), 5.0)
        _file(programs, range(FIRST, REPORTS))
        say(f"{f'gateway after {REPORTS:,} filings':<44}{_pss(server) / MIB:>8.0f} MiB   aim 140 for two processes")
        for org in (FORCE, NGO):
            _show(f"{org}: receive {REPORTS - FIRST:,}", _took(_desk(programs, org, "receive")), None)
        for act, aim in (("list", 0.5), ("today", 1.0)):
            floor = _fastest(_desk(programs, OTHER_FORCE, act))
            for org in (FORCE, NGO):
                _show(f"{org}: {act} of {REPORTS:,}", _fastest(_desk(programs, org, act)), aim, floor)
    return 0


def _file(programs: Programs, numbers: range) -> None:
    """The reports of these numbers are filed, and wait in the inboxes of both desks."""
    door = measuring.key_of(programs.deployment, NGO, Role.DOOR)
    for first in numbers[::SIGNED]:
        some = range(first, min(first + SIGNED, numbers.stop))
        requests = [posted(number, programs.where.url, door) for number in some]
        found = measuring.ask(programs, 8, 240.0, requests, what="", good=201, again=False)
        assert found.wrong == 0, f"{found.wrong} were not filed"
    owed = select(func.count()).select_from(deliveries).where(deliveries.c.state == "owed")
    engine, until = open_store(programs.database_url), time.monotonic() + CARRYING
    with engine.connect() as connection:
        while connection.execute(owed).scalar_one():
            connection.rollback()
            assert time.monotonic() < until, "the workers do not carry"
            time.sleep(0.2)
    engine.dispose()


def _desk(programs: Programs, org: str, act: str) -> list[str]:
    folder = programs.deployment.desk(org)
    return [_script("amparo-desk"), "--desk", str(folder), "--passphrase-file", str(passphrase_file(folder)), act]


def _script(name: str) -> str:
    """A command as it is installed beside this Python."""
    return str(Path(sys.executable).parent / name)


def _took(command: Sequence[str]) -> Taken:
    """Seconds, and seconds of CPU, until the command had ended well."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    lasted = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"{command[-1]} ended with {process.returncode}"
    return lasted, used.ru_utime + used.ru_stime


def _fastest(command: Sequence[str]) -> Taken:
    return min(_took(command) for _ in range(TIMES))


def _pss(program: Program) -> int:
    """Bytes of all processes of the program."""
    parent = psutil.Process(program.process.pid)
    return sum(each.memory_full_info().pss for each in (parent, *parent.children(recursive=True)))


def _show(what: str, taken: Taken, aim: float | None, floor: Taken | None = None) -> None:
    beside = f"aim {aim:g} s" if aim else ""
    beside += f", floor {floor[0]:.2f} s, {floor[1]:.2f} CPU" if floor else ""
    say(f"{what:<44}{taken[0]:>9.2f}{taken[1]:>8.2f}   {beside}")


if __name__ == "__main__":
    sys.exit(main())

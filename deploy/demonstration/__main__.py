"""Start the demonstration, say what to try, and stay until told to stop. `deploy/up` runs this."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from deploy.demonstration import caseworker, telling
from deploy.demonstration.deployment import Deployment, opened, renewed
from deploy.demonstration.programs import CannotStart, Programs, Where
from keys.errors import AmparoError

RENEWED_EVERY = 12 * 3600.0  # seconds: a view of the directory is good for 48 hours


class Stopped(Exception):
    """Somebody asked us to stop."""


def main(arguments: list[str]) -> int:
    """0 after a stop that was asked for; 1, with a sentence, when something did not work."""
    given = _read(arguments)
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, _ask_to_stop)
    try:
        if given.code:
            return _print_code(given.folder)
        with _only_one(given.folder, given.port):
            return run(given)
    except (CannotStart, AmparoError) as sentence:
        sys.exit(f"\n{sentence}")
    except Stopped:
        return 0


def run(given: argparse.Namespace) -> int:
    """The demonstration ran until it was asked to stop, the example was over, or a program ended by itself."""
    started = time.monotonic()
    where = Where(given.host, given.port, os.environ.get("AMPARO_DATABASE_URL"), os.environ.get("AMPARO_REDIS_URL"))
    telling.swap_is_on()
    with telling.step("Keys, desks and directory"):
        deployment = opened(given.folder, where.url)
    with Programs(deployment, where) as programs:
        try:
            worker = _start(programs)
            telling.say(f"Amparo runs ({time.monotonic() - started:.0f} s).\n")
            if given.example:
                from deploy.demonstration.example import walk

                walk(programs, worker)
                if not given.stay:
                    return 0
            with telling.step("Pages of the desks"):
                links = programs.start_desk_pages()
            telling.what_to_try(programs, worker, links)
            return _stay(programs, where.url)
        finally:
            telling.say("\nStopping what was started here ...")
            for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(each, signal.SIG_IGN)  # a second Ctrl-C would leave something running
            programs.stop()
            telling.say("Stopped. The data is kept; start again with deploy/up.")


def _start(programs: Programs) -> caseworker.Caseworker:
    with telling.step("Broker"):
        programs.start_broker()
    with telling.step("Database"):
        programs.migrate()
        worker = caseworker.made(programs.deployment, programs.database_url)
    with telling.step("Workers (Celery)"):
        programs.start_workers()
    with telling.step("Gateway (gunicorn)"):
        programs.start_gateway()
    return worker


def _stay(programs: Programs, gateway_url: str) -> int:
    due = time.monotonic() + RENEWED_EVERY
    while True:
        time.sleep(0.5)
        if time.monotonic() > due:
            renewed(programs.deployment, gateway_url)
            due += RENEWED_EVERY
        if (gone := programs.ended()) is not None:
            telling.say(f"\nThe {gone.name} ended by itself. It said:\n{gone.last_lines()}")
            return 1
        if programs.broker and programs.broker.process and programs.broker.process.poll() is not None:
            telling.say("\nThe broker ended by itself. See broker/broker.log.")
            return 1


@contextlib.contextmanager
def _only_one(folder: Path, port: int) -> Iterator[None]:
    """Nobody else runs a demonstration on this folder. CannotStart otherwise."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(folder / "running", "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CannotStart(
                f"Amparo runs here already, at {lock.read().strip()}. Stop it with Ctrl-C where it was started, "
                f"or run a second one beside it: deploy/up --folder /tmp/amparo-2 --port {port + 100}"
            ) from None
        lock.truncate(0)
        lock.write(f"port {port}")
        lock.flush()
        yield


def _print_code(folder: Path) -> int:
    known = caseworker.kept(Deployment(folder, b""))
    if known is None:
        raise CannotStart("There is no demonstration here yet. Start one first: deploy/up")
    telling.say(known.code())
    return 0


def _ask_to_stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for flag in ("--example", "--stay", "--code"):
        parser.add_argument(flag, action="store_true")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--folder", type=Path, required=True)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What stands on the path while the runbook is tested: the real programs, with weakly locked keys, and a `systemctl`.

Called as `shims.py <name> <words>`; services keep their process ids in files of the folder in which all happens.
`sleep 3d` lets three days pass for every program that was started here, those that run already too.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from keys.witness import cli

ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0
DAY = 86_400


PASSED = Path.cwd() / "days-passed"


def passed() -> int:
    """How many days were slept through."""
    return int(PASSED.read_text()) if PASSED.exists() else 0


def move_the_clock() -> None:
    """From now on this process's wall clock is ahead by the days that have passed at that moment."""
    real = time.time
    time.time = lambda: real() + passed() * DAY


def main(name: str, words: list[str]) -> int:
    """The program's exit status."""
    if name == "sleep":
        (days,) = words
        PASSED.write_text(str(passed() + int(days.removesuffix("d"))))
        return 0
    if name == "curl":
        return curl(words)
    move_the_clock()
    if name == "gunicorn":
        from gunicorn.app.wsgiapp import run

        sys.argv = [name, *words]
        run()
        return 0
    if name == "amparo-keys":
        from keys.ceremony.cli import main as ceremony

        if words[:1] in (["sign"], ["stop"], ["publish"]) or (words[:1] == ["make"] and "gateway" not in words):
            words = [*words, "--demonstration"]  # a gateway's own key file is not locked weakly in any deployment
        sys.stdin = io.StringIO("y\n" * 20)  # the person at the keyboard agrees to what she was asked
        ceremony(words, prog_name=name)
        return 0
    if name == "amparo-gateway":
        from gateway.cli import main as operator

        os.environ.update(gateway_settings(os.environ["GATEWAY"]))
        sys.argv = [name, *words]
        operator()
        return 0
    if name == "amparo-desk":
        from keys.desk.cli.main import main as desk

        weak = ["--demonstration"] if "init" in words or "recovery-key" in words else []
        typed = ["--key-passphrase-file", os.environ["AMPARO_DESK_PASSPHRASE_FILE"]] * 2 if "recover" in words else []
        sys.argv = [name, *words, *weak, *typed]
        desk()
        return 0
    if name == "amparo-witness":
        return cli.main([*words, "--demonstration"])
    verb, *units = words
    for unit in units:
        if verb in ("stop", "restart"):
            stop(unit)
        if verb in ("start", "restart"):
            start(unit)
    return 0


def curl(words: list[str]) -> int:
    """What the runbook asks of curl, on a machine without one: `-fsS URL`, with `-o FILE` or to standard output."""
    parser = argparse.ArgumentParser(prog="curl", allow_abbrev=False)
    for flag in "fsS":
        parser.add_argument(f"-{flag}", action="store_true", required=True)
    parser.add_argument("-o", dest="file")
    parser.add_argument("url")
    given = parser.parse_args(words)
    with urllib.request.urlopen(given.url, timeout=30) as answer:
        read = answer.read()
    if given.file:
        Path(given.file).write_bytes(read)
    else:
        sys.stdout.buffer.write(read)
    return 0


def start(unit: str) -> None:
    """The unit's program answers at its address."""
    if unit == "amparo-gateway":
        gateway = os.environ["GATEWAY"]
        command = [sys.executable, __file__, "gunicorn", "-c", "python:gateway.gunicorn"]
        command += ["gateway.app:create_app()"]
        more, probe = gateway_settings(gateway), f"{gateway}/v1/directory"
    else:
        number = unit.partition("@")[2]
        address = os.environ[f"WITNESS_{number}"]
        command = ["amparo-witness", f"witness-{number}", "--listen", address.removeprefix("http://")]
        running = Path("amparo-gateway.pid").exists()
        command += ["--log", os.environ["GATEWAY"] if running else os.environ["AMPARO_DIRECTORY"]]
        more, probe = {}, f"{address}/v1/stops"
    with open(f"{unit}.log", "ab") as log:
        process = subprocess.Popen(
            command, env={**os.environ, **more}, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    Path(f"{unit}.pid").write_text(str(process.pid))
    until = time.monotonic() + START_SECONDS
    while True:
        with contextlib.suppress(OSError), urllib.request.urlopen(probe, timeout=5):
            return
        if process.poll() is not None or time.monotonic() > until:
            sys.exit(f"{unit} did not start:\n{Path(f'{unit}.log').read_text()}")
        time.sleep(0.1)


def gateway_settings(url: str) -> dict[str, str]:
    """The gateway's own settings, as /etc/amparo/gateway.env would have them."""
    here = Path.cwd()
    database = f"sqlite:///{here}/gateway.sqlite"
    (key,) = (here / "gateway" / "keys").glob("intake-*.key")
    settings = {
        "AMPARO_PUBLIC_URL": url,
        "AMPARO_BIND": url.removeprefix("http://"),
        "AMPARO_PROCESSES": "1",
        "AMPARO_DATABASE_URL": database,
        "AMPARO_REDIS_URL": "redis://127.0.0.1:1/0",
        "AMPARO_DIRECTORY": str(here / "gateway" / "directory"),
        "AMPARO_GATEWAY_ORG": "amparo-gateway",
        "AMPARO_INTAKE_KEY": str(key),
        "AMPARO_INTAKE_PASSPHRASE_FILE": str(here / "passphrase"),
        "AMPARO_PEPPER_FILE": str(here / "pepper"),
        "AMPARO_ACCOUNTS_KEY_FILE": str(here / "accounts-key"),
    }
    from gateway.store.engine import migrate

    migrate(database)
    return settings


def stop(unit: str) -> None:
    """The unit's process, or every one that was started here, has ended."""
    pids = Path().glob("*.pid") if unit == "everything" else [Path(f"{unit}.pid")]
    for path in pids:
        pid = int(path.read_text())
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
            until = time.monotonic() + 20
            while time.monotonic() < until:
                os.kill(pid, 0)
                time.sleep(0.05)
            os.killpg(pid, signal.SIGKILL)
        path.unlink()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))

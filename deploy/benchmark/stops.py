"""How long a genuine stop takes alone, and while strangers hand over logs (`deploy/bench stops`).

Whoever has just lost a laptop stops its keys with one request. Whatever others send meanwhile must not keep that
waiting: the aim is under 100 ms while 70 strangers hand over four megabytes each, one genuine checkpoint under
thousands of signatures that nobody knows, as fast as they are answered. On a busy machine look at the ratio.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from deploy.benchmark.load import packed
from deploy.benchmark.measuring import SEALED
from deploy.benchmark.reports import raw
from deploy.demonstration.coalition import Coalition
from deploy.demonstration.deployment import passphrase_file
from deploy.demonstration.programs import Programs, prepared
from deploy.demonstration.telling import say
from deploy.setup import ROOT
from keys.directory.files import MOST
from keys.keyfiles import read_private_file

STRANGERS = 70
STOPS = 20  # of each measurement
SECONDS = 120.0  # for which strangers go on at most


def main() -> None:
    """The two figures and their ratio were printed."""
    say(f"A stop, the median and the slowest of {STOPS}; aim: under 100 ms among {STRANGERS} strangers")
    with tempfile.TemporaryDirectory(prefix="bench-stops-") as folder, prepared(Path(folder)) as programs:
        programs.start_gateway()
        coalition = programs.deployment.folder / "coalition"
        table = Coalition.read(coalition, read_private_file(passphrase_file(coalition)).encode(), weak=True)
        alone = _stops(programs, table)
        _show("alone", alone)
        with _strangers(programs):
            among = _stops(programs, table)
        _show(f"among {STRANGERS} strangers", among)
        say(f"ratio of the medians {statistics.median(among) / statistics.median(alone):.1f}")


def _show(what: str, took: list[float]) -> None:
    say(f"{what:<24}{statistics.median(took) * 1000:>8.0f} ms{max(took) * 1000:>8.0f} ms")


def _stops(programs: Programs, table: Coalition) -> list[float]:
    """Seconds until each of so many stops, of leaves that do not exist, was taken."""
    took = []
    for _ in range(STOPS):
        stop = table.stop(programs.deployment.genesis, os.urandom(32), "a laptop was stolen")
        started = time.perf_counter()
        answer = httpx.post(f"{programs.where.url}/v1/stops", content=stop, headers=SEALED, timeout=120)
        took.append(time.perf_counter() - started)
        assert answer.status_code == 204, answer.status_code
        time.sleep(0.2)
    return took


@contextmanager
def _strangers(programs: Programs) -> Iterator[None]:
    url = programs.where.url
    checkpoint = httpx.get(f"{url}/log/checkpoint", timeout=60).content
    size = len(httpx.get(f"{url}/v1/directory", timeout=60).json()["leaves"])
    request = raw(httpx.Request("POST", f"{url}/v1/log", headers=SEALED, content=_hand_over(checkpoint, size)))
    where = httpx.URL(url)
    command = [sys.executable, "-m", "deploy.benchmark.load", where.host, str(where.port), str(STRANGERS)]
    with subprocess.Popen(
        [*command, str(SECONDS), "--again"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, cwd=ROOT
    ) as load:
        assert load.stdin is not None
        load.stdin.write(packed([request]))
        load.stdin.close()
        time.sleep(2)
        try:
            yield
        finally:
            load.kill()


def _hand_over(checkpoint: bytes, size: int) -> bytes:
    """As many copies of a genuine checkpoint as fit, each under a stranger's signature of its own."""
    lines, length = [b"AMPARO-LOG-1", b"%d 0" % size], 64
    while True:
        signature = b"\xe2\x80\x94 x%s %s\n" % (os.urandom(4).hex().encode(), b64encode(os.urandom(68)))
        lines.append(b64encode(checkpoint + signature))
        length += len(lines[-1]) + 1
        if length > MOST:
            return b"\n".join(lines[:-1]) + b"\n"


if __name__ == "__main__":
    main()

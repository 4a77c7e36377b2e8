"""`deploy/up` as a stranger types it: real gunicorn, Celery and Valkey, desks as processes of their own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.broker import free_port

ROOT = Path(__file__).parents[2]
UP = ROOT / "deploy" / "up"
PATIENCE = 900.0  # seconds; a minute on a machine that does nothing else


def up(folder: Path, *arguments: str, port: int, **environment: str) -> subprocess.CompletedProcess[str]:
    """`deploy/up` ran to its end."""
    return subprocess.run(
        [str(UP), "--folder", str(folder), "--port", str(port), *arguments],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def left_over(folder: Path) -> list[str]:
    """Processes that were started for this folder and still run, by what they were started with."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            said = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in said and int(process.name) != os.getpid():
            found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One demonstration's folder, for one start after the other."""
    return tmp_path_factory.mktemp("up")


@pytest.fixture(scope="module")
def first(folder: Path) -> str:
    """What the first start with the example said, on an empty folder."""
    done = up(folder, "--example", port=free_port())
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_example_walks_one_report_through_every_step(first: str) -> None:
    steps = re.findall(r"^(\d)\. ([A-Z ]+)\. .*\[(\d+\.\d) s\]$", first, re.MULTILINE)
    assert [name for _, name, _ in steps] == ["FILE", "DELIVER", "OPEN", "NOT THEIRS", "ANSWER", "CHECK"]
    times = [float(at) for _, _, at in steps]
    assert times == sorted(times)
    assert "Police are investigating." in first
    assert first.count("nowhere (") == 2
    assert first.count("! Refused: ") == 3
    assert first.rstrip().endswith("start again with deploy/up.")


def test_after_it_nothing_that_it_started_runs(folder: Path, first: str) -> None:
    assert left_over(folder) == []


def test_forty_days_later_it_finds_its_data_and_everything_works_again(folder: Path, first: str) -> None:
    done = up(folder, "--example", port=free_port(), AMPARO_DEMONSTRATION_DAYS_AHEAD="40")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Police are investigating." in done.stdout
    references = re.findall(r"of report ([0-9A-Z]{8}):", first + done.stdout)
    assert len(references) == 2
    desk = folder / "desks" / "west-yorkshire-police"
    program = [str(ROOT / ".venv/bin/amparo-desk"), "--desk", str(desk), "--passphrase-file", str(desk / "passphrase")]
    listed = subprocess.run([*program, "list"], capture_output=True, text=True, check=True).stdout
    assert all(reference in listed for reference in references)


@pytest.fixture
def running(folder: Path, first: str) -> Iterator[tuple[subprocess.Popen[str], int, list[str]]]:
    """A demonstration that stays: its process, its port, what it has said so far."""
    port, said = free_port(), []
    process = subprocess.Popen(
        [str(UP), "--folder", str(folder), "--port", str(port)],
        stdout=subprocess.PIPE,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert process.stdout
    reader = threading.Thread(target=lambda: said.extend(iter(process.stdout.readline, "")), daemon=True)  # type: ignore[union-attr]
    reader.start()
    until = time.monotonic() + PATIENCE
    while "Stop with Ctrl-C" not in "".join(said):
        assert process.poll() is None, "".join(said)
        assert time.monotonic() < until, "".join(said)
        time.sleep(0.1)
    yield process, port, said
    if process.poll() is None:
        process.terminate()
        process.wait(PATIENCE)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_says_what_to_try_and_stops_what_it_started_and_only_that(
    folder: Path, running: tuple[subprocess.Popen[str], int, list[str]], how: signal.Signals
) -> None:
    process, port, said = running
    text = "".join(said)
    for needed in (
        f"http://127.0.0.1:{port}/caseworker/",
        f"http://127.0.0.1:{port}/ ",
        "amparo-desk --desk",
        "receive",
        "Ctrl-C",
    ):
        assert needed in text
    for link in re.findall(r"http://127\.0\.0\.[23]:\d+/\S+/start/\S+", text):
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(link) as answer:
            assert "Go to the desk" in answer.read().decode()
    assert len(set(re.findall(r"http://(127\.0\.0\.\d)", text))) == 3

    same_folder = up(folder, port=free_port())
    assert same_folder.returncode == 1
    assert f"Amparo runs here already, at port {port}." in same_folder.stderr
    same_port = up(folder.with_name("other"), port=port)
    assert same_port.returncode == 1
    assert f"Port {port} is taken by another program." in same_port.stderr
    assert re.fullmatch(r"\d{6}\n", up(folder, "--code", port=port).stdout)

    bystander = subprocess.Popen(["sleep", "300"])
    process.send_signal(how)
    assert process.wait(PATIENCE) == 0
    assert left_over(folder) == []
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()
    assert "Traceback" not in "".join(path.read_text(errors="replace") for path in (folder / "logs").iterdir())


def test_killed_it_leaves_nothing_running(folder: Path, running: tuple[subprocess.Popen[str], int, list[str]]) -> None:
    process, _, _ = running
    process.kill()
    process.wait()
    until = time.monotonic() + PATIENCE
    while left_over(folder):
        assert time.monotonic() < until, left_over(folder)
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--host", "0.0.0.0"], "a demonstration is for this machine only"),
        (["--port", "0"], "--port takes a number from 1 to 65535"),
    ],
)
def test_an_unsafe_wish_gets_a_sentence(tmp_path: Path, arguments: list[str], sentence: str) -> None:
    done = subprocess.run([str(UP), "--folder", str(tmp_path), *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert sentence in done.stderr


def test_an_address_where_no_database_and_no_redis_answers_gets_a_sentence(tmp_path: Path) -> None:
    done = up(tmp_path, port=free_port(), AMPARO_REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "Nothing answers at the broker's URL." in done.stderr
    done = up(
        tmp_path, port=free_port(), AMPARO_DATABASE_URL=f"postgresql://nobody:s3cret@127.0.0.1:{free_port()}/none"
    )
    assert (done.returncode, "Traceback" in done.stderr, "s3cret" in done.stderr) == (1, False, False)
    assert "The database could not be prepared" in done.stderr

"""The witness as a program: it answers a C2SP client, whatever strangers do, and a kill makes it forget nothing."""

from __future__ import annotations

import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from keys.directory.member_keys import write_member
from keys.encoding import b64
from keys.http import NotReached, call
from keys.keyfiles import LOWEST, write_private_file
from keys.witness.client import NoCosignature, cosigned, held_stops
from tests.keys.witness.logs import Log, running


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def served(log: Log, tmp_path: Path) -> Iterator[str]:
    with running(log, tmp_path / "witness") as url:
        yield url


def test_the_log_gets_its_signature_wherever_it_believes_the_witness_stands(log: Log, served: str) -> None:
    key = log.orgs.coalition.witnesses[0].key
    assert cosigned(served, key, log.checkpoint(), log.leaves, log.given_by, last=0).seen == 0
    size = len(log.leaves)
    log.grow(3)
    for last in (size, 0):
        got = cosigned(served, key, log.checkpoint(), log.leaves, log.given_by, last=last)
        assert not got.set_back
    assert call(served + "/checkpoint").body.startswith(log.checkpoint()[:40])


def test_the_log_is_told_that_a_witness_was_set_back(log: Log, served: str) -> None:
    key = log.orgs.coalition.witnesses[0].key
    assert cosigned(served, key, log.checkpoint(), log.leaves, log.given_by, last=0)
    seen = len(log.leaves)
    log.grow(4)
    got = cosigned(served, key, log.checkpoint(), log.leaves, log.given_by, last=seen + 2)
    assert got.set_back
    assert got.seen == seen


def test_a_short_copy_of_the_log_is_not_published(log: Log, served: str) -> None:
    key = log.orgs.coalition.witnesses[0].key
    log.grow(3)
    cosigned(served, key, log.checkpoint(), log.leaves, log.given_by, last=0)
    short = log.leaves[:-1]
    with pytest.raises(NoCosignature, match="old copy"):
        cosigned(served, key, log.checkpoint(short), short, log.given_by, last=0)


def test_another_s_signature_is_not_taken_for_the_witness_s(log: Log, served: str) -> None:
    with pytest.raises(NoCosignature, match="not its own"):
        cosigned(served, log.orgs.coalition.witnesses[1].key, log.checkpoint(), log.leaves, log.given_by, last=0)


def test_stops_come_and_go_by_the_same_door(log: Log, served: str) -> None:
    stop = log.orgs.stop(3)
    assert call(served + "/v1/stops", stop).status == 204
    assert held_stops(served) == [stop]
    assert call(served + "/v1/stops", stop[:-5]).status == 403
    assert call(served + "/evidence").body == b""
    assert b64(stop).encode() in call(served + "/v1/stops").body


def _raw(url: str, *pieces: bytes, pause: float = 0.0) -> bytes:
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        try:
            for piece in pieces:
                line.sendall(piece)
                time.sleep(pause)
            line.settimeout(10)
            answer = b""
            while piece := line.recv(65536):
                answer += piece
            return answer
        except (ConnectionError, BrokenPipeError):
            return b""


HOSTILE = [
    b"GET / HTTP/1.1\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
    b"BREW /checkpoint HTTP/1.1\r\n\r\n",
    b"GET /../../etc/passwd HTTP/1.0\r\n\r\n",
    b"GET " + b"/a" * 40_000 + b" HTTP/1.1\r\n\r\n",
    b"GET /checkpoint HTTP/9.9\r\n\r\n",
    b"GET /checkpoint HTTP/1.1\r\n" + b"X: y\r\n" * 500 + b"\r\n",
    b"POST /add-checkpoint HTTP/1.1\r\n\r\n",
    b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: \xb2\r\n\r\n",
    b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
    b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n",
    b"POST /add-checkpoint HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nold 0\r\n0\r\n\r\n",
    b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 4\r\n\r\nold\n",
    b"POST /stop-in-log HTTP/1.1\r\nContent-Length: 9\r\n\r\nstop 0\n\n=",
    b"POST /v1/stops HTTP/1.1\r\nContent-Length: 3\r\n\r\n\xff\xfe\x00",
    b"POST /elsewhere HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc",
]


@pytest.mark.parametrize("raw", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_request_is_refused_and_the_next_one_served(log: Log, served: str, raw: bytes) -> None:
    answer = _raw(served, raw)
    assert not re.match(rb"HTTP/1\.[01] 5", answer), answer[:80]
    assert not re.match(rb"HTTP/1\.[01] 2", answer), answer[:80]
    assert b"Traceback" not in answer
    assert call(served + "/v1/stops").status == 200


def test_who_speaks_without_end_or_not_at_all_is_cut_off(served: str) -> None:
    started = time.monotonic()
    _raw(served, b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 100\r\n\r\nold")
    _raw(served, *[b"X-a: b\r\n"] * 8, pause=0.5)
    assert time.monotonic() - started < 9
    assert call(served + "/v1/stops").status == 200


class Program:
    """`amparo-witness` in a process of its own."""

    def __init__(self, folder: Path, directory: Path, log: Log) -> None:
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "keys.witness.cli", str(folder), "--log", str(directory),
                "--genesis", log.orgs.genesis.hex(), "--listen", "127.0.0.1:0", "--demonstration",
                "--passphrase-file", str(folder / "passphrase"),
            ],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        self.url = line.rsplit(" ", 1)[-1].strip()
        assert self.url.startswith("http://127.0.0.1:"), line

    def end(self, how: signal.Signals) -> int:
        os.kill(self.process.pid, how)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return self.process.wait(10)


@pytest.fixture
def folder(log: Log, tmp_path: Path) -> Path:
    folder = tmp_path / "program"
    folder.mkdir()
    write_private_file(folder / "passphrase", "four plain words here")
    witness = log.orgs.coalition.witnesses[0]
    write_member(folder / "witness.key", "witness", witness, b"four plain words here", limits=LOWEST)
    log.in_file(tmp_path / "directory")
    return folder


def _ask_until_it_is_gone(program: Program, log: Log, promised: int, *, kill_after: float) -> int:
    """The size of the last cosignature; the program is killed in the middle of the sixth request or the next."""
    key = log.orgs.coalition.witnesses[0].key
    killer = threading.Timer(kill_after, program.end, [signal.SIGKILL])
    for number in itertools.count(1):
        if number == 6:
            killer.start()
        try:
            got = cosigned(program.url, key, log.checkpoint(), log.leaves, log.given_by, last=promised)
        except NotReached:
            break
        assert not got.set_back
        promised = len(log.leaves)
        log.grow()
    killer.join()
    return promised


@pytest.mark.slow
def test_killed_at_any_moment_it_never_signs_two_logs(log: Log, folder: Path, tmp_path: Path) -> None:
    key = log.orgs.coalition.witnesses[0].key
    promised = 0
    for round_ in range(5):
        program = Program(folder, tmp_path / "directory", log)
        promised = _ask_until_it_is_gone(program, log, promised, kill_after=0.003 * round_)
    program = Program(folder, tmp_path / "directory", log)
    assert cosigned(program.url, key, log.checkpoint(), log.leaves, log.given_by, last=promised).seen >= promised
    fork = [*log.leaves[:-1], log.orgs.stop(3)]
    with pytest.raises(NoCosignature, match="fork"):
        cosigned(program.url, key, log.checkpoint(fork), fork, log.given_by, last=len(fork))
    assert promised > 20
    assert program.end(signal.SIGTERM) == 0


def test_restarted_from_an_old_backup_it_is_found_out(log: Log, folder: Path, tmp_path: Path) -> None:
    key = log.orgs.coalition.witnesses[0].key
    program = Program(folder, tmp_path / "directory", log)
    cosigned(program.url, key, log.checkpoint(), log.leaves, log.given_by, last=0)
    backup = (folder / "seen.sqlite").read_bytes()
    log.grow(5)
    cosigned(program.url, key, log.checkpoint(), log.leaves, log.given_by, last=len(log.leaves) - 5)
    promised = len(log.leaves)
    program.end(signal.SIGKILL)
    (folder / "seen.sqlite").write_bytes(backup)
    program = Program(folder, tmp_path / "directory", log)
    log.grow(1)
    assert cosigned(program.url, key, log.checkpoint(), log.leaves, log.given_by, last=promised).set_back
    program.end(signal.SIGTERM)


def test_the_first_start_makes_the_key_and_says_what_to_do(log: Log, tmp_path: Path) -> None:
    log.in_file(tmp_path / "directory")
    write_private_file(tmp_path / "passphrase", "four plain words here")
    command = [sys.executable, "-m", "keys.witness.cli", str(tmp_path / "new"), "--demonstration",
               "--passphrase-file", str(tmp_path / "passphrase"), "--listen", "127.0.0.1:0"]  # fmt: skip

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*command, *words], capture_output=True, text=True, timeout=60, check=False)

    nameless = run()
    assert nameless.returncode == 1
    assert "--name" in nameless.stderr
    made = run("--name", "witness-ch")
    assert made.returncode == 0
    public = (tmp_path / "new" / "witness-ch.pub").read_text()
    assert public.split()[:2] == ["witness", "witness-ch"]
    assert public.strip() in made.stdout
    unpinned = run("--log", str(tmp_path / "directory"))
    assert unpinned.returncode == 1
    assert "64 hex digits" in unpinned.stderr
    lost = run("--log", str(tmp_path / "nowhere"), "--genesis", log.orgs.genesis.hex())
    assert lost.returncode == 1
    assert "There is no directory" in lost.stderr
    assert "Traceback" not in nameless.stderr + unpinned.stderr + lost.stderr

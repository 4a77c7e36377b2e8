"""A client that asks, or takes its answer, drop by drop holds a thread of the gateway for so long and no longer."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from gateway.gunicorn import ANSWERING, READING, Worker


class Connection:
    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


@pytest.fixture
def worker() -> Worker:
    worker = Worker.__new__(Worker)  # without gunicorn around it: only who reads, and since when
    worker.reading = {}
    return worker


def test_after_its_time_it_is_read_no_further(worker: Worker, pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    now = time.monotonic()
    worker.reading[Connection(ours)] = now + READING
    theirs.sendall(b"POST / HTTP/1.1\r\nX: ")
    assert ours.recv(64)
    worker.end_slow(now + READING + 1)
    ours.settimeout(5)
    assert ours.recv(64) == b""


def test_until_then_it_is_read_and_an_answer_goes_out_even_afterwards(
    worker: Worker, pair: tuple[socket.socket, socket.socket]
) -> None:
    ours, theirs = pair
    now = time.monotonic()
    worker.reading[Connection(ours)] = now + READING
    worker.end_slow(now + READING - 1)
    theirs.sendall(b"whole")
    assert ours.recv(64) == b"whole"
    worker.end_slow(now + READING + 1)
    ours.sendall(b"HTTP/1.1 201 Created\r\n")
    assert theirs.recv(64) == b"HTTP/1.1 201 Created\r\n"


def test_an_answer_that_nobody_takes_ends_too(worker: Worker, pair: tuple[socket.socket, socket.socket]) -> None:
    ours, _theirs = pair
    now = time.monotonic()
    worker.reading[Connection(ours)] = now + READING
    with ThreadPoolExecutor(1) as thread:
        sent = thread.submit(ours.sendall, bytes(16 << 20))
        worker.end_slow(now + READING + ANSWERING - 1)
        assert not sent.done()  # 16 MB fit into no socket
        worker.end_slow(now + READING + ANSWERING + 1)
        assert isinstance(sent.exception(20), BrokenPipeError)

"""Whoever is called, a gateway or a witness, may be a stranger: no answer of his keeps one waiting or fills a disk."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from keys import http
from keys.http import NotReached, call, directory_of

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"


@contextmanager
def stranger(speaks: Callable[[socket.socket], None]) -> Iterator[str]:
    """The address of somebody who speaks so to everybody that calls."""
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(0.05)

        def serve() -> None:
            while not ended.is_set():
                with contextlib.suppress(OSError):
                    line, _ = door.accept()
                    with line:
                        line.settimeout(5)
                        line.recv(65536)
                        speaks(line)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            ended.set()
            thread.join()


def dripping(first: bytes, letter: bytes) -> Callable[[socket.socket], None]:
    """One letter at a time, for ever."""

    def speaks(line: socket.socket) -> None:
        line.sendall(first)
        for _ in range(10_000):
            line.sendall(letter)
            time.sleep(0.02)

    return speaks


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\nX: ", HEAD], ids=["greeting", "headers", "body"])
def test_who_speaks_slowly_without_end_is_cut_off(first: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LONGEST", 0.3)
    with stranger(dripping(first, b"1")) as url, pytest.raises(NotReached):
        directory_of(url)


def test_nothing_of_a_call_is_left_behind() -> None:
    with stranger(lambda line: line.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")) as url:
        before = threading.active_count()
        assert [call(url).status for _ in range(5)] == [204] * 5
        assert threading.active_count() <= before


def test_an_answer_without_end_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(1000):
            line.sendall(bytes(65536))

    with stranger(endless) as url, pytest.raises(NotReached, match="without end"):
        call(url)


@pytest.mark.parametrize("shown", [
    b'{"leaves": [], "checkpoints": [], "stops": ""}',
    b'{"leaves": [], "checkpoints": [], "stops": ["eA=="]}',
    b'{"leaves": [], "checkpoints": [], "stops": [{"note": "eA==", "at": -1}]}',
    b'{"leaves": [], "checkpoints": [], "stops": [{"note": "eA==", "at": 1.5}]}',
    b'{"leaves": [1], "checkpoints": [], "stops": []}',
    b'{"leaves": ["\xc3\xa4"], "checkpoints": [], "stops": []}',
    b"[" * 100_000,
    b'{"leaves": [' + b'"",' * 100_001 + b'""], "checkpoints": [], "stops": []}',
    b"", b"null", b"\xff",
])  # fmt: skip
def test_what_is_no_directory_is_answered_with_a_sentence(shown: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(shown)
    with stranger(lambda line: line.sendall(head + shown)) as url, pytest.raises(NotReached, match="no directory"):
        directory_of(url)


def _breaking_off(status: bytes, body: bytes) -> Callable[[socket.socket], None]:
    head = b"HTTP/1.1 " + status + b"\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"
    return lambda line: line.sendall(head + body)


@pytest.mark.parametrize("status", [b"200 OK", b"409 Conflict"])
@pytest.mark.parametrize("body", [b"", b"half"])
def test_half_an_answer_is_no_answer(status: bytes, body: bytes) -> None:
    with stranger(_breaking_off(status, body)) as url, pytest.raises(NotReached, match="broke off"):
        call(url)


def test_nobody_is_led_elsewhere() -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    with stranger(lambda line: line.sendall(head)) as url:
        assert call(url).status == 302
    with pytest.raises(NotReached, match="not an address"):
        call("file:///etc/passwd")

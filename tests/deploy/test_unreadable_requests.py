"""What cannot be read as a request may be a report or a code: it is written nowhere and given back to nobody."""

from __future__ import annotations

import io
import logging
import socket
from collections.abc import Iterable
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.workers.gthread import TConn

from gateway import gunicorn
from gateway.gunicorn import QuietLogger, Worker

CANARY = "wanderlustian"
ADDRESS = "192.0.2.77"
HOST = "Host: 127.0.0.1:8000\r\n"

UNREADABLE = {
    "no request at all": f"{CANARY} tells everything\r\n\r\n",
    "a method that is none": f"{CANARY}=1 / HTTP/1.1\r\n{HOST}\r\n",
    "another version": f"GET /?{CANARY} HTTP/9.9\r\n{HOST}\r\n",
    "a target that is none": f"GET http://[{CANARY} HTTP/1.1\r\n{HOST}\r\n",
    "a line without end": f"GET /?{CANARY * 400} HTTP/1.1\r\n{HOST}\r\n",
    "a header that is none": f"GET / HTTP/1.1\r\n{HOST}X {CANARY}: {CANARY}\r\n\r\n",
    "a folded header": f"GET / HTTP/1.1\r\n{HOST}X: a\r\n {CANARY}\r\n\r\n",
    "a header with NUL": f"GET / HTTP/1.1\r\n{HOST}X: {CANARY}\0\r\n\r\n",
    "headers without end": f"GET / HTTP/1.1\r\n{HOST}" + f"X: {CANARY}\r\n" * 100 + "\r\n",
    "a coding that is none": f"POST / HTTP/1.1\r\n{HOST}Transfer-Encoding: {CANARY}\r\n\r\n",
    "a length that is none": f"POST / HTTP/1.1\r\n{HOST}Content-Length: {CANARY}\r\n\r\n",
    "an expectation": f"POST / HTTP/1.1\r\n{HOST}Expect: {CANARY}\r\nContent-Length: 1\r\n\r\nx",
    "a piece that is none": f"POST / HTTP/1.1\r\n{HOST}Transfer-Encoding: chunked\r\n\r\n{CANARY}\r\n\r\n",
    "a body longer than it says": f"POST / HTTP/1.1\r\n{HOST}Content-Length: 2\r\n\r\nco{CANARY}=code x\r\n\r\n",
    "TLS, where there is none": f"\x16\x03\x01{CANARY}\r\n\r\n",
}


def answered(raw: str, app: Any = None) -> tuple[str, str]:
    """What a real worker answered to these bytes, over the whole connection, and all that it wrote at DEBUG."""
    config = Config()
    for name in config.settings.keys() & vars(gunicorn).keys():
        config.set(name, getattr(gunicorn, name))
    config.set("loglevel", "debug")
    worker, written = Worker.__new__(Worker), io.StringIO()
    worker.cfg, worker.log, worker.reading = config, QuietLogger(config), {}
    worker.wsgi, worker.nr, worker.max_requests, worker.alive = app or nothing, 0, 10, True
    worker.keepalived_conns, worker.max_keepalived = (), 10
    handler = logging.StreamHandler(written)
    handler.setFormatter(worker.log.error_log.handlers[0].formatter)
    worker.log.error_log.addHandler(handler)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(raw.encode("latin-1"))
        theirs.shutdown(socket.SHUT_WR)
        connection = TConn(config, ours, (ADDRESS, 4711), ("127.0.0.1", 8000))
        while worker.handle(connection) is True:
            pass
        ours.close()
        said = b"".join(iter(lambda: theirs.recv(1 << 16), b""))
    return said.decode("latin-1"), written.getvalue()


def nothing(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("204 No Content", [])
    return []


@pytest.mark.parametrize("name", UNREADABLE)
def test_it_is_refused_and_neither_written_nor_repeated(name: str) -> None:
    said, written = answered(UNREADABLE[name])
    assert " 400 Bad Request\r\n" in said
    assert CANARY not in said + written
    assert ADDRESS not in written


def test_of_a_fault_of_ours_the_place_is_written_and_no_address_line() -> None:
    def broken(_environ: dict[str, Any], _start_response: Any) -> Iterable[bytes]:
        raise RuntimeError(CANARY)

    said, written = answered(f"GET /{CANARY} HTTP/1.1\r\n{HOST}\r\n", broken)
    assert " 500 Internal Server Error\r\n" in said
    assert "RuntimeError at" in written
    assert "in broken" in written
    assert CANARY not in said + written

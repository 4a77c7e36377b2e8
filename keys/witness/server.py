"""HTTP server of a witness: the standard library's, with limits on connections, time and size.

    POST /add-checkpoint   C2SP tlog-witness
    POST /stop-in-log      that a stop stands in the log
    POST /v1/stops         one stop note; the same door that a gateway has
    GET  /v1/stops         every stop held, base64, one a line
    GET  /checkpoint       the newest checkpoint cosigned here, with this witness's line
    GET  /evidence         checkpoints that contradict it, base64, one a line

Put a proxy with TLS before it. One request a connection; no address and no request is logged.
"""

import contextlib
import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from keys.encoding import b64
from keys.witness.protocol import ADD_CHECKPOINT, CHECKPOINT, MOST_BODY, STOP_IN_LOG, STOPS
from keys.witness.witness import BAD, Answer, Witness

# A connection ends after this long, however slowly somebody speaks.
SECONDS = 15.0

MOST_CONNECTIONS = 64
NOTHING = Answer(404, b"no such door\n")


class Server(ThreadingHTTPServer):
    """Serves one witness. `server_address` says where; port 0 takes a free one."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], witness: Witness, *, seconds: float = SECONDS) -> None:
        self.witness = witness
        self.seconds = seconds
        self._places = threading.BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__(address, _Door)

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._places.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        end = threading.Timer(self.seconds, _cut, [request])
        end.daemon = True
        end.start()
        try:
            super().process_request_thread(request, client_address)
        finally:
            end.cancel()
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A broken connection is not logged: nothing that a stranger sent is."""


def _cut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


class _Door(BaseHTTPRequestHandler):
    server: Server
    server_version, sys_version = "amparo-witness", ""

    def do_GET(self) -> None:
        self._answer(self._asked_for)

    def do_HEAD(self) -> None:
        self._answer(self._asked_for)

    def do_POST(self) -> None:
        witness = self.server.witness
        doors = {ADD_CHECKPOINT: witness.add_checkpoint, STOP_IN_LOG: witness.stop_in_log, STOPS: witness.hold_stop}
        door = doors.get(self.path)
        if door is None:
            self._send(NOTHING)
            return
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdecimal() and len(length) < 10):
            self._send(Answer(411, b"say how long it is\n"))
        elif int(length) > MOST_BODY:
            self._send(Answer(413, b"too long\n"))
        else:
            body = self.rfile.read(int(length))
            self._answer(lambda: door(body) if len(body) == int(length) else BAD)

    def _asked_for(self) -> Answer:
        witness = self.server.witness
        if self.path == CHECKPOINT:
            checkpoint = witness.newest().checkpoint
            return Answer(200, checkpoint) if checkpoint else NOTHING
        if self.path == STOPS:
            return Answer(200, _lines(witness.stops()))
        if self.path == "/evidence":
            return Answer(200, _lines(witness.evidence()))
        return NOTHING

    def _answer(self, door: Callable[[], Answer]) -> None:
        try:
            answer = door()
        except Exception:  # noqa: BLE001  whatever a stranger has found: he learns nothing, and the next is served
            answer = Answer(503, b"not now\n")
        self._send(answer)

    def _send(self, answer: Answer) -> None:
        self.close_connection = True
        self.send_response_only(answer.status)
        self.send_header("Content-Type", answer.type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the standard library refuses (a broken request line, too many headers): one answer for all."""
        self.command = self.command or "GET"
        self._send(BAD)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is logged."""


def _lines(raws: list[bytes]) -> bytes:
    return "".join(f"{b64(raw)}\n" for raw in raws).encode("ascii")

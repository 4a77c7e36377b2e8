"""How gunicorn runs the gateway: `gunicorn -c python:gateway.gunicorn "gateway.app:create_app()"`.

| variable | default | what |
|---|---|---|
| AMPARO_BIND | 127.0.0.1:8000 | address and port, or unix:/path/to/socket; a proxy with TLS stands before it |
| AMPARO_PROCESSES, AMPARO_THREADS | 2, 32 | a thread waits most of its time: for the disk, the broker, a slow client |
| AMPARO_LOG_LEVEL | warning | of gunicorn's own messages |

Nobody's visit is written down: there is no access log, and an error is logged without its text. The application is
loaded before the fork, so that the intake key is unlocked once (Argon2id, 256 MiB) and by the parent only.

Slow clients. A thread that reads a request is nobody else's meanwhile. What protects from many slow clients is the
proxy, which hands a request over once it is whole (nginx: `proxy_request_buffering on`, and `client_body_buffer_size
256k`, so that it never writes a body to a disk) and takes the answer at once (`proxy_buffering on`). Without one a
client holds a thread for READING while it asks, and for ANSWERING more while it takes the answer drop by drop.
"""

import contextlib
import ctypes
import gc
import os
import socket
import threading
import time
from http import HTTPStatus
from typing import Any

from gunicorn import util
from gunicorn.glogging import Logger
from gunicorn.http.errors import ParseException
from gunicorn.workers.gthread import ThreadWorker

from gateway.logs import Formatter


class QuietLogger(Logger):
    """gunicorn's messages, without the text of any exception, and no access log whatever is set."""

    error_fmt = "%(asctime)s %(levelname)s gunicorn %(message)s"

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Formatter(self.error_fmt))

    def access(self, *_: Any) -> None:
        """Nothing is written."""


_M_ARENA_MAX = -8
with contextlib.suppress(OSError, AttributeError):  # glibc only
    ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)  # a heap for each thread left 50 MB of holes after 1,000 reports

READING = 20.0  # seconds within which a whole request must have come
ANSWERING = 180.0  # seconds more until the answer must have been taken; all her recordings need 120 on a slow line


class Worker(ThreadWorker):
    """`gthread`, but its threads are freed from clients that neither ask nor take their answer in time.

    What cannot be read as a request is answered alike, and neither it nor where it came from is written or repeated: it
    may be the rest of a body, with a code or a report in it.
    """

    def init_process(self) -> None:
        self.reading: dict[Any, float] = {}
        threading.Thread(target=self._watch, name="slow clients", daemon=True).start()
        super().init_process()

    def handle(self, conn: Any) -> Any:
        self.reading[conn] = time.monotonic() + READING
        try:
            return super().handle(conn)
        finally:
            self.reading.pop(conn, None)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """gunicorn's own names the address of whoever asked, and repeats the line, the header or the piece of body."""
        unreadable = isinstance(exc, (ParseException, OSError))  # OSError: of a TLS connection
        if not unreadable:
            self.log.error("a request failed", exc_info=exc)
        status = HTTPStatus.BAD_REQUEST if unreadable else HTTPStatus.INTERNAL_SERVER_ERROR
        with contextlib.suppress(OSError):
            util.write_error(client, status.value, status.phrase, "")

    def end_slow(self, now: float) -> None:
        """Whoever still asks after his time finds the end; an answer goes out all the same, but not for ever."""
        for conn, until in list(self.reading.items()):
            if now > until:
                how = socket.SHUT_RDWR if now > until + ANSWERING else socket.SHUT_RD
                with contextlib.suppress(OSError):
                    conn.sock.shutdown(how)

    def _watch(self) -> None:
        while True:
            time.sleep(1.0)
            self.end_slow(time.monotonic())


bind = os.environ.get("AMPARO_BIND", "127.0.0.1:8000")
worker_class = Worker
workers = int(os.environ.get("AMPARO_PROCESSES", "2"))
threads = int(os.environ.get("AMPARO_THREADS", "32"))
preload_app = True
proc_name = "amparo-gateway"
umask = 0o077

logger_class = QuietLogger
accesslog = None
errorlog = "-"
loglevel = os.environ.get("AMPARO_LOG_LEVEL", "warning")
capture_output = False

_MEMORY = "/dev/shm"  # noqa: S108  a folder of the system that is no disk
worker_tmp_dir = _MEMORY if os.path.isdir(_MEMORY) else None  # heartbeats: never a disk that may stall
timeout = 30  # seconds; the longest answer (the padded status page) takes under one
graceful_timeout = 20
keepalive = 5
backlog = 512
limit_request_line = 2048  # bytes; our longest path has 60
limit_request_fields = 40
limit_request_field_size = 4096
forwarded_allow_ips = "127.0.0.1"
control_socket_disable = True  # nobody steers it through a socket


def pre_request(_worker: Any, _request: Any) -> None:
    """gunicorn's own writes, at DEBUG, when somebody asked for what."""


def when_ready(server: Any) -> None:
    """Every page is compiled: the first visitors of each process waited half a second for theirs.

    What was loaded is left alone by the garbage collector from here on, and so stays shared by all processes.
    """
    templates = server.app.wsgi().jinja_env
    for name in templates.list_templates(extensions=["html"]):
        templates.get_template(name)
    gc.collect()
    gc.freeze()

"""How gunicorn runs the gateway: `gunicorn -c deploy/gunicorn.py "gateway.app:create_app()"`.

| variable | default | what |
|---|---|---|
| AMPARO_BIND | 127.0.0.1:8000 | address and port, or unix:/path/to/socket; a proxy with TLS stands before it |
| AMPARO_PROCESSES, AMPARO_THREADS | 2, 16 | `gthread`; her page holds a thread for 300 ms: few make others wait |
| AMPARO_LOG_LEVEL | warning | of gunicorn's own messages |

Nobody's visit is written down: there is no access log, and an error is logged without its text. The application is
loaded before the fork, so that the intake key is unlocked once (Argon2id, 256 MiB) and by the parent only.
"""

from __future__ import annotations

import gc
import os
from typing import Any

from gunicorn.glogging import Logger

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


bind = os.environ.get("AMPARO_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("AMPARO_PROCESSES", "2"))
threads = int(os.environ.get("AMPARO_THREADS", "16"))
preload_app = True
proc_name = "amparo-gateway"
umask = 0o077

logger_class = QuietLogger
accesslog = None
errorlog = "-"
loglevel = os.environ.get("AMPARO_LOG_LEVEL", "warning")
capture_output = False

worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # heartbeats: never a disk that may stall
timeout = 30  # seconds; the longest answer (the padded status page) takes under one
graceful_timeout = 20
keepalive = 5
backlog = 512
limit_request_line = 2048  # bytes; our longest path has 60
limit_request_fields = 40
limit_request_field_size = 4096
forwarded_allow_ips = "127.0.0.1"
control_socket_disable = True  # nobody steers it through a socket


def when_ready(_server: Any) -> None:
    """What was loaded is left alone by the garbage collector from here on, and so stays shared by all processes."""
    gc.collect()
    gc.freeze()

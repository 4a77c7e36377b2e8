"""Tell the workers that something is due. A failure here is not an error: the sweep finds whatever is owed.

Ids only go to the broker. They are handed to one thread of the process, so that no filer waits for the broker. After a
message it gathers for `GATHER`, because a message costs more of the processor than a seal: in a busy hour one goes for
many reports, in a quiet one each goes at once. A broker that is away costs nobody anything: what could not be told is
dropped, and tried with later ids after `PAUSE`.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import threading
import time
from collections import deque
from collections.abc import Sequence

from celery import Celery

TASK, QUEUE = "amparo.deliver", "deliver"
MOST = 40  # ids in one message: a worker carries them well within its time limit
WAITING = 10_000  # ids kept at most while the broker is slow; older ones are left to the sweep
GATHER = 0.05  # seconds after a message; so at most twenty a second, and no desk notices
PAUSE = 5.0  # seconds without a try after a failure
PATIENCE = 1.0  # seconds to connect, and to be answered


def broker_url(redis_url: str) -> str:
    """The address as Celery writes it: a unix socket is `redis+socket://`."""
    return (
        redis_url.replace("unix://", "redis+socket://", 1) if redis_url.startswith("unix://") else redis_url
    )


class Nudge:
    """`nudge([id, ...])` after the commit: returns at once and never raises.

    Connects, and starts its thread, at first use in each process, so it may be made before a fork.
    """

    def __init__(self, redis_url: str) -> None:
        self._celery = Celery("amparo-gateway", broker=broker_url(redis_url), set_as_current=False)
        self._celery.conf.update(
            task_ignore_result=True,
            task_serializer="json",
            # without max_retries kombu goes on trying for 6 s, whatever `retry` says below (measured)
            broker_transport_options={
                "socket_timeout": PATIENCE,
                "socket_connect_timeout": PATIENCE,
                "max_retries": 0,
            },
            broker_connection_retry_on_startup=False,
        )
        self._ids: deque[bytes] = deque(maxlen=WAITING)
        self._some = threading.Event()
        self._starting = threading.Lock()
        self._process = 0  # whose thread is running

    def __call__(self, deliveries: Sequence[bytes]) -> None:
        self._ids.extend(deliveries)
        if self._process != os.getpid():
            self._start()
        self._some.set()

    def flush(self) -> bool:
        """True if the broker has taken every id that was waiting."""
        while ids := self._next():
            if not self._tell(ids):
                return False
        return True

    def _next(self) -> list[bytes]:
        ids: list[bytes] = []
        with contextlib.suppress(IndexError):  # the deque is empty, perhaps since a moment ago
            while len(ids) < MOST:
                ids.append(self._ids.popleft())
        return ids

    def _start(self) -> None:
        with self._starting:
            if self._process != os.getpid():
                self._process = os.getpid()
                threading.Thread(target=self._run, name="nudge", daemon=True).start()
                atexit.register(self.flush)

    def _run(self) -> None:
        while True:
            self._some.wait()
            self._some.clear()
            time.sleep(GATHER if self.flush() else PAUSE)

    def _tell(self, ids: list[bytes]) -> bool:
        try:
            self._celery.send_task(TASK, args=[[one.hex() for one in ids]], queue=QUEUE, retry=False)
        except Exception:  # noqa: BLE001  whatever the broker's client raises, the report is already safe
            return False
        return True

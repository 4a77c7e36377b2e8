"""Tell the workers that something is owed. A failure here is not an error: the sweep finds whatever is owed.

A nudge says nothing but that: no id, no organisation, no count, so that the broker never learns which report came when.
It is given to one thread of the process, so that no filer waits for the broker, and goes at most once in `GATHER`: in a
busy hour one for many reports. A broker that is away costs nobody anything.
"""

import atexit
import os
import threading
import time

from celery import Celery

from gateway.broker import for_celery

TASK, QUEUE = "amparo.deliver", "deliver"
GATHER = 0.25  # seconds between two messages of a process; each costs as much as a tenth to a half of a filing
PAUSE = 5.0  # seconds without a try after a failure
PATIENCE = 1.0  # seconds to connect, and to be answered


class WorkerSignal:
    """`nudge()` after the commit: returns at once and never raises.

    Connects, and starts its thread, at first use in each process, so it may be made before a fork.
    """

    def __init__(self, redis_url: str) -> None:
        self._celery = Celery("amparo-gateway", set_as_current=False)
        self._celery.conf.update(
            task_ignore_result=True,
            task_serializer="json",
            # without max_retries kombu goes on trying for 6 s, whatever `retry` says below (measured)
            **for_celery(redis_url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, max_retries=0),
            broker_connection_retry_on_startup=False,
        )
        self._owed = threading.Event()
        self._starting = threading.Lock()
        self._process = 0  # whose thread is running

    def __call__(self) -> None:
        if self._process != os.getpid():
            self._start()
        self._owed.set()

    def flush(self) -> bool:
        """True if nothing waits to be told any more."""
        if not self._owed.is_set():
            return True
        self._owed.clear()
        try:
            self._celery.send_task(TASK, queue=QUEUE, retry=False)
        except Exception:  # noqa: BLE001  whatever the broker's client raises, the report is already safe
            return False
        return True

    def _start(self) -> None:
        with self._starting:
            if self._process != os.getpid():
                self._process = os.getpid()
                threading.Thread(target=self._run, name="nudge", daemon=True).start()
                atexit.register(self.flush)

    def _run(self) -> None:
        while True:
            self._owed.wait()
            time.sleep(GATHER if self.flush() else PAUSE)

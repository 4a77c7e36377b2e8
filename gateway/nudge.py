"""Tell the workers that something is due. A failure here is not an error: the sweep finds whatever is owed.

Ids only go to the broker. While it is away, one nudge in `PAUSE` seconds tries it, so that filing does not wait.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from celery import Celery

TASK, QUEUE = "amparo.deliver", "deliver"
PAUSE = 5.0  # seconds without a try after a failure; a dead broker costs a caller about 0.6 s a try
PATIENCE = 1.0  # seconds to connect, and to be answered


def broker_url(redis_url: str) -> str:
    """The address as Celery writes it: a unix socket is `redis+socket://`."""
    return (
        redis_url.replace("unix://", "redis+socket://", 1) if redis_url.startswith("unix://") else redis_url
    )


class Nudge:
    """`nudge([id, ...])` after the commit. Connects at first use, so it may be made before a fork."""

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
        self._silent_until = 0.0

    def __call__(self, deliveries: Sequence[bytes]) -> bool:
        """True if the broker took it. Never raises."""
        if time.monotonic() < self._silent_until:
            return False
        try:
            self._celery.send_task(
                TASK, args=[[delivery.hex() for delivery in deliveries]], queue=QUEUE, retry=False
            )
        except Exception:  # noqa: BLE001  whatever the broker's client raises, the report is already safe
            self._silent_until = time.monotonic() + PAUSE
            return False
        return True

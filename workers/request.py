"""A worker that cannot acknowledge a task connects anew.

Where the broker is lost in the moment of an acknowledgement, Celery logs "Couldn't ack" and goes on. Its connection
still counts the task as one that the worker is busy with, so the worker hears of no other until somebody starts it
again (https://github.com/celery/celery/issues/10302). What was not acknowledged is handed out again; nothing is lost.
"""

from typing import Any

from celery.bootsteps import StartStopStep
from celery.worker.request import Request as CeleryRequest

LOOK_SECONDS = 1.0  # an acknowledgement has been sent, or has failed, after two looks

_new: list[Any] = []  # messages that are being acknowledged, or refused, since the last look
_old: list[Any] = []  # and those of the look before


class Request(CeleryRequest):
    """A task that this worker was given."""

    def acknowledge(self) -> None:
        super().acknowledge()
        _new.append(self.message)

    def reject(self, requeue: bool = False) -> None:
        super().reject(requeue)
        _new.append(self.message)


class Listening(StartStopStep):
    """A part of the worker that looks whether acknowledgements arrive. It starts at each connection."""

    def start(self, consumer: Any) -> None:
        consumer.timer.call_repeatedly(LOOK_SECONDS, _look)

    def stop(self, consumer: Any) -> None:
        """Celery itself forgets what it was to do later."""


def _look() -> None:
    """Raises what Celery's consumer takes for a lost connection."""
    failed = [message for message in _old if not (message.acknowledged or message.channel.closed)]
    _old[:], _new[:] = _new, []
    if failed:
        raise ConnectionResetError("the broker did not take an acknowledgement")

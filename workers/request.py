"""A worker that cannot acknowledge a task connects anew.

Where the broker is lost in the moment of an acknowledgement, Celery logs "Couldn't ack" and goes on; but kombu has then
forgotten the connection that it listened on, and the worker hears nothing more until somebody starts it again
(https://github.com/celery/celery/issues/10302). What was not acknowledged is handed out again; nothing is lost.
"""

from celery.worker.request import Request as CeleryRequest
from kombu.asynchronous import get_event_loop

ACKNOWLEDGED = 1.0  # seconds after which an acknowledgement has been sent, or failed


class Request(CeleryRequest):
    """A task that this worker was given."""

    def acknowledge(self) -> None:
        super().acknowledge()
        if (loop := get_event_loop()) is not None:
            loop.call_later(ACKNOWLEDGED, self._connect_anew_if_it_failed)

    def _connect_anew_if_it_failed(self) -> None:
        """Raises what Celery's consumer takes for a lost connection."""
        if not self.message.acknowledged and not self.message.channel.closed:
            raise ConnectionResetError("the broker did not take an acknowledgement")

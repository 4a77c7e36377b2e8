"""Whether this gateway can take a report now: one yes or no, for a load balancer that asks every few seconds.

    health = Health(lambda: can_file(host))
    health.fine()       # at most one look a second; never waits behind another's look

Yes means: the database answers and has our tables, sealing is possible under the directory of now, this gateway's own
key signs, and some force can be sent to. The broker is not asked: without it reports wait for the next sweep.
Rules: nobody learns why not (`amparo-gateway check` says that); nothing is counted, kept or logged.
"""

import threading
import time
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from gateway.runtime import Host
from gateway.store.engine import asking
from gateway.store.reports import is_stored
from keys import clock
from keys.errors import AmparoError
from keys.roles import Role

REMEMBERED = 1.0  # seconds for which an answer is given again
SILENT = 5.0  # seconds after which a look that has not ended means no: the database hangs


class Health:
    """One a process. Whoever asks first looks; the others are told what was found last, while it is not too old."""

    def __init__(self, look: Callable[[], bool]) -> None:
        self._look = look
        self._looking = threading.Lock()
        self._found, self._at = False, float("-inf")

    def fine(self) -> bool:
        """True if a report would be taken."""
        now = time.monotonic()
        if now - self._at >= REMEMBERED and self._looking.acquire(blocking=False):
            try:
                self._found = self._look()
                self._at = time.monotonic()
            finally:
                self._looking.release()
        return self._found and time.monotonic() - self._at < SILENT


def can_file(host: Host) -> bool:
    """As the beginning of this file says; never raises for what may be away."""
    try:
        view, today = host.view(), host.today()
        view.acceptable(clock.now())
        ours = {key.kid for key in view.active(host.settings.gateway_org, Role.INTAKE, today)}
        if host.signer.kid not in ours or view.stopped(host.signer.kid) or not view.forces(today):
            return False
        with asking(host.engine) as connection:
            return not is_stored(connection, bytes(16))  # one look-up by key, of a report that nobody has
    except (SQLAlchemyError, AmparoError):
        return False

"""The background sync of an open page: fetches and sends beside the pages, as `amparo-desk work` does.

It has a desk object of its own, as another program would: a slow line never makes a page wait, and the vault's own
batches keep the two apart. What was decided at a page leaves when it is nudged, if it may; everything else at its own
random time (`keys.desk.store.outbox`). Fetching keeps away from the hour in which something timed left.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from keys.clock import now, today
from keys.desk import tasks
from keys.desk.desk import Desk
from keys.desk.errors import DeskError
from keys.desk.notifications import Notifier
from keys.desk.store.outbox import this_hour
from keys.desk.sync import fetch
from keys.desk.sync.fetch import Received
from keys.desk.sync.send import send
from keys.errors import AmparoError

FETCH = 120 * 60
"""Seconds between two fetches, as `amparo-desk work`."""
AGAIN = 10 * 60
"""Seconds until a fetch that did not arrive is tried again."""
ROUND = 60
"""Seconds between two looks at the outbox."""


@dataclass
class SyncStatus:
    """What the sync has to say on every page, until somebody has read it. Sentences, none of a report's words."""

    trouble: str = ""
    busy: str = ""


class BackgroundSync:
    """Rounds of fetching and sending. `opening` opens a desk for it, `fetched` is called after each fetch.

    `notifier`: somebody is told, without content, when something new needs a person.
    """

    def __init__(
        self, opening: Callable[[], Desk], fetched: Callable[[], None], notifier: Notifier | None = None
    ) -> None:
        self.status = SyncStatus()
        self._opening = opening
        self._fetched = fetched
        self._notifier = notifier
        self._desk: Desk | None = None
        self._turn = threading.RLock()
        self._wake = threading.Event()
        self._wanted = threading.Event()
        self._came = threading.Event()
        self._last: Received | None = None
        self._stopped = False
        self._next_fetch = 0.0
        self._thread: threading.Thread | None = None

    # --- beside the pages

    def start(self) -> None:
        """Rounds are made until `stop`."""
        self._thread = threading.Thread(target=self._rounds, name="sync", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """No round is made any more; its desk is closed now, or at the end of the request that runs."""
        self._stopped = True
        self._wake.set()
        if self._turn.acquire(blocking=False):
            try:
                self._close()
            finally:
                self._turn.release()

    def nudge(self) -> None:
        """Something was decided at a page: what may leave leaves soon."""
        self._wake.set()

    def fetch_soon(self, seconds: float) -> Received | None:
        """What a fetch brought in that is made now, or None when it takes longer than `seconds` and goes on.

        AmparoError when it could not be made. Without the thread it is made here, however long it takes.
        """
        if self._thread is None:
            return self.fetch()
        self._came.clear()
        self._last = None
        self._wanted.set()
        self._wake.set()
        if not self._came.wait(seconds):
            return None
        if self._last is None:
            raise DeskError(self.status.trouble or "Nothing could be fetched. Try again.")
        return self._last

    def _rounds(self) -> None:
        while not self._stopped:
            self.round()
            self._wake.wait(ROUND)
            self._wake.clear()
        with self._turn:
            self._close()

    def _close(self) -> None:
        desk, self._desk = self._desk, None
        if desk is not None:
            desk.close()

    # --- one round

    def round(self) -> None:
        """What is due was fetched and sent. Trouble is a sentence in `status`, never an exception."""
        with self._turn:
            wanted = self._wanted.is_set()
            self._wanted.clear()
            try:
                desk = self._open()
                due = now() >= self._next_fetch and desk.outbox.hour_of("timed") != this_hour()
                if due or wanted:
                    self._last = self.fetch()
                if any(desk.outbox.may_leave(item) for item in desk.outbox.waiting()):
                    self._sent(send(desk).troubles)
            except AmparoError as trouble:
                self.status.trouble = str(trouble)
            except Exception as fault:  # noqa: BLE001 nobody else would see it; its text could hold a report's words
                self.status.trouble = f"A fault in the program ({type(fault).__name__}). Nothing stored was lost."
            finally:
                self.status.busy = ""
                if wanted:
                    self._came.set()

    def fetch(self) -> Received:
        """What the gateway owes this organisation is in the vault; as `amparo-desk receive`."""
        with self._turn:
            self._next_fetch = now() + AGAIN
            try:
                desk = self._open()
                done = fetch.receive(desk)
                keep_alarms(desk, done.alarms)
                self._next_fetch = now() + FETCH
            finally:
                if self._stopped:
                    self._close()
            self._sent(done.troubles)
            self._tell(done)
        self._fetched()
        return done

    def _tell(self, done: Received) -> None:
        if self._notifier is not None and not self._stopped:
            try:
                self._notifier.look(tasks.needs(self._open()), done.alarms)
            except DeskError as trouble:
                self.status.trouble = str(trouble)

    def _open(self) -> Desk:
        if self._stopped:
            raise AmparoError("This desk is locked. Type its passphrase.")
        if self._desk is None:
            self._desk = replace(self._opening(), progress=self._busy)
        return self._desk

    def _busy(self, what: str, done: int, of: int) -> None:
        self.status.busy = f"{what}: {done} of {of}" if done < of else ""

    def _sent(self, troubles: list[str]) -> None:
        self.status.trouble = troubles[0] if troubles else ""


# Alarms that came while nobody looked. Some are found only once (a key that the directory lists and no desk made): a
# page that locks itself must not lose them. Sentences for a person, none of a report's words.
_ALARMS = "alarms"


def keep_alarms(desk: Desk, sentences: list[str]) -> None:
    """They stand until they were read; one that stands already is not told twice."""
    for sentence in sentences:
        if desk.vault.get(_ALARMS, sentence) is None:
            desk.vault.put(_ALARMS, sentence, today())


def unread_alarms(desk: Desk) -> list[str]:
    """What nobody has read yet, oldest first."""
    return [sentence for _, sentence in sorted((day, each) for each, day in desk.vault.all(_ALARMS))]


def read_alarms(desk: Desk) -> None:
    """Somebody has read them."""
    with desk.vault.batch():
        for sentence in unread_alarms(desk):
            desk.vault.delete(_ALARMS, sentence)

"""The desk while somebody sits at it: opened with the passphrase, one request at a time, forgotten when it locks.

Rules
- Locked means that the vault is closed and no key, passphrase or desk is held by this program any more. Python cannot
  overwrite what it held; it only lets go of it.
- It locks at a press, and after `idle` seconds without a person's request. Fetching and sending stop with it.
- After a wrong passphrase the next try waits, twice as long each time, at most `LONGEST_WAIT`.
- A desk is one object for one thread: whoever works with it holds `turn`.
"""

import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path

from keys.desk.desk import Desk
from keys.desk.errors import DeskError
from keys.desk.notifications import Notifier
from keys.desk.police import officers
from keys.desk.store.folder import Settings, read_settings
from keys.desk.web.sync import BackgroundSync
from keys.errors import BadKeyFile

CODE_BYTES = 9
IDLE = 15 * 60
"""Seconds without a person's request until the desk locks."""
LONGEST_WAIT = 60
"""Seconds; the passphrase itself is stretched by Argon2id, this only slows a hand at the keyboard."""


class UrlCodes:
    """What stands in an address in place of a report's reference: a random code, known while this program runs.

    A browser keeps addresses in its history. A code of yesterday names nothing.
    """

    def __init__(self) -> None:
        self._code: dict[str, str] = {}
        self._reference: dict[str, str] = {}

    def code(self, reference: str) -> str:
        """The code of a whole reference, the same for as long as the program runs."""
        if reference not in self._code:
            code = secrets.token_urlsafe(CODE_BYTES)
            self._code[reference], self._reference[code] = code, reference
        return self._code[reference]

    def reference(self, code: str) -> str | None:
        """The reference a code stands for; None when this program never gave it."""
        return self._reference.get(code)


class DeskSession:
    """One desk's folder and, while it is unlocked, the desk. `opening` opens a new desk object with a passphrase.

    `background`: fetching and sending go on beside the pages; without it only `sync.round()` and "fetch" do so.
    """

    def __init__(
        self,
        folder: Path,
        opening: Callable[[bytes], Desk],
        *,
        idle: float = IDLE,
        background: bool = True,
        notifier: Notifier | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.folder = folder
        self.settings: Settings = read_settings(folder)
        self.turn = threading.RLock()
        self.codes = UrlCodes()
        self.idle = idle
        self.notice = ""
        self.files: dict[str, str] = {}
        self.who = ""
        """Police: the pseudonym of who sits here; asked again at unlocking, so it outlasts a lock."""
        self._opening = opening
        self._background = background
        self._notifier = notifier
        self._clock = clock
        self._desk: Desk | None = None
        self._sync: BackgroundSync | None = None
        self._last_seen = clock()
        self._wrong = 0
        self._next_try = clock()

    # --- open and locked

    @property
    def locked(self) -> bool:
        return self._desk is None

    @property
    def desk(self) -> Desk:
        """The open desk. DeskError when it is locked."""
        if self._desk is None:
            raise DeskError("This desk is locked. Type its passphrase.")
        return self._desk

    @property
    def sync(self) -> BackgroundSync:
        """What fetches and sends. DeskError when the desk is locked."""
        if self._sync is None:
            raise DeskError("This desk is locked. Type its passphrase.")
        return self._sync

    def unlock(self, passphrase: bytes) -> None:
        """The desk is open. BadKeyFile when the passphrase is wrong, DeskError while a wrong one makes you wait."""
        with self.turn:
            if self._desk is not None:
                return
            left = self._next_try - self._clock()
            if left > 0:
                raise DeskError(f"Wait {int(left) + 1} seconds, then type the passphrase again.")
            try:
                self._desk = self._opening(passphrase)
            except BadKeyFile:
                self._wrong += 1
                self._next_try = self._clock() + min(2 ** (self._wrong - 1), LONGEST_WAIT)
                raise
            self._wrong = 0
            self.seen()
            if self.who:
                self.choose_officer(self.who)
            self._sync = BackgroundSync(lambda: self._opening(passphrase), self.look_again, self._notifier)
            if self._background:
                self._sync.start()

    def choose_officer(self, officer: str) -> None:
        """Police: this is who looks from now on. DeskError when this desk knows no such officer."""
        self._desk = officers.sit(self.desk, officer)
        self.who = officer

    def forget_officer(self) -> None:
        """Somebody else is at the keyboard: who it is must be said before anything is looked at."""
        self.who = ""

    def lock(self) -> None:
        """Nothing of the desk is held any more."""
        with self.turn:
            sync, self._sync = self._sync, None
            desk, self._desk = self._desk, None
            self.notice = ""
            self.files.clear()
            if desk is not None:
                desk.close()
        if sync is not None:
            sync.stop()

    def look_again(self) -> None:
        """What the sync fetched of the directory is seen by the pages."""
        with self.turn:
            if self._desk is not None:
                self._desk.directory.look_again()

    # --- idle

    def seen(self) -> None:
        """A person did something just now."""
        self._last_seen = self._clock()

    def lock_if_idle(self) -> bool:
        """Locked, when nobody did anything for `idle` seconds."""
        if self.locked or self._clock() - self._last_seen < self.idle:
            return False
        self.lock()
        return True

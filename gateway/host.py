"""What a running gateway holds: its settings, its database, its view of the directory, its one signing key.

Made once, before gunicorn forks: the key file is opened with its passphrase then (Argon2id, 256 MiB for a moment).
Nothing here has connected to anything yet, so every process makes its own connections.
"""

from __future__ import annotations

import os
import threading

from sqlalchemy import Engine

from gateway.config import Settings
from gateway.daykey import DayKey
from gateway.errors import BadSetting
from gateway.nudge import Nudge
from gateway.quotas import Quotas
from gateway.store.engine import open_store
from gateway.store.turns import turn
from keys import days
from keys.directory import View, append_leaf, fold, read_leaves
from keys.errors import AmparoError
from keys.grammar import BadStatement, read
from keys.kept import checkpoints_of, read_checkpoints
from keys.notes import MAX_NOTE, BadNote, Keyring, parse
from keys.parts import Kind, Role
from keys.signing import Signer, read_signer
from keys.statements import Stop

DEMONSTRATION = "demonstration"


class Host:
    """Handed to every journey. Holds no plaintext and outlives no request with one."""

    def __init__(self, settings: Settings, signer: Signer) -> None:
        self.settings = settings
        self.signer = signer
        self.engine: Engine = open_store(settings.database_url)
        self.nudge = Nudge(settings.redis_url)
        self.day_key = DayKey(self.today())
        self.quotas = Quotas(settings.redis_url, self.day_key)
        self._files = tuple(
            os.fspath(file)
            for file in (settings.directory, checkpoints_of(settings.directory), settings.stops)
        )
        self._lock = threading.Lock()
        self._view: View | None = None
        self._sizes: tuple[int, ...] = ()
        self.refiled: View | None = None  # the view for which `handover.refile_stopped` has run
        self._refuse_unfit(self.view())

    @property
    def pepper(self) -> bytes:
        return self.settings.pepper

    def today(self) -> int:
        """The UTC day."""
        return days.today()

    def view(self) -> View:
        """The directory as it is now: folded again whenever one of its files has changed."""
        sizes = tuple(_size(file) for file in self._files)
        if self._view is not None and sizes == self._sizes:
            return self._view
        with self._lock:
            if self._view is None or sizes != self._sizes:
                leaves = read_leaves(self.settings.directory)
                self._view = fold(
                    leaves, self.settings.genesis, checkpoints=self.checkpoints(), stops=self.stops()
                )
                self._sizes = sizes
            return self._view

    def leaves(self) -> list[bytes]:
        """Every statement of the directory, in order."""
        return read_leaves(self.settings.directory)

    def checkpoints(self) -> list[bytes]:
        """Every checkpoint of the directory that is kept here."""
        return read_checkpoints(checkpoints_of(self.settings.directory))

    def stops(self) -> list[bytes]:
        """The stop notes that came in at the door."""
        return read_leaves(self.settings.stops) if self.settings.stops.exists() else []

    def hold_stop(self, raw: bytes) -> bool:
        """True if the stop is a current key's; it is then on disk and in force in every process here."""
        view = self.view()
        try:
            note = parse(raw, limit=MAX_NOTE)
            statement = read(note.text)
            signed = Keyring(view.law.root, view.law.sign, view.law.veto).signers(note)
        except (BadNote, BadStatement):
            return False
        if not isinstance(statement, Stop) or statement.log != view.genesis or not signed:
            return False
        with turn(f"{self.settings.stops}-queue"):
            if raw not in self.stops():
                append_leaf(self.settings.stops, raw)
        return True

    def _refuse_unfit(self, view: View) -> None:
        """The start ends here if this directory, this key and this address do not go together (D22)."""
        if view.deployment == DEMONSTRATION and not self.settings.loopback:
            raise BadSetting(
                "The directory is a demonstration's. AMPARO_PUBLIC_URL must be on this machine, or AMPARO_DIRECTORY "
                "and AMPARO_GENESIS must be a real one's."
            )
        if view.org_kind(self.settings.gateway_org) is not Kind.GATEWAY:
            raise BadSetting(
                "AMPARO_GATEWAY_ORG names no gateway of the directory. Set it to one that is listed."
            )
        listed = view.listed(self.signer.kid)
        if listed is None or listed.org != self.settings.gateway_org or self.signer.role is not Role.INTAKE:
            raise BadSetting(
                "AMPARO_INTAKE_KEY is not a key the directory lists for this gateway. Add it first."
            )


def open_host(settings: Settings, *, weak_keys: bool = False) -> Host:
    """The host of these settings. `weak_keys` admits the key files of tests. BadSetting with a sentence otherwise."""
    try:
        signer = read_signer(settings.intake_key, settings.intake_passphrase, weak=weak_keys)
        return Host(settings, signer)
    except BadSetting:
        raise
    except AmparoError as reason:
        raise BadSetting(str(reason)) from None


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return 0

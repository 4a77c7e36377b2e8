"""What a running gateway holds: its settings, its database, its view of the directory, its one signing key.

Made once, before gunicorn forks: the key file is opened with its passphrase then (Argon2id, 256 MiB for a moment).
Nothing here has connected to anything yet, so every process makes its own connections.
"""

from dataclasses import dataclass

from sqlalchemy import Engine

from gateway.config import Settings
from gateway.directory import Directory
from gateway.errors import BadSetting
from gateway.limits import WRITES_TO_A_BOX
from gateway.one_time import OneTime
from gateway.quotas import Quotas, persistence
from gateway.store.engine import open_store
from gateway.store.group_commit import GroupCommit
from gateway.wake_workers import WorkerSignal
from keys import clock
from keys.directory.rules import DEMONSTRATION
from keys.directory.view import View
from keys.errors import AmparoError
from keys.roles import Kind, Role
from keys.signing import Signer, read_signer


@dataclass(frozen=True, slots=True)
class Caller:
    """An organisation whose door key signed this request. `nonce` is hashed; `until` is when it may be forgotten."""

    org: str
    kind: Kind
    kid: bytes
    nonce: bytes
    until: int


class Host:
    """Handed to every journey. Holds no plaintext and outlives no request with one."""

    def __init__(self, settings: Settings, signer: Signer) -> None:
        self.settings = settings
        self.signer = signer
        self.engine: Engine = open_store(settings.database_url)
        self.together = GroupCommit(self.engine)
        self.nudge = WorkerSignal(settings.redis_url)
        self.quotas = Quotas(settings.redis_url, settings.pepper)
        self.one_time = OneTime(self.quotas)
        self.directory = Directory(settings.directory, settings.genesis, self.engine)
        self.refiled: View | None = None  # the view for which `handover.refile_stopped` has run
        self._refuse_unfit(self.view())

    @property
    def pepper(self) -> bytes:
        return self.settings.pepper

    def today(self) -> int:
        """The UTC day."""
        return clock.today()

    def view(self) -> View:
        """The directory as it is now."""
        return self.directory.view()

    def _refuse_unfit(self, view: View) -> None:
        """The start ends here if this directory, this key and this address do not go together."""
        if view.deployment == DEMONSTRATION and not self.settings.loopback:
            raise BadSetting(
                "The directory is a demonstration's. AMPARO_PUBLIC_URL must be on this machine, or AMPARO_DIRECTORY "
                "and AMPARO_GENESIS must be a real one's."
            )
        if kept := persistence(self.settings.redis_url):
            raise BadSetting(
                f"The broker at AMPARO_REDIS_URL writes its memory to a disk ({kept}), and with it who filed when. Set "
                'save "" and appendonly no there, and remove what it has written.'
            )
        if view.deployment != DEMONSTRATION and self.settings.writes_to_a_box != WRITES_TO_A_BOX:
            raise BadSetting("AMPARO_DEMONSTRATION_WRITES_TO_A_BOX is for a demonstration only. Unset it.")
        if view.org_kind(self.settings.gateway_org) is not Kind.GATEWAY:
            raise BadSetting("AMPARO_GATEWAY_ORG names no gateway of the directory. Set it to one that is listed.")
        listed = view.listed(self.signer.kid)
        if listed is None or listed.org != self.settings.gateway_org or self.signer.role is not Role.INTAKE:
            raise BadSetting("AMPARO_INTAKE_KEY is not a key the directory lists for this gateway. Add it first.")


def open_host(settings: Settings, *, weak_keys: bool = False) -> Host:
    """The host of these settings. `weak_keys` admits the key files of tests. BadSetting with a sentence otherwise."""
    try:
        signer = read_signer(settings.intake_key, settings.intake_passphrase, weak=weak_keys)
        return Host(settings, signer)
    except BadSetting:
        raise
    except AmparoError as reason:
        raise BadSetting(str(reason)) from None

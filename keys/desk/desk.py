"""The context of a desk: one organisation's folder, opened with its passphrase. Every act is a function that takes it.

    with Desk.open(folder, passphrase) as desk:
        fetch.receive(desk)
        care.confirm(desk, "7K3M9QXA")

What is decided at a desk leaves later (`keys.desk.store.outbox`): only `keys.desk.sync` speaks to the gateway. Errors
are AmparoError: one sentence for the person, nothing half done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from keys.clock import today
from keys.desk.errors import DeskError
from keys.desk.store.cases import Cases
from keys.desk.store.folder import Settings, back_up, read_settings, sweep, unlock_vault
from keys.desk.store.keyring import PrivateKeys
from keys.desk.store.outbox import Outbox
from keys.desk.store.records import Case
from keys.desk.store.vault import Vault
from keys.desk.sync.directory import Directory
from keys.desk.sync.gateway_client import GatewayClient
from keys.roles import Kind, Role
from keys.signing import Signer

if TYPE_CHECKING:
    import httpx

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and how many there are; after each one."""


def silent(_what: str, _done: int, _of: int) -> None:
    """No progress is shown."""


@dataclass(frozen=True, repr=False)
class Desk:
    """One desk, open. `officer`: police, the pseudonym under which openings and exports are told to the NGO."""

    folder: Path
    settings: Settings
    passphrase: bytes
    vault: Vault
    cases: Cases
    outbox: Outbox
    keyring: PrivateKeys
    client: GatewayClient
    directory: Directory
    officer: str = ""
    progress: Progress = silent

    @classmethod
    def open(
        cls,
        folder: Path | str,
        passphrase: bytes,
        *,
        transport: httpx.BaseTransport | None = None,
        progress: Progress = silent,
    ) -> Desk:
        """The desk of `folder`. DeskError or BadKeyFile when there is none or the passphrase is wrong."""
        folder = Path(folder)
        settings = read_settings(folder)
        sweep(folder)
        vault = unlock_vault(folder, settings, passphrase)
        keyring = PrivateKeys(folder, settings, passphrase)

        def door_key() -> Signer:
            view = directory.seen()
            return keyring.door() if view is None else keyring.signer(Role.DOOR, view, today())

        client = GatewayClient(settings.gateway, door_key, transport=transport)
        directory = Directory(vault, client, settings)
        return cls(
            folder, settings, passphrase, vault, Cases(vault), Outbox(vault), keyring, client, directory,
            settings.officer, progress,
        )  # fmt: skip

    def back_up(self, target: Path) -> None:
        """`target` is a locked copy of the vault as it is now."""
        back_up(self.folder, self.settings, self.vault, self.passphrase, target)

    def close(self) -> None:
        """The vault is let go."""
        self.vault.close()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


P = ParamSpec("P")
R = TypeVar("R")


def act(
    kind: Kind | None = None, *, called: str = "", anywhere: bool = False
) -> Callable[[Callable[Concatenate[Desk, Case, P], R]], Callable[Concatenate[Desk, str, P], R]]:
    """Make a function of (desk, case, …) an act: a function of (desk, reference, …) in one batch of the vault.

    Nobody else at this desk changes the report until the act is durable or undone. DeskError at a desk of another
    `kind` (naming the act as it is `called`), and where another desk of the organisation answers for the report,
    unless the act is allowed `anywhere`; NoSuchReport.
    """

    def made(inner: Callable[Concatenate[Desk, Case, P], R]) -> Callable[Concatenate[Desk, str, P], R]:
        name = called or inner.__name__.replace("_", "-")

        @wraps(inner)
        def run(desk: Desk, reference: str, *args: P.args, **named: P.kwargs) -> R:
            if kind is not None:
                only(desk, kind, name)
            with desk.vault.batch():
                case = desk.cases.find(reference)
                if not anywhere:
                    must_answer_here(case)
                return inner(desk, case, *args, **named)

        return run

    return made


def only(desk: Desk, kind: Kind, what: str) -> None:
    """Return at a desk of `kind`. DeskError naming the act `what` at any other."""
    if desk.settings.kind is not kind:
        whose = "an NGO's desk" if kind is Kind.NGO else "a police desk"
        raise DeskError(f"'{what}' is for {whose}; this is a desk of {desk.settings.org}.")


def must_answer_here(case: Case) -> None:
    """Return if this desk answers for the case. DeskError with the name of the desk that does otherwise."""
    if case.elsewhere:
        raise DeskError(
            f"{case.elsewhere} answers for this report, so nothing is done about it here. If that desk is gone or "
            f"cannot be reached: amparo-desk handover back {case.short}"
        )

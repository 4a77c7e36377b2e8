"""The demonstration's organisations: a coalition, one NGO, two police forces, a gateway, and the directory of them all.

Everything lies below one folder, `.amparo` unless told otherwise:

    directory             the signed log: one statement a line, append-only
    directory.checkpoints the log's checkpoints, cosigned by the demonstration's own witnesses at each start
    coalition/            the demonstration's own signers; a real deployment has them with different people
    gateway/              intake keys, passphrase, pepper, accounts key: all that the gateway may know
    desks/<organisation>/ a desk: its keys, its vault, and beside them its passphrase (a real one is in a head)
    broker/ workers/ logs/ amparo.sqlite

`renewed` is called at each start: whoever's keys end within two weeks gets new ones, so that a demonstration that
rested for months still works. Key files are locked weakly except the gateway's: waiting teaches nothing.
"""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from deploy.demonstration.coalition import Coalition
from keys import clock
from keys.ceremony.make_keys import DatedPrivateKey, draw_role
from keys.desk.store.folder import SETTINGS, Settings, add_key, make_folder, read_settings, write_settings
from keys.directory.files import append_checkpoint, append_leaf, checkpoints_of, read_leaves
from keys.directory.fold import fold_files
from keys.directory.merkle import leaf_hash
from keys.directory.view import View
from keys.keyfiles import LOWEST, read_private_file, write_private_file
from keys.private.keyfile import Opener
from keys.roles import KIND_ROLES, Kind, Role
from keys.signing import write_signer

NGO = "casa-aurora"
FORCE = "west-yorkshire-police"
OTHER_FORCE = "greater-manchester-police"
GATEWAY = "amparo-demonstration"
ORGANISATIONS = {NGO: Kind.NGO, FORCE: Kind.POLICE, OTHER_FORCE: Kind.POLICE, GATEWAY: Kind.GATEWAY}

WEEKS = 4  # of keys made at a time
RENEW_DAYS = 14  # keys that end sooner than this are followed by new ones


@dataclass(frozen=True)
class Deployment:
    """Where the demonstration's things lie, and the pinned hash of its directory's first statement."""

    folder: Path
    genesis: bytes

    @property
    def directory(self) -> Path:
        return self.folder / "directory"

    @property
    def gateway(self) -> Path:
        return self.folder / "gateway"

    @property
    def intake_key(self) -> Path:
        """The gateway's key file that the directory lists for today."""
        today = clock.today()
        active = {key.kid.hex() for key in self.view().active(GATEWAY, Role.INTAKE, today, self.view().size)}
        return next(path for path in sorted(self.gateway.glob("intake-*.key")) if path.stem[7:] in active)

    def desk(self, org: str) -> Path:
        return self.folder / "desks" / org

    @property
    def environment(self) -> dict[str, str]:
        """What a gateway is told of its directory, and of its keys and secrets."""
        return {
            "AMPARO_DIRECTORY": str(self.directory),
            "AMPARO_GENESIS": self.genesis.hex(),
            "AMPARO_GATEWAY_ORG": GATEWAY,
            "AMPARO_INTAKE_KEY": str(self.intake_key),
            "AMPARO_INTAKE_PASSPHRASE_FILE": str(passphrase_file(self.gateway)),
            "AMPARO_PEPPER_FILE": str(self.gateway / "pepper"),
            "AMPARO_ACCOUNTS_KEY_FILE": str(self.gateway / "accounts-key"),
        }

    def view(self) -> View:
        return fold_files(self.directory, self.genesis)


def opened(folder: Path, gateway_url: str) -> Deployment:
    """The demonstration below `folder`, founded when it is not there, renewed when it rested too long.

    `gateway_url` is written into each desk's settings. Keys, vaults and the directory are kept from run to run.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / "directory").exists():
        _found(folder)
    deployment = Deployment(folder, leaf_hash(read_leaves(folder / "directory")[0]))
    renewed(deployment, gateway_url)
    return deployment


def renewed(deployment: Deployment, gateway_url: str) -> list[str]:
    """Every organisation holds listed keys for the next weeks, and every desk knows the gateway's address.

    Gives the organisations that got new keys.
    """
    coalition = Coalition.read(deployment.folder / "coalition", _passphrase(deployment.folder / "coalition"), weak=True)
    view, today = deployment.view(), clock.today()
    fresh: list[DatedPrivateKey] = []
    for org, kind in ORGANISATIONS.items():
        for role in sorted(KIND_ROLES[kind]):
            until = view.served_until(org, role, today)
            if until < today + RENEW_DAYS:
                fresh += draw_role(org, role, until, weeks=WEEKS)
    for org, kind in ORGANISATIONS.items():
        own = [dated for dated in fresh if dated.key.org == org]
        if kind is Kind.GATEWAY:
            _keep_intake(deployment, own)
        else:
            _keep_desk(deployment, org, kind, own, gateway_url)
    for leaf in coalition.list_keys(deployment.genesis, fresh):  # listed last: a listed key always has its file
        append_leaf(deployment.directory, leaf)
    append_checkpoint(checkpoints_of(deployment.directory), coalition.publish(read_leaves(deployment.directory)))
    return sorted({dated.key.org for dated in fresh})


def _found(folder: Path) -> None:
    """The first statement is in the directory, last of all: what an interrupted start left is made again."""
    shutil.rmtree(folder / "coalition", ignore_errors=True)
    coalition = Coalition.draw(root=3, sign=3, veto=3, witnesses=3)
    coalition.write(folder / "coalition", _passphrase(folder / "coalition"), limits=LOWEST)
    gateway = folder / "gateway"
    _passphrase(gateway)
    for name in ("pepper", "accounts-key"):
        if not (gateway / name).exists():
            write_private_file(gateway / name, secrets.token_hex(32))
    append_leaf(folder / "directory", coalition.found(ORGANISATIONS))


def _keep_intake(deployment: Deployment, own: list[DatedPrivateKey]) -> None:
    for dated in own:
        path = deployment.gateway / f"intake-{dated.key.kid.hex()}.key"
        assert not isinstance(dated.key, Opener)
        write_signer(path, dated.key, _passphrase(deployment.gateway))


def _keep_desk(deployment: Deployment, org: str, kind: Kind, own: list[DatedPrivateKey], gateway_url: str) -> None:
    folder = deployment.desk(org)
    passphrase = _passphrase(folder)
    officer = "officer-7" if kind is Kind.POLICE else ""
    settings = Settings(org, kind, gateway_url, deployment.genesis, demonstration=True, officer=officer)
    if not (folder / SETTINGS).exists():
        make_folder(folder, settings, passphrase)
    elif read_settings(folder).gateway != gateway_url:
        write_settings(folder, settings)
    for dated in own:
        add_key(folder, settings, dated.key, passphrase)


def passphrase_file(folder: Path) -> Path:
    """Where a demonstration's folder keeps what unlocks its keys."""
    return folder / "passphrase"


def _passphrase(folder: Path) -> bytes:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = passphrase_file(folder)
    if not path.exists():
        write_private_file(path, secrets.token_urlsafe(18))
    return read_private_file(path).encode()

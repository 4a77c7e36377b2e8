"""The folder of a desk: what lies in it, how it is made, backed up and restored.

    desk.toml     organisation, its kind, the gateway's address, the pinned genesis: nothing secret, yours to read
    vault.key     the vault's key, locked with the passphrase
    vault.sqlite  everything the desk knows, sealed (keys/desk/store/vault.py)
    keys/*.key    the organisation's private keys, each locked with the same passphrase
    vault.recovery  optional: for a forgotten passphrase (keys/desk/store/recovery.py)

The folder belongs in the profile of the person (or service account) who runs the desk, not on a share. On Windows its
protection is the profile's access list and the passphrase; elsewhere files that others can read are refused.

A backup is one file with the settings, the vault and its key, locked with the passphrase. It holds **no private keys**:
weekly keys are never backed up, so that what was sealed to a lost laptop cannot be opened from its backup. A desk
restored reads everything that it had opened; to receive and answer it needs keys of its own, newly listed
(`amparo-keys`).
"""

import contextlib
import json
import os
import secrets
import shutil
import tempfile
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from keys.desk.errors import DeskError
from keys.desk.store.cases import Cases
from keys.desk.store.vault import KEY_BYTES, Vault
from keys.encoding import b64, unb64
from keys.errors import BadKeyFile
from keys.keyfiles import LOWEST, MODERATE, header_of, lock, read_private_file, unlock, write_private_file
from keys.private.keyfile import Opener, write_opener
from keys.roles import KIND_ROLES, Kind, Role
from keys.signing import Signer, write_signer

SETTINGS, VAULT, VAULT_KEY, KEYS = "desk.toml", "vault.sqlite", "vault.key", "keys"


@dataclass(frozen=True)
class Settings:
    """What desk.toml says. `genesis` is 32 bytes; `demonstration` allows weakly locked files and `--now`."""

    org: str
    kind: Kind
    gateway: str
    genesis: bytes
    demonstration: bool = False
    officer: str = ""
    witness: str = ""

    @property
    def reply_role(self) -> Role:
        """The role whose key signs this desk's receipts and messages."""
        return Role.POLICE_REPLY if self.kind is Kind.POLICE else Role.NGO_CASE

    def text(self) -> str:
        """The settings as desk.toml."""
        lines = [
            "# An Amparo desk. Nothing here is secret; the passphrase and the keys are elsewhere.",
            f'org = "{self.org}"',
            f'kind = "{self.kind.value}"',
            f'gateway = "{self.gateway}"',
            "# The hash of the directory's first statement, compared by voice when the desk was set up:",
            f'genesis = "{self.genesis.hex()}"',
        ]
        if self.demonstration:
            lines.append("demonstration = true")
        if self.officer:
            lines += ["# The pseudonym under which openings are told to the NGO:", f'officer = "{self.officer}"']
        if self.witness:
            lines += [
                "# A witness of the directory, asked for stops and statements that the gateway may hide:",
                f'witness = "{self.witness}"',
            ]
        return "\n".join(lines) + "\n"


def read_settings(folder: Path) -> Settings:
    """What `folder`/desk.toml says. DeskError, naming the line to mend, when it is missing or cannot be understood."""
    path = folder / SETTINGS
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DeskError(
            f"There is no desk in {folder}. Name its folder with --desk, or make one: amparo-desk init."
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise DeskError(f"{path} cannot be read as a desk's settings. Restore it from the backup.") from None
    known = {"org", "kind", "gateway", "genesis", "demonstration", "officer", "witness"}
    for line in sorted(set(found) - known):
        raise DeskError(f"{path} has a line '{line}' that this program does not know. Remove it.")
    try:
        settings = Settings(
            org=_word(found["org"]),
            kind=Kind(found["kind"]),
            gateway=_word(found["gateway"]).rstrip("/"),
            genesis=bytes.fromhex(found["genesis"]),
            demonstration=found.get("demonstration", False) is True,
            officer=_word(found["officer"]) if found.get("officer") else "",
            witness=_word(found["witness"]).rstrip("/") if found.get("witness") else "",
        )
        if len(settings.genesis) != 32 or settings.kind is Kind.GATEWAY:
            raise ValueError
    except (KeyError, ValueError, TypeError):
        raise DeskError(
            f"{path} must say org, kind (police or ngo), gateway and genesis (64 hex digits). Mend or restore it."
        ) from None
    return settings


def _word(value: object) -> str:
    if not isinstance(value, str) or not value or any(sign in value for sign in '"\\\n\r'):
        raise ValueError("not a word")
    return value


def make_folder(
    folder: Path,
    settings: Settings,
    passphrase: bytes,
    *,
    openers: Sequence[Opener] = (),
    signers: Sequence[Signer] = (),
) -> None:
    """`folder` holds a desk with an empty vault and these keys. DeskError when a desk is there already."""
    if (folder / SETTINGS).exists() or (folder / VAULT).exists():
        raise DeskError(f"There is a desk in {folder} already. Choose another folder.")
    _private_folder(folder)
    _private_folder(folder / KEYS)
    vault_key = secrets.token_bytes(KEY_BYTES)
    lock_vault_key(folder, settings, vault_key, passphrase)
    Vault.create(folder / VAULT, vault_key).close()
    for opener in openers:
        add_key(folder, settings, opener, passphrase)
    for signer in signers:
        add_key(folder, settings, signer, passphrase)
    write_settings(folder, settings)


def add_key(folder: Path, settings: Settings, key: Opener | Signer, passphrase: bytes) -> Path:
    """`key` lies in the folder, locked. DeskError when it is another organisation's or of a role this kind has not."""
    if key.org != settings.org or key.role not in KIND_ROLES[settings.kind]:
        raise DeskError(f"A key of {key.org} for {key.role.label} does not belong at a desk of {settings.org}.")
    path = folder / KEYS / f"{key.role.label}-{key.kid.hex()[:8]}.key"
    if isinstance(key, Opener):
        write_opener(path, key, passphrase, limits=limits(settings))
    else:
        write_signer(path, key, passphrase, limits=limits(settings))
    return path


def limits(settings: Settings) -> tuple[int, int]:
    """How hard files are locked: libsodium's moderate, except in a demonstration, where waiting teaches nothing."""
    return LOWEST if settings.demonstration else MODERATE


def lock_vault_key(folder: Path, settings: Settings, vault_key: bytes, passphrase: bytes) -> None:
    """`folder`/vault.key holds the vault's key, locked."""
    header = {"kind": "vault", "org": settings.org}
    write_private_file(folder / VAULT_KEY, lock(vault_key, passphrase, header, limits=limits(settings)))


def unlock_vault(folder: Path, settings: Settings, passphrase: bytes) -> Vault:
    """The vault of `folder`, open. BadKeyFile when the passphrase is wrong or the key file exposed."""
    text = read_private_file(folder / VAULT_KEY)
    header, vault_key = unlock(text, passphrase, weak=settings.demonstration)
    if header.get("kind") != "vault":
        raise BadKeyFile(f"{folder / VAULT_KEY} is not a vault's key. Restore it from the backup.")
    if not (folder / VAULT).exists():
        raise DeskError(f"{folder / VAULT} is missing. Restore the latest backup.")
    return Vault(folder / VAULT, vault_key)


def write_settings(folder: Path, settings: Settings) -> None:
    """`folder`/desk.toml says these settings, whole or not at all."""
    draft = folder / f".{SETTINGS}.{secrets.token_hex(4)}"
    draft.write_text(settings.text(), encoding="utf-8")
    os.replace(draft, folder / SETTINGS)


def _private_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def write_new_file(path: Path, raw: bytes) -> None:
    """`path`, which was not there, holds `raw`; only its owner can read it. OSError otherwise."""
    with open(path, "xb", opener=_for_its_owner) as file:  # "x" writes over nothing and follows no link
        file.write(raw)


def _for_its_owner(path: str, how: int) -> int:
    return os.open(path, how, 0o600)


COPY, BACKUP = ".copy-", ".backup-"
"""How what lies in a desk's folder only while a backup is made is called."""
_FORGOTTEN = 24 * 3600
"""Seconds after which nobody makes that backup any more."""
_AHEAD = 100
"""Sequence numbers skipped after a restore: none that was used after the backup is used again for something else."""


def back_up(folder: Path, settings: Settings, vault: Vault, passphrase: bytes, target: Path) -> None:
    """`target` is a locked copy of the vault as it is now. An existing file is never overwritten."""
    _, vault_key = unlock(read_private_file(folder / VAULT_KEY), passphrase, weak=settings.demonstration)
    with tempfile.TemporaryDirectory(dir=folder, prefix=COPY, ignore_cleanup_errors=True) as draft:
        vault.copy_to(Path(draft) / VAULT)  # sealed rows only
        rows = (Path(draft) / VAULT).read_bytes()
    whole = {"settings": settings.text(), "key": vault_key.hex(), "vault": b64(rows)}
    header = {"kind": "desk-backup", "org": settings.org, "demonstration": settings.demonstration}
    write_private_file(target, lock(json.dumps(whole).encode(), passphrase, header, limits=limits(settings)))


def sweep(folder: Path) -> None:
    """No copy lies in the folder that a backup left there when it was killed: what is deleted since would be in it."""
    for left in [*folder.glob(f"{COPY}*"), *folder.glob(f"{BACKUP}*")]:
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime < _FORGOTTEN:
                continue
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()


def restore(source: Path, folder: Path, passphrase: bytes) -> Settings:
    """`folder` holds the desk of the backup; keys only if some lay there already. DeskError over a living vault."""
    if (folder / VAULT).exists() or (folder / VAULT_KEY).exists():
        raise DeskError(f"There is a vault in {folder} already. Restore into an empty folder, or move it away first.")
    text = read_private_file(source)
    header = header_of(text)
    if header.get("kind") != "desk-backup":
        raise BadKeyFile(f"{source.name} is not a backup of a desk.")
    weak = header.get("demonstration") is True
    _, raw = unlock(text, passphrase, weak=weak)
    try:
        whole = json.loads(raw)
        rows, vault_key = unb64(whole["vault"]), bytes.fromhex(whole["key"])
        written = str(whole["settings"])
        if weak and tomllib.loads(written).get("demonstration") is not True:
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise BadKeyFile(f"{source.name} is not a backup of a desk.") from None
    (folder / KEYS).mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / SETTINGS).exists():
        (folder / SETTINGS).write_text(written, encoding="utf-8")
    settings = read_settings(folder)
    write_settings(folder, settings)
    Vault.place(folder / VAULT, rows)
    lock_vault_key(folder, settings, vault_key, passphrase)
    vault = unlock_vault(folder, settings, passphrase)
    _leave_room(vault)
    vault.close()
    return settings


def _leave_room(vault: Vault) -> None:
    cases = Cases(vault)
    with vault.batch():
        for case in cases.all():
            case.said_to_desk += _AHEAD
            case.said_to_her += _AHEAD
            cases.put(case)

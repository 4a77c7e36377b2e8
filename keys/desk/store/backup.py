"""A copy of the desk's vault in one locked file, and a desk made again from it.

The file holds the settings, the vault and its key, locked with the passphrase. It holds **no private keys**: weekly
keys are never backed up, so that what was sealed to a lost laptop cannot be opened from its backup. A desk made again
reads everything that it had opened; to receive and answer it needs keys of its own, newly listed (`amparo-keys`).
"""

from __future__ import annotations

import base64
import contextlib
import json
import shutil
import tempfile
import time
from pathlib import Path

from keys.desk.errors import DeskError
from keys.desk.store.cases import Cases
from keys.desk.store.folder import (
    KEYS,
    SETTINGS,
    VAULT,
    VAULT_KEY,
    Settings,
    limits,
    lock_vault_key,
    read_settings,
    unlock_vault,
    write_settings,
)
from keys.desk.store.vault import Vault
from keys.errors import BadKeyFile
from keys.keyfiles import header_of, lock, read_private_file, unlock, write_private_file

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
    whole = {"settings": settings.text(), "key": vault_key.hex(), "vault": base64.b64encode(rows).decode()}
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
        raise DeskError(
            f"There is a vault in {folder} already. Restore into an empty folder, or move it away first."
        )
    text = read_private_file(source)
    _, raw = unlock(text, passphrase, weak=header_of(text).get("demonstration") is True)
    try:
        whole = json.loads(raw)
        rows, vault_key = base64.b64decode(whole["vault"]), bytes.fromhex(whole["key"])
        written = str(whole["settings"])
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

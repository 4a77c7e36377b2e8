"""The folder: the envelope becomes a file that a diode, a share or a person carries on.

    <folder>/<delivery id>.amparo      exactly the bytes owed; complete and on disk when the name appears

The name is the delivery's random id, so carrying twice leaves one file. Somebody who takes the file away before we
have recorded it may see it appear once more: a desk knows an envelope it has (ENVELOPE.md, R11).
"""

import contextlib
import os
import re
import secrets
from pathlib import Path

from workers.errors import Unavailable, WillNotCarry

_STARTED = ".carrying"  # half-written files; nobody carries on from here
_KEY = re.compile(r"[0-9a-f]{32}")


class Folder:
    """One organisation's folder; it must exist, because an unmounted share must not become a local folder."""

    leaves_it = "carried"

    def __init__(self, path: Path) -> None:
        self.path = path

    def carry(self, envelope: bytes, idempotency_key: str) -> None:
        """`<key>.amparo` stands in the folder, durable. Unavailable if it cannot; WillNotCarry if the name is taken."""
        if not _KEY.fullmatch(idempotency_key):
            raise WillNotCarry("bad-key")
        final = self.path / f"{idempotency_key}.amparo"
        started = self.path / _STARTED / f"{idempotency_key}.{secrets.token_hex(4)}"
        try:
            if not self.path.is_dir():
                raise Unavailable("no-folder")
            before = _content(final)
            if before == envelope:
                return
            if before is not None:
                raise WillNotCarry("name-taken")
            _clear_abandoned(started.parent, idempotency_key)
            _write(started, envelope)
            started.replace(final)
            _sync(self.path)
        except OSError:
            with contextlib.suppress(OSError):
                started.unlink(missing_ok=True)
            raise Unavailable("folder-refuses") from None


def _content(path: Path) -> bytes | None:
    """What stands there. None when nothing does, or somebody carries it on at this very moment."""
    with contextlib.suppress(FileNotFoundError):
        return path.read_bytes()
    return None


def _clear_abandoned(started: Path, key: str) -> None:
    """What a killed worker left half written under this key is gone."""
    started.mkdir(mode=0o700, exist_ok=True)
    for left in started.glob(f"{key}.*"):
        left.unlink(missing_ok=True)


def _write(path: Path, envelope: bytes) -> None:
    """0640: whoever carries on from this folder reads it through the folder's group."""
    made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    with os.fdopen(made, "wb") as file:
        file.write(envelope)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    made = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(made)
    finally:
        os.close(made)

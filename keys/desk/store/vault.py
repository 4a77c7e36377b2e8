"""The desk's own store: whatever is in it is sealed, and what it is called too.

One SQLite file with one table of three columns. `id` is a keyed hash of shelf and key, `shelf` a keyed hash of the
shelf's name, `body` the value, padded to a few sizes and sealed with XChaCha20-Poly1305 under a key that only the
passphrase gives back (`vault.key`, a locked file of `keys.keyfiles`). Without it the file tells how many rows there
are and roughly how long each is; no report, person, organisation or day. Rows lie in the order of their hashes.

A `batch` is durable when it ends (synchronous=FULL) or leaves no trace; a receipt is signed only after one. Deleted
rows are overwritten (secure_delete). Not protected: whoever may write the file can put back an older copy of a row.
One vault object is for one caller at a time; it may be another thread each time (`keys.desk.web.session` takes turns).
Portable: the standard library's sqlite3 with a rollback journal, no locks of our own, so it also works on Windows.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nacl.bindings as sodium
import nacl.exceptions

from keys.desk.errors import DeskError
from keys.encoding import H

KEY_BYTES = 32
_FORMAT = 1
_NONCE = 24
_SMALLEST = 256  # bytes; values are padded to the next power of two from here, so that a length says little
_BUSY_SECONDS = 20  # how long one desk program waits for another's batch

_SCHEMA = """
CREATE TABLE sealed (id BLOB PRIMARY KEY, shelf BLOB NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX by_shelf ON sealed (shelf);
"""
_DAMAGED = "The desk's vault is damaged or was changed by something else. Stop, and restore the latest backup."


class Vault:
    """Values by shelf and key. Keys are text, values are JSON; only this object sees either in the clear."""

    def __init__(self, path: Path, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise DeskError(_DAMAGED)
        self._names = H("amparo1/vault-names", key=key)
        self._seal = H("amparo1/vault-seal", key=key)
        try:
            self._file = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            self._file.execute("PRAGMA synchronous=FULL")
            self._file.execute("PRAGMA secure_delete=ON")
            self._file.execute("PRAGMA temp_store=MEMORY")
            (found,) = self._file.execute("PRAGMA user_version").fetchone()
        except sqlite3.Error:
            raise DeskError(_DAMAGED) from None
        if found != _FORMAT:
            raise DeskError("The vault was written by another version of this program. Update it, then try again.")
        self._open_batches = 0

    @classmethod
    def create(cls, path: Path, key: bytes) -> Vault:
        """An empty vault at `path`, readable by its owner only. DeskError when something is already there."""
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            raise DeskError(f"{path} is already there and is not overwritten.") from None
        with sqlite3.connect(path) as file:
            file.executescript(_SCHEMA + f"PRAGMA user_version={_FORMAT};")
        file.close()
        return cls(path, key)

    @staticmethod
    def place(path: Path, rows: bytes) -> None:
        """`path` (which must not exist) is the vault file of a backup, readable by its owner only, on disk."""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(rows)
            file.flush()
            os.fsync(file.fileno())

    def close(self) -> None:
        """The file is let go."""
        self._file.close()

    def prove(self) -> None:
        """DeskError when what lies here was not sealed with this key. An empty vault fits any."""
        for row in self._run("SELECT id, shelf, body FROM sealed LIMIT 1").fetchall():
            self._open(row)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """All puts and deletes inside are on disk when it ends, or none of them is.

        A batch in another is on disk when the outermost ends; one that fails leaves no trace of itself alone.
        """
        depth = self._open_batches
        place = f"batch{depth}"
        self._run(f"SAVEPOINT {place}" if depth else "BEGIN IMMEDIATE")
        self._open_batches = depth + 1
        try:
            yield
        except BaseException:
            for undo in (f"ROLLBACK TO {place}", f"RELEASE {place}") if depth else ("ROLLBACK",):
                self._file.execute(undo)
            raise
        else:
            self._run(f"RELEASE {place}" if depth else "COMMIT")
        finally:
            self._open_batches = depth

    def put(self, shelf: str, key: str, value: Any) -> None:
        """`value` stands on `shelf` under `key`, durably once the batch around it ends (at once without one)."""
        row, place = self._id(shelf, key), self._shelf(shelf)
        plain = json.dumps([key, value], ensure_ascii=False, separators=(",", ":")).encode()
        nonce = secrets.token_bytes(_NONCE)
        body = nonce + sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(_padded(plain), row + place, nonce, self._seal)
        self._run("INSERT OR REPLACE INTO sealed VALUES (?, ?, ?)", (row, place, body))

    def get(self, shelf: str, key: str) -> Any:
        """The value under `key`, or None."""
        found = self._run("SELECT id, shelf, body FROM sealed WHERE id = ?", (self._id(shelf, key),)).fetchone()
        return None if found is None else self._open(found)[1]

    def has(self, shelf: str, key: str) -> bool:
        """True when something stands under `key`; it is not opened."""
        found = self._run("SELECT 1 FROM sealed WHERE id = ?", (self._id(shelf, key),)).fetchone()
        return found is not None

    def delete(self, shelf: str, key: str) -> None:
        """Nothing stands under `key`."""
        self._run("DELETE FROM sealed WHERE id = ?", (self._id(shelf, key),))

    def all(self, shelf: str) -> list[tuple[str, Any]]:
        """Every (key, value) of a shelf, in no order that means anything."""
        rows = self._run("SELECT id, shelf, body FROM sealed WHERE shelf = ?", (self._shelf(shelf),)).fetchall()
        return [self._open(row) for row in rows]

    def copy_to(self, path: Path) -> None:
        """`path` (which must not exist) holds the same sealed rows, consistent even while another program writes."""
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        target = sqlite3.connect(path)
        try:
            self._file.backup(target)
        finally:
            target.close()

    def _run(self, question: str, values: tuple[bytes, ...] = ()) -> sqlite3.Cursor:
        try:
            return self._file.execute(question, values)
        except sqlite3.OperationalError as trouble:
            if "locked" in str(trouble):
                raise DeskError("Another desk program is using this vault. Wait a moment, then try again.") from None
            raise DeskError(
                "The desk's vault cannot be read or written. Check free disk space and whose file it is."
            ) from None
        except sqlite3.DatabaseError:
            raise DeskError(_DAMAGED) from None

    def _id(self, shelf: str, key: str) -> bytes:
        name = shelf.encode()
        return H("amparo1/vault-id", bytes([len(name)]) + name + key.encode(), key=self._names)

    def _shelf(self, shelf: str) -> bytes:
        return H("amparo1/vault-shelf", shelf.encode(), key=self._names, n=16)

    def _open(self, row: tuple[bytes, bytes, bytes]) -> tuple[str, Any]:
        name, place, body = row
        try:
            plain = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
                body[_NONCE:], name + place, body[:_NONCE], self._seal
            )
            length = int.from_bytes(plain[:4])
            key, value = json.loads(plain[4 : 4 + length])
        except (nacl.exceptions.CryptoError, ValueError, TypeError):
            raise DeskError(_DAMAGED) from None
        return key, value


def _padded(plain: bytes) -> bytes:
    size = _SMALLEST
    while size < 4 + len(plain):
        size *= 2
    return (len(plain).to_bytes(4) + plain).ljust(size, b"\0")

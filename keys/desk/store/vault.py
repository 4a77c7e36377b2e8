"""The desk's own store: whatever is in it is sealed, and what it is called too.

One SQLite file with one table of three columns. `id` is a keyed hash of shelf and key, `shelf` a keyed hash of the
shelf's name, `body` the value, padded to a few sizes and sealed with XChaCha20-Poly1305 under a key that only the
passphrase gives back (`vault.key`, a locked file of `keys.keyfiles`). Without it the file tells how many rows there
are and roughly how long each is; no report, person, organisation or day. Rows lie in the order of their hashes.

A `batch` is durable when it ends (synchronous=FULL) or leaves no trace; a receipt is signed only after one. It holds
its changes in memory and writes each row once, at its end, however often it was put. Deleted rows are overwritten
(secure_delete). Not protected: whoever may write the file can put back an older copy of a row.
One vault object is for one caller at a time; it may be another thread each time (`keys.desk.web.session` takes turns).
Portable: the standard library's sqlite3 with a rollback journal, no locks of our own, so it also works on Windows.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nacl.bindings as sodium
import nacl.exceptions

from keys.desk.errors import DeskError
from keys.encoding import H

KEY_BYTES = 32
_FORMAT, _READ = 2, (1, 2)
"""What is written and what is read. In a vault of format 1 no summaries of reports stand yet (`store.cases`)."""
_NONCE = 24
_SMALLEST = 256  # bytes; values are padded to the next power of two from here, so that a length says little
_BUSY_SECONDS = 20  # how long one desk program waits for another's batch
_CACHE = 32 << 10  # KiB of the file's pages that are held in memory; a list reads from all over the file

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
            self._file.execute(f"PRAGMA cache_size=-{_CACHE}")
            (found,) = self._file.execute("PRAGMA user_version").fetchone()
        except sqlite3.Error:
            raise DeskError(_DAMAGED) from None
        if found not in _READ:
            raise DeskError("The vault was written by another version of this program. Update it, then try again.")
        if found != _FORMAT:  # an earlier program must not write here any more
            self._run(f"PRAGMA user_version={_FORMAT}")
        self._open_batches = 0
        self._changes: dict[bytes, dict[bytes, bytes | None]] = {}
        self._undo: list[tuple[bytes, bytes, bytes | None, bool]] = []

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
        outermost, mark = not self._open_batches, len(self._undo)
        if outermost:
            self._run("BEGIN IMMEDIATE")
        self._open_batches += 1
        try:
            yield
            if outermost:
                self._write()
                self._run("COMMIT")
        except BaseException:
            self._take_back(mark)
            if outermost and self._file.in_transaction:
                self._file.execute("ROLLBACK")
            raise
        finally:
            self._open_batches -= 1
            if outermost:
                self._changes.clear()
                self._undo.clear()

    def put(self, shelf: str, key: str, value: Any) -> None:
        """`value` stands on `shelf` under `key`, durably once the batch around it ends (at once without one)."""
        plain = json.dumps([key, value], ensure_ascii=False, separators=(",", ":")).encode()
        self._change(shelf, key, plain)

    def get(self, shelf: str, key: str) -> Any:
        """The value under `key`, or None."""
        row, changed = self._id(shelf, key), self._changed(shelf)
        if row in changed:
            plain = changed[row]
            return None if plain is None else json.loads(plain)[1]
        found = self._run("SELECT id, shelf, body FROM sealed WHERE id = ?", (row,)).fetchone()
        return None if found is None else self._open(found)[1]

    def has(self, shelf: str, key: str) -> bool:
        """True when something stands under `key`; it is not opened."""
        row, changed = self._id(shelf, key), self._changed(shelf)
        if row in changed:
            return changed[row] is not None
        return self._run("SELECT 1 FROM sealed WHERE id = ?", (row,)).fetchone() is not None

    def delete(self, shelf: str, key: str) -> None:
        """Nothing stands under `key`."""
        self._change(shelf, key, None)

    def all(self, shelf: str) -> list[tuple[str, Any]]:
        """Every (key, value) of a shelf, in no order that means anything."""
        rows = self._run("SELECT id, shelf, body FROM sealed WHERE shelf = ?", (self._shelf(shelf),)).fetchall()
        changed = self._changed(shelf)
        found = [self._open(row) for row in rows if row[0] not in changed]
        return found + [(key, value) for key, value in (json.loads(plain) for plain in changed.values() if plain)]

    def filled(self, shelves: Iterable[str]) -> list[str]:
        """Those of the shelves on which something stands: of thousands they are told at one look."""
        shelves = list(shelves)
        filled = {place for (place,) in self._run("SELECT DISTINCT shelf FROM sealed").fetchall()} if shelves else ()
        return [shelf for shelf in shelves if self._shelf(shelf) in filled or self._changed(shelf)]

    # --- the changes of a batch: sealed and written when it ends

    def _changed(self, shelf: str) -> dict[bytes, bytes | None]:
        """What the batch has put on a shelf, by row; None where it deleted."""
        return self._changes.get(self._shelf(shelf), {}) if self._changes else {}

    def _change(self, shelf: str, key: str, plain: bytes | None) -> None:
        if not self._open_batches:
            with self.batch():
                return self._change(shelf, key, plain)
        row, place = self._id(shelf, key), self._shelf(shelf)
        changed = self._changes.setdefault(place, {})
        self._undo.append((place, row, changed.get(row), row in changed))
        changed[row] = plain

    def _take_back(self, mark: int) -> None:
        """The changes since `mark` were never made."""
        while len(self._undo) > mark:
            place, row, before, was_changed = self._undo.pop()
            if was_changed:
                self._changes[place][row] = before
            else:
                del self._changes[place][row]

    def _write(self) -> None:
        for place, changed in self._changes.items():
            for row, plain in changed.items():
                if plain is None:
                    self._run("DELETE FROM sealed WHERE id = ?", (row,))
                else:
                    body = self._sealed(row + place, plain)
                    self._run("INSERT OR REPLACE INTO sealed VALUES (?, ?, ?)", (row, place, body))

    def _sealed(self, name: bytes, plain: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        return nonce + sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(_padded(plain), name, nonce, self._seal)

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

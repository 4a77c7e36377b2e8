"""Secrets at rest: locked with a passphrase, readable by their owner only, found by any scanner.

A locked secret is text:

    AMPARO-SECRET-KEY-1
    {"memory":268435456,"ops":3,...}         one line of JSON: Argon2id limits, salt, and what the owner wrote there
    <base64 of nonce || XChaCha20-Poly1305 box>

The header line is authenticated with the box. Limits are libsodium's `moderate` (256 MiB, 3 passes); only tests may
write lower ones, and `unlock` refuses them unless told that this is a demonstration or a test (`weak=True`).
Source: libsodium "The pwhash* API", Argon2id; "XChaCha20-Poly1305-IETF". Errors: BadKeyFile, always a sentence.
"""

import json
import os
import secrets
import stat
import sys
from pathlib import Path
from typing import Any

import nacl.bindings as sodium
import nacl.exceptions
import nacl.pwhash

from keys.encoding import b64, unb64
from keys.errors import BadKeyFile

PREFIX = "AMPARO-SECRET-KEY-" + "1"
MODERATE = (nacl.pwhash.argon2id.OPSLIMIT_MODERATE, nacl.pwhash.argon2id.MEMLIMIT_MODERATE)
# Limits for tests and demonstrations alone: unlocking takes microseconds, guessing too.
LOWEST = (nacl.pwhash.argon2id.OPSLIMIT_MIN, nacl.pwhash.argon2id.MEMLIMIT_MIN)
_HIGHEST = (20, 1 << 31)  # a hostile header must not make us allocate without bound


def _stretch(passphrase: bytes, salt: bytes, ops: int, memory: int) -> bytes:
    return nacl.pwhash.argon2id.kdf(32, passphrase, salt, opslimit=ops, memlimit=memory)


def lock(secret: bytes, passphrase: bytes, header: dict[str, Any], *, limits: tuple[int, int] = MODERATE) -> str:
    """The text of `secret` locked under `passphrase`; `header` (JSON values) stays readable and is authenticated."""
    if not passphrase:
        raise BadKeyFile("A passphrase is needed: an empty one would protect nothing.")
    ops, memory = limits
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(24)
    line = json.dumps(
        {**header, "ops": ops, "memory": memory, "salt": b64(salt)}, sort_keys=True, separators=(",", ":")
    )
    box = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
        secret, f"{PREFIX}\n{line}\n".encode(), nonce, _stretch(passphrase, salt, ops, memory)
    )
    return f"{PREFIX}\n{line}\n{b64(nonce + box)}\n"


def header_of(text: str) -> dict[str, Any]:
    """The readable header of a locked secret, not yet authenticated. BadKeyFile if it is none."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[0] != PREFIX or lines[3]:
        raise BadKeyFile("This is not an Amparo key file, or it was cut short. Use the backup.")
    try:
        header = json.loads(lines[1])
    except ValueError:
        header = None
    if not isinstance(header, dict):
        raise BadKeyFile("This key file is damaged. Use the backup.")
    return header


def unlock(text: str, passphrase: bytes, *, weak: bool = False) -> tuple[dict[str, Any], bytes]:
    """(header, secret) of a locked text. BadKeyFile when damaged, weakly locked, or the passphrase does not fit."""
    header = header_of(text)
    head, line, box64, _ = text.split("\n")
    try:
        ops, memory = int(header["ops"]), int(header["memory"])
        salt, raw = unb64(header["salt"]), unb64(box64)
    except (KeyError, TypeError, ValueError):
        raise BadKeyFile("This key file is damaged. Use the backup.") from None
    if (ops < MODERATE[0] or memory < MODERATE[1]) and not weak:
        raise BadKeyFile("This key file is locked too weakly for a real deployment. Make the key again.")
    if ops > _HIGHEST[0] or memory > _HIGHEST[1] or len(salt) != 16 or len(raw) < 40:
        raise BadKeyFile("This key file is damaged. Use the backup.")
    try:
        key = _stretch(passphrase, salt, ops, memory)
        secret = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
            raw[24:], f"{head}\n{line}\n".encode(), raw[:24], key
        )
    except (nacl.exceptions.CryptoError, ValueError, TypeError):
        raise BadKeyFile("The passphrase does not open this key file. Try again, or use the backup.") from None
    return header, secret


def read_private_file(path: Path) -> str:
    """The text of a file that only its owner can read. BadKeyFile when missing or exposed.

    On Windows the answer is the user profile's own access list, which this cannot see: the file is read, and the
    desk's `check` says that it must lie in the user's profile.
    """
    try:
        mode = path.stat().st_mode
        if sys.platform != "win32" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise BadKeyFile(f"{path.name} can be read by others on this computer. Run: chmod 600 {path}")
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BadKeyFile(f"There is no file {path}. Check the folder, or restore the backup.") from None
    except (OSError, UnicodeDecodeError):
        raise BadKeyFile(f"{path} cannot be read. Check whose file it is, or restore the backup.") from None


def write_private_file(path: Path, text: str) -> None:
    """`path` holds `text`, mode 0600, whole and on disk, or not at all; an existing file is never overwritten."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        _put(draft, path)
    except FileExistsError:
        raise BadKeyFile(f"{path} is already there and is not overwritten. Move it away first.") from None
    finally:
        draft.unlink(missing_ok=True)


def _put(draft: Path, path: Path) -> None:
    """The draft stands at `path`, unless something already does: FileExistsError. The folder's entry is on disk too."""
    if sys.platform == "win32":
        os.rename(draft, path)  # refuses an existing file there
        return
    os.link(draft, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

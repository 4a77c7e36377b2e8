"""Passwords: hashed by libsodium's Argon2id at its interactive limits (64 MiB), one at a time in a process.

When several people wait already, the next is told to try again rather than holding a thread (`Busy`).
Source: libsodium "The pwhash API".
"""

from __future__ import annotations

import os
import threading
import unicodedata
from functools import cache

from nacl import pwhash
from nacl.exceptions import CryptoError, InvalidkeyError

SHORTEST = 12  # characters
LONGEST = 1024  # characters; bounds the work of one post

_one_at_a_time = threading.Lock()
_places = threading.BoundedSemaphore(2)  # one is hashed, one waits; a process has four threads


class Busy(Exception):
    """Other people are signing in at this moment. Nothing was tried."""


def hashed(password: str) -> str:
    """libsodium's text form of the Argon2id hash."""
    with _one_at_a_time:
        made = pwhash.argon2id.str(
            _bytes(password),
            opslimit=pwhash.argon2id.OPSLIMIT_INTERACTIVE,
            memlimit=pwhash.argon2id.MEMLIMIT_INTERACTIVE,
        )
    return made.decode("ascii")


def fits(password_hash: str, password: str) -> bool:
    """True if the password is the one that was hashed. An empty hash costs what any other does, and nothing fits.

    Raises Busy.
    """
    if not _places.acquire(blocking=False):
        raise Busy()
    try:
        with _one_at_a_time:
            return pwhash.argon2id.verify((password_hash or nobodys()).encode("ascii"), _bytes(password))
    except (InvalidkeyError, CryptoError, ValueError):
        return False
    finally:
        _places.release()


@cache
def nobodys() -> str:
    """A hash that no password fits, so that an unknown name costs what a known one does."""
    return pwhash.argon2id.str(
        os.urandom(32),
        opslimit=pwhash.argon2id.OPSLIMIT_INTERACTIVE,
        memlimit=pwhash.argon2id.MEMLIMIT_INTERACTIVE,
    ).decode("ascii")


def _bytes(password: str) -> bytes:
    return unicodedata.normalize("NFC", password[:LONGEST]).encode("utf-8", "surrogatepass")

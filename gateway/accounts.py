"""Signing in: a name, a password and a code that works once. No Flask.

Rules
- One answer for a wrong name, a wrong password, a wrong code, a suspended and a waiting account, after the same work.
- Passwords are hashed by libsodium's Argon2id at its interactive limits (64 MiB), one at a time in a process; when
  several people wait already, the next is told to try again rather than holding a thread.
- Wrong tries are counted per account, never per address: after five in a row each further try waits longer.
- A second factor's secret is sealed to its account with a key that is not in the database.
Sources: libsodium "The pwhash API"; RFC 6238 (TOTP, 30 s steps), section 5.2 for accepting a code once.
"""

from __future__ import annotations

import os
import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hmac import compare_digest

import pyotp
from nacl import pwhash
from nacl.exceptions import CryptoError, InvalidkeyError
from nacl.secret import Aead
from sqlalchemy import Engine

from gateway.store import accounts as store
from gateway.store.accounts import Account
from gateway.store.engine import reading, writing

STEP = 30  # seconds of a code
FREE_TRIES = 5  # wrong tries in a row before an account waits
FIRST_WAIT = 60  # seconds; doubles with every further wrong try
LONGEST_WAIT = 15 * 60  # seconds
SHORTEST_PASSWORD = 12  # characters
LONGEST_PASSWORD = 1024  # characters; bounds the work of one post
LONGEST_NAME = 64  # characters

_one_at_a_time = threading.Lock()
_places = threading.BoundedSemaphore(2)  # one is hashed, one waits; a process has four threads


class Busy(Exception):
    """Other people are signing in at this moment. Nothing was tried."""


class BadAccount(ValueError):
    """An account cannot be made like this; the text says what to change."""


def normal_name(name: str) -> str:
    """A name as it is stored and looked up: one writing, no case, no outer spaces."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def hash_password(password: str) -> str:
    """libsodium's text form of the Argon2id hash, at interactive limits."""
    with _one_at_a_time:
        hashed = pwhash.argon2id.str(
            _bytes(password),
            opslimit=pwhash.argon2id.OPSLIMIT_INTERACTIVE,
            memlimit=pwhash.argon2id.MEMLIMIT_INTERACTIVE,
        )
    return hashed.decode("ascii")


def enrol(engine: Engine, name: str, ngo: str, password: str, *, key: bytes, day: int) -> str:
    """An account exists; its second factor's secret (base32) is returned this once. `key`: 32 bytes."""
    name = normal_name(name)
    if not name or len(name) > LONGEST_NAME or any(not sign.isprintable() for sign in name):
        raise BadAccount(f"A name has 1 to {LONGEST_NAME} characters.")
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise BadAccount(f"A password has at least {SHORTEST_PASSWORD} characters.")
    account, secret = os.urandom(16), pyotp.random_base32()
    row = Account(
        id=account,
        name=name,
        ngo=ngo,
        password_hash=hash_password(password),
        totp_sealed=_seal(secret, account, key),
        totp_step=0,
        state=store.ACTIVE,
        failed=0,
        locked_until=0,
        day=day,
    )
    with writing(engine) as connection:
        if store.by_name(connection, name):
            raise BadAccount("There is an account of that name already.")
        store.add(connection, row)
    return secret


def new_second_factor(engine: Engine, account: Account, *, key: bytes) -> str:
    """The account has a new second factor, whose secret (base32) is returned this once."""
    secret = pyotp.random_base32()
    with writing(engine) as connection:
        store.set_second_factor(connection, account.id, _seal(secret, account.id, key))
    return secret


def sign_in(engine: Engine, name: str, password: str, code: str, *, key: bytes, now: float) -> Account | None:
    """The account, if all three fit and it may sign in now; None otherwise, whatever did not fit.

    `now`: real unix seconds. Raises Busy when too many people are signing in at this moment.
    """
    with reading(engine) as connection:
        account = store.by_name(connection, normal_name(name)[:LONGEST_NAME])
    with _a_place():
        password_fits = _verify(account.password_hash if account else _nobody(), password)
    if account is None or account.state != store.ACTIVE or now < account.locked_until:
        return None
    step = _step_of(code, account, key, now) if password_fits else None
    with writing(engine) as connection:
        if step is not None and store.use_step(connection, account.id, step):
            return account
        failed = min(account.failed + 1, 100)
        store.count_failure(connection, account.id, failed, int(now) + wait_after(failed))
    return None


def wait_after(failed: int) -> int:
    """Seconds an account waits after `failed` wrong tries in a row."""
    if failed < FREE_TRIES:
        return 0
    return min(FIRST_WAIT << min(failed - FREE_TRIES, 10), LONGEST_WAIT)


@contextmanager
def _a_place() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise Busy()
    try:
        with _one_at_a_time:
            yield
    finally:
        _places.release()


def _verify(password_hash: str, password: str) -> bool:
    try:
        return pwhash.argon2id.verify(password_hash.encode("ascii"), _bytes(password))
    except (InvalidkeyError, CryptoError, ValueError):
        return False


@cache
def _nobody() -> str:
    """A hash that no password fits, so that an unknown name costs what a known one does."""
    return pwhash.argon2id.str(
        os.urandom(32),
        opslimit=pwhash.argon2id.OPSLIMIT_INTERACTIVE,
        memlimit=pwhash.argon2id.MEMLIMIT_INTERACTIVE,
    ).decode("ascii")


def _bytes(password: str) -> bytes:
    return unicodedata.normalize("NFC", password[:LONGEST_PASSWORD]).encode("utf-8", "surrogatepass")


def _step_of(code: str, account: Account, key: bytes, now: float) -> int | None:
    """The time step whose code this is: now, the one before or the one after. None for a secret that does not open."""
    typed = "".join(str(unicodedata.decimal(sign, "")) for sign in code[:32])
    try:
        totp = pyotp.TOTP(Aead(key).decrypt(account.totp_sealed, aad=account.id).decode("ascii"))
    except CryptoError:
        return None
    current = int(now) // STEP
    fitting = [s for s in (current - 1, current, current + 1) if compare_digest(totp.generate_otp(s), typed)]
    return fitting[-1] if fitting else None


def _seal(secret: str, account: bytes, key: bytes) -> bytes:
    return bytes(Aead(key).encrypt(secret.encode("ascii"), aad=account, nonce=secrets.token_bytes(24)))

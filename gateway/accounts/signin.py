"""Signing in: a name, a password and a code that works once. No Flask.

Rules
- One answer for a wrong name, a wrong password, a wrong code, a suspended, an invited and a waiting account, after the
  same work: the same hash is computed and the same row is written whether or not there is such an account.
- Wrong tries are counted per name, hashed, never per address: after five in a row each further try waits longer.

Passwords: hashed by libsodium's Argon2id at its interactive limits (64 MiB), one at a time in a process.

When several people wait already, the next is told to try again rather than holding a thread (`Busy`).
Source: libsodium "The pwhash API".
"""

from __future__ import annotations

import os
import threading
import unicodedata
from functools import cache
from hashlib import blake2b

from nacl import pwhash
from nacl.exceptions import CryptoError, InvalidkeyError
from sqlalchemy import Connection, Engine

from gateway.accounts import second_factor
from gateway.store import accounts
from gateway.store.accounts import Account
from gateway.store.engine import reading, writing

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


FREE_TRIES = 5  # wrong tries in a row before a name waits
FIRST_WAIT = 60  # seconds; doubles with every further wrong try
LONGEST_WAIT = 15 * 60  # seconds
LONGEST_NAME = 64  # characters
LONGEST_TYPED = (
    4 * LONGEST_NAME
)  # characters that are looked at: writing a page of marks in order takes a minute


class BadAccount(ValueError):
    """An account cannot be made or changed like this; the text says what to do."""


def normal_name(name: str) -> str:
    """A name as it is stored and looked up: one writing, no case, no outer spaces."""
    return unicodedata.normalize("NFKC", name[:LONGEST_TYPED]).strip().casefold()


def checked_name(name: str) -> str:
    """The normal name. BadAccount if nobody could be called that."""
    is_whole = len(name) <= LONGEST_TYPED
    name = normal_name(name)
    if not is_whole or not name or len(name) > LONGEST_NAME or any(not sign.isprintable() for sign in name):
        raise BadAccount(f"A name has 1 to {LONGEST_NAME} characters.")
    if "@" in name:  # it would say who she is, and where she can be written to
        raise BadAccount("Choose a first name or initials, not an e-mail address.")
    return name


def checked_password(password: str) -> str:
    """The hash of a password that is long enough. BadAccount otherwise."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadAccount(f"A password has at least {SHORTEST} characters.")
    return hashed(password)


def enrol(
    engine: Engine, name: str, ngo: str, password: str, *, key: bytes, day: int, admin: bool = False
) -> str:
    """An account exists; its second factor's secret (base32) is returned this once. `key`: 32 bytes."""
    account, secret = os.urandom(16), second_factor.new_secret()
    row = Account(
        id=account,
        name=checked_name(name),
        ngo=ngo,
        admin=admin,
        password_hash=checked_password(password),
        totp_sealed=second_factor.seal(secret, account, key),
        totp_step=0,
        state=accounts.ACTIVE,
        join_until=0,
        day=day,
    )
    with writing(engine) as connection:
        add_new(connection, row)
    return secret


def add_new(connection: Connection, row: Account, join_hash: bytes | None = None) -> None:
    """The account exists. BadAccount if its name is somebody's already, at this NGO or another."""
    if accounts.by_name(connection, row.name):
        raise BadAccount("There is an account of that name already. Choose another name.")
    accounts.add(connection, row, join_hash)


def new_second_factor(engine: Engine, account: Account, *, key: bytes) -> str:
    """The account has a new second factor, whose secret (base32) is returned this once; no printed code is left."""
    secret = second_factor.new_secret()
    with writing(engine) as connection:
        accounts.set_second_factor(connection, account.id, second_factor.seal(secret, account.id, key))
        accounts.set_printed(connection, account.id, [])
        accounts.forget(connection, _counted_as(account.name, key))
    return secret


def sign_in(engine: Engine, name: str, password: str, code: str, *, key: bytes, now: float) -> Account | None:
    """The account, if all three fit and it may sign in now; None otherwise, whatever did not fit.

    `code`: of the authenticator, or one of the printed ones. `now`: real unix seconds. Raises passwords.Busy when too
    many people are signing in at this moment.
    """
    name = normal_name(name)[:LONGEST_NAME]
    counted_as = _counted_as(name, key)
    with reading(engine) as connection:
        account = accounts.by_name(connection, name)
        waits_until = accounts.waits_until(connection, counted_as)
    password_fits = fits(account.password_hash if account else "", password)
    if now < waits_until:
        return None
    with writing(engine) as connection:
        if (
            account is not None
            and password_fits
            and accounts.is_as_it_was(connection, account)
            and _use(connection, account, code, key, now)
        ):
            accounts.forget(connection, counted_as)
            return account
        failed = accounts.count(connection, counted_as)
        accounts.wait(connection, counted_as, int(now) + wait_after(failed))
    return None


def is_her(engine: Engine, account: Account, password: str, *, key: bytes, now: float) -> bool:
    """True if this is the password of somebody who is signed in: asked again before what cannot be taken lightly.

    Counted like a try to sign in. Raises passwords.Busy.
    """
    counted_as = _counted_as(account.name, key)
    with reading(engine) as connection:
        waits_until = accounts.waits_until(connection, counted_as)
    password_fits = fits(account.password_hash, password)
    if now < waits_until:
        return False
    with writing(engine) as connection:
        if password_fits:
            accounts.forget(connection, counted_as)
        else:
            failed = accounts.count(connection, counted_as)
            accounts.wait(connection, counted_as, int(now) + wait_after(failed))
    return password_fits


def wait_after(failed: int) -> int:
    """Seconds a name waits after `failed` wrong tries in a row."""
    if failed < FREE_TRIES:
        return 0
    return min(FIRST_WAIT << min(failed - FREE_TRIES, 10), LONGEST_WAIT)


def _use(connection: Connection, account: Account, code: str, key: bytes, now: float) -> bool:
    """True if the code fits and had not been used; it is used up now."""
    secret = second_factor.opened(account.totp_sealed, account.id, key)
    step = second_factor.step_of(code, secret, now) if secret else None
    if step is not None:
        return accounts.use_step(connection, account.id, step)
    return accounts.use_printed(connection, account.id, second_factor.printed_hash(code, account.id, key))


def _counted_as(name: str, key: bytes) -> bytes:
    return blake2b(name.encode("utf-8", "replace"), key=key, digest_size=32, person=b"amparo tries").digest()

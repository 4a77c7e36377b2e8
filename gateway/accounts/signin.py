"""Signing in: a name, a password, and a code that works once or a passkey. No Flask.

Rules
- One answer for a wrong name, a wrong password, a wrong code, a suspended, an invited and a waiting account, after the
  same work: the same hash is computed and a row is written whether or not there is such an account.
- Strangers can lock nobody out. Only wrong codes behind the right password make a name wait; whoever guesses passwords
  is never told that one was right, and needs a right code in the same try. Inside an open session wrong passwords are
  counted for that session. After five in a row each further try waits longer.
- Passwords are hashed by libsodium's Argon2id at its interactive limits (64 MiB), one at a time in a process for
  browsers that are known here and one for all others: who is known never waits behind strangers. The others queue;
  only where the queue is long is somebody told to try again (`Busy`). Source: libsodium "The pwhash API".
"""

import os
import threading
import unicodedata
from functools import cache
from hashlib import blake2b

from nacl import pwhash
from nacl.exceptions import CryptoError, InvalidkeyError
from sqlalchemy import Connection, Engine

from gateway.accounts import passkeys, second_factor
from gateway.limits import FIRST_WAIT, FREE_TRIES, LONGEST_WAIT, QUEUE
from gateway.store import accounts
from gateway.store import passkeys as stored
from gateway.store.accounts import Account
from gateway.store.engine import reading, writing
from keys.errors import AmparoError

SHORTEST = 12  # characters
LONGEST = 1024  # characters; bounds the work of one post
TOO_SHORT = f"A password has at least {SHORTEST} characters."

_known, _strangers = threading.Lock(), threading.Lock()
_places = threading.BoundedSemaphore(QUEUE)


class Busy(Exception):
    """Many people are signing in at this moment. Nothing was tried."""


class Wait(Exception):
    """Too many wrong tries in a row. Nothing was tried."""


def hashed(password: str) -> str:
    """libsodium's text form of the Argon2id hash."""
    with _known:
        made = pwhash.argon2id.str(
            _bytes(password),
            opslimit=pwhash.argon2id.OPSLIMIT_INTERACTIVE,
            memlimit=pwhash.argon2id.MEMLIMIT_INTERACTIVE,
        )
    return made.decode("ascii")


def fits(password_hash: str, password: str, *, known: bool) -> bool:
    """True if the password is the one that was hashed. An empty hash costs what any other does, and nothing fits.

    `known`: this browser has signed in before. Raises Busy, for strangers only.
    """
    if not known and not _places.acquire(blocking=False):
        raise Busy()
    try:
        with _known if known else _strangers:
            return pwhash.argon2id.verify((password_hash or nobodys()).encode("ascii"), _bytes(password))
    except (InvalidkeyError, CryptoError, ValueError):
        return False
    finally:
        if not known:
            _places.release()


@cache
def nobodys() -> str:
    """A hash that no password fits, so that an unknown name costs what a known one does."""
    return pwhash.argon2id.str(
        os.urandom(32), opslimit=pwhash.argon2id.OPSLIMIT_INTERACTIVE, memlimit=pwhash.argon2id.MEMLIMIT_INTERACTIVE
    ).decode("ascii")


def _bytes(password: str) -> bytes:
    return unicodedata.normalize("NFC", password[:LONGEST]).encode("utf-8", "surrogatepass")


CODES, PASSWORDS = b"codes", b"passwords"  # two counts of a name; nothing waits for the second
DAY = 86_400  # seconds
LONGEST_NAME = 64  # characters
LONGEST_TYPED = 4 * LONGEST_NAME  # characters that are looked at: writing a page of marks in order takes a minute


class BadAccount(AmparoError):
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


def fits_length(password: str) -> bool:
    """True for a password that is long enough, and no longer than is looked at."""
    return SHORTEST <= len(password) <= LONGEST


def checked_password(password: str) -> str:
    """The hash of a password that is long enough. BadAccount otherwise."""
    if not fits_length(password):
        raise BadAccount(TOO_SHORT)
    return hashed(password)


def enrol(engine: Engine, name: str, ngo: str, password: str, *, key: bytes, day: int, admin: bool = False) -> str:
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
    """The account has a new second factor, whose secret (base32) is returned this once.

    No printed code and no passkey is left.
    """
    secret = second_factor.new_secret()
    with writing(engine) as connection:
        accounts.set_second_factor(connection, account.id, second_factor.seal(secret, account.id, key))
        accounts.set_printed(connection, account.id, [])
        stored.remove_all(connection, account.id)
        accounts.forget(connection, _counted_as(account.name, key, CODES))
    return secret


def sign_in(
    engine: Engine,
    name: str,
    password: str,
    code: str | passkeys.Proof,
    *,
    key: bytes,
    now: float,
    known: bool = False,
) -> Account | None:
    """The account, if all three fit and it may sign in now; None otherwise, whatever did not fit.

    `code`: of the authenticator, one of the printed ones, or what a passkey proves. `now`: real unix seconds.
    `known`: this browser has signed in before. Raises Busy when too many people are signing in at this moment.
    """
    name = normal_name(name)[:LONGEST_NAME]
    with reading(engine) as connection:
        account = accounts.by_name(connection, name)
    password_fits = fits(account.password_hash if account else "", password, known=known)
    counted_as = _counted_as(name, key, CODES if password_fits else PASSWORDS)
    with writing(engine) as connection:
        waits = accounts.waits_until(connection, counted_as) > now
        if (
            account is not None
            and password_fits
            and not waits
            and accounts.is_as_it_was(connection, account)
            and _use(connection, account, code, key, now)
        ):
            accounts.forget(connection, counted_as)
            return account
        if not waits:
            _count(connection, counted_as, now)
    return None


def is_her(engine: Engine, account: Account, password: str, *, session: bytes, key: bytes, now: float) -> bool:
    """True if this is the password of somebody who is signed in: asked again before what cannot be taken lightly.

    Wrong ones are counted for her session alone. Raises Wait while it has had too many.
    """
    counted_as = _counted_as(account.name, key, session)
    with reading(engine) as connection:
        if accounts.waits_until(connection, counted_as) > now:
            raise Wait()
    password_fits = fits(account.password_hash, password, known=True)
    with writing(engine) as connection:
        if password_fits:
            accounts.forget(connection, counted_as)
        else:
            _count(connection, counted_as, now)
    return password_fits


def _count(connection: Connection, counted_as: bytes, now: float) -> None:
    """One more wrong try. The time left in the row is a wait's end, to the minute, or else the beginning of the day."""
    wait = wait_after(accounts.count(connection, counted_as))
    until = -(-(int(now) + wait) // 60) * 60 if wait else int(now) // DAY * DAY
    accounts.wait(connection, counted_as, until)


def wait_after(failed: int) -> int:
    """Seconds a name waits after `failed` wrong tries in a row."""
    if failed < FREE_TRIES:
        return 0
    return min(FIRST_WAIT << min(failed - FREE_TRIES, 10), LONGEST_WAIT)


def _use(connection: Connection, account: Account, code: str | passkeys.Proof, key: bytes, now: float) -> bool:
    """True if the code fits and had not been used; it is used up now."""
    if isinstance(code, passkeys.Proof):
        return passkeys.fits(connection, account, code)
    secret = second_factor.opened(account.totp_sealed, account.id, key)
    step = second_factor.step_of(code, secret, now) if secret else None
    if step is not None:
        return accounts.use_step(connection, account.id, step)
    return accounts.use_printed(connection, account.id, second_factor.printed_hash(code, account.id, key))


def _counted_as(name: str, key: bytes, what: bytes) -> bytes:
    """Under what a wrong try of this name is counted: `what` has one length, so that no two pairs are one."""
    named = blake2b(what, digest_size=32).digest() + name.encode("utf-8", "replace")
    return blake2b(named, key=key, digest_size=32, person=b"amparo tries").digest()

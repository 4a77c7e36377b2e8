"""Joining and recovery: somebody is given a code by hand, and chooses her own password and second factor with it.

Rules
- A code works once and ends after three days. Only its keyed hash is kept. It is told by hand: there is no e-mail.
- Nobody else ever knows the password or the second factor: not the administrator, not whoever runs the gateway.
- Recovery is the same act: password, second factor, printed codes and sessions are gone at once, then a new code.
- The code is used up only when everything has been chosen, so that whoever is interrupted begins again with it.
"""

import os
import secrets
from hashlib import blake2b

from sqlalchemy import Connection, Engine

from gateway.accounts import second_factor
from gateway.accounts.signin import TOO_SHORT, BadAccount, add_new, checked_name, checked_password, fits_length
from gateway.store import accounts
from gateway.store.accounts import Account
from gateway.store.engine import reading, writing
from keys.encoding import BASE32

GOOD_FOR = 3 * 86_400  # seconds
LENGTH = 20  # symbols, 100 bits
MOST_ACCOUNTS = 200  # of one NGO: a stolen administrator's account makes no more

BAD_CODE = "This code does not work. It works once, for three days: ask who gave it to you for a new one."
DID_NOT_FIT = "The six digits did not fit. Wait for the next ones, and look at the phone’s clock."


def invite(connection: Connection, name: str, ngo: str, *, admin: bool, key: bytes, now: float, day: int) -> str:
    """An invited account exists; its code, in groups of four, is returned this once. BadAccount."""
    if accounts.how_many(connection, ngo) >= MOST_ACCOUNTS:
        raise BadAccount(f"There are {MOST_ACCOUNTS} accounts. Remove those of people who have left.")
    code = _new_code()
    row = Account(
        id=os.urandom(16),
        name=checked_name(name),
        ngo=ngo,
        admin=admin,
        password_hash="",
        totp_sealed=b"",
        totp_step=0,
        state=accounts.INVITED,
        join_until=int(now) + GOOD_FOR,
        day=day,
    )
    add_new(connection, row, _hash(code, key))
    return _shown(code)


def invite_again(connection: Connection, account: Account, *, key: bytes, now: float) -> str:
    """Nothing of the old password, second factor and sessions works any more; a new code is returned this once."""
    code = _new_code()
    accounts.invite(connection, account.id, _hash(code, key), int(now) + GOOD_FOR)
    return _shown(code)


def invited(engine: Engine, code: str, *, key: bytes, now: float) -> Account | None:
    """Whose code this is, while it is good."""
    with reading(engine) as connection:
        return accounts.by_code(connection, _hash(second_factor.read(code), key), int(now))


def wrong(*, password: str, secret: str, typed: str, now: float) -> list[str]:
    """All that is wrong with what was chosen, a sentence each, so that nobody is told one thing after the other."""
    found = [] if fits_length(password) else [TOO_SHORT]
    return found + ([] if second_factor.step_of(typed, secret, now) is not None else [DID_NOT_FIT])


def join(
    engine: Engine, code: str, *, password: str, secret: str, typed: str, key: bytes, now: float
) -> tuple[Account, list[str]]:
    """The account is active; it and its printed codes, shown this once. `typed`: a code made with the new secret.

    BadAccount with a sentence, and the code to join is still good.
    """
    account = invited(engine, code, key=key, now=now)
    if account is None:
        raise BadAccount(BAD_CODE)
    step = second_factor.step_of(typed, secret, now)
    if step is None:
        raise BadAccount(DID_NOT_FIT)
    password_hash = checked_password(password)
    printed = second_factor.printed()
    with writing(engine) as connection:
        is_first = accounts.join(
            connection,
            account.id,
            _hash(second_factor.read(code), key),
            password_hash=password_hash,
            totp_sealed=second_factor.seal(secret, account.id, key),
            step=step,
        )
        if not is_first:
            raise BadAccount(BAD_CODE)
        keep_printed(connection, account, printed, key)
        joined = accounts.by_id(connection, account.id)
    assert joined is not None
    return joined, printed


def keep_printed(connection: Connection, account: Account, printed: list[str], key: bytes) -> None:
    """The account's printed codes are these and no others."""
    hashes = [second_factor.printed_hash(code, account.id, key) for code in printed]
    accounts.set_printed(connection, account.id, hashes)


def _new_code() -> str:
    return "".join(secrets.choice(BASE32) for _ in range(LENGTH))


def _shown(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))


def _hash(code: str, key: bytes) -> bytes:
    return blake2b(code.encode(), key=key, digest_size=32, person=b"amparo joining").digest()

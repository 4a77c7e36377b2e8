"""What an NGO's administrator may do with the accounts of her own NGO. No Flask.

Rules
- Never across NGOs: an account of another one is as if it were not there. Names are unique over all of them, so whoever
  is invited here gets three drawn digits after hers.
- The last administrator who can sign in cannot be suspended, removed, reset or made an ordinary caseworker.
- Who acts is looked up again in the same transaction: somebody who was suspended a moment ago does nothing more.
- Her own password and second factor she changes on her own page, with what she has; another administrator, or whoever
  runs the gateway, resets them.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from gateway.accounts import invitations
from gateway.accounts.signin import BadAccount, checked_name
from gateway.store import accounts
from gateway.store.accounts import Account
from gateway.store.engine import writing

LAST = (
    "This is the last administrator who can sign in. Make somebody else an administrator first, and see that she can "
    "sign in."
)
GONE = "There is no such account here any more. Look at the list again."
NOT_YOU = "Change your own password and second factor on your own page, or ask another administrator."
NOT_YET = "Suspend the account first. Then it can be removed."


class NotAnAdministrator(Exception):
    """Who acts is no administrator of this NGO, or no longer."""


def invite(engine: Engine, by: Account, name: str, *, admin: bool, key: bytes, now: float, day: int) -> tuple[str, str]:
    """Somebody new is invited to the NGO of `by`; the name she signs in with, and her code, this once. BadAccount."""
    with _acting(engine, by) as (connection, _administrators):
        drawn = _with_digits(connection, checked_name(name))
        return drawn, invitations.invite(connection, drawn, by.ngo, admin=admin, key=key, now=now, day=day)


def reset(engine: Engine, by: Account, account: bytes, *, key: bytes, now: float) -> str:
    """Nothing old works any more for this person; her new code is returned this once. Also brings back who was away."""
    with _acting(engine, by) as (connection, administrators):
        if account == by.id:
            raise BadAccount(NOT_YOU)
        found = _found(connection, by, account)
        _leave_one(administrators, account)
        return invitations.invite_again(connection, found, key=key, now=now)


def suspend(engine: Engine, by: Account, account: bytes) -> None:
    """This person is signed out everywhere at once and cannot sign in."""
    with _acting(engine, by) as (connection, administrators):
        _found(connection, by, account)
        _leave_one(administrators, account)
        accounts.suspend(connection, account)


def remove(engine: Engine, by: Account, account: bytes) -> None:
    """Nothing of an account that was suspended or only invited is left."""
    with _acting(engine, by) as (connection, _administrators):
        if _found(connection, by, account).state == accounts.ACTIVE:
            raise BadAccount(NOT_YET)
        accounts.remove(connection, account)


def set_admin(engine: Engine, by: Account, account: bytes, admin: bool) -> None:
    """This person is an administrator, or no longer."""
    with _acting(engine, by) as (connection, administrators):
        _found(connection, by, account)
        if not admin:
            _leave_one(administrators, account)
        accounts.set_admin(connection, account, admin)


def sign_out(engine: Engine, by: Account, account: bytes) -> None:
    """This person is signed out everywhere; she may sign in again."""
    with _acting(engine, by) as (connection, _administrators):
        _found(connection, by, account)
        accounts.end_all(connection, account)


def _with_digits(connection: Connection, name: str) -> str:
    """A free name of three drawn digits after this one: no refusal says that another NGO has somebody of that name."""
    free = next((each for each in _drawn(name) if accounts.by_name(connection, each) is None), None)
    if free is None:
        raise BadAccount("Choose another name.")
    return free


def _drawn(name: str) -> Iterator[str]:
    for _ in range(1000):
        yield f"{name}{100 + secrets.randbelow(900)}"


@contextmanager
def _acting(engine: Engine, by: Account) -> Iterator[tuple[Connection, set[bytes]]]:
    """One transaction in which the administrators stay as they are; NotAnAdministrator if `by` is not among them."""
    with writing(engine) as connection:
        administrators = accounts.administrators(connection, by.ngo)
        if by.id not in administrators:
            raise NotAnAdministrator
        yield connection, administrators


def _found(connection: Connection, by: Account, account: bytes) -> Account:
    found = accounts.by_id(connection, account)
    if found is None or found.ngo != by.ngo:
        raise BadAccount(GONE)
    return found


def _leave_one(administrators: set[bytes], account: bytes) -> None:
    if administrators == {account}:
        raise BadAccount(LAST)

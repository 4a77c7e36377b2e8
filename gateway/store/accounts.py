"""The caseworkers of the hosted page, and who is signed in: rows, and the questions asked of them.

A session row holds only a hash of what the browser holds. Neither table knows of any report.
All times are unix seconds; the caller brings the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from gateway.store.tables import accounts, sessions

ACTIVE = "active"
SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Account:
    """One caseworker's account. `totp_sealed` opens only with a key that is not in the database."""

    id: bytes
    name: str
    ngo: str
    password_hash: str
    totp_sealed: bytes
    totp_step: int
    state: str
    failed: int
    locked_until: int
    day: int


_COLUMNS = tuple(accounts.c[name] for name in Account.__dataclass_fields__)


def add(connection: Connection, account: Account) -> None:
    """The account exists. IntegrityError if its name is taken."""
    values = {column.name: getattr(account, column.name) for column in _COLUMNS}
    connection.execute(insert(accounts).values(**values))


def by_name(connection: Connection, name: str) -> Account | None:
    """The account of a name as it was stored."""
    row = connection.execute(select(*_COLUMNS).where(accounts.c.name == name)).one_or_none()
    return Account(*row) if row else None


def everyone(connection: Connection) -> list[Account]:
    """Every account, by name."""
    return [Account(*row) for row in connection.execute(select(*_COLUMNS).order_by(accounts.c.name))]


def suspend(connection: Connection, account: bytes) -> None:
    """Nobody signs in with this account any more, and whoever was signed in is out."""
    _set(connection, account, state=SUSPENDED)
    end_sessions(connection, account)


def set_second_factor(connection: Connection, account: bytes, totp_sealed: bytes) -> None:
    """The account has a new second factor; the old one and every session of it are gone."""
    _set(connection, account, totp_sealed=totp_sealed, totp_step=0, failed=0, locked_until=0)
    end_sessions(connection, account)


def count_failure(connection: Connection, account: bytes, failed: int, locked_until: int) -> None:
    """`failed` wrong tries in a row are remembered, and the account waits until `locked_until`."""
    _set(connection, account, failed=failed, locked_until=locked_until)


def use_step(connection: Connection, account: bytes, step: int) -> bool:
    """True exactly once for a time step, and never for an earlier one: a code is accepted once."""
    result = connection.execute(
        update(accounts)
        .where(accounts.c.id == account, accounts.c.totp_step < step)
        .values(totp_step=step, failed=0, locked_until=0)
    )
    return result.rowcount == 1


def open_session(connection: Connection, id_hash: bytes, account: bytes, expires: int, now: int) -> None:
    """The session exists; sessions that ended before `now` are gone."""
    connection.execute(delete(sessions).where(sessions.c.expires <= now))
    connection.execute(insert(sessions).values(id_hash=id_hash, account_id=account, expires=expires))


def session(connection: Connection, id_hash: bytes, now: int) -> tuple[Account, int] | None:
    """The active account that holds this session, and when the session ends."""
    row = connection.execute(
        select(*_COLUMNS, sessions.c.expires)
        .join(sessions, sessions.c.account_id == accounts.c.id)
        .where(sessions.c.id_hash == id_hash, sessions.c.expires > now, accounts.c.state == ACTIVE)
    ).one_or_none()
    return (Account(*row[:-1]), row[-1]) if row else None


def extend_session(connection: Connection, id_hash: bytes, expires: int) -> None:
    """The session lasts until `expires`."""
    connection.execute(update(sessions).where(sessions.c.id_hash == id_hash).values(expires=expires))


def end_session(connection: Connection, id_hash: bytes) -> None:
    """The session is gone, if it was there."""
    connection.execute(delete(sessions).where(sessions.c.id_hash == id_hash))


def end_sessions(connection: Connection, account: bytes) -> None:
    """Nobody is signed in with the account."""
    connection.execute(delete(sessions).where(sessions.c.account_id == account))


def _set(connection: Connection, account: bytes, **values: Any) -> None:
    connection.execute(update(accounts).where(accounts.c.id == account).values(**values))

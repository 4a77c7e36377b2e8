"""Who is signed in: rows that hold only a hash of what the browser holds, the day it began and when it ends.

No address, no browser, no time of day in what is shown; nothing here knows of any report. The caller brings the clock.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from gateway.store.accounts import ACTIVE, COLUMNS, Account
from gateway.store.tables import accounts, sessions


class Session(NamedTuple):
    """One browser in which somebody is signed in."""

    id_hash: bytes
    day: int


def begin(
    connection: Connection, id_hash: bytes, account: bytes, *, expires: int, now: int, day: int
) -> None:
    """The session exists; sessions that ended before `now` are gone."""
    connection.execute(delete(sessions).where(sessions.c.expires <= now))
    connection.execute(insert(sessions).values(id_hash=id_hash, account_id=account, expires=expires, day=day))


def account_of(connection: Connection, id_hash: bytes, now: int) -> tuple[Account, int] | None:
    """The active account that holds this session, and when the session ends."""
    row = connection.execute(
        select(*COLUMNS, sessions.c.expires)
        .join(sessions, sessions.c.account_id == accounts.c.id)
        .where(sessions.c.id_hash == id_hash, sessions.c.expires > now, accounts.c.state == ACTIVE)
    ).one_or_none()
    return (Account(*row[:-1]), row[-1]) if row else None


def extend(connection: Connection, id_hash: bytes, expires: int) -> None:
    """The session lasts until `expires`."""
    connection.execute(update(sessions).where(sessions.c.id_hash == id_hash).values(expires=expires))


def of_account(connection: Connection, account: bytes, now: int) -> list[Session]:
    """Where the account is signed in, the newest day first."""
    found = (
        select(sessions.c.id_hash, sessions.c.day)
        .where(sessions.c.account_id == account, sessions.c.expires > now)
        .order_by(sessions.c.day.desc(), sessions.c.id_hash)
    )
    return [Session(*row) for row in connection.execute(found)]


def counted(connection: Connection, ngo: str, now: int) -> dict[bytes, int]:
    """In how many browsers each account of an NGO is signed in; those in none are left out."""
    found = (
        select(sessions.c.account_id, func.count())
        .join(accounts, accounts.c.id == sessions.c.account_id)
        .where(accounts.c.ngo == ngo, sessions.c.expires > now)
        .group_by(sessions.c.account_id)
    )
    return {row[0]: row[1] for row in connection.execute(found)}


def end(connection: Connection, id_hash: bytes) -> None:
    """The session is gone, if it was there."""
    connection.execute(delete(sessions).where(sessions.c.id_hash == id_hash))


def end_one_of(connection: Connection, account: bytes, id_hash: bytes) -> None:
    """The session is gone, if it was this account's."""
    connection.execute(
        delete(sessions).where(sessions.c.id_hash == id_hash, sessions.c.account_id == account)
    )


def end_all(connection: Connection, account: bytes, but: bytes = b"") -> None:
    """The account is signed in nowhere, or nowhere but in the session `but`."""
    connection.execute(delete(sessions).where(sessions.c.account_id == account, sessions.c.id_hash != but))

"""Passkeys of caseworkers' accounts: rows, and the questions asked of them.

A row holds what is needed to check a signature, and nothing that tells of its use: two copies of it a year apart are
the same bytes.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from gateway.store.tables import passkeys


class Passkey(NamedTuple):
    """What is kept of one. `public_key`: COSE; `mark`: four random signs that its owner sees."""

    credential_id: bytes
    public_key: bytes
    mark: str


_COLUMNS = tuple(passkeys.c[name] for name in Passkey._fields)


def add(connection: Connection, account: bytes, passkey: Passkey) -> None:
    """The account has one more. IntegrityError if it has this one."""
    connection.execute(insert(passkeys).values(account_id=account, **passkey._asdict()))


def of_account(connection: Connection, account: bytes) -> Sequence[Passkey]:
    """Those of the account, by their marks: in no order of time."""
    found = select(*_COLUMNS).where(passkeys.c.account_id == account).order_by(passkeys.c.mark)
    return [Passkey(*row) for row in connection.execute(found)]


def public_key(connection: Connection, account: bytes, credential_id: bytes) -> bytes | None:
    """The key of this passkey, if it is this account's."""
    mine = (passkeys.c.account_id == account, passkeys.c.credential_id == credential_id)
    return connection.execute(select(passkeys.c.public_key).where(*mine)).scalar()


def remove(connection: Connection, account: bytes, mark: str) -> bool:
    """True if the account had a passkey of this mark. It is gone."""
    mine = (passkeys.c.account_id == account, passkeys.c.mark == mark)
    return connection.execute(delete(passkeys).where(*mine)).rowcount > 0


def remove_all(connection: Connection, account: bytes) -> None:
    """The account has none."""
    connection.execute(delete(passkeys).where(passkeys.c.account_id == account))

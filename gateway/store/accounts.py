"""Accounts, sessions and wrong tries of caseworkers: rows, and the questions asked of them. No table here knows of any
report.

- An account is `invited` until its person has chosen her password and second factor with the code she was given,
  `active` after that, `suspended` when nobody may sign in with it.
- A session holds a hash of what the browser holds, the day it began and the half hour in which it ends: no address, no
  browser, no time of day.
- Wrong tries are counted under a keyed hash (`gateway.accounts.signin`); a row stays a day after its wait is over.

All times are unix seconds; the caller brings the clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from gateway.store import passkeys
from gateway.store.tables import accounts, printed_codes, sessions, tries

INVITED = "invited"
ACTIVE = "active"
SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Account:
    """One caseworker's account. `totp_sealed` opens only with a key that is not in the database."""

    id: bytes
    name: str
    ngo: str
    admin: bool
    password_hash: str
    totp_sealed: bytes
    totp_step: int
    state: str
    join_until: int
    day: int


COLUMNS = tuple(accounts.c[name] for name in Account.__dataclass_fields__)


def add(connection: Connection, account: Account, join_hash: bytes | None = None) -> None:
    """The account exists. IntegrityError if its name is taken."""
    values = {column.name: getattr(account, column.name) for column in COLUMNS}
    connection.execute(insert(accounts).values(**values, join_hash=join_hash))


def by_name(connection: Connection, name: str) -> Account | None:
    """The account of a name as it was stored."""
    return _one(connection, accounts.c.name == name)


def by_id(connection: Connection, account: bytes) -> Account | None:
    """The account."""
    return _one(connection, accounts.c.id == account)


def by_code(connection: Connection, join_hash: bytes, now: int) -> Account | None:
    """The invited account whose person was given this code, while it is good."""
    good = (accounts.c.join_hash == join_hash, accounts.c.join_until > now, accounts.c.state == INVITED)
    return _one(connection, *good)


def everyone(connection: Connection, ngo: str | None = None) -> list[Account]:
    """Every account, or every account of an NGO, by name."""
    found = select(*COLUMNS).order_by(accounts.c.name)
    return [Account(*row) for row in connection.execute(found if ngo is None else found.where(accounts.c.ngo == ngo))]


def how_many(connection: Connection, ngo: str) -> int:
    """How many accounts an NGO has."""
    return connection.execute(select(func.count()).where(accounts.c.ngo == ngo)).scalar_one()


def administrators(connection: Connection, ngo: str) -> set[bytes]:
    """The active administrators of an NGO, who stay as they are until this transaction ends."""
    found = select(accounts.c.id).where(accounts.c.ngo == ngo, accounts.c.admin.is_(True), accounts.c.state == ACTIVE)
    return set(connection.execute(found.order_by(accounts.c.id).with_for_update()).scalars())


def invite(connection: Connection, account: bytes, join_hash: bytes, until: int) -> None:
    """Password, second factor, passkeys and sessions are gone; the person chooses anew with the code until then."""
    _set(
        connection,
        account,
        state=INVITED,
        join_hash=join_hash,
        join_until=until,
        password_hash="",
        totp_sealed=b"",
        totp_step=0,
    )
    set_printed(connection, account, [])
    passkeys.remove_all(connection, account)
    _end_sessions(connection, account)


def join(
    connection: Connection, account: bytes, join_hash: bytes, *, password_hash: str, totp_sealed: bytes, step: int
) -> bool:
    """True, once for a code: the account is active, with this password and this second factor."""
    mine = (accounts.c.id == account, accounts.c.join_hash == join_hash, accounts.c.state == INVITED)
    chosen = update(accounts).where(*mine)
    chosen = chosen.values(
        state=ACTIVE, join_hash=None, join_until=0, password_hash=password_hash, totp_sealed=totp_sealed, totp_step=step
    )
    if connection.execute(chosen).rowcount != 1:
        return False
    _end_sessions(connection, account)  # one may have begun in the moment in which the account was reset
    passkeys.remove_all(connection, account)  # and a gateway of before there were any leaves them at a reset
    return True


def is_as_it_was(connection: Connection, account: Account) -> bool:
    """True if it may still sign in with what was read of it, and until this transaction ends."""
    columns = accounts.c
    same = select(columns.id).where(
        columns.id == account.id,
        columns.state == ACTIVE,
        columns.password_hash == account.password_hash,
        columns.totp_sealed == account.totp_sealed,
    )
    return connection.execute(same.with_for_update()).one_or_none() is not None


def suspend(connection: Connection, account: bytes) -> None:
    """Nobody signs in with this account any more, and whoever was signed in is out; a code to join is good no more."""
    _set(connection, account, state=SUSPENDED, join_hash=None, join_until=0)
    _end_sessions(connection, account)


def remove(connection: Connection, account: bytes) -> None:
    """Nothing of the account is left."""
    _end_sessions(connection, account)
    set_printed(connection, account, [])
    passkeys.remove_all(connection, account)
    connection.execute(delete(accounts).where(accounts.c.id == account))


def set_admin(connection: Connection, account: bytes, admin: bool) -> None:
    """The account is, or is not, an administrator's."""
    _set(connection, account, admin=admin)


def set_password(connection: Connection, account: bytes, password_hash: str) -> None:
    """The account has a new password."""
    _set(connection, account, password_hash=password_hash)


def set_second_factor(connection: Connection, account: bytes, totp_sealed: bytes, step: int = 0) -> None:
    """The account has a new second factor; the old one and every session of it are gone."""
    _set(connection, account, totp_sealed=totp_sealed, totp_step=step)
    _end_sessions(connection, account)


def use_step(connection: Connection, account: bytes, step: int) -> bool:
    """True exactly once for a time step, and never for an earlier one: a code is accepted once."""
    fresh = update(accounts).where(accounts.c.id == account, accounts.c.totp_step < step)
    return connection.execute(fresh.values(totp_step=step)).rowcount == 1


def set_printed(connection: Connection, account: bytes, code_hashes: Sequence[bytes]) -> None:
    """The account's printed codes are these and no others."""
    connection.execute(delete(printed_codes).where(printed_codes.c.account_id == account))
    rows = [{"account_id": account, "code_hash": code_hash} for code_hash in code_hashes]
    if rows:
        connection.execute(insert(printed_codes), rows)


def use_printed(connection: Connection, account: bytes, code_hash: bytes) -> bool:
    """True exactly once for a printed code of the account."""
    mine = (printed_codes.c.account_id == account, printed_codes.c.code_hash == code_hash)
    return connection.execute(delete(printed_codes).where(*mine)).rowcount == 1


def printed_left(connection: Connection, account: bytes) -> int:
    """How many printed codes of the account were not used yet."""
    mine = select(func.count()).where(printed_codes.c.account_id == account)
    return connection.execute(mine).scalar_one()


def _one(connection: Connection, *conditions: Any) -> Account | None:
    row = connection.execute(select(*COLUMNS).where(*conditions)).one_or_none()
    return Account(*row) if row else None


def _end_sessions(connection: Connection, account: bytes) -> None:
    connection.execute(delete(sessions).where(sessions.c.account_id == account))


def _set(connection: Connection, account: bytes, **values: Any) -> None:
    connection.execute(update(accounts).where(accounts.c.id == account).values(**values))


class Session(NamedTuple):
    """One browser in which somebody is signed in."""

    id_hash: bytes
    day: int


def begin(connection: Connection, id_hash: bytes, account: bytes, *, expires: int, now: int, day: int) -> None:
    """The session exists; sessions that ended before `now` are gone."""
    connection.execute(delete(sessions).where(sessions.c.expires <= now))
    connection.execute(insert(sessions).values(id_hash=id_hash, account_id=account, expires=expires, day=day))


_of_session = (
    select(*COLUMNS, sessions.c.expires)
    .join(sessions, sessions.c.account_id == accounts.c.id)
    .where(
        sessions.c.id_hash == bindparam("id_hash"), sessions.c.expires > bindparam("now"), accounts.c.state == ACTIVE
    )
)


def account_of(connection: Connection, id_hash: bytes, now: int) -> tuple[Account, int] | None:
    """The active account that holds this session, and when the session ends."""
    row = connection.execute(_of_session, {"id_hash": id_hash, "now": now}).one_or_none()
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
    connection.execute(delete(sessions).where(sessions.c.id_hash == id_hash, sessions.c.account_id == account))


def end_all(connection: Connection, account: bytes, but: bytes = b"") -> None:
    """The account is signed in nowhere, or nowhere but in the session `but`."""
    connection.execute(delete(sessions).where(sessions.c.account_id == account, sessions.c.id_hash != but))


MOST = 100  # wrong tries that are counted; the wait has long stopped growing


def waits_until(connection: Connection, name_hash: bytes) -> int:
    """When this name may be tried again; 0 when it may be now."""
    found = connection.execute(select(tries.c.locked_until).where(tries.c.name_hash == name_hash)).scalar()
    return found or 0


def count(connection: Connection, name_hash: bytes) -> int:
    """How many wrong tries in a row this one makes; nobody else counts in between."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = insert(tries).values(name_hash=name_hash, failed=1, locked_until=0)
    more = row.on_conflict_do_update(index_elements=[tries.c.name_hash], set_={"failed": tries.c.failed + 1})
    failed = connection.execute(more.returning(tries.c.failed)).scalar_one()
    return min(failed, MOST)


def wait(connection: Connection, name_hash: bytes, until: int) -> None:
    """The name waits until then."""
    connection.execute(update(tries).where(tries.c.name_hash == name_hash).values(locked_until=until))


def forget(connection: Connection, name_hash: bytes) -> None:
    """Nothing is counted against this name."""
    connection.execute(delete(tries).where(tries.c.name_hash == name_hash))

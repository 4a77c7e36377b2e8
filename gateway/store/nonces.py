"""Nonces of signed requests: each is spent once, in the transaction of what its request does."""

from sqlalchemy import Connection, bindparam, delete

from gateway.store.inserts import InsertNew
from gateway.store.tables import nonces

_insert = InsertNew(nonces)
_forget = delete(nonces).where(nonces.c.until < bindparam("now"))


def spend(connection: Connection, key: bytes, until: int) -> bool:
    """True if the nonce was new; it is remembered until `until` (unix seconds). False for a replay."""
    return _insert(connection, {"key": key, "until": until}) == 1


def forget(connection: Connection, now: int) -> int:
    """Nonces whose time is over are gone; how many there were."""
    return connection.execute(_forget, {"now": now}).rowcount

"""Replay protection: what was admitted already, and the nonces of signed requests.

An envelope's part and content id are remembered under a keyed hash for 35 days: the same bytes again change nothing,
others are refused (keys/ENVELOPE.md, G11). A nonce is spent once, in the transaction of what its request does.
"""

from enum import Enum

from sqlalchemy import Connection, bindparam, delete, select

from gateway.store.statements import InsertNew
from gateway.store.tables import nonces, seen

_insert_seen = InsertNew(seen)
_digest_of = select(seen.c.digest).where(seen.c.key == bindparam("key"))


class Memory(Enum):
    NEW = 1  # now remembered
    SAME = 2  # seen before with the same digest: answer as the first time, store nothing
    OTHER = 3  # seen before with another digest: refuse


def remember(connection: Connection, key: bytes, digest: bytes, day: int) -> Memory:
    """The key and digest are remembered, unless the key already was."""
    return remember_all(connection, {key: digest}, day)


def remember_all(connection: Connection, digests: dict[bytes, bytes], day: int) -> Memory:
    """The same for several that belong together: SAME only when every one of them was there. OTHER undoes nothing."""
    rows = [{"key": key, "digest": digest, "day": day} for key, digest in digests.items()]
    added = _insert_seen(connection, *rows)
    if added == len(rows):
        return Memory.NEW
    known = all(
        connection.execute(_digest_of, {"key": key}).scalar_one_or_none() == digest for key, digest in digests.items()
    )
    return Memory.SAME if known and not added else Memory.OTHER


_insert_nonce = InsertNew(nonces)
_forget = delete(nonces).where(nonces.c.until < bindparam("now"))


def spend(connection: Connection, key: bytes, until: int) -> bool:
    """True if the nonce was new; it is remembered until `until` (unix seconds). False for a replay."""
    return _insert_nonce(connection, {"key": key, "until": until}) == 1


def forget(connection: Connection, now: int) -> int:
    """Nonces whose time is over are gone; how many there were."""
    return connection.execute(_forget, {"now": now}).rowcount

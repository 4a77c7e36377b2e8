"""What has been admitted already (G11), under keyed hashes, for 35 days."""

from enum import Enum

from sqlalchemy import Connection, bindparam, select

from gateway.store.inserting import InsertNew
from gateway.store.tables import seen

_insert = InsertNew(seen)
_digest_of = select(seen.c.digest).where(seen.c.key == bindparam("key"))


class Memory(Enum):
    NEW = 1  # now remembered
    SAME = 2  # seen before with the same digest: answer as the first time, store nothing
    OTHER = 3  # seen before with another digest: refuse


def remember(connection: Connection, key: bytes, digest: bytes, day: int) -> Memory:
    """The key and digest are remembered, unless the key already was."""
    if _insert(connection, {"key": key, "digest": digest, "day": day}):
        return Memory.NEW
    known = connection.execute(_digest_of, {"key": key}).scalar_one_or_none()
    return Memory.SAME if known == digest else Memory.OTHER

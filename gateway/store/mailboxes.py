"""Mailboxes: eight slots of one size under a keyed hash. Reads are recorded in no form.

A row exists from the first write until 24 months after the last; a box that was never written and one that never
existed are the same nothing. Slots 0 to 3 are for the police, 4 to 7 for the NGO; a write replaces the oldest of its
own four. It belongs to the first force and the first NGO that wrote to it, which are known by keyed hashes only; it
can be taken from the force when a report is moved to another one.
"""

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from gateway.store.statements import InsertNew, LookUp
from gateway.store.tables import mailboxes, slots

SLOT = 2292  # bytes
SLOTS = 8
POLICE, NGO = 0, 4  # the first slot of each

_make = InsertNew(mailboxes, "row_key", "day", "police_next", "ngo_next")
_fill = InsertNew(slots)
_read = LookUp(select(slots.c.slot, slots.c.part).where(slots.c.row_key == bindparam("row")))
_exists = select(mailboxes.c.row_key).where(mailboxes.c.row_key == bindparam("row"))
_next = (
    select(mailboxes.c.police_next, mailboxes.c.ngo_next)
    .where(mailboxes.c.row_key == bindparam("row"))
    .with_for_update()
)


def belongs_to(connection: Connection, row_key: bytes, writer: bytes, *, police: bool, day: int) -> bool:
    """True if no other writer of this kind has written to the box before; from now on no other may."""
    _make(connection, _new(row_key, day))
    column = mailboxes.c.police_writer if police else mailboxes.c.ngo_writer
    mine = (mailboxes.c.row_key == row_key, or_(column.is_(None), column == writer))
    return connection.execute(update(mailboxes).where(*mine).values({column: writer})).rowcount == 1


def _new(row_key: bytes, day: int) -> dict[str, object]:
    return {"row_key": row_key, "day": day, "police_next": POLICE, "ngo_next": NGO}


def write(connection: Connection, row_key: bytes, part: bytes, *, police: bool, day: int) -> None:
    """`part` stands in the box in place of the oldest message of the same kind of writer."""
    _make(connection, _new(row_key, day))
    police_next, ngo_next = connection.execute(_next, {"row": row_key}).one()
    first, slot = (POLICE, police_next) if police else (NGO, ngo_next)
    following = first + (slot - first + 1) % 4
    column = mailboxes.c.police_next if police else mailboxes.c.ngo_next
    now = {column: following, mailboxes.c.day: day, mailboxes.c.emptied: False}
    connection.execute(update(mailboxes).where(mailboxes.c.row_key == row_key).values(now))
    if not _fill(connection, {"row_key": row_key, "slot": slot, "part": part}):
        connection.execute(update(slots).where(slots.c.row_key == row_key, slots.c.slot == slot).values(part=part))


def read(connection: Connection, row_key: bytes) -> bytes:
    """All eight slots, 18336 bytes; an empty one is zero bytes."""
    found = dict(_read(connection, row=row_key))
    empty = bytes(SLOT)
    return b"".join(found.get(slot, empty) for slot in range(SLOTS))


def exists(connection: Connection, row_key: bytes) -> bool:
    return connection.execute(_exists, {"row": row_key}).one_or_none() is not None


def let_go(connection: Connection, row_key: bytes) -> None:
    """The force's four slots are empty, and the box belongs to no force: the next one that writes has it."""
    connection.execute(delete(slots).where(slots.c.row_key == row_key, slots.c.slot < NGO))
    nobody = {mailboxes.c.police_writer: None, mailboxes.c.police_next: POLICE}
    connection.execute(update(mailboxes).where(mailboxes.c.row_key == row_key).values(nobody))


def wipe(connection: Connection, row_key: bytes) -> None:
    """The slots are empty; that there was a box stays known until its 24 months are over."""
    connection.execute(delete(slots).where(slots.c.row_key == row_key))

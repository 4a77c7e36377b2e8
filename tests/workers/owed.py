"""Envelopes as the workers see them: of the right form, and opaque. Nobody here could open one anyway."""

from __future__ import annotations

import os

from sqlalchemy import Engine, insert, select

from gateway.store.engine import reading, writing
from gateway.store.tables import deliveries, envelopes, reports
from keys import clock
from keys.encoding import H
from keys.envelope.format import SIGNATURE, head, length
from keys.roles import Part

FORCE, NGO = "northshire-police", "harbour"
SIGNED = 276


def part_bytes(part: Part, cid: bytes, nrec: int = 1) -> bytes:
    """A part of the right form, sealed to nobody."""
    hdr0 = head(part, nrec, cid, 1, bytes(32), bytes(16))
    kids = sorted(os.urandom(16) for _ in range(nrec))
    stanzas = b"".join(kid + os.urandom(80) for kid in kids)
    return hdr0 + stanzas + os.urandom(length(part, nrec) - len(hdr0) - len(stanzas))


def owe(engine: Engine, part: Part, org: str, raw: bytes, cid: bytes, body: bytes, **columns: object) -> bytes:
    """A delivery is owed; its id."""
    id_ = os.urandom(16)
    row = {
        "id": id_,
        "report_id": None,
        "part": int(part),
        "org": org,
        "from_org": NGO,
        "cid": cid,
        "digest": H("amparo1/part", raw),
        "day": clock.today(),
        **columns,
    }
    with writing(engine) as connection:
        connection.execute(insert(deliveries), row)
        connection.execute(insert(envelopes), {"org": org, "delivery_id": id_, "kids": raw[76:92], "body": body})
    return id_


def owe_report(engine: Engine, *, priority: bool = False, day: int | None = None) -> tuple[bytes, bytes]:
    """A report is stored; the ids of its crime delivery to FORCE and its identity delivery to NGO."""
    cid, day = os.urandom(16), clock.today() if day is None else day
    with writing(engine) as connection:
        connection.execute(
            insert(reports), {"report_id": cid, "ngo": NGO, "force": FORCE, "priority": priority, "day": day}
        )
    ids = []
    for part, org in ((Part.CRIME, FORCE), (Part.IDENTITY, NGO)):
        raw = part_bytes(part, cid)
        body = b"AMPM" + os.urandom(SIGNED - 4) + raw
        ids.append(owe(engine, part, org, raw, cid, body, report_id=cid, priority=priority, day=day))
    return ids[0], ids[1]


def owe_single(engine: Engine, part: Part = Part.TO_POLICE, org: str = FORCE, **columns: object) -> bytes:
    """A single envelope is owed; its id."""
    cid = os.urandom(16)
    raw = part_bytes(part, cid)
    return owe(engine, part, org, raw, cid, raw + os.urandom(SIGNATURE), **columns)


def row_of(engine: Engine, id_: bytes):
    """The delivery's row now."""
    with reading(engine) as connection:
        return connection.execute(select(deliveries).where(deliveries.c.id == id_)).one()


def body_of(engine: Engine, id_: bytes) -> bytes | None:
    """Its sealed bytes, or None once they are destroyed."""
    with reading(engine) as connection:
        return connection.execute(select(envelopes.c.body).where(envelopes.c.delivery_id == id_)).scalar_one_or_none()

"""Do these bytes fit what is owed? The last look before an envelope leaves: length, form, digest, and whose it is.

The police of a report are sent its manifest and crime part, its NGO the manifest and the identity part, and nobody
anything else. Whatever does not fit is refused and a person is told; it is never tried again by itself.
"""

from __future__ import annotations

import hmac

from gateway.store.leases import Leased
from keys.envelope.envelope import parse, split_single
from keys.errors import Refused
from keys.hashing import H
from keys.parts import Part
from workers.errors import WillNotCarry

SIGNED = 244  # bytes of a signed manifest, which travels before parts 1 and 2
MANIFEST_MAGIC = b"AMPM"
OF_A_REPORT = (Part.CRIME, Part.IDENTITY)


def fitting(owed: Leased) -> bytes:
    """The bytes to carry. WillNotCarry with a short code when they are missing or not what is owed to this reader."""
    if owed.body is None:
        raise WillNotCarry("no-bytes")
    try:
        part = Part(owed.part)
        raw = _of_report(owed, part) if part in OF_A_REPORT else split_single(owed.body, part)[0]
        envelope = parse(raw, part)
    except (Refused, ValueError):
        raise WillNotCarry("wrong-bytes") from None
    if envelope.cid != owed.cid or not hmac.compare_digest(H("amparo1/part", raw), owed.digest):
        raise WillNotCarry("wrong-bytes")
    return owed.body


def _of_report(owed: Leased, part: Part) -> bytes:
    reader = owed.force if part is Part.CRIME else owed.ngo
    if reader is None or owed.org != reader:
        raise WillNotCarry("wrong-reader")
    assert owed.body is not None
    if owed.body[:4] != MANIFEST_MAGIC:
        raise WillNotCarry("wrong-bytes")
    return owed.body[SIGNED:]

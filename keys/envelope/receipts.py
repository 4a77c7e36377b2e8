"""Short signed words between desks: a receipt, a recall, a confirmation. Fixed layouts, nothing to parse twice.

    receipt = "AMPR" u8 1 u8 action cid[16] digest[32] u32 day sender[16] || Sig("amparo1/receipt", the 74 bytes)   138
    recall  = "AMPX" u8 1           cid[16] digest[32] u32 day sender[16] || Sig("amparo1/recall",  the 73 bytes)   137
    confirm = "AMPC" u8 1           cid[16] digest[32] u32 day sender[16] || Sig("amparo1/confirm", the 73 bytes)   137

`cid` is the report id for report parts, the envelope's own for singles. `digest` is of the part; in a confirmation it
is `H("amparo1/signed", signed manifest)`. A receipt is a desk's word, not a proof of reading.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum

from keys.encoding import H
from keys.errors import Refused
from keys.signing import Signer, verify


class Action(IntEnum):
    """What a desk says has happened to an envelope."""

    RECEIVED = 1
    OPENED = 2
    RECALLED = 3


_TAIL = struct.Struct(">16s32sI16s")
_RECEIPT, _RECALL, _CONFIRM = b"AMPR\x01", b"AMPX\x01", b"AMPC\x01"
RECEIPT_LENGTH, ORDER_LENGTH = 138, 137


@dataclass(frozen=True, slots=True)
class Word:
    """A parsed receipt, recall or confirmation. Its signature is checked by `verify`, once the sender is known."""

    action: Action | None
    cid: bytes
    digest: bytes
    day: int
    sender: bytes
    raw: bytes
    tag: str

    def verify(self, pk: bytes) -> None:
        """Verify the signature with the sender's key. Raises Refused("signature")."""
        verify(pk, self.tag, self.raw[:-64], self.raw[-64:])


def signed_digest(signed: bytes) -> bytes:
    """What a confirmation names: the hash of the 276-byte signed manifest."""
    return H("amparo1/signed", signed)


def receipt(action: Action, cid: bytes, digest: bytes, day: int, signer: Signer) -> bytes:
    """138 bytes: the signer's word that `action` happened to the envelope."""
    message = _RECEIPT + bytes([action]) + _TAIL.pack(cid, digest, day, signer.kid)
    return message + signer.sign("amparo1/receipt", message)


def recall(cid: bytes, digest: bytes, day: int, signer: Signer) -> bytes:
    """137 bytes: the order to give an envelope up unseen."""
    message = _RECALL + _TAIL.pack(cid, digest, day, signer.kid)
    return message + signer.sign("amparo1/recall", message)


def confirm(report_id: bytes, signed: bytes, day: int, signer: Signer) -> bytes:
    """137 bytes: the NGO filed this report; it does not say that a gateway sealed its words unchanged."""
    message = _CONFIRM + _TAIL.pack(report_id, signed_digest(signed), day, signer.kid)
    return message + signer.sign("amparo1/confirm", message)


def parse_receipt(raw: bytes) -> Word:
    """The receipt in 138 bytes. Refused("receipt") for any other form."""
    if len(raw) != RECEIPT_LENGTH or raw[:5] != _RECEIPT or raw[5] not in set(Action):
        raise Refused("receipt")
    return _word(Action(raw[5]), raw, 6, "amparo1/receipt")


def parse_recall(raw: bytes) -> Word:
    """The recall in 137 bytes. Refused("recall") for any other form."""
    if len(raw) != ORDER_LENGTH or raw[:5] != _RECALL:
        raise Refused("recall")
    return _word(None, raw, 5, "amparo1/recall")


def parse_confirm(raw: bytes) -> Word:
    """The confirmation in 137 bytes. Refused("confirm") for any other form."""
    if len(raw) != ORDER_LENGTH or raw[:5] != _CONFIRM:
        raise Refused("confirm")
    return _word(None, raw, 5, "amparo1/confirm")


def _word(action: Action | None, raw: bytes, at: int, tag: str) -> Word:
    cid, digest, day, sender = _TAIL.unpack_from(raw, at)
    return Word(action, cid, digest, day, sender, raw, tag)

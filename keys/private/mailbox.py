"""Open a token's mailbox for her page: the only opening that a gateway does, for the length of one request.

Her page has no desk and no memory. It derives the token's keys, tries every slot, keeps what passes P5 to P7, and
forgets. A slot that fails anything is skipped without a trace: nothing tells a wrong token from an empty box, not the
work either. For an empty slot a decoy is opened: a message that this process sealed to a key of its own.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from secrets import token_bytes
from typing import Any, Protocol

import nacl.bindings as sodium
from nacl.signing import SigningKey

from keys.directory.view import Listed, View
from keys.encoding import H, canonical
from keys.envelope import format, messages
from keys.envelope.admission import MAILBOX_WRITE
from keys.envelope.sealing import seal_mailbox, seal_victim
from keys.errors import Refused
from keys.private.decryption import open_part
from keys.roles import MAILBOX_KEY, Kind, Part, Role, kid
from keys.signing import Signer, sign_with, verify
from keys.token import Mailbox, mailbox_id, root_of

SLOT = MAILBOX_WRITE - 32
SLOTS = 8
POLICE_SLOTS = range(4)
WORD_LIMIT = 2012
_FOR_EVER = 1 << 31  # a day number that no clock reaches
_ZERO16, _ZERO32, _EMPTY = bytes(16), bytes(32), bytes(SLOT)


@dataclass(frozen=True)
class PageKeys:
    """A token's own keys, while one request lasts. `secret` opens slots; `say_seed` signs her words."""

    read: bytes
    secret: bytes
    say_seed: bytes

    def __repr__(self) -> str:
        return "PageKeys()"

    @cached_property
    def mailbox_id(self) -> bytes:
        return mailbox_id(self.read)

    @cached_property
    def pk(self) -> bytes:
        return sodium.crypto_scalarmult_base(self.secret)

    @cached_property
    def kid(self) -> bytes:
        return kid(MAILBOX_KEY, self.pk)


class Directory(Protocol):
    """Who may write into a mailbox: what is asked here of a `View`."""

    def listed(self, kid: bytes) -> Listed | None: ...
    def stopped(self, kid: bytes) -> bool: ...


@dataclass(frozen=True, slots=True)
class Message:
    """One slot that passed: who wrote it, and its body (a kind of `keys.envelope.messages.IN_MAILBOX`)."""

    slot: int
    org: str
    kind_of_org: Kind
    body: dict[str, Any]
    cid: bytes


def keys_for_page(value: int, deployment_id: bytes) -> PageKeys:
    """The keys of a token's value, in this deployment."""
    root = root_of(value, deployment_id)
    return PageKeys(H("amparo1/mbx-read", key=root), H("amparo1/mbx-box", key=root), H("amparo1/mbx-say", key=root))


def open_slots(keys: PageKeys, slots: bytes, view: Directory, today: int) -> tuple[list[Message], list[Message]]:
    """The messages in 18336 bytes of slots that pass P5 to P7, in slot order, and a decoy for each empty slot.

    Eight slots are opened whatever the box holds. Anything that fails is skipped. A decoy is for nobody's eyes.
    """
    if len(slots) != SLOT * SLOTS:
        raise ValueError("a mailbox is read as eight whole slots")
    found: list[Message] = []
    spare: list[Message] = []
    decoy = _decoy()
    for number in range(SLOTS):
        raw = slots[number * SLOT : (number + 1) * SLOT]
        if raw == _EMPTY:
            spare.append(open_slot(decoy.keys, number, decoy.slots[number], decoy, today))
            continue
        try:
            found.append(open_slot(keys, number, raw, view, today))
        except Refused:
            continue
    return found, spare


@dataclass(frozen=True)
class _Decoy:
    """A full mailbox that nobody has: its keys, what lies in it, and a directory of those who wrote it."""

    keys: PageKeys
    slots: tuple[bytes, ...]
    writers: dict[bytes, Listed]

    def listed(self, kid: bytes) -> Listed | None:
        return self.writers.get(kid)

    def stopped(self, _kid: bytes) -> bool:
        return False


@cache
def _decoy() -> _Decoy:
    """Sealed once in a process, with keys that leave no trace behind. Its messages are of day 0 and stay good."""
    keys = PageKeys(token_bytes(32), token_bytes(32), token_bytes(32))
    police = Signer("", Role.POLICE_REPLY, token_bytes(32))
    ngo = Signer("", Role.NGO_CASE, token_bytes(32))
    day = {"v": 1, "day": 0}
    status = day | {"kind": "status", "code": "opened", "line": [["sent", 0], ["delivered", 0], ["opened", 0]]}
    note = day | {"kind": "note", "text": "Please come on Tuesday at eleven. " * 4}
    box = Mailbox(keys.mailbox_id, keys.pk)
    slots = (
        seal_mailbox(
            {**(status if number in POLICE_SLOTS else note), "seq": 1 + number % len(POLICE_SLOTS)},
            box,
            signer=police if number in POLICE_SLOTS else ngo,
        )
        for number in range(SLOTS)
    )
    listed = {each.kid: Listed(each.org, each.role, each.pk, 0, _FOR_EVER, 0) for each in (police, ngo)}
    return _Decoy(keys, tuple(slots), listed)


def open_slot(keys: PageKeys, number: int, raw: bytes, view: Directory, today: int) -> Message:
    """The message in one slot. Refused with the first check of P5 to P7 that fails."""
    sealed = format.parse(raw, Part.MAILBOX, "P5")
    if sealed.sender != _ZERO16 or sealed.dirsize or sealed.dirhash != _ZERO32:
        raise Refused("P5-blank")
    if sealed.kids != (keys.kid,):
        raise Refused("P5-kid")
    inside, _cek = open_part(sealed, keys)
    signer, signature, body = inside[:16], inside[16:80], inside[80:]
    role = Role.POLICE_REPLY if number in POLICE_SLOTS else Role.NGO_CASE
    sender = view.listed(signer)
    if sender is None or sender.role is not role:
        raise Refused("P6-sender")
    if view.stopped(signer):
        raise Refused("P6-stopped")
    try:
        verify(sender.pk, "amparo1/mail", sealed.cid + keys.kid + body, signature)
    except Refused:
        raise Refused("P6-signature") from None
    message = messages.read(Part.MAILBOX, body, "P7")
    if not sender.since <= message["day"] < sender.until or message["day"] > today + 1:
        raise Refused("P6-day")
    kind = Kind.POLICE if role is Role.POLICE_REPLY else Kind.NGO
    if not messages.allowed_in_mailbox(kind, message["kind"]):
        raise Refused("P7-kind")
    return Message(number, sender.org, kind, message, sealed.cid)


def seal_word(keys: PageKeys, body: dict[str, Any], org: str, view: View, day: int) -> bytes:
    """Her own words, sealed to her NGO's case keys and signed by her token. ValueError when they are too long."""
    messages.check(Part.VICTIM, body, "P12")
    text = canonical(body)
    if len(text) > WORD_LIMIT:
        raise ValueError("the message is too long")
    part = seal_victim(keys.mailbox_id + text, org, view=view, day=day)
    return part + sign_with(SigningKey(keys.say_seed), "amparo1/single", part)

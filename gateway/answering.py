"""Answer: sealed envelopes between desks, and the mailboxes where her answers wait. Bytes only; nothing opens here.

Every check is made before the one transaction; in it the request's nonce is spent, the envelope is remembered (G11)
and what follows from it is stored. The same envelope again is answered as the first time and stores nothing.
"""

import os
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from gateway.errors import TooMany
from gateway.filing import spend, within_quota
from gateway.limits import WORDS_OF_HERS, WRITES_OF_AN_ORG
from gateway.runtime import Caller, Host
from gateway.store import deliveries, mailboxes, replay
from gateway.store.deliveries import NewDelivery
from gateway.store.engine import asking, reading, writing
from gateway.store.replay import Memory
from keys.encoding import H, canonical
from keys.envelope.admission import AdmittedSingle, admit_mailbox, admit_single, admit_victim, which_single
from keys.envelope.format import digest, parse, split_single
from keys.envelope.sealing import seal_single
from keys.errors import AmparoError, CannotSeal, Refused
from keys.roles import Kind, Part
from keys.token import mailbox_id, row_key, seen_key


class CannotSay(AmparoError):
    """Her word could not be taken. The page says whom to call instead; why is not told."""

    def __init__(self) -> None:
        super().__init__("This could not be sent.")


def admit(raw: bytes, *, caller: Caller, host: Host) -> None:
    """The envelope (part 3, 4, 5 or 10) is owed to the organisation it is sealed to. Refused for any fault."""
    admitted = admit_single(raw, which_single(raw), view=host.view(), org=caller.org, day=host.today())
    _owe(admitted, host, caller)


def keep_for_later(form: Mapping[str, Any], *, ngo: str, host: Host, press: bytes = b"") -> None:
    """The whole form, sealed as a held form (part 9), is owed to the NGO's desk, which alone can open it.

    `form` is plain JSON. `press`: 32 bytes that are the same when the same words come again from one page, by a double
    tap or a retry; the second time stores nothing. Raises CannotSeal, TooMany when the NGO's quota of today is used up,
    and ValueError when it is longer than an envelope holds.
    """
    today = host.today()
    if not within_quota(ngo, host):
        raise TooMany
    inside = canonical({"v": 1, "kind": "held", "ngo": ngo, "day": today, "form": dict(form)})
    raw = seal_single(Part.HELD, inside, ngo, view=host.view(), signer=host.signer, day=today)
    org = host.settings.gateway_org
    _owe(admit_single(raw, Part.HELD, view=host.view(), org=org, day=today), host, None, press)


def say(raw: bytes, *, read: bytes, host: Host) -> None:
    """Her word (part 7) is owed to her NGO. CannotSay unless her mailbox has a row and today's words are not used up.

    `read` is 32 bytes, from her token; neither it nor what it leads to is stored with the word.
    """
    mailbox = mailbox_id(read)
    row = row_key(mailbox, host.pepper)
    with reading(host.engine) as connection:
        known = mailboxes.exists(connection, row)
    if not known or not host.quotas.allow(b"victim\x00" + mailbox, WORDS_OF_HERS, host.today()):
        raise CannotSay
    try:
        _owe(admit_victim(raw, view=host.view(), day=host.today()), host, None)
    except (Refused, CannotSeal):
        raise CannotSay from None


def write_mailbox(raw: bytes, *, caller: Caller, host: Host) -> None:
    """The message stands in the box in place of the writer's oldest.

    The box belongs to the first force and the first NGO that wrote to it: whoever else came to know it can neither
    speak to her nor lift the waiting time of a dangerous status. Stored of that is a hash under the pepper, beside the
    box's own.
    """
    mailbox, part = admit_mailbox(raw)
    police = caller.kind is Kind.POLICE
    if not police and caller.kind is not Kind.NGO:
        raise Refused("G1-kind")
    org = caller.org.encode()
    today = host.today()
    with writing(host.engine) as connection:
        spend(connection, caller)
        if not _is_new(connection, Part.MAILBOX, parse(part, Part.MAILBOX).cid, digest(part), host):
            return
        if not host.quotas.allow(org + b"\x00" + mailbox, host.settings.writes_to_a_box, today):
            raise Refused("G-quota")
        if not host.quotas.allow(org, WRITES_OF_AN_ORG, today):
            raise Refused("G-quota")
        row = row_key(mailbox, host.pepper)
        writer = H("amparo1/writer", mailbox + bytes([police]) + org, key=host.pepper)
        if not mailboxes.belongs_to(connection, row, writer, police=police, day=today):
            raise Refused("G-writer")
        mailboxes.write(connection, row, part, police=police, day=today)


def read_mailbox(read: bytes, *, host: Host) -> bytes:
    """The eight slots that `read` (32 bytes) leads to: 18336 bytes whatever it is. Nothing is recorded."""
    with asking(host.engine) as connection:
        return mailboxes.read(connection, row_key(mailbox_id(read), host.pepper))


def wipe_mailbox(read: bytes, *, host: Host) -> None:
    """The eight slots that `read` (32 bytes) leads to are empty, if there were any."""
    with writing(host.engine) as connection:
        mailboxes.wipe(connection, row_key(mailbox_id(read), host.pepper))


def let_force_go(read: bytes, *, host: Host) -> None:
    """The box that `read` (32 bytes) leads to is no force's any more, and what one wrote there is gone."""
    with writing(host.engine) as connection:
        mailboxes.let_go(connection, row_key(mailbox_id(read), host.pepper))


def _owe(admitted: AdmittedSingle, host: Host, caller: Caller | None, press: bytes = b"") -> None:
    today = host.today()
    part, _signature = split_single(admitted.raw, admitted.part)
    owed = NewDelivery(
        id=os.urandom(16),
        report_id=None,
        part=admitted.part,
        org=admitted.to_org,
        from_org=admitted.from_org or "",
        cid=admitted.cid,
        digest=admitted.digest,
        day=today,
        priority=False,
        kids=b"".join(parse(part, admitted.part).kids),
        body=admitted.raw,
    )
    with writing(host.engine) as connection:
        if caller is not None:
            spend(connection, caller)
        if press and replay.remember(connection, seen_key(Part.HELD, press, host.pepper), press, today) is Memory.SAME:
            return
        if not _is_new(connection, admitted.part, admitted.cid, admitted.digest, host):
            return
        deliveries.owe(connection, [owed])
    host.nudge()


def _is_new(connection: Connection, part: Part, cid: bytes, digest: bytes, host: Host) -> bool:
    """True if this part was never here before; it is remembered now. Refused when others came under its content id."""
    memory = replay.remember(connection, seen_key(part, cid, host.pepper), digest, host.today())
    if memory is Memory.OTHER:
        raise Refused("G11")
    return memory is Memory.NEW

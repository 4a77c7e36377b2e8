"""Open what reaches a desk: checks R1 to R19 in order. Pure: bytes, a view of the directory and a memory in, truth out.

Everything that is wrong is one `Refused`; nothing half-opened ever leaves. R20 (store durably, then receipt) is the
desk's. A desk shows two checks apart from the rest, because a person must act: `R6-beyond` (fetch the directory and
try again) and `R10` (the signer's key was withdrawn since: ask the NGO). A failure of R12 or R13 is an alarm.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from keys import clock
from keys.directory.view import Listed, View
from keys.encoding import strict_json, unb64
from keys.envelope import attachment, disclosure, format, messages
from keys.envelope.admission import bound_to_manifest
from keys.envelope.disclosure import Disclosure
from keys.envelope.format import Envelope, Manifest
from keys.errors import CannotSeal, Refused
from keys.private.decryption import open_part
from keys.private.keyfile import Opener
from keys.roles import READER, Kind, Part
from keys.signing import verify
from keys.token import MailboxKeys

ACCEPTED_DAYS = 35
_REPORT_ID = re.compile("[0-9a-f]{32}")
_CRIME_KEYS = {"v", "type", "channel", "report"}
_CRIME_CHANNEL = {"terms", "schema_version", "day", "ngo", "mailbox", "vk"}
_IDENTITY_CHANNEL = {"schema_version", "day", "ngo", "force", "mailbox", "vk", "say", "read", "ngo_salt"}


@dataclass(frozen=True, slots=True)
class Parties:
    """The two organisations of a report, as this desk knows them; `force` is None where the desk is the force's."""

    ngo: str
    force: str | None


class Memory(Protocol):
    """What a desk remembers of what it opened before."""

    def digest_of(self, part: Part, cid: bytes) -> bytes | None:
        """The digest of the envelope already accepted under this id, if any."""

    def parties(self, report_id: bytes) -> Parties | None:
        """Whose report this is, if the desk holds it."""

    def mailbox(self, mailbox_id: bytes) -> MailboxKeys | None:
        """The keys of a mailbox that is one of this desk's, if it is."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An envelope that passed R1 to R19. `inside` is its strict JSON; `identity` is set for the identity part only, and
    `disclosure` for a disclosure only, whose note is not judged yet (C1 to C10, `keys.envelope.disclosure`).

    `day` is the protocol day it was found valid on, `cek` its content key: both are kept with the raw bytes (R20), so
    that it can be verified when the weekly key is gone. `sender` is None for the victim's own words.
    """

    part: Part
    cid: bytes
    report_id: bytes
    digest: bytes
    sender: Listed | None
    inside: dict[str, Any]
    identity: format.Identity | None
    manifest: Manifest | None
    mailbox_id: bytes | None
    day: int
    dirsize: int
    cek: bytes
    raw: bytes
    disclosure: Disclosure | None = None


@dataclass(frozen=True, slots=True)
class AlreadyAccepted:
    """An envelope accepted before, byte for byte: the same receipt is due again, and nothing else."""

    part: Part
    cid: bytes
    digest: bytes


def open_report_part(
    raw: bytes, part: Part, *, view: View, org: str, openers: Sequence[Opener], day: int, memory: Memory
) -> Opened | AlreadyAccepted:
    """What a delivery of `signed || part` says to `org`. Refused with the first check of R1 to R19 that fails."""
    if len(raw) not in format.DELIVERY_LENGTHS:
        raise Refused("R1")
    signed = format.parse_signed(raw[: format.SIGNED], "R2")
    sealed = format.parse(raw[format.SIGNED :], part, "R3")
    if signed.lengths[part] != len(sealed.raw):
        raise Refused("R4-length")
    if format.digest(sealed.raw) != signed.digests[part]:
        raise Refused("R4-digest")
    bound_to_manifest(sealed, signed, "R5")
    sender = _known_sender(view, sealed)
    _signed_by(sender, "amparo1/manifest", signed.raw, signed.signature)
    when = _sealed_to_us(view, sealed, org, sender, day)
    digest = signed.digests[part]
    if memory.digest_of(part, sealed.cid) is not None:
        return _again(part, sealed.cid, digest, memory)
    plaintext, cek = _open(sealed, openers)
    who = None
    if part is Part.IDENTITY:
        who = format.parse_identity(plaintext)
        inside = {"channel": who.channel}
    else:
        inside = _crime_json(plaintext)
    channel = inside["channel"]
    _channel(channel, _CRIME_CHANNEL if who is None else _IDENTITY_CHANNEL, signed, view, sender, day)
    if who is not None:
        if channel["ngo"] != org:
            raise Refused("R18")
        if format.idcommit(signed.report_id, who.leaves) != signed.idcommit:
            raise Refused("R19")
    return Opened(
        part, sealed.cid, signed.report_id, digest, sender, inside, who, signed, None, when, sealed.dirsize, cek, raw
    )


def open_single(
    raw: bytes, part: Part, *, view: View, org: str, openers: Sequence[Opener], day: int, memory: Memory
) -> Opened | AlreadyAccepted:
    """What a single envelope of `part || signature` says to `org`: parts 3, 4, 5, 7, 9 and 10."""
    if part not in messages.KINDS and part not in (Part.DISCLOSE, Part.ATTACHMENT):
        raise Refused("R1-part")
    part_raw, signature = format.split_single(raw, part, "R1")
    sealed = format.parse(part_raw, part, "R3")
    sender = None if part is Part.VICTIM else _known_sender(view, sealed)
    if sender is None:
        if sealed.sender != bytes(16):
            raise Refused("R7-sender")
        _our_log(view, sealed)
    else:
        _signed_by(sender, "amparo1/single", part_raw, signature)
    when = _sealed_to_us(view, sealed, org, sender, day)
    digest = format.digest(part_raw)
    if memory.digest_of(part, sealed.cid) is not None:
        return _again(part, sealed.cid, digest, memory)
    plaintext, cek = _open(sealed, openers)
    mailbox_id, text = (plaintext[:32], plaintext[32:]) if part is Part.VICTIM else (None, plaintext)
    shown = disclosure.parse(text) if part is Part.DISCLOSE else None
    if part is Part.ATTACHMENT:
        inside = _piece(text)
    else:
        inside = messages.read(part, text, "R17") if shown is None else shown.inside
    if not day - ACCEPTED_DAYS <= inside["day"] <= day + 1:
        raise Refused("R17-day")
    report_id = _party(part, inside, mailbox_id, org, sender, memory)
    if mailbox_id is not None:
        ours = memory.mailbox(mailbox_id)
        assert ours is not None  # R18 said so
        try:
            verify(ours.say, "amparo1/single", part_raw, signature)
        except Refused:
            raise Refused("R8-say") from None
    return Opened(
        part,
        sealed.cid,
        report_id,
        digest,
        sender,
        inside,
        None,
        None,
        mailbox_id,
        when,
        sealed.dirsize,
        cek,
        raw,
        shown,
    )


def _piece(text: bytes) -> dict[str, Any]:
    """What a piece of an attachment says, without the bytes of the file: those stay sealed in what is kept."""
    piece = attachment.parse(text)
    return {
        "report_id": piece.report_id.hex(),
        "day": piece.day,
        "file": piece.file.hex(),
        "index": piece.index,
        "count": piece.count,
        "about": piece.about,
    }


def _our_log(view: View, sealed: Envelope) -> None:
    try:
        view.acceptable(clock.now())
    except CannotSeal:
        raise Refused("R6-view") from None
    if sealed.dirsize > view.size:
        raise Refused("R6-beyond")
    if view.root_at(sealed.dirsize) != sealed.dirhash:
        raise Refused("R6-fork")


def _known_sender(view: View, sealed: Envelope) -> Listed:
    _our_log(view, sealed)
    sender = view.listed(sealed.sender)
    if sender is None or sender.role not in READER[sealed.part].signers:
        raise Refused("R7")
    if sealed.part is Part.HELD and view.org_kind(sender.org) is not Kind.GATEWAY:
        raise Refused("R7")  # an NGO's intake key signs manifests and nothing else
    return sender


def _signed_by(sender: Listed, tag: str, message: bytes, signature: bytes) -> None:
    try:
        verify(sender.pk, tag, message, signature)
    except Refused:
        raise Refused("R8") from None


def _sealed_to_us(view: View, sealed: Envelope, org: str, sender: Listed | None, day: int) -> int:
    """R9, R10: the day on which the part was sealed to exactly our keys by a signer who then could sign."""
    role = READER[sealed.part].role
    assert role is not None  # a desk opens no mailbox
    size, refused = sealed.dirsize, Refused("R9-checkpoint")
    for when, at in view.moments(size, range(day, day - ACCEPTED_DAYS - 1, -1)):
        if sender is not None and all(
            key.pk != sender.pk for key in view.active(sender.org, sender.role, when, size, at)
        ):
            refused = Refused("R9-signer") if refused.check == "R9-checkpoint" else refused
            continue
        ours = {key.kid for key in view.active(org, role, when, size, at)}
        if not set(sealed.kids) <= ours:
            refused = Refused("R9-stranger")
        elif any(not view.stopped(kid) for kid in ours - set(sealed.kids)):
            refused = Refused("R9-missing")
        else:
            if sender is not None and view.stopped(sealed.sender):
                raise Refused("R10")
            return when
    raise refused


def _again(part: Part, cid: bytes, digest: bytes, memory: Memory) -> AlreadyAccepted:
    if memory.digest_of(part, cid) != digest:
        raise Refused("R11")
    return AlreadyAccepted(part, cid, digest)


def _open(sealed: Envelope, openers: Sequence[Opener]) -> tuple[bytes, bytes]:
    role = READER[sealed.part].role
    for opener in openers:
        if opener.role is role and opener.kid in sealed.kids:
            return open_part(sealed, opener)
    raise Refused("R12")


def _crime_json(plaintext: bytes) -> dict[str, Any]:
    try:
        inside = strict_json(plaintext)
    except ValueError:
        raise Refused("R17-json") from None
    if inside.keys() - {"supersedes"} != _CRIME_KEYS:
        raise Refused("R17-keys")
    if type(inside["v"]) is not int or inside["v"] != 1 or inside["type"] != "report":
        raise Refused("R17-type")
    if not isinstance(inside["report"], dict) or not isinstance(inside["channel"], dict):
        raise Refused("R17-keys")
    if "supersedes" in inside:
        _report_id(inside["supersedes"])
    return inside


def _channel(channel: dict[str, Any], names: set[str], signed: Manifest, view: View, sender: Listed, day: int) -> None:
    if channel.keys() != names:
        raise Refused("R17-channel")
    try:
        for name in names & {"vk", "say", "read", "ngo_salt"}:
            unb64(channel[name], 32)
        if not messages.is_mailbox(channel["mailbox"]):
            raise ValueError
        if not all(isinstance(channel[name], str) for name in names & {"terms", "schema_version", "ngo", "force"}):
            raise ValueError
    except ValueError:
        raise Refused("R17-channel") from None
    if boxcommit_of(signed.report_id, channel) != signed.boxcommit:
        raise Refused("R17-boxcommit")
    sealed_on, ngo = channel["day"], channel["ngo"]
    if type(sealed_on) is not int or not day - ACCEPTED_DAYS <= sealed_on <= day + 1:
        raise Refused("R17-day")
    if view.org_kind(ngo) is not Kind.NGO:
        raise Refused("R17-ngo")
    if view.org_kind(sender.org) is Kind.NGO and sender.org != ngo:
        raise Refused("R17-sender")


def boxcommit_of(report_id: bytes, channel: dict[str, Any]) -> bytes:
    """The boxcommit of the mailbox and consent key in a well-formed channel of either part."""
    mailbox = channel["mailbox"]
    return format.boxcommit(report_id, *(unb64(each, 32) for each in (mailbox["id"], mailbox["pk"], channel["vk"])))


def _report_id(text: object) -> bytes:
    """The 16 bytes that 32 lower-case hex digits write; Refused("R17-report") for anything else."""
    if not isinstance(text, str) or not _REPORT_ID.fullmatch(text):
        raise Refused("R17-report")
    return bytes.fromhex(text)


def _party(
    part: Part, inside: dict[str, Any], mailbox_id: bytes | None, org: str, sender: Listed | None, memory: Memory
) -> bytes:
    """R18: the report id of a message between its own parties. Empty for a held form and for her own words."""
    if part is Part.VICTIM:
        if mailbox_id is None or memory.mailbox(mailbox_id) is None:
            raise Refused("R18")
        return b""
    if part is Part.HELD:
        if inside["ngo"] != org:
            raise Refused("R18")
        return b""
    report_id = _report_id(inside["report_id"])
    parties = memory.parties(report_id)
    expected = None if parties is None else (parties.force if part is Part.FROM_POLICE else parties.ngo)
    if sender is None or expected is None or sender.org != expected:
        raise Refused("R18")
    return report_id

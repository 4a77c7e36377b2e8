"""What a gateway lets in: checks G2 to G10, which need no private key. G1 (the door) and G11 (memory) are elsewhere.

What this very process has just sealed is not judged again (`admit_own`): it would pass the same list. Every failure is
one `Refused`; only its `check` tells them apart.
Times: `day` is today, UTC; what was sealed today or yesterday is admitted.
"""

from dataclasses import dataclass

from keys import clock
from keys.directory.view import Listed, View
from keys.envelope import format
from keys.envelope.format import Envelope, Upload
from keys.envelope.receipts import Word
from keys.envelope.sealing import SealedReport
from keys.errors import CannotSeal, Refused
from keys.roles import READER, Kind, Part, Role
from keys.signing import verify

MAILBOX_WRITE = 32 + format.LENGTHS[Part.MAILBOX][0]
WORD_DAYS = 35  # days for which a signed word may be under way, as any envelope may
_ZERO16, _ZERO32 = bytes(16), bytes(32)
_DOOR_PARTS = {
    Part.DISCLOSE: Kind.NGO,
    Part.FROM_POLICE: Kind.POLICE,
    Part.TO_POLICE: Kind.NGO,
    Part.ATTACHMENT: Kind.NGO,
}


@dataclass(frozen=True, slots=True)
class Admitted:
    """A report that may be stored: who it is for, by id; the bytes it came in."""

    report_id: bytes
    ngo: str
    force: str
    upload: Upload

    @property
    def digests(self) -> dict[Part, bytes]:
        return self.upload.manifest.digests


@dataclass(frozen=True, slots=True)
class AdmittedSingle:
    """A single envelope that may be stored. `from_org` is None for her own words, which nobody's key signs."""

    part: Part
    cid: bytes
    from_org: str | None
    to_org: str
    digest: bytes
    raw: bytes


def admit_own(sealed: SealedReport, *, ngo: str, force: str) -> Admitted:
    """What `seal_report` has just made for `ngo` and `force` under the view of this moment."""
    manifest = format.parse_signed(sealed.signed, "G3")
    return Admitted(sealed.report_id, ngo, force, Upload(sealed.signed, manifest, sealed.crime, sealed.identity))


def admit_upload(raw: bytes, *, view: View, ngo: str, day: int, gateway_org: str | None = None) -> Admitted:
    """The report in `raw` for `ngo` (the door's organisation, or the account's when `gateway_org` itself sealed)."""
    upload = format.split_upload(raw)
    signed = upload.manifest
    crime = format.parse(upload.crime, Part.CRIME, "G4")
    identity = format.parse(upload.identity, Part.IDENTITY, "G4")
    for part in (crime, identity):
        bound_to_manifest(part, signed, "G5")
    for part in (crime, identity):
        if format.digest(part.raw) != signed.digests[part.part]:
            raise Refused("G6-" + part.part.name.lower())
    _acceptable(view, signed.dirsize, signed.dirhash)
    sender = _sender(view, signed.sender, Part.CRIME, gateway_org or ngo)
    try:
        verify(sender.pk, "amparo1/manifest", signed.raw, signed.signature)
    except Refused:
        raise Refused("G9") from None
    force, to_ngo = _sealed_to(view, day, sender, (crime, identity))
    if to_ngo != ngo:
        raise Refused("G10-ngo")
    return Admitted(signed.report_id, ngo, force, upload)


def bound_to_manifest(part: Envelope, signed: format.Manifest, code: str) -> None:
    """G5 and R5: the part's report id, sender and directory state are the manifest's."""
    for name, ours, theirs in (
        ("cid", part.cid, signed.report_id),
        ("sender", part.sender, signed.sender),
        ("dirsize", part.dirsize, signed.dirsize),
        ("dirhash", part.dirhash, signed.dirhash),
    ):
        if ours != theirs:
            raise Refused(f"{code}-{name}")


def which_single(raw: bytes) -> Part:
    """Which of the parts that a desk may post `raw` claims to be. Refused("G4-part") when none."""
    if len(raw) > 5 and raw[5] in _DOOR_PARTS:
        return Part(raw[5])
    raise Refused("G4-part")


def admit_single(raw: bytes, part: Part, *, view: View, org: str, day: int) -> AdmittedSingle:
    """The envelope in `raw`, posted by `org` (for a held form: the gateway's own organisation)."""
    if part in _DOOR_PARTS and view.org_kind(org) is not _DOOR_PARTS[part]:
        raise Refused("G1-kind")
    part_raw, signature = format.split_single(raw, part, "G2")
    sealed = format.parse(part_raw, part, "G4")
    _acceptable(view, sealed.dirsize, sealed.dirhash)
    sender = _sender(view, sealed.sender, part, org)
    try:
        verify(sender.pk, "amparo1/single", part_raw, signature)
    except Refused:
        raise Refused("G9") from None
    (to_org,) = _sealed_to(view, day, sender, (sealed,))
    return AdmittedSingle(part, sealed.cid, org, to_org, format.digest(part_raw), raw)


def admit_victim(raw: bytes, *, view: View, day: int) -> AdmittedSingle:
    """Her own words to her NGO. Whose mailbox they are from only the NGO's desk can check."""
    part_raw, _signature = format.split_single(raw, Part.VICTIM, "G2")
    sealed = format.parse(part_raw, Part.VICTIM, "G4")
    if sealed.sender != _ZERO16:
        raise Refused("G4-sender")
    _acceptable(view, sealed.dirsize, sealed.dirhash)
    (to_org,) = _sealed_to(view, day, None, (sealed,))
    return AdmittedSingle(Part.VICTIM, sealed.cid, None, to_org, format.digest(part_raw), raw)


def admit_mailbox(raw: bytes) -> tuple[bytes, bytes]:
    """(mailbox id, part) of a mailbox write: nothing in it names who wrote it."""
    if len(raw) != MAILBOX_WRITE:
        raise Refused("G2")
    sealed = format.parse(raw[32:], Part.MAILBOX, "G4")
    if sealed.sender != _ZERO16 or sealed.dirsize or sealed.dirhash != _ZERO32:
        raise Refused("G4-blank")
    return raw[:32], raw[32:]


def admit_word(word: Word, *, view: View, org: str, day: int, roles: frozenset[Role], since: int | None = None) -> None:
    """Judge a receipt, recall or confirm note, at a gateway and at a desk alike (ENVELOPE.md, section 13).

    A key of `org` in one of `roles`, active on the word's own day and not stopped, signed it, and that day is within 35
    days of `day`, today. `since`: the day on which a desk last took words from its gateway; one that came there on any
    day after may have waited for it. Raises Refused.
    """
    sender = view.listed(word.sender)
    if sender is None or sender.role not in roles or sender.org != org or view.stopped(word.sender):
        raise Refused("word-sender")
    earliest = min(day, day if since is None else since) - WORD_DAYS
    if not earliest <= word.day <= day + 1 or not _active(view, sender, word.day):
        raise Refused("word-day")
    word.verify(sender.pk)


def _acceptable(view: View, dirsize: int, dirhash: bytes) -> None:
    try:
        view.acceptable(clock.now())
    except CannotSeal:
        raise Refused("G7-view") from None
    if view.root_at(dirsize) != dirhash:
        raise Refused("G7-dirhash")


def _sender(view: View, key: bytes, part: Part, org: str) -> Listed:
    sender = view.listed(key)
    if sender is None or sender.role not in READER[part].signers:
        raise Refused("G8-role")
    if sender.org != org:
        raise Refused("G8-org")
    return sender


def _active(view: View, key: Listed, day: int, size: int | None = None, at: int | None = None) -> bool:
    return any(listed.pk == key.pk for listed in view.active(key.org, key.role, day, size, at))


def _sealed_to(view: View, day: int, sender: Listed | None, parts: tuple[Envelope, ...]) -> tuple[str, ...]:
    """G10: the organisation each part is sealed to, exactly, on today or yesterday by a checkpoint of then."""
    if any(view.stopped(kid) for part in parts for kid in part.kids):
        raise Refused("G10-stopped")
    if sender is not None and view.stopped(parts[0].sender):
        raise Refused("G10-signer-stopped")
    size, refused = parts[0].dirsize, Refused("G10-checkpoint")
    for when, at in view.moments(size, (day, day - 1)):
        if sender is not None and not _active(view, sender, when, size, at):
            refused = Refused("G10-signer")
            continue
        try:
            return tuple(_exactly(view, part, when, at) for part in parts)
        except Refused as reason:
            refused = reason
    raise refused


def _exactly(view: View, part: Envelope, day: int, at: int) -> str:
    reader = READER[part.part]
    first = view.listed(part.kids[0])
    if first is None or reader.role is None or first.role != reader.role or view.org_kind(first.org) is not reader.kind:
        raise Refused("G10-" + part.part.name.lower())
    active = view.active(first.org, reader.role, day, part.dirsize, at)
    if part.kids != tuple(sorted(key.kid for key in active if not view.stopped(key.kid))):
        raise Refused("G10-" + part.part.name.lower())
    return first.org

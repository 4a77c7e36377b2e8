"""Seal: from words to an envelope that only its reader opens.

Sealing takes an organisation and a part, never a key: the keys come from the directory's view, through
`view.recipients`, which is called here and nowhere else for this. The wrong reader is unsayable.

One random seed a report or single envelope; every key, nonce and salt derives from it *and* the text, so that equal
seeds with different text share no key stream and a report can be computed again byte for byte (ENVELOPE.md, "Seeds").
Source: libsodium "Sealed boxes", "XChaCha20-Poly1305-IETF"; BLAKE2b for derivation and commitment.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import nacl.bindings as sodium
import nacl.exceptions

from keys import clock
from keys.directory.view import View
from keys.encoding import H, b64, canonical
from keys.envelope import format, messages
from keys.envelope.format import SCHEMA_VERSION, head
from keys.errors import CannotSeal
from keys.roles import MAILBOX_KEY, READER, Kind, Part, kid
from keys.signing import Signer
from keys.token import Mailbox, MailboxKeys, mint, new_value
from keys.vocabulary import VOCABULARY

TERMS: str = VOCABULARY["terms"]
MAIL_LIMIT = 1964
_ZERO16, _ZERO32 = bytes(16), bytes(32)


@dataclass(frozen=True, slots=True)
class SealedReport:
    """A report as it leaves the sealer, with the token's public halves. Nothing in it can be read without a key."""

    report_id: bytes
    signed: bytes
    crime: bytes
    identity: bytes
    keys: MailboxKeys

    @property
    def upload(self) -> bytes:
        return self.signed + self.crime + self.identity


def seal_report(
    report: Mapping[str, Any],
    leaves: Sequence[str],
    *,
    force: str,
    ngo: str,
    view: View,
    signer: Signer,
    day: int,
    value: int | None = None,
    keep: MailboxKeys | None = None,
    supersedes: bytes | None = None,
    seed: bytes | None = None,
) -> SealedReport:
    """The crime part sealed to every active key of `force`, the identity part to every one of `ngo`, signed.

    report: the crime part's plain data. leaves: twenty texts, canonical JSON or empty. value: the token to mint (a
    fresh one when None); keep: the keys of an existing token instead, for a report that supersedes another.
    seed: 32 random bytes, fixed by the frozen vectors alone.
    Raises CannotSeal when the view is not acceptable or lists nobody; ValueError when the report is too long.
    """
    seed = seed or os.urandom(32)
    _may_sign(signer, view, day)
    ngo_salt = H("amparo1/d-ngosalt", key=seed)
    keys = keep or mint(new_value() if value is None else value, view.deployment_id, ngo_salt)
    report_id = H("amparo1/d-rid", key=seed, n=16)
    box = {"id": b64(keys.id), "pk": b64(keys.pk)}
    shared = {"schema_version": SCHEMA_VERSION, "day": day, "ngo": ngo, "mailbox": box, "vk": b64(keys.vk)}
    crime_json: dict[str, Any] = {"v": 1, "type": "report", "channel": {**shared, "terms": TERMS}, "report": report}
    if supersedes is not None:
        crime_json["supersedes"] = supersedes.hex()
    own = {"force": force, "say": b64(keys.say), "read": b64(keys.read), "ngo_salt": b64(keys.ngo_salt)}
    salts = [H("amparo1/d-idsalt", bytes([i]), key=seed) for i in range(len(format.LEAVES))]
    values = [leaf.encode() for leaf in leaves]
    identity_raw = format.build_identity({**shared, **own}, values, salts)
    crime = _seal(seed, Part.CRIME, canonical(crime_json), force, report_id, view, signer.kid, day)
    sealed_identity = _seal(seed, Part.IDENTITY, identity_raw, ngo, report_id, view, signer.kid, day)
    hashes = [format.leaf_hash(i, v, s) for i, (v, s) in enumerate(zip(values, salts, strict=True))]
    unsigned = format.build_manifest(
        report_id,
        view.size,
        view.root,
        signer.kid,
        format.idcommit(report_id, hashes),
        format.boxcommit(report_id, keys.id, keys.pk, keys.vk),
        crime,
        sealed_identity,
    )
    signed = unsigned + signer.sign("amparo1/manifest", unsigned)
    return SealedReport(report_id, signed, crime, sealed_identity, keys)


def seal_single(
    part: Part, inside: bytes, org: str, *, view: View, signer: Signer, day: int, seed: bytes | None = None
) -> bytes:
    """`part || signature`: one envelope (disclose, from police, to police, held) to every active key of `org`.

    Raises CannotSeal as above; ValueError when `inside` is longer than the part holds.
    """
    seed = seed or os.urandom(32)
    held_by_ngo = part is Part.HELD and view.org_kind(signer.org) is not Kind.GATEWAY
    if signer.role not in READER[part].signers or held_by_ngo:
        raise ValueError(f"a {signer.role.label} key of {signer.org} does not sign this part")
    _may_sign(signer, view, day)
    raw = _seal(seed, part, inside, org, _single_cid(seed, part), view, signer.kid, day)
    return raw + signer.sign("amparo1/single", raw)


def seal_mailbox(body: Mapping[str, Any], mailbox: Mailbox, *, signer: Signer, seed: bytes | None = None) -> bytes:
    """2292 bytes for one slot of a mailbox; who wrote it is signed inside. ValueError when the body is too long."""
    seed = seed or os.urandom(32)
    messages.check(Part.MAILBOX, body, "P7")
    raw_body = canonical(dict(body))
    if len(raw_body) > MAIL_LIMIT:
        raise ValueError("the message is too long for a mailbox")
    cid, box_kid = _single_cid(seed, Part.MAILBOX), kid(MAILBOX_KEY, mailbox.pk)
    inside = signer.kid + signer.sign("amparo1/mail", cid + box_kid + raw_body) + raw_body
    hdr0 = head(Part.MAILBOX, 1, cid, 0, _ZERO32, _ZERO16)
    return seal_to_keys(seed, Part.MAILBOX, inside, hdr0, ((box_kid, mailbox.pk),))


def seal_cover(mailbox: Mailbox) -> bytes:
    """2292 bytes for one slot that say nothing: an empty text, which every page passes over (P6)."""
    seed = os.urandom(32)
    cid, box_kid = _single_cid(seed, Part.MAILBOX), kid(MAILBOX_KEY, mailbox.pk)
    return seal_to_keys(
        seed, Part.MAILBOX, b"", head(Part.MAILBOX, 1, cid, 0, _ZERO32, _ZERO16), ((box_kid, mailbox.pk),)
    )


def seal_victim(inside: bytes, org: str, *, view: View, day: int) -> bytes:
    """A part from her to her NGO's case keys, not yet signed: her page signs it with her say key."""
    seed = os.urandom(32)
    return _seal(seed, Part.VICTIM, inside, org, _single_cid(seed, Part.VICTIM), view, _ZERO16, day)


def _single_cid(seed: bytes, part: Part) -> bytes:
    return H("amparo1/d-cid", bytes([part]), key=seed, n=16)


def _may_sign(signer: Signer, view: View, day: int) -> None:
    if all(key.kid != signer.kid for key in view.active(signer.org, signer.role, day, view.size)) or view.stopped(
        signer.kid
    ):
        raise CannotSeal(
            f"The {signer.role.label} key of {signer.org} is not in the directory today, so nobody would accept what "
            "it signs. Nothing was sent. Ask who keeps the directory to list a current key."
        )


def _seal(seed: bytes, part: Part, inside: bytes, org: str, cid: bytes, view: View, sender: bytes, day: int) -> bytes:
    view.acceptable(clock.now())
    role = READER[part].role
    if role is None:
        raise ValueError("a mailbox is sealed to a token's key, not to an organisation")
    to = view.recipients(org, role, day)
    keys = tuple(sorted((key.kid, key.pk) for key in to))
    return seal_to_keys(seed, part, inside, head(part, len(keys), cid, view.size, view.root, sender), keys)


def seal_to_keys(seed: bytes, part: Part, inside: bytes, hdr0: bytes, keys: Sequence[tuple[bytes, bytes]]) -> bytes:
    """The bytes of a part: `keys` are (kid, public key), ascending, as `hdr0` counts them. For `keys` alone."""
    size = READER[part].size
    if len(inside) > size - 4:
        raise ValueError("the text is too long for its envelope")
    padded = len(inside).to_bytes(4) + inside + bytes(size - 4 - len(inside))
    source = H("amparo1/d-part", hdr0 + padded, key=seed)
    cek, nonce = H("amparo1/d-cek", key=source), H("amparo1/d-nonce", key=source, n=24)
    stanzas = [key_id + _stanza(pk, cek, H("amparo1/d-esk", key_id, key=source)) for key_id, pk in keys]
    hdr = b"".join((hdr0, *stanzas, nonce))
    commit = H("amparo1/commit", hdr, key=cek)
    ct = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
        padded, hdr + commit, nonce, H("amparo1/payload", hdr, key=cek)
    )
    return hdr + commit + ct


def _stanza(pk: bytes, cek: bytes, esk: bytes) -> bytes:
    """80 bytes that `crypto_box_seal_open` opens: a sealed box made with a chosen ephemeral secret."""
    epk = sodium.crypto_scalarmult_base(esk)
    nonce = blake2b(epk + pk, digest_size=24).digest()
    try:
        return epk + sodium.crypto_box_easy(cek, nonce, pk, esk)
    except nacl.exceptions.CryptoError:
        raise CannotSeal("A key in the directory is not usable. Nothing was sent. Tell who keeps it.") from None

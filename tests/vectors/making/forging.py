"""A sealer that can lie: any field of a part or manifest may be wrong while all the rest stays right and signed.

`keys.envelope.sealing` cannot say these things, so this is written a second time here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from struct import pack
from typing import Any

import nacl.bindings as sodium

from keys.encoding import H
from keys.private.keyfile import Opener
from keys.roles import MAILBOX_KEY, READER, Part, kid
from keys.signing import Signer
from tests.orgs import seed
from tests.vectors.making.directory import Frozen


@dataclass(frozen=True)
class Lie:
    """One part to be made. None means: what is right here."""

    part: Part
    text: bytes
    keys: Sequence[bytes]
    """Public keys it is sealed to."""
    sender: bytes
    cid: bytes
    dirsize: int
    dirhash: bytes
    magic: bytes = b"AMP1"
    suite: int = 1
    byte: int | None = None
    flags: int = 0
    nrec: int | None = None
    backwards: bool = False
    junk: bytes | None = None
    """The public key whose stanza is junk."""
    wrong_commit: bool = False
    padded: bytes | None = None

    def but(self, **changes: Any) -> Lie:
        """The same with these fields changed."""
        return replace(self, **changes)

    def raw(self) -> bytes:
        """The bytes, sealed as they should be but for what is changed."""
        size = READER[self.part].size
        padded = self.padded or pack(">I", len(self.text)) + self.text + bytes(size - 4 - len(self.text))
        hdr0 = pack(
            ">4sBBBB16sI32s16s", self.magic, self.suite, self.byte or self.part, self.flags,
            len(self.keys) if self.nrec is None else self.nrec, self.cid, self.dirsize, self.dirhash, self.sender,
        )  # fmt: skip
        source = seed(f"forged {self.part}")  # not of the text, as it should be: lies then differ in few bytes
        cek, nonce = H("amparo1/d-cek", key=source), H("amparo1/d-nonce", key=source, n=24)
        stanzas = sorted(self._stanza(pk, cek, source) for pk in self.keys)
        hdr = hdr0 + b"".join(reversed(stanzas) if self.backwards else stanzas) + nonce
        commit = H("amparo1/commit", hdr, key=seed("another key") if self.wrong_commit else cek)
        ct = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
            padded, hdr + commit, nonce, H("amparo1/payload", hdr, key=cek)
        )
        return hdr + commit + ct

    def _stanza(self, pk: bytes, cek: bytes, source: bytes) -> bytes:
        its = kid(int(READER[self.part].role or MAILBOX_KEY), pk)
        esk = H("amparo1/d-esk", its, key=source)
        epk = sodium.crypto_scalarmult_base(esk)
        box = sodium.crypto_box_easy(cek, blake2b(epk + pk, digest_size=24).digest(), pk, esk)
        if pk == self.junk:
            box = bytes(len(box))
        return its + epk + box


def lie(orgs: Frozen, part: Part, text: bytes, to: Sequence[Opener], signer: Signer | None, **changes: Any) -> Lie:
    """What a truthful part would be, ready to be changed. `signer` None: the sender is zero."""
    fields: dict[str, Any] = {
        "part": part, "text": text, "keys": [key.pk for key in to], "sender": signer.kid if signer else bytes(16),
        "cid": seed(f"cid {part}")[:16], "dirsize": orgs.read.size, "dirhash": orgs.read.root,
    }  # fmt: skip
    return Lie(**(fields | changes))


def single(made: Lie, signer: Signer | None, *, tag: str = "amparo1/single") -> bytes:
    """The part with its signature."""
    raw = made.raw()
    assert signer is not None
    return raw + signer.sign(tag, raw)


def manifest(crime: bytes, identity: bytes, *, of: Lie, signer: Signer, commits: bytes, **changes: Any) -> bytes:
    """The signed manifest of two parts; `of` says report id and directory state, `commits` are idcommit and boxcommit.

    Changes: any field, or a length or digest as `crime_length`, `identity_digest` and so on."""
    right: dict[str, Any] = {
        "magic": b"AMPM", "suite": 1, "nparts": 2, "report_id": of.cid, "dirsize": of.dirsize, "dirhash": of.dirhash,
        "sender": of.sender, "idcommit": commits[:32], "boxcommit": commits[32:], "first": 1,
        "crime_length": len(crime),
        "crime_digest": H("amparo1/part", crime), "second": 2, "identity_length": len(identity),
        "identity_digest": H("amparo1/part", identity),
    }  # fmt: skip
    raw = pack(">4sBB16sI32s16s32s32sBI32sBI32s", *(right | changes).values())
    return raw + signer.sign("amparo1/manifest", raw)


def not_below_the_order(signature: bytes) -> bytes:
    """The same signature with S + L for S: a lenient verifier takes it."""
    order = 2**252 + 27742317777372353535851937790883648493
    scalar = int.from_bytes(signature[32:], "little") + order
    return signature[:32] + scalar.to_bytes(32, "little")


def flip(raw: bytes, at: int) -> bytes:
    """The bytes with one bit changed."""
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]


def changed(raw: bytes, at: int, new: bytes) -> bytes:
    """The bytes with some replaced."""
    return raw[:at] + new + raw[at + len(new) :]

"""Open one part with one key: checks R12 to R16, the only place where a stanza and a body are decrypted.

The commitment is checked before the AEAD: these bytes open to one plaintext or to nothing. What comes out of here is
still not to be believed; whoever opens checks the signature over the part's digest as well (`keys.private.opening`,
`keys.private.mailbox`). Source: libsodium "Sealed boxes", "XChaCha20-Poly1305-IETF".
"""

import hmac
from typing import Protocol

import nacl.bindings as sodium
import nacl.exceptions

from keys.encoding import H
from keys.envelope.format import Envelope
from keys.errors import Refused
from keys.roles import READER


class OpensStanza(Protocol):
    """A key pair that may find its stanza in a part: an organisation's opener or a token's box key."""

    @property
    def kid(self) -> bytes: ...
    @property
    def pk(self) -> bytes: ...
    @property
    def secret(self) -> bytes: ...


def open_part(part: Envelope, key: OpensStanza) -> tuple[bytes, bytes]:
    """(plaintext, CEK) of a well-formed part. Refused("R12") ... Refused("R16") when it does not open exactly."""
    sealed = dict(part.stanzas).get(key.kid)
    if sealed is None:
        raise Refused("R12")
    try:
        cek = sodium.crypto_box_seal_open(sealed, key.pk, key.secret)
    except (nacl.exceptions.CryptoError, ValueError, TypeError):
        raise Refused("R13") from None
    if len(cek) != 32:
        raise Refused("R13")
    return open_with_cek(part, cek), cek


def open_with_cek(part: Envelope, cek: bytes) -> bytes:
    """The plaintext under a content key, as kept in a desk's vault or an evidence bundle. Refused("R14"...."R16")."""
    if not hmac.compare_digest(H("amparo1/commit", part.hdr, key=cek), part.commit):
        raise Refused("R14")
    try:
        padded = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
            part.ct, part.hdr + part.commit, part.nonce, H("amparo1/payload", part.hdr, key=cek)
        )
    except (nacl.exceptions.CryptoError, ValueError, TypeError):
        raise Refused("R15") from None
    length = int.from_bytes(padded[:4])
    if length > READER[part.part].size - 4 or padded[4 + length :].strip(b"\0"):
        raise Refused("R16")
    return padded[4 : 4 + length]

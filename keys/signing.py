"""Ed25519: who says so. Tags keep a signature made for one purpose from serving another.

`Sig(sk, tag, m) = Ed25519(sk, u8(len(tag)) || tag || m)`; the tags in use stand in `TAGS` and there are no others.
A tag has 1 to 31 bytes, so a signed message begins with a byte below 0x20: never a note, never an HTTP signature base.
Verification is libsodium's, strict (S < L, no small-order keys). Source: RFC 8032; libsodium "Public-key signatures".
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nacl.exceptions
from nacl.signing import SigningKey, VerifyKey

from keys.errors import BadKeyFile, Refused
from keys.keyfiles import MODERATE, lock, read_private_file, unlock, write_private_file
from keys.roles import Role, kid

TAGS = frozenset(f"amparo1/{name}" for name in ("manifest", "single", "mail", "receipt", "confirm", "recall"))


def _tagged(tag: str, message: bytes) -> bytes:
    if tag not in TAGS:
        raise ValueError("not a tag of the protocol")
    raw = tag.encode("ascii")
    return bytes([len(raw)]) + raw + message


def verify(pk: bytes, tag: str, message: bytes, signature: bytes) -> None:
    """Verify an Ed25519 signature of `pk` over the tagged message. Raises Refused("signature")."""
    try:
        VerifyKey(pk).verify(_tagged(tag, message), signature)
    except (nacl.exceptions.CryptoError, ValueError, TypeError):
        raise Refused("signature") from None


def sign_with(key: SigningKey, tag: str, message: bytes) -> bytes:
    """64 bytes: the signature of a bare key over the tagged message (a token's keys belong to no organisation)."""
    return key.sign(_tagged(tag, message)).signature


@dataclass(frozen=True)
class Signer:
    """An organisation's Ed25519 key in one role. `seed` is 32 secret bytes."""

    org: str
    role: Role
    seed: bytes

    def __repr__(self) -> str:
        return f"Signer({self.org}, {self.role.label})"

    @cached_property
    def _key(self) -> SigningKey:
        return SigningKey(self.seed)

    @cached_property
    def pk(self) -> bytes:
        return bytes(self._key.verify_key)

    @cached_property
    def kid(self) -> bytes:
        return kid(self.role, self.pk)

    def sign(self, tag: str, message: bytes) -> bytes:
        """64 bytes: the signature over the tagged message."""
        return sign_with(self._key, tag, message)

    def sign_text(self, message: bytes) -> bytes:
        """64 bytes over a message that carries its own domain: a note, an HTTP signature base (first byte >= 0x20)."""
        if not message or message[0] < 0x20:
            raise ValueError("not a text message")
        return self._key.sign(message).signature


def write_signer(path: Path, signer: Signer, passphrase: bytes, *, limits: tuple[int, int] = MODERATE) -> None:
    """`path` holds the signer, locked with the passphrase, mode 0600; never over an existing file."""
    header = {"kind": "signing", "org": signer.org, "role": signer.role.label, "public": signer.pk.hex()}
    write_private_file(path, lock(signer.seed, passphrase, header, limits=limits))


def read_signer(path: Path, passphrase: bytes, *, weak: bool = False) -> Signer:
    """The signer locked in `path`. BadKeyFile when exposed, damaged, of another kind, or the passphrase is wrong."""
    header, seed = unlock(read_private_file(path), passphrase, weak=weak)
    try:
        if header["kind"] != "signing" or len(seed) != 32:
            raise ValueError
        signer = Signer(str(header["org"]), Role.from_label(str(header["role"])), seed)
        if not signer.role.signs or signer.pk.hex() != header["public"]:
            raise ValueError
    except (KeyError, ValueError):
        raise BadKeyFile(f"{path.name} is not a signing key file.") from None
    return signer

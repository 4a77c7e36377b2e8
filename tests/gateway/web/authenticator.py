"""An authenticator in memory: it makes passkeys and signs with them as WebAuthn writes it, honestly or not."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field, replace
from hashlib import sha256

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from keys.encoding import b64url

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40  # flags of what it signs


@dataclass(frozen=True)
class Authenticator:
    """One passkey, and the address at which its browser stands. `counter`: how often it says it was used."""

    origin: str
    domain: str
    flags: int = PRESENT | VERIFIED
    counter: int = 0
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))

    def but(self, **changes: object) -> Authenticator:
        """The same passkey, and something else is otherwise."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def made(self, challenge: str) -> str:
        """What a browser posts of a new passkey."""
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor2.dumps(cose)
        told = {"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + attested}
        return ".".join(map(b64url, (self._client("webauthn.create", challenge), cbor2.dumps(told))))

    def shown(self, challenge: str) -> str:
        """What a browser posts of this passkey to sign in."""
        client, data = self._client("webauthn.get", challenge), self._data(0)
        signature = self.key.sign(data + sha256(client).digest(), ECDSA(SHA256()))
        return ".".join(map(b64url, (self.id, client, data, signature)))

    def _client(self, kind: str, challenge: str) -> bytes:
        written = b64url(challenge.encode()).rstrip("=")
        return json.dumps({"type": kind, "challenge": written, "origin": self.origin, "crossOrigin": False}).encode()

    def _data(self, more: int) -> bytes:
        return sha256(self.domain.encode()).digest() + bytes([self.flags | more]) + self.counter.to_bytes(4)

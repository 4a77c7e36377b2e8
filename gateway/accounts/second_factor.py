"""The second factor: a secret that makes codes, and eight printed codes for the day when the phone is gone.

Rules
- A secret is sealed to its account with a key that is not in the database. A code works once, and no earlier one
  after it.
- Before a secret is an account's it waits in the page only, sealed (`gateway.one_time`): nothing half made rests
  anywhere.
- A printed code works once, in place of a code of the authenticator. Only its keyed hash is kept.
Sources: RFC 6238 (TOTP, 30 s steps), section 5.2 for accepting a code once; libsodium "XChaCha20-Poly1305-IETF".
"""

import secrets
import unicodedata
from hashlib import blake2b
from hmac import compare_digest

import pyotp
from nacl.exceptions import CryptoError
from nacl.secret import Aead

from keys.encoding import BASE32, BASE32_VALUES

STEP = 30  # seconds of a code
ISSUER = "Amparo"
PRINTED = 8  # codes
LENGTH = 10  # symbols of a printed code, 50 bits; tries are counted


def new_secret() -> str:
    """160 random bits in base 32, as authenticators take them."""
    return pyotp.random_base32()


def address(name: str, secret: str) -> str:
    """What an authenticator reads from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def seal(secret: str, account: bytes, key: bytes) -> bytes:
    """The secret, sealed to its account."""
    return bytes(Aead(key).encrypt(secret.encode("ascii"), aad=account, nonce=secrets.token_bytes(24)))


def opened(sealed: bytes, account: bytes, key: bytes) -> str | None:
    """The secret again; None for what was not sealed to this account."""
    try:
        return Aead(key).decrypt(sealed, aad=account).decode("ascii")
    except (CryptoError, ValueError):
        return None


def step_of(code: str, secret: str, now: float) -> int | None:
    """The time step whose code this is: now, the one before or the one after. Digits of any script."""
    typed = "".join(str(unicodedata.decimal(sign, "")) for sign in code[:32])
    totp, current = pyotp.TOTP(secret), int(now) // STEP
    fitting = [s for s in (current - 1, current, current + 1) if compare_digest(totp.generate_otp(s), typed)]
    return fitting[-1] if fitting else None


def printed() -> list[str]:
    """Eight new codes to print, such as 7TY46-HG5SM."""
    whole = ["".join(secrets.choice(BASE32) for _ in range(LENGTH)) for _ in range(PRINTED)]
    return [f"{code[:5]}-{code[5:]}" for code in whole]


def printed_hash(code: str, account: bytes, key: bytes) -> bytes:
    """What is kept of a printed code, however it was typed."""
    return blake2b(account + read(code).encode(), key=key, digest_size=32, person=b"amparo printed").digest()


def read(code: str) -> str:
    """Symbols as typed by hand: capitals, no blanks, O is 0, I and L are 1."""
    folded = unicodedata.normalize("NFKC", code[:64]).upper()
    return "".join(BASE32[BASE32_VALUES[sign]] for sign in folded if sign in BASE32_VALUES)

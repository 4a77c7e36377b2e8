"""Sealed values that a form carries instead of a cookie: for one purpose, for some time, some of them good once.

    stamp = forms.seal(b"stamp", b"", 600)
    forms.opened(b"stamp", stamp)     # b"", for ten minutes; None for any other text, purpose or time
    forms.use(b"stamp", stamp)        # True the first time, at whichever gateway

Rules
- Sealed under the key of the day (`gateway.quotas`), half of which lies in the broker's memory and is gone after a day:
  what stays behind in a browser opens nothing then, and nothing for whoever has only a gateway's disk.
- A used one is remembered as a hash for as long as it would be good. While the broker's server is away each process
  seals under a key of its own and remembers for itself.
Source: libsodium "XChaCha20-Poly1305-IETF"; the purpose is its associated data.
"""

import os
import time

from nacl.exceptions import CryptoError
from nacl.secret import Aead

from gateway.quotas import DAY_SECONDS, Quotas
from keys.encoding import b64url, unb64url

_USE = b"amparo1/one-time"
_STAMP = 5  # bytes of the second at which a value ends
_UNIQUE = 24  # bytes of the nonce, which also tells one token from another


class OneTime:
    """Needs nothing but the day's key."""

    def __init__(self, quotas: Quotas) -> None:
        self._quotas = quotas

    def seal(self, purpose: bytes, value: bytes, max_age: int) -> str:
        """The value as text for one form, good for `max_age` seconds, at most a day."""
        until = int(time.time()) + max_age
        nonce = os.urandom(_UNIQUE)
        inside = until.to_bytes(_STAMP) + value
        sealed = Aead(self._quotas.key(_today(), _USE)).encrypt(inside, aad=purpose, nonce=nonce)
        return b64url(bytes(sealed))

    def opened(self, purpose: bytes, text: str) -> bytes | None:
        """The value again; None for what was not sealed for this purpose, or has ended."""
        found = self._read(purpose, text)
        return found[1] if found else None

    def use(self, purpose: bytes, text: str) -> bool:
        """True the first time within its age; False for anything else."""
        found = self._read(purpose, text)
        if found is None:
            return False
        left = max(1, found[0] - int(time.time()))
        return self._quotas.first(text.encode(), os.urandom(16), _today(found[0]), seconds=left)

    def _read(self, purpose: bytes, text: str) -> tuple[int, bytes] | None:
        """(until, value)"""
        try:
            sealed = unb64url(text)  # one writing only, or a mark is no mark
        except ValueError:
            return None
        today = _today()
        makers = (self._quotas.key, self._quotas.own_key)
        for key in [maker(day, _USE) for maker in makers for day in (today, today - 1)]:
            try:
                inside = Aead(key).decrypt(sealed, aad=purpose)
            except (CryptoError, ValueError, TypeError):
                continue
            until = int.from_bytes(inside[:_STAMP])
            return (until, inside[_STAMP:]) if time.time() <= until else None
        return None


def _today(moment: float | None = None) -> int:
    return int((time.time() if moment is None else moment) // DAY_SECONDS)

"""What the victim's forms carry instead of a cookie: a stamp that works once, and her token under a passing key.

Rules
- A stamp is random and works once within `MINUTES` (P1); a used one is remembered as a hash in the broker's server.
  While that is away a stamp works by its age alone.
- The token goes into the page that lets her write to her worker only sealed, under a key that lives in memory, made
  before gunicorn forks, and for as long as a stamp. What stays behind in a browser opens nothing.
"""

from __future__ import annotations

import base64
import binascii
import os
import time
from hashlib import blake2b

import redis
from nacl.exceptions import CryptoError
from nacl.secret import Aead

MINUTES = 10
AGE = MINUTES * 60  # seconds
PATIENCE = 0.5  # seconds to connect and to be answered
PAUSE = 5.0  # seconds without a try after a failure
VALUE = 14  # bytes of a token's value

STAMP, TOKEN = b"stamp", b"token"


class Stamps:
    """One for each process, with a key shared by all of them."""

    def __init__(self, redis_url: str) -> None:
        self._seal = Aead(os.urandom(32))
        self._used = redis.Redis.from_url(
            redis_url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=None
        )
        self._silent_until = 0.0

    def new(self) -> str:
        """A stamp for one form."""
        return self._write(STAMP, os.urandom(16))

    def use(self, stamp: str) -> bool:
        """True the first time within ten minutes; False for anything else."""
        opened = self._read(STAMP, stamp)
        return opened is not None and self._first_time(opened)

    def carry(self, value: int) -> str:
        """A token's value for one form: nothing to anybody but this process and its siblings."""
        return self._write(TOKEN, value.to_bytes(VALUE))

    def carried(self, text: str) -> int | None:
        """The value again, within ten minutes."""
        value = self._read(TOKEN, text)
        return int.from_bytes(value) if value is not None else None

    def _write(self, use: bytes, inside: bytes) -> str:
        made = int(time.time()).to_bytes(5)
        sealed = self._seal.encrypt(made + inside, aad=use, nonce=os.urandom(24))
        return base64.urlsafe_b64encode(bytes(sealed)).decode("ascii")

    def _read(self, use: bytes, text: str) -> bytes | None:
        try:
            sealed = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
            opened = self._seal.decrypt(sealed, aad=use)
        except (CryptoError, ValueError, TypeError, binascii.Error):
            return None
        age = time.time() - int.from_bytes(opened[:5])
        return opened[5:] if -1 <= age <= AGE else None

    def _first_time(self, stamp: bytes) -> bool:
        if time.monotonic() < self._silent_until:
            return True
        name = b"amparo:stamp:" + blake2b(stamp, digest_size=16).digest()
        try:
            return bool(self._used.set(name, b"", nx=True, ex=AGE))
        except (redis.RedisError, OSError):
            self._silent_until = time.monotonic() + PAUSE
            return True

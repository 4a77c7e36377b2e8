"""What all gateways of a service remember together for a day, and on no disk: counts, one-time marks, the day's secret.

Rules
- It lies in the memory of the broker's server, which keeps no file (`persistence`), and is gone with it.
- A name is hashed under the key of the day: 32 random bytes of that day, from the server, hashed under the pepper. Who
  has only the server's memory, or only a gateway's disk, can make no name; once the day's bytes are gone nobody can.
- While the server is away each process counts, remembers and makes keys for itself: a limit is then a process's own.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Any

import redis

from gateway.broker import connect
from keys.encoding import H

log = logging.getLogger(__name__)

DAY_SECONDS = 86_400
PATIENCE = 0.5  # seconds to connect and to be answered
PAUSE = 5.0  # seconds without a try after a failure
SAME_SECRET = 60.0  # seconds for which a process does not ask for the day's secret again
MOST_KEPT = 100_000  # names a process keeps for itself; then it forgets them all, which lets more through, never less


class Quotas:
    """Connects at first use in each process, so it may be made before a fork: then the processes' own secret is one."""

    def __init__(self, redis_url: str, pepper: bytes) -> None:
        self._server = connect(redis_url, patience=PATIENCE)
        self._pepper = pepper
        self._own = os.urandom(32)
        self._lock = threading.Lock()
        self._silent_until = 0.0
        self._secrets: dict[int, tuple[bytes, float]] = {}
        self._counts: dict[bytes, int] = {}
        self._firsts: dict[bytes, bytes] = {}

    def allow(self, name: bytes, most: int, day: int) -> bool:
        """True for the first `most` calls of that name on that day, over all gateways."""
        key = b"amparo:quota:" + self._hashed(name, day)

        def count(server: Any) -> None:
            server.incr(key)
            server.expire(key, DAY_SECONDS)

        if (answers := self._ask(count)) is not None:
            return int(answers[0]) <= most
        with self._lock:
            counted = self._room_in(self._counts).get(key, 0) + 1
            self._counts[key] = counted
            return counted <= most

    def answers(self) -> bool:
        """True when the broker's server is there."""
        return self._ask(lambda server: server.ping()) is not None

    def first(self, name: bytes, value: bytes, day: int, *, seconds: int = DAY_SECONDS) -> bool:
        """True unless another value was given for this name. Both are kept hashed, for `seconds`."""
        key, hashed = b"amparo:first:" + self._hashed(name, day), self._hashed(value, day)

        def put(server: Any) -> None:
            server.set(key, hashed, nx=True, ex=seconds)
            server.get(key)

        if (answers := self._ask(put)) is not None:
            return bool(answers[1] == hashed)
        with self._lock:
            return self._room_in(self._firsts).setdefault(key, hashed) == hashed

    def key(self, day: int, use: bytes = b"amparo1/day-key") -> bytes:
        """The key of that day for one use, the same at every gateway while the broker's server is there."""
        return self._key(self._secret(day), day, use)

    def own_key(self, day: int, use: bytes) -> bytes:
        """What `key` was, or is, in this process and its siblings while the server is away."""
        return self._key(self._own, day, use)

    def _key(self, secret: bytes, day: int, use: bytes) -> bytes:
        return H("amparo1/day-key", day.to_bytes(4) + use, key=H("amparo1/day-secret", secret, key=self._pepper))

    def _hashed(self, name: bytes, day: int) -> bytes:
        return H("amparo1/quota", name, key=self.key(day))

    def _secret(self, day: int) -> bytes:
        """The day's random bytes. A process offers those it knows, so that a server that began anew gets them back."""
        known, until = self._secrets.get(day, (b"", 0.0))
        now = time.monotonic()
        if known and now < until:
            return known
        name = b"amparo:day:%d" % day

        def put(server: Any) -> None:
            server.set(name, known or os.urandom(32), nx=True, ex=DAY_SECONDS)
            server.get(name)

        if (answers := self._ask(put)) is None:
            return known or self._own
        with self._lock:
            for old in [each for each in self._secrets if each < day - 1]:
                del self._secrets[old]
            self._secrets[day] = answers[1], now + SAME_SECRET
        return bytes(answers[1])

    def _ask(self, put: Callable[[Any], None]) -> list[Any] | None:
        """The answers to what `put` asks, in one step that nobody comes between; None while the server is away."""
        if time.monotonic() < self._silent_until:
            return None
        try:
            with self._server.pipeline(transaction=True) as together:
                put(together)
                return list(together.execute())
        except (redis.RedisError, OSError):
            self._silent_until = time.monotonic() + PAUSE
            return None

    @staticmethod
    def _room_in(kept: dict[bytes, Any]) -> dict[bytes, Any]:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        return kept


def persistence(redis_url: str) -> str:
    """How the server writes its memory to a disk, in its own words; empty when it does not, or is away.

    A server that lets nobody read its settings is warned of: it may take snapshots.
    """
    server = connect(redis_url, patience=PATIENCE)
    try:
        appends = bool(server.info("persistence").get("aof_enabled"))
        snapshots = server.config_get("save").get("save", "") if not appends else ""
        copied = server.config_get("repl-diskless-*")
    except redis.ResponseError:
        log.warning('The broker does not say whether it writes its memory to a disk. It must not: save "".')
        return ""
    except (redis.RedisError, OSError):
        return ""
    if appends or snapshots:
        return "appendonly yes" if appends else f'save "{snapshots}"'
    by_disk = copied.get("repl-diskless-sync") == "no" or copied.get("repl-diskless-load") == "disabled"
    return "repl-diskless-load disabled" if by_disk and redis_url.startswith("sentinel:") else ""

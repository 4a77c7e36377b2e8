"""Counts of today, in the broker's server, under names that mean nothing tomorrow and nothing to a thief.

A count's name is hashed with the key of the day. While the broker's server is away each process counts for itself.
"""

from __future__ import annotations

import threading
import time

import redis

from gateway.daykey import DayKey
from keys.hashing import H

DAY_SECONDS = 86_400
PATIENCE = 0.5  # seconds to connect and to be answered
PAUSE = 5.0  # seconds without a try after a failure
MOST_KEPT = 100_000  # counts a process keeps for itself; then it forgets them all, which lets more through, never less


class Quotas:
    """`allow(name, most, day)` is True for the first `most` calls of that name on that day."""

    def __init__(self, redis_url: str, keys: DayKey) -> None:
        self._server = redis.Redis.from_url(
            redis_url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=None
        )
        self._keys = keys
        self._own: dict[bytes, int] = {}
        self._firsts: dict[bytes, bytes] = {}
        self._lock = threading.Lock()
        self._silent_until = 0.0

    def allow(self, name: bytes, most: int, day: int) -> bool:
        """Counts this call. `name` is hashed under the day's key; nothing else of it is kept."""
        return self._count(H("amparo1/quota", name, key=self._keys.on(day))) <= most

    def first(self, name: bytes, value: bytes, day: int) -> bool:
        """True unless another value was given for this name on this day. Both are kept only hashed, for the day."""
        key = self._keys.on(day)
        return self._same(H("amparo1/quota", name, key=key), H("amparo1/quota", value, key=key))

    def _same(self, key: bytes, value: bytes) -> bool:
        if time.monotonic() >= self._silent_until:
            try:
                with self._server.pipeline(transaction=True) as both:
                    both.set(b"amparo:first:" + key, value, nx=True, ex=DAY_SECONDS)
                    both.get(b"amparo:first:" + key)
                    return both.execute()[1] == value
            except (redis.RedisError, OSError):
                self._silent_until = time.monotonic() + PAUSE
        with self._lock:
            if len(self._firsts) >= MOST_KEPT:
                self._firsts.clear()
            return self._firsts.setdefault(key, value) == value

    def _count(self, key: bytes) -> int:
        if time.monotonic() >= self._silent_until:
            try:
                with self._server.pipeline(transaction=True) as both:
                    both.incr(b"amparo:quota:" + key)
                    both.expire(b"amparo:quota:" + key, DAY_SECONDS)
                    return int(both.execute()[0])
            except (redis.RedisError, OSError):
                self._silent_until = time.monotonic() + PAUSE
        with self._lock:
            if len(self._own) >= MOST_KEPT:
                self._own.clear()
            self._own[key] = self._own.get(key, 0) + 1
            return self._own[key]

"""Counts of today, in the broker's server, under names that mean nothing tomorrow and nothing to a thief.

A count's name is hashed with the key of the day. While the broker's server is away each process counts for itself.

A key for counting that nobody keeps: made before gunicorn forks, so that all its processes share it, and stepped
forward through a hash every day, so that yesterday's names cannot be made again. It is written nowhere.
"""

from __future__ import annotations

import os
import threading
import time

import redis

from keys.encoding import H


class DayKey:
    """`on(day)` is the key of that UTC day, or of a later one that was asked for already."""

    def __init__(self, day: int) -> None:
        self._key, self._day = os.urandom(32), day
        self._lock = threading.Lock()

    def on(self, day: int) -> bytes:
        if day <= self._day:
            return self._key
        with self._lock:
            while self._day < day:
                self._key, self._day = H("amparo1/day-key", key=self._key), self._day + 1
            return self._key


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
        self._taken: dict[bytes, int] = {}
        self._lock = threading.Lock()
        self._silent_until = 0.0

    def allow(self, name: bytes, most: int, day: int, *, block: int = 1) -> bool:
        """Counts this call. `name` is hashed under the day's key; nothing else of it is kept.

        block: how many calls a process takes from the shared count at once, where asking for each would cost too much.
        What it has taken and does not need is lost to the others: at most a block less one for each process.
        """
        key = H("amparo1/quota", name, key=self._keys.on(day))
        with self._lock:
            if left := self._taken.get(key, 0):
                self._taken[key] = left - 1
                return True
        before = self._count(key, block) - block
        if before >= most:
            return False
        if block > 1:
            with self._lock:
                if len(self._taken) >= MOST_KEPT:
                    self._taken.clear()
                self._taken[key] = self._taken.get(key, 0) + min(block, most - before) - 1
        return True

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

    def _count(self, key: bytes, by: int) -> int:
        if time.monotonic() >= self._silent_until:
            try:
                with self._server.pipeline(transaction=True) as both:
                    both.incrby(b"amparo:quota:" + key, by)
                    both.expire(b"amparo:quota:" + key, DAY_SECONDS)
                    return int(both.execute()[0])
            except (redis.RedisError, OSError):
                self._silent_until = time.monotonic() + PAUSE
        with self._lock:
            if len(self._own) >= MOST_KEPT:
                self._own.clear()
            self._own[key] = self._own.get(key, 0) + by
            return self._own[key]

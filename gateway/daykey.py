"""A key for counting that nobody keeps: made before gunicorn forks, so that all its processes share it, and stepped
forward through a hash every day, so that yesterday's names cannot be made again. It is written nowhere."""

from __future__ import annotations

import os
import threading

from keys.hashing import H


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

"""Makes a program's clock wrong by AMPARO_TEST_SKEW seconds, as Python reads it; it still sleeps rightly.

Python loads this file when its folder is on PYTHONPATH. (libfaketime fakes sleeping too, and Celery ends of that.)
"""

from __future__ import annotations

import datetime
import os
import time
from typing import Any

_right, _skew = time.time, float(os.environ["AMPARO_TEST_SKEW"])


class _Skewed(datetime.datetime):
    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return cls.fromtimestamp(time.time(), tz)

    @classmethod
    def utcnow(cls) -> Any:
        return cls.now(datetime.UTC).replace(tzinfo=None)


time.time = lambda: _right() + _skew
time.time_ns = lambda: int(time.time() * 1e9)
datetime.datetime = _Skewed  # type: ignore[misc]

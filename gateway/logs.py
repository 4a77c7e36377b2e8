"""Logs that say where something failed and never what somebody wrote.

A line holds the time, the level, the logger and a message that our own code chose. Of an exception only its class and
the places it passed are written: the text of an exception, and the values in its frames, can hold a report.
"""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType

_FORM = "%(asctime)s %(levelname)s %(name)s %(message)s"
_CHATTY = (
    "sqlalchemy.engine",
    "werkzeug",
    "flask_limiter",
    "flask-limiter",
    "kombu",
    "celery",
    "redis",
    "urllib3",
)

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Formatter(logging.Formatter):
    """Writes an exception as its class and the files and lines it passed."""

    def formatException(self, ei: ExcInfo) -> str:
        kind, _value, trace = ei
        places = [
            f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace)
        ]
        return "\n".join([f"{kind.__name__ if kind else 'error'} at", *places])


def settle(level: int = logging.WARNING) -> None:
    """The whole process logs to standard error in this form; libraries that repeat their input are kept quiet."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Formatter(_FORM))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)

"""Logs that say where something failed and never what somebody wrote.

A line holds the time, the level, the logger and a message that our own code chose. Of an exception only its class and
the places it passed are written: the text of an exception, and the values in its frames, can hold a report.
"""

import logging
import os
import sys
import traceback
from types import TracebackType

_FORM = "%(asctime)s %(levelname)s %(name)s %(message)s"

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Formatter(logging.Formatter):
    """Writes an exception as its class and the files and lines it passed."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # what another formatter made of the same exception is not ours to repeat
        return super().format(record)

    def formatException(self, ei: ExcInfo) -> str:
        kind, _value, trace = ei
        places = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace)]
        return "\n".join([f"{kind.__name__ if kind else 'error'} at", *places])


def settle() -> None:
    """The process logs to standard error in this form, unless whoever runs it has set up logging already.

    AMPARO_LOG_LEVEL: debug, info, warning (default) or error.
    """
    root = logging.getLogger()
    if root.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Formatter(_FORM))
    root.addHandler(handler)
    level = os.environ.get("AMPARO_LOG_LEVEL", "warning").upper()
    root.setLevel(level if level in ("DEBUG", "INFO", "WARNING", "ERROR") else "WARNING")

"""No core file is left of a program: its memory, written down, holds keys, passphrases and reports."""

import contextlib
from importlib import import_module


def forbid() -> None:
    """This process, and what it starts, leaves none. Windows makes none."""
    with contextlib.suppress(ImportError):
        resource = import_module("resource")
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

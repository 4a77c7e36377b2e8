"""One after the other, over all processes of this machine, in the order the kernel wakes them."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def turn(queue: str) -> Iterator[None]:
    """Nobody else who waits at the lock file `queue` is in here. A holder that is killed lets the next one in."""
    handle = os.open(queue, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)

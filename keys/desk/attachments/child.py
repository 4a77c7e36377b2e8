"""Cleaning in a process of its own: a hostile file may crash or swell it, and harms nothing.

    parent: cleaned(raw), page(raw, 1)          child: python -m keys.desk.attachments.child clean

The file goes in through a pipe and comes out through one; the child can write no file, so nothing rests in the clear.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass

from keys.desk.errors import DeskError

MEMORY = 2 << 30  # bytes of address space: a picture of 40 million pixels takes about 500 MB
SECONDS = 90  # of work: 60 pages take about 20
_UNCLEAN = 3  # exit code


@dataclass(frozen=True)
class Clean:
    """A file made anew: its media type, its bytes, how many pages it is looked at on (0 for a sound)."""

    type: str
    raw: bytes
    pages: int


def cleaned(raw: bytes) -> Clean:
    """The file made anew. DeskError, with what to do, for one that cannot be."""
    out = _run(raw, "clean")
    head, _, rest = out.partition(b"\n")
    kind, pages = head.decode("ascii").split(" ")
    return Clean(kind, rest, int(pages))


def page(raw: bytes, number: int) -> bytes:
    """A page of it as a JPEG made anew. DeskError as above."""
    return _run(raw, "page", str(number))


def _run(raw: bytes, *what: str) -> bytes:
    command = [sys.executable, "-I", "-m", "keys.desk.attachments.child", *what]
    try:
        done = subprocess.run(command, input=raw, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise DeskError("The file takes too long to look through. Make it smaller, or split it.") from None
    if done.returncode == _UNCLEAN:
        raise DeskError(done.stderr.decode("utf-8", "replace").strip()[:400])
    if done.returncode != 0:
        raise DeskError(
            "The file is damaged, too large, or made to do harm. Open it on another computer and save it anew."
        )
    return done.stdout


def _shut_in() -> None:
    """From here on this process writes no file and takes little. On Windows there is the timeout alone."""
    if sys.platform != "win32":
        import resource

        for limit, most in (
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_CPU, SECONDS),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(limit, (most, most))


def main(what: str, number: str = "1") -> int:
    """The exit code. A sentence for the person goes to stderr, the file to stdout."""
    from keys.desk.attachments import cleaning  # all that decodes files: a second to load, and for the child alone

    raw = sys.stdin.buffer.read()
    _shut_in()
    try:
        if what == "page":
            out = cleaning.page(raw, int(number))
        else:
            kind, made, pages = cleaning.clean(raw)
            out = f"{kind} {pages}\n".encode() + made
    except cleaning.Unclean as why:
        os.write(2, str(why).encode())
        return _UNCLEAN
    sys.stdout.buffer.write(out)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))

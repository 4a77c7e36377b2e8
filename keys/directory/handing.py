"""What a log hands to whoever shows it: the leaves since a size, and the checkpoints since then, oldest first.

    AMPARO-LOG-1
    12 2                    the size from which on leaves follow, and how many
    YW1wYXJvLWRpci92...     the leaves, standard base64, one a line
    bG9nLmV4YW1wbGUK...     the checkpoints, likewise, at least one; the last covers exactly all leaves

Nothing is verified here: whoever takes it folds it, see `gateway.runtime`. Errors: ValueError.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from keys.directory.notes import b64, unb64

FIRST = b"AMPARO-LOG-1"
MOST = 4 << 20
"""Bytes of the longest hand-over: two thousand statements of a usual length."""

_COUNTS = re.compile(rb"([0-9]{1,9}) ([0-9]{1,9})")


@dataclass(frozen=True)
class Handed:
    """Leaves `start`, `start` + 1, ... and checkpoints, oldest first."""

    start: int
    leaves: tuple[bytes, ...]
    checkpoints: tuple[bytes, ...]


def write_handed(handed: Handed) -> bytes:
    """The bytes of a hand-over."""
    counts = f"{handed.start} {len(handed.leaves)}".encode("ascii")
    lines = [FIRST, counts, *(b64(raw).encode("ascii") for raw in (*handed.leaves, *handed.checkpoints))]
    return b"".join(line + b"\n" for line in lines)


def read_handed(raw: bytes) -> Handed:
    """The hand-over that `raw` is. ValueError for anything else."""
    first, counts, *lines = raw.split(b"\n")[:-1]
    found = _COUNTS.fullmatch(counts)
    if first != FIRST or found is None or not raw.endswith(b"\n") or len(lines) <= int(found[2]):
        raise ValueError("not a hand-over of a log")
    count = int(found[2])
    raws = [unb64(line) for line in lines]
    return Handed(int(found[1]), tuple(raws[:count]), tuple(raws[count:]))

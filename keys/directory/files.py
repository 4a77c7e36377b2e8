"""The directory on a disk: its leaves, and beside them the log's checkpoints and the stops that came by other ways.

    <directory>               one leaf a line, standard base64
    <directory>.checkpoints   one checkpoint a line, standard base64
    <directory>.stops         one stop a line, standard base64, a space, and the witnessed time at which it came
    <directory>.seen          genesis, size and root of the largest directory this program has used

The first three are only ever appended to. A last line without its line feed is being written at this moment, or was
cut short: it is not there yet. All checkpoints are kept: when a statement was first witnessed follows from them.

A hand-over, from the log's keeper to a gateway: the leaves since a size, the checkpoints since then, oldest first.

    AMPARO-LOG-1
    12 2                    the size from which on leaves follow, and how many
    YW1wYXJvLWRpci92...     the leaves, standard base64, one a line
    bG9nLmV4YW1wbGUK...     the checkpoints, likewise, at least one; the last covers exactly all leaves

Nothing is verified here: fold what was read. Errors: ValueError.
"""

import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from keys.directory.statements import OutsideStop
from keys.encoding import b64, unb64
from keys.errors import DirectoryRefused


def checkpoints_of(directory: Path) -> Path:
    """Where the checkpoints of the directory file `directory` are kept."""
    return directory.with_name(directory.name + ".checkpoints")


def stops_of(directory: Path) -> Path:
    """Where the stops from outside the log are kept beside the directory file `directory`."""
    return directory.with_name(directory.name + ".stops")


def seen_of(directory: Path) -> Path:
    """Where a program that uses the directory file writes down how far it has seen it."""
    return directory.with_name(directory.name + ".seen")


def read_leaves(path: Path) -> list[bytes]:
    """The leaves in a directory file, in order. DirectoryRefused when it is missing or damaged."""
    try:
        return _lines(path)
    except FileNotFoundError:
        raise DirectoryRefused(f"There is no directory at {path}. Fetch it, or check the path.") from None


def read_checkpoints(path: Path) -> list[bytes]:
    """The checkpoints in a file, none when it is not there. DirectoryRefused when it is damaged."""
    try:
        return _lines(path)
    except FileNotFoundError:
        return []


def _lines(path: Path) -> list[bytes]:
    try:
        return [unb64(line) for line in Path(path).read_bytes().split(b"\n")[:-1]]
    except ValueError:
        raise DirectoryRefused(f"The directory file {path} is damaged. Fetch it again.") from None


def append_leaf(path: Path, leaf: bytes) -> None:
    """The file ends with this leaf or checkpoint, on disk. A line that was cut short before is removed first."""
    append_leaves(path, [leaf])


def append_leaves(path: Path, leaves: Iterable[bytes]) -> None:
    """The file ends with these, in order, written at once. None of them: nothing is touched."""
    _append(path, b"".join(b64(leaf).encode("ascii") + b"\n" for leaf in leaves))


def _append(path: Path, lines: bytes) -> None:
    if not lines:
        return
    with Path(path).open("ab+") as file:
        file.seek(0)
        whole = file.read().rfind(b"\n") + 1
        file.truncate(whole)
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())


append_checkpoint = append_leaf


def read_stops(path: Path) -> list[OutsideStop]:
    """The stops in a file, none when it is not there. DirectoryRefused when it is damaged."""
    try:
        lines = Path(path).read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return []
    try:
        return [OutsideStop(unb64(raw), int(at or b"0")) for raw, _, at in (line.partition(b" ") for line in lines)]
    except ValueError:
        raise DirectoryRefused(f"The file of stops {path} is damaged. Restore it from a copy.") from None


def append_stop(path: Path, stop: OutsideStop) -> None:
    """The file of stops ends with this one, on disk."""
    _append(path, b"%s %d\n" % (b64(stop.raw).encode("ascii"), stop.at))


def read_seen(path: Path, genesis: bytes) -> tuple[int, bytes] | None:
    """The (size, root) written down of this log; None when there is none, or it cannot be read: then all is new."""
    try:
        log, size, root = Path(path).read_text("ascii").split()
        return (int(size), bytes.fromhex(root)) if log == genesis.hex() and int(size) > 0 else None
    except (OSError, ValueError):
        return None


def write_seen(path: Path, genesis: bytes, seen: tuple[int, bytes]) -> None:
    """`path` holds this (size, root) of this log, whole or not at all."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        draft.write_text(f"{genesis.hex()} {seen[0]} {seen[1].hex()}\n", "ascii")
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


FIRST = b"AMPARO-LOG-1"
# Bytes of the longest hand-over: two thousand statements of a usual length.
MOST = 4 << 20

_COUNTS = re.compile(rb"([0-9]{1,9}) ([0-9]{1,9})")


@dataclass(frozen=True)
class HandedLog:
    """Leaves `start`, `start` + 1, ... and checkpoints, oldest first."""

    start: int
    leaves: tuple[bytes, ...]
    checkpoints: tuple[bytes, ...]


def write_handed(handed: HandedLog) -> bytes:
    """The bytes of a hand-over."""
    counts = f"{handed.start} {len(handed.leaves)}".encode("ascii")
    lines = [FIRST, counts, *(b64(raw).encode("ascii") for raw in (*handed.leaves, *handed.checkpoints))]
    return b"".join(line + b"\n" for line in lines)


def read_handed(raw: bytes, most: int = MOST) -> HandedLog:
    """The hand-over that `raw` is, with at most `most` checkpoints. ValueError for anything else."""
    first, counts, *lines = raw.split(b"\n")[:-1]
    found = _COUNTS.fullmatch(counts)
    if first != FIRST or found is None or not raw.endswith(b"\n") or len(lines) <= int(found[2]):
        raise ValueError("not a hand-over of a log")
    count = int(found[2])
    if len(lines) - count > most:
        raise ValueError("more checkpoints than anybody hands over")
    raws = [unb64(line) for line in lines]
    return HandedLog(int(found[1]), tuple(raws[:count]), tuple(raws[count:]))

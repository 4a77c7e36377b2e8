"""The directory on a disk: `<directory>`, its leaves; beside it `<directory>.checkpoints`, the log's checkpoints.

One a line, standard base64, only ever appended to. A last line without its line feed is being written at this moment,
or was cut short: it is not there yet. All checkpoints are kept: when a statement was first witnessed follows from them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from keys.errors import DirectoryRefused
from keys.notes import b64, unb64


def checkpoints_of(directory: Path) -> Path:
    """Where the checkpoints of the directory file `directory` are kept."""
    return directory.with_name(directory.name + ".checkpoints")


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
    lines = b"".join(b64(leaf).encode("ascii") + b"\n" for leaf in leaves)
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

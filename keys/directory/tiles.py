"""The log cut into files that never change once they are full, as every C2SP tool reads logs.

    checkpoint                    the newest checkpoint, with its cosignatures
    tile/0/000                    hashes of leaves 0 to 255, 32 bytes each; tile/1/... hashes of whole tiles below
    tile/0/007.p/14               the last tile, as long as it has only 14
    tile/entries/000              leaves 0 to 255, each as u16 length (big-endian) and bytes; /007.p/14 likewise

Numbers are written in threes, `x001/067` for 1067. Source: C2SP tlog-tiles. Pure: hashes and leaves in, bytes out;
None for a file that there is not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from keys.directory.log import root

WIDTH = 256
LEVELS = 6

_NUMBER = re.compile(r"((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


def read_path(path: str) -> tuple[int, int] | None:
    """(number, width) of a tile's path behind its level, such as `x001/067.p/14`. None for any other writing."""
    found = _NUMBER.fullmatch(path)
    if found is None:
        return None
    number = int(found[1].replace("/", "").replace("x", ""))
    width = int(found[2]) if found[2] else WIDTH
    if width > WIDTH or (found[2] and width == WIDTH) or write_number(number) != found[1]:
        return None
    return number, width


def write_number(number: int) -> str:
    """How a tile's number is written in a path."""
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.append(f"x{number % 1000:03}")
    return "/".join(reversed(groups))


def tile(hashes: Sequence[bytes], level: int, number: int, width: int) -> bytes | None:
    """`width` hashes of tile `number` at `level`, of a log with these leaf hashes."""
    if not 0 <= level < LEVELS:
        return None
    span = WIDTH**level  # leaves below one hash of this level
    first = number * WIDTH
    if (first + width) * span > len(hashes):
        return None
    return b"".join(root(hashes[at * span : (at + 1) * span]) for at in range(first, first + width))


def entries(leaves: Sequence[bytes], number: int, width: int) -> bytes | None:
    """`width` leaves of bundle `number`."""
    first = number * WIDTH
    if first + width > len(leaves):
        return None
    return b"".join(len(leaf).to_bytes(2) + leaf for leaf in leaves[first : first + width])

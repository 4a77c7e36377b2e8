"""The append-only log: one root hash for all leaves so far, and short proofs about it.

RFC 6962 (Certificate Transparency) over SHA-256: a leaf is hashed after a zero byte, two children after a one byte,
and a tree of n leaves splits at the largest power of two below n. The proofs say that a leaf is in a tree (inclusion)
and that a smaller tree is the beginning of a larger one (consistency). Source: RFC 6962 section 2.1; RFC 9162
sections 2.1.3.2 and 2.1.4.2 for verifying. Verifying is total: any wrong input is False.

The log cut into files that never change once they are full, as every C2SP tool reads logs.

    checkpoint                    the newest checkpoint, with its cosignatures
    tile/0/000                    hashes of leaves 0 to 255, 32 bytes each; tile/1/... hashes of whole tiles below
    tile/0/007.p/14               the last tile, as long as it has only 14
    tile/entries/000              leaves 0 to 255, each as u16 length (big-endian) and bytes; /007.p/14 likewise

Numbers are written in threes, `x001/067` for 1067. Source: C2SP tlog-tiles. Pure: hashes and leaves in, bytes out;
None for a file that there is not.
"""

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256

HASH = 32


def leaf_hash(leaf: bytes) -> bytes:
    """32 bytes that stand for one leaf: `SHA-256(0x00 || leaf)`."""
    return sha256(b"\x00" + leaf).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A log that grows: `roots[i]` is the root of its first i+1 leaf hashes. About log2(n) hashes a leaf."""

    def __init__(self) -> None:
        self.roots: list[bytes] = []
        self._peaks: list[bytes] = []  # roots of the full subtrees, largest first: one for each bit set in the size

    def extend(self, hashes: Iterable[bytes]) -> None:
        """These leaf hashes follow those there are."""
        for size, leaf in enumerate(hashes, start=len(self.roots) + 1):
            peak, bits = leaf, size
            while bits & 1 == 0:
                peak = _node(self._peaks.pop(), peak)
                bits >>= 1
            self._peaks.append(peak)
            root = peak
            for left in reversed(self._peaks[:-1]):
                root = _node(left, root)
            self.roots.append(root)


def roots(hashes: Iterable[bytes]) -> list[bytes]:
    """The root after each leaf: item i is the root of the first i+1 leaf hashes."""
    tree = Tree()
    tree.extend(hashes)
    return tree.roots


def root(hashes: Sequence[bytes]) -> bytes:
    """The root of all these leaf hashes; of none, SHA-256 of nothing (RFC 6962)."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    middle = _split(len(hashes))
    return _node(root(hashes[:middle]), root(hashes[middle:]))


def _split(size: int) -> int:
    """The largest power of two below `size` (at least 2)."""
    return 1 << (size - 1).bit_length() - 1


def inclusion(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """The proof that leaf `index` is in the tree of all `hashes`, lowest sibling first. IndexError outside it."""
    if not 0 <= index < len(hashes):
        raise IndexError("there is no such leaf")
    if len(hashes) == 1:
        return []
    middle = _split(len(hashes))
    if index < middle:
        return [*inclusion(hashes[:middle], index), root(hashes[middle:])]
    return [*inclusion(hashes[middle:], index - middle), root(hashes[:middle])]


def included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root_hash: bytes) -> bool:
    """True iff `proof` shows that the leaf hash `leaf` stands at `index` in the tree of `size` leaves."""
    if not 0 <= index < size:
        return False
    at, last, so_far = index, size - 1, leaf
    for sibling in proof:
        if last == 0 or len(sibling) != HASH:
            return False
        if at & 1 or at == last:
            so_far = _node(sibling, so_far)
            while at & 1 == 0 and at:
                at, last = at >> 1, last >> 1
        else:
            so_far = _node(so_far, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and so_far == root_hash


def consistency(hashes: Sequence[bytes], old: int) -> list[bytes]:
    """The proof that the tree of the first `old` hashes begins the tree of all. IndexError unless 0 < old <= all."""
    if not 0 < old <= len(hashes):
        raise IndexError("there is no such smaller tree")
    return _subproof(hashes, old, True)


def _subproof(hashes: Sequence[bytes], old: int, known: bool) -> list[bytes]:
    if old == len(hashes):
        return [] if known else [root(hashes)]
    middle = _split(len(hashes))
    if old <= middle:
        return [*_subproof(hashes[:middle], old, known), root(hashes[middle:])]
    return [*_subproof(hashes[middle:], old - middle, False), root(hashes[:middle])]


def consistent(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """True iff `proof` shows that the tree of `old` leaves with `old_root` begins the one of `new` with `new_root`."""
    if not 0 < old <= new or any(len(step) != HASH for step in proof):
        return False
    if old == new:
        return not proof and old_root == new_root
    steps = list(proof)
    if old & (old - 1) == 0:  # a full tree: its root is not repeated in the proof
        steps.insert(0, old_root)
    if not steps:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    left = right = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            left, right = _node(step, left), _node(step, right)
            while at & 1 == 0 and at:
                at, last = at >> 1, last >> 1
        else:
            right = _node(right, step)
        at, last = at >> 1, last >> 1
    return last == 0 and left == old_root and right == new_root


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

"""The bodies of requests between a log and its witnesses. Nothing is verified here.

    old 12                       the size the log believes that the witness saw last
    PlRNCrwHpqhGru...=           the consistency proof from there, at most 63 hashes, a line each
                                 <- one empty line
    <the checkpoint>             a signed note, see keys/directory/checkpoint.py

That a stop stands in the log is shown in the same way: `stop <index>`, the inclusion proof, an empty line, the stop as
one line of base64, another empty line, the checkpoint in which it is included.
Source: C2SP tlog-witness (`add-checkpoint`); the second form is ours. Errors: ValueError.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from keys.directory.checkpoint import MAX_CHECKPOINT
from keys.directory.notes import MAX_NOTE
from keys.encoding import b64, unb64

ADD_CHECKPOINT, STOP_IN_LOG, STOPS, CHECKPOINT = "/add-checkpoint", "/stop-in-log", "/v1/stops", "/checkpoint"
SIZE_TYPE = "text/x.tlog.size"

MOST_PROOF = 63
# Bytes of the longest body that a witness reads.
MOST_BODY = MAX_CHECKPOINT + 64 * MOST_PROOF + 2 * MAX_NOTE

_NUMBER = re.compile(rb"0|[1-9][0-9]{0,17}")


@dataclass(frozen=True)
class Asked:
    """A number (the old size, or a leaf's index), a proof, a stop's bytes or none, and a checkpoint's bytes."""

    number: int
    proof: tuple[bytes, ...]
    checkpoint: bytes
    stop: bytes = b""


def write_add(old: int, proof: Sequence[bytes], checkpoint: bytes) -> bytes:
    """The body of `add-checkpoint`."""
    return _head(b"old", old, proof) + b"\n" + checkpoint


def read_add(raw: bytes) -> Asked:
    """The body of `add-checkpoint`, parsed."""
    head, blank, checkpoint = raw.partition(b"\n\n")
    if not blank:
        raise ValueError("no empty line")
    return Asked(*_read_head(b"old", head), checkpoint)


def write_stop(index: int, proof: Sequence[bytes], stop: bytes, checkpoint: bytes) -> bytes:
    """The body of `stop-in-log`."""
    return _head(b"stop", index, proof) + b"\n" + b64(stop).encode("ascii") + b"\n\n" + checkpoint


def read_stop(raw: bytes) -> Asked:
    """The body of `stop-in-log`, parsed."""
    head, _, rest = raw.partition(b"\n\n")
    stop, blank, checkpoint = rest.partition(b"\n\n")
    if not blank:
        raise ValueError("an empty line is missing")
    return Asked(*_read_head(b"stop", head), checkpoint, unb64(stop))


def _head(word: bytes, number: int, proof: Sequence[bytes]) -> bytes:
    lines = [word + b" " + str(number).encode("ascii"), *(b64(each).encode("ascii") for each in proof)]
    return b"".join(line + b"\n" for line in lines)


def _read_head(word: bytes, head: bytes) -> tuple[int, tuple[bytes, ...]]:
    first, *lines = head.split(b"\n")
    said, _, number = first.partition(b" ")
    if said != word or not _NUMBER.fullmatch(number) or len(lines) > MOST_PROOF:
        raise ValueError("not a number line, or too long a proof")
    proof = tuple(unb64(line) for line in lines)
    if any(len(each) != 32 for each in proof):
        raise ValueError("a proof is made of hashes")
    return int(number), proof

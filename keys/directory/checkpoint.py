"""Checkpoints: the log says how far it has come, and witnesses say when they saw it.

    log.example                                          the log's name, as the root statement lists it
    1900                                                 how many leaves
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=         the root of them all, RFC 6962
                                                         <- one empty line
    — log.example Az3grlgtzPI...                         b64(key id[4] || signature[64]), by the log
    — witness-1 jWbPPwAAAABkGFDL...                      b64(key id[4] || u64 time || signature[64])

A checkpoint is a signed note of exactly three lines. What a witness signs begins with `cosignature/v1` and a line
`time <seconds since 1970>`, then the three lines; its key id is made with the byte 0x04, so that no line of a witness
is mistaken for one of the log. Two cosigned times matter: with a threshold of t, `last` is the t-th largest (so long at
least one honest witness saw the log standing there) and `first` the t-th smallest (by then at least one had seen it).
Source: C2SP tlog-checkpoint, tlog-cosignature (v1, Ed25519); `keys/DIRECTORY.md`, F4 and F5. Errors: BadCheckpoint.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nacl.signing import SigningKey

from keys.directory.notes import (
    COSIGNATURE,
    BadNote,
    Note,
    NoteKey,
    NoteSigner,
    Signature,
    checked_text,
    key_id,
    parse,
    signature_lines,
    verifies,
)
from keys.encoding import b64, unb64

# Bytes of the longest checkpoint: three lines, the log's signature, and cosignatures of forty witnesses.
MAX_CHECKPOINT = 8192

# Seconds by which a witness's clock may be ahead of ours: a cosignature from further in the future says nothing.
AHEAD = 600

MAX_TIME = 2**63 - 1
_SIZE = re.compile(r"[1-9][0-9]{0,17}")


class BadCheckpoint(ValueError):
    """Bytes that are no checkpoint, or one that does not verify. The text begins with the rule it breaks."""


class Ahead(BadCheckpoint):
    """A witness's time is in the future, by our clock: what it says does not count yet."""


@dataclass(frozen=True, slots=True)
class TreeHead:
    """How far a log has come: its name, its number of leaves, their root (32 bytes)."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that log and witnesses sign."""
        return f"{self.origin}\n{self.size}\n{b64(self.root)}\n"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A parsed checkpoint: tree head and signature lines, not verified (`witnessed` does)."""

    head: TreeHead
    note: Note

    @property
    def raw(self) -> bytes:
        return self.note.raw


@dataclass(frozen=True, slots=True)
class Witnessed:
    """The two times of a verified checkpoint, seconds since 1970: T(c) is `last`; `first` makes W(leaf)."""

    first: int
    last: int
    ahead: bool  # some cosignature does not count yet: it is from the future


def read_checkpoint(raw: bytes) -> Checkpoint:
    """The checkpoint that `raw` is, byte for byte. BadCheckpoint for anything else. Nothing is verified here."""
    try:
        note = parse(raw, limit=MAX_CHECKPOINT)
        lines = note.text.split("\n")
        if len(lines) != 4 or not _SIZE.fullmatch(lines[1]):
            raise ValueError
        head = TreeHead(lines[0], int(lines[1]), unb64(lines[2]))
        if len(head.root) != 32:
            raise ValueError
    except ValueError:
        raise BadCheckpoint("F4-form: not three lines, a name, a size and a root, in a signed note") from None
    return Checkpoint(head, note)


def write_checkpoint(head: TreeHead, log: NoteSigner) -> bytes:
    """The checkpoint of `head`, signed by the log and not yet cosigned. ValueError unless the log bears its name."""
    if log.name != head.origin:
        raise ValueError("a log signs checkpoints of its own name")
    checked_text(head.text)
    return Note(head.text, (log.signature(head.text),)).raw


def cosigned_message(head: TreeHead, time: int) -> bytes:
    """What a witness signs: that `head` was the newest of this log it had seen at `time`."""
    return f"cosignature/v1\ntime {time}\n{head.text}".encode("ascii")


def cosignature(head: TreeHead, witness: NoteSigner, time: int) -> Signature:
    """The witness's line for `head` at `time` (whole seconds since 1970). Checks nothing: the witness has done so."""
    if not 0 <= time <= MAX_TIME:
        raise ValueError("a cosignature's time is 0 to 2^63 - 1")
    signed = SigningKey(witness.seed).sign(cosigned_message(head, time)).signature
    return Signature(witness.name, cosigner_id(witness.key), time.to_bytes(8) + signed)


def cosigner_id(key: NoteKey) -> bytes:
    """The 4 bytes under which a witness's key cosigns; not the ones under which it would sign a note."""
    return key_id(key.name, key.pk, COSIGNATURE)


def with_cosignatures(raw: bytes, lines: Iterable[Signature]) -> bytes:
    """The checkpoint with these lines under it; a witness's new line replaces its old one. BadCheckpoint if unfit."""
    checkpoint = read_checkpoint(raw)
    by_key = {(each.name, each.key_id): each for each in (*checkpoint.note.signatures, *lines)}
    return read_checkpoint(Note(checkpoint.note.text, tuple(by_key.values())).raw).raw


def cosign(raw: bytes, witness: NoteSigner, time: int) -> bytes:
    """The checkpoint with this witness's line, as of `time`. The witness has verified it before: this does not."""
    return with_cosignatures(raw, [cosignature(read_checkpoint(raw).head, witness, time)])


def read_lines(raw: bytes) -> tuple[Signature, ...]:
    """The signature lines in a witness's answer. BadCheckpoint if it is anything else."""
    try:
        return signature_lines(raw)
    except BadNote as why:
        raise BadCheckpoint(f"F4-form: {why}") from None


def signed_by_log(checkpoint: Checkpoint, log_key: NoteKey) -> None:
    """Verify that the checkpoint is of this log and signed by it. Raises BadCheckpoint."""
    if checkpoint.head.origin != log_key.name:
        raise BadCheckpoint("F4-origin: the checkpoint is of another log")
    lines = [each for each in checkpoint.note.signatures if (each.name, each.key_id) == (log_key.name, log_key.id)]
    if not any(verifies(log_key.pk, checkpoint.note.text.encode("ascii"), each.sig) for each in lines):
        raise BadCheckpoint("F4-log: the log has not signed the checkpoint")


def cosigned_at(checkpoint: Checkpoint, line: Signature, witness: NoteKey, now: float) -> int:
    """When the witness cosigned by this line of its. BadCheckpoint if it is false, Ahead if it says a time to come."""
    time = int.from_bytes(line.sig[:8])
    if time > MAX_TIME or not verifies(witness.pk, cosigned_message(checkpoint.head, time), line.sig[8:]):
        raise BadCheckpoint(f"F4-cosignature: the cosignature under the name {line.name} is false")
    if time > now + AHEAD:
        raise Ahead("F4-ahead: enough witnesses have cosigned it only at times to come, by this computer's clock")
    return time


def cosigned_times(checkpoint: Checkpoint, witnesses: Sequence[NoteKey]) -> dict[bytes, int]:
    """Witness's public key -> when it cosigned, in the future too. BadCheckpoint if a line of one is false."""
    return {
        witness.pk: cosigned_at(checkpoint, line, witness, now=MAX_TIME)
        for line, witness in _lines_of(checkpoint, witnesses)
    }


def _lines_of(checkpoint: Checkpoint, witnesses: Sequence[NoteKey]) -> list[tuple[Signature, NoteKey]]:
    known = {(key.name, cosigner_id(key)): key for key in witnesses}
    lines = ((line, known.get((line.name, line.key_id))) for line in checkpoint.note.signatures)
    return [(line, witness) for line, witness in lines if witness is not None]


def witnessed(
    checkpoint: Checkpoint, log_key: NoteKey, witnesses: Sequence[NoteKey], threshold: int, *, now: float
) -> Witnessed:
    """When the checkpoint was seen, if log and enough witnesses signed it. BadCheckpoint (Ahead) otherwise.

    Strangers' lines are passed over. A cosignature from more than ten minutes after `now` does not count; one that is
    false spoils the whole.
    """
    signed_by_log(checkpoint, log_key)
    times, ahead = [], None
    for line, witness in _lines_of(checkpoint, witnesses):
        try:
            times.append(cosigned_at(checkpoint, line, witness, now))
        except Ahead as why:
            ahead = why
    if len(times) < threshold:
        if ahead is not None:
            raise ahead
        raise BadCheckpoint(f"F4-witnesses: {len(times)} of {threshold} witnesses have cosigned it")
    times.sort()
    return Witnessed(first=times[threshold - 1], last=times[-threshold], ahead=ahead is not None)

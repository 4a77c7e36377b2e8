"""Witness client of a log's keeper: asks one witness for its cosignature on one checkpoint.

The witness says how far it has seen the log. Less than it once cosigned means that it was set back to an old copy of
its memory: the asker, who remembers, says so, because somebody may be using the old copy for another log.
Source: C2SP tlog-witness. Errors: NoCosignature, NotReached.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from keys.directory.checkpoint import (
    BadCheckpoint,
    Checkpoint,
    cosigned_times,
    read_checkpoint,
    read_lines,
    signed_by_log,
    with_cosignatures,
)
from keys.directory.merkle import consistency, inclusion, leaf_hash
from keys.directory.merkle import root as tree_root
from keys.directory.notes import NoteKey, Signature
from keys.directory.view import View
from keys.encoding import unb64
from keys.errors import AmparoError
from keys.http import Answer, call
from keys.witness.protocol import ADD_CHECKPOINT, CHECKPOINT, SIZE_TYPE, STOP_IN_LOG, STOPS, write_add, write_stop

MOST_STOPS = 64 << 20  # bytes of a witness's list of stops: 500 of 4096 bytes, in base64, by each of twenty keys

# (leaf hash, public key) for each member whose stop of that leaf a note is; none for any other bytes.
GivenBy = Callable[[bytes], set[tuple[bytes, bytes]]]


class NoCosignature(AmparoError):
    """A witness did not cosign. The text says which, why, and what to do."""


@dataclass(frozen=True)
class Cosigned:
    """The witness's line, the size it had seen before, and whether that was less than it had cosigned."""

    line: Signature
    seen: int
    set_back: bool


def cosigned(
    url: str, key: NoteKey, checkpoint: bytes, leaves: Sequence[bytes], given_by: GivenBy, *, last: int
) -> Cosigned:
    """The cosignature of the witness `key` at `url` on `checkpoint`, which covers `leaves`.

    `given_by` tells whose stop a note is (see `keys.directory.register.stop_by`). `last` is the size of the newest
    checkpoint that this witness is known to have cosigned, 0 if none.
    """
    hashes = [leaf_hash(leaf) for leaf in leaves]
    _show_stops(url, checkpoint, leaves, hashes, given_by)
    seen = min(last, len(hashes))
    answer = _asked(url, checkpoint, hashes, seen)
    if answer.status == 409 and (told := _size(answer)) is not None and told != seen:
        seen = told
        if seen > len(hashes):
            raise NoCosignature(
                f"{key.name} has seen {seen} statements of this log; here are {len(hashes)}. Somebody else publishes, "
                "or this directory file is an old copy. Fetch the newest one before you publish anything."
            )
        answer = _asked(url, checkpoint, hashes, seen)
    if answer.status != 200:
        raise NoCosignature(_why(key.name, answer.status))
    return Cosigned(_own_line(key, read_checkpoint(checkpoint), answer.body), seen, seen < last)


def held_stops(url: str) -> list[bytes]:
    """The stops that a witness holds, unverified. Empty when it has another way of showing them."""
    answer = call(url.rstrip("/") + STOPS, most=MOST_STOPS)
    if answer.status != 200:
        return []
    try:
        return [unb64(line) for line in answer.body.split()]
    except ValueError:
        return []


@dataclass(frozen=True)
class WitnessAnswer:
    """What the witness at `url` shows to anybody, unverified: its newest checkpoint (empty: none), its stops."""

    url: str
    checkpoint: bytes
    stops: list[bytes]

    def alarm(self, view: View) -> str | None:
        """The alarm when this witness has seen statements that the view's directory does not show; None else.

        This is what makes the days of delay days in which everybody sees a statement: whoever hides one from gateways
        must have it witnessed all the same, and every witness shows how far it has seen the log.
        """
        try:
            checkpoint = read_checkpoint(self.checkpoint)
            signed_by_log(checkpoint, view.law.log_key)
        except BadCheckpoint:
            return None if not self.checkpoint else f"{self.url} shows no checkpoint of this log. Check the address."
        head, here = checkpoint.head, len(view.leaf_hashes)
        if head.size > here:
            return (
                f"ALARM: {self.url} has seen {head.size} statements; {here} are shown here. Somebody may be hiding the "
                "others until their delay is over. Look again in ten minutes; if it stays so, call the coalition."
            )
        if tree_root(view.leaf_hashes[: head.size]) != head.root:
            return f"ALARM: {self.url} has seen another history of the log. This is a fork: call the coalition now."
        return None


def look(url: str) -> WitnessAnswer:
    """Ask a witness what it shows to anybody. NotReached when it does not answer."""
    answer = call(url.rstrip("/") + CHECKPOINT)
    return WitnessAnswer(url, answer.body if answer.status == 200 else b"", held_stops(url))


def _show_stops(url: str, checkpoint: bytes, leaves: Sequence[bytes], hashes: list[bytes], given_by: GivenBy) -> None:
    """The witness knows of each stop it holds that stands in the log that it does: that very note, or its like."""
    held = held_stops(url)
    if not held:
        return
    places = {leaf: at for at, leaf in enumerate(leaves)}
    likes = {pair: at for at, leaf in enumerate(leaves) for pair in given_by(leaf)}
    shown: set[int] = set()
    for stop in held:
        at = places.get(stop)
        like = [likes[pair] for pair in given_by(stop) if pair in likes] if at is None else [at]
        for place in set(like) - shown:
            shown.add(place)
            body = write_stop(place, inclusion(hashes, place), leaves[place], checkpoint)
            call(url.rstrip("/") + STOP_IN_LOG, body)


def _asked(url: str, checkpoint: bytes, hashes: list[bytes], old: int) -> Answer:
    proof = consistency(hashes, old) if 0 < old <= len(hashes) else []
    return call(url.rstrip("/") + ADD_CHECKPOINT, write_add(old, proof, checkpoint), kind="text/plain")


def _size(answer: Answer) -> int | None:
    text = answer.body.strip()
    return int(text) if answer.type == SIZE_TYPE and text.isdigit() and len(text) < 10 else None


def _own_line(key: NoteKey, checkpoint: Checkpoint, body: bytes) -> Signature:
    try:
        for line in read_lines(body):
            whole = read_checkpoint(with_cosignatures(checkpoint.raw, [line]))
            if line.name == key.name and cosigned_times(whole, [key]):
                return line
    except BadCheckpoint:
        pass
    raise NoCosignature(
        f"{key.name} answered with a signature that is not its own. Check its address; call who runs it."
    )


def _why(name: str, status: int) -> str:
    reasons = {
        403: "refuses: it holds a stop that this log lacks, or does not know this log key. Publish with every stop.",
        404: "does not know this log. Check its address, and the genesis it was started with.",
        409: "has seen another log of the same size. This is a fork: publish nothing, and call the coalition.",
        422: "says that this log does not continue what it saw. This is a fork: publish nothing, call the coalition.",
    }
    return f"{name} {reasons.get(status, f'answered {status}. Call who runs it.')}"

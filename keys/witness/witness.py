"""The witness: what it cosigns, what it refuses, what it holds. No HTTP here; answers are C2SP tlog-witness's.

Rules
- It cosigns a checkpoint of its one log, signed by the log key of the root in force, that continues what it cosigned
  last: never a smaller log, never another log of the same size.
- A stop that any current member signed is held for ever and shown to everybody. When it has been held for a day, no
  checkpoint is cosigned in which it is not shown to stand: a log's operator cannot keep a stop out.
- What it saw is on disk before it answers. Set back to an old copy of its memory, it takes up again, at the start,
  whatever the log shows with its own signature.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from keys import clock
from keys.directory.checkpoint import (
    AHEAD,
    BadCheckpoint,
    Checkpoint,
    cosignature,
    cosigned_times,
    read_checkpoint,
    signed_by_log,
)
from keys.directory.fold import fold
from keys.directory.merkle import consistent, included, leaf_hash
from keys.directory.notes import MAX_NOTE, Note, NoteSigner
from keys.directory.register import ring_of, stop_by
from keys.directory.statements import Root
from keys.directory.view import View
from keys.errors import AmparoError
from keys.http import ShownDirectory
from keys.witness.protocol import SIZE_TYPE, Asked, read_add, read_stop
from keys.witness.state import Memory, NewestCheckpoint, Transaction

# Seconds a stop may be held here without standing in the log.
GRACE = 86_400

# Stops one key may give: all desks of a deployment, several times; a stolen key fills no disk.
MOST_STOPS = 500

# Seconds between two looks at who the members are.
REFRESH = 300


@dataclass(frozen=True)
class Answer:
    """What goes back: an HTTP status, a content type, a body."""

    status: int
    body: bytes = b""
    type: str = "text/plain"


REFUSED = Answer(403, b"refused\n")
BAD = Answer(400, b"not understood\n")


class Witness:
    """One witness of one log. `look` gives the log as somebody shows it; it may raise AmparoError."""

    def __init__(
        self,
        signer: NoteSigner,
        memory: Memory,
        genesis: bytes,
        look: Callable[[], ShownDirectory],
        *,
        now: Callable[[], float] = clock.now,
    ) -> None:
        self.signer = signer
        self._memory = memory
        self._genesis = genesis
        self._look = look
        self._now = now
        self._looking = threading.Lock()
        shown = look()
        self._view = self._folded(shown)
        self._looked = time.monotonic()
        self._take_up(shown)

    @property
    def law(self) -> Root:
        """The root in force, as last seen."""
        return self._view.law

    @property
    def listed(self) -> bool:
        """True when the root in force lists this witness."""
        return self.signer.key in self.law.witnesses

    def add_checkpoint(self, body: bytes) -> Answer:
        """The checkpoint is cosigned, and is the newest seen; or it is refused, as C2SP says."""
        try:
            asked = read_add(body)
            checkpoint = read_checkpoint(asked.checkpoint)
        except ValueError:
            return BAD
        if (refusal := self._not_the_logs(checkpoint)) is not None:
            return refusal
        head = checkpoint.head
        if asked.number > head.size:
            return BAD
        answer = self._considered(asked, checkpoint)
        if answer.status == REFUSED.status and self._refresh():
            return self._considered(asked, checkpoint)  # who gave a stop may have left the coalition since
        return answer

    def _considered(self, asked: Asked, checkpoint: Checkpoint) -> Answer:
        head = checkpoint.head
        with self._memory.turn() as turn:
            refusal = self._contradiction(turn, asked, checkpoint)
            if refusal is not None:
                return refusal
            line = cosignature(head, self.signer, int(self._now()))
            log = tuple(each for each in checkpoint.note.signatures if each.name == head.origin)
            turn.advance(head.size, head.root, Note(checkpoint.note.text, (*log, line)).raw)
        return Answer(200, line.line.encode())

    def _contradiction(self, turn: Transaction, asked: Asked, checkpoint: Checkpoint) -> Answer | None:
        head, seen = checkpoint.head, turn.newest()
        if asked.number != seen.size:
            return Answer(409, f"{seen.size}\n".encode("ascii"), SIZE_TYPE)
        if head.size == seen.size:
            if head.root != seen.root:
                turn.keep_evidence(asked.checkpoint)
                return Answer(409, f"{seen.size}\n".encode("ascii"), SIZE_TYPE)
            fits = not asked.proof
        elif seen.size == 0:
            fits = not asked.proof
        else:
            fits = consistent(seen.size, head.size, asked.proof, seen.root, head.root)
        if not fits:
            turn.keep_evidence(asked.checkpoint)
            return Answer(422, b"this does not continue what was seen here\n")
        if missing := self._kept_out(turn.missing(self._now() - GRACE, head.size, head.root)):
            return Answer(403, f"{missing} stop(s) held here for a day are not in this log\n".encode("ascii"))
        return None

    def _kept_out(self, signers: list[bytes]) -> int:
        """How many of the stops by `signers` the log could have taken: those of current members.

        One who has left can give no stop to the log; what he once brought here is still shown, and costs no signature.
        """
        if not signers:
            return 0
        current = {key.pk for group in (self.law.root, self.law.sign, self.law.veto) for key in group}
        return sum(signer in current for signer in signers)

    def stop_in_log(self, body: bytes) -> Answer:
        """It is known that a held stop stands in the log that this checkpoint speaks of."""
        try:
            asked = read_stop(body)
            checkpoint = read_checkpoint(asked.checkpoint)
        except ValueError:
            return BAD
        if (refusal := self._not_the_logs(checkpoint)) is not None:
            return refusal
        head = checkpoint.head
        if not included(leaf_hash(asked.stop), asked.number, head.size, asked.proof, head.root):
            return Answer(422, b"the stop is not in this log\n")
        with self._memory.turn() as turn:
            known = turn.prove(asked.stop, self._given(asked.stop), head.size, head.root)
        return Answer(204) if known else REFUSED

    def hold_stop(self, raw: bytes) -> Answer:
        """The stop is held, if a current member signed it; a stranger's is refused, whatever is wrong with it."""
        if len(raw) > MAX_NOTE:
            return REFUSED
        given = self._given(raw)
        if not given and self._refresh():
            given = self._given(raw)
        with self._memory.turn() as turn:
            held = [turn.hold(*pair, raw, self._now(), MOST_STOPS) for pair in sorted(given)]
        return Answer(204) if any(held) else REFUSED

    def stops(self) -> list[bytes]:
        """Every stop that is held here."""
        with self._memory.turn() as turn:
            return list(dict.fromkeys(each.note for each in turn.stops()))

    def newest(self) -> NewestCheckpoint:
        """The newest checkpoint cosigned here."""
        with self._memory.turn() as turn:
            return turn.newest()

    def evidence(self) -> list[bytes]:
        """Checkpoints that the log signed and that contradict what was seen."""
        with self._memory.turn() as turn:
            return turn.evidence()

    def _not_the_logs(self, checkpoint: Checkpoint) -> Answer | None:
        """404 for another log, 403 without the log's signature; None when it is the log's."""
        for attempt in range(2):
            if checkpoint.head.origin != self.law.log_key.name:
                refusal = Answer(404, b"this witness does not know that log\n")
            else:
                try:
                    signed_by_log(checkpoint, self.law.log_key)
                    return None
                except BadCheckpoint:
                    refusal = REFUSED
            if attempt == 0 and not self._refresh():
                break
        return refusal

    def _given(self, raw: bytes) -> set[tuple[bytes, bytes]]:
        """(leaf, public key) for each current member who gave this stop."""
        return stop_by(raw, ring_of(self.law), self._genesis)

    def _refresh(self) -> bool:
        """True if the members were looked up anew; not more often than every five minutes, whoever asks."""
        if time.monotonic() - self._looked < REFRESH or not self._looking.acquire(blocking=False):
            return False
        try:
            self._looked = time.monotonic()
            view = self._folded(self._look())
            if view.law.version < self._view.law.version:
                return False
            self._view = view
            return True
        except AmparoError:
            return False
        finally:
            self._looking.release()

    def _folded(self, shown: ShownDirectory) -> View:
        return fold(shown.leaves, self._genesis, checkpoints=shown.checkpoints, stops=shown.stops)

    def _take_up(self, shown: ShownDirectory) -> None:
        """Whatever the log shows with this witness's own signature was seen: the memory may have been set back."""
        for raw in shown.checkpoints:
            try:
                checkpoint = read_checkpoint(raw)
                mine = cosigned_times(checkpoint, [self.signer.key])
            except BadCheckpoint:
                continue
            if not mine or checkpoint.head.origin != self.law.log_key.name:
                continue
            if max(mine.values()) > self._now() + AHEAD:
                raise AmparoError(
                    "This witness has signed for a later time than it is now. Set the clock right, then start it again."
                )
            head = checkpoint.head
            with self._memory.turn() as turn:
                seen = turn.newest()
                if head.size > seen.size:
                    turn.advance(head.size, head.root, raw)
                elif head.size == seen.size and head.root != seen.root:
                    turn.keep_evidence(raw)
                    raise AmparoError(
                        "This witness has signed two logs of the same size. Somebody else holds its key, or its memory "
                        "is not its own: do not run it. Tell the coalition: the key must leave the root."
                    )
